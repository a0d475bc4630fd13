package dev.tamis.pipeline.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.stream.Stream;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The plug-in of docs/plugins.md, compiled and run as it stands there. */
final class PluginTest {
    private static final String SIGNAL = "acme_question_line_fraction";
    private static final String TEXT = "Who are you?\nWhere do you come from?\n\nA friend.\nSo.";

    @TempDir
    Path directory;

    private static String documented() throws IOException {
        String page = Files.readString(Path.of(System.getProperty("tamis.root", ".."), "docs", "plugins.md"));
        int start = page.indexOf("```java\n") + "```java\n".length();
        return page.substring(start, page.indexOf("```", start));
    }

    private Path jar(String name, String source) throws IOException {
        Path folder = directory.resolve(name);
        Path file = folder.resolve("acme/QuestionSignals.java");
        Files.createDirectories(file.getParent());
        Files.writeString(file, source);
        Path classes = Files.createDirectories(folder.resolve("classes"));
        int exit = ToolProvider.getSystemJavaCompiler()
                .run(
                        null,
                        null,
                        null,
                        "-cp",
                        System.getProperty("java.class.path"),
                        "-proc:none",
                        "-d",
                        classes.toString(),
                        file.toString());
        assertEquals(0, exit, "the plug-in does not compile");
        Path services = classes.resolve("META-INF/services/dev.tamis.filters.signal.SignalSet");
        Files.createDirectories(services.getParent());
        Files.writeString(services, "acme.QuestionSignals\n");
        Path jar = directory.resolve(name + ".jar");
        try (OutputStream out = Files.newOutputStream(jar);
                JarOutputStream zip = new JarOutputStream(out);
                Stream<Path> files = Files.walk(classes)) {
            for (Path one : (Iterable<Path>) files.filter(Files::isRegularFile).sorted()::iterator) {
                JarEntry entry = new JarEntry(classes.relativize(one).toString().replace('\\', '/'));
                entry.setTime(0);
                zip.putNextEntry(entry);
                zip.write(Files.readAllBytes(one));
            }
        }
        return jar;
    }

    private record Run(int exit, String output) {
        String line(String name) {
            return output.lines()
                    .filter(line -> line.startsWith(name + " "))
                    .map(line -> line.substring(name.length() + 1))
                    .findFirst()
                    .orElseThrow(() -> new AssertionError(output));
        }
    }

    private Run run(Path... jars) throws IOException, InterruptedException {
        StringBuilder path = new StringBuilder(System.getProperty("java.class.path"));
        for (Path jar : jars) {
            path.append(File.pathSeparatorChar).append(jar);
        }
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx512m",
                "-cp",
                path.toString(),
                PluginProbe.class.getName(),
                SIGNAL,
                TEXT));
        Path output = directory.resolve("output.txt");
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        int exit = process.waitFor();
        return new Run(exit, Files.readString(output, StandardCharsets.UTF_8));
    }

    @Test
    void theDocumentedPlugInAddsAColumnThatRulesKnowAndAnotherCodeVersion() throws Exception {
        Run without = run();
        assertEquals("false", without.line("column"));
        assertEquals(CodeVersion.current(), without.line("version"));
        assertTrue(without.line("problems").contains("unknown signal \"" + SIGNAL + "\""), without.output());

        Run with = run(jar("first", documented()));
        assertEquals(SIGNAL, with.line("last"));
        assertEquals("true", with.line("column"));
        assertEquals("[]", with.line("problems"));
        assertEquals("0.5", with.line("value"));
        assertNotEquals(without.line("version"), with.line("version"));

        Run changed = run(jar("second", documented().replace("== '?'", "== '!'")));
        assertEquals("0.0", changed.line("value"));
        assertNotEquals(with.line("version"), changed.line("version"));
        assertEquals(
                with.line("version"),
                run(jar("third", documented())).line("version"),
                "the same bytes under another name are the same code");
    }

    @Test
    void aNameThatIsTakenIsRefusedWithBothSets() throws Exception {
        Run run = run(jar("clash", documented().replace('"' + SIGNAL + '"', "\"words\"")));
        assertNotEquals(0, run.exit());
        assertTrue(
                run.output()
                        .contains("Signal words is defined by dev.tamis.filters.signal.TextSignals"
                                + " and by acme.QuestionSignals"),
                run.output());
    }
}
