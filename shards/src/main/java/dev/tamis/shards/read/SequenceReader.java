package dev.tamis.shards.read;

import dev.tamis.shards.format.CorpusIndex;
import dev.tamis.shards.format.SequenceRecord;
import dev.tamis.shards.format.SequenceRun;
import dev.tamis.shards.order.SequenceOrder;
import java.io.IOException;
import java.util.zip.CRC32C;

/**
 * Reads one sequence after the other, at any place of any phase, without making garbage. Holds the sequence read last.
 * For use by one thread; a corpus gives any number of them.
 */
final class SequenceReader {

    private static final int LATER = SequenceRecord.BYTES;

    private final TokenCorpus corpus;
    private final boolean verify;
    private final CRC32C crc = new CRC32C();
    /** The record of the sequence and of the one after it. */
    private final byte[] records = new byte[2 * SequenceRecord.BYTES];

    private byte[] stored = new byte[0];
    private byte[] runs = new byte[0];

    private SequenceDirectory.Shard shard;
    private long sequence;
    private int stock;
    private long epoch;
    private int length;
    private int checksum;
    private int runCount;

    SequenceReader(TokenCorpus corpus, boolean verify) {
        this.corpus = corpus;
        this.verify = verify;
    }

    /** Goes to a slot and reads what the tables say of its sequence. */
    void locate(int phase, long slot) throws IOException {
        find(phase, slot);
        long within = shard.within(sequence);
        boolean last = within == shard.table().size() - 1;
        shard.table().read(within, last ? 1 : 2, records, 0);
        length = SequenceRecord.tokens(records, 0);
        checksum = SequenceRecord.crc32c(records, 0);
        int listedStock = SequenceRecord.stock(records, 0);
        if (corpus.index().layout() == CorpusIndex.Layout.PHASES) {
            stock = listedStock;
            epoch = SequenceRecord.epoch(records, 0);
        }
        int sequenceLength = shard.directory().index().sequenceLength();
        if (listedStock != stock || stock >= corpus.plan().stocks().size()) {
            throw damaged("stock " + listedStock + " (the plan has "
                    + corpus.plan().stocks().size() + ", and expects " + stock + ")");
        }
        if (length < 1 || length > sequenceLength) {
            throw damaged(length + " tokens (must be from 1 to " + sequenceLength + ")");
        }
        readRuns(last);
    }

    /** The checksum of a slot's sequence as its table has it; reads nothing else. */
    int listedChecksum(int phase, long slot) throws IOException {
        find(phase, slot);
        shard.table().read(shard.within(sequence), 1, records, 0);
        return SequenceRecord.crc32c(records, 0);
    }

    private void find(int phase, long slot) throws IOException {
        if (corpus.index().layout() == CorpusIndex.Layout.PHASES) {
            sequence = slot;
            shard = corpus.directory(phase).shardOf(slot);
        } else {
            SequenceOrder.Occurrence occurrence = corpus.order().at(phase, slot);
            stock = occurrence.stock();
            epoch = occurrence.epoch();
            sequence = occurrence.sequence();
            shard = corpus.directory(stock).shardOf(sequence);
        }
    }

    private void readRuns(boolean last) throws IOException {
        long from = SequenceRecord.firstRun(records, 0);
        long end = last ? shard.runs().size() : SequenceRecord.firstRun(records, LATER);
        if (from < 0 || end <= from || end - from > length) {
            throw damaged("runs " + from + " to " + end + " (must be from 1 to " + length + " of them)");
        }
        runCount = (int) (end - from);
        if (runs.length < runCount * SequenceRun.BYTES) {
            runs = new byte[Math.multiplyExact(runCount + runCount / 4, SequenceRun.BYTES)];
        }
        shard.runs().read(from, runCount, runs, 0);
        int at = 0;
        for (int r = 0; r < runCount; r++) {
            int start = SequenceRun.start(runs, r * SequenceRun.BYTES);
            int size = SequenceRun.length(runs, r * SequenceRun.BYTES);
            if (start != at || size < 1 || size > length - at) {
                throw damaged("a run from " + start + " of " + size + " tokens (must be from " + at
                        + ", and within its " + length + ")");
            }
            at += size;
        }
        if (at != length) {
            throw damaged("runs of " + at + " tokens (must be " + length + ")");
        }
    }

    private IOException damaged(String what) {
        return new IOException("Damaged tables of " + shard.tokenFile() + ": sequence " + sequence + " has " + what
                + ". Verify the corpus; copy its files again, or emit anew");
    }

    /**
     * Reads the tokens of the sequence that was located.
     *
     * @throws DamagedSequenceException if their checksum is not the table's
     */
    void tokens(int[] into, int at) throws IOException {
        int sequenceLength = shard.directory().index().sequenceLength();
        int bytes = sequenceLength * shard.directory().index().dtype().bytes();
        if (stored.length != bytes) {
            stored = new byte[bytes];
        }
        long offset = shard.offset(shard.within(sequence));
        shard.read(offset, stored);
        if (verify) {
            crc.reset();
            crc.update(stored, 0, bytes);
            int found = (int) crc.getValue();
            if (found != checksum) {
                throw new DamagedSequenceException(shard.tokenFile(), sequence, offset, bytes, found, checksum);
            }
        }
        if (!shard.directory().index().dtype().decode(stored, 0, sequenceLength, into, at)) {
            throw damaged("a negative token");
        }
    }

    SequenceDirectory.Shard shard() {
        return shard;
    }

    /** Number of the sequence in its directory. */
    long sequence() {
        return sequence;
    }

    int stock() {
        return stock;
    }

    long epoch() {
        return epoch;
    }

    /** Tokens without padding. */
    int length() {
        return length;
    }

    int checksum() {
        return checksum;
    }

    int runCount() {
        return runCount;
    }

    /** The runs as stored, one after the other. Changes with the next sequence. */
    byte[] runs() {
        return runs;
    }
}
