package dev.tamis.bench;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.tamis.models.ScoredText;
import dev.tamis.models.Scores;
import dev.tamis.models.TextScorer;
import dev.tamis.models.relevance.ImportanceModel;
import dev.tamis.models.relevance.NgramCounts;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Importance weights of the texts of a file, one JSON string a line, with every tenth of them as the target: the side of ours of
 * {@code bench/peers/dsir.py}. Prints CPU time of fitting and scoring, the best of some rounds.
 */
public final class RelevanceSpeed {
    private static final int ROUNDS = 8;

    private RelevanceSpeed() {}

    /** Takes {@code TEXTS WEIGHTS DOCUMENTS}: the file of texts, the file to write weights and n-grams to, and how many texts. */
    public static void main(String[] arguments) throws IOException {
        List<ScoredText> texts = new ArrayList<>();
        long bytes = 0;
        try (JsonParser json =
                new JsonFactory().createParser(Path.of(arguments[0]).toFile())) {
            while (texts.size() < Integer.parseInt(arguments[2]) && json.nextToken() == JsonToken.VALUE_STRING) {
                byte[] utf8 = json.getText().getBytes(StandardCharsets.UTF_8);
                texts.add(new ScoredText(utf8, null));
                bytes += utf8.length;
            }
        }
        ThreadMXBean threads = ManagementFactory.getThreadMXBean();
        double fitting = Double.MAX_VALUE;
        double scoring = Double.MAX_VALUE;
        List<String> lines = new ArrayList<>();
        for (int round = 0; round < ROUNDS; round++) {
            long begin = threads.getCurrentThreadCpuTime();
            NgramCounts raw = new NgramCounts(2, 10_000);
            texts.forEach(text -> raw.add(text.utf8()));
            fitting = Math.min(fitting, (threads.getCurrentThreadCpuTime() - begin) / 1e9);
            NgramCounts target = new NgramCounts(2, 10_000);
            for (int i = 0; i < texts.size(); i += 10) {
                target.add(texts.get(i).utf8());
            }
            Scores scores = new Scores(2);
            lines.clear();
            ImportanceModel model = new ImportanceModel(raw, target);
            begin = threads.getCurrentThreadCpuTime();
            try (TextScorer scorer = model.scorer()) {
                for (ScoredText text : texts) {
                    scores.reset(1);
                    scorer.score(List.of(text), scores);
                    lines.add(scores.get(0, 0) + " " + scores.get(0, 1));
                }
            }
            scoring = Math.min(scoring, (threads.getCurrentThreadCpuTime() - begin) / 1e9);
        }
        Files.write(Path.of(arguments[1]), lines);
        System.out.printf(
                Locale.ROOT,
                "tamis: %d documents, %.2f MB, fit %.2f MB/s, score %.2f MB/s%n",
                texts.size(),
                bytes / 1e6,
                bytes / fitting / 1e6,
                bytes / scoring / 1e6);
    }
}
