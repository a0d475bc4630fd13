package dev.tamis.filters.book;

import dev.tamis.filters.record.Kind;
import dev.tamis.filters.signal.Example;
import dev.tamis.filters.signal.Subject;
import dev.tamis.filters.text.TextView;
import java.util.List;

/** Share of words with letters and digits, as scanners make them of dirt (l6th, th3y, 0f). Our own definition. */
final class LetterDigitWordFraction extends BookSignal {

    LetterDigitWordFraction() {
        super(
                "letter_digit_word_fraction",
                "Words with at least one letter and at least one digit / words; null without words. Our own definition.");
    }

    @Override
    public void measure(Subject subject, Value out) {
        TextView view = subject.view();
        int mixed = 0;
        for (int word = 0; word < view.words(); word++) {
            mixed += view.hasLetter(word) && view.hasDigit(word) ? 1 : 0;
        }
        out.setRatio(mixed, view.words());
    }

    @Override
    public List<Example> examples() {
        return List.of(
                Example.undefined(" ").as(Kind.BOOK),
                Example.of("th3y 1812 were 0f", 0.5).as(Kind.BOOK),
                Example.of("\u00e9\u0663 1\u00e9re --", 2.0 / 3).as(Kind.BOOK));
    }
}
