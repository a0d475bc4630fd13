package dev.tamis.tokenizer.train;

import dev.tamis.tokenizer.IntArray;
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
     * Trains a model from words on this machine, with up to {@code num_threads} threads.
     *
     * @throws IllegalArgumentException when the options don't fit together, there is no text, or the vocabulary can't
     *     have the wanted size; the message then says the possible one
     */
    public static SentencePieceModel train(WordTable table, TrainerOptions options, Progress progress) {
        options.checked();
        return train(new LocalWords(table, WordCounter.withFollower(options), workers(options)), options, progress);
    }

    private static Workers workers(TrainerOptions options) {
        return new Workers(options.trainer().integer(TrainerField.NUM_THREADS));
    }

    /**
     * Trains a model from words wherever they are. The model is the same for the same words.
     *
     * @throws IllegalArgumentException as the other method
     */
    public static SentencePieceModel train(WordShards words, TrainerOptions options, Progress progress) {
        options.checked();
        if (options.modelType() != ModelType.UNIGRAM) {
            throw new IllegalArgumentException(
                    "model_type: found " + options.modelType().option() + ", but this trains unigram models");
        }
        CharacterCounts characters = words.characters();
        if (characters.words() == 0) {
            throw new IllegalArgumentException(
                    "there are no words to train on: every sentence was empty, too long or left out");
        }
        MetaPieces metas = new MetaPieces(options);
        Alphabet alphabet = Alphabet.of(characters, options);
        alphabet.report(characters.words(), progress);
        List<String> required = required(options, metas);
        FrontEnd.reportChanged(required, options, progress);
        alphabet.checkFits(options.vocabSize(), metas.size(), (int) required.stream()
                .filter(piece -> piece.codePointCount(0, piece.length()) > 1)
                .count());
        Workers workers = workers(options);
        SeedSearch search = new SeedSearch(alphabet, new PieceRules(alphabet, options), options);
        PieceList pieces = search.list(words.seeds(search), characters, required);
        PieceTrie trie = new PieceTrie(pieces, alphabet.size());
        pieces.linked(trie, workers);
        progress.report("seeds: " + pieces.size() + " candidate pieces");

        int desired = (int) (options.vocabSize() * SLACK);
        int iterations = options.trainer().integer(TrainerField.NUM_SUB_ITERATIONS);
        float shrinking = options.trainer().real(TrainerField.SHRINKING_FACTOR);
        for (int round = 1; ; round++) {
            for (int i = 0; i < iterations; i++) {
                Expectation.Result expected = new Expectation(alphabet, pieces, characters, trie).over(words);
                trie = null;
                pieces = maximised(pieces, expected, words);
                progress.report(String.format(
                        Locale.ROOT,
                        "round %d.%d: %d pieces, objective %.5f, %.0f tokens",
                        round,
                        i + 1,
                        pieces.size(),
                        expected.objective(characters),
                        expected.tokens()));
            }
            if (pieces.size() <= desired) {
                break;
            }
            Uses uses = new Uses(alphabet, pieces);
            int size = Math.max(desired, (int) (shrinking * pieces.size()));
            int[] kept = Pruning.kept(pieces, words.sum(uses), characters.occurrences(), size, workers);
            if (kept.length == pieces.size()) {
                // Nothing can be dropped any more; the best scores decide.
                break;
            }
            pieces = picked(pieces, kept, words);
        }
        return Vocabulary.model(options, metas, finished(pieces, alphabet, options.vocabSize() - metas.size()));
    }

    private static List<String> required(TrainerOptions options, MetaPieces metas) {
        Set<String> given = metas.texts();
        return options.requiredPieces().stream()
                .filter(piece -> !given.contains(piece))
                .toList();
    }

    private static PieceList picked(PieceList pieces, int[] order, WordShards words) {
        int[] heirs = pieces.heirs(order);
        words.renumber(heirs);
        return pieces.picked(order, heirs);
    }

    /** The M-step: scores from expected uses, through the digamma function, which favours few pieces. */
    private static PieceList maximised(PieceList pieces, Expectation.Result expected, WordShards words) {
        IntArray used = new IntArray(pieces.size());
        float sum = 0;
        for (int id = 0; id < pieces.size(); id++) {
            float uses = expected.uses(id);
            if (uses >= LEAST_USES || pieces.isRequired(id)) {
                used.add(id);
                sum += uses;
            }
        }
        int[] order = used.toArray();
        PieceList next = picked(pieces, order, words);
        float logSum = (float) digamma(sum);
        for (int id = 0; id < order.length; id++) {
            float uses = Math.max(LEAST_USES, expected.uses(order[id]));
            next.score(id, (float) (digamma(uses) - logSum));
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

    /** Every required character and piece, then the best pieces until {@code size}. */
    private static List<Vocabulary.Scored> finished(PieceList pieces, Alphabet alphabet, int size) {
        Map<String, Float> scores = new HashMap<>();
        List<Vocabulary.Scored> learnt = new ArrayList<>();
        List<Vocabulary.Scored> required = new ArrayList<>();
        for (int id = 0; id < pieces.size(); id++) {
            String text = alphabet.text(pieces.symbols(), pieces.start(id), pieces.length(id));
            scores.put(text, pieces.score(id));
            Vocabulary.Scored piece = new Vocabulary.Scored(text, pieces.score(id));
            (pieces.isRequired(id) && pieces.length(id) > 1 ? required : learnt).add(piece);
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
        chosen.addAll(required);
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
