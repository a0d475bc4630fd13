package dev.tamis.filters.book;

import dev.tamis.filters.record.Kind;
import dev.tamis.filters.signal.Example;
import dev.tamis.filters.signal.Subject;
import dev.tamis.filters.text.CharClasses;
import dev.tamis.filters.text.TextView;
import dev.tamis.filters.text.Utf8;
import java.util.List;

/**
 * Share of words that are single letters in a row of three or more within one line, as in "t h e": letter-spaced type, or
 * a scanner that saw gaps. Letters of scripts without spaces do not count. Our own definition.
 */
final class SpacedLetterFraction extends BookSignal {
    private static final int ROW = 3;

    SpacedLetterFraction() {
        super(
                "spaced_letter_fraction",
                "Words of one letter that stand in a row of 3 or more such words within one line (t h e) / words; null without words. Our own definition.");
    }

    @Override
    public void measure(Subject subject, Value out) {
        TextView view = subject.view();
        int spaced = 0;
        for (int line = 0; line < view.lines(); line++) {
            int row = 0;
            for (int word = view.lineFirstWord(line); word < view.lineEndWord(line); word++) {
                boolean single = view.wordCodePoints(word) == 1 && view.hasLetter(word) && isSpacedScript(view, word);
                row = single ? row + 1 : 0;
                spaced += row == ROW ? ROW : row > ROW ? 1 : 0;
            }
        }
        out.setRatio(spaced, view.words());
    }

    private static boolean isSpacedScript(TextView view, int word) {
        return view.isAscii(word)
                || !CharClasses.isUnspaced(Utf8.firstCodePoint(view.utf8(), view.wordStart(word), view.wordEnd(word)));
    }

    @Override
    public List<Example> examples() {
        return List.of(
                Example.undefined("").as(Kind.BOOK),
                Example.of("t h e man I a\nm", 3.0 / 7).as(Kind.BOOK),
                Example.of("\u00e9 t \u00e9 s", 1.0).as(Kind.BOOK),
                Example.of("\u4e2d \u4e2d \u4e2d", 0.0).as(Kind.BOOK),
                Example.of("1 2 3 - - -", 0.0).as(Kind.BOOK));
    }
}
