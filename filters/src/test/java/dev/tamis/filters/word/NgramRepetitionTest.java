package dev.tamis.filters.word;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.tamis.filters.text.TextView;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Every figure of n-grams against the obvious way of counting it. */
class NgramRepetitionTest {
    private final NgramRepetition repetition = new NgramRepetition();
    private final NgramTables tables = new NgramTables();
    private final TextView view = new TextView();

    @Test
    void figuresAgreeWithBruteForceOnTextsOfFewWords() {
        Random random = new Random(3);
        for (int round = 0; round < 3000; round++) {
            List<String> words = new ArrayList<>();
            int vocabulary = 1 + random.nextInt(4);
            int size = random.nextInt(40);
            for (int i = 0; i < size; i++) {
                words.add("abcdefgh".substring(0, 1 + random.nextInt(vocabulary)));
            }
            check(words);
        }
    }

    @Test
    void figuresAgreeWithBruteForceOnLongRepetitiveTexts() {
        Random random = new Random(5);
        for (int round = 0; round < 60; round++) {
            List<String> words = new ArrayList<>();
            int vocabulary = 2 + random.nextInt(40);
            while (words.size() < 1000) {
                if (words.size() > 30 && random.nextInt(20) == 0) {
                    int from = random.nextInt(words.size() - 20);
                    words.addAll(List.copyOf(words.subList(from, from + random.nextInt(20))));
                } else {
                    words.add("w\u00e9".repeat(1 + random.nextInt(3)) + random.nextInt(vocabulary));
                }
            }
            check(words);
        }
    }

    private void measure(String text) {
        view.reset(text);
        repetition.measure(view.wordList(), tables);
    }

    private void check(List<String> words) {
        measure(String.join(" ", words));
        assertEquals(words.size(), repetition.words());
        assertEquals(new HashSet<>(words).size(), repetition.distinctWords());
        assertEquals(chars(words), repetition.chars());
        for (int n = 2; n <= NgramRepetition.LONGEST; n++) {
            check(words, n);
        }
    }

    private void check(List<String> words, int n) {
        Map<List<String>, Integer> counts = new LinkedHashMap<>();
        for (int i = 0; i + n <= words.size(); i++) {
            counts.merge(words.subList(i, i + n), 1, Integer::sum);
        }
        int most = counts.values().stream().mapToInt(c -> c).max().orElse(0);
        List<String> first = List.of();
        List<String> longest = List.of();
        Set<List<String>> repeated = new HashSet<>();
        long counted = 0;
        long all = 0;
        for (Map.Entry<List<String>, Integer> ngram : counts.entrySet()) {
            long chars = chars(ngram.getKey());
            all += ngram.getValue() * chars;
            if (ngram.getValue() > 1) {
                repeated.add(ngram.getKey());
                counted += ngram.getValue() * chars;
            }
            if (ngram.getValue() == most) {
                first = first.isEmpty() ? ngram.getKey() : first;
                longest = chars > chars(longest) ? ngram.getKey() : longest;
            }
        }
        String message = n + "-grams of " + words;
        assertEquals(most, repetition.topCount(n), message);
        assertEquals(chars(first), repetition.topChars(n), message);
        assertEquals(counted, repetition.countedChars(n), message);
        assertEquals(all, repetition.allChars(n), message);
        assertEquals(covered(words, n, repeated), repetition.coveredChars(n), message);
        assertEquals(later(words, n), repetition.laterChars(n), message);
        if (most > 1) {
            assertEquals(chars(longest), repetition.longestTopChars(n), message);
            assertEquals(covered(words, n, Set.of(longest)), repetition.coveredTopChars(n), message);
        }
    }

    private static long later(List<String> words, int n) {
        Map<List<String>, Boolean> seen = new HashMap<>();
        long chars = 0;
        int i = 0;
        while (i + n <= words.size()) {
            List<String> ngram = words.subList(i, i + n);
            if (seen.putIfAbsent(ngram, true) == null) {
                i++;
            } else {
                chars += chars(ngram);
                i += n;
            }
        }
        return chars;
    }

    private static long covered(List<String> words, int n, Set<List<String>> ngrams) {
        boolean[] in = new boolean[words.size()];
        for (int i = 0; i + n <= words.size(); i++) {
            if (ngrams.contains(words.subList(i, i + n))) {
                Arrays.fill(in, i, i + n, true);
            }
        }
        long chars = 0;
        for (int i = 0; i < in.length; i++) {
            chars += in[i] ? chars(words.subList(i, i + 1)) : 0;
        }
        return chars;
    }

    private static long chars(List<String> words) {
        return words.stream().mapToLong(w -> w.codePointCount(0, w.length())).sum();
    }
}
