package dev.tamis.pipeline.fit;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.tamis.filters.language.StopWordTable;
import dev.tamis.filters.record.Kind;
import dev.tamis.filters.signal.Settings;
import dev.tamis.filters.signal.SignalType;
import dev.tamis.filters.signal.Signals;
import dev.tamis.filters.signal.StopWordSetting;
import dev.tamis.filters.text.TextView;
import dev.tamis.pipeline.rule.CompiledRules;
import dev.tamis.pipeline.rule.Rule;
import dev.tamis.pipeline.rule.RuleTable;
import dev.tamis.pipeline.rule.Threshold;
import dev.tamis.pipeline.table.Measurement;
import java.io.IOException;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * Derives a row of a rule table for another language: every column that a rule compares with a signal gets a value from
 * that signal's distribution over good text in the language.
 */
public final class LanguageFit {
    /** The key of the row whose values are English thresholds. */
    public static final String ENGLISH = "en";

    /** Fewer documents say nothing of a tail. */
    private static final int FEWEST = 20;

    private static final int STOP_WORDS_NEEDED = 2;

    private final RuleTable table;
    private final Kind kind;
    private final List<Limit> limits;

    /**
     * @param rules of one file with one table
     * @param kind of record that the texts are measured as
     * @throws IllegalArgumentException if no rule compares a signal with a column of a table
     */
    public LanguageFit(List<Rule> rules, Kind kind) {
        this.kind = kind;
        this.table = rules.stream()
                .flatMap(rule -> rule.tables().stream())
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("The rules look nothing up in a table"));
        Map<String, Limit> found = new LinkedHashMap<>();
        for (Threshold threshold :
                CompiledRules.compile(rules, Signals.types()).counterfactuals().thresholds()) {
            String prefix = table.name() + ".";
            SignalType type = Signals.types().get(threshold.measured());
            if (threshold.limit().startsWith(prefix) && (type == SignalType.LONG || type == SignalType.DOUBLE)) {
                String column = threshold.limit().substring(prefix.length());
                if (table.columns().containsKey(column)) {
                    boolean whole = table.columns().get(column) == SignalType.LONG;
                    found.putIfAbsent(column, new Limit(column, threshold.measured(), threshold.sign(), whole));
                }
            }
        }
        if (found.isEmpty()) {
            throw new IllegalArgumentException("No rule compares a signal with a column of table " + table.name()
                    + ", as in words >= " + table.name() + ".min_words");
        }
        this.limits = List.copyOf(found.values());
    }

    /**
     * What came of a fit.
     *
     * @param documents of the reference
     * @param thresholds in the order of the rules
     * @param stopWords most frequent first
     * @param withoutStopWords share of the reference that holds fewer than two of them
     * @param header of the table's file
     * @param row for the table's file; a cell is empty where nothing was found
     */
    public record Result(
            @JsonProperty("language") String language,
            @JsonProperty("method") String method,
            @JsonProperty("documents") int documents,
            @JsonProperty("thresholds") List<Fitted> thresholds,
            @JsonProperty("stop_words") List<String> stopWords,
            @JsonProperty("without_stop_words") double withoutStopWords,
            @JsonProperty("header") String header,
            @JsonProperty("row") String row) {

        /** The line for a table of stop words. */
        public String stopWordLine() {
            return language + "\t" + String.join(" ", stopWords);
        }
    }

    /**
     * A threshold.
     *
     * @param value as a table has it, or null where the method gives none
     * @param rejected share of the reference's documents that it would reject
     * @param known the value in the row of the language that the table has already, or null
     */
    public record Fitted(
            @JsonProperty("column") String column,
            @JsonProperty("signal") String signal,
            @JsonProperty("sign") String sign,
            @JsonProperty("value") String value,
            @JsonProperty("rejected") double rejected,
            @JsonProperty("known") String known) {}

    /**
     * Fits a row.
     *
     * @param language code, the row's key
     * @param english an English reference, or null
     * @param tail share that {@link Method#TAIL} rejects
     * @param deviations that {@link Method#MEAN_STD} takes without an English reference
     */
    public Result fit(
            String language,
            ReferenceTexts texts,
            ReferenceTexts english,
            Method method,
            double tail,
            double deviations)
            throws IOException {
        if (method.needsEnglish() && english == null) {
            throw new IllegalArgumentException(
                    "Method " + method.id() + " compares with English: give an English reference");
        }
        StopWordCount stopWords = new StopWordCount(language);
        TextView view = new TextView();
        texts.forEach(text -> {
            view.reset(text);
            stopWords.add(view);
        });
        List<String> words = stopWords.words();
        // The row holds beside these words: what counts stop words is measured with them.
        Settings settings = words.isEmpty()
                ? Settings.none()
                : Settings.none()
                        .with(
                                StopWordSetting.STOP_WORDS,
                                StopWordTable.bundled().with(language, words));
        Corpus corpus = new Corpus(texts, new Measurement(settings, language), stopWords, new HashSet<>(words));
        if (corpus.documents < FEWEST) {
            throw new IllegalArgumentException("The reference has " + corpus.documents + " documents (at least "
                    + FEWEST + "; a text file is one document unless it is split by lines)");
        }
        Corpus englishCorpus =
                english == null ? null : new Corpus(english, new Measurement(Settings.none(), ENGLISH), null, Set.of());
        List<Fitted> fitted = new ArrayList<>();
        Map<String, String> cells = new TreeMap<>();
        for (Limit limit : limits) {
            Fitted one = fit(limit, language, corpus, englishCorpus, method, tail, deviations);
            fitted.add(one);
            cells.put(one.column(), one.value() == null ? "" : one.value());
        }
        List<String> row = new ArrayList<>(List.of(language));
        table.columns().keySet().forEach(column -> row.add(cells.getOrDefault(column, "")));
        List<String> header = new ArrayList<>(List.of(table.key()));
        header.addAll(table.columns().keySet());
        return new Result(
                language,
                method.id(),
                corpus.documents,
                fitted,
                words,
                (double) corpus.withoutStopWords / corpus.documents,
                String.join("\t", header),
                String.join("\t", row));
    }

    private Fitted fit(
            Limit limit,
            String language,
            Corpus corpus,
            Corpus english,
            Method method,
            double tail,
            double deviations) {
        Sample sample = corpus.samples.get(limit.signal());
        Object known = table.rows().containsKey(language) ? cell(language, limit.column()) : null;
        Object englishLimit = table.rows().containsKey(ENGLISH) ? cell(ENGLISH, limit.column()) : null;
        if (sameInAll(limit.column())) {
            // Not a matter of language, such as how many stop words a text must have; but the tail's promise comes
            // first.
            double same = ((Number) englishLimit).doubleValue();
            if (method != Method.TAIL || sample.rejected(limit, same) <= Method.most(tail, sample.size())) {
                return fitted(limit, sample, corpus, englishLimit.toString(), known);
            }
        }
        double value = sample.size() == 0 || ofEnglishOnly(limit.column())
                ? Double.NaN
                : method.limit(
                        limit,
                        sample,
                        english == null ? null : english.samples.get(limit.signal()),
                        englishLimit instanceof Number number ? number.doubleValue() : Double.NaN,
                        tail,
                        deviations);
        String text = Double.isNaN(value) ? null : cell(limit, sample, value, method, tail);
        return fitted(limit, sample, corpus, text, known);
    }

    /** The value as the table has it; where {@code <} or {@code >} rejects the sample's own value, the next one. */
    private static String cell(Limit limit, Sample sample, double value, Method method, double tail) {
        BigDecimal rounded = limit.rounded(value);
        if (method == Method.TAIL && sample.rejected(limit, rounded.doubleValue()) > Method.most(tail, sample.size())) {
            rounded = limit.isUpper() ? rounded.add(rounded.ulp()) : rounded.subtract(rounded.ulp());
        }
        return rounded.stripTrailingZeros().toPlainString();
    }

    private static Fitted fitted(Limit limit, Sample sample, Corpus corpus, String text, Object known) {
        return new Fitted(
                limit.column(),
                limit.signal(),
                limit.sign(),
                text,
                text == null ? 0 : (double) sample.rejected(limit, Double.parseDouble(text)) / corpus.documents,
                known == null ? null : known.toString());
    }

    /** Whether English and all other languages of the table have one value. */
    private boolean sameInAll(String column) {
        return table.rows().containsKey(ENGLISH)
                && table.rows().size() > 1
                && cell(ENGLISH, column) instanceof Number number
                && table.rows().keySet().stream().allMatch(key -> number.equals(cell(key, column)));
    }

    /** Whether the table has the column for English alone, so that its rule is for no other language. */
    private boolean ofEnglishOnly(String column) {
        return table.rows().size() > 1
                && table.rows().keySet().stream().allMatch(key -> key.equals(ENGLISH) || cell(key, column) == null);
    }

    private Object cell(String key, String column) {
        return table.rows().get(key).get(List.copyOf(table.columns().keySet()).indexOf(column));
    }

    /** The values of the limits' signals over a corpus. */
    private final class Corpus {
        private final Map<String, Sample> samples = new TreeMap<>();
        private int documents;
        private int withoutStopWords;

        /** @param counter of stop words, or null where they are not asked for */
        Corpus(ReferenceTexts texts, Measurement measurement, StopWordCount counter, Set<String> words)
                throws IOException {
            List<String> names = List.copyOf(Signals.types().keySet());
            limits.forEach(limit -> samples.putIfAbsent(limit.signal(), new Sample()));
            texts.forEach(text -> {
                measurement.measure(kind, text, null, Map.of());
                Object[] values = measurement.values();
                samples.forEach((signal, sample) -> {
                    if (values[names.indexOf(signal)] instanceof Number number) {
                        sample.add(number.doubleValue());
                    }
                });
                if (counter != null && counter.found(measurement.view(), words) < STOP_WORDS_NEEDED) {
                    withoutStopWords++;
                }
                documents++;
            });
        }
    }
}
