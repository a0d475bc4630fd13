package dev.tamis.filters.book;

import dev.tamis.filters.record.Kind;
import dev.tamis.filters.signal.Example;
import dev.tamis.filters.signal.Subject;
import dev.tamis.filters.text.TextView;
import java.util.List;

/**
 * Share of words before the first paragraph of {@value #WORDS} words or more: title page, imprint, contents. Our own
 * definition; a book in verse, or without blank lines, is all front matter or none.
 */
final class FrontMatterFraction extends BookSignal {
    private static final int WORDS = 50;

    FrontMatterFraction() {
        super(
                "front_matter_fraction",
                "Words before the first paragraph of 50 words or more / words; 1 where there is no such paragraph; null without words. Our own definition.");
    }

    @Override
    public void measure(Subject subject, Value out) {
        TextView view = subject.view();
        int before = view.words();
        for (int paragraph = 0; paragraph < view.paragraphs(); paragraph++) {
            int first = view.paragraphFirstWord(paragraph);
            if (view.paragraphEndWord(paragraph) - first >= WORDS) {
                before = first;
                break;
            }
        }
        out.setRatio(before, view.words());
    }

    @Override
    public List<Example> examples() {
        return List.of(
                Example.undefined("\n").as(Kind.BOOK),
                Example.of("Emma\n\nby X\n", 1.0).as(Kind.BOOK),
                Example.of("Emma\n\nby X Y Z\n\n" + "word ".repeat(45) + "\n" + "word ".repeat(50), 0.05)
                        .as(Kind.BOOK),
                Example.of("word ".repeat(50) + "\n\nThe end", 0.0).as(Kind.BOOK));
    }
}
