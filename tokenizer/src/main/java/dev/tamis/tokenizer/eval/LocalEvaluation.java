package dev.tamis.tokenizer.eval;

import dev.tamis.tokenizer.Lines;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;

/** An evaluation over text files of one sentence a line. */
public final class LocalEvaluation {
    private LocalEvaluation() {}

    /**
     * Counts all lines of all files; empty lines too, so that parallel files stay aligned.
     *
     * @param inputs files by group
     */
    public static Tally count(List<EvalModel> models, SortedMap<TextGroup, List<Path>> inputs) throws IOException {
        Evaluator evaluator = new Evaluator(models, true);
        for (Map.Entry<TextGroup, List<Path>> input : inputs.entrySet()) {
            for (Path file : input.getValue()) {
                try (InputStream in = Files.newInputStream(file)) {
                    Lines lines = new Lines(in);
                    while (lines.next()) {
                        evaluator.add(input.getKey(), lines.bytes(), lines.start(), lines.length());
                    }
                }
            }
        }
        return evaluator.tally();
    }
}
