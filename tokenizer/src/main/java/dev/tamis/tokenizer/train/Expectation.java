package dev.tamis.tokenizer.train;

import java.util.Arrays;

/**
 * The E-step: how often each piece is used, on average over all segmentations of all words, weighted by their
 * probability under the current scores (forward-backward; Kudo 2018).
 *
 * <p>Sums run over products of probabilities with a power of two beside them, so no logarithm is needed and nothing
 * underflows. Expectations add up as 64-bit fixed point, so the bits don't depend on the order of addition, and with it
 * neither on threads nor on how words are divided.
 */
final class Expectation {
    /** Words that one worker takes at a time. */
    private static final int CHUNK = 2048;
    /** A sum below 2^-RESCALE is multiplied by 2^RESCALE. */
    private static final int RESCALE = 300;

    private static final double SMALL = Math.scalb(1.0, -RESCALE);
    private static final double UP = Math.scalb(1.0, RESCALE);
    private static final double LOG_2 = 0.6931471805599453;

    private final long[] fixed;
    private final int fraction;
    private final double objective;
    private final double tokens;

    private Expectation(long[] fixed, int fraction, double objective, double tokens) {
        this.fixed = fixed;
        this.fraction = fraction;
        this.objective = objective;
        this.tokens = tokens;
    }

    /** Expected number of uses of the piece. */
    float uses(int id) {
        return (float) Math.scalb((double) fixed[id], -fraction);
    }

    /** Negative mean log likelihood of a word. */
    double objective() {
        return objective;
    }

    /** Expected number of pieces in the corpus. */
    double tokens() {
        return tokens;
    }

    static Expectation over(Words words, PieceList pieces, PieceTrie trie, Workers workers) {
        double[] probabilities = new double[pieces.size()];
        for (int id = 0; id < probabilities.length; id++) {
            probabilities[id] = StrictMath.exp(pieces.score(id));
        }
        double unknown = StrictMath.exp(Lattice.unknownScore(pieces));
        // No piece is used more often than the corpus has symbols, so this many fraction bits never overflow.
        int fraction = Math.min(52, Long.numberOfLeadingZeros(words.mass()) - 2);
        int chunks = (words.size() + CHUNK - 1) / CHUNK;
        double[] logs = new double[chunks];
        Pass[] passes = new Pass[workers.count()];
        workers.run(chunks, (chunk, worker) -> {
            if (passes[worker] == null) {
                passes[worker] = new Pass(words, trie, probabilities, unknown, Math.scalb(1.0, fraction));
            }
            int to = Math.min(words.size(), (chunk + 1) * CHUNK);
            for (int word = chunk * CHUNK; word < to; word++) {
                logs[chunk] += passes[worker].word(word);
            }
        });
        long[] sum = new long[pieces.size()];
        for (Pass pass : passes) {
            if (pass != null) {
                for (int id = 0; id < sum.length; id++) {
                    sum[id] += pass.fixed[id];
                }
            }
        }
        long total = 0;
        for (int word = 0; word < words.size(); word++) {
            total += words.count(word);
        }
        double tokens = 0;
        for (long uses : sum) {
            tokens += Math.scalb((double) uses, -fraction);
        }
        return new Expectation(sum, fraction, -Arrays.stream(logs).sum() / total, tokens);
    }

    /** One worker's sums and scratch space. */
    private static final class Pass {
        private final Words words;
        private final PieceTrie trie;
        private final double[] probabilities;
        private final double unknown;
        private final double one;
        private final long[] fixed;

        /** Probability of all ways to a position, and from it to the end: mantissa, times two to the exponent. */
        private double[] before = new double[64];

        private int[] beforeExponent = new int[64];
        private double[] after = new double[64];
        private int[] afterExponent = new int[64];

        /** The pieces found in the word, by start and then by length. */
        private int[] edgeEnds = new int[256];

        private int[] edgeIds = new int[256];
        private int[] firstEdge = new int[64];

        Pass(Words words, PieceTrie trie, double[] probabilities, double unknown, double one) {
            this.words = words;
            this.trie = trie;
            this.probabilities = probabilities;
            this.unknown = unknown;
            this.one = one;
            fixed = new long[probabilities.length];
        }

        /** Adds the word's expectations; returns its log probability times its count. */
        double word(int word) {
            int length = words.length(word);
            long count = words.count(word);
            if (length + 2 > before.length) {
                grow(length + 2);
            }
            findEdges(words.symbols(), words.start(word), length);
            forward(length);
            backward(length);
            double all = before[length];
            int allExponent = beforeExponent[length];
            double scale = count * one / all;
            for (int from = 0; from < length; from++) {
                for (int edge = firstEdge[from]; edge < firstEdge[from + 1]; edge++) {
                    int to = edgeEnds[edge];
                    int id = edgeIds[edge];
                    double product = before[from] * probability(id) * after[to];
                    int exponent = beforeExponent[from] + afterExponent[to] - allExponent;
                    if (exponent != 0) {
                        product = Math.scalb(product, exponent);
                    }
                    // An unknown character counts for the first piece of the list, as in SentencePiece.
                    fixed[Math.max(id, 0)] += (long) (product * scale + 0.5);
                }
            }
            return count * (StrictMath.log(all) + allExponent * LOG_2);
        }

        private double probability(int id) {
            return id < 0 ? unknown : probabilities[id];
        }

        private void findEdges(char[] symbols, int start, int length) {
            int edges = 0;
            for (int from = 0; from < length; from++) {
                firstEdge[from] = edges;
                int node = trie.first(symbols[start + from]);
                boolean single = node >= 0 && trie.id(node) >= 0;
                for (int to = from + 1; ; to++) {
                    int id = node < 0 ? -1 : trie.id(node);
                    if (id >= 0) {
                        if (edges + 2 > edgeEnds.length) {
                            edgeEnds = Arrays.copyOf(edgeEnds, edges * 2);
                            edgeIds = Arrays.copyOf(edgeIds, edges * 2);
                        }
                        edgeEnds[edges] = to;
                        edgeIds[edges++] = id;
                    }
                    if (node < 0 || to == length) {
                        break;
                    }
                    node = trie.child(node, symbols[start + to]);
                }
                if (!single) {
                    if (edges + 2 > edgeEnds.length) {
                        edgeEnds = Arrays.copyOf(edgeEnds, edges * 2);
                        edgeIds = Arrays.copyOf(edgeIds, edges * 2);
                    }
                    edgeEnds[edges] = from + 1;
                    edgeIds[edges++] = -1;
                }
            }
            firstEdge[length] = edges;
        }

        private void forward(int length) {
            Arrays.fill(before, 0, length + 1, 0);
            before[0] = 1;
            beforeExponent[0] = 0;
            for (int from = 0; from < length; from++) {
                if (before[from] < SMALL) {
                    before[from] *= UP;
                    beforeExponent[from] -= RESCALE;
                }
                for (int edge = firstEdge[from]; edge < firstEdge[from + 1]; edge++) {
                    add(
                            before,
                            beforeExponent,
                            edgeEnds[edge],
                            before[from] * probability(edgeIds[edge]),
                            beforeExponent[from]);
                }
            }
        }

        private void backward(int length) {
            Arrays.fill(after, 0, length + 1, 0);
            after[length] = 1;
            afterExponent[length] = 0;
            for (int from = length - 1; from >= 0; from--) {
                for (int edge = firstEdge[from]; edge < firstEdge[from + 1]; edge++) {
                    int to = edgeEnds[edge];
                    add(after, afterExponent, from, after[to] * probability(edgeIds[edge]), afterExponent[to]);
                }
                if (after[from] < SMALL) {
                    after[from] *= UP;
                    afterExponent[from] -= RESCALE;
                }
            }
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

        private void grow(int needed) {
            int capacity = Math.max(needed, before.length * 2);
            before = new double[capacity];
            beforeExponent = new int[capacity];
            after = new double[capacity];
            afterExponent = new int[capacity];
            firstEdge = new int[capacity];
        }
    }
}
