package dev.tamis.models.train;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HeldOutSplitTest {
    @TempDir
    Path directory;

    private Path train;
    private Path heldOut;
    private Path places;

    private HeldOutSplit split(double share) throws IOException {
        train = directory.resolve("train.txt");
        heldOut = directory.resolve("held-out.txt");
        places = directory.resolve("held-out.ids");
        return new HeldOutSplit(train, heldOut, places, share, 17);
    }

    private static void add(HeldOutSplit split, String label, String text, String place) throws IOException {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        split.add(label, bytes, 0, bytes.length, place);
    }

    @Test
    void copiesOfATextAreNeverOnBothSides() throws IOException {
        SplittableRandom random = new SplittableRandom(1);
        try (HeldOutSplit split = split(0.3)) {
            for (int i = 0; i < 4000; i++) {
                int text = random.nextInt(1000);
                // The same words with other spaces and line ends, and under both labels.
                String space = List.of(" ", "\n", "  ", "\r\n\t").get(random.nextInt(4));
                add(split, random.nextBoolean() ? "a" : "b", "text" + space + text + space, "id" + text);
            }
            assertEquals(4000, split.trained() + split.heldOut());
        }
        Set<String> learnt = new HashSet<>();
        for (String line : Files.readAllLines(train)) {
            learnt.add(line.substring(line.indexOf(' ')));
        }
        List<String> measured = Files.readAllLines(heldOut);
        for (String line : measured) {
            assertTrue(!learnt.contains(line.substring(line.indexOf(' '))), line);
        }
        assertTrue(measured.size() > 1000 && measured.size() < 1400, "held out " + measured.size());
        assertEquals(measured.size(), Files.readAllLines(places).size());
    }

    @Test
    void aTextCannotNameItsLabel() throws IOException {
        try (HeldOutSplit split = split(0)) {
            add(split, "a", "one __label__b two\n__label__\u00e9 three", "x");
            add(split, "b", " \n\t", "empty");
            assertEquals(2, split.labelWords());
            assertEquals(new HeldOutSplit.Counts(1, 0), split.counts().get("a"));
            assertEquals(1, split.counts().size());
        }
        assertEquals(List.of("__label__a one two three"), Files.readAllLines(train));
    }

    @Test
    void linesKeepTheirLabelsAndOnesWithoutAreLeftOut() throws IOException {
        try (HeldOutSplit split = split(0)) {
            for (String line : List.of("__label__a __label__b one", "none", "two __label__c")) {
                byte[] bytes = line.getBytes(StandardCharsets.UTF_8);
                split.addLine(bytes, 0, bytes.length, line);
            }
        }
        assertEquals(List.of("__label__a __label__b one", "__label__c two"), Files.readAllLines(train));
    }

    @Test
    void aShareOfAllIsRefused() {
        assertThrows(IllegalArgumentException.class, () -> split(1));
        assertThrows(IllegalArgumentException.class, () -> split(Double.NaN));
    }
}
