package dev.tamis.pipeline.stage;

import dev.tamis.pipeline.media.MediaPlace;
import dev.tamis.pipeline.media.PlaceCursor;
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
import dev.tamis.shards.read.MediaReference;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.Serializable;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
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
     * @param places path of the places of the part's media; null where no source has media
     * @return runs as {@link TokenRun#toBytes} has them
     */
    static Iterator<Tuple2<Place, byte[]>> cut(
            RunDirectory run,
            String tokens,
            String packing,
            String places,
            int part,
            SequenceOrder order,
            EmitLayout layout)
            throws IOException {
        return new Cutter(run, tokens, packing, places, part, order, layout);
    }

    /** Walks documents and placements side by side. */
    private static final class Cutter implements Iterator<Tuple2<Place, byte[]>> {
        private final TableReader documents;
        private final TableReader placed;
        private final PlaceCursor places;
        private final String packing;
        private final int part;
        private final EmitLayout layout;
        private final SequenceOrder order;
        private final int width;
        private final List<Tuple2<Place, byte[]>> ready = new ArrayList<>();
        private int nextReady;
        private boolean ended;

        Cutter(
                RunDirectory run,
                String tokens,
                String packing,
                String places,
                int part,
                SequenceOrder order,
                EmitLayout layout)
                throws IOException {
            this.places = places == null ? null : new PlaceCursor(run, places);
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
                        if (places != null) {
                            places.close();
                        }
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
            List<TokenRun.MediaRun> media = media(document, row);
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
                                within(media, offset, length),
                                Arrays.copyOfRange(tokens, offset * width, (offset + length) * width))
                        .toBytes();
                place(stock, placement.getLong("sequence", 0), placement.getInteger("start", 0), run);
            }
        }

        /** The placeholders of the whole document. */
        private List<TokenRun.MediaRun> media(Group document, long row) throws IOException {
            Group spans = document.getGroup("media", 0);
            int count = spans.getFieldRepetitionCount(0);
            if (count == 0) {
                return List.of();
            }
            if (places == null) {
                throw new IOException("part " + part + " has placeholders at row " + row + ", but no media");
            }
            Map<Integer, MediaPlace> own = places.of(row);
            List<TokenRun.MediaRun> media = new ArrayList<>(count);
            for (int i = 0; i < count; i++) {
                Group span = spans.getGroup(0, i).getGroup("element", 0);
                int length = span.getInteger("length", 0);
                MediaPlace place = PlaceCursor.require(own, span.getInteger("index", 0), row, places.path());
                media.add(new TokenRun.MediaRun(span.getInteger("start", 0), length, 0, length, place));
            }
            return media;
        }

        /** The placeholders among some of the document's tokens, counted from the first of those. */
        private static List<TokenRun.MediaRun> within(List<TokenRun.MediaRun> media, int offset, int length) {
            List<TokenRun.MediaRun> within = new ArrayList<>();
            for (TokenRun.MediaRun one : media) {
                int from = Math.max(one.start(), offset);
                int to = Math.min(one.start() + one.length(), offset + length);
                if (from < to) {
                    within.add(
                            new TokenRun.MediaRun(from - offset, to - from, from - one.start(), one.of(), one.place()));
                }
            }
            return within;
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
        /** Opened for the first medium: a shard of text has no such file. */
        private OutputStream media;

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
            } finally {
                if (media != null) {
                    media.close();
                }
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
                media(sequence, start, domain, one);
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

        private void media(long sequence, int start, String domain, TokenRun run) throws IOException {
            for (TokenRun.MediaRun one : run.media()) {
                if (media == null) {
                    FileKind kind = FileKind.MEDIA;
                    String place = EmitStage.directory(directory) + directory.name();
                    media = new BufferedOutputStream(output.file(kind.id(), place, kind.suffix()));
                }
                MediaPlace place = one.place();
                MediaReference reference = new MediaReference(
                        sequence,
                        start + one.start(),
                        one.length(),
                        one.first(),
                        one.of(),
                        place.shard(),
                        place.offset(),
                        place.bytes(),
                        place.mime(),
                        place.sha256(),
                        place.width(),
                        place.height());
                media.write((reference.toJson() + "\n").getBytes(StandardCharsets.UTF_8));
                output.count(EmitStage.MEDIA + directory.name() + "/" + domain, 1);
                output.count(EmitStage.MEDIA_TOKENS + directory.name() + "/" + domain, one.length());
                output.count(EmitStage.MEDIA_CUT + directory.name() + "/" + domain, reference.isCut() ? 1 : 0);
            }
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
