package dev.tamis.tokenizer.train;

import java.util.Arrays;

/** The state of byte pair encoding: the text as merged so far, and the pairs that may merge next. */
final class BpeMerges {
    /** Positions that are read ahead, a power of two. */
    private static final int AHEAD = 64;

    private final BpeText text;
    private final BpeSymbols symbols;
    private final int longest;
    private final BpePairs pairs;
    private final BpeQueue queue;
    private final Neighbours before;
    private final Neighbours after;

    /** Pairs that came up and occur nowhere any more, as left and right symbol. */
    private long[] extinct = new long[1 << 10];

    private int extinctCount;
    private boolean started;

    /** Keeps the reading ahead from being optimised away. */
    @SuppressWarnings("unused")
    private int touched;

    BpeMerges(BpeText text, BpeSymbols symbols, int longest, int merges, Workers workers) {
        this.text = text;
        this.symbols = symbols;
        this.longest = longest;
        pairs = new BpePairs(symbols);
        queue = new BpeQueue(pairs);
        before = new Neighbours(symbols.size() + merges, true);
        after = new Neighbours(symbols.size() + merges, false);
        BpeCount.pairs(text, symbols, pairs, workers);
    }

    /**
     * Replaces two neighbours by a new symbol as {@link #merge} does, whatever their frequency. Only before {@link
     * #start}, as no pair can leave the queue but by its turn.
     *
     * @return whether there were such neighbours
     */
    boolean replay(int left, int right) {
        int pair = pairs.find(left, right);
        if (pair >= 0) {
            pairs.unmap(pair);
            if (pairs.frequency(pair) > 0) {
                merge(pair);
                return true;
            }
            pairs.remove(pair);
        }
        symbols.add(left, right);
        return false;
    }

    /** Queues the pairs there are, for {@link #next}. */
    void start() {
        started = true;
        int count = pairs.count();
        for (int pair = 0; pair < count; pair++) {
            if (pairs.find(pairs.left(pair), pairs.right(pair)) != pair) {
                // Its number is free.
                continue;
            }
            if (pairs.frequency(pair) > 0) {
                pairs.refresh(pair);
                queue.add(pair);
            } else {
                addExtinct(pairs.left(pair), pairs.right(pair));
                pairs.unmap(pair);
                pairs.remove(pair);
            }
        }
    }

    /** The pair to merge next, taken out of the queue; -1 when none occurs any more. */
    int next() {
        for (int pair = queue.poll(); pair >= 0; pair = queue.poll()) {
            if (pairs.frequency(pair) == pairs.key(pair)) {
                pairs.unmap(pair);
                return pair;
            }
            if (pairs.frequency(pair) > 0) {
                pairs.refresh(pair);
                queue.add(pair);
            } else {
                addExtinct(pairs.left(pair), pairs.right(pair));
                pairs.unmap(pair);
                pairs.remove(pair);
            }
        }
        return -1;
    }

    private void addExtinct(int left, int right) {
        if (extinctCount == extinct.length) {
            extinct = Arrays.copyOf(extinct, extinctCount * 2);
        }
        extinct[extinctCount++] = (long) left << 32 | right;
    }

    /** Pairs that came up and occur nowhere any more, as left symbol &lt;&lt; 32 | right symbol, in no order. */
    long[] extinct() {
        return Arrays.copyOf(extinct, extinctCount);
    }

    int left(int pair) {
        return pairs.left(pair);
    }

    int right(int pair) {
        return pairs.right(pair);
    }

    long frequency(int pair) {
        return pairs.frequency(pair);
    }

    /** Leaves the pair as it is for good. */
    void drop(int pair) {
        pairs.remove(pair);
    }

    /** Replaces an unmapped pair, as {@link #next} gives it, by a new symbol, wherever it stands, in each word from the left. */
    void merge(int pair) {
        int left = pairs.left(pair);
        int right = pairs.right(pair);
        int made = symbols.add(left, right);
        int leftLength = symbols.length(left);
        int length = symbols.length(made);
        int[] units = text.units();
        int size = pairs.size(pair);
        int[] list = size == 1 ? new int[] {pairs.position(pair)} : pairs.block(pair);
        int from = size == 1 ? 0 : pairs.offset(pair);
        before.reset(size);
        after.reset(size);
        for (int i = from; i < from + size; i++) {
            if (((i - from) & (AHEAD - 1)) == 0) {
                touch(units, list, i, Math.min(from + size, i + AHEAD));
            }
            int at = list[i];
            int middle = at + leftLength;
            if (units[at] != left || units[middle] != right) {
                // The right one of two overlapping pairs of the same symbol.
                continue;
            }
            long count = text.count(at);
            int end = at + length;
            units[at] = made;
            units[middle] = -1;
            units[end - 1] = -length;
            int last = units[at - 1];
            if (last != 0) {
                int previous = last > 0 ? at - 1 : at + last;
                if (units[previous] == made) {
                    after.takeBack(previous, count);
                }
                before.add(units[previous], previous, made, count);
            }
            if (units[end] != 0) {
                after.add(units[end], at, made, count);
            }
        }
        pairs.remove(pair);
        before.lower(left);
        after.lower(right);
        before.flush(made);
        after.flush(made);
    }

    /** Reads what is needed next in a loop that does nothing else, so that the waits for memory overlap. */
    private void touch(int[] units, int[] list, int from, int to) {
        int sum = 0;
        for (int i = from; i < to; i++) {
            sum += units[list[i]];
        }
        touched = sum;
    }

    /** The symbols found on one side of a new one, with the positions of the left symbol of the pair. */
    private final class Neighbours {
        private final boolean onTheLeft;
        private int[] foundSymbols = new int[1 << 8];
        private int[] foundPositions = new int[1 << 8];
        private int found;

        /** By symbol, the new symbol that the entries below were last set for. */
        private final int[] stamps;

        /** By symbol, how often it was found; -1 when it must not join the new symbol. */
        private final int[] counts;

        /** By symbol, the counts of the words where it was found. */
        private final long[] frequencies;

        /** By symbol, its pair while positions are filled in. */
        private final int[] pairOf;

        private int[] distinct = new int[1 << 8];
        private int distinctCount;
        private int takenBackSymbol;
        private long takenBack;

        Neighbours(int mostSymbols, boolean onTheLeft) {
            this.onTheLeft = onTheLeft;
            stamps = new int[mostSymbols];
            counts = new int[mostSymbols];
            frequencies = new long[mostSymbols];
            pairOf = new int[mostSymbols];
        }

        void reset(int most) {
            found = 0;
            distinctCount = 0;
            takenBack = 0;
            if (most > foundSymbols.length) {
                foundSymbols = new int[most];
                foundPositions = new int[most];
            }
        }

        void add(int symbol, int position, int made, long count) {
            if (stamps[symbol] != made) {
                meet(symbol, made);
            }
            frequencies[symbol] += count;
            if (counts[symbol] >= 0) {
                counts[symbol]++;
                foundSymbols[found] = symbol;
                foundPositions[found++] = position;
            }
        }

        private void meet(int symbol, int made) {
            stamps[symbol] = made;
            boolean may = symbols.length(symbol) + symbols.length(made) <= longest
                    && (onTheLeft ? symbols.mayJoin(symbol, made) : symbols.mayJoin(made, symbol));
            counts[symbol] = may ? 0 : -1;
            frequencies[symbol] = 0;
            if (distinctCount == distinct.length) {
                distinct = Arrays.copyOf(distinct, distinctCount * 2);
            }
            distinct[distinctCount++] = symbol;
        }

        /** Takes the last one back if it was found beside that position: it has merged itself. */
        void takeBack(int position, long count) {
            if (found > 0 && foundPositions[found - 1] == position) {
                takenBackSymbol = foundSymbols[--found];
                counts[takenBackSymbol]--;
                takenBack += count;
            }
        }

        /** Lowers the pairs that the neighbours made with the part of the new symbol that was next to them. */
        void lower(int part) {
            for (int i = 0; i < distinctCount; i++) {
                int symbol = distinct[i];
                if (onTheLeft) {
                    pairs.lower(symbol, part, frequencies[symbol]);
                } else {
                    pairs.lower(part, symbol, frequencies[symbol]);
                }
            }
        }

        /** Makes the pairs of the new symbol with the neighbours. */
        void flush(int made) {
            if (takenBack > 0) {
                frequencies[takenBackSymbol] -= takenBack;
            }
            for (int i = 0; i < distinctCount; i++) {
                int symbol = distinct[i];
                int left = onTheLeft ? symbol : made;
                int right = onTheLeft ? made : symbol;
                if (counts[symbol] > 0) {
                    pairOf[symbol] = pairs.add(left, right, counts[symbol], frequencies[symbol]);
                    counts[symbol] = 0;
                    if (started) {
                        queue.add(pairOf[symbol]);
                    }
                } else if (counts[symbol] == 0) {
                    addExtinct(left, right);
                }
            }
            for (int i = 0; i < found; i++) {
                int symbol = foundSymbols[i];
                pairs.fill(pairOf[symbol], counts[symbol]++, foundPositions[i]);
            }
        }
    }
}
