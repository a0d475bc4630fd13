package dev.tamis.shards.read;

import dev.tamis.shards.format.ByteSource;
import dev.tamis.shards.format.FileKind;
import dev.tamis.shards.format.MdsReader;
import dev.tamis.shards.format.RecordTable;
import dev.tamis.shards.format.SequenceIndex;
import dev.tamis.shards.format.SequenceRecord;
import dev.tamis.shards.format.SequenceRun;
import dev.tamis.shards.format.ShardFile;
import dev.tamis.shards.format.ShardFormat;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.atomic.AtomicReferenceArray;

/**
 * A directory of packed sequences, whose shards are opened when they are first read. Safe for use by many threads.
 */
final class SequenceDirectory {

    private final Path path;
    private final SequenceIndex index;
    private final Opened opened;
    private final long[] first;
    private final AtomicReferenceArray<Shard> shards;

    /**
     * The shards that are open, of all directories of a corpus: a process may hold some 65,000 mappings, and a shard
     * takes three or four. Those opened first are let go first; the collector unmaps them once nobody reads them.
     */
    static final class Opened {
        private final int most;
        private final Deque<Runnable> drops = new ArrayDeque<>();

        Opened(int most) {
            this.most = most;
        }

        private synchronized void add(Runnable drop) {
            while (drops.size() >= most) {
                drops.removeFirst().run();
            }
            drops.addLast(drop);
        }

        synchronized int count() {
            return drops.size();
        }
    }

    SequenceDirectory(Path path, SequenceIndex index, Opened opened) {
        this.path = path;
        this.index = index;
        this.opened = opened;
        first = index.shards().stream()
                .mapToLong(SequenceIndex.Shard::firstSequence)
                .toArray();
        shards = new AtomicReferenceArray<>(first.length);
    }

    SequenceIndex index() {
        return index;
    }

    Path path() {
        return path;
    }

    /** The shard that holds a sequence. */
    Shard shardOf(long sequence) throws IOException {
        if (sequence < 0 || sequence >= index.sequences()) {
            throw new IndexOutOfBoundsException(
                    "Sequence " + sequence + " is outside of [0, " + index.sequences() + ") of " + path);
        }
        int low = 0;
        int high = first.length - 1;
        // The last shard that begins at the sequence or before; empty shards begin where the next one does.
        while (low < high) {
            int middle = (low + high + 1) >>> 1;
            if (first[middle] <= sequence) {
                low = middle;
            } else {
                high = middle - 1;
            }
        }
        Shard shard = shards.get(low);
        return shard != null ? shard : open(low);
    }

    private synchronized Shard open(int i) throws IOException {
        Shard shard = shards.get(i);
        if (shard == null) {
            shard = new Shard(this, index.shards().get(i));
            opened.add(() -> shards.set(i, null));
            shards.set(i, shard);
        }
        return shard;
    }

    /** An open shard: its files have the sizes and counts that the index lists. Safe for use by many threads. */
    static final class Shard {
        private final SequenceDirectory directory;
        private final SequenceIndex.Shard listed;
        private final int sequenceBytes;
        private final Path tokenFile;
        /** One of these two is null. */
        private final ByteSource bin;

        private final MdsReader mds;
        private final RecordTable<SequenceRecord> table;
        private final RecordTable<SequenceRun> runs;
        private volatile MediaTable media;

        Shard(SequenceDirectory directory, SequenceIndex.Shard listed) throws IOException {
            this.directory = directory;
            this.listed = listed;
            SequenceIndex index = directory.index;
            sequenceBytes =
                    Math.multiplyExact(index.sequenceLength(), index.dtype().bytes());
            boolean megatron = index.formats().contains(ShardFormat.MEGATRON);
            FileKind kind = megatron ? FileKind.BIN : FileKind.MDS;
            tokenFile = locate(kind);
            ByteSource tokens = map(kind);
            if (megatron) {
                bin = tokens;
                mds = null;
            } else {
                bin = null;
                mds = MdsReader.of(tokens, tokenFile.toString());
                agree(tokenFile, "samples", listed.sequences(), mds.samples());
                agree(tokenFile, "dtype", index.dtype(), mds.type());
                agree(tokenFile, "sequence length", index.sequenceLength(), mds.sequenceLength());
            }
            table = RecordTable.sequences(
                    map(FileKind.SEQUENCES), locate(FileKind.SEQUENCES).toString());
            agree(locate(FileKind.SEQUENCES), "sequences", listed.sequences(), table.size());
            runs = RecordTable.runs(map(FileKind.RUNS), locate(FileKind.RUNS).toString());
            agree(locate(FileKind.RUNS), "runs", listed.runs(), runs.size());
            media = listed.file(FileKind.MEDIA) == null ? MediaTable.EMPTY : null;
        }

        private Path locate(FileKind kind) {
            return kind.locate(directory.path, listed.file(kind).name());
        }

        private ByteSource map(FileKind kind) throws IOException {
            Path file = locate(kind);
            ShardFile wanted = listed.file(kind);
            ByteSource source;
            try {
                source = ByteSource.map(file);
            } catch (NoSuchFileException e) {
                throw new IOException(
                        file + " is absent, but " + SequenceIndex.FILE + " beside it lists it: copy it, or emit anew",
                        e);
            }
            if (source.size() != wanted.bytes()) {
                throw new IOException(file + " has " + source.size() + " bytes, but " + SequenceIndex.FILE + " says "
                        + wanted.bytes() + ": copy it again, or emit anew");
            }
            return source;
        }

        private static void agree(Path file, String what, Object listed, Object found) throws IOException {
            if (!listed.toString().equals(found.toString())) {
                throw new IOException(
                        file + " has " + what + " " + found + ", but " + SequenceIndex.FILE + " says " + listed);
            }
        }

        SequenceDirectory directory() {
            return directory;
        }

        Path tokenFile() {
            return tokenFile;
        }

        RecordTable<SequenceRecord> table() {
            return table;
        }

        RecordTable<SequenceRun> runs() {
            return runs;
        }

        /** The media of the shard, read when first asked for. */
        MediaTable media() throws IOException {
            MediaTable known = media;
            if (known == null) {
                known = MediaTable.open(
                        locate(FileKind.MEDIA),
                        listed.firstSequence(),
                        listed.sequences(),
                        directory.index.sequenceLength());
                media = known;
            }
            return known;
        }

        /** The sequence's number in the shard. */
        long within(long sequence) {
            return sequence - listed.firstSequence();
        }

        /** Where the tokens of a sequence of the shard begin in its file. */
        long offset(long within) throws IOException {
            return mds == null ? within * sequenceBytes : mds.tokensAt(within);
        }

        void read(long offset, byte[] into) throws IOException {
            if (mds == null) {
                bin.read(offset, into, 0, sequenceBytes);
            } else {
                mds.read(offset, into, 0, sequenceBytes);
            }
        }
    }
}
