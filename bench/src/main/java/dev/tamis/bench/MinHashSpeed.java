package dev.tamis.bench;

import com.fasterxml.jackson.core.JsonEncoding;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.tamis.filters.dedup.Jaccard;
import dev.tamis.filters.dedup.MinHash;
import dev.tamis.filters.dedup.MinHashPreset;
import dev.tamis.filters.dedup.Shingler;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * How fast one thread makes MinHash signatures, in CPU time, from a file of one JSON string a line: the side of ours of
 * {@code bench/peers/minhash_throughput.py}. Each figure is the best of some rounds.
 */
public final class MinHashSpeed {
    private static final double SECONDS = 6;

    private MinHashSpeed() {}

    /**
     * Takes {@code write FILE}, which writes the texts of web pages and pieces of books, or {@code measure FILE DOCUMENTS}, which
     * measures on that many of them.
     */
    public static void main(String[] arguments) throws IOException {
        Path file = Path.of(arguments[1]);
        if (arguments[0].equals("write")) {
            write(file);
        } else {
            measure(read(file, Integer.parseInt(arguments[2])));
        }
    }

    private static void write(Path file) throws IOException {
        List<String> texts = new ArrayList<>(Corpora.web());
        texts.addAll(Corpora.english());
        try (JsonGenerator json = new JsonFactory().createGenerator(file.toFile(), JsonEncoding.UTF8)) {
            for (String text : texts) {
                json.writeString(text);
                json.writeRaw('\n');
            }
        }
        System.out.println(texts.size() + " texts");
    }

    private static List<byte[]> read(Path file, int documents) throws IOException {
        List<byte[]> texts = new ArrayList<>();
        try (JsonParser json = new JsonFactory().createParser(file.toFile())) {
            while (texts.size() < documents && json.nextToken() == JsonToken.VALUE_STRING) {
                texts.add(json.getText().getBytes(StandardCharsets.UTF_8));
            }
        }
        return texts;
    }

    private static void measure(List<byte[]> texts) {
        long bytes = 0;
        long shingles = 0;
        long distinct = 0;
        Shingler shingler = new Shingler(MinHashPreset.DEFAULT.settings().ngram());
        for (byte[] text : texts) {
            int size = shingler.shingle(text, text.length);
            bytes += text.length;
            shingles += size;
            distinct += Jaccard.distinct(shingler.shingles(), size);
        }
        System.out.printf(
                Locale.ROOT,
                "%,d texts, %.2f MB of UTF-8, %,d shingles, %.1f %% of them repeated in their text%n",
                texts.size(),
                bytes / 1e6,
                shingles,
                100.0 * (shingles - distinct) / shingles);
        for (MinHashPreset preset : MinHashPreset.values()) {
            System.out.printf(Locale.ROOT, "%s %.2f MB/s%n", preset.key(), bytes / best(texts, preset) / 1e6);
        }
    }

    /** CPU seconds of the best round. */
    private static double best(List<byte[]> texts, MinHashPreset preset) {
        ThreadMXBean threads = ManagementFactory.getThreadMXBean();
        Shingler shingler = new Shingler(preset.settings().ngram());
        MinHash minHash = new MinHash(preset.settings());
        long[] keys = new long[preset.settings().bands()];
        double best = Double.MAX_VALUE;
        double spent = 0;
        while (spent < SECONDS) {
            long begin = threads.getCurrentThreadCpuTime();
            for (byte[] text : texts) {
                int size = shingler.shingle(text, text.length);
                if (size > 0) {
                    minHash.bands(shingler.shingles(), size, keys);
                }
            }
            double seconds = (threads.getCurrentThreadCpuTime() - begin) / 1e9;
            best = Math.min(best, seconds);
            spent += seconds;
        }
        return best;
    }
}
