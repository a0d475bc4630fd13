package dev.tamis.filters.decontaminate;

import java.io.Serializable;
import java.util.Arrays;

/**
 * What to look for in texts: the patterns of the items of evaluation sets. Immutable once built; may be read by any number of
 * threads and sent to other processes.
 *
 * <p>An item of at least n words has its distinct n-grams as patterns. One with fewer, but at least {@value #FEWEST_WORDS}
 * words, has all its words as its one pattern. Still shorter ones are too short to tell contamination from common speech and
 * are never hit. (GPT-3 chose n by set, the 5th percentile of the lengths, between 8 and 13, so that items below it were
 * not looked for; of GSM8K's questions few have under 13 words, but of many sets' answers all.)
 *
 * <p>With {@code full}, every item of at least {@value #FEWEST_WORDS} words has all its words as its one pattern.
 */
public final class BenchmarkIndex implements Serializable {
    /** Words of the shortest item that is looked for. */
    public static final int FEWEST_WORDS = 5;

    private static final long serialVersionUID = 1L;

    final ItemWords words;
    final NgramTable ngrams;
    final NgramTable anchors;
    final Sequences sequences;
    /** The group of each pattern, sequences after n-grams. Those of exactly the same items, as a header has, are a group. */
    final int[] groups;
    /** Items of group g: {@code items[starts[g]]} to before {@code items[starts[g + 1]]}, ascending. */
    final int[] starts;

    final int[] items;
    private final int[] itemWords;
    private final int[] itemPatterns;
    /** Words of the longest pattern. */
    final int longest;

    private BenchmarkIndex(Builder builder) {
        words = builder.words;
        ngrams = builder.ngrams;
        anchors = builder.anchors;
        sequences = builder.sequences;
        itemWords = Arrays.copyOf(builder.itemWords, builder.count);
        itemPatterns = Arrays.copyOf(builder.itemPatterns, builder.count);
        longest = builder.longest;
        groups = groups(builder);
        int count = 0;
        // the first pattern of each group
        int[] firsts = new int[groups.length];
        for (int p = 0; p < groups.length; p++) {
            if (groups[p] == count) {
                firsts[count++] = p;
            }
        }
        starts = new int[count + 1];
        for (int i = 0; i < builder.pairs; i++) {
            int p = patternOf(builder.pairPatterns[i]);
            starts[groups[p] + 1] += firsts[groups[p]] == p ? 1 : 0;
        }
        for (int g = 0; g < count; g++) {
            starts[g + 1] += starts[g];
        }
        items = new int[starts[count]];
        int[] next = starts.clone();
        for (int i = 0; i < builder.pairs; i++) {
            int p = patternOf(builder.pairPatterns[i]);
            if (firsts[groups[p]] == p) {
                items[next[groups[p]]++] = builder.pairItems[i];
            }
        }
    }

    /** Numbers the groups in the order of their first patterns: each item in turn parts those that it has some patterns of. */
    private int[] groups(Builder builder) {
        int[] groups = new int[ngrams.size() + sequences.size()];
        int[] partedBy = new int[builder.pairs + 1];
        int[] into = new int[builder.pairs + 1];
        int made = 0;
        for (int i = 0; i < builder.pairs; i++) {
            int pattern = patternOf(builder.pairPatterns[i]);
            int group = groups[pattern];
            if (partedBy[group] != builder.pairItems[i] + 1) {
                partedBy[group] = builder.pairItems[i] + 1;
                into[group] = ++made;
            }
            groups[pattern] = into[group];
        }
        int[] numbers = new int[made + 1];
        int count = 0;
        for (int p = 0; p < groups.length; p++) {
            if (numbers[groups[p]] == 0) {
                numbers[groups[p]] = ++count;
            }
            groups[p] = numbers[groups[p]] - 1;
        }
        return groups;
    }

    /** Builder's n-grams have their numbers, its sequences theirs from -1 downwards. */
    private int patternOf(int number) {
        return number >= 0 ? number : ngrams.size() - 1 - number;
    }

    /** Number of items, those that are too short included. */
    public int items() {
        return itemWords.length;
    }

    /** Number of distinct patterns; they are numbered from 0. */
    public int patterns() {
        return groups.length;
    }

    /** Words of a pattern. */
    public int length(int pattern) {
        return pattern < ngrams.size() ? ngrams.length() : itemWords[items[starts[groups[pattern]]]];
    }

    /** Words of an item. */
    public int words(int item) {
        return itemWords[item];
    }

    /** How many distinct patterns an item has; 0 if it is too short to be looked for. */
    public int patterns(int item) {
        return itemPatterns[item];
    }

    /** Collects items. Belongs to one thread and builds one index. */
    public static final class Builder {
        private static final int SMALL = 1 << 6;

        private final boolean full;
        private final ItemWords words = new ItemWords();
        private final BenchmarkWords splitter = new BenchmarkWords();
        private final NgramTable ngrams;
        private final NgramTable anchors;
        private final Sequences sequences = new Sequences();

        private int[] itemWords = new int[SMALL];
        private int[] itemPatterns = new int[SMALL];
        private int count;
        private int[] pairItems = new int[SMALL];
        private int[] pairPatterns = new int[SMALL];
        private int pairs;
        private int longest;
        private int[] ids = new int[SMALL];
        /** The last item that each n-gram was seen in, plus 1. */
        private int[] lastItem = new int[SMALL];

        /**
         * @param ngram words of the n-grams, at least 1
         * @param full whether whole items are looked for, and {@code ngram} means nothing
         */
        public Builder(int ngram, boolean full) {
            if (ngram < 1) {
                throw new IllegalArgumentException("ngram is " + ngram + ", must be at least 1");
            }
            this.full = full;
            this.ngrams = new NgramTable(words, ngram);
            this.anchors = new NgramTable(words, FEWEST_WORDS);
        }

        /**
         * Adds an item. Items are numbered from 0 in the order of these calls.
         *
         * @return the number of its words
         * @throws IllegalArgumentException if all items together have more than 2 GiB of words
         */
        public int add(byte[] utf8) {
            int first = words.count();
            words.add(splitter, utf8);
            int number = words.count() - first;
            if (count == itemWords.length) {
                itemWords = Arrays.copyOf(itemWords, 2 * count);
                itemPatterns = Arrays.copyOf(itemPatterns, 2 * count);
            }
            itemWords[count] = number;
            if (ids.length < number) {
                ids = new int[Math.max(number, 2 * ids.length)];
            }
            if (!full && number >= ngrams.length()) {
                addNgrams(first, number);
            } else if (number >= FEWEST_WORDS) {
                anchors.add(first, number, ids);
                pair(-1 - sequences.add(ids, number - FEWEST_WORDS + 1));
                longest = Math.max(longest, number);
            }
            count++;
            return number;
        }

        private void addNgrams(int first, int number) {
            ngrams.add(first, number, ids);
            longest = Math.max(longest, ngrams.length());
            if (lastItem.length < ngrams.size()) {
                lastItem = Arrays.copyOf(lastItem, Math.max(ngrams.size(), 2 * lastItem.length));
            }
            for (int i = 0; i <= number - ngrams.length(); i++) {
                if (lastItem[ids[i]] != count + 1) {
                    lastItem[ids[i]] = count + 1;
                    pair(ids[i]);
                }
            }
        }

        private void pair(int pattern) {
            if (pairs == pairItems.length) {
                pairItems = Arrays.copyOf(pairItems, 2 * pairs);
                pairPatterns = Arrays.copyOf(pairPatterns, 2 * pairs);
            }
            pairItems[pairs] = count;
            pairPatterns[pairs++] = pattern;
            itemPatterns[count]++;
        }

        /** Builds the index; the builder is of no use afterwards. */
        public BenchmarkIndex build() {
            words.trim();
            ngrams.finish();
            anchors.finish();
            sequences.finish();
            return new BenchmarkIndex(this);
        }
    }
}
