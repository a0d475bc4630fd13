package dev.tamis.tokenizer.train;

import dev.tamis.tokenizer.model.ModelType;
import dev.tamis.tokenizer.model.SentencePieceModel;
import dev.tamis.tokenizer.model.TrainerField;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * Trains a unigram language model of pieces (Kudo 2018, "Subword Regularization"): from many candidates, expectation
 * maximisation and pruning take turns until the vocabulary is nearly of the wanted size. Follows SentencePiece 0.2 step
 * by step. The same words and options give the same bytes, whatever the number of threads.
 */
public final class UnigramTrainer {
    /** Pieces used less than this, as expected, are dropped in the M-step. */
    private static final float LEAST_USES = 0.5f;
    /** Training stops at this much more than the vocabulary; the best scores are then taken. */
    private static final double SLACK = 1.1;

    private static final float MISSING_STEP = 0.0001f;

    private UnigramTrainer() {}

    /**
     * Trains a model.
     *
     * @throws IllegalArgumentException when the options don't fit together, there is no text, or the vocabulary can't
     *     have the wanted size; the message then says the possible one
     */
    public static SentencePieceModel train(WordTable table, TrainerOptions options, Progress progress) {
        options.checked();
        if (options.modelType() != ModelType.UNIGRAM) {
            throw new IllegalArgumentException(
                    "model_type: found " + options.modelType().option() + ", but this trains unigram models");
        }
        if (table.size() == 0) {
            throw new IllegalArgumentException(
                    "there are no words to train on: every sentence was empty, too long or left out");
        }
        MetaPieces metas = new MetaPieces(options);
        Alphabet alphabet = Alphabet.of(table, options);
        progress.report(String.format(
                Locale.ROOT,
                "alphabet: %d characters cover %.4f %% of %d distinct words",
                alphabet.required().length,
                100 * alphabet.covered(),
                table.size()));
        alphabet.checkFits(options.vocabSize(), metas.size());
        Workers workers = new Workers(options.trainer().integer(TrainerField.NUM_THREADS));
        Words words = new Words(table, alphabet);
        PieceRules rules = new PieceRules(alphabet, options);
        PieceList pieces = Seeds.find(words, alphabet, rules, options, workers);
        progress.report("seeds: " + pieces.size() + " candidate pieces");

        int desired = (int) (options.vocabSize() * SLACK);
        int iterations = options.trainer().integer(TrainerField.NUM_SUB_ITERATIONS);
        float shrinking = options.trainer().real(TrainerField.SHRINKING_FACTOR);
        for (int round = 1; ; round++) {
            PieceTrie trie = null;
            for (int i = 0; i < iterations; i++) {
                trie = trie == null ? new PieceTrie(pieces, alphabet.size()) : trie;
                Expectation expectation = Expectation.over(words, pieces, trie, workers);
                PieceList next = maximised(pieces, expectation);
                progress.report(String.format(
                        Locale.ROOT,
                        "round %d.%d: %d pieces, objective %.5f, %.0f tokens",
                        round,
                        i + 1,
                        next.size(),
                        expectation.objective(),
                        expectation.tokens()));
                // Dropping pieces renumbers the others, so the trie holds only while none was dropped.
                trie = next.size() == pieces.size() ? trie : null;
                pieces = next;
            }
            if (pieces.size() <= desired) {
                break;
            }
            int before = pieces.size();
            trie = trie == null ? new PieceTrie(pieces, alphabet.size()) : trie;
            int size = Math.max(desired, (int) (shrinking * pieces.size()));
            pieces = Pruning.prune(words, pieces, trie, size, workers);
            if (pieces.size() == before) {
                // Nothing can be dropped any more; the best scores decide.
                break;
            }
        }
        return Vocabulary.model(options, metas, finished(pieces, alphabet, options.vocabSize() - metas.size()));
    }

    /** The M-step: scores from expected uses, through the digamma function, which favours few pieces. */
    private static PieceList maximised(PieceList pieces, Expectation expectation) {
        PieceList next = new PieceList();
        float sum = 0;
        for (int id = 0; id < pieces.size(); id++) {
            float uses = expectation.uses(id);
            if (uses >= LEAST_USES) {
                next.add(pieces, id, uses);
                sum += uses;
            }
        }
        float logSum = (float) digamma(sum);
        for (int id = 0; id < next.size(); id++) {
            next.score(id, (float) (digamma(next.score(id)) - logSum));
        }
        return next;
    }

    /** Derivative of the logarithm of the gamma function: upwards by recurrence, then the asymptotic series. */
    static double digamma(double x) {
        double result = 0;
        while (x < 7) {
            result -= 1 / x;
            x++;
        }
        x -= 0.5;
        double square = 1 / (x * x);
        return result
                + StrictMath.log(x)
                + square * (1 / 24.0 - square * (7 / 960.0 - square * (31 / 8064.0 - square * 127 / 30720.0)));
    }

    /** Every required character, then the best pieces until {@code size}. */
    private static List<Vocabulary.Scored> finished(PieceList pieces, Alphabet alphabet, int size) {
        Map<String, Float> scores = new HashMap<>();
        List<Vocabulary.Scored> learnt = new ArrayList<>();
        for (int id = 0; id < pieces.size(); id++) {
            String text = alphabet.text(pieces.symbols(), pieces.start(id), pieces.length(id));
            scores.put(text, pieces.score(id));
            learnt.add(new Vocabulary.Scored(text, pieces.score(id)));
        }
        List<Vocabulary.Scored> chosen = new ArrayList<>();
        Set<String> taken = new HashSet<>();
        float least = pieces.leastScore();
        float missing = 0;
        for (int c : alphabet.required()) {
            String text = Character.toString(c);
            Float score = scores.get(text);
            if (score == null) {
                score = least + missing;
                missing += MISSING_STEP;
            }
            chosen.add(new Vocabulary.Scored(text, score));
            taken.add(text);
        }
        learnt.sort(Vocabulary.BEST_FIRST);
        for (Vocabulary.Scored piece : learnt) {
            if (chosen.size() >= size) {
                break;
            }
            if (taken.add(piece.text())) {
                chosen.add(piece);
            }
        }
        chosen.sort(Vocabulary.BEST_FIRST);
        return chosen;
    }
}
