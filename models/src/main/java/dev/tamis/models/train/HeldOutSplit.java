package dev.tamis.models.train;

import dev.tamis.models.fasttext.Dictionary;
import dev.tamis.models.fasttext.TokenScanner;
import java.io.BufferedOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Writes labelled texts to two files in fastText's form, one to learn from and one to measure with. The side of a text
 * is decided by a keyed digest of the text alone: copies of a text, under whatever label, are never on both sides.
 */
public final class HeldOutSplit implements Closeable {
    /** How many texts of a label are on each side. */
    public record Counts(long train, long heldOut) {
        Counts plus(boolean isHeldOut) {
            return new Counts(train + (isHeldOut ? 0 : 1), heldOut + (isHeldOut ? 1 : 0));
        }
    }

    private final long seed;
    private final double share;
    private final OutputStream train;
    private final OutputStream heldOut;
    private final OutputStream places;
    private final MessageDigest digest;
    private final SortedMap<String, Counts> counts = new TreeMap<>();
    private final TokenScanner scanner = new TokenScanner();
    private byte[] line = new byte[1 << 12];
    private int length;
    private long labelWords;

    /**
     * Opens the files, which are replaced.
     *
     * @param share of the texts that are held out, 0 to below 1
     * @param places gets a line that names each held-out text, in their order
     */
    public HeldOutSplit(Path train, Path heldOut, Path places, double share, long seed) throws IOException {
        if (!(share >= 0 && share < 1)) {
            throw new IllegalArgumentException("held_out is " + share + ", must be at least 0 and below 1");
        }
        this.seed = seed;
        this.share = share;
        this.train = new BufferedOutputStream(Files.newOutputStream(train), 1 << 16);
        this.heldOut = new BufferedOutputStream(Files.newOutputStream(heldOut), 1 << 16);
        this.places = new BufferedOutputStream(Files.newOutputStream(places), 1 << 16);
        try {
            digest = MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    /**
     * Adds a text. Its ends of lines become spaces, and words that read like labels are left out, as they are in
     * predictions: a text must not name its own label.
     *
     * @param label without prefix
     * @param place names the text, without line feeds
     */
    public void add(String label, byte[] utf8, int from, int to, String place) throws IOException {
        length = 0;
        scanner.over(utf8, from, to);
        while (scanner.next()) {
            if (scanner.isLabel()) {
                labelWords++;
            } else {
                append(utf8, scanner.start(), scanner.end());
            }
        }
        if (length == 0) {
            return;
        }
        write(Dictionary.LABEL_PREFIX + label, label, place);
    }

    /** Adds a line in fastText's form, with any number of labels. A line without any is left out. */
    public void addLine(byte[] utf8, int from, int to, String place) throws IOException {
        length = 0;
        StringBuilder labels = new StringBuilder();
        String first = null;
        scanner.over(utf8, from, to);
        while (scanner.next()) {
            if (scanner.isLabel()) {
                String label = scanner.text();
                first = first == null ? label.substring(Dictionary.LABEL_PREFIX.length()) : first;
                labels.append(labels.isEmpty() ? "" : " ").append(label);
            } else {
                append(utf8, scanner.start(), scanner.end());
            }
        }
        if (first != null) {
            write(labels.toString(), first, place);
        }
    }

    private void append(byte[] utf8, int from, int to) {
        if (length + 1 + to - from > line.length) {
            line = Arrays.copyOf(line, Math.max(line.length * 2, length + 1 + to - from));
        }
        line[length++] = ' ';
        System.arraycopy(utf8, from, line, length, to - from);
        length += to - from;
    }

    private void write(String labels, String counted, String place) throws IOException {
        boolean isHeldOut = isHeldOut();
        OutputStream out = isHeldOut ? heldOut : train;
        out.write(labels.getBytes(StandardCharsets.UTF_8));
        out.write(line, 0, length);
        out.write('\n');
        if (isHeldOut) {
            places.write((place.replace('\n', ' ') + "\n").getBytes(StandardCharsets.UTF_8));
        }
        counts.merge(counted, new Counts(0, 0).plus(isHeldOut), (a, b) -> a.plus(isHeldOut));
    }

    private boolean isHeldOut() {
        digest.reset();
        for (int shift = 0; shift < Long.SIZE; shift += 8) {
            digest.update((byte) (seed >>> shift));
        }
        digest.update(line, 0, length);
        byte[] found = digest.digest();
        long high = 0;
        for (int i = 0; i < Long.BYTES; i++) {
            high = high << 8 | (found[i] & 0xFF);
        }
        return (high >>> 11) * 0x1p-53 < share;
    }

    /** Texts by their first label. */
    public SortedMap<String, Counts> counts() {
        return new TreeMap<>(counts);
    }

    /** Texts on the side to learn from. */
    public long trained() {
        return counts.values().stream().mapToLong(Counts::train).sum();
    }

    /** Texts held out. */
    public long heldOut() {
        return counts.entrySet().stream()
                .map(Map.Entry::getValue)
                .mapToLong(Counts::heldOut)
                .sum();
    }

    /** Words of texts that were left out because they read like labels. */
    public long labelWords() {
        return labelWords;
    }

    @Override
    public void close() throws IOException {
        try (train;
                heldOut;
                places) {
            // Closing is all.
        }
    }
}
