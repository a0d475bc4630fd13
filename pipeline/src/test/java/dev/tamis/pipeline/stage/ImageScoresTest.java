package dev.tamis.pipeline.stage;

import static dev.tamis.pipeline.stage.ImageShards.gzip;
import static dev.tamis.pipeline.stage.ImageShards.tar;
import static dev.tamis.pipeline.stage.ImageShards.utf8;
import static dev.tamis.pipeline.stage.ImageShards.write;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tamis.filters.clean.Cleaning;
import dev.tamis.filters.signal.Settings;
import dev.tamis.filters.signal.SignalType;
import dev.tamis.models.tfjs.LayersModel;
import dev.tamis.pipeline.inspect.Explainer;
import dev.tamis.pipeline.inspect.Verification;
import dev.tamis.pipeline.model.ModelScorers;
import dev.tamis.pipeline.recipe.Recipe;
import dev.tamis.pipeline.recipe.RecipeException;
import dev.tamis.pipeline.run.Digests;
import dev.tamis.pipeline.run.RunDirectory;
import dev.tamis.pipeline.table.TableReader;
import dev.tamis.pipeline.table.Tables;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import javax.imageio.ImageIO;
import org.apache.hadoop.conf.Configuration;
import org.apache.parquet.example.data.Group;
import org.apache.spark.api.java.JavaSparkContext;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** Images scored by models of images, and their captions by models of texts. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class ImageScoresTest {
    /** The means of the three channels. */
    private static final String MEANS =
            "{\"modelTopology\":{\"model_config\":{\"class_name\":\"Model\",\"config\":{\"layers\":["
                    + "{\"name\":\"i\",\"class_name\":\"InputLayer\",\"config\":{\"batch_input_shape\":[null,8,8,3]},"
                    + "\"inbound_nodes\":[]},"
                    + "{\"name\":\"m\",\"class_name\":\"GlobalAveragePooling2D\",\"config\":{},"
                    + "\"inbound_nodes\":[[[\"i\",0,0,{}]]]}],\"output_layers\":[[\"m\",0,0]]}}},\"weightsManifest\":[]}";

    @TempDir
    static Path temp;

    private RunDirectory run;
    private final Map<String, Group> scores = new TreeMap<>();

    @BeforeAll
    void runOnce() throws Exception {
        write(
                temp.resolve("wds/00.tar"),
                tar("red.png", colour(Color.RED), "red.txt", "river river river", "green.png", colour(Color.GREEN)));
        write(
                temp.resolve("wds/01.tar.gz"),
                gzip(tar("blue.png", colour(Color.BLUE), "blue.txt", "stone stone", "grey.png", colour(Color.GRAY))));
        Files.createDirectories(temp.resolve("web"));
        Files.writeString(temp.resolve("web/a.jsonl"), "{\"id\": \"page\", \"text\": \"river stone\"}\n");
        ScoreRunTest.write(temp.resolve("quality.bin"), 5);
        Files.write(temp.resolve("means.onnx"), LayersModel.toOnnx("m.json", utf8(MEANS), Map.of()));
        Recipe recipe = ImageShards.recipe(temp, recipe("run", models("")));
        try (JavaSparkContext spark = Engine.start("local[2]")) {
            run = ImageShards.run(spark, recipe, "score");
        }
        Map<String, String> names = new TreeMap<>();
        for (Group document : ImageShards.rows(run, "documents")) {
            Group origin = document.getGroup("origin", 0);
            String text = document.getString("text", 0);
            names.put(
                    document.getString("id", 0),
                    document.getString("kind", 0).equals("image")
                            ? origin.getString("record_id", 0).replace(".png", "")
                            : text.strip());
        }
        for (Group row : rows(run)) {
            scores.put(names.get(row.getString("id", 0)), row);
        }
    }

    private static List<Group> rows(RunDirectory run) throws IOException {
        List<Group> rows = new ArrayList<>();
        for (String path : run.required("score").pathsByPart("scores")) {
            try (TableReader reader = new TableReader(
                    run.path(path),
                    Tables.added(
                            Map.of(
                                    "colour_red", SignalType.DOUBLE,
                                    "colour_green", SignalType.DOUBLE,
                                    "colour_blue", SignalType.DOUBLE,
                                    "quality", SignalType.DOUBLE),
                            List.of("look")),
                    run.conf())) {
                for (Group row = reader.next(); row != null; row = reader.next()) {
                    rows.add(row);
                }
            }
        }
        return rows;
    }

    private static byte[] colour(Color colour) throws IOException {
        BufferedImage image = new BufferedImage(40, 30, BufferedImage.TYPE_INT_RGB);
        Graphics2D graphics = image.createGraphics();
        graphics.setColor(colour);
        graphics.fillRect(0, 0, 40, 30);
        graphics.dispose();
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ImageIO.write(image, "png", out);
        return out.toByteArray();
    }

    private static String models(String more) throws IOException {
        return """
                models {
                  quality { type = fasttext, file = "%s", sha256 = "%s", label = hq }
                  colour { type = onnx, input = image, file = "%s", sha256 = "%s", task = multilabel
                    labels = [red, green, blue], probabilities = true
                    image { width = 8, height = 8, layout = nhwc, fit = stretch, resize = bilinear } }
                  look { type = onnx, input = image, file = "%s", sha256 = "%s", task = embed
                    image { width = 8, height = 8, layout = nhwc, fit = stretch, resize = bilinear, std = [0.5] } }
                  %s
                }
                """.formatted(
                        temp.resolve("quality.bin"),
                        Digests.sha256(temp.resolve("quality.bin")),
                        temp.resolve("means.onnx"),
                        Digests.sha256(temp.resolve("means.onnx")),
                        temp.resolve("means.onnx"),
                        Digests.sha256(temp.resolve("means.onnx")),
                        more);
    }

    private static String recipe(String output, String more) {
        return """
                output = "%s/%s"
                sources {
                  pages { kind = web, format = jsonl, paths = ["%s/web/*"] }
                  wds { kind = image, format = webdataset, paths = ["%s/wds/*"] }
                }
                rules = []
                %s
                """.formatted(temp, output, temp, temp, more);
    }

    private Double score(String name, String column) {
        Group row = scores.get(name);
        return row.getFieldRepetitionCount(column) == 0 ? null : row.getDouble(column, 0);
    }

    @Test
    void imagesHaveTheScoresOfTheirPixelsAndPagesHaveNone() throws Exception {
        assertEquals(Set.of("red", "green", "blue", "grey", "river stone"), scores.keySet());
        Map<String, List<Double>> expected = Map.of(
                "red", List.of(1.0, 0.0, 0.0),
                "green", List.of(0.0, 1.0, 0.0),
                "blue", List.of(0.0, 0.0, 1.0),
                "grey", List.of(128 / 255.0, 128 / 255.0, 128 / 255.0));
        expected.forEach((name, rgb) -> {
            assertEquals(rgb.get(0), score(name, "colour_red"), 1e-6, name);
            assertEquals(rgb.get(1), score(name, "colour_green"), 1e-6, name);
            assertEquals(rgb.get(2), score(name, "colour_blue"), 1e-6, name);
            assertEquals(1, scores.get(name).getFieldRepetitionCount("look"), name);
        });
        Group page = scores.get("river stone");
        assertEquals(0, page.getFieldRepetitionCount("colour_red"));
        assertEquals(0, page.getFieldRepetitionCount("look"));
        assertEquals(List.of(), Verification.verify(run).problems());
    }

    @Test
    void modelsOfTextsReadTheCaptionAloneAndNothingWithoutOne() {
        assertTrue(score("red", "quality") > 0.9);
        assertTrue(score("blue", "quality") < 0.1);
        assertFalse(score("green", "quality") != null);
        assertFalse(score("grey", "quality") != null);
        assertTrue(score("river stone", "quality") != null);
    }

    @Test
    void aFileIsExplainedWithTheScoresThatARunGivesIt() throws Exception {
        Path file = temp.resolve("single/red.png");
        write(file, colour(Color.RED));
        write(temp.resolve("single/red.txt"), utf8("river river river"));
        write(temp.resolve("single/green.png"), colour(Color.GREEN));
        Recipe recipe = ImageShards.recipe(temp, recipe("explained", models("")));
        try (Explainer explainer = new Explainer(
                recipe.rules(),
                recipe.measured(),
                recipe.limits(),
                kind -> Cleaning.none(),
                Settings.none(),
                new ModelScorers(recipe.models(), new Configuration(false)))) {
            Explainer.Explanation red = explainer.explain(file, null);
            assertNull(red.error(), String.valueOf(red.error()));
            for (String column : List.of("colour_red", "colour_green", "colour_blue", "quality")) {
                assertEquals(score("red", column), red.signals().get(column), column);
            }
            Explainer.Explanation green = explainer.explain(temp.resolve("single/green.png"), null);
            assertEquals(score("green", "colour_green"), green.signals().get("colour_green"));
            assertNull(green.signals().get("quality"), "without a caption");
        }
    }

    @Test
    void aModelThatIsNotThereIsRefusedUnlessTheRecipeCallsItOptional() throws Exception {
        String clip = "clip { type = onnx, input = image, task = regress, file = \"" + temp.resolve("clip.onnx") + "\"";
        String rules = "\nrules = [{ match { keep = \"clip >= 0.28\" } }]";
        RecipeException refused = assertThrows(
                RecipeException.class, () -> ImageShards.recipe(temp, recipe("absent", models(clip + " }") + rules)));
        assertTrue(refused.getMessage().contains("models.clip.file"), refused.getMessage());
        Recipe recipe = ImageShards.recipe(temp, recipe("absent", models(clip + ", optional = true }") + rules));
        assertTrue(recipe.models().get(0).absent().isPresent());
        RunDirectory without;
        try (JavaSparkContext spark = Engine.start("local[2]")) {
            without = ImageShards.run(spark, recipe, "score");
        }
        assertEquals(List.of(), Verification.verify(without).problems());
        assertEquals(5, rows(without).size());
    }
}
