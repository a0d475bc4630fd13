package dev.tamis.pipeline.inspect;

import dev.tamis.pipeline.run.DataFile;
import dev.tamis.pipeline.run.Manifest;
import dev.tamis.pipeline.run.RunDirectory;
import dev.tamis.pipeline.table.TableReader;
import dev.tamis.pipeline.table.Tables;
import dev.tamis.shards.format.CorpusIndex;
import dev.tamis.shards.format.FileKind;
import dev.tamis.shards.order.MixturePlan;
import dev.tamis.shards.order.SequenceOrder;
import dev.tamis.shards.read.MediaReference;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.hadoop.ParquetFileReader;
import org.apache.parquet.hadoop.util.HadoopInputFile;

/** Follows tokens back to where they came from, and documents forward to where they went. */
public final class Trace {
    private final RunDirectory run;
    private final Documents documents;
    private CorpusIndex corpus;
    private SequenceOrder order;

    public Trace(RunDirectory run) throws IOException {
        this.run = run;
        this.documents = new Documents(run);
    }

    /**
     * A run of tokens of one document within one sequence.
     *
     * @param shard the files of the emitted shard without their suffixes, relative to the run directory
     * @param sequence its number in the phase
     * @param start first token of the run within the sequence
     * @param length its tokens
     * @param documentOffset the document's tokens before it, in the order it was encoded in (docs/packing.md)
     * @param domain of the mixture
     * @param epoch how often the domain had been gone through before
     */
    public record Span(
            String phase,
            String shard,
            long sequence,
            int start,
            int length,
            String source,
            String domain,
            int epoch,
            String id,
            int part,
            long row,
            long documentOffset) {
        private Span at(String newPhase, long newSequence, int newEpoch) {
            return new Span(
                    newPhase,
                    shard,
                    newSequence,
                    start,
                    length,
                    source,
                    domain,
                    newEpoch,
                    id,
                    part,
                    row,
                    documentOffset);
        }
    }

    /** A document and every place where its tokens stand. */
    public record DocumentTrace(StoredDocument document, List<Span> spans) {}

    /**
     * A sequence and the documents it is made of, in order.
     *
     * @param media that its placeholders stand for, in order, as the sidecar has them
     */
    public record SequenceTrace(
            String phase,
            long sequence,
            List<Span> spans,
            List<StoredDocument> documents,
            List<MediaReference> media) {}

    /** Follows a document; empty where the run has none of this id. */
    public Optional<DocumentTrace> document(String id) throws IOException {
        Optional<StoredDocument> found = documents.find(id);
        if (found.isEmpty()) {
            return Optional.empty();
        }
        List<Span> spans = new ArrayList<>();
        Optional<Manifest> emit = run.manifest("emit");
        if (emit.isPresent()) {
            for (DataFile file : emit.get().table("provenance")) {
                for (Span span : read(file, row -> row.getString("id", 0).equals(id))) {
                    spans.addAll(inPhases(span));
                }
            }
        }
        return Optional.of(new DocumentTrace(found.get(), spans));
    }

    /**
     * Follows a sequence of a phase.
     *
     * @throws IOException where the phase or the sequence does not exist; the message says what does
     */
    public SequenceTrace sequence(String phase, long sequence) throws IOException {
        Manifest emit = run.required("emit");
        MixturePlan plan = plan();
        List<String> names = plan.phases().stream().map(MixturePlan.Phase::name).toList();
        int number = names.indexOf(phase);
        if (number < 0) {
            throw new IOException("No phase \"" + phase + "\" in " + run + ": it has " + String.join(", ", names));
        }
        long sequences = plan.phases().get(number).sequences();
        if (sequence < 0 || sequence >= sequences) {
            throw new IOException("No sequence " + sequence + " in phase " + phase + ": it has "
                    + (sequences == 0 ? "none" : "0 to " + (sequences - 1)));
        }
        Stored stored = stored(number, sequence);
        List<Span> spans = new ArrayList<>();
        for (DataFile file : emit.table("provenance")) {
            if (directory(file).equals(stored.directory()) && lastSequence(file) >= stored.sequence()) {
                read(file, row -> row.getLong("sequence", 0) == stored.sequence())
                        .forEach(span -> spans.add(span.at(phase, sequence, stored.epoch(span))));
                break;
            }
        }
        List<StoredDocument> inOrder = documents.at(spans.stream()
                .map(span -> new Documents.Place(span.part(), span.row()))
                .toList());
        return new SequenceTrace(phase, sequence, spans, inOrder, media(emit, spans, stored.sequence()));
    }

    /** The references of a sequence; its runs stand in one shard. */
    private List<MediaReference> media(Manifest emit, List<Span> spans, long sequence) throws IOException {
        List<MediaReference> media = new ArrayList<>();
        for (DataFile file : emit.table(FileKind.MEDIA.id())) {
            if (spans.isEmpty() || !file.path().equals(spans.get(0).shard() + FileKind.MEDIA.suffix())) {
                continue;
            }
            try (BufferedReader lines =
                    new BufferedReader(new InputStreamReader(run.open(file.path()), StandardCharsets.UTF_8))) {
                for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                    MediaReference one = MediaReference.parse(line);
                    if (one.sequence() == sequence) {
                        media.add(one);
                    }
                }
            }
        }
        return media;
    }

    /**
     * Where a sequence of a phase is stored.
     *
     * @param drawn the epoch in which the phase draws it, or -1 where the provenance says so
     */
    private record Stored(String directory, long sequence, long drawn) {
        int epoch(Span span) {
            return drawn < 0 ? span.epoch() : Math.toIntExact(drawn);
        }
    }

    private Stored stored(int phase, long sequence) throws IOException {
        CorpusIndex corpus = corpus();
        if (corpus.layout() == CorpusIndex.Layout.PHASES) {
            return new Stored(corpus.phases().get(phase).directory().path(), sequence, -1);
        }
        SequenceOrder.Occurrence at = order().at(phase, sequence);
        return new Stored(corpus.stocks().get(at.stock()).directory().path(), at.sequence(), at.epoch());
    }

    /** The places in the phases of what is stored in one place. */
    private List<Span> inPhases(Span stored) throws IOException {
        CorpusIndex corpus = corpus();
        if (corpus.layout() == CorpusIndex.Layout.PHASES) {
            return List.of(stored);
        }
        List<MixturePlan.Phase> phases = plan().phases();
        List<Span> spans = new ArrayList<>();
        // The index has the plan's stocks, in their order.
        for (int i = 0; i < corpus.stocks().size(); i++) {
            if (corpus.stocks().get(i).directory().path().equals(stored.phase())) {
                order().forEachOccurrence(
                                i,
                                stored.sequence(),
                                (phase, slot, epoch) ->
                                        spans.add(stored.at(phases.get(phase).name(), slot, Math.toIntExact(epoch))));
            }
        }
        return spans;
    }

    private CorpusIndex corpus() throws IOException {
        if (corpus == null) {
            String path = "tokens/" + CorpusIndex.FILE;
            corpus = CorpusIndex.parse(run.bytes(path), path);
        }
        return corpus;
    }

    private MixturePlan plan() throws IOException {
        return order().plan();
    }

    private SequenceOrder order() throws IOException {
        if (order == null) {
            String json = new String(run.bytes("tokens/" + CorpusIndex.PLAN), StandardCharsets.UTF_8);
            order = new SequenceOrder(MixturePlan.fromJson(json));
        }
        return order;
    }

    private static String directory(DataFile file) {
        return file.path().split("/")[1];
    }

    private long lastSequence(DataFile file) throws IOException {
        try (ParquetFileReader reader =
                ParquetFileReader.open(HadoopInputFile.fromPath(run.path(file.path()), run.conf()))) {
            return reader.getFooter().getBlocks().stream()
                    .flatMap(block -> block.getColumns().stream())
                    .filter(column -> column.getPath().toDotString().equals("sequence"))
                    .mapToLong(column -> ((Number) column.getStatistics().genericGetMax()).longValue())
                    .max()
                    .orElse(-1);
        }
    }

    /** The runs that are stored in a file, as if its directory were a phase. */
    private List<Span> read(DataFile file, Predicate<Group> wanted) throws IOException {
        List<Span> spans = new ArrayList<>();
        String shard = file.path().replace(FileKind.PROVENANCE.suffix(), "");
        try (TableReader reader = new TableReader(run.path(file.path()), Tables.PROVENANCE, run.conf())) {
            for (Group row = reader.next(); row != null; row = reader.next()) {
                if (wanted.test(row)) {
                    spans.add(new Span(
                            directory(file),
                            shard,
                            row.getLong("sequence", 0),
                            row.getInteger("start", 0),
                            row.getInteger("length", 0),
                            row.getString("source", 0),
                            row.getString("domain", 0),
                            row.getInteger("epoch", 0),
                            row.getString("id", 0),
                            row.getInteger("part", 0),
                            row.getLong("row", 0),
                            row.getLong("document_offset", 0)));
                }
            }
        }
        return spans;
    }
}
