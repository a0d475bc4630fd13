package dev.tamis.pipeline.stage;

import static dev.tamis.pipeline.stage.ImageShards.image;
import static dev.tamis.pipeline.stage.ImageShards.tar;
import static dev.tamis.pipeline.stage.ImageShards.utf8;
import static dev.tamis.pipeline.stage.ImageShards.write;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tamis.filters.image.ImageFacts;
import dev.tamis.filters.record.MediaLimits;
import dev.tamis.media.ImageDecoders;
import dev.tamis.pipeline.inspect.Documents;
import dev.tamis.pipeline.inspect.QuarantinedUnit;
import dev.tamis.pipeline.inspect.Verification;
import dev.tamis.pipeline.media.MediaBytes;
import dev.tamis.pipeline.run.Digests;
import dev.tamis.pipeline.run.RunDirectory;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.apache.parquet.example.data.Group;
import org.apache.spark.api.java.JavaSparkContext;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Images on hash lists, through a run on a real local Spark. */
final class HashListRunTest {
    private static final byte[] BAD = image(2, 200, 160, "png");
    private static final byte[] ALSO_BAD = image(4, 180, 120, "png");
    private static final byte[] GOOD = image(6, 200, 160, "png");

    @TempDir
    Path temp;

    @BeforeEach
    void writeShards() throws Exception {
        write(
                temp.resolve("wds/0.tar.gz"),
                ImageShards.gzip(tar(
                        "a.png",
                        BAD,
                        "a.txt",
                        "xyzzy words",
                        "a.json",
                        "{\"url\": \"http://x.org/xyzzy\"}",
                        "b.png",
                        ALSO_BAD,
                        "c.png",
                        GOOD,
                        "d.png",
                        BAD,
                        "d.json",
                        "{")));
    }

    private String recipe(String lists) {
        return """
            output = "%s/run"
            sources { wds { kind = image, format = webdataset, paths = ["%s/wds/*"] } }
            rules = []
            limits { quarantine_share = 1 }
            safety { hash_lists = [%s] }
            """.formatted(temp, temp, lists);
    }

    private String list(String name, String kind, String text) throws IOException {
        write(temp.resolve("lists/" + name), utf8(text));
        return "{ file = \"" + temp.resolve("lists/" + name) + "\", kind = " + kind + " }";
    }

    @Test
    void nothingOfAListedImageIsKeptButHashesAndItsPlace() throws Exception {
        ImageFacts facts = ImageDecoders.shared(MediaLimits.DEFAULT)
                .look(ALSO_BAD, true, List.of())
                .facts();
        String lists = list("one.txt", "sha256", Digests.sha256(BAD)) + ", "
                + list("two.txt", "pdq", Digests.hex(facts.pdq()) + "," + Math.max(50, facts.pdqQuality()));
        boolean judged = facts.pdqQuality() >= 50;
        try (JavaSparkContext spark = Engine.start("local[2]")) {
            RunDirectory run = ImageShards.run(spark, ImageShards.recipe(temp, recipe(lists)), "decide");
            assertEquals(List.of(), Verification.verify(run).problems());
            assertEquals(
                    judged ? 2 : 1,
                    run.required("annotate").ledger().get("wds").quarantined().get("media.listed"));
            List<Group> documents = ImageShards.rows(run, "documents");
            assertEquals(judged ? 1 : 2, documents.size());
            for (Group row : ImageShards.rows(run, "quarantine")) {
                assertEquals(0, row.getBinary("raw", 0).length(), row::toString);
                if (row.getString("reason", 0).equals("media.listed")) {
                    assertEquals(0, row.getGroup("origin", 0).getFieldRepetitionCount("url"));
                    assertEquals(0, row.getGroup("origin", 0).getFieldRepetitionCount("record_id"));
                }
            }
            List<QuarantinedUnit> units =
                    new Documents(run).quarantined(10, unit -> unit.reason().equals("media.listed"));
            QuarantinedUnit first = units.get(0);
            assertEquals("its sha256 " + Digests.sha256(BAD) + " is on the list one.txt", first.message());
            assertEquals(Digests.sha256(BAD), first.sha256());
            assertFalse(first.toString().contains("xyzzy"), first.toString());
            if (judged) {
                assertEquals(
                        "its pdq " + Digests.hex(facts.pdq()) + " is near one of the list two.txt",
                        units.get(1).message());
            }
            String bytes = new String(BAD, StandardCharsets.ISO_8859_1).substring(60, 160);
            try (Stream<Path> files = Files.walk(temp.resolve("run"))) {
                for (Path file : files.filter(Files::isRegularFile).toList()) {
                    String content = Files.readString(file, StandardCharsets.ISO_8859_1);
                    assertFalse(content.contains("xyzzy"), file.toString());
                    assertFalse(content.contains(bytes), file.toString());
                }
            }
            try (MediaBytes media = new MediaBytes(run)) {
                for (Group row : documents) {
                    media.read(ImageShards.medium(row));
                }
            }
        }
    }

    @Test
    void ofAnImageThatWasNotDecodedNoBytesAreKeptWhereThereAreLists() throws Exception {
        String limit = "limits.media.side = 190\n";
        try (JavaSparkContext spark = Engine.start("local[2]")) {
            String list = list("one.txt", "sha256", "0".repeat(64));
            RunDirectory run = ImageShards.run(spark, ImageShards.recipe(temp, recipe(list) + limit), "annotate");
            List<Group> looked = ImageShards.rows(run, "quarantine");
            assertEquals(3, looked.size());
            looked.forEach(row -> assertEquals(0, row.getBinary("raw", 0).length(), row::toString));
            run = ImageShards.run(spark, ImageShards.recipe(temp, recipe("") + limit), "annotate");
            assertTrue(ImageShards.rows(run, "quarantine").stream()
                    .filter(row -> row.getString("reason", 0).equals("image.too_large"))
                    .allMatch(row -> row.getBinary("raw", 0).length() > 0));
        }
    }

    @Test
    void aListThatIsMissingEmptyOrDamagedStopsTheRunBeforeAnyStage() throws Exception {
        String missing = "{ file = \"" + temp + "/lists/none.txt\", kind = md5 }";
        assertTrue(assertThrows(Exception.class, () -> ImageShards.recipe(temp, recipe(missing)))
                .getMessage()
                .contains("safety.hash_lists[0].file"));
        String empty = list("empty.txt", "md5", "# nothing\n");
        String damaged = list("damaged.txt", "sha1", "0".repeat(40) + "\n<html>not found</html>\n");
        String gone = list("gone.txt", "md5", "0".repeat(32));
        try (JavaSparkContext spark = Engine.start("local[2]")) {
            assertEquals(
                    "safety.hash_lists: empty.txt holds no hash: an empty list would let everything pass",
                    refusal(spark, empty));
            assertEquals(
                    "safety.hash_lists: damaged.txt:2 is no line of a list of sha1: expected 40 hex digits",
                    refusal(spark, damaged));
            var recipe = ImageShards.recipe(temp, recipe(gone));
            Files.delete(temp.resolve("lists/gone.txt"));
            assertThrows(IOException.class, () -> ImageShards.run(spark, recipe, "annotate"));
        }
        assertFalse(Files.exists(temp.resolve("run/stages/annotate/manifest.json")));
    }

    private String refusal(JavaSparkContext spark, String list) throws Exception {
        var recipe = ImageShards.recipe(temp, recipe(list));
        return assertThrows(IOException.class, () -> ImageShards.run(spark, recipe, "annotate"))
                .getMessage();
    }

    @Test
    void anotherListMakesAnotherStage() throws Exception {
        String recipe = recipe(list("one.txt", "sha256", "0".repeat(64)));
        try (JavaSparkContext spark = Engine.start("local[2]")) {
            RunDirectory run = ImageShards.run(spark, ImageShards.recipe(temp, recipe), "annotate");
            String before = run.required("annotate").fingerprint();
            assertEquals(3, run.required("annotate").total().out());
            list("one.txt", "sha256", Digests.sha256(BAD));
            ImageShards.run(spark, ImageShards.recipe(temp, recipe), "annotate");
            assertNotEquals(before, run.required("annotate").fingerprint());
            assertEquals(2, run.required("annotate").total().out());
        }
    }
}
