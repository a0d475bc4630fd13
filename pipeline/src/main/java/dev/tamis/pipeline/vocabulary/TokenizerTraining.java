package dev.tamis.pipeline.vocabulary;

import dev.tamis.pipeline.wordcount.CountedWords;
import dev.tamis.pipeline.wordcount.GroupShare;
import dev.tamis.pipeline.wordcount.StoredTexts;
import dev.tamis.tokenizer.model.SentencePieceModel;
import dev.tamis.tokenizer.train.Progress;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.spark.api.java.JavaSparkContext;

/** Trains a SentencePiece model on stored texts: words are counted where the texts lie. */
public final class TokenizerTraining {
    private TokenizerTraining() {}

    /**
     * What was made, of what.
     *
     * @param figures counts of lines and words, by name
     * @param groups what each source or language contributed
     */
    public record Trained(SentencePieceModel model, SortedMap<String, Long> figures, List<GroupShare> groups) {

        /** The figures as {@code tokenizer/report.json} has them. */
        public Map<String, Object> report(String by) {
            Map<String, Object> report = new LinkedHashMap<>();
            report.put("model_type", model.type().name().toLowerCase(Locale.ROOT));
            report.put("figures", figures);
            List<Map<String, Object>> lines = new ArrayList<>();
            for (GroupShare group : groups) {
                Map<String, Object> line = new LinkedHashMap<>();
                line.put(by, group.group());
                line.put("sentences", group.sentences());
                line.put("bytes", group.bytes());
                line.put("share_asked", group.asked());
                line.put("share_realised", group.realised());
                line.put("factor", group.multiplier());
                lines.add(line);
            }
            report.put("sample", lines);
            return report;
        }
    }

    /**
     * Trains a model; the same texts and options give the same bytes whatever counted them.
     *
     * @throws IllegalArgumentException where options and texts allow no model
     */
    public static Trained train(
            JavaSparkContext spark, StoredTexts texts, CountedWords.Request request, Progress progress)
            throws IOException {
        try (CountedWords words = CountedWords.count(spark, texts, request)) {
            SortedMap<String, Long> figures = new TreeMap<>(words.figures());
            progress.report(String.format(
                    Locale.ROOT,
                    "counted %,d sentences of %,d bytes: %,d distinct words",
                    figures.get("sentences"),
                    figures.get("bytes"),
                    figures.get("distinct_words")));
            SentencePieceModel model =
                    SparkTraining.train(words.blocks(), request.options().compiled(), progress);
            figures.put("vocab_size", (long) model.size());
            return new Trained(model, figures, words.groups());
        }
    }
}
