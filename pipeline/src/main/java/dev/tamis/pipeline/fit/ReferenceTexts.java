package dev.tamis.pipeline.fit;

import dev.tamis.filters.decode.PlainText;
import dev.tamis.filters.decode.TextDecoder;
import dev.tamis.filters.ingest.ShardEntry;
import dev.tamis.filters.ingest.ShardEntry.Damaged;
import dev.tamis.filters.ingest.ShardEntry.RawRecord;
import dev.tamis.filters.ingest.ShardFormat;
import dev.tamis.filters.ingest.ShardOptions;
import dev.tamis.filters.ingest.ShardReader;
import dev.tamis.filters.record.ExtractionException;
import dev.tamis.filters.record.Limits;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;

/**
 * The documents of a reference corpus: each {@code text} of a JSON line where a file's name says {@code .jsonl}, else each
 * file or each run of so many of its lines that are not blank. Files may be compressed by gzip or zstd.
 */
public final class ReferenceTexts {
    private final List<Path> files;
    private final int linesPerDocument;
    private final Limits limits;

    /** @param linesPerDocument of text files; 0 for whole files */
    public ReferenceTexts(List<Path> files, int linesPerDocument, Limits limits) {
        this.files = List.copyOf(files);
        this.linesPerDocument = linesPerDocument;
        this.limits = limits;
    }

    /**
     * Gives every document in order.
     *
     * @throws IOException if a file cannot be read to its end: a corpus that is cut off is no reference
     */
    public void forEach(Consumer<String> documents) throws IOException {
        for (Path file : files) {
            boolean jsonl = file.getFileName().toString().contains(".jsonl");
            ShardOptions options = ShardOptions.of(jsonl ? ShardFormat.JSONL : ShardFormat.FILES);
            try (ShardReader reader = ShardFormat.open(options, file.toString(), Files.newInputStream(file), limits)) {
                for (ShardEntry entry = reader.next(); entry != null; entry = reader.next()) {
                    if (entry instanceof Damaged damaged) {
                        throw new IOException(file + ":" + damaged.origin().offset() + ": "
                                + damaged.reason().id() + ": " + damaged.message());
                    }
                    if (entry instanceof RawRecord record) {
                        if (jsonl) {
                            documents.accept(new String(record.content(), StandardCharsets.UTF_8));
                        } else {
                            split(text(file, record), documents);
                        }
                    }
                }
            }
        }
    }

    private static String text(Path file, RawRecord record) throws IOException {
        try {
            return PlainText.of(TextDecoder.decode(record.content(), null).text());
        } catch (ExtractionException e) {
            throw new IOException(file + ": " + e.reason().id() + ": " + e.getMessage(), e);
        }
    }

    private void split(String text, Consumer<String> documents) {
        if (linesPerDocument == 0) {
            documents.accept(text);
            return;
        }
        StringBuilder document = new StringBuilder();
        int lines = 0;
        for (String line : (Iterable<String>) text.lines()::iterator) {
            if (!line.isBlank()) {
                document.append(lines == 0 ? "" : "\n").append(line);
                lines++;
            }
            if (lines == linesPerDocument) {
                documents.accept(document.toString());
                document.setLength(0);
                lines = 0;
            }
        }
        // What is left is too short to be like the others.
    }
}
