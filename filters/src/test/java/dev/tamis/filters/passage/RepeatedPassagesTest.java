package dev.tamis.filters.passage;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** All steps together against brute force. */
final class RepeatedPassagesTest {
    private static final int CORPORA = 6_000;

    @Test
    void suffixArraySortsTheSuffixes() {
        SplittableRandom random = new SplittableRandom(11);
        for (int round = 0; round < 500; round++) {
            int[] symbols =
                    random.ints(random.nextInt(40), 0, 1 + random.nextInt(4)).toArray();
            SuffixArray array = new SuffixArray(symbols);
            int[] expected = IntStream.range(0, symbols.length)
                    .boxed()
                    .sorted((a, b) -> Arrays.compare(symbols, a, symbols.length, symbols, b, symbols.length))
                    .mapToInt(i -> i)
                    .toArray();
            assertEquals(Arrays.toString(expected), Arrays.toString(array.suffixes()), () -> Arrays.toString(symbols));
            for (int i = 1; i < symbols.length; i++) {
                int common =
                        Arrays.mismatch(symbols, expected[i - 1], symbols.length, symbols, expected[i], symbols.length);
                assertEquals(common, array.common()[i], () -> Arrays.toString(symbols));
            }
        }
    }

    @Test
    void nothingIsMissedAndNothingIsCutByMistake() {
        SplittableRandom random = new SplittableRandom(20260101);
        int cut = 0;
        int untouched = 0;
        int vain = 0;
        for (int round = 0; round < CORPORA; round++) {
            SmallCorpus corpus = SmallCorpus.random(random);
            int tokens = 2 + random.nextInt(random.nextInt(3) == 0 ? 59 : 10);
            int gram = random.nextBoolean() ? (tokens + 1) / 2 : 1 + random.nextInt(tokens);
            for (Keep keep : Keep.values()) {
                String place = "corpus " + round + ", windows of " + tokens + ", grams of " + gram + ", keep " + keep;
                List<String> expected = corpus.bySuffixArray(tokens, keep);
                assertEquals(expected, corpus.byMap(tokens, keep), place);
                OutsideWorld world = new OutsideWorld(new Winnowing(tokens, gram), false);
                int[] feed = SmallCorpus.shuffled(corpus.texts().size(), random);
                assertEquals(
                        expected, OutsideWorld.written(world.ranges(corpus.texts(), corpus.rank(), feed, keep)), place);
                cut += (int)
                        expected.stream().filter(ranges -> !ranges.isEmpty()).count();
                untouched += (int) expected.stream().filter(String::isEmpty).count();
                vain += world.vain();
            }
        }
        assertTrue(cut > CORPORA && untouched > CORPORA, cut + " texts cut, " + untouched + " not");
        assertEquals(0, vain, "windows with a 64-bit hash in common and another key");
    }

    @Test
    void collisionsOfEveryHashBelowTheKeyChangeNothing() {
        SplittableRandom random = new SplittableRandom(3);
        int vain = 0;
        for (int round = 0; round < 500; round++) {
            SmallCorpus corpus = SmallCorpus.random(random);
            int tokens = 2 + random.nextInt(10);
            OutsideWorld world = new OutsideWorld(new Winnowing(tokens), true);
            int[] feed = SmallCorpus.shuffled(corpus.texts().size(), random);
            assertEquals(
                    corpus.bySuffixArray(tokens, Keep.BEST),
                    OutsideWorld.written(world.ranges(corpus.texts(), corpus.rank(), feed, Keep.BEST)),
                    "corpus " + round);
            vain += world.vain();
        }
        assertTrue(vain > 10_000, vain + " keys in vain");
    }

    /** Documents are pieces of one text in which no token comes twice, so that a token says which one it is a copy of. */
    @Test
    void everyRemovedTokenHasACopyThatStays() {
        SplittableRandom random = new SplittableRandom(17);
        int all = 0;
        for (int round = 0; round < 1_000; round++) {
            List<byte[]> texts = new ArrayList<>();
            for (int document = 0; document < 8; document++) {
                StringBuilder text = new StringBuilder();
                for (int pieces = random.nextInt(4); pieces > 0; pieces--) {
                    int from = random.nextInt(60);
                    IntStream.range(from, from + random.nextInt(30))
                            .forEach(i -> text.append(i).append(' '));
                }
                texts.add(text.toString().getBytes(StandardCharsets.UTF_8));
            }
            OutsideWorld world = new OutsideWorld(new Winnowing(2 + random.nextInt(8)), false);
            int[] order = SmallCorpus.shuffled(8, random);
            List<Ranges> ranges = world.ranges(texts, order, order, Keep.BEST);
            Set<String> gone = new HashSet<>();
            Set<String> kept = new HashSet<>();
            PassageTokens tokens = new PassageTokens();
            for (int document = 0; document < 8; document++) {
                byte[] text = texts.get(document);
                tokens.reset(text, text.length);
                for (int i = 0; i < tokens.count(); i++) {
                    int start = tokens.start(i);
                    String token = new String(text, start, tokens.end(i) - start, StandardCharsets.UTF_8);
                    (isIn(ranges.get(document), start) ? gone : kept).add(token);
                }
            }
            all += gone.size();
            assertTrue(kept.containsAll(gone), "round " + round);
        }
        assertTrue(all > 20_000, all + " tokens removed");
    }

    private static boolean isIn(Ranges ranges, int at) {
        for (int i = 0; i < ranges.size(); i++) {
            if (ranges.start(i) <= at && at < ranges.end(i)) {
                return true;
            }
        }
        return false;
    }

    @Test
    void passageOfExactlyTheWindowGoesAndOneTokenShorterStays() {
        SplittableRandom random = new SplittableRandom(29);
        for (int window : new int[] {2, 3, 49, 50, 51, 200}) {
            for (int length = window - 1; length <= window + 1; length++) {
                int common = length;
                List<byte[]> texts = new ArrayList<>();
                int[] passage = random.ints(common).toArray();
                int[] before = new int[2];
                for (int document = 0; document < 2; document++) {
                    before[document] = random.nextInt(300);
                    StringBuilder text = new StringBuilder();
                    random.ints(before[document]).forEach(i -> append(text, i));
                    Arrays.stream(passage).forEach(i -> append(text, i));
                    random.ints(random.nextInt(300)).forEach(i -> append(text, i));
                    texts.add(text.toString().getBytes(StandardCharsets.UTF_8));
                }
                OutsideWorld world = new OutsideWorld(new Winnowing(window), false);
                List<Ranges> ranges = world.ranges(texts, new int[] {1, 0}, new int[] {0, 1}, Keep.BEST);
                // each token and its space have 9 bytes
                int start = 9 * before[0];
                String expected = common < window ? "" : start + "-" + (start + 9 * common - 1) + " ";
                assertEquals(List.of(expected, ""), OutsideWorld.written(ranges), common + " of " + window);
            }
        }
    }

    private static void append(StringBuilder text, int number) {
        text.append(HexFormat.of().toHexDigits(number)).append(' ');
    }

    @Test
    void survivorsDoNotDependOnTheOrderOfFeeding() {
        SplittableRandom random = new SplittableRandom(5);
        for (int round = 0; round < 500; round++) {
            SmallCorpus corpus = SmallCorpus.random(random);
            OutsideWorld world = new OutsideWorld(new Winnowing(2 + random.nextInt(10)), false);
            int size = corpus.texts().size();
            int[] asTheyAre = IntStream.range(0, size).toArray();
            List<String> first =
                    OutsideWorld.written(world.ranges(corpus.texts(), corpus.rank(), asTheyAre, Keep.BEST));
            for (int feed = 0; feed < 4; feed++) {
                int[] order = SmallCorpus.shuffled(size, random);
                assertEquals(
                        first,
                        OutsideWorld.written(world.ranges(corpus.texts(), corpus.rank(), order, Keep.BEST)),
                        "corpus " + round);
            }
        }
    }

    @Test
    void oneTokenOverAndOverKeepsOneWindow() {
        byte[] text = "a a a a a a a a".getBytes(StandardCharsets.UTF_8);
        OutsideWorld world = new OutsideWorld(new Winnowing(3), false);
        assertEquals(
                List.of("2-15 "), OutsideWorld.written(world.ranges(List.of(text), new int[1], new int[1], Keep.BEST)));
        assertEquals(
                List.of("0-15 "), OutsideWorld.written(world.ranges(List.of(text), new int[1], new int[1], Keep.NONE)));
    }

    @Test
    void exactCopiesStayInTheBestDocument() {
        byte[] text = "one two three, four".getBytes(StandardCharsets.UTF_8);
        byte[] spaced = "one  two\nthree , four\n".getBytes(StandardCharsets.UTF_8);
        OutsideWorld world = new OutsideWorld(new Winnowing(5), false);
        int[] feed = {0, 1, 2};
        assertEquals(
                List.of("0-19 ", "", "0-19 "),
                OutsideWorld.written(world.ranges(List.of(text, spaced, text), new int[] {1, 0, 2}, feed, Keep.BEST)));
        assertEquals(
                List.of("0-19 ", "0-21 ", "0-19 "),
                OutsideWorld.written(world.ranges(List.of(text, spaced, text), new int[] {1, 0, 2}, feed, Keep.NONE)));
    }

    @Test
    void timeAndKeysGrowWithTheTextForOneTokenOverAndOver() {
        long small = keysOfOneToken(1 << 18, 50);
        long large = keysOfOneToken(1 << 20, 50);
        assertTrue(large < 10 * small + 1_000_000_000, large + " ns for four times what took " + small);
    }

    /** Nanoseconds of all the kernels' steps for a text of two bytes a token. */
    private static long keysOfOneToken(int count, int window) {
        byte[] text = "a ".repeat(count).getBytes(StandardCharsets.UTF_8);
        Winnowing winnowing = new Winnowing(window);
        WindowKeys keys = new WindowKeys(window);
        PassageTokens tokens = new PassageTokens();
        Ranges ranges = new Ranges();
        long begin = System.nanoTime();
        tokens.reset(text, text.length);
        LongSet fingerprints = new LongSet();
        int[] selected = new int[1];
        winnowing.fingerprints(tokens, hash -> {
            fingerprints.add(hash);
            selected[0]++;
        });
        keys.reset(tokens);
        long[] all = {0, -1};
        winnowing.windows(tokens, fingerprints::contains, (position, hash) -> {
            keys.digest(position);
            all[0] |= keys.high();
            all[1] &= keys.high();
            ranges.add(position, position + window);
        });
        ranges.toBytes(tokens);
        long nanos = System.nanoTime() - begin;
        assertEquals(1, fingerprints.size());
        assertEquals(count - window + 1, selected[0]);
        assertEquals(all[0], all[1], "all windows have one key");
        assertEquals("0-" + (2 * count - 1) + " ", OutsideWorld.written(ranges));
        return nanos;
    }

    @Test
    void bytesThatAreNoUtf8StayInBounds() {
        SplittableRandom random = new SplittableRandom(23);
        CutText cutter = new CutText();
        for (int round = 0; round < 2_000; round++) {
            List<byte[]> texts = new ArrayList<>();
            for (int i = 0; i < 3; i++) {
                byte[] text = new byte[random.nextInt(200)];
                int most = random.nextBoolean() ? 256 : 4;
                for (int at = 0; at < text.length; at++) {
                    text[at] = (byte) (0xE0 + random.nextInt(most));
                }
                texts.add(text);
            }
            OutsideWorld world = new OutsideWorld(new Winnowing(2 + random.nextInt(6)), false);
            List<Ranges> ranges = world.ranges(texts, new int[] {2, 0, 1}, new int[] {0, 1, 2}, Keep.BEST);
            for (int i = 0; i < 3; i++) {
                assertTrue(cutter.cut(texts.get(i), texts.get(i).length, ranges.get(i)) <= texts.get(i).length);
            }
        }
    }
}
