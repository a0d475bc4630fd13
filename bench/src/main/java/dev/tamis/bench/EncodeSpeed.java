package dev.tamis.bench;

import dev.tamis.tokenizer.EncodeSettings;
import dev.tamis.tokenizer.IntArray;
import dev.tamis.tokenizer.TokenizerCommands;
import dev.tamis.tokenizer.encode.Encoder;
import dev.tamis.tokenizer.model.SentencePieceModel;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;

/**
 * How fast one thread encodes a file of one sentence a line, in CPU time: the side of ours of {@code
 * bench/peers/encode_throughput.py}. Each figure is the best of some rounds.
 */
public final class EncodeSpeed {
    private static final double SECONDS = 4;

    private EncodeSpeed() {}

    /** One pass over the text. */
    private interface Pass {
        void run() throws IOException;
    }

    /** Takes a model and a text file. */
    public static void main(String[] arguments) throws IOException {
        byte[] file = Files.readAllBytes(Path.of(arguments[0]));
        byte[] text = Files.readAllBytes(Path.of(arguments[1]));
        long begin = System.nanoTime();
        Encoder encoder = new Encoder(SentencePieceModel.parse(file));
        System.out.printf(Locale.ROOT, "load %.0f ms%n", (System.nanoTime() - begin) / 1e6);
        print("lines", text.length, () -> {
            TokenizerCommands.encodeLines(
                    new ByteArrayInputStream(text),
                    OutputStream.nullOutputStream(),
                    encoder,
                    EncodeSettings.of(TokenizerCommands.Format.ID));
        });
        int[] offsets = offsets(text);
        IntArray ids = new IntArray(1 << 20);
        IntArray ends = new IntArray(offsets.length);
        print("library", text.length, () -> {
            ids.clear();
            ends.clear();
            encoder.encodeBatch(text, offsets, ids, ends);
        });
    }

    /** Lines as a batch, each with its LF. */
    private static int[] offsets(byte[] text) {
        int[] offsets = new int[64];
        int count = 1;
        for (int at = 0; at < text.length; at++) {
            if (text[at] == '\n' || at == text.length - 1) {
                if (count == offsets.length) {
                    offsets = Arrays.copyOf(offsets, count * 2);
                }
                offsets[count++] = at + 1;
            }
        }
        return Arrays.copyOf(offsets, count);
    }

    private static void print(String name, int bytes, Pass pass) throws IOException {
        ThreadMXBean threads = ManagementFactory.getThreadMXBean();
        double best = Double.MAX_VALUE;
        double spent = 0;
        while (spent < SECONDS) {
            long begin = threads.getCurrentThreadCpuTime();
            pass.run();
            double seconds = (threads.getCurrentThreadCpuTime() - begin) / 1e9;
            best = Math.min(best, seconds);
            spent += seconds;
        }
        System.out.printf(Locale.ROOT, "%s %.2f MB/s%n", name, bytes / best / 1e6);
    }
}
