package dev.tamis.tokenizer.model;

import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * What a new vocabulary has that an older one had not, and the other way round. Pieces are told apart by their text
 * alone, so that one which became a user-defined symbol has stayed.
 *
 * @param came pieces of the new vocabulary only, in the order of its ids
 * @param went pieces of the old vocabulary only, in the order of its ids
 * @param stayed number of pieces in both
 */
public record VocabularyChange(List<String> came, List<String> went, int stayed) {
    public VocabularyChange {
        came = List.copyOf(came);
        went = List.copyOf(went);
    }

    public static VocabularyChange between(SentencePieceModel before, SentencePieceModel after) {
        List<String> came = missing(after, before);
        return new VocabularyChange(came, missing(before, after), after.size() - came.size());
    }

    private static List<String> missing(SentencePieceModel from, SentencePieceModel in) {
        Set<String> there = new HashSet<>();
        in.pieces().forEach(piece -> there.add(piece.text()));
        return from.pieces().stream()
                .map(Piece::text)
                .filter(text -> !there.contains(text))
                .toList();
    }

    /** One line for people: the three numbers, and up to ten pieces that came and that went. */
    public String summary() {
        return stayed + " pieces stayed, " + came.size() + " came" + some(came) + ", " + went.size() + " went"
                + some(went);
    }

    private static String some(List<String> texts) {
        return texts.isEmpty()
                ? ""
                : " (" + String.join(" ", texts.subList(0, Math.min(10, texts.size())))
                        + (texts.size() > 10 ? " ...)" : ")");
    }
}
