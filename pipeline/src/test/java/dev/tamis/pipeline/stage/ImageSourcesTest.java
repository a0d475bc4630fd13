package dev.tamis.pipeline.stage;

import static dev.tamis.pipeline.stage.ImageShards.gzip;
import static dev.tamis.pipeline.stage.ImageShards.image;
import static dev.tamis.pipeline.stage.ImageShards.medium;
import static dev.tamis.pipeline.stage.ImageShards.tar;
import static dev.tamis.pipeline.stage.ImageShards.utf8;
import static dev.tamis.pipeline.stage.ImageShards.write;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.github.luben.zstd.Zstd;
import dev.tamis.filters.dedup.UrlKey;
import dev.tamis.pipeline.inspect.Verification;
import dev.tamis.pipeline.media.MediaBytes;
import dev.tamis.pipeline.recipe.Recipe;
import dev.tamis.pipeline.run.DataFile;
import dev.tamis.pipeline.run.Digests;
import dev.tamis.pipeline.run.Ledger;
import dev.tamis.pipeline.run.Manifest;
import dev.tamis.pipeline.run.RunDirectory;
import dev.tamis.pipeline.run.ShardLine;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.apache.parquet.example.data.Group;
import org.apache.pdfbox.pdmodel.PDDocument;
import org.apache.pdfbox.pdmodel.PDPage;
import org.apache.pdfbox.pdmodel.PDPageContentStream;
import org.apache.pdfbox.pdmodel.common.PDRectangle;
import org.apache.spark.api.java.JavaSparkContext;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** Images of every format of source through the stage annotate, on a real local Spark. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class ImageSourcesTest {
    @TempDir
    static Path temp;

    private RunDirectory run;
    private Manifest annotate;
    private List<Group> documents;
    private List<Group> quarantined;
    /** What each image is, by its digest. */
    private final Map<String, byte[]> images = new HashMap<>();

    private byte[] known(long seed) {
        byte[] bytes = image(seed);
        images.put(Digests.sha256(bytes), bytes);
        return bytes;
    }

    @BeforeAll
    void runOnce() throws Exception {
        byte[] plain = tar(
                "a.jpg",
                known(1),
                "a.txt",
                "a cat \uFFFC on\n a mat",
                "a.json",
                "{\"url\": \"http://x.org/a\", \"w\": 7}",
                "b.png",
                known(2),
                "c.jpg",
                "no image",
                "d.txt",
                "no image at all",
                "e.jpg",
                known(3),
                "e.JPG",
                known(4));
        write(temp.resolve("wds/00.tar"), plain);
        write(temp.resolve("wds/01.tar.gz"), gzip(tar("f.jpg", known(5), "f.txt", "packed", "g.png", known(6))));
        write(temp.resolve("wds/02.tar.zst"), Zstd.compress(tar("h.jpg", known(7))));
        write(temp.resolve("files/x/one.jpg"), known(9));
        write(temp.resolve("files/x/one.txt"), utf8("beside it"));
        write(temp.resolve("files/x/one.json"), utf8("{\"url\": \"http://x.org/one\", \"robots\": \"noimageai\"}"));
        write(temp.resolve("files/x/two.png"), known(10));
        write(temp.resolve("files/x/broken.png"), java.util.Arrays.copyOf(image(12), 60));
        write(temp.resolve("files/x/bad.jpg"), known(11));
        write(temp.resolve("files/x/bad.json"), utf8("{"));
        write(temp.resolve("files/y/notes.txt"), utf8("no image"));
        write(temp.resolve("files/y/noname"), known(12));
        write(temp.resolve("files/y/left-out.png"), known(13));
        ByteArrayOutputStream zip = new ByteArrayOutputStream();
        try (ZipOutputStream out = new ZipOutputStream(zip)) {
            for (Map.Entry<String, byte[]> entry : new TreeMap<>(
                            Map.of("a/1.png", known(20), "a/2.jpg", known(21), "readme.md", utf8("# text")))
                    .entrySet()) {
                out.putNextEntry(new ZipEntry(entry.getKey()));
                out.write(entry.getValue());
                out.closeEntry();
            }
        }
        write(temp.resolve("zips/a.zip"), zip.toByteArray());
        write(temp.resolve("zips/b.tar"), tar("x/3.jpg", known(23), "x/notes", "no image"));
        write(temp.resolve("warc/a.warc"), warc());
        write(temp.resolve("pdf/two.pdf"), pdf(2));
        write(temp.resolve("pdf/broken.pdf"), utf8("%PDF-1.7 and no more"));
        ByteArrayOutputStream papers = new ByteArrayOutputStream();
        response(papers, "http://x.org/two.pdf", "Content-Type: application/pdf\r\n", pdf(2));
        write(temp.resolve("papers/a.warc"), papers.toByteArray());
        Recipe recipe = ImageShards.recipe(temp, recipe("run"));
        try (JavaSparkContext spark = Engine.start("local[2]")) {
            run = ImageShards.run(spark, recipe, "annotate");
            annotate = run.required("annotate");
            documents = ImageShards.rows(run, "documents");
            quarantined = ImageShards.rows(run, "quarantine");
        }
    }

    private static String recipe(String output) {
        return """
            output = "%s/%s"
            sources {
              files { kind = image, format = files, paths = ["%s/files"], exclude = ["left-out.*"] }
              papers { kind = image, format = warc, paths = ["%s/papers/*"] }
              pdf { kind = image, format = files, paths = ["%s/pdf"] }
              warc { kind = image, format = warc, paths = ["%s/warc/*"] }
              wds { kind = image, format = webdataset, paths = ["%s/wds/*"] }
              zips { kind = image, format = archive, paths = ["%s/zips/*"] }
            }
            rules = []
            limits { quarantine_share = 1 }
            """.formatted(temp, output, temp, temp, temp, temp, temp, temp);
    }

    private static byte[] pdf(int pages) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (PDDocument document = new PDDocument()) {
            for (int i = 0; i < pages; i++) {
                PDPage page = new PDPage(new PDRectangle(72, 144));
                document.addPage(page);
                try (PDPageContentStream content = new PDPageContentStream(document, page)) {
                    content.setNonStrokingColor(0.5f, 0.1f * i, 0.3f);
                    content.addRect(10, 20, 30 + i, 40);
                    content.fill();
                }
            }
            document.save(out);
        }
        return out.toByteArray();
    }

    private byte[] warc() throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        response(out, "http://x.org/p.png", "Content-Type: text/html\r\nX-Robots-Tag: noai, noimageai\r\n", known(30));
        response(out, "http://x.org/q", "Content-Type: image/png\r\n", utf8("<html>no image</html>"));
        response(out, "http://x.org/r.jpg", "tdm-reservation: 1\r\n", known(31));
        return out.toByteArray();
    }

    private static void response(ByteArrayOutputStream out, String url, String fields, byte[] body) {
        byte[] head = utf8("HTTP/1.1 200 OK\r\n" + fields + "\r\n");
        out.writeBytes(utf8("WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: " + url
                + "\r\nWARC-Date: 2024-01-02T03:04:05Z\r\nContent-Type: application/http; msgtype=response\r\n"
                + "Content-Length: " + (head.length + body.length) + "\r\n\r\n"));
        out.writeBytes(head);
        out.writeBytes(body);
        out.writeBytes(utf8("\r\n\r\n"));
    }

    private Group document(String recordId) {
        return documents.stream()
                .filter(row -> recordId.equals(recordId(row)))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no document " + recordId));
    }

    private static String recordId(Group row) {
        Group origin = row.getGroup("origin", 0);
        return origin.getFieldRepetitionCount("record_id") == 0 ? null : origin.getString("record_id", 0);
    }

    @Test
    void everyUnitIsADocumentRejectedOrQuarantinedAndEveryByteIsRead() throws Exception {
        assertEquals(List.of(), Verification.verify(run).problems());
        Ledger wds = annotate.ledger().get("wds");
        assertEquals(5, wds.out());
        assertEquals(Map.of("ingest.not_a_document", 1L), wds.rejected());
        assertEquals(2, wds.quarantinedTotal(), wds::toString);
        assertEquals(1, wds.quarantined().get("sample.corrupt"));
        Ledger files = annotate.ledger().get("files");
        assertEquals(3, files.out());
        assertEquals(Map.of("ingest.content_type", 1L, "ingest.excluded", 1L), files.rejected());
        assertEquals(2, files.quarantinedTotal());
        assertEquals(1, files.quarantined().get("json.syntax"));
        assertEquals(3, annotate.ledger().get("zips").out());
        assertEquals(
                Map.of("ingest.content_type", 2L), annotate.ledger().get("zips").rejected());
        assertEquals(2, annotate.ledger().get("warc").out());
        assertEquals(
                Map.of("ingest.content_type", 1L), annotate.ledger().get("warc").rejected());
        for (ShardLine shard : annotate.shards()) {
            assertEquals(shard.bytes(), shard.bytesRead(), shard.path());
        }
    }

    @Test
    void whatDoesNotDecodeIsQuarantinedWithItsFirstBytes() {
        Group broken = quarantined.stream()
                .filter(row -> "broken.png".equals(recordId(row)))
                .findFirst()
                .orElseThrow();
        assertTrue(broken.getString("reason", 0).startsWith("image."), broken::toString);
        assertArrayEquals(
                java.util.Arrays.copyOf(image(12), 60),
                broken.getBinary("raw", 0).getBytes());
    }

    @Test
    void anImageIsADocumentWhoseTextIsItsPlaceAndItsCaption() {
        Group cat = document("a.jpg");
        assertEquals("image", cat.getString("kind", 0));
        assertEquals("\uFFFC\na cat on\n a mat", cat.getString("text", 0));
        assertEquals(1, cat.getGroup("media", 0).getFieldRepetitionCount(0));
        assertEquals("http://x.org/a", medium(cat).getString("url", 0));
        assertEquals(65, medium(cat).getInteger("width", 0));
        assertEquals(48, medium(cat).getInteger("height", 0));
        assertEquals(1, medium(cat).getInteger("frames", 0));
        assertEquals("image/jpeg", medium(cat).getString("mime", 0));
        assertEquals(32, medium(cat).getBinary("pixels", 0).length());
        assertEquals("\uFFFC", document("b.png").getString("text", 0));
        assertEquals("\uFFFC\nbeside it", document("one.jpg").getString("text", 0));
        for (Group row : documents) {
            String text = row.getString("text", 0);
            assertEquals(1, text.chars().filter(c -> c == '\uFFFC').count());
        }
    }

    @Test
    void eachPageOfAPdfIsAnImageOfItsOwn() throws Exception {
        assertEquals(2, annotate.ledger().get("pdf").out());
        assertEquals(1, annotate.ledger().get("pdf").quarantinedTotal());
        TreeSet<String> ids = new TreeSet<>();
        try (MediaBytes bytes = new MediaBytes(run)) {
            for (int i = 1; i <= 2; i++) {
                Group page = document("two.pdf page " + i);
                ids.add(page.getString("id", 0));
                assertEquals("\uFFFC", page.getString("text", 0));
                assertEquals("image/png", medium(page).getString("mime", 0));
                assertEquals(150, medium(page).getInteger("width", 0));
                assertEquals(300, medium(page).getInteger("height", 0));
                assertEquals((byte) 0x89, bytes.read(medium(page))[0]);
            }
        }
        assertEquals(2, ids.size());
    }

    @Test
    void pagesOfAPdfOfTheWebHaveAddressesOfTheirOwn() {
        TreeSet<String> addresses = new TreeSet<>();
        for (Group row : documents) {
            if (row.getString("source", 0).equals("papers")) {
                String url = row.getGroup("origin", 0).getString("url", 0);
                assertEquals(url, medium(row).getString("url", 0));
                addresses.add(UrlKey.canonical(url));
            }
        }
        assertEquals(new TreeSet<>(List.of("x.org/two.pdf#page=1", "x.org/two.pdf#page=2")), addresses);
    }

    private static boolean isDrawn(Group row) {
        return List.of("papers", "pdf").contains(row.getString("source", 0));
    }

    @Test
    void bytesAreReadAgainByTheirReferencesAlone() throws Exception {
        try (MediaBytes bytes = new MediaBytes(run)) {
            List<Group> known = documents.stream().filter(row -> !isDrawn(row)).toList();
            for (Group row : known) {
                Group medium = medium(row);
                assertArrayEquals(images.get(medium.getString("sha256", 0)), bytes.read(medium));
            }
            List<Group> backwards = new ArrayList<>(known);
            java.util.Collections.reverse(backwards);
            for (Group row : backwards) {
                assertArrayEquals(images.get(medium(row).getString("sha256", 0)), bytes.read(medium(row)));
            }
        }
    }

    @Test
    void onlyWhatCannotBeReadWhereItLiesIsStored() {
        TreeSet<String> stored = new TreeSet<>();
        for (Group row : documents) {
            if (medium(row).getString("shard", 0).startsWith("run:") && !isDrawn(row)) {
                String id = recordId(row);
                stored.add(id == null ? row.getGroup("origin", 0).getString("url", 0) : id);
            }
        }
        assertEquals(
                new TreeSet<>(List.of(
                        "f.jpg", "g.png", "h.jpg", "a/1.png", "a/2.jpg", "http://x.org/p.png", "http://x.org/r.jpg")),
                stored);
        long tars = annotate.table(MediaBytes.STORE).size();
        assertTrue(tars >= 3, () -> "stores: " + tars);
    }

    @Test
    void aReferenceThatNoLongerFitsIsRefusedWithItsPlace() throws Exception {
        Group medium = medium(document("a.jpg"));
        String shard = medium.getString("shard", 0);
        long offset = medium.getLong("offset", 0);
        try (MediaBytes bytes = new MediaBytes(run)) {
            IOException changed =
                    assertThrows(IOException.class, () -> bytes.read(shard, offset, 10, medium.getString("sha256", 0)));
            assertTrue(changed.getMessage().contains("was changed since"), changed.getMessage());
            assertTrue(changed.getMessage().contains(shard + ":" + offset), changed.getMessage());
            IOException beyond = assertThrows(IOException.class, () -> bytes.read(shard, 1L << 40, 10, null));
            assertTrue(beyond.getMessage().contains(shard + ":" + (1L << 40)), beyond.getMessage());
            IOException absent = assertThrows(IOException.class, () -> bytes.read(shard + ".none", 0, 10, null));
            assertTrue(absent.getMessage().contains(".none:0"), absent.getMessage());
            assertThrows(IOException.class, () -> bytes.read("run:stages/annotate/media-09999.tar", 0, 10, null));
            assertArrayEquals(images.get(medium.getString("sha256", 0)), bytes.read(medium));
        }
    }

    @Test
    void optOutsOfHeadersAndSidecarsReachTheImage() {
        Group signals = documents.stream()
                .filter(row -> row.getGroup("origin", 0).getFieldRepetitionCount("url") > 0
                        && row.getGroup("origin", 0).getString("url", 0).endsWith("p.png"))
                .findFirst()
                .orElseThrow()
                .getGroup("signals", 0);
        assertTrue(signals.getBoolean("robots_noai", 0));
        assertTrue(signals.getBoolean("robots_noimageai", 0));
        assertTrue(document("one.jpg").getGroup("signals", 0).getBoolean("robots_noimageai", 0));
    }

    @Test
    void theSameInputGivesTheSameBytesAndOtherSplitsTheSameRows() throws Exception {
        try (JavaSparkContext spark = Engine.start("local[2]")) {
            RunDirectory again = ImageShards.run(spark, ImageShards.recipe(temp, recipe("again")), "annotate");
            assertEquals(
                    annotate.files().stream().map(DataFile::path).toList(),
                    again.required("annotate").files().stream()
                            .map(DataFile::path)
                            .toList());
            String small = recipe("small").replace("quarantine_share = 1", "quarantine_share = 1, split_bytes = 64KiB");
            RunDirectory split = ImageShards.run(spark, ImageShards.recipe(temp, small), "annotate");
            assertEquals(described(documents), described(ImageShards.rows(split, "documents")));
            try (MediaBytes bytes = new MediaBytes(split)) {
                for (Group row : ImageShards.rows(split, "documents")) {
                    bytes.read(medium(row));
                }
            }
        }
    }

    /** Documents without where in the run's own tars their bytes lie. */
    private static List<String> described(List<Group> rows) {
        List<String> all = new ArrayList<>();
        for (Group row : rows) {
            StringBuilder kept = new StringBuilder();
            String shard = medium(row).getString("shard", 0);
            for (String line : row.toString().split("\n")) {
                String field = line.strip();
                boolean place = field.startsWith("shard: run:") || field.startsWith("offset: ");
                kept.append(place && shard.startsWith("run:") ? "" : field + "\n");
            }
            all.add(kept.toString());
        }
        all.sort(null);
        return all;
    }

    @Test
    void changedSidecarsMakeAnotherStage() throws Exception {
        Path file = temp.resolve("beside/z.png");
        write(file, image(2));
        write(temp.resolve("beside/z.txt"), utf8("one"));
        Recipe recipe = ImageShards.recipe(temp, """
            output = "%s/beside-run"
            sources.s { kind = image, format = files, paths = ["%s/beside/*.png"] }
            rules = []
            """.formatted(temp, temp));
        try (JavaSparkContext spark = Engine.start("local[2]")) {
            RunDirectory first = ImageShards.run(spark, recipe, "annotate");
            String before = first.required("annotate").fingerprint();
            assertEquals(
                    "\uFFFC\none", ImageShards.rows(first, "documents").get(0).getString("text", 0));
            Files.writeString(temp.resolve("beside/z.txt"), "two");
            RunDirectory second = ImageShards.run(spark, recipe, "annotate");
            assertTrue(!before.equals(second.required("annotate").fingerprint()));
            assertEquals(
                    "\uFFFC\ntwo", ImageShards.rows(second, "documents").get(0).getString("text", 0));
        }
    }

    @Test
    void everyOddFileIsMeasuredOrQuarantinedWithACause() throws Exception {
        Path odd = Path.of(System.getProperty("tamis.root", ".."), "../shared/data/images/odd")
                .toAbsolutePath()
                .normalize();
        assumeTrue(Files.isDirectory(odd), "no ../shared/data/images/odd");
        Recipe recipe = ImageShards.recipe(temp, """
            output = "%s/odd-run"
            sources.odd { kind = image, format = files, paths = ["%s"] }
            rules = []
            limits { quarantine_share = 1 }
            """.formatted(temp, odd));
        try (JavaSparkContext spark = Engine.start("local[2]")) {
            RunDirectory done = ImageShards.run(spark, recipe, "annotate");
            Ledger ledger = done.required("annotate").ledger().get("odd");
            try (Stream<Path> files = Files.list(odd)) {
                assertEquals(files.count(), ledger.in());
            }
            assertEquals(0, ledger.rejectedTotal(), ledger::toString);
            for (Group row : ImageShards.rows(done, "quarantine")) {
                assertTrue(row.getString("reason", 0).startsWith("image."), row::toString);
                assertTrue(!row.getString("message", 0).isEmpty(), row::toString);
            }
            for (Group row : ImageShards.rows(done, "documents")) {
                assertTrue(medium(row).getInteger("width", 0) > 0);
                assertTrue(row.getGroup("signals", 0).getFieldRepetitionCount("image_entropy") > 0);
            }
            assertTrue(ledger.out() >= 15, ledger::toString);
        }
    }
}
