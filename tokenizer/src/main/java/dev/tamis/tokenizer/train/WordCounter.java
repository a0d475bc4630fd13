package dev.tamis.tokenizer.train;

import com.google.protobuf.ByteString;
import dev.tamis.tokenizer.ByteArray;
import dev.tamis.tokenizer.model.TrainerField;
import dev.tamis.tokenizer.normalize.DoubleArray;
import dev.tamis.tokenizer.normalize.TextNormalizer;
import dev.tamis.tokenizer.normalize.Utf8;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;

/**
 * Counts the words of a share of a corpus. Sums over shares give the counts of the whole, so shares may be counted
 * anywhere and in any order. One thread at a time.
 *
 * <p>A sentence is a line. It is normalised, special pieces in it become TAB, and it is cut before each U+2581. Two
 * counts a word are what the unigram trainer needs: one before another word, one at a sentence's end.
 */
public final class WordCounter {
    private final TextNormalizer normalizer;
    private final DoubleArray metaPieces;
    private final int longestSentence;
    private final boolean wholeSentences;
    private final boolean whitespaceAsSuffix;
    private final boolean whitespaceRuns;
    private final WordHash words = new WordHash();
    private final ByteArray utf8 = new ByteArray(1 << 12);
    private final ByteArray normalized = new ByteArray(1 << 12);
    private final ByteArray sentence = new ByteArray(1 << 12);
    private Totals totals = Totals.NONE;

    /**
     * What went in and what was left out.
     *
     * @param sentences counted sentences
     * @param bytes their bytes before normalising
     * @param empty sentences that are empty, or become so
     * @param tooLong sentences left out because they exceed {@code max_sentence_length}
     * @param tooLongBytes their bytes
     * @param reserved sentences left out because they hold U+2585, which training uses for rare characters
     * @param reservedBytes their bytes
     */
    public record Totals(
            long sentences, long bytes, long empty, long tooLong, long tooLongBytes, long reserved, long reservedBytes)
            implements Serializable {
        public static final Totals NONE = new Totals(0, 0, 0, 0, 0, 0, 0);

        public Totals plus(Totals other) {
            return new Totals(
                    sentences + other.sentences,
                    bytes + other.bytes,
                    empty + other.empty,
                    tooLong + other.tooLong,
                    tooLongBytes + other.tooLongBytes,
                    reserved + other.reserved,
                    reservedBytes + other.reservedBytes);
        }
    }

    /** @throws IllegalArgumentException when the options don't fit together */
    public WordCounter(TrainerOptions options) {
        options.checked();
        whitespaceAsSuffix = options.flag(TrainerField.TREAT_WHITESPACE_AS_SUFFIX);
        wholeSentences = !options.flag(TrainerField.SPLIT_BY_WHITESPACE);
        whitespaceRuns = options.flag(TrainerField.ALLOW_WHITESPACE_ONLY_PIECES);
        longestSentence = options.trainer().integer(TrainerField.MAX_SENTENCE_LENGTH);
        normalizer = new TextNormalizer(FrontEnd.compiled(options), whitespaceAsSuffix, List.of());
        List<ByteString> metas = new ArrayList<>();
        new MetaPieces(options).byId().values().forEach(meta -> metas.add(ByteString.copyFromUtf8(meta.text())));
        metaPieces = TextNormalizer.prefixes(metas);
    }

    /** A counter like another one, without its counts. */
    private WordCounter(WordCounter like) {
        whitespaceAsSuffix = like.whitespaceAsSuffix;
        wholeSentences = like.wholeSentences;
        whitespaceRuns = like.whitespaceRuns;
        longestSentence = like.longestSentence;
        normalizer = like.normalizer;
        metaPieces = like.metaPieces;
    }

    /** A counter by the same rules that has counted nothing; it shares the rules' memory. */
    public WordCounter another() {
        return new WordCounter(this);
    }

    /** Counts a document: each of its lines is a sentence. Lines end at LF only, so a CR stays in the line. */
    public void add(CharSequence document) {
        utf8.clear();
        Utf8.encode(document, utf8);
        add(utf8.array(), 0, utf8.size());
    }

    /** Counts a document in UTF-8: each of its lines is a sentence. */
    public void add(byte[] document) {
        add(document, 0, document.length);
    }

    /** Counts a document in UTF-8: each of its lines is a sentence. */
    public void add(byte[] document, int offset, int length) {
        int from = offset;
        int end = offset + length;
        for (int at = offset; at < end; at++) {
            if (document[at] == '\n') {
                addSentence(document, from, at - from, 1);
                from = at + 1;
            }
        }
        if (from < end) {
            addSentence(document, from, end - from, 1);
        }
    }

    /** Counts one sentence, without its line end, {@code times} times. */
    public void addSentence(byte[] text, int offset, int length, long times) {
        if (length == 0) {
            totals = totals.plus(new Totals(0, 0, times, 0, 0, 0, 0));
            return;
        }
        if (length > longestSentence) {
            totals = totals.plus(new Totals(0, 0, 0, times, times * length, 0, 0));
            return;
        }
        if (holdsReserved(text, offset, offset + length)) {
            totals = totals.plus(new Totals(0, 0, 0, 0, 0, times, times * length));
            return;
        }
        normalizer.normalize(text, offset, length, normalized);
        replaceMetaPieces();
        if (sentence.size() == 0) {
            totals = totals.plus(new Totals(0, 0, times, 0, 0, 0, 0));
            return;
        }
        totals = totals.plus(new Totals(times, times * length, 0, 0, 0, 0, 0));
        split(times);
    }

    /** Whether training may count a sentence: one that is not empty, not too long, and without U+2585. */
    public boolean takes(byte[] text, int offset, int length) {
        return length > 0 && length <= longestSentence && !holdsReserved(text, offset, offset + length);
    }

    private static boolean holdsReserved(byte[] text, int from, int to) {
        for (int at = from; at + 2 < to; at++) {
            if (text[at] == (byte) 0xE2 && text[at + 1] == (byte) 0x96 && text[at + 2] == (byte) 0x85) {
                return true;
            }
        }
        return false;
    }

    private void replaceMetaPieces() {
        sentence.clear();
        byte[] text = normalized.array();
        int end = normalized.size();
        for (int at = 0; at < end; ) {
            long meta = metaPieces.longestPrefix(text, at, end);
            if (meta >= 0) {
                sentence.add('\t');
                at += (int) (meta >>> 32);
            } else {
                int length = Math.min(Utf8.lengthByLead(text[at]), end - at);
                sentence.add(text, at, length);
                at += length;
            }
        }
    }

    private void split(long times) {
        byte[] text = sentence.array();
        int end = sentence.size();
        int from = 0;
        if (!wholeSentences) {
            int at = 0;
            while (at < end) {
                boolean space = text[at] == Utf8.SPACE_LEAD && Utf8.isSpace(text, at, end);
                if (!space) {
                    at++;
                    continue;
                }
                if (whitespaceAsSuffix) {
                    int after = at + 3;
                    while (whitespaceRuns && Utf8.isSpace(text, after, end)) {
                        after += 3;
                    }
                    if (after < end) {
                        words.add(text, from, after, times, 0);
                        from = after;
                    }
                    at = after;
                } else {
                    if (at > from) {
                        words.add(text, from, at, times, 0);
                        from = at;
                    }
                    at += 3;
                    while (whitespaceRuns && Utf8.isSpace(text, at, end)) {
                        at += 3;
                    }
                }
            }
        }
        if (from < end) {
            words.add(text, from, end, 0, times);
        }
    }

    /** Adds the counts of one word, as another counter exported it. */
    public void merge(WordTable.Entry entry) {
        words.add(entry.word(), 0, entry.word().length, entry.followed(), entry.ended());
    }

    /** Adds what another counter has counted. */
    public void merge(WordCounter other) {
        other.forEach(this::merge);
        totals = totals.plus(other.totals);
    }

    /** The words so far with their counts, in no particular order. */
    public void forEach(Consumer<WordTable.Entry> action) {
        for (int i = 0; i < words.size(); i++) {
            action.accept(new WordTable.Entry(
                    Arrays.copyOfRange(words.bytes(), words.start(i), words.start(i + 1)),
                    words.followed(i),
                    words.ended(i)));
        }
    }

    /**
     * The words so far, packed and by share; which words are whose follows from their bytes alone.
     *
     * @return a list for each share, empty where a share has no words
     */
    public List<List<PackedWords>> packed(int shares) {
        return PackedWords.of(words, shares);
    }

    /** Bytes of memory that the words so far take. */
    public long memory() {
        return words.memory();
    }

    /** Number of distinct words so far. */
    public int size() {
        return words.size();
    }

    /** What went in and what was left out so far. */
    public Totals totals() {
        return totals;
    }

    /** The words so far as a table to train from. */
    public WordTable table() {
        return WordTable.of(words);
    }

    /** Forgets all words and totals, so that the counter can serve the next share. */
    public void clear() {
        words.clear();
        totals = Totals.NONE;
    }
}
