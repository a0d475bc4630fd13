package dev.tamis.pipeline.stage;

import dev.tamis.pipeline.run.RunDirectory;
import dev.tamis.pipeline.table.TableReader;
import dev.tamis.pipeline.table.TableWriter;
import dev.tamis.pipeline.table.Tables;
import dev.tamis.shards.format.SequenceRun;
import dev.tamis.shards.format.SequenceShardWriter;
import dev.tamis.shards.order.MixturePlan;
import dev.tamis.shards.order.SequenceOrder;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.Serializable;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.apache.parquet.example.data.Group;
import scala.Tuple2;

/** The two sides of emission: cutting the token streams into pieces of sequences, and writing them shard by shard. */
final class EmitTasks {
    private EmitTasks() {}

    /**
     * Where a piece belongs.
     *
     * @param shard number among all shards
     * @param slot of its sequence in its phase
     * @param start first token of the piece within the sequence
     */
    record Place(int shard, long slot, int start) implements Serializable, Comparable<Place> {
        @Override
        public int compareTo(Place other) {
            int order = Integer.compare(shard, other.shard);
            if (order == 0) {
                order = Long.compare(slot, other.slot);
            }
            return order != 0 ? order : Integer.compare(start, other.start);
        }
    }

    /** Tokens of one document within a piece. */
    record Run(String id, String lang, int part, long row, long documentOffset, int length) implements Serializable {}

    /** Part of a sequence: all of it, unless it crosses from one part of the documents into the next. */
    record Piece(String source, int epoch, byte[] tokens, List<Run> runs) implements Serializable {}

    /** Cuts the token stream of one part. */
    static Iterator<Tuple2<Place, Piece>> cut(
            RunDirectory run, String tokens, int part, String source, long start, MixturePlan plan, EmitLayout layout)
            throws IOException {
        return new Cutter(run, tokens, part, source, start, plan, layout);
    }

    /** Walks the documents of a part and gives the pieces as they fill. */
    private static final class Cutter implements Iterator<Tuple2<Place, Piece>> {
        private final TableReader reader;
        private final int part;
        private final String source;
        private final EmitLayout layout;
        private final SequenceOrder order;
        private final int sourceIndex;
        private final long available;
        private final int sequenceBytes;
        private final List<Tuple2<Place, Piece>> ready = new ArrayList<>();
        private int nextReady;

        private final ByteArrayOutputStream piece = new ByteArrayOutputStream();
        private final List<Run> runs = new ArrayList<>();
        /** Position, in the stream of the source, of the next token. */
        private long position;

        private boolean ended;

        Cutter(
                RunDirectory run,
                String tokens,
                int part,
                String source,
                long start,
                MixturePlan plan,
                EmitLayout layout)
                throws IOException {
            this.reader = new TableReader(run.path(tokens), Tables.TOKENS, run.conf());
            this.part = part;
            this.source = source;
            this.layout = layout;
            this.order = new SequenceOrder(plan);
            this.sourceIndex = plan.stockIndex(source, layout.sequenceLength());
            this.available =
                    sourceIndex < 0 ? 0 : plan.stocks().get(sourceIndex).sequences();
            this.sequenceBytes = layout.sequenceLength() * layout.type().bytes();
            this.position = start;
        }

        @Override
        public boolean hasNext() {
            try {
                while (nextReady == ready.size() && !ended) {
                    ready.clear();
                    nextReady = 0;
                    Group document = reader.next();
                    if (document == null) {
                        flush();
                        reader.close();
                        ended = true;
                    } else {
                        add(document);
                    }
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            return nextReady < ready.size();
        }

        @Override
        public Tuple2<Place, Piece> next() {
            if (!hasNext()) {
                throw new java.util.NoSuchElementException();
            }
            return ready.get(nextReady++);
        }

        private void add(Group document) {
            byte[] tokens = document.getBinary("tokens", 0).getBytes();
            int at = 0;
            while (at < tokens.length) {
                int room = sequenceBytes
                        - (int) (position % layout.sequenceLength())
                                * layout.type().bytes();
                int length = Math.min(room, tokens.length - at);
                piece.write(tokens, at, length);
                runs.add(new Run(
                        document.getString("id", 0),
                        document.getString("lang", 0),
                        part,
                        document.getLong("row", 0),
                        at / layout.type().bytes(),
                        length / layout.type().bytes()));
                at += length;
                position += length / layout.type().bytes();
                if (length == room) {
                    flush();
                }
            }
        }

        /** Puts the piece at every slot where its sequence stands. */
        private void flush() {
            if (piece.size() == 0) {
                return;
            }
            byte[] bytes = piece.toByteArray();
            List<Run> held = List.copyOf(runs);
            piece.reset();
            runs.clear();
            long first = position - bytes.length / layout.type().bytes();
            long sequence = first / layout.sequenceLength();
            int start = (int) (first % layout.sequenceLength());
            if (sequence >= available) {
                return;
            }
            order.forEachOccurrence(
                    sourceIndex,
                    sequence,
                    (phase, slot, epoch) -> ready.add(new Tuple2<>(
                            new Place(layout.phases().get(phase).shardOf(slot), slot, start),
                            new Piece(source, Math.toIntExact(epoch), bytes, held))));
        }
    }

    /** Writes one shard from its pieces in order. */
    static TaskResult write(RunDirectory run, int shard, Iterator<Tuple2<Place, Piece>> pieces, EmitLayout layout)
            throws IOException {
        EmitLayout.Phase phase = layout.phases().get(layout.phaseOf(shard));
        long firstSlot = (shard - phase.firstShard()) * phase.perShard();
        long slots = Math.min(phase.perShard(), phase.sequences() - firstSlot);
        TaskOutput output = new TaskOutput(run, EmitStage.NAME, shard);
        String prefix = "tokens/" + phase.name() + "/" + phase.name();
        TableWriter provenance;
        long sequences = 0;
        int[] tokens = new int[layout.sequenceLength()];
        long written;
        List<SequenceRun> runs = new ArrayList<>();
        try (SequenceShardWriter writer = new SequenceShardWriter(
                EmitLayout.FORMATS,
                layout.type(),
                layout.sequenceLength(),
                EmitLayout.PAD_ID,
                firstSlot,
                kind -> output.file(kind.id(), prefix, kind.suffix()))) {
            provenance = output.table("provenance", prefix, ".provenance.parquet", Tables.PROVENANCE);
            int filled = 0;
            while (pieces.hasNext()) {
                Tuple2<Place, Piece> next = pieces.next();
                Place place = next._1();
                Piece piece = next._2();
                if (place.slot() != firstSlot + sequences || place.start() != filled) {
                    throw new IllegalStateException("Shard " + shard + " of phase " + phase.name()
                            + ": expected token " + filled + " of sequence " + (firstSlot + sequences) + ", found "
                            + place);
                }
                int at = filled;
                filled = TokenBytes.read(piece.tokens(), layout.type(), tokens, filled);
                for (Run one : piece.runs()) {
                    provenance(provenance, place.slot(), at, piece, one);
                    runs.add(
                            SequenceRun.of(one.id(), one.row(), one.documentOffset(), one.part(), at, one.length(), 0));
                    at += one.length();
                    count(output, phase.name(), piece, one);
                }
                if (filled == layout.sequenceLength()) {
                    writer.add(
                            tokens,
                            filled,
                            layout.stocks().indexOf(piece.source()),
                            piece.source(),
                            piece.epoch(),
                            runs);
                    sequences++;
                    filled = 0;
                    runs.clear();
                }
            }
            if (filled != 0 || sequences != slots) {
                throw new IllegalStateException("Shard " + shard + " of phase " + phase.name() + ": " + sequences
                        + " sequences and " + filled + " tokens, expected " + slots + " sequences");
            }
            writer.finish();
            written = writer.runs();
        }
        output.count("runs", written);
        output.count("sequences", sequences);
        output.count("tokens", sequences * layout.sequenceLength());
        return output.close();
    }

    private static void count(TaskOutput output, String phase, Piece piece, Run run) {
        output.count("phase/" + phase + "/" + piece.source(), run.length());
        output.count("phase/" + phase + "/" + piece.source() + "/" + run.lang(), run.length());
        if (piece.epoch() == 0) {
            output.count("first_time/" + piece.source(), run.length());
        }
    }

    private static void provenance(TableWriter table, long slot, int start, Piece piece, Run run) throws IOException {
        Group row = table.row();
        row.append("sequence", slot);
        row.append("start", start);
        row.append("length", run.length());
        row.append("source", piece.source());
        row.append("epoch", piece.epoch());
        row.append("id", run.id());
        row.append("part", run.part());
        row.append("row", run.row());
        row.append("document_offset", run.documentOffset());
        table.write(row);
    }
}
