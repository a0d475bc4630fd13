package dev.tamis.models.evaluate;

import dev.tamis.models.fasttext.Dictionary;
import dev.tamis.models.fasttext.FastTextModel;
import dev.tamis.models.fasttext.Predictor;
import dev.tamis.models.fasttext.Predictors;
import dev.tamis.models.fasttext.TokenScanner;
import dev.tamis.models.measure.LabelledScores;
import dev.tamis.models.train.LabelledLines;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.function.Function;

/** Measures a model on files in fastText's form. */
public final class ClassifierEvaluation {
    private static final int SHOWN_BYTES = 400;

    private final FastTextModel model;
    private final Dictionary dictionary;
    private final int labels;
    private final int mostMistakes;
    private final Function<LabelledLines, String> places;
    private final List<String> names;
    private final LabelledScores scores;
    private final PriorityQueue<Candidate> surest;
    private final TokenScanner scanner = new TokenScanner();
    private int[] truth = new int[4];
    private int truths;
    private boolean labelled;

    /** A mistake by how sure it is; of equal ones the first is kept. */
    private record Candidate(float score, long text, Mistake mistake) {}

    /**
     * Prepares the measurement.
     *
     * @param mostMistakes number of mistakes to keep
     * @param places names the present line
     */
    public ClassifierEvaluation(FastTextModel model, int mostMistakes, Function<LabelledLines, String> places) {
        this.model = model;
        this.mostMistakes = mostMistakes;
        this.places = places;
        dictionary = model.dictionary();
        labels = dictionary.labels();
        names = dictionary.shortLabels();
        scores = new LabelledScores(names);
        surest = new PriorityQueue<>(Comparator.comparingDouble((Candidate one) -> one.score())
                .thenComparing(Comparator.comparingLong(Candidate::text).reversed()));
    }

    /** Measures the lines of the files, which hold {@code __label__x text}. */
    public Evaluated of(List<Path> files) throws IOException {
        Predictor predictor = new Predictors(model).predictor();
        TellingFeatures features = TellingFeatures.canTell(model) ? new TellingFeatures(model) : null;
        float[] probabilities = new float[labels];
        long lines = 0;
        long unlabelled = 0;
        long unknown = 0;
        long featureless = 0;
        try (LabelledLines read = new LabelledLines(files)) {
            while (read.next()) {
                lines++;
                byte[] bytes = read.bytes();
                int end = read.to() > read.from() && bytes[read.to() - 1] == '\n' ? read.to() - 1 : read.to();
                findLabels(bytes, read.from(), end);
                if (truths == 0) {
                    unlabelled += labelled ? 0 : 1;
                    unknown += labelled ? 1 : 0;
                    continue;
                }
                int predicted = predictor.read(bytes, read.from(), end) ? predictor.best() : -1;
                if (predicted < 0) {
                    // A run has no score for it, and fastText's test passes it by.
                    featureless++;
                    continue;
                }
                for (int label = 0; label < labels; label++) {
                    probabilities[label] = predictor.probability(label);
                }
                int text = scores.texts();
                scores.add(Arrays.copyOf(truth, truths), probabilities, predicted);
                note(text, bytes, read.from(), end, read);
                if (features != null) {
                    features.add(bytes, read.from(), end, truth[0]);
                }
            }
        }
        List<Mistake> mistakes = surest.stream()
                .sorted(surest.comparator().reversed())
                .map(Candidate::mistake)
                .toList();
        return new Evaluated(
                lines,
                unlabelled,
                unknown,
                featureless,
                scores.figures(),
                features == null || scores.texts() == 0 ? List.of() : features.found(),
                mistakes);
    }

    private void note(int text, byte[] bytes, int from, int end, LabelledLines read) {
        int predicted = scores.predicted(text);
        float score = scores.score(text, predicted);
        if (scores.has(text, predicted) || mostMistakes == 0) {
            return;
        }
        if (surest.size() == mostMistakes && score <= surest.peek().score()) {
            return;
        }
        List<String> having = new ArrayList<>();
        for (int i = 0; i < truths; i++) {
            having.add(names.get(truth[i]));
        }
        surest.add(new Candidate(
                score,
                text,
                new Mistake(
                        places.apply(read),
                        String.join(",", having),
                        names.get(predicted),
                        score,
                        beginning(bytes, from, end))));
        if (surest.size() > mostMistakes) {
            surest.poll();
        }
    }

    /** The text's beginning after its labels, cut between characters. */
    private String beginning(byte[] bytes, int from, int end) {
        scanner.over(bytes, from, end);
        while (scanner.next() && scanner.isLabel()) {
            // Goes on to the first word.
        }
        int at = scanner.start();
        int to = Math.min(end, at + SHOWN_BYTES);
        while (to > at && to < end && (bytes[to] & 0xC0) == 0x80) {
            to--;
        }
        return new String(bytes, at, to - at, StandardCharsets.UTF_8) + (to < end ? " ..." : "");
    }

    private void findLabels(byte[] bytes, int from, int to) {
        truths = 0;
        labelled = false;
        scanner.over(bytes, from, to);
        while (scanner.next()) {
            if (scanner.isLabel()) {
                labelled = true;
                addLabel(dictionary.find(bytes, scanner.start(), scanner.end()) - dictionary.words());
            }
        }
    }

    private void addLabel(int label) {
        for (int i = 0; i < truths; i++) {
            if (truth[i] == label) {
                return;
            }
        }
        if (label >= 0) {
            if (truths == truth.length) {
                truth = Arrays.copyOf(truth, truths * 2);
            }
            truth[truths++] = label;
        }
    }
}
