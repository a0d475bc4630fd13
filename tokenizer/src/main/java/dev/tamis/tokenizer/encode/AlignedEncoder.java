package dev.tamis.tokenizer.encode;

import dev.tamis.tokenizer.ByteArray;
import dev.tamis.tokenizer.IntArray;
import dev.tamis.tokenizer.model.ModelType;
import dev.tamis.tokenizer.model.SentencePieceModel;
import dev.tamis.tokenizer.normalize.AligningNormalizer;
import dev.tamis.tokenizer.normalize.TextNormalizer;
import dev.tamis.tokenizer.normalize.Utf8;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/**
 * Encodes to pieces that know their bytes in the text, to n-best lists and to random segmentations, and decodes to
 * pieces that know their bytes in the result: all that {@link Encoder} leaves out for speed. Results are those
 * of SentencePiece, ties and scores included. Holds scratch space, so it serves one thread at a time; {@link Encoder#aligned} makes one.
 *
 * <p>Texts are UTF-8, and offsets count its bytes; each malformed byte counts as U+FFFD and has its own offset.
 */
public final class AlignedEncoder {
    /** SentencePiece's bound on the length of an n-best list. */
    public static final int MOST_NBEST = 512;

    /**
     * Bytes of normalised text that n-best lists, random segmentations of unigram models and entropies take at most:
     * they hold the graph of all segmentations, some 200 bytes of memory for each byte.
     */
    public static final int MOST_LATTICE_BYTES = 1 << 20;

    private final SentencePieceModel model;
    private final PieceTable pieces;
    private final Segmenter segmenter;
    private final UnigramRules rules;
    private final AligningNormalizer normalizer;
    private final Decoder decoder;

    private final ByteArray normalized = new ByteArray(1 << 12);
    private final IntArray sources = new IntArray(1 << 12);
    private final ByteArray utf8 = new ByteArray(1 << 12);
    private final Tokens tokens = new Tokens();

    /** Made when first needed, for it takes a trie of its own. */
    private UnigramLattice lattice;

    AlignedEncoder(
            SentencePieceModel model,
            PieceTable pieces,
            TextNormalizer normalizer,
            Segmenter segmenter,
            UnigramRules rules) {
        this.model = model;
        this.pieces = pieces;
        this.segmenter = segmenter;
        this.rules = rules;
        this.normalizer = new AligningNormalizer(normalizer);
        decoder = new Decoder(model, pieces);
    }

    public SentencePieceModel model() {
        return model;
    }

    /** The pieces of one sentence with their bytes in it; ids are those that {@link Encoder} gives. */
    public Segmentation encode(byte[] text, int offset, int length) {
        tokens.clear();
        if (read(text, offset, length)) {
            segmenter.begin();
            segmenter.segment(normalized, normalized.size(), true, tokens.ids);
            pieces.ends(normalized.array(), normalized.size(), tokens.ids, tokens.ends);
        }
        return new Segmentation(spans(), 0);
    }

    /** The pieces of one sentence with their bytes in its UTF-8. */
    public Segmentation encode(String text) {
        utf8.clear();
        Utf8.encode(text, utf8);
        return encode(utf8.array(), 0, utf8.size());
    }

    /**
     * The most probable segmentations under a unigram model, best first. A text without pieces has one, the empty one.
     * With a count of 1 it is the plain segmentation, with the score 0, as in SentencePiece.
     *
     * @param count 1 to {@value #MOST_NBEST}; fewer come back when the text has fewer
     * @throws IllegalArgumentException when the count is out of range, the model isn't unigram or the text is too long, by
     *     {@link #MOST_LATTICE_BYTES} or because too many pieces overlap in it
     */
    public List<Segmentation> nBest(byte[] text, int offset, int length, int count) {
        if (count < 1 || count > MOST_NBEST) {
            throw new IllegalArgumentException(
                    "nbest_size: must be from 1 to " + MOST_NBEST + " for an n-best list, found " + count);
        }
        requireUnigram("n-best lists");
        if (count == 1) {
            return List.of(encode(text, offset, length));
        }
        if (!read(text, offset, length)) {
            return List.of(new Segmentation(List.of(), 0));
        }
        List<Segmentation> found = new ArrayList<>();
        for (UnigramLattice.Path path : lattice().nBest(count)) {
            found.add(segmentation(path));
        }
        return found;
    }

    /** The most probable segmentations under a unigram model, best first; offsets count bytes of the text's UTF-8. */
    public List<Segmentation> nBest(String text, int count) {
        utf8.clear();
        Utf8.encode(text, utf8);
        return nBest(utf8.array(), 0, utf8.size(), count);
    }

    /**
     * A random segmentation (subword regularisation, Kudo 2018; BPE-dropout, Provilkov et al. 2020). The same text, seed
     * and settings give the same one.
     *
     * @param nbestSize for unigram: below 0 draws among all segmentations; 0 and 1 give the best one; above, up to
     *     {@value #MOST_NBEST}, draws among that many best ones. BPE does not look at it
     * @param alpha for unigram the power that probabilities are raised to: 0 makes all segmentations alike, 1 draws by
     *     the model; for BPE the probability that a merge is skipped
     * @throws IllegalArgumentException when a setting is out of range, the model is of words or characters or, for a unigram
     *     model, the text is too long, as for n-best lists
     */
    public Segmentation sample(byte[] text, int offset, int length, int nbestSize, float alpha, long seed) {
        if (nbestSize > MOST_NBEST) {
            throw new IllegalArgumentException(
                    "nbest_size: must be at most " + MOST_NBEST + ", or -1 to draw among all, found " + nbestSize);
        }
        if (!Float.isFinite(alpha) || alpha < 0) {
            throw new IllegalArgumentException("alpha: must be 0 or more, found " + alpha);
        }
        if (segmenter instanceof BpeSegmenter merging) {
            tokens.clear();
            if (read(text, offset, length)) {
                SplittableRandom random = new SplittableRandom(seed);
                merging.segmentWithDropout(normalized.array(), normalized.size(), alpha, random, tokens.ids);
                pieces.ends(normalized.array(), normalized.size(), tokens.ids, tokens.ends);
            }
            return new Segmentation(spans(), 0);
        }
        requireUnigram("random segmentations");
        if (nbestSize < 0) {
            return read(text, offset, length)
                    ? segmentation(lattice().sample(alpha, new SplittableRandom(seed)))
                    : new Segmentation(List.of(), 0);
        }
        if (nbestSize <= 1) {
            return encode(text, offset, length);
        }
        return drawn(nBest(text, offset, length, nbestSize), alpha, new SplittableRandom(seed));
    }

    /** A random segmentation; offsets count bytes of the text's UTF-8. */
    public Segmentation sample(String text, int nbestSize, float alpha, long seed) {
        utf8.clear();
        Utf8.encode(text, utf8);
        return sample(utf8.array(), 0, utf8.size(), nbestSize, alpha, seed);
    }

    private static Segmentation drawn(List<Segmentation> list, float alpha, SplittableRandom random) {
        // The first one has the highest score, so no power of it overflows.
        float highest = list.get(0).score();
        double[] weights = new double[list.size()];
        double sum = 0;
        for (int i = 0; i < weights.length; i++) {
            weights[i] = Math.exp(alpha * ((double) list.get(i).score() - highest));
            sum += weights[i];
        }
        double left = random.nextDouble() * sum;
        int drawn = 0;
        while (drawn + 1 < weights.length && left >= weights[drawn]) {
            left -= weights[drawn++];
        }
        return list.get(drawn);
    }

    /**
     * Entropy in nats of the random segmentations that {@link #sample} draws among all.
     *
     * @throws IllegalArgumentException when the model isn't unigram
     */
    public double entropy(String text, float alpha) {
        requireUnigram("entropies");
        utf8.clear();
        Utf8.encode(text, utf8);
        return read(utf8.array(), 0, utf8.size()) ? lattice().entropy(alpha) : 0;
    }

    /**
     * Appends the text of a sequence of ids, and gives each piece with its bytes in that text, counted from where the
     * text begins. All bytes of a character made of byte pieces belong to the last of them. When the model rewrites
     * decoded text (which trained models don't), offsets are those before that.
     *
     * @throws IllegalArgumentException when an id is not in the vocabulary
     */
    public List<PieceSpan> decode(int[] ids, int offset, int count, ByteArray out) {
        IntArray ends = new IntArray(2 * count);
        decoder.decode(ids, offset, count, out, ends);
        List<PieceSpan> spans = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            int id = ids[offset + i];
            spans.add(new PieceSpan(id, model.piece(id).text(), ends.get(2 * i), ends.get(2 * i + 1)));
        }
        return spans;
    }

    private void requireUnigram(String what) {
        if (model.type() != ModelType.UNIGRAM) {
            throw new IllegalArgumentException(
                    "the model is of type " + model.type().option() + "; " + what
                            + " need a unigram model"
                            + (model.type() == ModelType.BPE ? "; random segmentations work with BPE too" : ""));
        }
    }

    /** Normalises the text; false when nothing is left of it. */
    private boolean read(byte[] text, int offset, int length) {
        normalizer.normalize(text, offset, length, normalized, sources);
        return normalized.size() > 0;
    }

    private UnigramLattice lattice() {
        if (normalized.size() > MOST_LATTICE_BYTES) {
            throw new IllegalArgumentException("the text has " + normalized.size()
                    + " bytes when normalised; n-best lists and random segmentations take at most "
                    + MOST_LATTICE_BYTES
                    + ", for they need some 200 bytes of memory for each; cut the text into lines");
        }
        lattice = lattice == null ? new UnigramLattice(pieces, rules) : lattice;
        lattice.read(normalized.array(), normalized.size());
        return lattice;
    }

    private Segmentation segmentation(UnigramLattice.Path path) {
        tokens.clear();
        lattice.write(path, tokens);
        return new Segmentation(spans(), path.score());
    }

    /** The tokens with their bytes: unknown ones in a row are one, or one for each byte with byte fallback. */
    private List<PieceSpan> spans() {
        List<PieceSpan> spans = new ArrayList<>(tokens.ids.size());
        // The bytes of a character have one source, so that all but the last of its byte pieces have none of the text.
        pieces.resolve(tokens, normalized.array(), (id, from, to) -> {
            String surface = pieces.surface(id, normalized.array(), from, to);
            spans.add(new PieceSpan(id, surface, sources.get(from), sources.get(to)));
        });
        return spans;
    }
}
