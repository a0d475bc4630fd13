package dev.tamis.models.ngram;

import dev.tamis.filters.signal.SignalType;
import dev.tamis.models.ModelException;
import dev.tamis.models.ScoreColumn;
import dev.tamis.models.ScoredText;
import dev.tamis.models.Scores;
import dev.tamis.models.TextModel;
import dev.tamis.models.TextScorer;
import dev.tamis.tokenizer.ByteArray;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The perplexity of texts by n-gram models of their languages, as CCNet has it (Wenzek et al. 2020, section 3.3): 10 to the
 * power of -log10(P) / length, where length counts the pieces of each sentence and its end.
 */
public final class PerplexityModel implements TextModel {
    private static final List<ScoreColumn> COLUMNS = List.of(
            new ScoreColumn(
                    "",
                    SignalType.DOUBLE,
                    "Perplexity for each piece by the model of the text's language, 1 or more; null without such a model,"
                            + " or without any piece."),
            new ScoreColumn(
                    "_tokens",
                    SignalType.LONG,
                    "Pieces that the perplexity is over, with one more for each end of a sentence; null without a"
                            + " model of the language."));

    private final SortedMap<String, PieceModel> languages;
    private final PieceModel others;
    private final Normalization normalization;

    private PerplexityModel(SortedMap<String, PieceModel> languages, PieceModel others, Normalization normalization) {
        this.languages = languages;
        this.others = others;
        this.normalization = normalization;
    }

    /**
     * Opens the models of some languages.
     *
     * @param files at most one of each language, and at most one without, for all languages that have none of their own
     * @throws ModelException where a file is broken, naming it
     */
    public static PerplexityModel open(List<LanguageFiles> files, Normalization normalization) throws IOException {
        SortedMap<String, PieceModel> languages = new TreeMap<>();
        PieceModel others = null;
        for (LanguageFiles one : files) {
            PieceModel model = PieceModel.open(one.model(), one.tokenizer());
            boolean twice =
                    one.language() == null ? others != null : languages.putIfAbsent(one.language(), model) != null;
            if (twice) {
                throw new IllegalArgumentException("two models for "
                        + (one.language() == null ? "all languages" : "language \"" + one.language() + "\""));
            }
            others = one.language() == null ? model : others;
        }
        return new PerplexityModel(languages, others, normalization);
    }

    @Override
    public List<ScoreColumn> columns() {
        return COLUMNS;
    }

    @Override
    public TextScorer scorer() {
        return new Scorer();
    }

    private PieceModel model(String language) {
        PieceModel own = language == null ? null : languages.get(language);
        return own == null ? others : own;
    }

    private final class Scorer implements TextScorer {
        private final Map<PieceModel, PieceModel.Scorer> scorers = new HashMap<>();
        private ByteArray normal = new ByteArray();

        @Override
        public void score(List<ScoredText> texts, Scores scores) {
            for (int i = 0; i < texts.size(); i++) {
                PieceModel model = model(texts.get(i).lang());
                if (model != null) {
                    PieceModel.Scorer scorer = scorers.computeIfAbsent(model, PieceModel::scorer);
                    score(texts.get(i).utf8(), scorer);
                    scores.set(i, 0, scorer.perplexity());
                    scores.set(i, 1, scorer.tokens());
                }
            }
        }

        private void score(byte[] utf8, PieceModel.Scorer scorer) {
            scorer.reset();
            if (normalization == Normalization.CCNET) {
                if (normal.array().length > KEPT && utf8.length < KEPT / 2) {
                    normal = new ByteArray();
                }
                CcnetText.normalize(utf8, 0, utf8.length, normal);
                scorer.add(normal.array(), 0, normal.size());
                return;
            }
            int start = 0;
            for (int at = 0; at <= utf8.length; at++) {
                if (at == utf8.length || utf8[at] == '\n') {
                    scorer.add(utf8, start, at - start);
                    start = at + 1;
                }
            }
        }
    }

    /** Room for one long text is not kept for the short ones after it. */
    private static final int KEPT = 8 << 20;
}
