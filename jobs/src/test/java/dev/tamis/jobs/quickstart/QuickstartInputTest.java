package dev.tamis.jobs.quickstart;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class QuickstartInputTest {
    private static final byte[] LIST = "the list\n".getBytes(StandardCharsets.UTF_8);

    @TempDir
    private Path folder;

    private Path jars;
    private Path output;
    private List<Artifact> artifacts;

    @BeforeEach
    void makeArtifacts() throws IOException {
        jars = Files.createDirectories(folder.resolve("jars"));
        output = folder.resolve("quickstart");
        Map<String, String> javadoc = new TreeMap<>();
        for (int i = 0; i < QuickstartInput.PAGES_PER_ARTIFACT + 50; i++) {
            javadoc.put("a/Class" + i + ".html", "<p>class " + i);
        }
        javadoc.put("index-all.html", "<p>index");
        javadoc.put("a/class-use/Class1.html", "<p>uses");
        jar("doc-1-javadoc.jar", javadoc);
        jar("site-2.jar", Map.of("index.html", "<p>site", "sub/\u4e2d \u0131.htm", "<p>other", "x.class", "x"));
        jar("src-3-sources.jar", Map.of("A.java", "class A {}", "b/B.java", "class B {}"));
        jar("docs-4.jar", Map.of("../../evil.txt", "climbs", "d/a b\u4e2d.pdf", "pdf", "META-INF/LICENSE.txt", "law"));
        Files.writeString(jars.resolve("manual-5.html"), "<p>manual");
        artifacts = List.of(
                artifact(Artifact.Part.WEB, "g:doc:jar:javadoc:1"),
                artifact(Artifact.Part.WEB, "g:site:jar:2"),
                artifact(Artifact.Part.CODE, "g:src:jar:sources:3"),
                artifact(Artifact.Part.BOOKS, "g:docs:jar:4"),
                artifact(Artifact.Part.BOOKS, "g:manual:html:5"));
    }

    @Test
    void pagesBecomeWarcRecordsWithoutGeneratedShellsAndUpToTheCap() throws Exception {
        QuickstartInput.Counts counts = write(output);
        assertEquals(QuickstartInput.PAGES_PER_ARTIFACT + 2, counts.pages());
        List<byte[]> records = WarcWriterTest.members(Files.readAllBytes(output.resolve("web/pages-00000.warc.gz")));
        assertEquals(1 + counts.pages(), records.size());
        String heads = records.stream().map(WarcWriterTest::head).reduce("", String::concat);
        assertFalse(heads.contains("index-all"), "javadoc's index is no page");
        assertFalse(heads.contains("class-use"), "javadoc's uses are no pages");
        assertTrue(heads.contains("https://javadoc.io/doc/g/site/2/index.html\r\n"), "a site's index is a page");
        assertTrue(heads.contains("https://javadoc.io/doc/g/site/2/sub/%E4%B8%AD%20%C4%B1.htm\r\n"));
    }

    @Test
    void documentsStayInTheirFolderWhateverTheirEntriesAreNamed() throws IOException {
        assertEquals(3, write(output).documents());
        assertEquals(List.of("docs-4--a_b_.pdf", "docs-4--evil.txt", "manual-5.html"), names(output.resolve("books")));
        assertEquals(List.of("jars", "quickstart"), names(folder));
    }

    @Test
    void sourceJarsAreCopiedAsTheyAre() throws IOException {
        assertEquals(1, write(output).sources());
        assertArrayEquals(
                Files.readAllBytes(jars.resolve("src-3-sources.jar")),
                Files.readAllBytes(output.resolve("code/src-3-sources.jar")));
    }

    @Test
    void pagesStandWithTheImagesTheyShowAndTheirCaptionsMakePairs() throws Exception {
        jar(
                "help-6.jar",
                Map.of(
                        "a/page.html",
                        "<p>x <img src='../i/one.png' alt='The first of all pictures'> <img src=two.GIF alt=icon>"
                                + "<img src='../../../x.png' alt='leads out of it'> <img src='i%zz' alt='is no address at all'>",
                        "i/one.png",
                        "png",
                        "a/two.GIF",
                        "gif",
                        "style.css",
                        "css"));
        jar("pictures-7-tests.jar", Map.of("a.jpg", "jpeg", "b.avif", "avif", "c.txt", "text"));
        artifacts = List.of(
                artifact(Artifact.Part.ILLUSTRATED, "g:help:jar:6"),
                artifact(Artifact.Part.IMAGES, "g:pictures:jar:tests:7"));
        QuickstartInput.Counts counts = write(output);
        assertEquals(new QuickstartInput.Counts(1, 0, 0, 4, 1, true), counts);
        String heads = WarcWriterTest.members(Files.readAllBytes(output.resolve("web/pages-00000.warc.gz"))).stream()
                .map(WarcWriterTest::head)
                .reduce("", String::concat);
        assertTrue(heads.contains("https://javadoc.io/doc/g/help/6/i/one.png\r\n"), heads);
        assertTrue(heads.contains("https://javadoc.io/doc/g/help/6/a/two.GIF\r\n"), heads);
        assertEquals(List.of("pictures-7-tests.jar"), names(output.resolve("images")));
        String tar = Files.readString(output.resolve("pairs/00000.tar"));
        assertTrue(tar.contains("000000.png") && tar.contains("The first of all pictures"), tar);
        assertFalse(tar.contains("icon") || tar.contains("leads out of it"), tar);
    }

    @Test
    void twoRunsWriteTheSameFiles() throws IOException {
        write(output);
        write(folder.resolve("again"));
        assertEquals(content(output), content(folder.resolve("again")));
    }

    @Test
    void finishedInputIsLeftAloneAndUnfinishedInputIsDoneAgain() throws IOException {
        assertTrue(write(output).done());
        assertFalse(write(output).done());
        Map<String, String> whole = content(output);

        Files.delete(output.resolve("READY"));
        Files.writeString(output.resolve("web/pages-00007.warc.gz"), "left over by a run that was cut short");
        Files.writeString(output.resolve("books/docs-4--evil.txt"), "half");
        assertTrue(write(output).done());
        assertEquals(whole, content(output));
    }

    @Test
    void changedListMakesTheInputAnew() throws IOException {
        write(output);
        byte[] other = "another list\n".getBytes(StandardCharsets.UTF_8);
        assertTrue(new QuickstartInput(artifacts, other, jars, output).write().done());
    }

    @Test
    void artifactWithOtherBytesIsRefusedBeforeAnythingIsWritten() throws IOException {
        Files.writeString(jars.resolve("manual-5.html"), "<p>tampered");
        IOException e = assertThrows(IOException.class, () -> write(output));
        assertTrue(e.getMessage().contains("g:manual:html:5 is pinned to"), e.getMessage());
        assertFalse(Files.exists(output));
    }

    @Test
    void missingArtifactIsNamedWithTheCommandThatResolvesIt() throws IOException {
        Files.delete(jars.resolve("site-2.jar"));
        IOException e = assertThrows(IOException.class, () -> write(output));
        assertTrue(e.getMessage().contains("site-2.jar is missing"), e.getMessage());
        assertTrue(e.getMessage().contains("dependency:copy@quickstart-artifacts"), e.getMessage());
    }

    @Test
    void folderOfSomebodyElseIsNotTouched() throws IOException {
        Path books = Files.createDirectories(output.resolve("books"));
        Files.writeString(books.resolve("thesis.txt"), "mine");
        IOException e = assertThrows(IOException.class, () -> write(output));
        assertTrue(e.getMessage().startsWith("Refusing to write into"), e.getMessage());
        assertEquals("mine", Files.readString(books.resolve("thesis.txt")));
    }

    private QuickstartInput.Counts write(Path to) throws IOException {
        return new QuickstartInput(artifacts, LIST, jars, to).write();
    }

    private Artifact artifact(Artifact.Part part, String coordinates) throws IOException {
        Artifact unpinned = new Artifact(part, coordinates, "", "MIT", "en", "");
        String sha256 = QuickstartInput.sha256(jars.resolve(unpinned.fileName()));
        String line = part.name().toLowerCase(Locale.ROOT) + "\t" + coordinates + "\t" + sha256 + "\tMIT\ten";
        return Artifact.parse("artifacts.tsv", line).get(0);
    }

    private void jar(String name, Map<String, String> entries) throws IOException {
        try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(jars.resolve(name)))) {
            for (Map.Entry<String, String> entry : new TreeMap<>(entries).entrySet()) {
                zip.putNextEntry(new ZipEntry(entry.getKey()));
                zip.write(entry.getValue().getBytes(StandardCharsets.UTF_8));
            }
        }
    }

    private static List<String> names(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }

    private static Map<String, String> content(Path folder) throws IOException {
        Map<String, String> content = new TreeMap<>();
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                content.put(folder.relativize(file).toString(), QuickstartInput.sha256(file));
            }
        }
        return content;
    }
}
