package dev.tamis.models.ngram;

import dev.tamis.models.ModelException;
import dev.tamis.models.ModelSource;
import dev.tamis.tokenizer.IntArray;
import dev.tamis.tokenizer.encode.Encoder;
import dev.tamis.tokenizer.model.SentencePieceModel;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;

/** A language model over the pieces of a tokenizer. Shared by threads, each with a {@link Scorer}. */
public final class PieceModel {
    private final NgramModel model;
    private final Encoder encoder;
    private final int[] words;

    private PieceModel(NgramModel model, Encoder encoder, int[] words) {
        this.model = model;
        this.encoder = encoder;
        this.words = words;
    }

    /**
     * Opens both files.
     *
     * @throws ModelException where one is not what it must be, or not one piece of the tokenizer is a word of the model
     */
    public static PieceModel open(ModelSource model, ModelSource tokenizer) throws IOException {
        return of(ArpaReader.read(model), tokenizer(tokenizer), tokenizer.name());
    }

    private static SentencePieceModel tokenizer(ModelSource source) throws IOException {
        byte[] bytes;
        try (InputStream in = source.open()) {
            bytes = in.readNBytes(SentencePieceModel.MOST_BYTES + 1);
        }
        if (bytes.length > SentencePieceModel.MOST_BYTES) {
            throw new ModelException(source.name() + " is no SentencePiece model: it has more than "
                    + SentencePieceModel.MOST_BYTES + " bytes");
        }
        try {
            return SentencePieceModel.parse(bytes);
        } catch (IllegalArgumentException e) {
            throw new ModelException(source.name() + ": " + e.getMessage(), e);
        }
    }

    /**
     * Fits a model and a tokenizer together.
     *
     * @param tokenizerName for messages
     */
    static PieceModel of(NgramModel model, SentencePieceModel tokenizer, String tokenizerName) throws ModelException {
        Encoder encoder;
        try {
            encoder = new Encoder(tokenizer);
        } catch (IllegalArgumentException e) {
            throw new ModelException(tokenizerName + ": " + e.getMessage(), e);
        }
        int[] words = new int[tokenizer.size()];
        int known = 0;
        for (int id = 0; id < words.length; id++) {
            byte[] piece = PieceName.of(tokenizer.piece(id).bytes().toByteArray());
            words[id] = id == tokenizer.unkId() ? NgramModel.UNK : model.word(piece, 0, piece.length);
            known += words[id] != NgramModel.UNK && tokenizer.piece(id).type().matchesText() ? 1 : 0;
        }
        if (known == 0) {
            throw new ModelException(model.name() + " has no piece of " + tokenizerName
                    + " among its words: it was made with another tokenizer");
        }
        return new PieceModel(model, encoder, words);
    }

    public NgramModel model() {
        return model;
    }

    /** A scorer for one thread. */
    public Scorer scorer() {
        return new Scorer(this);
    }

    /** Scores sentences, on one thread; its results do not depend on what it scored before. */
    public static final class Scorer {
        private final PieceModel of;
        private final Encoder encoder;
        private final NgramScorer scorer;
        private final IntArray ids = new IntArray();
        private double log10;
        private double log10Known;
        private long tokens;
        private long unknown;

        private Scorer(PieceModel of) {
            this.of = of;
            encoder = of.encoder.another();
            scorer = of.model.scorer();
        }

        /** Forgets what was added up. */
        public void reset() {
            log10 = 0;
            log10Known = 0;
            tokens = 0;
            unknown = 0;
        }

        /**
         * Adds a sentence: its pieces after {@code <s>}, and {@code </s>}. A sentence without pieces is left out.
         *
         * @param utf8 valid UTF-8
         */
        public void add(byte[] utf8, int from, int length) {
            ids.clear();
            int count = encoder.encode(utf8, from, length, ids);
            if (count == 0) {
                return;
            }
            int unkId = encoder.model().unkId();
            boolean foreign = false;
            int[] pieces = ids.array();
            for (int i = 0; i < count; i++) {
                foreign |= pieces[i] == unkId;
                pieces[i] = of.words[pieces[i]];
            }
            if (foreign) {
                asTheyStand(utf8, from, length, pieces, count);
            }
            scorer.start(true);
            for (int i = 0; i < count; i++) {
                take(pieces[i], scorer.next(pieces[i]));
            }
            take(of.model.eos(), scorer.end());
        }

        /** Models may have words for text that the tokenizer doesn't know, which it gives out as it stands. */
        private void asTheyStand(byte[] utf8, int from, int length, int[] pieces, int count) {
            int at = 0;
            for (String piece : encoder.encodePieces(utf8, from, length)) {
                if (at < count && pieces[at] == NgramModel.UNK) {
                    byte[] name = PieceName.of(piece.getBytes(StandardCharsets.UTF_8));
                    pieces[at] = of.model.word(name, 0, name.length);
                }
                at++;
            }
        }

        private void take(int word, float score) {
            log10 += score;
            tokens++;
            if (word == NgramModel.UNK) {
                unknown++;
            } else {
                log10Known += score;
            }
        }

        /** Log10 of the probability of all sentences added. */
        public double log10() {
            return log10;
        }

        /** The same without words that the model does not know. */
        public double log10Known() {
            return log10Known;
        }

        /** Pieces of all sentences added, with one {@code </s>} each. */
        public long tokens() {
            return tokens;
        }

        /** Pieces that the model does not know. */
        public long unknown() {
            return unknown;
        }

        /** 10 to the power of -log10 / tokens; NaN where there are no tokens. */
        public double perplexity() {
            return perplexity(log10, tokens);
        }

        /** 10 to the power of -log10 / tokens; NaN where there are no tokens. */
        public static double perplexity(double log10, long tokens) {
            return tokens == 0 ? Double.NaN : StrictMath.pow(10, -log10 / tokens);
        }
    }
}
