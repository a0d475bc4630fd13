package dev.tamis.pipeline.stage;

import static dev.tamis.pipeline.stage.ImageShards.image;
import static dev.tamis.pipeline.stage.ImageShards.medium;
import static dev.tamis.pipeline.stage.ImageShards.utf8;
import static dev.tamis.pipeline.stage.ImageShards.write;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tamis.pipeline.inspect.Verification;
import dev.tamis.pipeline.media.MediaBytes;
import dev.tamis.pipeline.run.Ledger;
import dev.tamis.pipeline.run.Manifest;
import dev.tamis.pipeline.run.RunDirectory;
import dev.tamis.pipeline.table.DigestingOutputFile;
import dev.tamis.pipeline.table.TableWriter;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.io.api.Binary;
import org.apache.parquet.schema.MessageTypeParser;
import org.apache.spark.api.java.JavaSparkContext;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** Images of Parquet files, in rows and referred to, through the stage annotate on a real local Spark. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class ParquetImagesTest {
    private static final String TEXTS =
            "optional binary caption (STRING); optional binary url (STRING); optional int32 w;"
                    + " optional binary id (STRING);";

    @TempDir
    static Path temp;

    private RunDirectory run;
    private Manifest annotate;
    private List<Group> documents;
    private List<Group> quarantined;

    private interface Rows {
        void write(TableWriter table) throws IOException;
    }

    private static void table(String name, String columns, Rows rows) throws IOException {
        Files.createDirectories(temp.resolve(name).getParent());
        Configuration conf = new Configuration();
        org.apache.hadoop.fs.Path path =
                new org.apache.hadoop.fs.Path(temp.resolve(name).toUri());
        try (TableWriter table = new TableWriter(
                new DigestingOutputFile(path.getFileSystem(conf), path, true),
                MessageTypeParser.parseMessageType("message m { " + TEXTS + columns + " }"),
                conf)) {
            rows.write(table);
        }
    }

    private static Group row(TableWriter table, String id) {
        Group row = table.row();
        row.append("id", id);
        row.append("caption", "of " + id);
        row.append("url", "http://x.org/" + id);
        row.append("w", 7);
        return row;
    }

    private static Binary bytes(long seed) {
        return Binary.fromConstantByteArray(image(seed));
    }

    @BeforeAll
    void runOnce() throws Exception {
        table("plain/a.parquet", "optional binary image;", table -> {
            table.write(row(table, "one").append("image", bytes(1)));
            table.write(row(table, "null"));
            table.write(row(table, "broken").append("image", Binary.fromString("no image")));
            table.write(row(table, "two").append("image", bytes(2)));
        });
        table(
                "hf/a.parquet",
                "optional group image { optional binary bytes; optional binary path (STRING); }",
                table -> {
                    Group three = row(table, "three");
                    three.addGroup("image").append("bytes", bytes(3)).append("path", "three.jpg");
                    table.write(three);
                    Group four = row(table, "four");
                    four.addGroup("image").append("path", "imgs/four.png");
                    table.write(four);
                    Group neither = row(table, "neither");
                    neither.addGroup("image");
                    table.write(neither);
                });
        write(temp.resolve("hf/imgs/four.png"), image(4));
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        packed.writeBytes(new byte[100]);
        packed.writeBytes(image(5));
        packed.writeBytes(image(6));
        write(temp.resolve("refs/deep/packed.bin"), packed.toByteArray());
        write(temp.resolve("outside.png"), image(8));
        table("refs/a.parquet", "optional binary at (STRING); optional int64 off; optional int32 len;", table -> {
            int five = image(5).length;
            table.write(row(table, "five")
                    .append("at", "deep/packed.bin")
                    .append("off", 100L)
                    .append("len", five));
            table.write(row(table, "six").append("at", "deep/packed.bin").append("off", 100L + five));
            table.write(row(table, "beyond")
                    .append("at", "deep/packed.bin")
                    .append("off", 100L)
                    .append("len", 1 << 30));
            table.write(row(table, "negative")
                    .append("at", "deep/packed.bin")
                    .append("off", -1L)
                    .append("len", 5));
            table.write(row(table, "absent").append("at", "deep/none.bin"));
            for (String path :
                    List.of("../outside.png", temp + "/outside.png", "file:" + temp + "/outside.png", "", "a//b")) {
                table.write(row(table, "out").append("at", path));
            }
        });
        table("wrong/a.parquet", "optional int32 image;", table -> table.write(row(table, "x")));
        write(temp.resolve("torn/a.parquet"), utf8("PAR1 and no more"));
        try (JavaSparkContext spark = Engine.start("local[2]")) {
            run = ImageShards.run(spark, ImageShards.recipe(temp, """
                output = "%1$s/run"
                sources {
                  hf { kind = image, format = parquet, paths = ["%1$s/hf/*.parquet"] }
                  plain { kind = image, format = parquet, paths = ["%1$s/plain"], caption_field = caption }
                  refs { kind = image, format = parquet, paths = ["%1$s/refs/*.parquet"], path_field = at, offset_field = off, length_field = len }
                  torn { kind = image, format = parquet, paths = ["%1$s/torn"] }
                  wrong { kind = image, format = parquet, paths = ["%1$s/wrong"] }
                }
                rules = []
                limits { quarantine_share = 1 }
                """.formatted(temp)), "annotate");
        }
        annotate = run.required("annotate");
        documents = ImageShards.rows(run, "documents");
        quarantined = ImageShards.rows(run, "quarantine");
    }

    private Group document(String id) {
        return documents.stream()
                .filter(row ->
                        row.getGroup("origin", 0).getString("record_id", 0).equals(id))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no document " + id + " among " + quarantined));
    }

    @Test
    void everyRowIsADocumentOrQuarantined() throws Exception {
        assertEquals(List.of(), Verification.verify(run).problems());
        assertEquals(2, annotate.ledger().get("plain").out());
        assertEquals(1, annotate.ledger().get("plain").quarantined().get("media.reference"));
        assertEquals(2, annotate.ledger().get("plain").quarantinedTotal());
        assertEquals(2, annotate.ledger().get("hf").out());
        assertEquals(Map.of("media.reference", 1L), annotate.ledger().get("hf").quarantined());
        Ledger refs = annotate.ledger().get("refs");
        assertEquals(2, refs.out());
        assertEquals(Map.of("media.reference", 8L), refs.quarantined());
        assertEquals(
                Map.of("parquet.corrupt", 1L), annotate.ledger().get("wrong").quarantined());
        assertEquals(
                Map.of("parquet.corrupt", 1L), annotate.ledger().get("torn").quarantined());
    }

    @Test
    void rowsSayTheCaptionTheAddressAndSingleValues() {
        Group one = document("one");
        assertEquals("\uFFFC\nof one", one.getString("text", 0));
        assertEquals("http://x.org/one", medium(one).getString("url", 0));
        assertEquals("w", one.getGroup("meta", 0).getGroup(0, 0).getString("key", 0));
        assertEquals(1, one.getGroup("meta", 0).getFieldRepetitionCount(0));
    }

    @Test
    void bytesInRowsAreStoredAndThoseElsewhereAreReferredTo() throws Exception {
        Map<String, Integer> seeds = Map.of("one", 1, "two", 2, "three", 3, "four", 4, "five", 5, "six", 6);
        try (MediaBytes bytes = new MediaBytes(run)) {
            for (Map.Entry<String, Integer> seed : seeds.entrySet()) {
                Group medium = medium(document(seed.getKey()));
                assertArrayEquals(image(seed.getValue()), bytes.read(medium), seed.getKey());
                assertEquals(seed.getValue() <= 3, medium.getString("shard", 0).startsWith("run:"), medium::toString);
            }
        }
    }

    @Test
    void noRowChoosesAFileOutsideItsFolder() {
        for (Group row : quarantined) {
            String shown = row.toString();
            assertFalse(shown.contains("outside.png"), shown);
        }
        assertTrue(quarantined.stream()
                .anyMatch(row -> row.getString("message", 0).contains("leads out of the shard's folder")));
    }
}
