package dev.tamis.tokenizer.eval;

import dev.tamis.tokenizer.eval.EvalFigures.GroupFigures;
import dev.tamis.tokenizer.eval.EvalFigures.Measures;
import dev.tamis.tokenizer.eval.EvalFigures.ModelFigures;
import dev.tamis.tokenizer.eval.EvalFigures.ScriptFigures;
import dev.tamis.tokenizer.eval.EvalFigures.ScriptMeasures;
import dev.tamis.tokenizer.model.NormalizerField;
import dev.tamis.tokenizer.model.TrainerField;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** From counts to measures. */
public final class Measuring {
    /** The order of Renyi's entropy that predicted translation quality best (Zouhar et al. 2023, arXiv 2306.16842). */
    static final double ALPHA = 2.5;

    private static final int OFTEN = 100;
    /** The label of text whose language could not be told; it is no language to compare with. */
    private static final String UNDETERMINED = "und";

    private final List<EvalModel> models;
    private final Tally tally;
    private final SortedMap<String, Tally.Entry> byLanguage = new TreeMap<>();
    private final Tally.Entry all;
    private final String reference;
    private final boolean parallel;
    private final int nslReference;

    private Measuring(List<EvalModel> models, Tally tally, Comparison comparison) {
        this.models = models;
        this.tally = tally;
        all = tally.empty();
        tally.groups().forEach((group, entry) -> {
            byLanguage
                    .computeIfAbsent(group.language(), language -> tally.empty())
                    .add(entry);
            all.add(entry);
        });
        parallel = comparison.parallel();
        reference = comparison.reference() == null ? mostText() : comparison.reference();
        if (comparison.reference() != null && !byLanguage.containsKey(reference)) {
            throw new IllegalArgumentException(
                    "reference language \"" + reference + "\" has no text; languages: " + byLanguage.keySet());
        }
        if (parallel) {
            if (reference == null) {
                throw new IllegalArgumentException("parallel texts need a language that is known; all is \"und\"");
            }
            checkAligned();
        }
        int found = 0;
        for (int i = 0; i < models.size(); i++) {
            found = models.get(i).name().equals(comparison.nslReference()) ? i : found;
        }
        nslReference = found;
    }

    /**
     * What measures compare with.
     *
     * @param reference language, or null for the one with most text
     * @param parallel whether line <i>n</i> says the same in every language
     * @param nslReference name of the model that lengths are compared with, or null for the first
     */
    public record Comparison(String reference, boolean parallel, String nslReference) {
        /** The language with most text, and the first model. */
        public static final Comparison DEFAULT = new Comparison(null, false, null);
    }

    /**
     * The measures of what was counted.
     *
     * @param models those that counted, in the same order
     * @throws IllegalArgumentException where the reference has no text, or lines said to be parallel cannot be
     */
    public static EvalFigures of(List<EvalModel> models, Tally tally, Comparison comparison) {
        return new Measuring(models, tally, comparison).figures();
    }

    private String mostText() {
        return byLanguage.entrySet().stream()
                .filter(entry -> !entry.getKey().equals(UNDETERMINED))
                .max(Comparator.comparingLong((Map.Entry<String, Tally.Entry> entry) -> entry.getValue().text.bytes)
                        .thenComparing(Map.Entry.comparingByKey(Comparator.reverseOrder())))
                .map(Map.Entry::getKey)
                .orElse(null);
    }

    private void checkAligned() {
        long lines = byLanguage.get(reference).text.texts;
        byLanguage.forEach((language, entry) -> {
            if (entry.text.texts != lines) {
                throw new IllegalArgumentException("parallel texts have the same lines: " + language + " has "
                        + entry.text.texts + " of them, " + reference + " " + lines);
            }
        });
    }

    private EvalFigures figures() {
        List<ModelFigures> modelFigures = new ArrayList<>();
        for (int i = 0; i < models.size(); i++) {
            modelFigures.add(model(i));
        }
        List<GroupFigures> groups = new ArrayList<>();
        tally.groups().forEach((group, entry) -> groups.add(group(group.source(), group.language(), entry)));
        List<GroupFigures> languages = new ArrayList<>();
        byLanguage.forEach((language, entry) -> languages.add(group(null, language, entry)));
        return new EvalFigures(
                reference,
                parallel,
                models.get(nslReference).name(),
                modelFigures,
                groups,
                languages,
                scripts(),
                group(null, null, all));
    }

    private ModelFigures model(int i) {
        EvalModel model = models.get(i);
        double[] costs = byLanguage.values().stream()
                .filter(entry -> entry.text.bytes > 0)
                .mapToDouble(
                        entry -> parallel ? entry.tokens[i].tokens : (double) entry.tokens[i].tokens / entry.text.bytes)
                .toArray();
        return new ModelFigures(
                model.name(),
                model.model().type().name().toLowerCase(Locale.ROOT),
                model.model().size(),
                model.facts().usableCount,
                Unreachable.of(model.model()).length,
                model.model().trainer().flag(TrainerField.BYTE_FALLBACK),
                model.model().normalizer().text(NormalizerField.NAME),
                costs.length < 2 ? null : Distribution.gini(costs));
    }

    private GroupFigures group(String source, String language, Tally.Entry entry) {
        SortedMap<String, Long> scripts = new TreeMap<>();
        for (int script = 0; script < TextScripts.COUNT; script++) {
            if (script != TextScripts.NONE && entry.text.charsByScript[script] > 0) {
                scripts.put(TextScripts.name(script), entry.text.charsByScript[script]);
            }
        }
        boolean unspaced = entry.text.isUnspaced();
        List<Measures> byModel = new ArrayList<>();
        for (int i = 0; i < models.size(); i++) {
            byModel.add(measures(language, entry, i, unspaced));
        }
        return new GroupFigures(
                source,
                language,
                entry.text.texts,
                entry.text.bytes,
                entry.text.chars,
                entry.text.words,
                scripts,
                unspaced,
                byModel);
    }

    private Measures measures(String language, Tally.Entry entry, int i, boolean unspaced) {
        PieceFacts facts = models.get(i).facts();
        TextCounts text = entry.text;
        TokenCounts counts = entry.tokens[i];
        long[] ids = counts.ids.toArray();
        long textBytes = 0;
        long normalizedBytes = 0;
        int seen = 0;
        int usableSeen = 0;
        int often = 0;
        for (int id = 0; id < ids.length; id++) {
            textBytes += ids[id] * facts.textBytes[id];
            normalizedBytes += ids[id] * facts.normalizedBytes[id];
            seen += ids[id] > 0 ? 1 : 0;
            usableSeen += ids[id] > 0 && facts.usable[id] ? 1 : 0;
            often += ids[id] >= OFTEN && facts.usable[id] ? 1 : 0;
        }
        long byteTokens = counts.byteTokens();
        double entropy = Distribution.shannonEntropy(ids);
        double renyi = Distribution.renyiEntropy(ids, ALPHA);
        double bits = Distribution.log2(facts.size());
        Tally.Entry other = reference == null ? null : byLanguage.get(reference);
        Double perByte = ratio(counts.tokens, text.bytes);
        Double otherPerByte = other == null ? null : ratio(other.tokens[i].tokens, other.text.bytes);
        boolean checked = counts.checked > 0 && counts.checked == text.texts;
        return new Measures(
                counts.tokens,
                ratio(text.bytes, counts.tokens),
                ratio(text.chars, counts.tokens),
                ratio(counts.tokens, unspaced ? text.chars : text.words),
                ratio(counts.words - counts.wholeWords, counts.words),
                ratio(counts.wholeWords, counts.words),
                ratio(ids[facts.unkId], counts.tokens),
                checked ? ratio(Math.max(0, counts.normalizedBytes - normalizedBytes), counts.normalizedBytes) : null,
                ratio(byteTokens, counts.tokens),
                ratio(byteTokens, textBytes),
                usableSeen,
                ratio(usableSeen, facts.usableCount),
                ratio(often, facts.usableCount),
                entropy,
                entropy / bits,
                renyi / bits,
                seen < 2 ? null : renyi / Distribution.log2(seen),
                language == null || perByte == null || otherPerByte == null || otherPerByte == 0
                        ? null
                        : perByte / otherPerByte,
                language == null || !parallel ? null : ratio(counts.tokens, other.tokens[i].tokens),
                ratio(counts.tokens, entry.tokens[nslReference].tokens),
                checked ? counts.roundTripFailures : null);
    }

    private List<ScriptFigures> scripts() {
        List<long[]> tokens = new ArrayList<>();
        List<long[]> inPieces = new ArrayList<>();
        for (int i = 0; i < models.size(); i++) {
            long[] letters = new long[TextScripts.COUNT];
            long[] byScript = all.tokens[i].byteTokensByScript.clone();
            PieceFacts facts = models.get(i).facts();
            long[] ids = all.tokens[i].ids.toArray();
            for (int id = 0; id < ids.length; id++) {
                byScript[facts.script[id]] += (facts.shape[id] & PieceFacts.IS_BYTE) == 0 ? ids[id] : 0;
                letters[facts.script[id]] += ids[id] * facts.letters[id];
            }
            tokens.add(byScript);
            inPieces.add(letters);
        }
        List<ScriptFigures> figures = new ArrayList<>();
        for (int script = 0; script < TextScripts.COUNT; script++) {
            long chars = all.text.charsByScript[script];
            if (script == TextScripts.NONE || chars == 0) {
                continue;
            }
            List<ScriptMeasures> byModel = new ArrayList<>();
            for (int i = 0; i < models.size(); i++) {
                long count = tokens.get(i)[script];
                // Normalising may make one letter of two or two of one, so what is left over is not quite exact.
                long without = models.get(i).model().trainer().flag(TrainerField.BYTE_FALLBACK)
                        ? all.tokens[i].byteCharsByScript[script]
                        : chars - inPieces.get(i)[script];
                byModel.add(new ScriptMeasures(
                        count, ratio(chars, count), ratio(Math.max(0, Math.min(chars, without)), chars)));
            }
            figures.add(new ScriptFigures(TextScripts.name(script), chars, byModel));
        }
        figures.sort(Comparator.comparingLong(ScriptFigures::chars).reversed().thenComparing(ScriptFigures::script));
        return figures;
    }

    private static Double ratio(long part, long whole) {
        return whole == 0 ? null : (double) part / whole;
    }
}
