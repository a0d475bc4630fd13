package dev.tamis.tokenizer.train;

import java.util.Arrays;

/** Counts the pairs of neighbouring characters. Each worker goes over all of the text and takes its share of the pairs. */
final class BpeCount {
    private final BpeText text;
    private final int share;
    private final int shares;
    private int[] slots = new int[1 << 10];
    private int[] lefts = new int[1 << 9];
    private int[] rights = new int[1 << 9];
    private int[] counts = new int[1 << 9];
    private long[] frequencies = new long[1 << 9];
    private int size;

    private BpeCount(BpeText text, int share, int shares) {
        this.text = text;
        this.share = share;
        this.shares = shares;
    }

    /** Adds all pairs of characters that may be pieces, with their positions. */
    static void pairs(BpeText text, BpeSymbols symbols, BpePairs pairs, Workers workers) {
        int shares = workers.count();
        BpeCount[] counted = new BpeCount[shares];
        workers.run(shares, (share, worker) -> {
            counted[share] = new BpeCount(text, share, shares);
            counted[share].count();
        });
        for (BpeCount share : counted) {
            share.add(symbols, pairs);
        }
        workers.run(shares, (share, worker) -> counted[share].fill(pairs));
    }

    /** Some bits of the hash choose the share, others the slot. */
    private boolean isMine(int hash) {
        return shares == 1 || (((hash >>> 16) * shares) >>> 16) == share;
    }

    private void count() {
        int[] units = text.units();
        int left = 0;
        for (int at = 1; at < units.length; at++) {
            int right = units[at];
            if (left != 0 && right != 0) {
                int hash = BpePairs.hash(left, right);
                if (isMine(hash)) {
                    int entry = entry(left, right, hash);
                    counts[entry]++;
                    frequencies[entry] += text.count(at - 1);
                }
            }
            left = right;
        }
    }

    /** The entry of a pair, made if there is none. */
    private int entry(int left, int right, int hash) {
        int mask = slots.length - 1;
        int slot = hash & mask;
        // Slots hold entry + 1, so that a fresh array is empty.
        while (slots[slot] != 0) {
            int entry = slots[slot] - 1;
            if (lefts[entry] == left && rights[entry] == right) {
                return entry;
            }
            slot = slot + 1 & mask;
        }
        if (size == lefts.length) {
            lefts = Arrays.copyOf(lefts, size * 2);
            rights = Arrays.copyOf(rights, size * 2);
            counts = Arrays.copyOf(counts, size * 2);
            frequencies = Arrays.copyOf(frequencies, size * 2);
            slots = new int[size * 4];
            for (int entry = 0; entry < size; entry++) {
                place(entry);
            }
            lefts[size] = left;
            rights[size] = right;
            place(size);
            return size++;
        }
        lefts[size] = left;
        rights[size] = right;
        slots[slot] = size + 1;
        return size++;
    }

    private void place(int entry) {
        int mask = slots.length - 1;
        int slot = BpePairs.hash(lefts[entry], rights[entry]) & mask;
        while (slots[slot] != 0) {
            slot = slot + 1 & mask;
        }
        slots[slot] = entry + 1;
    }

    /** Makes the pairs; the counts turn into the pairs' numbers, and the frequencies into how many are filled in. */
    private void add(BpeSymbols symbols, BpePairs pairs) {
        for (int entry = 0; entry < size; entry++) {
            boolean may = symbols.mayJoin(lefts[entry], rights[entry]);
            counts[entry] = may ? pairs.add(lefts[entry], rights[entry], counts[entry], frequencies[entry]) : -1;
            frequencies[entry] = 0;
        }
    }

    private void fill(BpePairs pairs) {
        int[] units = text.units();
        int left = 0;
        for (int at = 1; at < units.length; at++) {
            int right = units[at];
            if (left != 0 && right != 0) {
                int hash = BpePairs.hash(left, right);
                if (isMine(hash)) {
                    int entry = entry(left, right, hash);
                    if (counts[entry] >= 0) {
                        pairs.fill(counts[entry], (int) frequencies[entry]++, at - 1);
                    }
                }
            }
            left = right;
        }
    }
}
