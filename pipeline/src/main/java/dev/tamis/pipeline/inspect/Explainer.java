package dev.tamis.pipeline.inspect;

import dev.tamis.filters.clean.Cleaned;
import dev.tamis.filters.clean.Cleaning;
import dev.tamis.filters.extract.Extraction;
import dev.tamis.filters.ingest.ShardEntry;
import dev.tamis.filters.record.ExtractedText;
import dev.tamis.filters.record.ExtractionException;
import dev.tamis.filters.record.Kind;
import dev.tamis.filters.record.Limits;
import dev.tamis.filters.record.Origin;
import dev.tamis.filters.record.Reason;
import dev.tamis.filters.signal.Settings;
import dev.tamis.filters.signal.SignalType;
import dev.tamis.models.ScoredText;
import dev.tamis.pipeline.model.ModelScorers;
import dev.tamis.pipeline.rule.CompiledRules;
import dev.tamis.pipeline.rule.Rule;
import dev.tamis.pipeline.table.Measurement;
import java.io.Closeable;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;

/** Shows what Tamis makes of single files: the text, the signals, and the rules that would reject it. */
public final class Explainer implements Closeable {
    private static final Set<String> PAGES = Set.of("html", "htm", "xhtml");
    private static final Set<String> BOOKS =
            Set.of("txt", "pdf", "epub", "docx", "doc", "odt", "rtf", "pptx", "fb2", "md", "rst");

    private final Limits limits;
    private final Extraction extraction;
    private final Function<Kind, Cleaning> cleaning;
    private final Measurement measurement;
    private final CompiledRules rules;
    private final List<String> columns;
    private final ModelScorers scorers;

    /**
     * @param columns all that the rules may read, with the signals first; what no model here gives is null
     * @param cleaning the cleaners that a kind of file goes through
     * @param settings what signals are given
     * @param scorers the models that score the texts; closed with this
     */
    public Explainer(
            List<Rule> rules,
            Map<String, SignalType> columns,
            Limits limits,
            Function<Kind, Cleaning> cleaning,
            Settings settings,
            ModelScorers scorers) {
        this.columns = List.copyOf(columns.keySet());
        this.scorers = scorers;
        this.cleaning = cleaning;
        this.measurement = new Measurement(settings);
        this.limits = limits;
        this.extraction = new Extraction(limits);
        this.rules = CompiledRules.compile(rules, columns);
    }

    /**
     * What came of a file. Either {@code error} is null, or all but {@code file} and {@code kind} are.
     *
     * @param signals without those that are null, in the order of their list
     */
    public record Explanation(
            String file,
            Kind kind,
            String text,
            Map<String, Object> signals,
            List<String> rejectedBy,
            Map<String, String> meta,
            Failure error) {}

    /** Why a file gave nothing. */
    public record Failure(String stage, String errorClass, String message) {}

    /**
     * Explains a file.
     *
     * @param kind or null to go by the file's name
     */
    public Explanation explain(Path file, Kind kind) {
        Kind sort = kind == null ? kindOf(file) : kind;
        byte[] content;
        try {
            long size = Files.size(file);
            if (size > limits.recordBytes()) {
                return failed(
                        file,
                        sort,
                        "ingest",
                        "record.too_large",
                        String.format(
                                Locale.ROOT, "%,d bytes (limits.record_bytes is %,d)", size, limits.recordBytes()));
            }
            content = Files.readAllBytes(file);
        } catch (IOException e) {
            return failed(file, sort, "ingest", e.getClass().getSimpleName(), "cannot be read: " + e.getMessage());
        }
        ExtractedText extracted;
        try {
            Origin origin = new Origin(file.toString(), 0, content.length, pathOf(file), null, null, null);
            extracted = extraction.extract(sort, new ShardEntry.RawRecord(origin, content, false, Map.of()));
        } catch (ExtractionException e) {
            return failed(file, sort, "extract", e.reason().id(), e.getMessage());
        }
        Map<String, String> meta = new TreeMap<>(extracted.meta());
        Cleaned cleaned = cleaning.apply(sort).clean(extracted.text());
        if (cleaned.text().isBlank() && !extracted.text().isBlank()) {
            return failed(file, sort, "clean", Reason.EMPTY_TEXT.id(), "no text was left after cleaning");
        }
        measurement.measure(sort, cleaned, null, meta);
        Object[] values = Arrays.copyOf(measurement.values(), columns.size());
        try {
            scorers.score(
                    List.of(new ScoredText(
                            cleaned.text().getBytes(StandardCharsets.UTF_8), (String) values[columns.indexOf("lang")])),
                    (text, column, value) -> values[columns.indexOf(column)] = value);
        } catch (IOException e) {
            return failed(file, sort, "score", e.getClass().getSimpleName(), e.getMessage());
        }
        Map<String, Object> signals = new LinkedHashMap<>();
        for (int i = 0; i < values.length; i++) {
            if (values[i] != null) {
                signals.put(columns.get(i), values[i]);
            }
        }
        return new Explanation(
                file.toString(),
                sort,
                cleaned.text(),
                signals,
                rules.failed(sort.id(), null, null, values),
                meta,
                null);
    }

    /** The path that signals read, as a source would have it: with {@code /}, relative, and not above where it starts. */
    static String pathOf(Path file) {
        List<String> names = new ArrayList<>();
        for (Path name : file.normalize()) {
            if (!name.toString().equals("..")) {
                names.add(name.toString());
            }
        }
        return String.join("/", names);
    }

    private static Explanation failed(Path file, Kind kind, String stage, String errorClass, String message) {
        return new Explanation(file.toString(), kind, null, null, null, null, new Failure(stage, errorClass, message));
    }

    /** The kind a file's name suggests: pages, documents, and else code. */
    static Kind kindOf(Path file) {
        String name = file.getFileName().toString().toLowerCase(Locale.ROOT);
        String extension = name.substring(name.lastIndexOf('.') + 1);
        if (PAGES.contains(extension)) {
            return Kind.WEB;
        }
        return BOOKS.contains(extension) ? Kind.BOOK : Kind.CODE;
    }

    @Override
    public void close() throws IOException {
        extraction.close();
        scorers.close();
    }
}
