package dev.tamis.models.ngram;

import dev.tamis.models.ModelException;
import dev.tamis.models.ModelSource;
import java.io.IOException;
import java.io.InputStream;
import java.io.PushbackInputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.commons.compress.compressors.gzip.GzipCompressorInputStream;

/**
 * Reads ARPA files, plain or gzip, as SRILM, KenLM and others write them: fields are divided by TABs or spaces, a backoff that
 * is missing is 0, {@code <unk>} may be missing or written {@code <UNK>}, and an n-gram may stand without its own parts, for
 * which place holders are put in. What stands before {@code \data\} and after {@code \end\} is passed over. Memory follows
 * what is read, never a number that the file promises.
 */
public final class ArpaReader {
    /** An order of more is no file in use. */
    static final int MOST_ORDER = 20;

    /** Bytes of the longest line. */
    static final int LONGEST_LINE = 1 << 20;

    private static final String BOS = "<s>";
    private static final String EOS = "</s>";
    private static final float HOLE = Float.NaN;

    private static final double[] POWERS = new double[400];

    static {
        for (int i = 0; i < POWERS.length; i++) {
            POWERS[i] = i < 309 ? Double.parseDouble("1e" + i) : Double.POSITIVE_INFINITY;
        }
    }

    private final String name;
    private final InputStream in;
    private final byte[] buffer = new byte[1 << 16];
    private int bufferAt;
    private int bufferEnd;
    private byte[] line = new byte[1 << 10];
    private int length;
    private long number;

    private final int[] starts = new int[MOST_ORDER + 2];
    private final int[] ends = new int[MOST_ORDER + 2];
    private final int[] ids = new int[MOST_ORDER];

    private ArpaReader(String name, InputStream in) {
        this.name = name;
        this.in = in;
    }

    /**
     * Reads a model.
     *
     * @throws ModelException where the file is no ARPA model, naming it, the line and the cause
     */
    public static NgramModel read(ModelSource source) throws IOException {
        try (InputStream stored = source.open()) {
            return read(source.name(), stored);
        }
    }

    /**
     * Reads a model from what a file holds, gzip or not.
     *
     * @param name of the file, for messages
     * @throws ModelException as {@link #read(ModelSource)} does
     */
    public static NgramModel read(String name, InputStream stored) throws IOException {
        PushbackInputStream peeked = new PushbackInputStream(stored, 2);
        byte[] magic = peeked.readNBytes(2);
        peeked.unread(magic);
        boolean gzip = magic.length == 2 && magic[0] == 0x1F && magic[1] == (byte) 0x8B;
        ArpaReader reader = new ArpaReader(name, gzip ? unpacked(name, peeked) : peeked);
        try {
            return reader.read();
        } catch (ModelException e) {
            throw e;
        } catch (IOException e) {
            throw new ModelException(name + ", after line " + reader.number + ": " + e.getMessage(), e);
        } catch (IllegalStateException e) {
            throw new ModelException(name + ", line " + reader.number + ": " + e.getMessage(), e);
        }
    }

    private static InputStream unpacked(String name, InputStream stored) throws ModelException {
        try {
            return GzipCompressorInputStream.builder()
                    .setInputStream(stored)
                    .setDecompressConcatenated(true)
                    .get();
        } catch (IOException e) {
            throw new ModelException(name + ": " + e.getMessage(), e);
        }
    }

    private NgramModel read() throws IOException {
        long[] counts = counts();
        int order = counts.length;
        LongTable words = new LongTable(counts[0]);
        expectSection(1);
        float[][] unigrams = unigrams(counts[0], words);
        LongTable[] tables = new LongTable[order - 1];
        for (int n = 2; n <= order; n++) {
            tables[n - 2] = new LongTable(counts[n - 1]);
            expectSection(n);
            ngrams(n, order, counts[n - 1], words, tables);
        }
        String end = text();
        if (!end.equals("\\end\\")) {
            throw broken("expected \\end\\, found \"" + shown(end) + "\"");
        }
        return new NgramModel(name, words, unigrams[0], unigrams[1], tables, id(words, BOS), id(words, EOS));
    }

    /** Numbers of n-grams by order, from the block of {@code \data\}; the line after it is the current one. */
    private long[] counts() throws IOException {
        boolean found = false;
        while (!found && nextLine()) {
            found = text().equals("\\data\\");
        }
        if (!found) {
            throw new ModelException(name + ": no line \\data\\ in " + number + " lines: this is no ARPA file");
        }
        List<Long> counts = new ArrayList<>();
        while (true) {
            filled();
            String text = text();
            if (!text.startsWith("ngram ")) {
                break;
            }
            int equals = text.indexOf('=');
            String which =
                    equals < 0 ? "" : text.substring("ngram ".length(), equals).trim();
            if (!which.equals(String.valueOf(counts.size() + 1))) {
                throw broken("expected \"ngram " + (counts.size() + 1) + "=COUNT\", found \"" + shown(text) + "\"");
            }
            if (counts.size() == MOST_ORDER) {
                throw broken("an order above " + MOST_ORDER);
            }
            counts.add(count(text.substring(equals + 1).trim(), text));
        }
        if (counts.isEmpty()) {
            throw broken("no line \"ngram 1=COUNT\" after \\data\\");
        }
        if (counts.get(0) == 0) {
            throw broken("a model without words");
        }
        return counts.stream().mapToLong(Long::longValue).toArray();
    }

    private long count(String digits, String text) throws ModelException {
        long count = 0;
        for (int i = 0; i < digits.length() && count <= Integer.MAX_VALUE; i++) {
            int digit = digits.charAt(i) - '0';
            if (digit < 0 || digit > 9) {
                throw broken("no count in \"" + shown(text) + "\"");
            }
            count = 10 * count + digit;
        }
        if (digits.isEmpty() || count > LongTable.MOST_SLOTS / 4L * 3) {
            throw broken(
                    digits.isEmpty()
                            ? "no count in \"" + shown(text) + "\""
                            : "more n-grams of one order than " + LongTable.MOST_SLOTS / 4L * 3 + ": " + shown(digits));
        }
        return count;
    }

    /** Checks that the current line opens a section. */
    private void expectSection(int order) throws IOException {
        String wanted = "\\" + order + "-grams:";
        String text = text();
        if (!text.equals(wanted)) {
            throw broken("expected " + wanted + ", found \"" + shown(text) + "\"");
        }
    }

    /** Words' probabilities and backoffs by number; the line after them is the current one. */
    private float[][] unigrams(long count, LongTable words) throws IOException {
        float[] probabilities = {NgramModel.NO_UNK, 0};
        float[] backoffs = new float[2];
        int size = 1;
        boolean unk = false;
        for (long i = 0; i < count; i++) {
            int fields = fields(1);
            float probability = number(starts[0], ends[0], true);
            float backoff = fields == 3 ? number(starts[2], ends[2], false) : 0;
            int length = ends[1] - starts[1];
            boolean isUnk = length == 5 && line[starts[1]] == '<' && isUnk();
            if (isUnk && unk) {
                throw broken("a second <unk>");
            }
            unk |= isUnk;
            int id = isUnk ? NgramModel.UNK : size++;
            if (size > probabilities.length) {
                int capacity = (int) Math.min(Math.max(size, count + 1), 2L * probabilities.length);
                probabilities = Arrays.copyOf(probabilities, capacity);
                backoffs = Arrays.copyOf(backoffs, capacity);
            }
            probabilities[id] = probability;
            backoffs[id] = backoff;
            if (!words.add(NgramHash.ofBytes(line, starts[1], length), id)) {
                throw broken("word \"" + shown(field(1)) + "\" is there twice (or has the hash of another)");
            }
        }
        filled();
        return new float[][] {Arrays.copyOf(probabilities, size), Arrays.copyOf(backoffs, size)};
    }

    private boolean isUnk() {
        String word = field(1);
        return word.equals("<unk>") || word.equals("<UNK>");
    }

    private void ngrams(int n, int order, long count, LongTable words, LongTable[] tables) throws IOException {
        LongTable table = tables[n - 2];
        for (long i = 0; i < count; i++) {
            int fields = fields(n);
            float probability = number(starts[0], ends[0], true);
            float backoff = fields == n + 2 ? number(starts[n + 1], ends[n + 1], false) : 0;
            if (n == order && fields == n + 2 && backoff != 0) {
                throw broken("a backoff at the highest order");
            }
            for (int word = 0; word < n; word++) {
                ids[word] = word(words, word);
            }
            long hash = hash(0, n);
            if (!table.add(hash, NgramModel.pack(probability, backoff))) {
                throw broken("an n-gram is there twice (or has the hash of another)");
            }
            // Longer n-grams are found by way of their parts. The parts of a part are there, or were put in, already.
            require(1, n, tables);
            require(0, n - 1, tables);
        }
        filled();
    }

    /** Puts a place holder in for a part of the current n-gram, and for its own parts, unless it is there. */
    private void require(int from, int to, LongTable[] tables) {
        if (to - from >= 2 && tables[to - from - 2].add(hash(from, to), NgramModel.pack(HOLE, 0))) {
            require(from + 1, to, tables);
            require(from, to - 1, tables);
        }
    }

    private long hash(int from, int to) {
        long hash = 0;
        for (int i = to - 1; i >= from; i--) {
            hash = NgramHash.longer(hash, ids[i]);
        }
        return hash;
    }

    /** The number of a word of the current line. */
    private int word(LongTable words, int index) throws ModelException {
        int start = starts[index + 1];
        int size = ends[index + 1] - start;
        int slot = words.find(NgramHash.ofBytes(line, start, size));
        if (slot < 0) {
            throw broken("word \"" + shown(field(index + 1)) + "\" is not among the 1-grams");
        }
        return (int) words.value(slot);
    }

    private static int id(LongTable words, String word) {
        byte[] utf8 = word.getBytes(StandardCharsets.UTF_8);
        int slot = words.find(NgramHash.ofBytes(utf8, 0, utf8.length));
        return slot < 0 ? NgramModel.UNK : (int) words.value(slot);
    }

    /** Reads the line of an n-gram: a number, n words, and perhaps a number. Gives the number of fields. */
    private int fields(int n) throws IOException {
        if (!nextLine()) {
            throw early();
        }
        int fields = 0;
        int at = 0;
        while (true) {
            while (at < length && isSpace(line[at])) {
                at++;
            }
            if (at == length) {
                break;
            }
            if (fields == n + 2) {
                throw broken("more than " + fields + " fields in the line of a " + n + "-gram");
            }
            starts[fields] = at;
            while (at < length && !isSpace(line[at])) {
                at++;
            }
            ends[fields++] = at;
        }
        if (fields < n + 1) {
            throw broken(
                    fields == 0 || line[starts[0]] == '\\'
                            ? "the section of " + n + "-grams has fewer lines than its count says"
                            : "fewer than " + (n + 1) + " fields in the line of a " + n + "-gram");
        }
        return fields;
    }

    private static boolean isSpace(byte b) {
        return b == ' ' || b == '\t' || b == '\r';
    }

    private String field(int index) {
        return new String(line, starts[index], ends[index] - starts[index], StandardCharsets.UTF_8);
    }

    /** A decimal number of the current line, such as -1.5 or -2e-05. */
    private float number(int from, int to, boolean logProbability) throws ModelException {
        int at = from;
        boolean negative = line[at] == '-';
        at += negative || line[at] == '+' ? 1 : 0;
        long digits = 0;
        int exponent = 0;
        int seen = 0;
        boolean point = false;
        for (; at < to; at++) {
            if (line[at] == '.' && !point) {
                point = true;
            } else if (line[at] >= '0' && line[at] <= '9') {
                seen++;
                if (digits < 100_000_000_000_000L) {
                    digits = 10 * digits + line[at] - '0';
                    exponent -= point ? 1 : 0;
                } else {
                    exponent += point ? 0 : 1;
                }
            } else {
                break;
            }
        }
        boolean sound = seen > 0;
        if (sound && at < to && (line[at] == 'e' || line[at] == 'E')) {
            at++;
            boolean small = at < to && line[at] == '-';
            at += small || (at < to && line[at] == '+') ? 1 : 0;
            int power = 0;
            sound = at < to;
            for (; at < to && line[at] >= '0' && line[at] <= '9'; at++) {
                power = Math.min(10_000, 10 * power + line[at] - '0');
            }
            exponent += small ? -power : power;
        }
        double scale = POWERS[Math.min(POWERS.length - 1, Math.abs(exponent))];
        double value = exponent < 0 ? digits / scale : digits * scale;
        float result = (float) (negative ? -value : value);
        if (!sound || at != to || !Float.isFinite(result)) {
            throw broken("\"" + shown(new String(line, from, to - from, StandardCharsets.UTF_8)) + "\" is no number");
        }
        if (logProbability && result > 0) {
            throw broken("a probability of more than 1: its log10 is " + result);
        }
        return result;
    }

    /** Goes to the next line that is not blank. */
    private void filled() throws IOException {
        do {
            if (!nextLine()) {
                throw early();
            }
        } while (text().isEmpty());
    }

    /** Goes to the next line; false at the end of the file. */
    private boolean nextLine() throws IOException {
        length = 0;
        number++;
        while (true) {
            if (bufferAt == bufferEnd) {
                bufferEnd = Math.max(0, in.read(buffer, 0, buffer.length));
                bufferAt = 0;
                if (bufferEnd == 0) {
                    return length > 0;
                }
            }
            int at = bufferAt;
            while (at < bufferEnd && buffer[at] != '\n') {
                at++;
            }
            int more = at - bufferAt;
            if (length + more > LONGEST_LINE) {
                throw broken("a line of more than " + LONGEST_LINE + " bytes");
            }
            if (length + more > line.length) {
                line = Arrays.copyOf(line, Math.max(length + more, 2 * line.length));
            }
            System.arraycopy(buffer, bufferAt, line, length, more);
            length += more;
            bufferAt = at;
            if (at < bufferEnd) {
                bufferAt++;
                return true;
            }
        }
    }

    /** The current line without white space at its ends. */
    private String text() {
        return new String(line, 0, length, StandardCharsets.UTF_8).trim();
    }

    private static String shown(String text) {
        return text.length() <= 80 ? text : text.substring(0, 80) + "...";
    }

    private ModelException broken(String cause) {
        return new ModelException(name + ", line " + number + ": " + cause);
    }

    private ModelException early() {
        return new ModelException(name + ": ends early, at line " + number);
    }
}
