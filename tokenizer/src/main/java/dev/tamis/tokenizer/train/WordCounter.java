package dev.tamis.tokenizer.train;

import com.google.protobuf.ByteString;
import dev.tamis.tokenizer.ByteArray;
import dev.tamis.tokenizer.model.ModelType;
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
 * <p>A sentence is a line. It is normalised, special pieces in it become U+001F, and it is cut before each U+2581. Two
 * counts a word are what the unigram trainer needs: one before another word, one at a sentence's end.
 *
 * <p>With {@code input_format=tsv} a sentence comes with a weight. SentencePiece takes seeds from every such sentence
 * twice, whatever its weight, so these words are counted apart.
 */
public final class WordCounter {
    private final TextNormalizer normalizer;
    private final DoubleArray metaPieces;
    private final int longestSentence;
    private final boolean wholeSentences;
    private final boolean whitespaceAsSuffix;
    private final boolean whitespaceRuns;
    /** Whether a word before another one is counted together with that one's first character. */
    private final boolean withFollower;

    private final WordHash words = new WordHash();
    /** The words to take seeds from when these are others, else null. */
    private final WordHash seedWords;

    private final ByteArray utf8 = new ByteArray(1 << 12);
    private final ByteArray normalized = new ByteArray(1 << 12);
    private final ByteArray sentence = new ByteArray(1 << 12);
    /** Where the words of the sentence start and end. */
    private int[] froms = new int[1 << 8];

    private int[] tos = new int[1 << 8];
    /** By first byte, whether a special piece may start with it. */
    private final boolean[] startsMeta;

    /** Bytes of all sentences so far, or of what they became by normalising if that is more; at least 1 for each. */
    private long volume;

    private long sentences;
    private long bytes;
    private long empty;
    private long tooLong;
    private long tooLongBytes;
    private long reserved;
    private long reservedBytes;

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
        withFollower = withFollower(options);
        seedWords = options.trainer().text(TrainerField.INPUT_FORMAT).equals("tsv") ? new WordHash() : null;
        longestSentence = options.trainer().integer(TrainerField.MAX_SENTENCE_LENGTH);
        normalizer = new TextNormalizer(FrontEnd.compiled(options), whitespaceAsSuffix, List.of());
        List<ByteString> metas = new ArrayList<>();
        new MetaPieces(options).byId().values().forEach(meta -> metas.add(ByteString.copyFromUtf8(meta.text())));
        startsMeta = new boolean[256];
        metas.forEach(meta -> startsMeta[meta.byteAt(0) & 0xFF] = true);
        metaPieces = TextNormalizer.prefixes(metas);
    }

    /**
     * Whether words before others carry the next word's first character: where a space ends a word, what follows it
     * decides whether the word is a seed. Without the option that character is always the space.
     */
    static boolean withFollower(TrainerOptions options) {
        return options.modelType() == ModelType.UNIGRAM
                && options.flag(TrainerField.TREAT_WHITESPACE_AS_SUFFIX)
                && options.flag(TrainerField.SPLIT_BY_WHITESPACE);
    }

    /** A counter like another one, without its counts. */
    private WordCounter(WordCounter like) {
        whitespaceAsSuffix = like.whitespaceAsSuffix;
        wholeSentences = like.wholeSentences;
        whitespaceRuns = like.whitespaceRuns;
        longestSentence = like.longestSentence;
        normalizer = like.normalizer;
        metaPieces = like.metaPieces;
        startsMeta = like.startsMeta;
        withFollower = like.withFollower;
        seedWords = like.seedWords == null ? null : new WordHash();
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

    /**
     * Counts one sentence, without its line end, {@code times} times.
     *
     * @throws ArithmeticException where the text would exceed 2^53 bytes, which keeps all sums in training within 64
     *     bits; nothing is counted then
     */
    public void addSentence(byte[] text, int offset, int length, long times) {
        if (length == 0) {
            grow(1, times);
            empty += times;
            return;
        }
        if (length > longestSentence) {
            addTooLong(length, times);
            return;
        }
        if (holdsReserved(text, offset, offset + length)) {
            grow(length, times);
            reserved += times;
            reservedBytes += times * length;
            return;
        }
        normalizer.normalize(text, offset, length, normalized);
        grow(Math.max(length, normalized.size()), times);
        if (normalized.size() == 0) {
            empty += times;
            return;
        }
        sentences += times;
        bytes += times * length;
        ByteArray whole = replaceMetaPieces();
        split(whole, times, words);
        if (seedWords != null) {
            split(whole, 2, seedWords);
        }
    }

    /** Counts a sentence that exceeds {@code max_sentence_length} as left out, {@code times} times. */
    void addTooLong(long length, long times) {
        grow(length, times);
        tooLong += times;
        tooLongBytes += times * length;
    }

    private void grow(long length, long times) {
        if (times > (CharacterCounts.MOST - volume) / length) {
            throw new ArithmeticException("a sentence of " + length + " bytes counted " + times
                    + (times > CharacterCounts.MOST / length ? " times makes" : " times and what came before make")
                    + " more than 2^53 bytes of text; give smaller counts");
        }
        volume += times * length;
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

    /** The normalised sentence with U+001F for each special piece in it. */
    private ByteArray replaceMetaPieces() {
        byte[] text = normalized.array();
        int end = normalized.size();
        int copied = 0;
        for (int at = 0; at < end; ) {
            if (!startsMeta[text[at] & 0xFF]) {
                at++;
                continue;
            }
            long meta = metaPieces.longestPrefix(text, at, end);
            if (meta < 0) {
                at++;
                continue;
            }
            if (copied == 0) {
                sentence.clear();
            }
            sentence.add(text, copied, at - copied);
            sentence.add(Alphabet.BOUNDARY);
            at += (int) (meta >>> 32);
            copied = at;
        }
        if (copied == 0) {
            return normalized;
        }
        sentence.add(text, copied, end - copied);
        return sentence;
    }

    private void split(ByteArray whole, long times, WordHash into) {
        byte[] text = whole.array();
        int end = whole.size();
        int from = 0;
        int count = 0;
        for (int at = wholeSentences ? end : 0; at < end; ) {
            if (text[at] != Utf8.SPACE_LEAD || !Utf8.isSpace(text, at, end)) {
                at++;
                continue;
            }
            int after = at + 3;
            while (whitespaceRuns && Utf8.isSpace(text, after, end)) {
                after += 3;
            }
            int next = whitespaceAsSuffix ? after : at;
            if (next > from && next < end) {
                int follower = withFollower ? Math.min(end - next, Utf8.lengthByLead(text[next])) : 0;
                take(count++, from, next + follower);
                from = next;
            }
            at = after;
        }
        take(count++, from, end);
        into.addSentence(text, froms, tos, count, times);
    }

    private void take(int word, int from, int to) {
        if (word == froms.length) {
            froms = Arrays.copyOf(froms, word * 2);
            tos = Arrays.copyOf(tos, word * 2);
        }
        froms[word] = from;
        tos[word] = to;
    }

    /** Adds the counts of one word, as another counter exported it. */
    public void merge(WordTable.Entry entry) {
        grow(Math.max(1, entry.word().length), Math.addExact(entry.followed(), entry.ended()));
        words.add(entry.word(), 0, entry.word().length, entry.followed(), entry.ended());
    }

    /**
     * Adds what another counter has counted.
     *
     * @throws ArithmeticException where the text would exceed 2^53 bytes; nothing is added then
     */
    public void merge(WordCounter other) {
        if (other.volume > CharacterCounts.MOST - volume) {
            throw new ArithmeticException("the sentences with their counts make more than 2^53 bytes of text");
        }
        volume += other.volume;
        words.add(other.words);
        if (seedWords != null) {
            seedWords.add(other.seedWords);
        }
        sentences += other.sentences;
        bytes += other.bytes;
        empty += other.empty;
        tooLong += other.tooLong;
        tooLongBytes += other.tooLongBytes;
        reserved += other.reserved;
        reservedBytes += other.reservedBytes;
    }

    /** The words so far with their counts, in no particular order. */
    public void forEach(Consumer<WordTable.Entry> action) {
        for (int word = words.first(); word >= 0; word = words.next(word)) {
            byte[] bytes = new byte[words.length(word)];
            words.copy(word, bytes, 0);
            action.accept(new WordTable.Entry(bytes, words.followed(word), words.ended(word)));
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
        return new Totals(sentences, bytes, empty, tooLong, tooLongBytes, reserved, reservedBytes);
    }

    /** The words so far as a table to train from. */
    public WordTable table() {
        return seedWords == null ? WordTable.of(words) : WordTable.of(words).withSeeds(WordTable.of(seedWords));
    }

    /** Forgets all words and totals, so that the counter can serve the next share. */
    public void clear() {
        words.clear();
        if (seedWords != null) {
            seedWords.clear();
        }
        volume = 0;
        sentences = 0;
        bytes = 0;
        empty = 0;
        tooLong = 0;
        tooLongBytes = 0;
        reserved = 0;
        reservedBytes = 0;
    }
}
