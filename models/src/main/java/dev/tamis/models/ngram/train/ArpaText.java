package dev.tamis.models.ngram.train;

import dev.tamis.tokenizer.ByteArray;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.Serializable;
import java.nio.charset.StandardCharsets;
import java.util.zip.GZIPOutputStream;

/**
 * Lines of an ARPA file, all of one order: log10 of the probability, TAB, the words with single spaces between them, and below
 * the highest order TAB and log10 of the backoff. Logarithms have up to seven decimals.
 */
public final class ArpaText {
    private static final int DECIMALS = 10_000_000;

    private final int order;
    private final boolean highest;
    private final Words words;
    private final ByteArray bytes = new ByteArray(1 << 12);
    private long lines;

    /** How words are written, by number. */
    public record Words(byte[][] names) implements Serializable {}

    ArpaText(int order, boolean highest, Words words) {
        this.order = order;
        this.highest = highest;
        this.words = words;
    }

    /**
     * Adds the line of an n-gram.
     *
     * @param high of its suffix key, like {@code low}
     * @param rest what it leaves as a context; 1 where it is none
     */
    void add(long high, long low, float probability, float rest) {
        decimal(log(probability));
        for (int field = order - 1; field >= 0; field--) {
            bytes.add(field == order - 1 ? '\t' : ' ');
            bytes.add(words.names[GramKey.word(high, low, field)]);
        }
        if (!highest) {
            bytes.add('\t');
            decimal(log(rest));
        }
        bytes.add('\n');
        lines++;
    }

    /** Rounding may leave a value a little above 1; -99 stands for the logarithm of 0, as SRILM has it. */
    private static double log(float value) {
        return Math.max(-99, Math.min(0, StrictMath.log10(value)));
    }

    /** Writes a number that is not positive. */
    private void decimal(double value) {
        long scaled = Math.round(-value * DECIMALS);
        if (scaled == 0) {
            bytes.add('0');
            return;
        }
        bytes.add('-');
        long whole = scaled / DECIMALS;
        int divisor = 1;
        while (whole / divisor >= 10) {
            divisor *= 10;
        }
        for (; divisor > 0; divisor /= 10) {
            bytes.add((int) ('0' + whole / divisor % 10));
        }
        long rest = scaled % DECIMALS;
        if (rest > 0) {
            bytes.add('.');
            for (int digit = DECIMALS / 10; rest > 0; digit /= 10) {
                bytes.add((int) ('0' + rest / digit));
                rest %= digit;
            }
        }
    }

    public int order() {
        return order;
    }

    public long lines() {
        return lines;
    }

    /** The lines, or with {@code gzip} a gzip member of them; gzip files may have any number of members. */
    public byte[] bytes(boolean gzip) throws IOException {
        return gzip ? member(bytes.array(), bytes.size()) : bytes.toArray();
    }

    /** What stands between the lines of the orders, plain or as a gzip member. */
    public static byte[] text(String text, boolean gzip) throws IOException {
        byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
        return gzip ? member(utf8, utf8.length) : utf8;
    }

    /** What stands before the lines of words. */
    public static String header(CountsOfCounts counts, int order) {
        StringBuilder header = new StringBuilder("\\data\\\n");
        for (int n = 1; n <= order; n++) {
            header.append("ngram ").append(n).append('=').append(counts.kept(n)).append('\n');
        }
        return header.append("\n\\1-grams:\n").toString();
    }

    private static byte[] member(byte[] text, int length) throws IOException {
        ByteArrayOutputStream packed = new ByteArrayOutputStream(length / 3 + 64);
        try (OutputStream out = new GZIPOutputStream(packed, 1 << 16)) {
            out.write(text, 0, length);
        }
        return packed.toByteArray();
    }
}
