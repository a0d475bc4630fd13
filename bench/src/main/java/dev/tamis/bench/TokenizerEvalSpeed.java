package dev.tamis.bench;

import dev.tamis.tokenizer.IntArray;
import dev.tamis.tokenizer.Lines;
import dev.tamis.tokenizer.encode.Encoder;
import dev.tamis.tokenizer.eval.EvalModel;
import dev.tamis.tokenizer.eval.Evaluator;
import dev.tamis.tokenizer.eval.TextGroup;
import dev.tamis.tokenizer.model.SentencePieceModel;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/**
 * What an evaluation costs beside the encoding that it needs, on one thread, in CPU time. Each figure is the best of some
 * rounds, taken in turns.
 */
public final class TokenizerEvalSpeed {
    private static final int ROUNDS = 9;
    private static final TextGroup GROUP = new TextGroup("", "text");

    private TokenizerEvalSpeed() {}

    /** A pass over all lines. */
    private interface Pass {
        void run(byte[] text) throws IOException;
    }

    /** Takes a .model file and a text file of one sentence a line. */
    public static void main(String[] arguments) throws IOException {
        SentencePieceModel model = SentencePieceModel.parse(Files.readAllBytes(Path.of(arguments[0])));
        byte[] text = Files.readAllBytes(Path.of(arguments[1]));
        Encoder encoder = new Encoder(model);
        EvalModel evaluated = new EvalModel("model", encoder.another());
        List<String> names = List.of("encode", "encode and count", "encode, count, decode and compare");
        List<Pass> passes = List.of(
                bytes -> encode(encoder, bytes),
                bytes -> evaluate(new Evaluator(List.of(evaluated), false), bytes),
                bytes -> evaluate(new Evaluator(List.of(evaluated), true), bytes));
        double[] best = new double[passes.size()];
        ThreadMXBean threads = ManagementFactory.getThreadMXBean();
        for (int round = 0; round < ROUNDS; round++) {
            for (int i = 0; i < best.length; i++) {
                long begin = threads.getCurrentThreadCpuTime();
                passes.get(i).run(text);
                double rate = text.length * 1e3 / (threads.getCurrentThreadCpuTime() - begin);
                best[i] = Math.max(best[i], rate);
            }
        }
        for (int i = 0; i < best.length; i++) {
            System.out.printf(Locale.ROOT, "%-34s %6.1f MB/s%n", names.get(i), best[i]);
        }
    }

    private static void encode(Encoder encoder, byte[] text) throws IOException {
        IntArray ids = new IntArray();
        Lines lines = new Lines(new ByteArrayInputStream(text));
        while (lines.next()) {
            ids.clear();
            encoder.encode(lines.bytes(), lines.start(), lines.length(), ids);
        }
    }

    private static void evaluate(Evaluator evaluator, byte[] text) throws IOException {
        Lines lines = new Lines(new ByteArrayInputStream(text));
        while (lines.next()) {
            evaluator.add(GROUP, lines.bytes(), lines.start(), lines.length());
        }
    }
}
