package dev.tamis.shards.read;

import dev.tamis.shards.format.ByteSource;
import dev.tamis.shards.format.CorpusIndex;
import dev.tamis.shards.format.FileKind;
import dev.tamis.shards.format.MdsIndex;
import dev.tamis.shards.format.MdsReader;
import dev.tamis.shards.format.MegatronReader;
import dev.tamis.shards.format.RecordTable;
import dev.tamis.shards.format.SequenceIndex;
import dev.tamis.shards.format.SequenceRecord;
import dev.tamis.shards.format.SequenceRun;
import dev.tamis.shards.format.ShardFile;
import dev.tamis.shards.format.ShardFormat;
import dev.tamis.shards.format.TokenType;
import dev.tamis.shards.order.SequenceOrder;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.zip.CRC32C;

/** Reads all files of one directory of sequences and tells what is wrong with them. */
final class Verification {

    private final TokenCorpus corpus;
    private final int place;
    private final SequenceDirectory directory;
    private final SequenceIndex index;
    private final List<String> problems;
    private final CRC32C crc = new CRC32C();
    private final byte[] stored;
    private final int[] ids;

    /** @param place of the directory among those of the corpus */
    Verification(TokenCorpus corpus, int place, SequenceDirectory directory, List<String> problems) {
        this.corpus = corpus;
        this.place = place;
        this.directory = directory;
        this.problems = problems;
        index = directory.index();
        stored = new byte[index.sequenceLength() * index.dtype().bytes()];
        ids = new int[index.sequenceLength()];
    }

    void run() {
        List<MdsIndex.Shard> listed = new ArrayList<>();
        for (SequenceIndex.Shard shard : index.shards()) {
            boolean whole = true;
            for (FileKind kind : shard.files().keySet()) {
                whole &= compare(kind.locate(directory.path(), shard.file(kind).name()), shard.file(kind));
            }
            if (index.formats().contains(ShardFormat.MDS)) {
                listed.add(new MdsIndex.Shard(shard.file(FileKind.MDS), shard.sequences()));
            }
            // Where a file has changed, what its parts say adds nothing, unless it is the tokens: then which of them.
            try {
                contents(shard);
            } catch (IOException | IllegalArgumentException e) {
                if (whole) {
                    problems.add(e.getMessage());
                }
            }
        }
        if (index.formats().contains(ShardFormat.MDS)) {
            Path file = FileKind.MDS.locate(directory.path(), MdsIndex.FILE);
            byte[] expected = MdsIndex.toJson(index.dtype(), index.sequenceLength(), listed)
                    .getBytes(StandardCharsets.UTF_8);
            try {
                if (!Arrays.equals(expected, Files.readAllBytes(file))) {
                    problems.add(file + ": is not the list of the shards that " + SequenceIndex.FILE + " has");
                }
            } catch (IOException e) {
                problems.add(file + ": cannot be read: " + e);
            }
        }
    }

    private boolean compare(Path file, ShardFile listed) {
        try {
            String found = sha256(file);
            if (found.equals(listed.sha256())) {
                return true;
            }
            problems.add(file + ": sha256 is " + found + ", " + SequenceIndex.FILE + " says " + listed.sha256());
        } catch (IOException e) {
            problems.add(file + ": cannot be read: " + e);
        }
        return false;
    }

    private static String sha256(Path file) throws IOException {
        MessageDigest digest = TokenCorpus.sha256();
        byte[] buffer = new byte[1 << 16];
        try (InputStream in = Files.newInputStream(file)) {
            for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
                digest.update(buffer, 0, n);
            }
        }
        return HexFormat.of().formatHex(digest.digest());
    }

    private void contents(SequenceIndex.Shard shard) throws IOException {
        long tokens = 0;
        try (RecordTable<SequenceRecord> table = RecordTable.sequences(
                        ByteSource.map(locate(shard, FileKind.SEQUENCES)),
                        locate(shard, FileKind.SEQUENCES).toString());
                RecordTable<SequenceRun> runs = RecordTable.runs(
                        ByteSource.map(locate(shard, FileKind.RUNS)),
                        locate(shard, FileKind.RUNS).toString())) {
            if (table.size() != shard.sequences() || runs.size() != shard.runs()) {
                throw new IOException(locate(shard, FileKind.SEQUENCES) + ": " + table.size() + " sequences and "
                        + runs.size() + " runs, " + SequenceIndex.FILE + " says " + shard.sequences() + " and "
                        + shard.runs());
            }
            for (long n = 0; n < table.size(); n++) {
                SequenceRecord record = table.get(n);
                long end = n + 1 < table.size() ? table.get(n + 1).firstRun() : runs.size();
                checkRuns(shard, n, record, runs, end);
                checkOrder(shard, n, record);
                tokens += record.tokens();
            }
            if (tokens != shard.tokens()) {
                problems.add(locate(shard, FileKind.SEQUENCES) + ": " + tokens + " tokens, " + SequenceIndex.FILE
                        + " says " + shard.tokens());
            }
            if (index.formats().contains(ShardFormat.MEGATRON)) {
                try (MegatronReader reader =
                        MegatronReader.open(locate(shard, FileKind.BIN), locate(shard, FileKind.IDX))) {
                    checkTokens(shard, FileKind.BIN, reader.sequences(), reader.type(), table, (n, into) -> {
                        if (reader.length(n) != ids.length) {
                            throw new IOException(locate(shard, FileKind.IDX) + ": sequence " + n + " has "
                                    + reader.length(n) + " tokens (must be " + ids.length + ")");
                        }
                        reader.read(n, ids, 0);
                        index.dtype().encode(ids, 0, ids.length, into, 0);
                        return n * stored.length;
                    });
                }
            }
            if (index.formats().contains(ShardFormat.MDS)) {
                try (MdsReader reader = MdsReader.open(locate(shard, FileKind.MDS))) {
                    checkTokens(shard, FileKind.MDS, reader.samples(), reader.type(), table, (n, into) -> {
                        long offset = reader.tokensAt(n);
                        reader.read(offset, into, 0, stored.length);
                        return offset;
                    });
                }
            }
        }
        if (shard.file(FileKind.MEDIA) != null) {
            MediaTable.open(
                    locate(shard, FileKind.MEDIA), shard.firstSequence(), shard.sequences(), index.sequenceLength());
        }
    }

    private Path locate(SequenceIndex.Shard shard, FileKind kind) {
        return kind.locate(directory.path(), shard.file(kind).name());
    }

    /** Puts the stored tokens of a sequence into an array and returns where in its file they are. */
    @FunctionalInterface
    private interface Stored {
        long read(long n, byte[] into) throws IOException;
    }

    /** Reports the first wrong sequence of a file, not each of what may be millions. */
    private void checkTokens(
            SequenceIndex.Shard shard,
            FileKind kind,
            long sequences,
            TokenType type,
            RecordTable<SequenceRecord> table,
            Stored reader)
            throws IOException {
        Path file = locate(shard, kind);
        if (sequences != shard.sequences() || type != index.dtype()) {
            throw new IOException(file + ": " + sequences + " sequences of " + type.id() + ", " + SequenceIndex.FILE
                    + " says " + shard.sequences() + " of " + index.dtype().id());
        }
        for (long n = 0; n < sequences; n++) {
            SequenceRecord record = table.get(n);
            long offset = reader.read(n, stored);
            crc.reset();
            crc.update(stored);
            if ((int) crc.getValue() != record.crc32c()) {
                problems.add(new DamagedSequenceException(
                                file,
                                shard.firstSequence() + n,
                                offset,
                                stored.length,
                                (int) crc.getValue(),
                                record.crc32c())
                        .getMessage());
                return;
            }
            index.dtype().decode(stored, 0, ids.length, ids, 0);
            for (int i = 0; i < ids.length; i++) {
                boolean padding = i >= record.tokens();
                if (ids[i] < 0 || ids[i] >= index.vocabSize() || (padding && ids[i] != index.padId())) {
                    problems.add(file + ": token " + i + " of sequence " + (shard.firstSequence() + n) + " is " + ids[i]
                            + (padding
                                    ? " (must be pad_id " + index.padId() + ")"
                                    : " (must be below vocab_size " + index.vocabSize() + ")"));
                    return;
                }
            }
        }
    }

    private void checkRuns(
            SequenceIndex.Shard shard, long n, SequenceRecord record, RecordTable<SequenceRun> runs, long end)
            throws IOException {
        int at = 0;
        boolean holds = record.firstRun() < end && end <= runs.size() && (n > 0 || record.firstRun() == 0);
        for (long r = record.firstRun(); holds && r < end; r++) {
            SequenceRun run = runs.get(r);
            holds = run.start() == at && run.length() <= record.tokens() - at;
            at += run.length();
        }
        if (!holds || at != record.tokens() || record.tokens() > index.sequenceLength()) {
            throw new IOException(locate(shard, FileKind.RUNS) + ": the runs of sequence " + (shard.firstSequence() + n)
                    + " do not make up its " + record.tokens() + " tokens");
        }
    }

    /** The stock, and in layout "phases" the epoch, must be those that the plan puts there. */
    private void checkOrder(SequenceIndex.Shard shard, long n, SequenceRecord record) throws IOException {
        int stock = place;
        long epoch = 0;
        if (corpus.index().layout() == CorpusIndex.Layout.PHASES) {
            SequenceOrder.Occurrence expected = corpus.order().at(place, shard.firstSequence() + n);
            stock = expected.stock();
            epoch = Math.min(SequenceRecord.MOST_EPOCH, expected.epoch());
        }
        if (record.stock() != stock || record.epoch() != epoch) {
            throw new IOException(locate(shard, FileKind.SEQUENCES) + ": sequence " + (shard.firstSequence() + n)
                    + " is of stock " + record.stock() + " in epoch " + record.epoch() + ", the plan says stock "
                    + stock
                    + " in epoch " + epoch);
        }
    }
}
