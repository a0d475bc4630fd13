package dev.tamis.jobs;

import dev.tamis.models.ModelFile;
import dev.tamis.models.ngram.CcnetText;
import dev.tamis.models.ngram.Normalization;
import dev.tamis.models.ngram.PieceModel;
import dev.tamis.tokenizer.ByteArray;
import dev.tamis.tokenizer.Lines;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Scores the lines of standard input. */
@Command(
        name = "score",
        mixinStandardHelpOptions = true,
        description = {
            "Reads lines on standard input; writes for each log10 of its probability, its pieces with one more for its end,"
                    + " and its perplexity, with TABs between them.",
            "Tells the total on standard error, with and without pieces that the model does not know."
        },
        footer = {"", "Example: tamis lm score --model en.arpa.gz --tokenizer en.model < lines.txt"})
final class LmScoreCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Option(names = "--model", required = true, paramLabel = "M", description = "An ARPA file, plain or gzip.")
    private Path model;

    @Option(
            names = "--tokenizer",
            required = true,
            paramLabel = "T",
            description = "The SentencePiece model whose pieces the model was trained on.")
    private Path tokenizer;

    @Option(
            names = "--normalize",
            paramLabel = "N",
            defaultValue = "none",
            description = "What is done to a line first: none or ccnet (default ${DEFAULT-VALUE}).")
    private String normalize;

    @Override
    public Integer call() throws Exception {
        Normalization normalization = normalization(spec, normalize);
        TokenizerCommand.checkReadable("--model", model);
        TokenizerCommand.checkReadable("--tokenizer", tokenizer);
        PieceModel.Scorer scorer =
                PieceModel.open(new ModelFile(model), new ModelFile(tokenizer)).scorer();
        OutputStream out = TokenizerCommand.standardOutput();
        score(System.in, out, scorer, normalization, spec.commandLine().getErr());
        out.flush();
        return Tamis.DONE;
    }

    /** Scores lines, and tells their total. */
    static void score(
            InputStream in, OutputStream out, PieceModel.Scorer scorer, Normalization normalization, PrintWriter err)
            throws IOException {
        Lines lines = new Lines(in);
        ByteArray normal = new ByteArray();
        Total total = new Total();
        while (lines.next()) {
            scorer.reset();
            if (normalization == Normalization.CCNET) {
                CcnetText.normalize(lines.bytes(), lines.start(), lines.length(), normal);
                scorer.add(normal.array(), 0, normal.size());
            } else {
                scorer.add(lines.bytes(), lines.start(), lines.length());
            }
            total.add(scorer);
            String line = scorer.tokens() == 0
                    ? "0\t0\t-\n"
                    : String.format(
                            Locale.ROOT, "%.6f\t%d\t%.4f\n", scorer.log10(), scorer.tokens(), scorer.perplexity());
            out.write(line.getBytes(StandardCharsets.UTF_8));
        }
        total.print(err);
    }

    static Normalization normalization(CommandSpec spec, String id) {
        try {
            return Normalization.of(id);
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), "--" + e.getMessage(), e);
        }
    }

    /** All lines together. */
    private static final class Total {
        private double log10;
        private double log10Known;
        private long tokens;
        private long unknown;

        void add(PieceModel.Scorer scorer) {
            log10 += scorer.log10();
            log10Known += scorer.log10Known();
            tokens += scorer.tokens();
            unknown += scorer.unknown();
        }

        void print(PrintWriter err) {
            err.printf(
                    Locale.ROOT,
                    "log10 %.4f, %,d tokens, %,d of them unknown%nperplexity %.4f, without unknown %.4f%n",
                    log10,
                    tokens,
                    unknown,
                    PieceModel.Scorer.perplexity(log10, tokens),
                    PieceModel.Scorer.perplexity(log10Known, tokens - unknown));
            err.flush();
        }
    }
}
