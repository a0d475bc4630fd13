package dev.tamis.tokenizer.encode;

import dev.tamis.tokenizer.model.PieceType;
import dev.tamis.tokenizer.normalize.DoubleArray;
import dev.tamis.tokenizer.normalize.Utf8;
import java.util.Arrays;

/**
 * The most probable segmentation under a unigram model (Kudo 2018), by Viterbi over bytes. Sums are kept in float, and
 * the first of equal paths wins: exactly as in SentencePiece, because rounding decides ties.
 *
 * <p>Where no piece that starts before a position reaches beyond it, every path goes through that position; the path so
 * far is then written out, so scratch space follows the longest stretch of overlapping pieces and not the text.
 */
final class UnigramSegmenter implements Segmenter {
    private static final float UNKNOWN_PENALTY = 10f;
    /** Paths are written out in stretches of at least this many bytes. */
    private static final int STRETCH = 4096;

    private final PieceTable pieces;
    private final int[] units;
    private final double[] scores;
    private final int longest;
    private final float unknownScore;
    private final boolean comparesInFloat;

    private float[] best = new float[2 * STRETCH];
    /** For each end: where its piece starts, above, and the piece's id, below; -1 where no piece ends. */
    private long[] steps = new long[2 * STRETCH];

    private int[] path = new int[256];

    UnigramSegmenter(PieceTable pieces, UnigramRules rules) {
        this.pieces = pieces;
        comparesInFloat = rules.comparesInFloat();
        // Unused pieces neither match nor count as the one piece of a character, so they need not be in the trie.
        units = pieces.trie(type -> type != PieceType.UNUSED).units();
        scores = new double[pieces.types.length];
        // SentencePiece starts its maximum at the smallest positive float, so log probabilities never raise it.
        float max = Float.MIN_NORMAL;
        float min = Float.MAX_VALUE;
        int length = 1;
        for (int id = 0; id < scores.length; id++) {
            if (pieces.types[id] == PieceType.NORMAL) {
                max = Math.max(max, pieces.scores[id]);
                min = Math.min(min, pieces.scores[id]);
            }
            length = Math.max(length, pieces.bytesOf(id));
        }
        for (int id = 0; id < scores.length; id++) {
            scores[id] = pieces.types[id] == PieceType.USER_DEFINED
                    ? rules.userScore(pieces.bytesOf(id), max)
                    : pieces.scores[id];
        }
        unknownScore = min - UNKNOWN_PENALTY;
        longest = Math.max(4, length);
        Arrays.fill(steps, -1);
    }

    private UnigramSegmenter(UnigramSegmenter other) {
        pieces = other.pieces;
        units = other.units;
        scores = other.scores;
        longest = other.longest;
        unknownScore = other.unknownScore;
        comparesInFloat = other.comparesInFloat;
        Arrays.fill(steps, -1);
    }

    @Override
    public Segmenter another() {
        return new UnigramSegmenter(this);
    }

    @Override
    public void segment(byte[] text, int size, Tokens out) {
        int base = 0;
        int reach = 0;
        int at = 0;
        best[0] = 0;
        while (at < size) {
            if (reach == at && at - base >= STRETCH) {
                writePath(base, at, reach, out);
                best[0] = best[at - base];
                base = at;
            }
            int local = at - base;
            ensure(local + longest + 1L);
            float till = best[local];
            int width = Math.min(Utf8.lengthByLead(text[at]), size - at);
            boolean single = false;
            int position = 0;
            int unit = units[0];
            int end = at;
            while (end < size) {
                int b = text[end++] & 0xFF;
                position ^= DoubleArray.offset(unit) ^ b;
                unit = units[position];
                if ((unit & DoubleArray.LABEL) != b) {
                    break;
                }
                if ((unit & DoubleArray.HAS_LEAF) != 0) {
                    int id = units[position ^ DoubleArray.offset(unit)] & DoubleArray.VALUE;
                    double sum = scores[id] + till;
                    double candidate = comparesInFloat ? (float) sum : sum;
                    int to = end - base;
                    if (steps[to] < 0 || candidate > best[to]) {
                        best[to] = (float) candidate;
                        steps[to] = (long) local << 32 | id;
                    }
                    single |= end - at == width;
                    reach = Math.max(reach, end);
                }
            }
            if (!single) {
                int to = local + width;
                float candidate = unknownScore + till;
                if (steps[to] < 0 || candidate > best[to]) {
                    best[to] = candidate;
                    steps[to] = (long) local << 32 | pieces.unkId;
                }
                reach = Math.max(reach, at + width);
            }
            at += width;
        }
        writePath(base, size, reach, out);
    }

    /** Appends the best path from {@code base} to {@code end}, and clears the steps for the next stretch. */
    private void writePath(int base, int end, int reach, Tokens out) {
        int length = 0;
        for (int at = end - base; at > 0; at = (int) (steps[at] >>> 32)) {
            if (length == path.length) {
                path = Arrays.copyOf(path, length * 2);
            }
            path[length++] = at;
        }
        out.ids.reserve(length);
        out.ends.reserve(length);
        while (length > 0) {
            int at = path[--length];
            out.add((int) steps[at], base + at);
        }
        Arrays.fill(steps, 0, reach - base + 1, -1);
    }

    private void ensure(long capacity) {
        if (capacity > best.length) {
            int grown = (int) Math.min(Integer.MAX_VALUE - 8L, Math.max(capacity, best.length * 2L));
            int before = best.length;
            best = Arrays.copyOf(best, grown);
            steps = Arrays.copyOf(steps, grown);
            Arrays.fill(steps, before, grown, -1);
        }
    }
}
