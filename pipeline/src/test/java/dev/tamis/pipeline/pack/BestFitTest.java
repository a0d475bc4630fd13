package dev.tamis.pipeline.pack;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.Comparator;
import java.util.SplittableRandom;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class BestFitTest {

    private static int[] lengths(SplittableRandom random, int count, int capacity) {
        int most = 1 + random.nextInt(capacity);
        return random.ints(count, 1, most + 1).toArray();
    }

    @Test
    void everyTokenIsPlacedOnceAndNoPieceIsCut() {
        SplittableRandom random = new SplittableRandom(1);
        for (int round = 0; round < 2_000; round++) {
            int capacity = 1 + random.nextInt(200);
            int[] lengths = lengths(random, random.nextInt(120), capacity);
            BestFit fit = new BestFit(capacity);
            int bins = fit.pack(lengths, lengths.length);
            boolean[][] taken = new boolean[bins][capacity];
            for (int piece = 0; piece < lengths.length; piece++) {
                for (int i = 0; i < lengths[piece]; i++) {
                    int at = fit.start()[piece] + i;
                    assertTrue(!taken[fit.bin()[piece]][at], "two tokens in one place");
                    taken[fit.bin()[piece]][at] = true;
                }
            }
            for (int bin = 0; bin < bins; bin++) {
                int filled = fit.filled()[bin];
                assertTrue(filled > 0);
                for (int i = 0; i < capacity; i++) {
                    assertEquals(i < filled, taken[bin][i], "a gap before the padding");
                }
            }
        }
    }

    @Test
    void eachPieceGoesToTheTightestBinThatTheLongerOnesLeft() {
        SplittableRandom random = new SplittableRandom(2);
        for (int round = 0; round < 1_000; round++) {
            int capacity = 1 + random.nextInt(round % 10 == 0 ? 20_000 : 300);
            int[] lengths = lengths(random, 1 + random.nextInt(200), capacity);
            BestFit fit = new BestFit(capacity);
            int bins = fit.pack(lengths, lengths.length);
            int[] order = IntStream.range(0, lengths.length)
                    .boxed()
                    .sorted(Comparator.comparing(piece -> -lengths[piece]))
                    .mapToInt(piece -> piece)
                    .toArray();
            int[] space = new int[bins];
            int opened = 0;
            for (int piece : order) {
                int length = lengths[piece];
                int tightest = Arrays.stream(space, 0, opened)
                        .filter(left -> left >= length)
                        .min()
                        .orElse(-1);
                if (tightest < 0) {
                    assertEquals(opened, fit.bin()[piece]);
                    tightest = capacity;
                    opened++;
                } else {
                    assertEquals(tightest, space[fit.bin()[piece]]);
                }
                assertEquals(capacity - tightest, fit.start()[piece]);
                space[fit.bin()[piece]] = tightest - length;
            }
            assertEquals(bins, opened);
        }
    }

    @Test
    void oneTokenSequencesHoldOnePieceEach() {
        BestFit fit = new BestFit(1);
        assertEquals(5, fit.pack(new int[] {1, 1, 1, 1, 1}, 5));
        assertArrayEquals(new int[] {0, 1, 2, 3, 4}, Arrays.copyOf(fit.bin(), 5));
        assertArrayEquals(new int[5], Arrays.copyOf(fit.start(), 5));
    }

    @Test
    void equalPiecesFillOneBinAfterTheOther() {
        BestFit fit = new BestFit(10);
        assertEquals(2, fit.pack(new int[] {3, 3, 3, 3}, 4));
        assertArrayEquals(new int[] {0, 0, 0, 1}, Arrays.copyOf(fit.bin(), 4));
        assertArrayEquals(new int[] {0, 3, 6, 0}, Arrays.copyOf(fit.start(), 4));
        assertArrayEquals(new int[] {9, 3}, Arrays.copyOf(fit.filled(), 2));
    }

    @Test
    void nothingPacksToNothing() {
        assertEquals(0, new BestFit(8).pack(new int[0], 0));
    }

    @Test
    void anInstanceForgetsWhatItPackedBefore() {
        SplittableRandom random = new SplittableRandom(3);
        BestFit kept = new BestFit(512);
        for (int round = 0; round < 300; round++) {
            int[] lengths = lengths(random, random.nextInt(400), 512);
            BestFit fresh = new BestFit(512);
            assertEquals(fresh.pack(lengths, lengths.length), kept.pack(lengths, lengths.length));
            assertArrayEquals(Arrays.copyOf(fresh.bin(), lengths.length), Arrays.copyOf(kept.bin(), lengths.length));
            assertArrayEquals(
                    Arrays.copyOf(fresh.start(), lengths.length), Arrays.copyOf(kept.start(), lengths.length));
        }
    }

    @Test
    void aPieceThatFitsNoBinIsRefused() {
        BestFit fit = new BestFit(8);
        for (int length : new int[] {0, -1, 9}) {
            assertEquals(
                    "Invalid length: " + length + " of piece 1 (must be from 1 to the capacity, 8)",
                    assertThrows(IllegalArgumentException.class, () -> fit.pack(new int[] {1, length}, 2))
                            .getMessage());
        }
        // A refusal leaves nothing behind.
        assertEquals(1, fit.pack(new int[] {4, 4}, 2));
        assertThrows(IllegalArgumentException.class, () -> new BestFit(0));
    }

    /**
     * 50,000 documents of log-normal length, mean about 1,000 tokens, one in eight longer than a sequence of 2,048: at most
     * one token of padding in a thousand, by windows as small as 5,000 pieces. The figures are golden: the packing of a seed
     * never changes.
     */
    @Test
    void paddingStaysBelowOneInAThousand() {
        assertEquals("24697 sequences, 14287 tokens of padding", padding(5_000));
        assertEquals("24692 sequences, 4047 tokens of padding", padding(32_768));
        assertEquals("24691 sequences, 1999 tokens of padding", padding(50_000));
    }

    private static String padding(int window) {
        int capacity = 2048;
        SplittableRandom random = new SplittableRandom(6);
        int[] pieces = new int[window];
        BestFit fit = new BestFit(capacity);
        long tokens = 0;
        long sequences = 0;
        int count = 0;
        for (int document = 0; document < 50_000; document++) {
            int length = logNormal(random);
            tokens += length;
            sequences += length / capacity;
            if (length % capacity > 0) {
                pieces[count++] = length % capacity;
            }
            if (count == window || document == 49_999) {
                sequences += fit.pack(pieces, count);
                count = 0;
            }
        }
        long padding = sequences * capacity - tokens;
        assertTrue(padding * 1_000 <= sequences * capacity, padding + " tokens of padding");
        return sequences + " sequences, " + padding + " tokens of padding";
    }

    /** By Box and Muller in StrictMath, which is the same everywhere. */
    private static int logNormal(SplittableRandom random) {
        double normal = StrictMath.sqrt(-2 * StrictMath.log(1 - random.nextDouble()))
                * StrictMath.cos(2 * StrictMath.PI * random.nextDouble());
        return 1 + (int) StrictMath.exp(6.26 + 1.15 * normal);
    }

    @Test
    void spacesFindTheNextMember() {
        SplittableRandom random = new SplittableRandom(4);
        for (int most : new int[] {1, 63, 64, 65, 4095, 4096, 4097, 300_000}) {
            Spaces spaces = new Spaces(most);
            TreeSet<Integer> expected = new TreeSet<>();
            for (int step = 0; step < 5_000; step++) {
                int number = random.nextInt(most + 1);
                Integer next = expected.ceiling(number);
                assertEquals(next == null ? -1 : next, spaces.atLeast(number));
                if (next != null && random.nextInt(2) == 0) {
                    expected.remove(next);
                    spaces.remove(next);
                } else {
                    assertEquals(expected.add(number), spaces.add(number));
                }
            }
            spaces.clear();
            assertEquals(-1, spaces.atLeast(0));
        }
    }
}
