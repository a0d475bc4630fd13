package dev.tamis.filters.decontaminate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

final class BenchmarkMatcherTest {
    private static final String DUCKS =
            "Janet's ducks lay 16 eggs per day. She eats three for breakfast every morning and bakes muffins for her"
                    + " friends every day with four. She sells the remainder at the farmers' market daily for $2 per"
                    + " fresh duck egg. How much in dollars does she make every day at the farmers' market?";
    private static final String CODE = """
            from typing import List


            def has_close_elements(numbers: List[float], threshold: float) -> bool:
                \"\"\" Check if in given list of numbers, are any two numbers closer to each other than
                given threshold.
                >>> has_close_elements([1.0, 2.0, 3.0], 0.5)
                False
                \"\"\"
            """;

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static BenchmarkIndex index(int ngram, boolean full, List<String> items) {
        BenchmarkIndex.Builder builder = new BenchmarkIndex.Builder(ngram, full);
        items.forEach(item -> builder.add(utf8(item)));
        return builder.build();
    }

    private static BenchmarkMatcher matcher(int ngram, boolean full, String... items) {
        return new BenchmarkMatcher(index(ngram, full, List.of(items)), 0, new BitSet());
    }

    private static boolean hits(BenchmarkMatcher matcher, String text) {
        byte[] utf8 = utf8(text);
        return matcher.match(utf8, utf8.length);
    }

    /** What brute force finds: held n-grams by item that is hit, and which words are covered. */
    private record Found(TreeMap<Integer, Integer> held, Set<List<String>> patterns, BitSet covered) {}

    private static Set<List<String>> patternsOf(List<String> item, int ngram, boolean full) {
        Set<List<String>> patterns = new LinkedHashSet<>();
        if (!full && item.size() >= ngram) {
            for (int i = 0; i + ngram <= item.size(); i++) {
                patterns.add(item.subList(i, i + ngram));
            }
        } else if (item.size() >= BenchmarkIndex.FEWEST_WORDS) {
            patterns.add(item);
        }
        return patterns;
    }

    private static Found brute(
            List<Set<List<String>>> items, List<String> text, double share, Set<List<String>> common) {
        TreeMap<Integer, Integer> held = new TreeMap<>();
        Set<List<String>> patterns = new HashSet<>();
        BitSet covered = new BitSet();
        for (int item = 0; item < items.size(); item++) {
            int count = 0;
            int of = 0;
            for (List<String> pattern : items.get(item)) {
                boolean here = Collections.indexOfSubList(text, pattern) >= 0;
                if (here) {
                    patterns.add(pattern);
                }
                if (!common.contains(pattern)) {
                    of++;
                    count += here ? 1 : 0;
                }
            }
            if (count > 0 && count >= share * of) {
                held.put(item, count);
            }
        }
        for (int item : held.keySet()) {
            for (List<String> pattern : items.get(item)) {
                for (int i = 0; !common.contains(pattern) && i + pattern.size() <= text.size(); i++) {
                    if (text.subList(i, i + pattern.size()).equals(pattern)) {
                        covered.set(i, i + pattern.size());
                    }
                }
            }
        }
        return new Found(held, patterns, covered);
    }

    @Test
    void findsWhatBruteForceFindsOnThousandsOfSmallCorpora() {
        SplittableRandom random = new SplittableRandom(20);
        int hits = 0;
        for (int round = 0; round < 4000; round++) {
            int ngram = random.nextInt(2, 10);
            boolean full = random.nextInt(3) == 0;
            int letters = random.nextInt(1, 6);
            List<String> items = new ArrayList<>();
            for (int i = random.nextInt(1, 8); i > 0; i--) {
                items.add(text(random, random.nextInt(25), letters));
            }
            double share = random.nextBoolean() ? 0 : random.nextInt(11) / 10.0;
            BenchmarkIndex index = index(ngram, full, items);
            List<Set<List<String>>> patterns = items.stream()
                    .map(item -> patternsOf(BenchmarkWordsTest.words(item), ngram, full))
                    .toList();
            for (int i = 0; i < items.size(); i++) {
                assertEquals(patterns.get(i).size(), index.patterns(i));
            }
            BenchmarkMatcher all = new BenchmarkMatcher(index, share, new BitSet());
            BenchmarkMatcher finder = new BenchmarkMatcher(index, share, new BitSet());
            for (int document = 0; document < 4; document++) {
                String text = text(random, random.nextInt(20), letters) + " "
                        + items.get(random.nextInt(items.size())) + " "
                        + text(random, random.nextInt(20), letters);
                Found found = check(all, patterns, share, Set.of(), text);
                assertEquals(found.patterns().size(), all.heldPatterns());
                List<Integer> held = heldPatterns(all);
                finder.find(utf8(text), utf8(text).length);
                assertEquals(held, heldPatterns(finder));
                assertEquals(0, finder.hits() + finder.runs());
                hits += found.held().size();
                // the first of its patterns taken for common ones
                BitSet common = new BitSet();
                for (int i = 0; i < all.heldPatterns() / 2; i++) {
                    common.set(all.heldPattern(i));
                }
                Set<List<String>> commonPatterns = numbered(index, patterns, common);
                check(new BenchmarkMatcher(index, share, common), patterns, share, commonPatterns, text);
            }
        }
        assertTrue(hits > 10_000, "the corpora must have hits to be of use: " + hits);
    }

    private static List<Integer> heldPatterns(BenchmarkMatcher matcher) {
        List<Integer> held = new ArrayList<>();
        for (int i = 0; i < matcher.heldPatterns(); i++) {
            held.add(matcher.heldPattern(i));
        }
        return held;
    }

    /** The patterns that have these numbers: each is looked for alone. */
    private static Set<List<String>> numbered(BenchmarkIndex index, List<Set<List<String>>> patterns, BitSet numbers) {
        Set<List<String>> found = new HashSet<>();
        BenchmarkMatcher matcher = new BenchmarkMatcher(index, 0, new BitSet());
        for (List<String> pattern : patterns.stream().flatMap(Set::stream).collect(Collectors.toSet())) {
            byte[] utf8 = utf8(String.join(" ", pattern));
            matcher.match(utf8, utf8.length);
            for (int i = 0; i < matcher.heldPatterns(); i++) {
                // what it holds besides itself is shorter
                int number = matcher.heldPattern(i);
                if (numbers.get(number) && index.length(number) == pattern.size()) {
                    found.add(pattern);
                }
            }
        }
        return found;
    }

    private static Found check(
            BenchmarkMatcher matcher,
            List<Set<List<String>>> patterns,
            double share,
            Set<List<String>> common,
            String text) {
        byte[] utf8 = utf8(text);
        List<String> words = BenchmarkWordsTest.words(text);
        Found found = brute(patterns, words, share, common);
        assertEquals(!found.held().isEmpty(), matcher.match(utf8, utf8.length), text);
        TreeMap<Integer, Integer> held = new TreeMap<>();
        for (int i = 0; i < matcher.hits(); i++) {
            held.put(matcher.item(i), matcher.held(i));
        }
        assertEquals(found.held(), held, text);
        assertEquals(words.size(), matcher.words());
        assertEquals(found.covered().cardinality(), matcher.coveredWords(), text);
        List<String> expected = new ArrayList<>();
        for (int at = found.covered().nextSetBit(0); at >= 0; ) {
            int end = found.covered().nextClearBit(at);
            expected.add(String.join(" ", words.subList(at, end)));
            at = found.covered().nextSetBit(end);
        }
        List<String> runs = new ArrayList<>();
        for (int run = 0; run < matcher.runs(); run++) {
            byte[] bytes = Arrays.copyOfRange(utf8, matcher.runStart(run), matcher.runEnd(run));
            runs.add(String.join(" ", BenchmarkWordsTest.words(new String(bytes, StandardCharsets.UTF_8))));
        }
        assertEquals(expected, runs, text);
        return found;
    }

    private static String text(SplittableRandom random, int words, int letters) {
        String[] separators = {" ", ", ", "\n", "-", " (", ") ", "; "};
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < words; i++) {
            char c = (char) ('a' + random.nextInt(letters));
            text.append(random.nextBoolean() ? c : Character.toUpperCase(c))
                    .append(separators[random.nextInt(separators.length)]);
        }
        return text.toString();
    }

    @Test
    void anotherNumberIsAnotherQuestion() {
        BenchmarkMatcher matcher = matcher(13, true, DUCKS);
        assertTrue(hits(matcher, "Q: " + DUCKS + " A: 18"));
        assertFalse(hits(matcher, DUCKS.replace("16", "17")));
        BenchmarkMatcher ngrams = matcher(13, false, DUCKS);
        assertTrue(hits(ngrams, DUCKS.replace("16", "17")), "other n-grams are still the same");
        assertFalse(hits(ngrams, "ducks lay 17 eggs per day. She eats three for breakfast every morning and rests"));
    }

    @Test
    void codeIsFoundInOtherSpacing() {
        BenchmarkMatcher matcher = matcher(13, true, CODE);
        assertTrue(hits(matcher, CODE));
        assertTrue(hits(matcher, CODE.replaceAll("\\s+", " ")));
        assertTrue(hits(matcher, CODE.replace("numbers: List[float], ", "numbers : List [ float ] ,\n\t")));
        assertFalse(hits(matcher, CODE.replace("0.5", "0.6")));
    }

    @Test
    void everyDisguiseThatNormalisationUndoesIsSeenThrough() {
        for (boolean full : new boolean[] {false, true}) {
            BenchmarkMatcher matcher = matcher(13, full, DUCKS);
            assertTrue(hits(matcher, DUCKS.toUpperCase(java.util.Locale.ROOT)));
            assertTrue(hits(matcher, DUCKS.replace(" ", "  \n")));
            assertTrue(hits(matcher, DUCKS.replace(" ", " - ").replace(".", "!?")));
            assertTrue(hits(matcher, DUCKS.replace("e", "e\u200B")));
            assertTrue(hits(matcher, fullWidth(DUCKS)));
            assertTrue(hits(matcher, DUCKS.replace('\'', '\u2019')));
        }
    }

    private static String fullWidth(String text) {
        return text.chars()
                .mapToObj(c -> String.valueOf((char) (c > 32 && c < 127 ? c + 0xFEE0 : c)))
                .collect(Collectors.joining());
    }

    @Test
    void itemsTooShortAreNeverHit() {
        BenchmarkIndex index = index(13, false, List.of("the answer is four", "the answer is forty two", ""));
        assertEquals(0, index.patterns(0));
        assertEquals(1, index.patterns(1));
        assertEquals(0, index.patterns(2));
        BenchmarkMatcher matcher = new BenchmarkMatcher(index, 0, new BitSet());
        assertFalse(hits(matcher, "the answer is four and so on"));
        assertTrue(hits(matcher, "well, the answer is: forty-two."));
        assertEquals(5, matcher.coveredWords());
        assertEquals(5.0 / 6, matcher.overlap());
    }

    @Test
    void wordsOfOneHashThatDifferAreNoHit() {
        // Of a polynomial modulo 2^64 equal hashes can be written down: the words of Thue and Morse, 2^11 letters long.
        StringBuilder one = new StringBuilder("a");
        StringBuilder other = new StringBuilder("b");
        for (int i = 0; i < 11; i++) {
            String before = one.toString();
            one.append(other);
            other.append(before);
        }
        String item = " one two three four " + one + " six seven";
        List<Long> hashes = new ArrayList<>();
        for (StringBuilder word : List.of(one, other)) {
            byte[] utf8 = utf8(word.toString());
            new BenchmarkWords().split(utf8, utf8.length, (hash, start, end) -> hashes.add(hash));
        }
        assertEquals(hashes.get(0), hashes.get(1), "the two words must have one hash for this test to say anything");
        for (boolean full : new boolean[] {false, true}) {
            BenchmarkMatcher matcher = matcher(6, full, item);
            assertTrue(hits(matcher, item));
            assertFalse(hits(matcher, item.replace(one, other)));
            BenchmarkMatcher both = matcher(6, full, item, item.replace(one, other));
            assertTrue(hits(both, item.replace(one, other)));
            assertEquals(1, both.hits());
            assertEquals(1, both.item(0));
        }
    }

    @Test
    void itemsOfASharedHeaderAreGoneThroughOnceHoweverLongItIs() {
        List<String> items = new ArrayList<>();
        String header = "the following is a question with four choices of which only one is right ".repeat(3);
        for (int i = 0; i < 100; i++) {
            items.add(header + "what is question " + i + " about and why should anybody ask it");
        }
        BenchmarkIndex index = index(13, false, items);
        assertEquals(100 + 100, index.items.length, "all of them have the header, each its own question");
        BenchmarkMatcher matcher = new BenchmarkMatcher(index, 0, new BitSet());
        assertTrue(hits(matcher, header));
        assertEquals(100, matcher.hits());
        assertEquals(14, matcher.held(99));
        assertEquals(index.patterns(99), matcher.patternsOf(99));
    }

    @Test
    void timeIsLinearInTextsMadeToBeSlow() {
        String same = "a ".repeat(100_000);
        List<String> items = new ArrayList<>();
        for (int words = 5; words < 400; words += 3) {
            items.add("a ".repeat(words) + "b");
            items.add("a ".repeat(words));
        }
        byte[] text = utf8(same.repeat(10) + "b");
        assertTimeoutPreemptively(Duration.ofSeconds(20), () -> {
            for (boolean full : new boolean[] {false, true}) {
                for (int ngram : new int[] {13, 100}) {
                    BenchmarkMatcher matcher = new BenchmarkMatcher(index(ngram, full, items), 0, new BitSet());
                    assertTrue(matcher.match(text, text.length));
                    assertEquals(1, matcher.runs());
                }
            }
        });
    }
}
