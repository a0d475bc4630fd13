package dev.tamis.tokenizer.encode;

import dev.tamis.tokenizer.model.PieceType;
import dev.tamis.tokenizer.normalize.DoubleArray;
import dev.tamis.tokenizer.normalize.Utf8;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;

/**
 * All segmentations of one text under a unigram model, as a graph: an arc for each piece at each place (Kudo 2018). Sums
 * are kept in float, in SentencePiece's order, so that n-best lists agree to the last bit. Arcs are counted in
 * characters: a user-defined symbol scores by its characters here, and by its bytes in the plain encoder, as in
 * SentencePiece.
 */
final class UnigramLattice {
    /** Arcs of a graph, and partial ways, that are held at most: 400 MB. */
    private static final int MOST_PARTS = 1 << 24;

    /** Terms this far below the largest don't change a sum in float. */
    private static final float NEGLIGIBLE = 50f;

    private final PieceTable pieces;
    private final UnigramRules rules;
    private final int[] units;

    /** Where each character starts in the text's bytes, and the end of the last. */
    private int[] starts = new int[64];

    private int characters;

    /** By arc: the first is the begin of the text, ending at 0, the second the end, beginning after the last. */
    private int[] begins = new int[256];

    private int[] ends = new int[256];
    private int[] ids = new int[256];
    private float[] scores = new float[256];
    private int arcs;

    /** Arcs by the character at which they end, those that begin first before others. */
    private int[] byEnd = new int[256];

    private int[] firstByEnd = new int[64];

    UnigramLattice(PieceTable pieces, UnigramRules rules) {
        this.pieces = pieces;
        this.rules = rules;
        units = pieces.trie(type -> type != PieceType.UNUSED).units();
    }

    /** Builds the graph of {@code text[0, size)}, which is not empty. */
    void read(byte[] text, int size) {
        characters = 0;
        for (int at = 0; at < size; at += Math.min(Utf8.lengthByLead(text[at]), size - at)) {
            starts = room(starts, characters + 2);
            starts[characters++] = at;
        }
        starts[characters] = size;
        arcs = 0;
        add(0, 0, -1, 0);
        add(characters, characters, -1, 0);
        for (int begin = 0; begin < characters; begin++) {
            addPieces(text, size, begin);
        }
        sortByEnd();
    }

    private void addPieces(byte[] text, int size, int begin) {
        boolean single = false;
        int end = begin;
        int position = 0;
        int unit = units[0];
        for (int at = starts[begin]; at < size; at++) {
            int b = text[at] & 0xFF;
            position ^= DoubleArray.offset(unit) ^ b;
            unit = units[position];
            if ((unit & DoubleArray.LABEL) != b) {
                break;
            }
            if ((unit & DoubleArray.HAS_LEAF) != 0) {
                int id = units[position ^ DoubleArray.offset(unit)] & DoubleArray.VALUE;
                while (starts[end] < at + 1) {
                    end++;
                }
                int length = end - begin;
                add(
                        begin,
                        end,
                        id,
                        pieces.types[id] == PieceType.USER_DEFINED
                                ? (float) rules.userScore(length, pieces.largestScore)
                                : pieces.scores[id]);
                single |= length == 1;
            }
        }
        if (!single) {
            add(begin, begin + 1, pieces.unkId, pieces.unknownScore);
        }
    }

    private void add(int begin, int end, int id, float score) {
        begins = room(begins, arcs + 1);
        ends = room(ends, arcs + 1);
        ids = room(ids, arcs + 1);
        if (scores.length < begins.length) {
            scores = Arrays.copyOf(scores, begins.length);
        }
        begins[arcs] = begin;
        ends[arcs] = end;
        ids[arcs] = id;
        scores[arcs++] = score;
    }

    private static int[] room(int[] array, int size) {
        if (size > MOST_PARTS) {
            throw tooMany();
        }
        return size <= array.length ? array : Arrays.copyOf(array, array.length * 2);
    }

    private static IllegalArgumentException tooMany() {
        return new IllegalArgumentException("the text has too many segmentations: more than " + MOST_PARTS
                + " pieces or partial ways would have to be held at once; cut it into lines or ask for a shorter list");
    }

    private void sortByEnd() {
        byEnd = byEnd.length < arcs ? new int[begins.length] : byEnd;
        firstByEnd = firstByEnd.length < characters + 2 ? new int[starts.length + 1] : firstByEnd;
        Arrays.fill(firstByEnd, 0, characters + 2, 0);
        for (int arc = 0; arc < arcs; arc++) {
            if (arc != 1) {
                firstByEnd[ends[arc] + 1]++;
            }
        }
        for (int at = 0; at <= characters; at++) {
            firstByEnd[at + 1] += firstByEnd[at];
        }
        int[] next = Arrays.copyOf(firstByEnd, characters + 1);
        for (int arc = 0; arc < arcs; arc++) {
            if (arc != 1) {
                byEnd[next[ends[arc]]++] = arc;
            }
        }
    }

    /** By arc: the score of the best way from the begin of the text through it. */
    private float[] bestThrough() {
        float[] best = new float[arcs];
        int arc = 2;
        for (int begin = 0; begin < characters; begin++) {
            float before = bestBefore(best, begin);
            for (; arc < arcs && begins[arc] == begin; arc++) {
                best[arc] = before + scores[arc];
            }
        }
        best[1] = bestBefore(best, characters);
        return best;
    }

    private float bestBefore(float[] best, int at) {
        float most = best[byEnd[firstByEnd[at]]];
        for (int k = firstByEnd[at] + 1; k < firstByEnd[at + 1]; k++) {
            most = Math.max(most, best[byEnd[k]]);
        }
        return most;
    }

    /** Partial ways from the end of the text, as records in arrays: the arc reached, the record before, and scores. */
    private static final class Ways {
        int[] arcs = new int[512];
        int[] next = new int[512];
        /** Score of the way so far, and that of the best whole way that it can become. */
        float[] sums = new float[512];

        float[] bounds = new float[512];
        int size;

        int add(int arc, int after, float sum, float bound) {
            if (size == MOST_PARTS) {
                throw tooMany();
            }
            if (size == arcs.length) {
                int capacity = size * 2;
                arcs = Arrays.copyOf(arcs, capacity);
                next = Arrays.copyOf(next, capacity);
                sums = Arrays.copyOf(sums, capacity);
                bounds = Arrays.copyOf(bounds, capacity);
            }
            arcs[size] = arc;
            next[size] = after;
            sums[size] = sum;
            bounds[size] = bound;
            return size++;
        }
    }

    /** A path with its score. */
    record Path(int[] arcs, float score) {}

    private static final int LARGEST_AGENDA = 10_000;
    private static final int SMALLEST_AGENDA = 512;
    private static final int MOST_SHRINKS = 10;

    /**
     * The best paths, best first, by A* from the end of the text: the best way from the begin to each arc is known, so
     * partial ways are taken up in the order of the whole paths that they become. As in SentencePiece 0.2.3, an agenda
     * of 10,000 partial ways shrinks to the best 512, or ten times the count, and a text in which that happens more than
     * ten times gets its best path alone.
     */
    List<Path> nBest(int count) {
        float[] best = bestThrough();
        Ways ways = new Ways();
        Agenda agenda = new Agenda();
        agenda.push(ways.add(1, -1, 0, best[1]), ways.bounds);
        List<Path> found = new ArrayList<>();
        int shrinks = 0;
        while (agenda.size > 0) {
            int top = agenda.pop(ways.bounds);
            if (ways.arcs[top] == 0) {
                found.add(path(ways, top));
                if (found.size() == count) {
                    break;
                }
                continue;
            }
            int begin = begins[ways.arcs[top]];
            for (int k = firstByEnd[begin]; k < firstByEnd[begin + 1]; k++) {
                int arc = byEnd[k];
                int way = ways.add(arc, top, scores[arc] + ways.sums[top], best[arc] + ways.sums[top]);
                agenda.push(way, ways.bounds);
            }
            if (agenda.size >= LARGEST_AGENDA) {
                if (++shrinks > MOST_SHRINKS) {
                    return List.of(best(best));
                }
                ways = shrink(agenda, ways, (int) Math.min(SMALLEST_AGENDA, count * 10L));
            }
        }
        return found;
    }

    /** The best path; of equal ones the one whose last differing piece is longer. */
    private Path best(float[] best) {
        int[] path = new int[characters];
        int from = characters;
        for (int arc = 1; begins[arc] > 0; ) {
            int before = -1;
            for (int k = firstByEnd[begins[arc]]; k < firstByEnd[begins[arc] + 1]; k++) {
                if (before < 0 || best[byEnd[k]] + scores[arc] > best[before] + scores[arc]) {
                    before = byEnd[k];
                }
            }
            arc = before;
            path[--from] = arc;
        }
        return new Path(Arrays.copyOfRange(path, from, characters), best[1]);
    }

    private static Path path(Ways ways, int top) {
        int length = 0;
        for (int way = ways.next[top]; ways.next[way] >= 0; way = ways.next[way]) {
            length++;
        }
        int[] path = new int[length];
        int at = 0;
        for (int way = ways.next[top]; ways.next[way] >= 0; way = ways.next[way]) {
            path[at++] = ways.arcs[way];
        }
        return new Path(path, ways.bounds[top]);
    }

    /** Keeps the best ways of the agenda, and of the records those that they need. */
    private static Ways shrink(Agenda agenda, Ways ways, int kept) {
        int[] best = new int[kept];
        for (int i = 0; i < kept; i++) {
            best[i] = agenda.pop(ways.bounds);
        }
        int[] moved = new int[ways.size];
        for (int way : best) {
            for (int at = way; at >= 0 && moved[at] == 0; at = ways.next[at]) {
                moved[at] = 1;
            }
        }
        Ways copy = new Ways();
        for (int way = 0; way < ways.size; way++) {
            if (moved[way] != 0) {
                // A record comes after the one it goes on from, so that one has moved already.
                int next = ways.next[way];
                moved[way] = copy.add(ways.arcs[way], next < 0 ? -1 : moved[next], ways.sums[way], ways.bounds[way]);
            }
        }
        agenda.size = 0;
        for (int way : best) {
            agenda.push(moved[way], copy.bounds);
        }
        return copy;
    }

    /**
     * A binary heap of ways, the largest bound on top. Which of equal ones comes first follows from the order of moves,
     * so those are the ones of the C++ library that SentencePiece is built with: a taken top leaves a hole, which sinks
     * to the bottom along the larger children, of equal ones the right, and what was last rises from there.
     */
    private static final class Agenda {
        private int[] heap = new int[512];
        int size;

        void push(int way, float[] bounds) {
            if (size == heap.length) {
                heap = Arrays.copyOf(heap, size * 2);
            }
            rise(size++, way, bounds);
        }

        private void rise(int hole, int way, float[] bounds) {
            int at = hole;
            while (at > 0 && bounds[heap[(at - 1) / 2]] < bounds[way]) {
                heap[at] = heap[(at - 1) / 2];
                at = (at - 1) / 2;
            }
            heap[at] = way;
        }

        int pop(float[] bounds) {
            int top = heap[0];
            int last = heap[--size];
            int hole = 0;
            while (2 * hole + 2 < size) {
                int child = 2 * hole + 2;
                if (bounds[heap[child]] < bounds[heap[child - 1]]) {
                    child--;
                }
                heap[hole] = heap[child];
                hole = child;
            }
            if (2 * hole + 2 == size) {
                heap[hole] = heap[size - 1];
                hole = size - 1;
            }
            if (size > 0) {
                rise(hole, last, bounds);
            }
            return top;
        }
    }

    /** By character: the logarithm of the summed probability, to the power of alpha, of the ways from the begin to it. */
    private float[] sumsTo(float alpha) {
        float[] sums = new float[characters + 1];
        for (int at = 1; at <= characters; at++) {
            int first = firstByEnd[at];
            float sum = 0;
            for (int k = first; k < firstByEnd[at + 1]; k++) {
                int arc = byEnd[k];
                float term = alpha * scores[arc] + sums[begins[arc]];
                sum = k == first ? term : logOfSum(sum, term);
            }
            sums[at] = sum;
        }
        return sums;
    }

    private static float logOfSum(float x, float y) {
        float less = Math.min(x, y);
        float more = Math.max(x, y);
        return more > less + NEGLIGIBLE ? more : (float) (more + Math.log(Math.exp((double) (less - more)) + 1.0));
    }

    /** Draws a path in proportion to its probability to the power of alpha: sums from the begin, draws from the end. */
    Path sample(float alpha, SplittableRandom random) {
        float[] sums = sumsTo(alpha);
        int[] drawn = new int[characters];
        int from = characters;
        float score = 0;
        for (int at = characters; at > 0; ) {
            double left = random.nextDouble();
            int arc = -1;
            for (int k = firstByEnd[at]; k < firstByEnd[at + 1] && left >= 0; k++) {
                arc = byEnd[k];
                left -= Math.exp((double) (sums[begins[arc]] + alpha * scores[arc] - sums[at]));
            }
            drawn[--from] = arc;
            score += scores[arc];
            at = begins[arc];
        }
        return new Path(Arrays.copyOfRange(drawn, from, characters), score);
    }

    /** Entropy, in nats, of the distribution that {@link #sample} draws from. */
    double entropy(float alpha) {
        float[] sums = sumsTo(alpha);
        double[] entropies = new double[characters + 1];
        for (int at = 1; at <= characters; at++) {
            for (int k = firstByEnd[at]; k < firstByEnd[at + 1]; k++) {
                int arc = byEnd[k];
                double log = (double) alpha * scores[arc] + sums[begins[arc]] - sums[at];
                entropies[at] += Math.exp(log) * (entropies[begins[arc]] - log);
            }
        }
        return entropies[characters];
    }

    /** Appends the tokens of a path. */
    void write(Path path, Tokens out) {
        for (int arc : path.arcs()) {
            out.add(ids[arc], starts[ends[arc]]);
        }
    }
}
