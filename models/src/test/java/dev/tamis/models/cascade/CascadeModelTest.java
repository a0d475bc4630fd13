package dev.tamis.models.cascade;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tamis.filters.image.Pixels;
import dev.tamis.models.ImageScorer;
import dev.tamis.models.ModelException;
import dev.tamis.models.ModelFile;
import dev.tamis.models.ScoredImage;
import dev.tamis.models.Scores;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A cascade small enough to be written by hand: it finds what is bright on its left half and dark on its right. */
final class CascadeModelTest {
    /** Of windows of 8 x 8; the sum of the left half less that of the right, over what makes the variance 1. */
    private static final String LEFT_IS_BRIGHT = """
            <?xml version="1.0"?>
            <!-- a comment -->
            <opencv_storage>
            <cascade type_id="opencv-cascade-classifier"><stageType>BOOST</stageType>
              <featureType>HAAR</featureType><height>8</height><width>8</width>
              <stages>
                <_><maxWeakCount>1</maxWeakCount><stageThreshold>0.5</stageThreshold>
                  <weakClassifiers><_><internalNodes>
                      0 -1 0 0.9</internalNodes>
                    <leafValues>
                      0. 1.</leafValues></_></weakClassifiers></_></stages>
              <features>
                <_><rects><_>
                    0 0 8 8 -1.</_>
                  <_>
                    0 0 4 8 2.</_></rects><tilted>0</tilted></_></features></cascade>
            </opencv_storage>
            """;

    @TempDir
    private Path temp;

    private ModelFile file(String xml) throws IOException {
        Path file = temp.resolve("cascade.xml");
        Files.writeString(file, xml);
        return new ModelFile(file);
    }

    /** A grey image with squares that are bright on their left half and dark on their right. */
    private static Pixels squares(int width, int height, int[]... places) {
        byte[] rgb = new byte[3 * width * height];
        Arrays.fill(rgb, (byte) 128);
        for (int[] place : places) {
            for (int y = 0; y < place[2]; y++) {
                for (int x = 0; x < place[2]; x++) {
                    int at = 3 * ((place[1] + y) * width + place[0] + x);
                    Arrays.fill(rgb, at, at + 3, (byte) (x < place[2] / 2 ? 250 : 5));
                }
            }
        }
        return new Pixels(width, height, rgb);
    }

    @Test
    void squaresAreFoundWhereTheyStand() throws Exception {
        CascadeModel model = CascadeModel.read(file(LEFT_IS_BRIGHT), 120, 1.1, 3, 0);
        List<Box> boxes = model.find(squares(120, 80, new int[] {10, 10, 40}, new int[] {80, 40, 24}));
        assertEquals(2, boxes.size(), boxes::toString);
        assertTrue(boxes.stream().anyMatch(box -> Math.abs(box.x() + box.width() / 2 - 30) <= 2), boxes::toString);
        assertTrue(boxes.stream().anyMatch(box -> Math.abs(box.x() + box.width() / 2 - 92) <= 2), boxes::toString);
        assertEquals(List.of(), model.find(squares(120, 80)));
    }

    @Test
    void theColumnsCountThemAndTellTheLargest() throws Exception {
        CascadeModel model = CascadeModel.read(file(LEFT_IS_BRIGHT), 64, 1.1, 3, 0);
        Scores scores = new Scores(2);
        scores.reset(2);
        try (ImageScorer scorer = model.scorer()) {
            scorer.score(
                    List.of(
                            new ScoredImage(squares(60, 40, new int[] {16, 4, 32}), null),
                            new ScoredImage(squares(4, 4), null)),
                    scores);
        }
        assertEquals(1L, scores.get(0, 0));
        double share = (Double) scores.get(0, 1);
        assertTrue(share > 0.1 && share <= 1, () -> "" + share);
        assertEquals(0L, scores.get(1, 0));
        assertEquals(0.0, scores.get(1, 1));
    }

    @Test
    void anImageScoresTheSameAfterOthers() throws Exception {
        CascadeModel model = CascadeModel.read(file(LEFT_IS_BRIGHT), 64, 1.1, 1, 0);
        SplittableRandom random = new SplittableRandom(4);
        List<ScoredImage> images = new ArrayList<>();
        for (int i = 0; i < 30; i++) {
            int width = 1 + random.nextInt(64);
            int height = 1 + random.nextInt(64);
            byte[] rgb = new byte[3 * width * height];
            random.nextBytes(rgb);
            images.add(new ScoredImage(new Pixels(width, height, rgb), null));
        }
        Scores together = new Scores(2);
        together.reset(images.size());
        Scores alone = new Scores(2);
        try (ImageScorer scorer = model.scorer()) {
            scorer.score(images, together);
        }
        for (int i = 0; i < images.size(); i++) {
            try (ImageScorer scorer = model.scorer()) {
                alone.reset(1);
                scorer.score(List.of(images.get(i)), alone);
                assertEquals(alone.get(0, 0), together.get(i, 0));
                assertEquals(alone.get(0, 1), together.get(i, 1));
            }
        }
    }

    /** Without grouping, each window by the definition of the feature. */
    @Test
    void everyWindowThatPassesIsABoxWithoutNeighbors() throws Exception {
        CascadeModel model = CascadeModel.read(file(LEFT_IS_BRIGHT), 8, 1.1, 0, 0);
        SplittableRandom random = new SplittableRandom(5);
        int found = 0;
        for (int round = 0; round < 2000; round++) {
            byte[] rgb = new byte[3 * 64];
            for (int i = 0; i < 64; i++) {
                Arrays.fill(
                        rgb, 3 * i, 3 * i + 3, (byte) (random.nextInt(100) + (i % 8 < 4 ? random.nextInt(120) : 0)));
            }
            double halves = 0;
            double sum = 0;
            double squares = 0;
            for (int i = 0; i < 64; i++) {
                int value = rgb[3 * i] & 0xff;
                halves += i % 8 < 4 ? value : -value;
                if (i % 8 > 0 && i % 8 < 7 && i / 8 > 0 && i / 8 < 7) {
                    sum += value;
                    squares += value * value;
                }
            }
            boolean passes = halves / Math.sqrt(36 * squares - sum * sum) >= 0.9;
            List<Box> boxes = model.find(new Pixels(8, 8, rgb));
            assertEquals(passes ? List.of(new Box(0, 0, 8, 8)) : List.of(), boxes);
            found += boxes.size();
        }
        assertTrue(found > 100 && found < 1900, "" + found);
    }

    @Test
    void treesOfSeveralNodesAreWalked() throws Exception {
        // The second node looks at the same feature with a higher threshold; between both a leaf that passes.
        String tree =
                LEFT_IS_BRIGHT.replace("0 -1 0 0.9", "0 1 0 0.9 -1 -2 0 100.").replace("0. 1.", "0. 1. -5.");
        CascadeModel model = CascadeModel.read(file(tree), 120, 1.1, 3, 0);
        assertEquals(1, model.find(squares(120, 80, new int[] {10, 10, 40})).size());
        String never = tree.replace("100.", "0.91");
        assertEquals(
                0,
                CascadeModel.read(file(never), 120, 1.1, 3, 0)
                        .find(squares(120, 80, new int[] {10, 10, 40}))
                        .size());
    }

    @Test
    void aFileSaysWhatItIs() throws Exception {
        assertEquals(
                "a Haar cascade of 1 stages and 1 trees for windows of 8 x 8", CascadeModel.look(file(LEFT_IS_BRIGHT)));
    }

    @Test
    void hostileAndBrokenFilesAreRefused() throws Exception {
        Map<String, String> wrong = Map.of(
                "<?xml version=\"1.0\"?>",
                "<?xml version=\"1.0\"?><!DOCTYPE x [<!ENTITY a \"b\">]>",
                "<tilted>0</tilted>",
                "<tilted>1</tilted>",
                "0 0 8 8 -1.",
                "0 0 9 8 -1.",
                "0 -1 0 0.9",
                "0 -1 1 0.9",
                "0. 1.",
                "0. NaN",
                "<featureType>HAAR",
                "<featureType>LBP",
                "<height>8",
                "<height>80000",
                "0 0 4 8 2.",
                "0 0 4 2.");
        for (Map.Entry<String, String> one : wrong.entrySet()) {
            assertTrue(LEFT_IS_BRIGHT.contains(one.getKey()), one.getKey());
            ModelFile file = file(LEFT_IS_BRIGHT.replace(one.getKey(), one.getValue()));
            assertThrows(ModelException.class, () -> CascadeModel.read(file, 64, 1.1, 3, 0), one.getValue());
        }
        // A tree that leads back to itself.
        String loop =
                LEFT_IS_BRIGHT.replace("0 -1 0 0.9", "1 1 0 0.9 1 -1 0 0.9").replace("0. 1.", "0. 1. 2.");
        assertThrows(ModelException.class, () -> CascadeModel.read(file(loop), 64, 1.1, 3, 0));
        assertThrows(
                ModelException.class,
                () -> CascadeModel.read(file("<opencv_storage>" + "<a>".repeat(100_000)), 64, 1.1, 3, 0));
        // What a document type would bring is not looked for.
        String outside = LEFT_IS_BRIGHT
                .replace("<?xml version=\"1.0\"?>", "<!DOCTYPE x SYSTEM \"file:///etc/passwd\">")
                .replace("0.9", "&a;");
        assertThrows(ModelException.class, () -> CascadeModel.read(file(outside), 64, 1.1, 3, 0));
    }

    @Test
    void mutatedFilesAreReadOrRefused() throws Exception {
        byte[] sound = LEFT_IS_BRIGHT.getBytes(StandardCharsets.UTF_8);
        SplittableRandom random = new SplittableRandom(6);
        Pixels picture = squares(40, 40, new int[] {4, 4, 24});
        for (int i = 0; i < 3000; i++) {
            byte[] bytes = sound.clone();
            for (int edits = 1 + random.nextInt(3); edits > 0; edits--) {
                bytes[random.nextInt(bytes.length)] =
                        (byte) (random.nextInt(3) == 0 ? random.nextInt(256) : 48 + random.nextInt(10));
            }
            try {
                Cascade cascade = CascadeFile.read("c.xml", bytes);
                new CascadeDetector(cascade, 40, 1.3, 3, 0).find(picture.rgb(), 40, 40);
            } catch (ModelException e) {
                assertTrue(e.getMessage().startsWith("c.xml "), e.getMessage());
            }
        }
    }
}
