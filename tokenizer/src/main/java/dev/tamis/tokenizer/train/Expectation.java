package dev.tamis.tokenizer.train;

import java.util.Arrays;

/**
 * The E-step: how often each piece is used, on average over all segmentations of all words, weighted by their
 * probability under the current scores (forward-backward; Kudo 2018).
 *
 * <p>Sums run over products of probabilities, and with a power of two beside them in words so improbable that a double
 * would underflow. Expectations add up as 64-bit fixed point, so the bits don't depend on the order of addition, and with
 * it neither on threads nor on how words are divided.
 */
final class Expectation extends WordSum {
    private static final long serialVersionUID = 1L;
    /** Below this probability of a word, its sums are made again with powers of two beside them. */
    private static final double TINY = 1e-280;
    /** A sum below 2^-RESCALE is multiplied by 2^RESCALE. */
    private static final int RESCALE = 300;

    private static final double SMALL = Math.scalb(1.0, -RESCALE);
    private static final double UP = Math.scalb(1.0, RESCALE);
    private static final double LOG_2 = 0.6931471805599453;
    /** No mean log probability of a symbol exceeds 2^LOG_BITS. */
    private static final int LOG_BITS = 7;

    private final double unknown;
    private final int fraction;
    private final int logFraction;
    private transient long[] nodes;

    Expectation(Alphabet alphabet, PieceList pieces, CharacterCounts characters, PieceTrie trie) {
        super(alphabet, pieces, trie);
        unknown = StrictMath.exp(Lattice.unknownScore(pieces));
        // No piece is used more often than the corpus has symbols, so this many fraction bits never overflow.
        fraction = Math.min(52, Long.numberOfLeadingZeros(characters.symbols()) - 2);
        logFraction = fraction - LOG_BITS;
    }

    /** What the sums over all words mean. */
    final class Result {
        private final long[] sums;

        Result(long[] sums) {
            this.sums = sums;
        }

        /** Expected number of uses of the piece. */
        float uses(int id) {
            return (float) Math.scalb((double) sums[id], -fraction);
        }

        /** Negative mean log likelihood of a word. */
        double objective(CharacterCounts characters) {
            return -Math.scalb((double) sums[sums.length - 1], -logFraction) / characters.occurrences();
        }

        /** Expected number of pieces in the corpus. */
        double tokens() {
            double tokens = 0;
            for (int id = 0; id < sums.length - 1; id++) {
                tokens += Math.scalb((double) sums[id], -fraction);
            }
            return tokens;
        }
    }

    Result over(WordShards words) {
        return new Result(words.sum(this));
    }

    @Override
    Pass pass() {
        return new ForwardBackward(nodes(), unknown, fraction, logFraction);
    }

    /** By piece its link and the bits of its probability, side by side so that they are one access to memory. */
    private synchronized long[] nodes() {
        if (nodes == null) {
            long[] links = pieces().links();
            nodes = new long[2 * links.length];
            for (int id = 0; id < links.length; id++) {
                nodes[2 * id] = links[id];
                nodes[2 * id + 1] = Double.doubleToRawLongBits(StrictMath.exp(pieces().score(id)));
            }
        }
        return nodes;
    }

    /** One thread's sums and scratch space. */
    private static final class ForwardBackward extends Pass {
        private final long[] nodes;
        private final double unknown;
        private final double one;
        private final double oneLog;

        /** Probability of all ways to a position, and from it to the end. */
        private double[] before = new double[64];

        private double[] after = new double[64];

        /** The pieces found in the word, by start: where they end, their numbers and probabilities. */
        private int[] edgeEnds = new int[1024];

        private int[] edgeIds = new int[1024];
        private double[] edgeProbabilities = new double[1024];
        private int[] firstEdge = new int[64];

        /** Powers of two beside the sums, for words that need them. */
        private int[] beforeExponents = new int[0];

        private int[] afterExponents = new int[0];

        ForwardBackward(long[] nodes, double unknown, int fraction, int logFraction) {
            super(nodes.length / 2 + 1);
            this.nodes = nodes;
            this.unknown = unknown;
            one = Math.scalb(1.0, fraction);
            oneLog = Math.scalb(1.0, logFraction);
        }

        @Override
        void add(Words words, int word, int[] longest) {
            int length = words.length(word);
            long count = words.count(word);
            if (length + 2 > before.length) {
                int capacity = Math.max(length + 2, before.length * 2);
                before = new double[capacity];
                after = new double[capacity];
                firstEdge = new int[capacity];
            }
            double all = forward(longest, words.start(word), length);
            double log;
            if (all > TINY) {
                backward(length, count * one / all);
                log = StrictMath.log(all);
            } else {
                log = withExponents(length, count);
            }
            sums[sums.length - 1] += Math.round(count * log * oneLog);
        }

        /** Finds the edges and sums up all ways to the end. */
        private double forward(int[] longest, int start, int length) {
            double[] ways = before;
            Arrays.fill(ways, 1, length + 1, 0);
            ways[0] = 1;
            int edges = 0;
            for (int from = 0; from < length; from++) {
                firstEdge[from] = edges;
                if (edges + PieceList.LONGEST > edgeEnds.length) {
                    edgeEnds = grown(edgeEnds, edges + PieceList.LONGEST);
                    edgeIds = Arrays.copyOf(edgeIds, edgeEnds.length);
                    edgeProbabilities = Arrays.copyOf(edgeProbabilities, edgeEnds.length);
                }
                double here = ways[from];
                int size = 0;
                for (int id = longest[start + from]; id >= 0; edges++) {
                    long link = nodes[2 * id];
                    size = PieceList.length(link);
                    double probability = Double.longBitsToDouble(nodes[2 * id + 1]);
                    ways[from + size] += here * probability;
                    edgeEnds[edges] = from + size;
                    edgeIds[edges] = id;
                    edgeProbabilities[edges] = probability;
                    id = PieceList.shorter(link);
                }
                if (size != 1) {
                    // An unknown character counts for the first piece of the list, as in SentencePiece.
                    ways[from + 1] += here * unknown;
                    edgeEnds[edges] = from + 1;
                    edgeIds[edges] = 0;
                    edgeProbabilities[edges++] = unknown;
                }
            }
            firstEdge[length] = edges;
            return ways[length];
        }

        private void backward(int length, double scale) {
            after[length] = 1;
            int edge = firstEdge[length] - 1;
            for (int from = length - 1; from >= 0; from--) {
                double here = before[from] * scale;
                double ways = 0;
                for (int first = firstEdge[from]; edge >= first; edge--) {
                    double rest = edgeProbabilities[edge] * after[edgeEnds[edge]];
                    ways += rest;
                    sums[edgeIds[edge]] += (long) (here * rest + 0.5);
                }
                after[from] = ways;
            }
        }

        /** The same for words whose probability is too small for a double; returns its logarithm. */
        private double withExponents(int length, long count) {
            if (length + 2 > beforeExponents.length) {
                beforeExponents = new int[before.length];
                afterExponents = new int[before.length];
            }
            Arrays.fill(before, 0, length + 1, 0);
            before[0] = 1;
            beforeExponents[0] = 0;
            for (int from = 0; from < length; from++) {
                if (before[from] < SMALL) {
                    before[from] *= UP;
                    beforeExponents[from] -= RESCALE;
                }
                for (int edge = firstEdge[from]; edge < firstEdge[from + 1]; edge++) {
                    double ways = before[from] * edgeProbabilities[edge];
                    add(before, beforeExponents, edgeEnds[edge], ways, beforeExponents[from]);
                }
            }
            Arrays.fill(after, 0, length + 1, 0);
            after[length] = 1;
            afterExponents[length] = 0;
            double all = before[length];
            double scale = count * one / all;
            for (int from = length - 1; from >= 0; from--) {
                for (int edge = firstEdge[from]; edge < firstEdge[from + 1]; edge++) {
                    int to = edgeEnds[edge];
                    double rest = after[to] * edgeProbabilities[edge];
                    add(after, afterExponents, from, rest, afterExponents[to]);
                    int exponent = beforeExponents[from] + afterExponents[to] - beforeExponents[length];
                    sums[edgeIds[edge]] += (long) (Math.scalb(before[from] * rest, exponent) * scale + 0.5);
                }
                if (after[from] < SMALL) {
                    after[from] *= UP;
                    afterExponents[from] -= RESCALE;
                }
            }
            return StrictMath.log(all) + beforeExponents[length] * LOG_2;
        }

        /** Adds a term to a sum when both carry powers of two; a term too small to matter is dropped. */
        private static void add(double[] sums, int[] exponents, int at, double term, int exponent) {
            if (sums[at] == 0) {
                sums[at] = term;
                exponents[at] = exponent;
                return;
            }
            int difference = exponent - exponents[at];
            if (difference == 0) {
                sums[at] += term;
            } else if (difference > 2 * RESCALE) {
                sums[at] = term;
                exponents[at] = exponent;
            } else if (difference > 0) {
                sums[at] = sums[at] * Math.scalb(1.0, -difference) + term;
                exponents[at] = exponent;
            } else if (difference >= -2 * RESCALE) {
                sums[at] += term * Math.scalb(1.0, difference);
            }
        }
    }
}
