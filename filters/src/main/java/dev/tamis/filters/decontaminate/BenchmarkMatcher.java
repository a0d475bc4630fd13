package dev.tamis.filters.decontaminate;

import java.util.Arrays;
import java.util.BitSet;

/**
 * Scans texts for the items of a {@link BenchmarkIndex}: which items a text hits, how much of each it holds, and where.
 *
 * <p>An item is hit if the text holds at least one of its patterns, and at least the given share of them. Patterns that are
 * common count neither as held nor among those of an item. What a hit item's patterns cover in the text are the <em>runs</em>;
 * patterns of items that are not hit cover nothing.
 *
 * <p>A text without hits is scanned once, one with hits twice: hits are known only at its end. Time is linear in the text, plus
 * one step for each item of each group that the text holds an uncommon pattern of. A group are all patterns of exactly the same
 * items, so that a header that 14,000 items share costs 14,000 steps in a text that holds it, however long it is; all groups
 * together never cost more than the distinct n-grams of each item, summed. Memory beyond the index depends on the number of
 * patterns, items and runs. An instance belongs to one thread; its results are overwritten by the next text.
 */
public final class BenchmarkMatcher {
    private static final int SMALL = 1 << 4;
    private static final int KEPT = 1 << 20;

    private final BenchmarkWords splitter = new BenchmarkWords();
    private final BenchmarkWords.Sink sink = this::word;
    private final BenchmarkIndex index;
    private final NgramTable ngrams;
    private final NgramTable anchors;
    private final Sequences sequences;
    private final boolean hasNgrams;
    private final boolean hasSequences;
    private final double itemShare;
    private final BitSet common;
    /** Patterns of each item that are not common. */
    private final int[] patternsOf;

    // The last words of the text, by number modulo the size.
    private final long[] hashes;
    private final int[] starts;
    private final int[] ends;
    private final int mask;

    private byte[] text;
    private int words;
    private long ngramSum;
    private long anchorSum;
    /** The n-gram that ended at the last word, or -1, for either length. */
    private int lastNgram;

    private int lastAnchor;
    private int state;
    private boolean covering;
    /** Whether items are of no interest, only patterns. */
    private boolean finding;

    /** Number of the text, by which entries of the arrays below are of this text or an earlier one. */
    private int number;

    private final int[] seen;
    private final int[] seenStates;
    private final int[] judged;
    private final int[] seenGroups;
    private final int[] heldOfGroup;
    private final int[] seenItems;
    private final int[] heldOf;
    private int[] heldPatterns = new int[SMALL];
    private int heldCount;
    private int[] heldGroups = new int[SMALL];
    private int heldGroupCount;
    private int[] touched = new int[SMALL];
    private int touchedCount;
    private int hits;

    private int[] runWords = new int[SMALL];
    private int[] runWordEnds = new int[SMALL];
    private int[] runStarts = new int[SMALL];
    private int[] runEnds = new int[SMALL];
    private int runs;

    /**
     * @param itemShare least share of an item's patterns, 0 to 1, that a text must hold to hit it; 0 for any one
     * @param common numbers of patterns that are no hits
     */
    public BenchmarkMatcher(BenchmarkIndex index, double itemShare, BitSet common) {
        if (!(itemShare >= 0 && itemShare <= 1)) {
            throw new IllegalArgumentException("itemShare is " + itemShare + ", must be 0 to 1");
        }
        this.index = index;
        this.ngrams = index.ngrams;
        this.anchors = index.anchors;
        this.sequences = index.sequences;
        this.hasNgrams = ngrams.size() > 0;
        this.hasSequences = sequences.size() > 0;
        this.itemShare = itemShare;
        this.common = (BitSet) common.clone();
        patternsOf = new int[index.items()];
        int groups = index.starts.length - 1;
        int[] patternsOfGroup = new int[groups];
        for (int pattern = 0; pattern < index.patterns(); pattern++) {
            patternsOfGroup[index.groups[pattern]] += common.get(pattern) ? 0 : 1;
        }
        for (int group = 0; group < groups; group++) {
            for (int i = index.starts[group]; i < index.starts[group + 1]; i++) {
                patternsOf[index.items[i]] += patternsOfGroup[group];
            }
        }
        int ring = Integer.highestOneBit(Math.max(index.longest, BenchmarkIndex.FEWEST_WORDS)) << 1;
        hashes = new long[ring];
        starts = new int[ring];
        ends = new int[ring];
        mask = ring - 1;
        seen = new int[index.patterns()];
        judged = new int[groups];
        seenGroups = new int[groups];
        heldOfGroup = new int[groups];
        seenStates = new int[sequences.states()];
        seenItems = new int[index.items()];
        heldOf = new int[index.items()];
    }

    /**
     * Scans a text.
     *
     * @param utf8 the text from index 0 on; a byte that is no UTF-8 separates words
     * @param length number of its bytes, at most the array's length
     * @return whether any item is hit
     */
    public boolean match(byte[] utf8, int length) {
        beginText();
        finding = false;
        scan(utf8, length);
        hits = 0;
        for (int i = 0; i < heldGroupCount; i++) {
            holdItems(heldGroups[i]);
        }
        Arrays.sort(touched, 0, touchedCount);
        for (int i = 0; i < touchedCount; i++) {
            if (isHit(touched[i])) {
                touched[hits++] = touched[i];
            }
        }
        if (hits > 0) {
            covering = true;
            scan(utf8, length);
        }
        text = null;
        return hits > 0;
    }

    /**
     * Scans a text, once, for {@link #heldPatterns} alone: it has no hits and no runs afterwards, and items cost nothing.
     *
     * @param utf8 the text from index 0 on, and {@code length} as for {@link #match}
     */
    public void find(byte[] utf8, int length) {
        beginText();
        finding = true;
        scan(utf8, length);
        hits = 0;
        text = null;
    }

    private void beginText() {
        if (++number == Integer.MAX_VALUE) {
            Arrays.fill(seen, 0);
            Arrays.fill(judged, 0);
            Arrays.fill(seenGroups, 0);
            Arrays.fill(seenStates, 0);
            Arrays.fill(seenItems, 0);
            number = 1;
        }
        heldCount = 0;
        heldGroupCount = 0;
        touchedCount = 0;
        runs = 0;
        covering = false;
        if (runWords.length > KEPT) {
            runWords = new int[SMALL];
            runWordEnds = new int[SMALL];
            runStarts = new int[SMALL];
            runEnds = new int[SMALL];
        }
    }

    private void scan(byte[] utf8, int length) {
        text = utf8;
        words = 0;
        ngramSum = 0;
        anchorSum = 0;
        lastNgram = -1;
        lastAnchor = -1;
        state = 0;
        splitter.split(utf8, length, sink);
    }

    private boolean isHit(int item) {
        return seenItems[item] == number && heldOf[item] > 0 && heldOf[item] >= itemShare * patternsOf[item];
    }

    private void word(long hash, int start, int end) {
        int slot = words & mask;
        if (hasNgrams) {
            int length = ngrams.length();
            ngramSum = ngramSum * Hashes.M + hash;
            if (words >= length) {
                ngramSum -= ngrams.leaving() * hashes[(words - length) & mask];
            }
        }
        if (hasSequences) {
            anchorSum = anchorSum * Hashes.M + hash;
            if (words >= BenchmarkIndex.FEWEST_WORDS) {
                anchorSum -= anchors.leaving() * hashes[(words - BenchmarkIndex.FEWEST_WORDS) & mask];
            }
        }
        hashes[slot] = hash;
        starts[slot] = start;
        ends[slot] = end;
        words++;
        if (hasNgrams) {
            lastNgram = words >= ngrams.length() && ngrams.mayHave(ngramSum) ? find(ngrams, ngramSum, lastNgram) : -1;
            if (lastNgram >= 0) {
                found(lastNgram, ngrams.length());
            }
        }
        if (hasSequences) {
            lastAnchor = words >= BenchmarkIndex.FEWEST_WORDS && anchors.mayHave(anchorSum)
                    ? find(anchors, anchorSum, lastAnchor)
                    : -1;
            state = lastAnchor < 0 ? 0 : sequences.step(state, lastAnchor);
            if (state > 0) {
                sequences();
            }
        }
    }

    /** The n-gram that ends at the last word, or -1. */
    private int find(NgramTable table, long key, int last) {
        int id = table.find(key);
        while (id >= 0 && !isHere(table, id, last)) {
            id = table.next(id);
        }
        return id;
    }

    private boolean isHere(NgramTable table, int id, int last) {
        int first = table.firstWord(id);
        // Where the one before it in the items ended at the word before, all but the last word were compared already.
        int from = last >= 0 && first == table.firstWord(last) + 1 ? table.length() - 1 : 0;
        for (int i = from; i < table.length(); i++) {
            int slot = (words - table.length() + i) & mask;
            if (!index.words.same(first + i, text, starts[slot], ends[slot])) {
                return false;
            }
        }
        return true;
    }

    private void sequences() {
        int at = sequences.longest(state);
        if (covering) {
            while (at > 0 && !covers(ngrams.size() + sequences.sequence(at))) {
                at = sequences.shorter(at);
            }
            if (at > 0) {
                cover(sequences.depth(at) + BenchmarkIndex.FEWEST_WORDS - 1);
            }
            return;
        }
        while (at > 0 && seenStates[at] != number) {
            seenStates[at] = number;
            hold(ngrams.size() + sequences.sequence(at));
            at = sequences.shorter(at);
        }
    }

    private void found(int pattern, int length) {
        if (!covering) {
            hold(pattern);
        } else if (covers(pattern)) {
            cover(length);
        }
    }

    private void hold(int pattern) {
        if (seen[pattern] == number) {
            return;
        }
        seen[pattern] = number;
        if (heldCount == heldPatterns.length) {
            heldPatterns = Arrays.copyOf(heldPatterns, 2 * heldCount);
        }
        heldPatterns[heldCount++] = pattern;
        if (finding || common.get(pattern)) {
            return;
        }
        int group = index.groups[pattern];
        if (seenGroups[group] != number) {
            seenGroups[group] = number;
            heldOfGroup[group] = 0;
            if (heldGroupCount == heldGroups.length) {
                heldGroups = Arrays.copyOf(heldGroups, 2 * heldGroupCount);
            }
            heldGroups[heldGroupCount++] = group;
        }
        heldOfGroup[group]++;
    }

    /** Adds a group's patterns that the text holds to each of its items. */
    private void holdItems(int group) {
        for (int i = index.starts[group]; i < index.starts[group + 1]; i++) {
            int item = index.items[i];
            if (seenItems[item] != number) {
                seenItems[item] = number;
                heldOf[item] = 0;
                if (touchedCount == touched.length) {
                    touched = Arrays.copyOf(touched, 2 * touchedCount);
                }
                touched[touchedCount++] = item;
            }
            heldOf[item] += heldOfGroup[group];
        }
    }

    /** Whether a pattern is one of an item that is hit; asked once of each group, then remembered by the sign. */
    private boolean covers(int pattern) {
        if (common.get(pattern)) {
            return false;
        }
        int group = index.groups[pattern];
        if (Math.abs(judged[group]) != number) {
            boolean covers = false;
            for (int i = index.starts[group]; i < index.starts[group + 1] && !covers; i++) {
                covers = isHit(index.items[i]);
            }
            judged[group] = covers ? number : -number;
        }
        return judged[group] > 0;
    }

    /** Adds the last {@code length} words to the runs. */
    private void cover(int length) {
        int first = words - length;
        int start = starts[first & mask];
        while (runs > 0 && runWordEnds[runs - 1] >= first) {
            runs--;
            if (runWords[runs] < first) {
                first = runWords[runs];
                start = runStarts[runs];
            }
        }
        if (runs == runWords.length) {
            runWords = Arrays.copyOf(runWords, 2 * runs);
            runWordEnds = Arrays.copyOf(runWordEnds, 2 * runs);
            runStarts = Arrays.copyOf(runStarts, 2 * runs);
            runEnds = Arrays.copyOf(runEnds, 2 * runs);
        }
        runWords[runs] = first;
        runWordEnds[runs] = words;
        runStarts[runs] = start;
        runEnds[runs] = ends[(words - 1) & mask];
        runs++;
    }

    /** Words of the last text. */
    public int words() {
        return words;
    }

    /** How many items the last text hits. */
    public int hits() {
        return hits;
    }

    /** Number of an item that is hit; they ascend. */
    public int item(int hit) {
        return touched[hit];
    }

    /** How many distinct patterns of the item the text holds, common ones not counted. */
    public int held(int hit) {
        return heldOf[touched[hit]];
    }

    /** How many distinct patterns the item has, common ones not counted. */
    public int patternsOf(int hit) {
        return patternsOf[touched[hit]];
    }

    /** How many distinct patterns the text holds, of items that are hit or not, common ones included. */
    public int heldPatterns() {
        return heldCount;
    }

    /** Number of a pattern that the text holds; in the order in which they first end. */
    public int heldPattern(int i) {
        return heldPatterns[i];
    }

    /** Number of runs; they are in order and do not touch. */
    public int runs() {
        return runs;
    }

    /** First byte of a run. */
    public int runStart(int run) {
        return runStarts[run];
    }

    /** The byte after a run. */
    public int runEnd(int run) {
        return runEnds[run];
    }

    /** Words of a run. */
    public int runWords(int run) {
        return runWordEnds[run] - runWords[run];
    }

    /** Words in runs. */
    public int coveredWords() {
        int covered = 0;
        for (int run = 0; run < runs; run++) {
            covered += runWords(run);
        }
        return covered;
    }

    /** Words in runs by all words; 0 for a text without words. */
    public double overlap() {
        return words == 0 ? 0 : (double) coveredWords() / words;
    }
}
