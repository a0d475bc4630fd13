package dev.tamis.tokenizer.encode;

import dev.tamis.tokenizer.ByteArray;
import dev.tamis.tokenizer.IntArray;
import dev.tamis.tokenizer.model.PieceType;
import dev.tamis.tokenizer.model.SentencePieceModel;
import java.io.Serializable;
import java.util.List;

/**
 * Encodes documents, some of them with their middle moved to the end, so that a model learns to fill gaps (Bavarian et al.
 * 2022, Efficient Training of Language Models to Fill in the Middle, arXiv 2207.14255). Such a document is cut at two places
 * drawn among all between its characters, both ends included, so that any of the three parts may be empty. The parts are
 * segmented each by itself and stand in one of two forms:
 *
 * <ul>
 *   <li>PSM: {@code <fim_prefix>} prefix {@code <fim_suffix>} suffix {@code <fim_middle>} middle;
 *   <li>SPM: {@code <fim_prefix> <fim_suffix>} suffix {@code <fim_middle>} prefix middle: the paper's second variant, in
 *       which the sentinels stand for the same as in PSM, and that of Megatron-LM's {@code GPTFIMDataset}.
 * </ul>
 *
 * <p>The document is normalised first and cut then. So the parts after the first begin without the space that SentencePiece
 * puts in front of a text, spaces beside a cut stay, and the ids of prefix, middle and suffix in this order decode to what the
 * ids of the whole document decode to.
 *
 * <p>What becomes of a document follows from its key, its text and the rates alone. The draws don't depend on the rates: at a
 * higher rate the documents transformed at a lower one are transformed too, and cut at the same places.
 *
 * <p>Holds scratch space and an encoder's: one thread at a time.
 */
public final class FillInTheMiddle {
    /** Documents of fewer normalised characters stay as they are: there is little to learn from their parts. */
    public static final int FEWEST_CHARACTERS = 16;

    /** The odd number nearest to 2^64 divided by the golden ratio. */
    private static final long STEP = 0x9E37_79B9_7F4A_7C15L;

    /** Sets the draws of fill-in-the-middle apart from others by the same seed and document: "fim" in ASCII. */
    private static final long LABEL = 0x66_696DL;

    /** How a document was encoded. */
    public enum Form {
        /** In its own order, without sentinels. */
        WHOLE,
        /** Prefix, suffix, middle. */
        PSM,
        /** Suffix, prefix, middle. */
        SPM
    }

    /** The texts of the three pieces that mark the parts. */
    public record Sentinels(String prefix, String middle, String suffix) implements Serializable {
        /** As StarCoder and Megatron-LM name them. */
        public static final Sentinels DEFAULT = new Sentinels("<fim_prefix>", "<fim_middle>", "<fim_suffix>");

        public List<String> all() {
            return List.of(prefix, middle, suffix);
        }
    }

    private final Encoder encoder;
    private final double rate;
    private final double spmRate;
    private final int prefixId;
    private final int middleId;
    private final int suffixId;
    /** Whether text that looks like a sentinel becomes one. */
    private final boolean textMatches;

    private ByteArray normalized = new ByteArray(1 << 12);
    private long state;

    /**
     * @param encoder used by this alone from now on
     * @param rate share of the documents that are transformed, 0 to 1
     * @param spmRate share of those that take the form SPM, 0 to 1
     * @throws IllegalArgumentException where a rate is out of range or the model lacks a sentinel, as {@link #require} says
     */
    public FillInTheMiddle(Encoder encoder, double rate, double spmRate, Sentinels sentinels) {
        this.encoder = encoder;
        this.rate = share("rate", rate);
        this.spmRate = share("spm_rate", spmRate);
        SentencePieceModel model = encoder.model();
        require(model, sentinels);
        prefixId = model.idOf(sentinels.prefix());
        middleId = model.idOf(sentinels.middle());
        suffixId = model.idOf(sentinels.suffix());
        textMatches = sentinels.all().stream()
                .anyMatch(sentinel -> model.piece(model.idOf(sentinel)).type() == PieceType.USER_DEFINED);
    }

    private static double share(String name, double value) {
        if (!(value >= 0 && value <= 1)) {
            throw new IllegalArgumentException("Invalid " + name + ": " + value + " (must be from 0 to 1)");
        }
        return value;
    }

    /**
     * Checks that a model has the sentinels, as three pieces that are control or user-defined.
     *
     * @throws IllegalArgumentException where it does not, saying which it lacks and what to train with
     */
    public static void require(SentencePieceModel model, Sentinels sentinels) {
        for (String sentinel : sentinels.all()) {
            int id = model.idOf(sentinel);
            PieceType type = model.piece(id).type();
            boolean itself = model.piece(id).text().equals(sentinel);
            if (!itself || (type != PieceType.CONTROL && type != PieceType.USER_DEFINED)) {
                throw new IllegalArgumentException("the model has "
                        + (itself
                                ? "the piece \"" + sentinel + "\" as an ordinary one"
                                : "no piece \"" + sentinel + "\"")
                        + ", which fill-in-the-middle marks parts with; train it with control_symbols = [\""
                        + String.join("\", \"", sentinels.all()) + "\"]");
            }
        }
        if (sentinels.all().stream().distinct().count() < 3) {
            throw new IllegalArgumentException(
                    "the three sentinels must differ, found " + String.join(", ", sentinels.all()));
        }
    }

    /** What the draws for a document follow from. */
    public static long key(long seed, String documentId) {
        long hash = 0xCBF2_9CE4_8422_2325L;
        for (int i = 0; i < documentId.length(); i++) {
            hash = (hash ^ documentId.charAt(i)) * 0x100_0000_01B3L;
        }
        return mix(hash + mix(seed + LABEL * STEP));
    }

    /**
     * Appends the ids of a document, without an end-of-document id.
     *
     * <p>With sentinels that are user-defined pieces, text that looks like one becomes one, as user-defined pieces do. A
     * document with such text stays whole, for its parts could not be told apart. Control pieces never come from text.
     *
     * @param key of the document, from {@link #key}
     * @param text UTF-8
     * @return the form it was given
     */
    public Form encode(long key, byte[] text, int offset, int length, IntArray out) {
        state = key;
        boolean transformed = below(rate);
        boolean suffixFirst = below(spmRate);
        if (!transformed || !split(text, offset, length, suffixFirst, out)) {
            encoder.encode(text, offset, length, out);
            return Form.WHOLE;
        }
        return suffixFirst ? Form.SPM : Form.PSM;
    }

    /** Appends the ids of the parts; appends nothing and says so where the document has to stay whole. */
    private boolean split(byte[] text, int offset, int length, boolean suffixFirst, IntArray out) {
        encoder.normalize(text, offset, length, normalized);
        byte[] whole = normalized.array();
        int size = normalized.size();
        int characters = 0;
        for (int at = 0; at < size; at++) {
            characters += starts(whole[at]) ? 1 : 0;
        }
        if (characters < FEWEST_CHARACTERS) {
            return false;
        }
        int one = place(characters);
        int other = place(characters);
        int from = offsetOf(Math.min(one, other), 0, whole, size);
        int to = offsetOf(Math.abs(one - other), from, whole, size);
        int before = out.size();
        out.add(prefixId);
        if (suffixFirst) {
            out.add(suffixId);
            segment(whole, to, size, out);
            out.add(middleId);
            segment(whole, 0, from, out);
        } else {
            segment(whole, 0, from, out);
            out.add(suffixId);
            segment(whole, to, size, out);
            out.add(middleId);
        }
        segment(whole, from, to, out);
        if (whole.length > Encoder.KEPT) {
            normalized = new ByteArray(1 << 12);
        }
        if (textMatches && sentinels(out, before) > 3) {
            out.truncate(before);
            return false;
        }
        return true;
    }

    private void segment(byte[] whole, int from, int to, IntArray out) {
        encoder.encodeNormalized(whole, from, to - from, out);
    }

    private int sentinels(IntArray ids, int from) {
        int count = 0;
        for (int i = from; i < ids.size(); i++) {
            int id = ids.get(i);
            count += id == prefixId || id == middleId || id == suffixId ? 1 : 0;
        }
        return count;
    }

    private static boolean starts(byte b) {
        return (b & 0xC0) != 0x80;
    }

    /** Where the character is that stands so many after the one at {@code from}; the end for as many as there are. */
    private static int offsetOf(int characters, int from, byte[] whole, int size) {
        int left = characters;
        int at = from;
        while (left > 0) {
            at++;
            while (at < size && !starts(whole[at])) {
                at++;
            }
            left--;
        }
        return at;
    }

    /** A draw from 0 to {@code most}, each as likely but for 2^-32. */
    private int place(int most) {
        return (int) Math.multiplyHigh(next() >>> 1, (most + 1L) << 1);
    }

    private boolean below(double share) {
        return (next() >>> 11) * 0x1.0p-53 < share;
    }

    /** SplitMix64 (Steele, Lea and Flood 2014). */
    private long next() {
        state += STEP;
        return mix(state);
    }

    private static long mix(long value) {
        long z = value;
        z = (z ^ (z >>> 30)) * 0xBF58_476D_1CE4_E5B9L;
        z = (z ^ (z >>> 27)) * 0x94D0_49BB_1331_11EBL;
        return z ^ (z >>> 31);
    }
}
