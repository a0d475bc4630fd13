package dev.tamis.bench;

import dev.tamis.models.ModelFile;
import dev.tamis.models.ScoredText;
import dev.tamis.models.Scores;
import dev.tamis.models.TextScorer;
import dev.tamis.models.ngram.ArpaReader;
import dev.tamis.models.ngram.LanguageFiles;
import dev.tamis.models.ngram.NgramModel;
import dev.tamis.models.ngram.NgramScorer;
import dev.tamis.models.ngram.Normalization;
import dev.tamis.models.ngram.PerplexityModel;
import dev.tamis.tokenizer.encode.Encoder;
import dev.tamis.tokenizer.model.SentencePieceModel;
import java.io.BufferedWriter;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * How fast texts get their perplexity, in CPU time of one thread, best of repeated passes: from text, and from words. The
 * arguments are an ARPA file, a SentencePiece model, a file of lines, and a file for the perplexity of each line.
 */
public final class PerplexitySpeed {
    private static final int PASSES = 9;

    private PerplexitySpeed() {}

    public static void main(String[] args) throws IOException {
        Path arpa = Path.of(args[0]);
        Path tokenizer = Path.of(args[1]);
        long start = cpu();
        PerplexityModel model = PerplexityModel.open(
                List.of(new LanguageFiles(null, new ModelFile(arpa), new ModelFile(tokenizer))), Normalization.NONE);
        print("load %.2f s", (cpu() - start) / 1e9);
        List<byte[]> lines = new ArrayList<>();
        long bytes = 0;
        for (String line : Files.readAllLines(Path.of(args[2]))) {
            lines.add(line.getBytes(StandardCharsets.UTF_8));
            bytes += lines.get(lines.size() - 1).length + 1;
        }
        Scores scores = new Scores(2);
        long best = Long.MAX_VALUE;
        List<Object> values = new ArrayList<>();
        try (TextScorer scorer = model.scorer()) {
            for (int pass = 0; pass < PASSES; pass++) {
                values.clear();
                start = cpu();
                for (byte[] line : lines) {
                    scores.reset(1);
                    scorer.score(List.of(new ScoredText(line, null)), scores);
                    values.add(scores.get(0, 0));
                }
                best = Math.min(best, cpu() - start);
            }
        }
        print("text %.2f MB/s", bytes * 1e3 / best);
        try (BufferedWriter out = Files.newBufferedWriter(Path.of(args[3]))) {
            for (Object value : values) {
                out.write(value + "\n");
            }
        }
        words(arpa, tokenizer, lines);
    }

    private static void words(Path arpa, Path tokenizer, List<byte[]> lines) throws IOException {
        NgramModel model = ArpaReader.read(new ModelFile(arpa));
        print("memory %.0f MB", model.memory() / 1e6);
        Encoder encoder = new Encoder(SentencePieceModel.read(tokenizer));
        List<int[]> sentences = new ArrayList<>();
        long words = 0;
        for (byte[] line : lines) {
            sentences.add(encoder.encodePieces(line, 0, line.length).stream()
                    .mapToInt(model::word)
                    .toArray());
            words += sentences.get(sentences.size() - 1).length + 1;
        }
        NgramScorer scorer = model.scorer();
        long best = Long.MAX_VALUE;
        double sum = 0;
        for (int pass = 0; pass < PASSES; pass++) {
            sum = 0;
            long start = cpu();
            for (int[] sentence : sentences) {
                sum += scorer.score(sentence, 0, sentence.length, true, true);
            }
            best = Math.min(best, cpu() - start);
        }
        print("words %.3f million/s, log10 %.4f", words * 1e3 / best, sum);
    }

    private static long cpu() {
        return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
    }

    private static void print(String format, Object... values) {
        System.out.println(String.format(Locale.ROOT, format, values));
    }
}
