package dev.tamis.models.ngram;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tamis.models.ModelException;
import dev.tamis.models.ModelSource;
import dev.tamis.models.ScoredText;
import dev.tamis.models.Scores;
import dev.tamis.models.TextScorer;
import dev.tamis.tokenizer.model.NormalizerField;
import dev.tamis.tokenizer.model.Piece;
import dev.tamis.tokenizer.model.PieceType;
import dev.tamis.tokenizer.model.SentencePieceModel;
import dev.tamis.tokenizer.model.Spec;
import dev.tamis.tokenizer.model.TrainerField;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class PerplexityModelTest {
    private static final String ARPA = """
            \\data\\
            ngram 1=7
            ngram 2=2

            \\1-grams:
            -2\t<unk>
            0\t<s>\t-0.5
            -1\t</s>
            -1\t\u2581\t-0.25
            -1\ta\t-0.125
            -1\tb
            -3\t\u6f22

            \\2-grams:
            -0.5\t<s> \u2581
            -0.25\ta b

            \\end\\
            """;

    private static ModelSource source(String name, byte[] bytes) {
        return new ModelSource() {
            @Override
            public String name() {
                return name;
            }

            @Override
            public long length() {
                return bytes.length;
            }

            @Override
            public InputStream open() {
                return new ByteArrayInputStream(bytes);
            }

            @Override
            public Path local() throws IOException {
                throw new IOException("not needed");
            }
        };
    }

    private static ModelSource arpa() {
        return source("a.arpa", ARPA.getBytes(StandardCharsets.UTF_8));
    }

    /** Single letters, those given, with U+2581 before each text. */
    private static ModelSource tokenizer(String letters) {
        List<Piece> pieces = new ArrayList<>(List.of(
                Piece.of("<unk>", 0, PieceType.UNKNOWN),
                Piece.of("<s>", 0, PieceType.CONTROL),
                Piece.of("</s>", 0, PieceType.CONTROL),
                Piece.of("\u2581", -1, PieceType.NORMAL)));
        letters.chars().forEach(c -> pieces.add(Piece.of(Character.toString(c), -1, PieceType.NORMAL)));
        return source(
                "t.model",
                SentencePieceModel.of(pieces, Spec.empty(TrainerField.class), Spec.empty(NormalizerField.class))
                        .serialize());
    }

    private static PerplexityModel model(String language, Normalization normalization) throws IOException {
        return PerplexityModel.open(List.of(new LanguageFiles(language, arpa(), tokenizer("ab"))), normalization);
    }

    private static Scores scores(PerplexityModel model, String lang, String... texts) throws IOException {
        Scores scores = new Scores(model.columns().size());
        List<ScoredText> scored = new ArrayList<>();
        for (String text : texts) {
            scored.add(new ScoredText(text.getBytes(StandardCharsets.UTF_8), lang));
        }
        scores.reset(texts.length);
        try (TextScorer scorer = model.scorer()) {
            scorer.score(scored, scores);
        }
        return scores;
    }

    private static double ppl(double log10, int tokens) {
        return Math.pow(10, -log10 / tokens);
    }

    @Test
    void aTextHasThePerplexityOfItsPiecesAndTheirEnds() throws IOException {
        PerplexityModel model = model(null, Normalization.NONE);
        Scores scores = scores(model, "en", "ab", "ab\n\nab\n", "a\u00E4", "");
        // U+2581 after <s>, a after backing off from it, b after a, the end.
        double ab = -0.5 + (-0.25 - 1) - 0.25 - 1;
        assertEquals(ppl(ab, 4), (double) scores.get(0, 0), 1e-4);
        assertEquals(4L, scores.get(0, 1));
        assertEquals(ppl(2 * ab, 8), (double) scores.get(1, 0), 1e-4);
        assertEquals(8L, scores.get(1, 1));
        assertEquals(ppl(-0.5 - 1.25 + (-0.125 - 2) - 1, 4), (double) scores.get(2, 0), 1e-4);
        assertNull(scores.get(3, 0));
        assertEquals(0L, scores.get(3, 1));
    }

    @Test
    void textThatTheTokenizerDoesNotKnowIsLookedUpAsItStands() throws IOException {
        Scores scores = scores(model(null, Normalization.NONE), null, "\u6f22");
        assertEquals(ppl(-0.5 + (-0.25 - 3) - 1, 3), (double) scores.get(0, 0), 1e-3);
    }

    @Test
    void piecesThatHoldSpacesAreWrittenAsControlPictures() {
        assertArrayEquals(
                "\u2581\u2409a\u240A\u240D\u2420\u2400".getBytes(StandardCharsets.UTF_8),
                PieceName.of("\u2581\ta\n\r \0".getBytes(StandardCharsets.UTF_8)));
        byte[] plain = "\u2581a\u00A0\u000B".getBytes(StandardCharsets.UTF_8);
        assertSame(plain, PieceName.of(plain));
    }

    @Test
    void ccnetGluesTheLinesOfATextToOneSentence() throws IOException {
        Scores scores = scores(model("en", Normalization.CCNET), "en", " \u00C1\nB ");
        assertEquals(4L, scores.get(0, 1));
        assertEquals(ppl(-0.5 - 1.25 - 0.25 - 1, 4), (double) scores.get(0, 0), 1e-4);
    }

    @Test
    void languagesWithoutAModelHaveNoPerplexity() throws IOException {
        PerplexityModel english = model("en", Normalization.NONE);
        for (String lang : new String[] {"de", null}) {
            Scores scores = scores(english, lang, "ab");
            assertNull(scores.get(0, 0));
            assertNull(scores.get(0, 1));
        }
        PerplexityModel both = PerplexityModel.open(
                List.of(
                        new LanguageFiles("en", arpa(), tokenizer("ab")),
                        new LanguageFiles(
                                null,
                                source("b.arpa", ARPA.replace("-1\tb", "-2\tb").getBytes(StandardCharsets.UTF_8)),
                                tokenizer("ab"))),
                Normalization.NONE);
        assertTrue((double) scores(both, "de", "b").get(0, 0)
                > (double) scores(both, "en", "b").get(0, 0));
    }

    @Test
    void aTokenizerThatDoesNotBelongToTheModelIsRefused() {
        ModelException refused = assertThrows(
                ModelException.class,
                () -> PieceModel.of(
                        ArpaReader.read(
                                source("a.arpa", ARPA.replace("\u2581", "_").getBytes(StandardCharsets.UTF_8))),
                        SentencePieceModel.parse(tokenizer("xy").open().readAllBytes()),
                        "t.model"));
        assertTrue(refused.getMessage().contains("made with another tokenizer"), refused.getMessage());
        ModelException broken = assertThrows(
                ModelException.class, () -> PieceModel.open(arpa(), source("t.model", new byte[] {1, 2, 3})));
        assertTrue(broken.getMessage().startsWith("t.model"), broken.getMessage());
    }

    @Test
    void twoModelsOfOneLanguageAreRefused() {
        List<LanguageFiles> twice = List.of(
                new LanguageFiles("en", arpa(), tokenizer("ab")), new LanguageFiles("en", arpa(), tokenizer("ab")));
        assertThrows(IllegalArgumentException.class, () -> PerplexityModel.open(twice, Normalization.NONE));
    }

    @Test
    void normalisationsHaveTheNamesOfRecipes() {
        assertEquals(Normalization.CCNET, Normalization.of("ccnet"));
        assertEquals("none", Normalization.NONE.id());
        assertThrows(IllegalArgumentException.class, () -> Normalization.of("CCNet"));
    }
}
