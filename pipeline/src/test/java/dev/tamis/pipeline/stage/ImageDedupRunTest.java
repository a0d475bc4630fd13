package dev.tamis.pipeline.stage;

import static dev.tamis.pipeline.stage.ImageShards.tar;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tamis.filters.signal.Signals;
import dev.tamis.pipeline.inspect.Documents;
import dev.tamis.pipeline.inspect.StoredDocument;
import dev.tamis.pipeline.inspect.Verification;
import dev.tamis.pipeline.recipe.PathCheck;
import dev.tamis.pipeline.recipe.Recipe;
import dev.tamis.pipeline.recipe.RecipeContext;
import dev.tamis.pipeline.recipe.Recipes;
import dev.tamis.pipeline.run.Digests;
import dev.tamis.pipeline.run.Manifest;
import dev.tamis.pipeline.run.RunDirectory;
import dev.tamis.pipeline.run.SealedJson;
import dev.tamis.pipeline.table.TableReader;
import dev.tamis.pipeline.table.Tables;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.apache.parquet.example.data.Group;
import org.apache.spark.api.java.JavaSparkContext;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** Images and texts together through dedup, on a real local Spark. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class ImageDedupRunTest {
    private static final String CAPTION =
            IntStream.range(0, 30).mapToObj(i -> "word" + i).collect(Collectors.joining(" "));

    @TempDir
    static Path temp;

    private RunDirectory run;

    @BeforeAll
    void runOnce() throws Exception {
        byte[] one = ImageShards.image(2, 90, 80, "png");
        byte[] other = ImageShards.image(4, 90, 80, "png");
        // Different images of one caption; one image under two captions; the same pixels in another format.
        ImageShards.write(
                temp.resolve("pics/0.tar"),
                tar("a.png", one, "a.txt", CAPTION, "b.png", other, "b.txt", CAPTION, "c.png", one, "c.txt", "a copy"));
        ImageShards.write(temp.resolve("pics/1.tar"), tar("d.bmp", again(one, "bmp"), "d.txt", CAPTION));
        ImageShards.write(
                temp.resolve("more/0.tar"), tar("e.png", other, "f.png", ImageShards.image(6, 90, 80, "png")));
        StringBuilder texts = new StringBuilder();
        for (int i = 0; i < 2; i++) {
            texts.append("{\"id\": \"")
                    .append(i)
                    .append("\", \"text\": \"")
                    .append(CAPTION)
                    .append("\"}\n");
        }
        ImageShards.write(temp.resolve("texts/0.jsonl"), ImageShards.utf8(texts.toString()));
        run = run("local[2]", "run", "pics", "");
    }

    /** The same pixels in another format. */
    private static byte[] again(byte[] image, String format) throws IOException {
        BufferedImage pixels = ImageIO.read(new ByteArrayInputStream(image));
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        assertTrue(ImageIO.write(pixels, format, out));
        return out.toByteArray();
    }

    private static Recipe recipe(String output, String source, String more) throws Exception {
        return ImageShards.recipe(temp, """
                output = "%s/runs/%s"
                sources {
                  %s { kind = image, format = webdataset, paths = ["%s/%s/*.tar"] }
                  texts { kind = web, format = jsonl, paths = ["%s/texts/*.jsonl"] }
                }
                rules = []
                dedup { minhash { enabled = true }, images { pdq { enabled = true } } }
                passages { lines { enabled = true } }
                %s
                """.formatted(temp, output, source, temp, source, temp, more));
    }

    private static RunDirectory run(String master, String output, String source, String more) throws Exception {
        Recipe recipe = recipe(output, source, more);
        try (JavaSparkContext spark = Engine.start(master)) {
            return ImageShards.run(spark, recipe, "report");
        }
    }

    private static SortedMap<String, String> fates(RunDirectory run) throws IOException {
        SortedMap<String, String> fates = new TreeMap<>();
        for (StoredDocument document : new Documents(run).sample(1000, verdict -> true)) {
            fates.put(
                    document.source() + " " + document.origin().get("record_id"),
                    document.fate().removedBy() == null
                            ? "kept"
                            : document.fate().removedBy());
        }
        return fates;
    }

    @Test
    void anImageOfEqualBytesOrPixelsGoesAndEqualCaptionsAreNoDuplicates() throws IOException {
        SortedMap<String, Long> rejected =
                run.required("dedup").ledger().get("pics").rejected();
        assertEquals(1L, rejected.get("image_bytes_duplicate"), fates(run).toString());
        assertEquals(1L, rejected.get("image_pixels_duplicate"), fates(run).toString());
        assertEquals(2, run.required("dedup").ledger().get("pics").out());
        // The two texts are each other's duplicates, not those of captions.
        assertEquals(
                new TreeMap<>(Map.of("exact_duplicate", 1L)),
                run.required("dedup").ledger().get("texts").rejected());
        assertEquals(List.of(), Verification.verify(run).problems());
    }

    @Test
    void signaturesOfAnImageSayNothingOfItsCaption() throws IOException {
        int images = 0;
        Manifest signatures = run.required("signatures");
        for (String path : signatures.pathsByPart("signatures")) {
            try (TableReader reader = new TableReader(run.path(path), Tables.SIGNATURES, run.conf())) {
                for (Group row = reader.next(); row != null; row = reader.next()) {
                    boolean image = row.getFieldRepetitionCount("media_key") > 0;
                    images += image ? 1 : 0;
                    for (String column : List.of("text_key", "bands")) {
                        assertEquals(image ? 0 : 1, row.getFieldRepetitionCount(column), column);
                    }
                    assertEquals(image ? 0 : 26, row.getInteger("shingles", 0));
                    assertEquals(image ? 1 : 0, row.getFieldRepetitionCount("pixel_key"));
                    if (image) {
                        assertEquals(16, row.getBinary("media_key", 0).length());
                    }
                }
            }
        }
        assertEquals(4, images);
    }

    @Test
    void passagesLeaveCaptionsAlone() throws IOException {
        assertEquals(0, run.required("passages").counts("cuts/lines/pics").size());
        assertEquals(2, run.required("passages").ledger().get("pics").out());
    }

    @Test
    void theReportHasTheMethodsForImages() throws IOException {
        JsonNode duplicates =
                SealedJson.JSON.readTree(run.bytes("report/report.json")).get("duplicates");
        List<String> methods = new ArrayList<>();
        duplicates
                .get("methods")
                .forEach(method -> methods.add(method.get("reason").asText()));
        assertEquals(
                List.of(
                        "exact_duplicate",
                        "minhash_duplicate",
                        "image_bytes_duplicate",
                        "image_pixels_duplicate",
                        "image_pdq_duplicate"),
                methods);
        assertEquals(31, duplicates.get("images").get("distance").asInt());
        String page = new String(run.bytes("report/index.html"), StandardCharsets.UTF_8);
        assertTrue(page.contains("Images that look alike"), "no section on images");
    }

    @Test
    void whatAnEarlierRunHasGoes() throws Exception {
        RunDirectory next = run("local[2]", "next", "more", "dedup.against = [\"" + run + "\"]");
        assertEquals(
                new TreeMap<>(Map.of("image_bytes_duplicate", 1L)),
                next.required("dedup").ledger().get("more").rejected());
        assertEquals(1, next.required("dedup").ledger().get("more").out());
    }

    @Test
    void oneThreadAndFourGiveTheSameBytes() throws Exception {
        assertEquals(tree(run), tree(run("local[4]", "run-4", "pics", "")));
    }

    private static SortedMap<String, String> tree(RunDirectory run) throws IOException {
        SortedMap<String, String> tree = new TreeMap<>();
        for (String stage : List.of("signatures", "dedup", "passages")) {
            Path root = Path.of(run.toString(), "stages", stage);
            try (Stream<Path> files = Files.walk(root)) {
                for (Path file : (Iterable<Path>) files.filter(Files::isRegularFile)::iterator) {
                    if (!file.endsWith("manifest.json")) {
                        tree.put(stage + "/" + root.relativize(file), Digests.sha256(Files.readAllBytes(file)));
                    }
                }
            }
        }
        assertFalse(tree.isEmpty());
        return tree;
    }

    @Test
    void theWholeRecipeReadAgainMeansTheSame() throws Exception {
        Recipe recipe = recipe("again", "pics", "dedup.images { scope = source, survivor = [\"chars\"] }");
        Path file = temp.resolve("whole.conf");
        Files.writeString(file, recipe.canonicalJson());
        Recipe again = Recipes.load(
                file, List.of(), null, new RecipeContext(Signals.types(), null, PathCheck.local(PathCheck.none())));
        assertEquals(recipe.dedup(), again.dedup());
        assertTrue(recipe.part("dedup").contains("\"images\""), recipe.part("dedup"));
    }
}
