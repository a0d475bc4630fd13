package dev.tamis.tokenizer.encode;

import dev.tamis.tokenizer.ByteArray;
import dev.tamis.tokenizer.IntArray;
import dev.tamis.tokenizer.model.ModelType;
import dev.tamis.tokenizer.model.SentencePieceModel;
import dev.tamis.tokenizer.model.TrainerField;
import dev.tamis.tokenizer.normalize.TextNormalizer;
import dev.tamis.tokenizer.normalize.Utf8;
import java.util.ArrayList;
import java.util.List;

/**
 * Turns text into the piece ids of a model and back, with the same results as Google's {@code spm_encode} and {@code
 * spm_decode}. Holds scratch space, so it serves one thread at a time; {@link #another} makes one for a further thread
 * that shares the model's tables.
 */
public final class Encoder {
    /** Texts of more bytes are normalised and segmented in parts of about this size, which stay in the cache. */
    private static final int PART = 1 << 16;

    /** Most bytes of scratch space for normalised text that are kept for the next text. */
    static final int KEPT = 1 << 20;

    private final SentencePieceModel model;
    private final UnigramRules rules;
    private final PieceTable pieces;
    private final TextNormalizer normalizer;
    private final Segmenter segmenter;
    private final Decoder decoder;
    private final int unkId;
    private final int part;

    private ByteArray normalized = new ByteArray(1 << 12);
    private final ByteArray utf8 = new ByteArray(1 << 12);
    private final Tokens tokens = new Tokens();

    /** An encoder with the results of SentencePiece 0.1.97 to 0.2.1. */
    public Encoder(SentencePieceModel model) {
        this(model, UnigramRules.V0_1);
    }

    /** An encoder with the results of one line of releases; it matters for unigram models alone. */
    public Encoder(SentencePieceModel model, UnigramRules rules) {
        this(model, rules, UnitSegmenter.CACHE_SETS, PART);
    }

    Encoder(SentencePieceModel model, int cacheSets, int part) {
        this(model, UnigramRules.V0_1, cacheSets, part);
    }

    /**
     * Neither size matters to the result.
     *
     * @param cacheSets size of the cache of segmented units, a power of two
     * @param part longer texts are encoded in parts of about so many bytes
     */
    Encoder(SentencePieceModel model, UnigramRules rules, int cacheSets, int part) {
        this.model = model;
        this.rules = rules;
        this.part = part;
        pieces = new PieceTable(model);
        boolean suffix = model.trainer().flag(TrainerField.TREAT_WHITESPACE_AS_SUFFIX);
        normalizer = new TextNormalizer(model.normalizer(), suffix, pieces.userSymbols);
        boolean wellFormed = pieces.wellFormed() && normalizer.writesWellFormed();
        segmenter = segmenter(model.type(), pieces, rules, wellFormed, cacheSets);
        decoder = new Decoder(model, pieces);
        unkId = model.unkId();
    }

    private Encoder(Encoder other) {
        model = other.model;
        rules = other.rules;
        part = other.part;
        pieces = other.pieces;
        normalizer = other.normalizer;
        segmenter = other.segmenter.another();
        decoder = new Decoder(model, pieces);
        unkId = other.unkId;
    }

    private static Segmenter segmenter(
            ModelType type, PieceTable pieces, UnigramRules rules, boolean wellFormed, int cacheSets) {
        return switch (type) {
            case UNIGRAM -> new UnigramSegmenter(pieces, rules, wellFormed, cacheSets);
            case BPE -> new BpeSegmenter(pieces, wellFormed, cacheSets);
            case WORD -> new WholeUnitSegmenter(pieces, true);
            case CHAR -> new WholeUnitSegmenter(pieces, false);
        };
    }

    /** An encoder for another thread, with the same tables and its own scratch space. */
    public Encoder another() {
        return new Encoder(this);
    }

    public SentencePieceModel model() {
        return model;
    }

    /**
     * Appends the ids of one sentence, which may be a whole document.
     *
     * @param text UTF-8; each malformed byte counts as U+FFFD
     * @return number of ids appended
     */
    public int encode(byte[] text, int offset, int length, IntArray out) {
        int before = out.size();
        segmenter.begin();
        if (length <= part) {
            normalizer.normalize(text, offset, length, normalized);
            if (normalized.size() > 0) {
                segmenter.segment(normalized, normalized.size(), true, out);
                resolveUnknown(before, normalized.size(), false, out);
            }
        } else {
            encodeInParts(text, offset, length, out);
        }
        return out.size() - before;
    }

    /**
     * Appends the ids of a piece of normalised text, as it stands: no space is put in front of it and none is dropped.
     *
     * @param text from {@link #normalize(byte[], int, int, ByteArray)}
     * @param offset between two characters of it, like the end
     * @return number of ids appended
     */
    int encodeNormalized(byte[] text, int offset, int length, IntArray out) {
        int before = out.size();
        if (length > 0) {
            normalized.clear();
            normalized.add(text, offset, length);
            segmenter.begin();
            segmenter.segment(normalized, length, true, out);
            resolveUnknown(before, length, false, out);
            forgetLong();
        }
        return out.size() - before;
    }

    /** Never holds more than a part of the normalised text, unless one unit is longer. */
    private void encodeInParts(byte[] text, int offset, int length, IntArray out) {
        int end = offset + length;
        boolean afterUnknown = false;
        normalized.clear();
        long state = normalizer.begin(text, offset, end, normalized);
        if (TextNormalizer.position(state) == end) {
            return;
        }
        while (true) {
            // What is left over can be the beginning of a long unit: twice as much is read then, to stay linear.
            int most = (int) Math.min(Integer.MAX_VALUE, Math.max(part, 2L * normalized.size()));
            state = normalizer.append(text, state, end, most, normalized);
            boolean last = TextNormalizer.position(state) == end;
            if (last) {
                normalizer.finish(normalized);
            }
            int size = last ? normalized.size() : normalizer.withoutTrailingSpaces(normalized);
            if (size > 0) {
                int from = out.size();
                int done = segmenter.segment(normalized, size, last, out);
                afterUnknown = resolveUnknown(from, done, afterUnknown, out);
                normalized.drop(done);
            }
            if (last) {
                break;
            }
        }
        forgetLong();
    }

    /** What a very long text took does not stay for the next. */
    private void forgetLong() {
        if (normalized.array().length > KEPT) {
            normalized = new ByteArray(1 << 12);
        }
    }

    /**
     * Makes one of several unknown ids in a row, or bytes with byte fallback.
     *
     * @param from the first id, which is that of the first normalised character
     * @param size number of normalised bytes that the ids stand for
     * @param afterUnknown whether the last id before was unknown
     * @return whether the last id is unknown
     */
    private boolean resolveUnknown(int from, int size, boolean afterUnknown, IntArray out) {
        int[] ids = out.array();
        int count = out.size();
        int at = from;
        while (at < count && ids[at] != unkId) {
            at++;
        }
        if (at == count) {
            return at == from && afterUnknown;
        }
        if (pieces.byteIds == null) {
            boolean after = at == from && afterUnknown;
            int to = at;
            for (; at < count; at++) {
                boolean unknown = ids[at] == unkId;
                if (!unknown || !after) {
                    ids[to++] = ids[at];
                }
                after = unknown;
            }
            out.truncate(to);
            return after;
        }
        tokens.ids.clear();
        tokens.ids.add(ids, from, count - from);
        out.truncate(from);
        pieces.ends(normalized.array(), size, tokens.ids, tokens.ends);
        pieces.resolve(tokens, normalized.array(), (id, start, end) -> out.add(id));
        return false;
    }

    /**
     * Appends the ids of many sentences that lie in one array one after another.
     *
     * @param text UTF-8
     * @param offsets where each sentence starts, and after the last where it ends: one more than there are sentences
     * @param ids takes the ids of all
     * @param ends takes, for each sentence, the size of {@code ids} after it
     */
    public void encodeBatch(byte[] text, int[] offsets, IntArray ids, IntArray ends) {
        for (int i = 0; i + 1 < offsets.length; i++) {
            encode(text, offsets[i], offsets[i + 1] - offsets[i], ids);
            ends.add(ids.size());
        }
    }

    /** The ids of one sentence. */
    public int[] encode(String text) {
        utf8.clear();
        Utf8.encode(text, utf8);
        IntArray ids = new IntArray();
        encode(utf8.array(), 0, utf8.size(), ids);
        return ids.toArray();
    }

    /** The surfaces of one sentence's pieces; a run of unknown characters is one, and shows as it stands. */
    public List<String> encodePieces(String text) {
        utf8.clear();
        Utf8.encode(text, utf8);
        return encodePieces(utf8.array(), 0, utf8.size());
    }

    /** The surfaces of one sentence's pieces; a run of unknown characters is one, and shows as it stands. */
    public List<String> encodePieces(byte[] text, int offset, int length) {
        segment(text, offset, length);
        List<String> surfaces = new ArrayList<>(tokens.ids.size());
        byte[] from = normalized.array();
        pieces.resolve(tokens, from, (id, start, end) -> surfaces.add(pieces.surface(id, from, start, end)));
        return surfaces;
    }

    /** Fills {@code normalized} and {@code tokens}; unknown characters come one by one. */
    private void segment(byte[] text, int offset, int length) {
        normalizer.normalize(text, offset, length, normalized);
        tokens.clear();
        if (normalized.size() > 0) {
            segmenter.begin();
            segmenter.segment(normalized, normalized.size(), true, tokens.ids);
            pieces.ends(normalized.array(), normalized.size(), tokens.ids, tokens.ends);
        }
    }

    /** The text as the pieces are matched against: normalised, with U+2581 for spaces. */
    public String normalize(String text) {
        utf8.clear();
        Utf8.encode(text, utf8);
        normalizer.normalize(utf8.array(), 0, utf8.size(), normalized);
        return normalized.text();
    }

    /** Puts the text as the pieces are matched against into {@code out}, which is emptied first. */
    public void normalize(byte[] text, int offset, int length, ByteArray out) {
        normalizer.normalize(text, offset, length, out);
    }

    /**
     * The text of a sequence of ids.
     *
     * @throws IllegalArgumentException when an id is not in the vocabulary
     */
    public String decode(int[] ids) {
        ByteArray out = new ByteArray(ids.length * 4);
        decode(ids, 0, ids.length, out);
        return out.text();
    }

    /**
     * Appends the text of a sequence of ids as UTF-8.
     *
     * @throws IllegalArgumentException when an id is not in the vocabulary
     */
    public void decode(int[] ids, int offset, int count, ByteArray out) {
        decoder.decode(ids, offset, count, out);
    }

    /** Appends the text of pieces as UTF-8; one that is not in the vocabulary stands for itself. */
    public void decodePieces(List<String> surfaces, ByteArray out) {
        decoder.decode(surfaces, out);
    }

    /** An encoder with the same model that tells byte ranges and makes n-best lists and samples, at a lower speed. */
    public AlignedEncoder aligned() {
        return new AlignedEncoder(model, pieces, normalizer, segmenter.another(), rules);
    }
}
