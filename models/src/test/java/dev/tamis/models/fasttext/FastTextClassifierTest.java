package dev.tamis.models.fasttext;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tamis.models.ModelException;
import dev.tamis.models.ScoreColumn;
import dev.tamis.models.ScoredText;
import dev.tamis.models.Scores;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;

class FastTextClassifierTest {
    /** Says hq of "good", cc of "bad" and cc of anything unknown that is not "goodbad", with probabilities near 0 and 1. */
    private static final byte[] MODEL = model();

    private static byte[] model() {
        Args args = TestModels.args(Loss.SOFTMAX, 2, 1, 0, 0, 0);
        Dictionary dictionary = TestModels.dictionary(args, List.of("good", "bad", "goodbad"), List.of("cc", "hq"));
        DenseMatrix input = new DenseMatrix(3, 2);
        float[] rows = {0, 20, 10, 0, 0, 40};
        System.arraycopy(rows, 0, input.block(0), 0, rows.length);
        DenseMatrix output = new DenseMatrix(2, 2);
        float[] columns = {1, 0, 0, 1};
        System.arraycopy(columns, 0, output.block(0), 0, columns.length);
        return TestModels.bytes(new FastTextModel(args, dictionary, input, output));
    }

    private static Object[] score(List<String> labels, boolean single, Newlines newlines, String text)
            throws IOException {
        FastTextClassifier model = FastTextClassifier.read(TestModels.source(MODEL), labels, single, newlines);
        Scores scores = new Scores(model.columns().size());
        scores.reset(1);
        model.scorer().score(List.of(new ScoredText(TestModels.utf8(text), null)), scores);
        Object[] values = new Object[model.columns().size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = scores.get(0, i);
        }
        return values;
    }

    private static List<String> suffixes(List<String> labels, boolean single) throws IOException {
        return FastTextClassifier.read(TestModels.source(MODEL), labels, single, Newlines.SPACE).columns().stream()
                .map(ScoreColumn::suffix)
                .toList();
    }

    @Test
    void columnsFollowWhatIsAsked() throws IOException {
        assertEquals(List.of(""), suffixes(List.of("hq"), true));
        assertEquals(List.of("_hq"), suffixes(List.of("hq"), false));
        assertEquals(List.of("_cc", "_hq"), suffixes(List.of("cc", "hq"), false));
        assertEquals(List.of("_label", "_score"), suffixes(List.of(), false));
    }

    @Test
    void probabilitiesAreClampedToOne() throws IOException {
        assertEquals(1.0, score(List.of("hq"), true, Newlines.SPACE, "good")[0]);
        assertEquals(1e-5, (Double) score(List.of("__label__cc"), true, Newlines.SPACE, "good")[0], 1e-7);
        Object[] best = score(List.of(), false, Newlines.SPACE, "bad");
        assertEquals("cc", best[0]);
        assertEquals(1.0, (Double) best[1], 1e-4);
    }

    @Test
    void newlinesPartWordsOrVanishOrMakeLinesOfTheirOwn() throws IOException {
        String text = "good\nbad";
        // Of good and bad together, (0,20) and (10,0): the mean is (5,10).
        double both = 1 / (1 + Math.exp(-5));
        assertEquals(both, (Double) score(List.of("hq"), true, Newlines.SPACE, text)[0], 1e-4);
        assertEquals(1.0, score(List.of("hq"), true, Newlines.DELETE, text)[0]);
        Object[] lines = score(List.of("hq", "cc"), false, Newlines.LINES, text + "\n\n \n");
        assertEquals(1.0, lines[0]);
        assertEquals(1.0, (Double) lines[1], 1e-4);
        assertEquals("hq", score(List.of(), false, Newlines.LINES, text)[0]);
        assertEquals(Newlines.LINES, Newlines.of("lines"));
    }

    @Test
    void aTextWithoutFeaturesHasNoScores() throws IOException {
        for (Newlines newlines : Newlines.values()) {
            assertNull(score(List.of("hq"), true, newlines, "unknown")[0]);
            assertNull(score(List.of(), false, newlines, "")[0]);
            assertNull(score(List.of(), false, newlines, "\n\n")[1]);
        }
    }

    @Test
    void aLabelThatTheModelLacksIsToldWithThoseItHas() {
        ModelException e =
                assertThrows(ModelException.class, () -> score(List.of("nsfw"), true, Newlines.SPACE, "good"));
        assertTrue(e.getMessage().contains("has no label nsfw (its labels: cc, hq)"), e.getMessage());
    }

    @Test
    void aModelOfWordVectorsIsRefused() {
        Args args = new Args(2, 5, 5, 1, 5, 1, Loss.SOFTMAX, Task.SKIPGRAM, 0, 0, 0, 100, 1e-4);
        Dictionary dictionary = TestModels.dictionary(args, List.of("good", "bad"), List.of());
        byte[] bytes =
                TestModels.bytes(new FastTextModel(args, dictionary, new DenseMatrix(2, 2), new DenseMatrix(2, 2)));
        ModelException e = assertThrows(
                ModelException.class,
                () -> FastTextClassifier.read(TestModels.source(bytes), List.of(), false, Newlines.SPACE));
        assertTrue(e.getMessage().contains("word vectors"), e.getMessage());
    }
}
