package dev.tamis.pipeline.inspect;

import dev.tamis.pipeline.run.DataFile;
import dev.tamis.pipeline.run.Manifest;
import dev.tamis.pipeline.run.RunDirectory;
import dev.tamis.pipeline.table.TableReader;
import dev.tamis.pipeline.table.Tables;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.hadoop.ParquetFileReader;
import org.apache.parquet.hadoop.util.HadoopInputFile;

/** Follows tokens back to where they came from, and documents forward to where they went. */
public final class Trace {
    private final RunDirectory run;
    private final Documents documents;

    public Trace(RunDirectory run) throws IOException {
        this.run = run;
        this.documents = new Documents(run);
    }

    /**
     * A run of tokens of one document within one sequence.
     *
     * @param shard the emitted shard, relative to the run directory
     * @param sequence its number in the phase
     * @param start first token of the run within the sequence
     * @param length its tokens
     * @param documentOffset the document's tokens before it, in the order it was encoded in (docs/packing.md)
     * @param epoch how often the source had been gone through before
     */
    public record Span(
            String phase,
            String shard,
            long sequence,
            int start,
            int length,
            String source,
            int epoch,
            String id,
            int part,
            long row,
            long documentOffset) {}

    /** A document and every place where its tokens stand. */
    public record DocumentTrace(StoredDocument document, List<Span> spans) {}

    /** A sequence and the documents it is made of, in order. */
    public record SequenceTrace(String phase, long sequence, List<Span> spans, List<StoredDocument> documents) {}

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
                read(file, spans, span -> span.id().equals(id));
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
        List<Span> spans = new ArrayList<>();
        List<String> phases = new ArrayList<>();
        long last = -1;
        for (DataFile file : emit.table("provenance")) {
            String name = phase(file);
            if (!phases.contains(name)) {
                phases.add(name);
            }
            if (name.equals(phase)) {
                last = Math.max(last, lastSequence(file));
                if (sequence >= 0 && sequence <= last && spans.isEmpty()) {
                    read(file, spans, span -> span.sequence() == sequence);
                }
            }
        }
        if (!phases.contains(phase)) {
            throw new IOException("No phase \"" + phase + "\" in " + run + ": it has " + String.join(", ", phases));
        }
        if (spans.isEmpty()) {
            throw new IOException("No sequence " + sequence + " in phase " + phase + ": it has 0 to " + last);
        }
        List<StoredDocument> inOrder = documents.at(spans.stream()
                .map(span -> new Documents.Place(span.part(), span.row()))
                .toList());
        return new SequenceTrace(phase, sequence, spans, inOrder);
    }

    private static String phase(DataFile file) {
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

    private void read(DataFile file, List<Span> spans, java.util.function.Predicate<Span> wanted) throws IOException {
        String shard = file.path().replace(".provenance.parquet", ".bin");
        try (TableReader reader = new TableReader(run.path(file.path()), Tables.PROVENANCE, run.conf())) {
            for (Group row = reader.next(); row != null; row = reader.next()) {
                Span span = new Span(
                        phase(file),
                        shard,
                        row.getLong("sequence", 0),
                        row.getInteger("start", 0),
                        row.getInteger("length", 0),
                        row.getString("source", 0),
                        row.getInteger("epoch", 0),
                        row.getString("id", 0),
                        row.getInteger("part", 0),
                        row.getLong("row", 0),
                        row.getLong("document_offset", 0));
                if (wanted.test(span)) {
                    spans.add(span);
                }
            }
        }
    }
}
