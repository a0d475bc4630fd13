package dev.tamis.pipeline.stage;

import dev.tamis.pipeline.mixture.DomainPath;
import dev.tamis.pipeline.run.RunDirectory;
import dev.tamis.pipeline.table.TableReader;
import dev.tamis.pipeline.table.TableWriter;
import dev.tamis.pipeline.table.Tables;
import dev.tamis.shards.format.CorpusIndex;
import dev.tamis.shards.format.FileKind;
import dev.tamis.shards.format.SequenceRun;
import dev.tamis.shards.format.SequenceShardWriter;
import dev.tamis.shards.format.ShardFormat;
import dev.tamis.shards.order.SequenceOrder;
import java.io.IOException;
import java.io.Serializable;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Set;
import org.apache.parquet.example.data.Group;
import scala.Tuple2;

/** The two sides of emission: taking the runs of tokens out of the documents, and writing them shard by shard. */
final class EmitTasks {
    private EmitTasks() {}

    /**
     * Where a run of tokens belongs.
     *
     * @param shard number among all shards
     * @param sequence number in its directory
     * @param start first token of the run within the sequence
     */
    record Place(int shard, long sequence, int start) implements Serializable, Comparable<Place> {
        @Override
        public int compareTo(Place other) {
            int order = Integer.compare(shard, other.shard);
            if (order == 0) {
                order = Long.compare(sequence, other.sequence);
            }
            return order != 0 ? order : Integer.compare(start, other.start);
        }
    }

    /**
     * Takes the runs out of the documents of one part.
     *
     * @param tokens path of the part's tokens
     * @param packing path of the part's placements
     * @return runs as {@link TokenRun#toBytes} has them
     */
    static Iterator<Tuple2<Place, byte[]>> cut(
            RunDirectory run, String tokens, String packing, int part, SequenceOrder order, EmitLayout layout)
            throws IOException {
        return new Cutter(run, tokens, packing, part, order, layout);
    }

    /** Walks documents and placements side by side. */
    private static final class Cutter implements Iterator<Tuple2<Place, byte[]>> {
        private final TableReader documents;
        private final TableReader placed;
        private final String packing;
        private final int part;
        private final EmitLayout layout;
        private final SequenceOrder order;
        private final int width;
        private final List<Tuple2<Place, byte[]>> ready = new ArrayList<>();
        private int nextReady;
        private boolean ended;

        Cutter(RunDirectory run, String tokens, String packing, int part, SequenceOrder order, EmitLayout layout)
                throws IOException {
            this.documents = new TableReader(run.path(tokens), Tables.TOKENS, run.conf());
            this.placed = new TableReader(run.path(packing), Tables.PACKING, run.conf());
            this.packing = packing;
            this.part = part;
            this.layout = layout;
            this.order = order;
            this.width = layout.type().bytes();
        }

        @Override
        public boolean hasNext() {
            try {
                while (nextReady == ready.size() && !ended) {
                    ready.clear();
                    nextReady = 0;
                    Group document = documents.next();
                    if (document == null) {
                        documents.close();
                        placed.close();
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
        public Tuple2<Place, byte[]> next() {
            if (!hasNext()) {
                throw new NoSuchElementException();
            }
            return ready.get(nextReady++);
        }

        private void add(Group document) throws IOException {
            Group placements = placed.next();
            long row = document.getLong("row", 0);
            if (placements == null || placements.getLong("row", 0) != row) {
                throw new IOException(packing + " is out of step with the tokens of part " + part + " at row " + row);
            }
            int stock = placements.getInteger("stock", 0);
            Group list = placements.getGroup("placements", 0);
            byte[] tokens = document.getBinary("tokens", 0).getBytes();
            for (int i = 0; i < list.getFieldRepetitionCount(0); i++) {
                Group placement = list.getGroup(0, i).getGroup("element", 0);
                int offset = placement.getInteger("offset", 0);
                int length = placement.getInteger("length", 0);
                byte[] run = new TokenRun(
                                document.getString("id", 0),
                                document.getString("lang", 0),
                                part,
                                row,
                                offset,
                                TableReader.string(document, "fim") != null,
                                Arrays.copyOfRange(tokens, offset * width, (offset + length) * width))
                        .toBytes();
                place(stock, placement.getLong("sequence", 0), placement.getInteger("start", 0), run);
            }
        }

        /** Puts the run at every place where its sequence stands. */
        private void place(int stock, long sequence, int start, byte[] run) {
            if (layout.kind() == CorpusIndex.Layout.PHASES) {
                order.forEachOccurrence(
                        stock,
                        sequence,
                        (phase, slot, epoch) -> place(layout.directories().get(phase), slot, start, run));
            } else {
                place(layout.directories().get(stock), sequence, start, run);
            }
        }

        private void place(EmitLayout.Directory directory, long sequence, int start, byte[] run) {
            ready.add(new Tuple2<>(new Place(directory.shardOf(sequence), sequence, start), run));
        }
    }

    /** Writes one shard from its runs in order. */
    static TaskResult write(
            RunDirectory run,
            int shard,
            Iterator<Tuple2<Place, byte[]>> runs,
            SequenceOrder order,
            EmitLayout layout,
            Set<ShardFormat> formats)
            throws IOException {
        return new ShardTask(run, shard, order, layout, formats).write(runs);
    }

    /** One shard as it fills. */
    private static final class ShardTask {
        private final int shard;
        private final EmitLayout layout;
        private final EmitLayout.Directory directory;
        private final SequenceOrder order;
        private final long first;
        private final TaskOutput output;
        private final SequenceShardWriter writer;
        private final TableWriter provenance;

        private final int[] tokens;
        private int filled;
        private final List<TokenRun> held = new ArrayList<>();

        ShardTask(RunDirectory run, int shard, SequenceOrder order, EmitLayout layout, Set<ShardFormat> formats)
                throws IOException {
            this.shard = shard;
            this.order = order;
            this.layout = layout;
            directory = layout.directoryOf(shard);
            first = directory.firstOf(shard);
            output = new TaskOutput(run, EmitStage.NAME, shard);
            String place = EmitStage.directory(directory);
            writer = new SequenceShardWriter(
                    formats,
                    layout.type(),
                    directory.sequenceLength(),
                    layout.padId(),
                    first,
                    kind -> output.file(kind.id(), place + kind.directory() + directory.name(), kind.suffix()));
            FileKind table = FileKind.PROVENANCE;
            provenance = output.table(table.id(), place + directory.name(), table.suffix(), Tables.PROVENANCE);
            tokens = new int[directory.sequenceLength()];
        }

        TaskResult write(Iterator<Tuple2<Place, byte[]>> runs) throws IOException {
            try (writer) {
                long sequence = first;
                while (runs.hasNext()) {
                    Tuple2<Place, byte[]> next = runs.next();
                    Place place = next._1();
                    if (filled > 0 && place.sequence() == sequence + 1) {
                        finish(sequence);
                        sequence++;
                    }
                    if (place.sequence() != sequence || place.start() != filled) {
                        throw new IllegalStateException("Shard " + shard + " of " + directory.name()
                                + ": expected token " + filled + " of sequence " + sequence + ", found " + place);
                    }
                    TokenRun one = TokenRun.of(next._2());
                    filled = TokenBytes.read(one.tokens(), layout.type(), tokens, filled);
                    held.add(one);
                }
                finish(sequence);
                if (writer.sequences() != directory.sequencesOf(shard)) {
                    throw new IllegalStateException("Shard " + shard + " of " + directory.name() + " has "
                            + writer.sequences() + " sequences, expected " + directory.sequencesOf(shard));
                }
                writer.finish();
            }
            output.count("sequences", writer.sequences());
            output.count("tokens", writer.tokens());
            output.count("padding", writer.sequences() * directory.sequenceLength() - writer.tokens());
            output.count("runs", writer.runs());
            return output.close();
        }

        private void finish(long sequence) throws IOException {
            int stock = directory.index();
            long epoch = 0;
            if (layout.kind() == CorpusIndex.Layout.PHASES) {
                SequenceOrder.Occurrence occurrence = order.at(directory.index(), sequence);
                stock = occurrence.stock();
                epoch = occurrence.epoch();
            }
            String domain = order.plan().stocks().get(stock).domain();
            List<SequenceRun> runs = new ArrayList<>(held.size());
            int start = 0;
            for (TokenRun one : held) {
                int length = one.tokens().length / layout.type().bytes();
                runs.add(SequenceRun.of(
                        one.id(),
                        one.row(),
                        one.documentOffset(),
                        one.part(),
                        start,
                        length,
                        one.fim() ? SequenceRun.FILL_IN_THE_MIDDLE : 0));
                provenance(sequence, start, length, domain, epoch, one);
                output.count(EmitStage.LANGUAGES + directory.name() + "/" + one.lang(), length);
                start += length;
            }
            writer.add(tokens, filled, stock, domain, epoch, runs);
            output.count(EmitStage.TOKENS + directory.name() + "/" + domain, filled);
            output.count(EmitStage.SEQUENCES + directory.name() + "/" + domain, 1);
            if (epoch == 0) {
                output.count(EmitStage.FIRST_TIME + DomainPath.source(domain), filled);
            }
            filled = 0;
            held.clear();
        }

        private void provenance(long sequence, int start, int length, String domain, long epoch, TokenRun run)
                throws IOException {
            Group row = provenance.row();
            row.append("sequence", sequence);
            row.append("start", start);
            row.append("length", length);
            row.append("source", DomainPath.source(domain));
            row.append("domain", domain);
            row.append("epoch", Math.toIntExact(epoch));
            row.append("id", run.id());
            row.append("part", run.part());
            row.append("row", run.row());
            row.append("document_offset", run.documentOffset());
            provenance.write(row);
        }
    }
}
