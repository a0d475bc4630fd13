package dev.tamis.pipeline.dedup;

import dev.tamis.filters.dedup.HammingJoin;
import dev.tamis.pipeline.cluster.LongRows;
import java.io.Serializable;
import java.util.Arrays;

/**
 * Some of the distinct hashes of the corpus, to be compared with each other and with those of other blocks. Those of one
 * domain stand together, and of these first the ones that this run has: hashes that earlier runs alone have are compared with
 * those of this run, not with each other.
 *
 * <p>Which hashes are in a block, and in which order, hangs on the hashes and their domains alone.
 */
final class HashBlock implements Serializable {
    private static final long serialVersionUID = 1L;

    /** Columns of the rows it is made of: domain, hash, node. */
    static final int WIDTH = 1 + PixelHashes.LONGS + 1;

    /** Stands where a node would in a row that is a link already made, its two nodes first; nodes are not negative. */
    static final long LINK = -1;

    private static final int LONGS = PixelHashes.LONGS;
    private static final int KEY = 1 + LONGS;
    private static final int EDGE = NearCopies.EDGE;

    private final int number;
    private final int firstEarlier;
    private final long[] hashes;
    private final long[] nodes;

    /** Runs of one domain. */
    private final long[] domains;

    /** For each domain where its hashes begin, and where those of earlier runs alone; then the number of hashes. */
    private final int[] starts;

    /** Rows of two: nodes of hashes that are in the block, and the one that stands for them. */
    private final long[] equal;

    private HashBlock(
            int number, int firstEarlier, long[] hashes, long[] nodes, long[] domains, int[] starts, long[] equal) {
        this.number = number;
        this.firstEarlier = firstEarlier;
        this.hashes = hashes;
        this.nodes = nodes;
        this.domains = domains;
        this.starts = starts;
        this.equal = equal;
    }

    /** Of the rows of equal hash and domain the one of the least node goes on; the others become links to it. */
    static void combine(LongRows rows, LongRows sent) {
        rows.sort(WIDTH);
        long[] link = new long[WIDTH];
        link[WIDTH - 1] = LINK;
        for (int from = 0; from < rows.size(); ) {
            int end = rows.endOfRun(from, KEY);
            sent.addFrom(rows.values(), rows.at(from));
            link[1] = rows.get(from, KEY);
            for (int i = from + 1; i < end; i++) {
                link[0] = rows.get(i, KEY);
                sent.addFrom(link, 0);
            }
            from = end;
        }
    }

    /** What decides to which block a row goes: of hashes their domain and bits, of links anything that spreads them. */
    static long place(long[] values, int at) {
        long place = values[at];
        for (int i = 1; i <= LONGS && values[at + KEY] != LINK; i++) {
            place = place * 31 + values[at + i];
        }
        return place;
    }

    /**
     * A block of rows as {@link PixelHashes} feeds them and {@link #combine} leaves them.
     *
     * @param firstEarlier the first part of earlier runs: the least node of a hash tells whether this run has it
     */
    static HashBlock of(int number, LongRows received, int firstEarlier) {
        LongRows equal = new LongRows(EDGE);
        LongRows rows = new LongRows(WIDTH);
        for (int i = 0; i < received.size(); i++) {
            if (received.get(i, KEY) == LINK) {
                equal.add(received.get(i, 0), received.get(i, 1));
            } else {
                rows.addFrom(received.values(), received.at(i));
            }
        }
        rows.sort(WIDTH);
        LongRows distinct = new LongRows(WIDTH + 1);
        long[] row = new long[WIDTH + 1];
        for (int from = 0; from < rows.size(); ) {
            int end = rows.endOfRun(from, KEY);
            long least = rows.get(from, KEY);
            for (int i = from + 1; i < end; i++) {
                equal.add(rows.get(i, KEY), least);
            }
            row[0] = rows.get(from, 0);
            row[1] = Node.part(least) < firstEarlier ? 0 : 1;
            System.arraycopy(rows.values(), rows.at(from) + 1, row, 2, LONGS + 1);
            distinct.addFrom(row, 0);
            from = end;
        }
        distinct.sort(2 + LONGS);
        return of(number, firstEarlier, distinct, Arrays.copyOf(equal.values(), equal.size() * EDGE));
    }

    private static HashBlock of(int number, int firstEarlier, LongRows distinct, long[] equal) {
        int size = distinct.size();
        long[] hashes = new long[Math.multiplyExact(size, LONGS)];
        long[] nodes = new long[size];
        LongRows domains = new LongRows(1);
        LongRows starts = new LongRows(1);
        for (int from = 0; from < size; ) {
            int end = distinct.endOfRun(from, 1);
            domains.addFrom(distinct.values(), distinct.at(from));
            int border = from;
            for (int i = from; i < end; i++) {
                border += distinct.get(i, 1) == 0 ? 1 : 0;
                System.arraycopy(distinct.values(), distinct.at(i) + 2, hashes, i * LONGS, LONGS);
                nodes[i] = distinct.get(i, 2 + LONGS);
            }
            starts.addFrom(new long[] {from}, 0);
            starts.addFrom(new long[] {border}, 0);
            from = end;
        }
        starts.addFrom(new long[] {size}, 0);
        return new HashBlock(
                number,
                firstEarlier,
                hashes,
                nodes,
                Arrays.copyOf(domains.values(), domains.size()),
                Arrays.stream(starts.values(), 0, starts.size())
                        .mapToInt(Math::toIntExact)
                        .toArray(),
                equal);
    }

    int number() {
        return number;
    }

    /** Distinct hashes; of different domains each counts. */
    int size() {
        return nodes.length;
    }

    /**
     * What was found in two blocks.
     *
     * @param links rows of two nodes
     * @param compared pairs whose distance was computed
     */
    record Links(long[] links, long compared) implements Serializable {}

    /**
     * Links the hashes of this block with those of another, or with each other where it is the same.
     *
     * @param distance most bits in which two may differ
     */
    Links links(HashBlock other, int distance) {
        LongRows links = new LongRows(EDGE);
        HammingJoin join = new HammingJoin(distance);
        if (other.number == number) {
            for (int at = 0; at < equal.length; at += EDGE) {
                links.addFrom(equal, at);
            }
        }
        int mine = 0;
        int theirs = 0;
        while (mine < domains.length && theirs < other.domains.length) {
            int order = Long.compareUnsigned(domains[mine], other.domains[theirs]);
            if (order == 0) {
                links(mine, other, theirs, join, links);
            }
            mine += order <= 0 ? 1 : 0;
            theirs += order >= 0 ? 1 : 0;
        }
        return new Links(Arrays.copyOf(links.values(), links.size() * EDGE), join.compared());
    }

    private void links(int domain, HashBlock other, int theirs, HammingJoin join, LongRows links) {
        int from = starts[2 * domain];
        int border = starts[2 * domain + 1];
        int end = starts[2 * domain + 2];
        if (other.number == number) {
            join.all(
                    Arrays.copyOfRange(hashes, from * LONGS, border * LONGS),
                    border - from,
                    (a, b) -> links.add(nodes[from + a], nodes[from + b]));
            across(from, border, this, border, end, join, links);
        } else {
            int otherFrom = other.starts[2 * theirs];
            int otherBorder = other.starts[2 * theirs + 1];
            across(from, border, other, otherFrom, other.starts[2 * theirs + 2], join, links);
            across(border, end, other, otherFrom, otherBorder, join, links);
        }
    }

    /** Links ranges of two blocks; what lies within one range is linked elsewhere, unless earlier runs alone have it. */
    private void across(
            int from, int end, HashBlock other, int otherFrom, int otherEnd, HammingJoin join, LongRows links) {
        int border = end - from;
        int count = border + otherEnd - otherFrom;
        if (border == 0 || border == count) {
            return;
        }
        long[] both = new long[Math.multiplyExact(count, LONGS)];
        System.arraycopy(hashes, from * LONGS, both, 0, border * LONGS);
        System.arraycopy(other.hashes, otherFrom * LONGS, both, border * LONGS, (count - border) * LONGS);
        join.across(both, border, count, (a, b) -> {
            long first = a < border ? nodes[from + a] : other.nodes[otherFrom + a - border];
            long second = b < border ? nodes[from + b] : other.nodes[otherFrom + b - border];
            if (a < border != b < border || (earlier(first) && earlier(second))) {
                links.add(first, second);
            }
        });
    }

    private boolean earlier(long node) {
        return Node.part(node) >= firstEarlier;
    }
}
