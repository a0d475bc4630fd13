package dev.tamis.tokenizer.eval;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tamis.tokenizer.eval.VocabularyDiff.Change;
import dev.tamis.tokenizer.eval.VocabularyDiff.Entry;
import dev.tamis.tokenizer.eval.VocabularyDiff.KindChange;
import dev.tamis.tokenizer.eval.VocabularyDiff.Move;
import dev.tamis.tokenizer.eval.VocabularyDiff.Setting;
import dev.tamis.tokenizer.model.Piece;
import dev.tamis.tokenizer.model.PieceType;
import dev.tamis.tokenizer.model.SentencePieceModel;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class VocabularyDiffTest {
    private final SentencePieceModel old = Models.of(false, "a", -1, "b", -2, "\u0436", -3, "1", -4);

    @Test
    void aModelDiffersInNothingFromItself() {
        VocabularyDiff diff = VocabularyDiff.of(old, old);
        assertEquals(old.size(), diff.same());
        assertEquals(List.of(), diff.came());
        assertEquals(List.of(), diff.went());
        assertEquals(List.of(), diff.moved());
        assertEquals(List.of(), diff.settings());
    }

    @Test
    void piecesThatCameWentMovedAndChangedTheirScoreAreTold() {
        SentencePieceModel now = Models.of(true, "b", -2, "a", -1.5, "\u0436\u0438", -3);
        VocabularyDiff diff = VocabularyDiff.of(old, now);
        assertEquals(257, diff.came().size());
        assertEquals(new Entry("\u0436\u0438", "normal", 259, -3), diff.came().get(256));
        assertEquals(new Entry("<0x00>", "byte", 1, 0), diff.came().get(0));
        assertEquals(List.of(new Entry("\u0436", "normal", 3, -3), new Entry("1", "normal", 4, -4)), diff.went());
        assertEquals(
                List.of(new Move("a", "normal", 1, 258, -1, -1.5f), new Move("b", "normal", 2, 257, -2, -2)),
                diff.moved());
        assertEquals(1, diff.same(), "<unk>");
        assertEquals(new Change(256, 0, 0, 0), diff.byKind().get("byte"));
        assertEquals(new Change(1, 2, 2, 2), diff.byKind().get("normal"));
        assertEquals(new Change(1, 1, 0, 0), diff.byScript().get("cyrillic"));
        assertEquals(new Change(0, 0, 2, 2), diff.byScript().get("latin"));
        assertEquals(new Change(0, 1, 0, 0), diff.byScript().get("none"));
        assertEquals(List.of(new Setting("trainer.byte_fallback", "false", "true")), diff.settings());
        String text = diff.toText(1);
        assertTrue(text.startsWith("5 pieces before, 260 now: 257 came, 2 went, 2 moved"), text);
        assertTrue(text.contains("went: \u0436 ..."), text);
        assertTrue(text.contains("moved: a 1->258 ..."), text);
    }

    @Test
    void aPieceOfAnotherKindNeitherCameNorWent() {
        List<Piece> pieces = new ArrayList<>(old.pieces());
        pieces.set(2, Piece.of("b", 0, PieceType.USER_DEFINED));
        SentencePieceModel now = SentencePieceModel.of(pieces, old.trainer(), old.normalizer());
        VocabularyDiff diff = VocabularyDiff.of(old, now);
        assertEquals(List.of(new KindChange("b", "normal", "user", 2, 2, -2, 0)), diff.changedKind());
        assertEquals(List.of(), diff.came());
        assertEquals(List.of(), diff.went());
        assertEquals(List.of(), diff.moved());
        assertEquals(new Change(0, 1, 3, 0), diff.byKind().get("normal"));
        assertEquals(new Change(1, 0, 0, 0), diff.byKind().get("user"));
        assertEquals(new Change(0, 0, 2, 0), diff.byScript().get("latin"));
        assertTrue(diff.toText(5).contains("changed kind: b normal->user"), diff.toText(5));
    }

    @Test
    void ofTwoScoresAtOneIdOnlyTheScoreChanged() {
        SentencePieceModel now = Models.of(false, "a", -1, "b", -2, "\u0436", -3.5, "1", -4);
        VocabularyDiff diff = VocabularyDiff.of(old, now);
        assertEquals(1, diff.rescored());
        assertEquals(4, diff.same());
    }
}
