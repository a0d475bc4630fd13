package dev.tamis.models.fasttext;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * The words and labels of a model, and the features of a text: known words, hashed character n-grams of words and
 * hashed word n-grams, each a row of the input matrix.
 *
 * <p>A text is cut into words as fastText does: at space, line feed, carriage return, tab, vertical tab, form feed and
 * NUL, as bytes. A line feed is also a word itself, {@code </s>}, which ends the line; so does that word where it is
 * written out in the text. A word that begins with {@code __label__} and is not in the dictionary is left out.
 *
 * <p>Immutable, shared by threads.
 */
public final class Dictionary {
    /** The word that stands for the end of a line. */
    public static final String END_OF_LINE = "</s>";

    /** What labels begin with. */
    public static final String LABEL_PREFIX = "__label__";

    private static final byte[] END = END_OF_LINE.getBytes(StandardCharsets.UTF_8);
    private static final int FNV_OFFSET = 0x811C9DC5;
    private static final int FNV_PRIME = 0x01000193;
    private static final long WORD_NGRAM_FACTOR = 116049371L;
    private static final int END_HASH = hash(END, 0, END.length);

    /** Bytes of an entry at least: the NUL after its word, its count and its type. */
    private static final int ENTRY_BYTES = 1 + Long.BYTES + 1;

    /** Remembered character n-grams for a byte of the words; a broken header could ask for 64. */
    private static final int REMEMBERED_FOR_A_BYTE = 8;

    private final Args args;
    private final int words;
    private final int labels;
    private final long tokens;

    /** Words then labels; an entry is from its offset up to the next. */
    private final byte[] text;

    private final int[] offsets;
    private final long[] counts;

    /** Pairs of hash and entry, the entry plus 1; 0 is an empty place. */
    private final int[] table;

    private final int tableMask;

    /** Of the buckets, or null where nothing is hashed. */
    private final Modulus buckets;

    private final PrunedBuckets pruned;

    /** Character n-grams of the known words as rows, after {@link #ngramOffsets}; null to compute them each time. */
    private final int[] ngrams;

    private final int[] ngramOffsets;

    /** The entry of the word that ends a line, or -1. */
    private final int endOfLine;

    /**
     * @param args of the model
     * @param text all words and then all labels, one after the other
     * @param offsets where each begins, and the end of the last
     * @param counts of each in the training text
     * @param words how many of them are words; the rest are labels
     * @param tokens number of tokens of the training text
     * @param pruned which buckets are left, or null where none were taken away
     */
    Dictionary(Args args, byte[] text, int[] offsets, long[] counts, int words, long tokens, PrunedBuckets pruned) {
        int entries = counts.length;
        if (offsets.length != entries + 1 || words < 0 || words > entries) {
            throw new IllegalArgumentException(
                    entries + " entries, " + words + " words and " + offsets.length + " offsets");
        }
        this.args = args;
        this.text = text;
        this.offsets = offsets;
        this.counts = counts;
        this.words = words;
        labels = entries - words;
        this.tokens = tokens;
        this.pruned = pruned;
        buckets = args.hashes() ? new Modulus(args.bucket()) : null;
        int places = Integer.highestOneBit(Math.max(4, entries) * 2 - 1) << 1;
        table = new int[places * 2];
        tableMask = places - 1;
        for (int entry = 0; entry < entries; entry++) {
            enter(entry);
        }
        endOfLine = find(END, 0, END.length, END_HASH);
        ngramOffsets = args.maxn() > 0 ? new int[words + 1] : null;
        ngrams = args.maxn() > 0 ? rememberNgrams() : null;
    }

    public Args args() {
        return args;
    }

    /** Number of words; they are the entries from 0. */
    public int words() {
        return words;
    }

    /** Number of labels; they are the entries from {@link #words()} on. */
    public int labels() {
        return labels;
    }

    /** Tokens of the training text. */
    public long tokens() {
        return tokens;
    }

    /** How often an entry was in the training text. */
    public long count(int entry) {
        return counts[entry];
    }

    /** An entry's text; bytes that are not UTF-8 are replaced. */
    public String entry(int entry) {
        return new String(text, offsets[entry], offsets[entry + 1] - offsets[entry], StandardCharsets.UTF_8);
    }

    /** A label's text with {@code __label__}; labels are numbered from 0. */
    public String label(int label) {
        return entry(words + label);
    }

    /** A label's text without {@code __label__}. */
    public String shortLabel(int label) {
        String whole = label(label);
        return whole.startsWith(LABEL_PREFIX) ? whole.substring(LABEL_PREFIX.length()) : whole;
    }

    /** All labels without {@code __label__}, in the model's order. */
    public List<String> shortLabels() {
        return IntStream.range(0, labels).mapToObj(this::shortLabel).toList();
    }

    /** The number of a label, named with or without {@code __label__}; -1 for none. */
    public int labelNumber(String name) {
        for (String whole : new String[] {name, LABEL_PREFIX + name}) {
            byte[] utf8 = whole.getBytes(StandardCharsets.UTF_8);
            int entry = find(utf8, 0, utf8.length);
            if (entry >= words) {
                return entry - words;
            }
        }
        return -1;
    }

    /** The entry of a token, or -1. */
    public int find(byte[] utf8, int start, int end) {
        return find(utf8, start, end, hash(utf8, start, end));
    }

    /**
     * FNV-1a of 32 bits in fastText's variant: bytes above 127 are extended by their sign before they are mixed in.
     */
    public static int hash(byte[] utf8, int start, int end) {
        int hash = FNV_OFFSET;
        for (int i = start; i < end; i++) {
            hash = (hash ^ utf8[i]) * FNV_PRIME;
        }
        return hash;
    }

    /**
     * Features of the text's first line: up to and with its first line feed, or a written-out end of line. A text
     * that has none is a line without its end, as the last line of a file may be.
     *
     * @param line emptied first
     */
    public void line(byte[] utf8, int start, int end, Line line) {
        line.clear(this);
        line.end = tokenize(utf8, start, end, false, line);
        addWordNgrams(line.hashes(), line.hashCount(), line);
    }

    /** Features of a text as one line with its end; line feeds within it only part words. */
    public void text(byte[] utf8, int start, int end, Line line) {
        line.clear(this);
        line.end = tokenize(utf8, start, end, true, line);
        addWordNgrams(line.hashes(), line.hashCount(), line);
    }

    /**
     * Gives the tokens of a line.
     *
     * @param whole whether line feeds only part words and the line ends with the text; else it ends with its first
     * @return place after the line
     */
    int tokenize(byte[] utf8, int start, int end, boolean whole, Tokens tokens) {
        int i = start;
        while (i < end) {
            byte b = utf8[i];
            if (TokenScanner.isSpace(b)) {
                i++;
                if (b == '\n' && !whole) {
                    addEnd(tokens);
                    return i;
                }
                continue;
            }
            int begin = i;
            int hash = FNV_OFFSET;
            while (i < end && !TokenScanner.isSpace(utf8[i])) {
                hash = (hash ^ utf8[i++]) * FNV_PRIME;
            }
            if (addToken(utf8, begin, i, hash, tokens)) {
                return i;
            }
        }
        if (whole) {
            addEnd(tokens);
        }
        return end;
    }

    /** Whether the token is the end of a line. */
    private boolean addToken(byte[] utf8, int start, int end, int hash, Tokens tokens) {
        if (hash == END_HASH && equal(utf8, start, end, END, 0, END.length)) {
            addEnd(tokens);
            return true;
        }
        int entry = find(utf8, start, end, hash);
        if (entry >= words) {
            tokens.label(entry - words);
        } else if (entry >= 0) {
            tokens.word(entry, hash);
        } else if (TokenScanner.isLabel(utf8, start, end)) {
            tokens.unknownLabel();
        } else {
            tokens.unknownWord(utf8, start, end, hash);
        }
        return false;
    }

    private void addEnd(Tokens tokens) {
        if (endOfLine >= words) {
            tokens.label(endOfLine - words);
        } else {
            tokens.end(endOfLine, END_HASH);
        }
    }

    /** The rows of a known word's character n-grams. */
    void addCharacterNgrams(int word, Line line) {
        if (ngrams != null) {
            line.addRows(ngrams, ngramOffsets[word], ngramOffsets[word + 1]);
        } else if (args.maxn() > 0 && !isEndOfLine(word)) {
            addCharacterNgrams(text, offsets[word], offsets[word + 1], line);
        }
    }

    private boolean isEndOfLine(int entry) {
        return equal(text, offsets[entry], offsets[entry + 1], END, 0, END.length);
    }

    /** The rows of all character n-grams of a word that the dictionary does not have. */
    void addCharacterNgrams(byte[] utf8, int start, int end, Line line) {
        addCharacterNgrams(utf8, start, end, 0, end - start + 2, line);
    }

    /**
     * Character n-grams of a word between the marks {@code <} and {@code >}: at each code point those of minn to maxn
     * code points, but not a mark alone.
     *
     * @param from place of the first byte at which n-grams may begin; 0 is the first mark, and each byte of the word and
     *     the second mark follow
     * @param to place after the last such byte
     */
    void addCharacterNgrams(byte[] utf8, int start, int end, int from, int to, Line line) {
        int minn = args.minn();
        int maxn = args.maxn();
        if (maxn <= 0) {
            return;
        }
        int bytes = end - start;
        for (int i = from; i < to; i++) {
            byte first = i == 0 ? (byte) '<' : i > bytes ? (byte) '>' : utf8[start + i - 1];
            if (isContinuation(first)) {
                continue;
            }
            int hash = FNV_OFFSET;
            int j = i;
            for (int n = 1; n <= maxn && j <= bytes + 1; n++) {
                byte b = j == i ? first : j > bytes ? (byte) '>' : utf8[start + j - 1];
                hash = (hash ^ b) * FNV_PRIME;
                j++;
                while (j <= bytes && isContinuation(utf8[start + j - 1])) {
                    hash = (hash ^ utf8[start + j - 1]) * FNV_PRIME;
                    j++;
                }
                if (n >= minn && !(n == 1 && (i == 0 || j == bytes + 2))) {
                    addBucket(buckets.of(hash & 0xFFFFFFFFL), line);
                }
            }
        }
    }

    /** The rows of the word n-grams of a line, whose words have these hashes. */
    void addWordNgrams(int[] hashes, int count, Line line) {
        int longest = args.wordNgrams();
        if (longest < 2) {
            return;
        }
        for (int i = 0; i < count; i++) {
            long hash = hashes[i];
            int last = Math.min(count, i + longest);
            for (int j = i + 1; j < last; j++) {
                hash = hash * WORD_NGRAM_FACTOR + hashes[j];
                addBucket(buckets.of(hash), line);
            }
        }
    }

    private void addBucket(int bucket, Line line) {
        int place = pruned == null ? bucket : pruned.place(bucket);
        if (place >= 0) {
            line.addRow(words + place);
        }
    }

    private int find(byte[] utf8, int start, int end, int hash) {
        int place = mix(hash) & tableMask;
        int entry;
        while ((entry = table[2 * place + 1]) != 0) {
            if (table[2 * place] == hash && equal(utf8, start, end, text, offsets[entry - 1], offsets[entry])) {
                return entry - 1;
            }
            place = (place + 1) & tableMask;
        }
        return -1;
    }

    private void enter(int entry) {
        int start = offsets[entry];
        int end = offsets[entry + 1];
        int hash = hash(text, start, end);
        int place = mix(hash) & tableMask;
        int other;
        while ((other = table[2 * place + 1]) != 0) {
            // Of two entries of one text, which only a broken file has, the later counts.
            if (table[2 * place] == hash && equal(text, start, end, text, offsets[other - 1], offsets[other])) {
                break;
            }
            place = (place + 1) & tableMask;
        }
        table[2 * place] = hash;
        table[2 * place + 1] = entry + 1;
    }

    /** Spreads a hash over the low bits; FNV's own are weak for short words. */
    private static int mix(int hash) {
        int mixed = hash * 0x9E3779B1;
        return mixed ^ (mixed >>> 15);
    }

    private int[] rememberNgrams() {
        long bound = Math.min(Integer.MAX_VALUE - 16L, 64 + (long) REMEMBERED_FOR_A_BYTE * text.length);
        int[] all = new int[(int) Math.min(bound, 1024)];
        int size = 0;
        Line line = new Line();
        for (int word = 0; word < words; word++) {
            line.clear(this);
            if (!isEndOfLine(word)) {
                addCharacterNgrams(text, offsets[word], offsets[word + 1], line);
            }
            int count = line.rowCount();
            if (size + (long) count > bound) {
                return null;
            }
            if (all.length - size < count) {
                all = Arrays.copyOf(all, (int) Math.min(bound, Math.max(size + count, size * 2L)));
            }
            System.arraycopy(line.rows(), 0, all, size, count);
            size += count;
            ngramOffsets[word + 1] = size;
        }
        return Arrays.copyOf(all, size);
    }

    /**
     * The same dictionary with fewer words and buckets. Labels are kept.
     *
     * @param rows of the input matrix that are kept, in rising order; their places are the new rows
     */
    Dictionary keep(int[] rows) {
        if (pruned != null) {
            throw new IllegalArgumentException("The dictionary is pruned already");
        }
        int keptWords = 0;
        while (keptWords < rows.length && rows[keptWords] < words) {
            keptWords++;
        }
        int entries = keptWords + labels;
        int[] keptOffsets = new int[entries + 1];
        long[] keptCounts = new long[entries];
        byte[] keptText = new byte[text.length];
        for (int i = 0; i < entries; i++) {
            int entry = i < keptWords ? rows[i] : words + i - keptWords;
            int length = offsets[entry + 1] - offsets[entry];
            System.arraycopy(text, offsets[entry], keptText, keptOffsets[i], length);
            keptOffsets[i + 1] = keptOffsets[i] + length;
            keptCounts[i] = counts[entry];
        }
        int[] buckets = new int[rows.length - keptWords];
        int[] places = new int[buckets.length];
        for (int i = 0; i < buckets.length; i++) {
            buckets[i] = rows[keptWords + i] - words;
            places[i] = i;
        }
        return new Dictionary(
                args,
                Arrays.copyOf(keptText, keptOffsets[entries]),
                keptOffsets,
                keptCounts,
                keptWords,
                tokens,
                new PrunedBuckets(buckets, places));
    }

    /** Number of rows of the input matrix that features may name. */
    long inputRows() {
        if (!args.hashes()) {
            return words;
        }
        return (long) words + (pruned == null ? args.bucket() : pruned.places());
    }

    boolean isPruned() {
        return pruned != null;
    }

    private static boolean isContinuation(byte b) {
        return (b & 0xC0) == 0x80;
    }

    private static boolean equal(byte[] a, int aStart, int aEnd, byte[] b, int bStart, int bEnd) {
        return Arrays.equals(a, aStart, aEnd, b, bStart, bEnd);
    }

    static Dictionary read(LittleEndianInput in, Args args) throws IOException {
        long at = in.offset();
        int entries = in.readInt();
        int words = in.readInt();
        int labels = in.readInt();
        long tokens = in.readLong();
        long prunedSize = in.readLong();
        if (words < 0 || labels < 0 || (long) words + labels != entries) {
            throw in.broken(at, "dictionary of " + entries + " has " + words + " words and " + labels + " labels");
        }
        if (prunedSize < -1 || prunedSize > Integer.MAX_VALUE) {
            throw in.broken(at, prunedSize + " pruned buckets");
        }
        in.require((long) entries * ENTRY_BYTES, "dictionary of " + entries);
        int[] offsets = new int[entries + 1];
        long[] counts = new long[entries];
        byte[] text = new byte[1024];
        int size = 0;
        for (int entry = 0; entry < entries; entry++) {
            int b;
            while ((b = in.readByte()) != 0) {
                if (size == text.length) {
                    if (size == Integer.MAX_VALUE - 16) {
                        throw in.broken("the dictionary has more than 2 GiB of text");
                    }
                    text = Arrays.copyOf(text, (int) Math.min(Integer.MAX_VALUE - 16L, size * 2L));
                }
                text[size++] = (byte) b;
            }
            offsets[entry + 1] = size;
            counts[entry] = in.readLong();
            int type = in.readByte();
            if (type != (entry < words ? 0 : 1)) {
                throw in.broken(
                        in.offset() - 1, "entry " + entry + " has type " + type + "; words come first, then labels");
            }
        }
        PrunedBuckets pruned = prunedSize < 0 ? null : PrunedBuckets.read(in, (int) prunedSize);
        return new Dictionary(args, Arrays.copyOf(text, size), offsets, counts, words, tokens, pruned);
    }

    void write(LittleEndianOutput out) throws IOException {
        out.writeInt(words + labels);
        out.writeInt(words);
        out.writeInt(labels);
        out.writeLong(tokens);
        out.writeLong(pruned == null ? -1 : pruned.size());
        for (int entry = 0; entry < counts.length; entry++) {
            out.writeBytes(text, offsets[entry], offsets[entry + 1]);
            out.writeByte(0);
            out.writeLong(counts[entry]);
            out.writeByte(entry < words ? 0 : 1);
        }
        if (pruned != null) {
            pruned.write(out);
        }
    }
}
