package dev.tamis.filters.book;

import dev.tamis.filters.clean.Divisions;
import dev.tamis.filters.record.Kind;
import dev.tamis.filters.signal.Example;
import dev.tamis.filters.signal.Shared;
import dev.tamis.filters.signal.Subject;
import dev.tamis.filters.text.TextView;
import dev.tamis.filters.text.WordCounts;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * Share of lines that are the head of a page with its number, as in "12 EMMA" and "EMMA 13": two to twelve words, the first
 * or the last a page number, whose other words are those of at least two more such lines. Heads without a number cannot be
 * told from the names of speakers in a play, and do not count; nor do
 * headings such as "Chapter 12", by a short list of words. Our own definition.
 */
final class RunningHeadLineFraction extends BookSignal {
    private static final int MOST_WORDS = 12;
    private static final int FEWEST_TIMES = 3;
    private static final long BASE = 0xE703_7ED1_A0B4_28DBL;
    private static final Shared<WordCounts> HEADS = Shared.of(WordCounts::new, (heads, subject) -> heads.clear());

    RunningHeadLineFraction() {
        super(
                "running_head_line_fraction",
                "Lines of 2 to 12 words that begin or end with a page number (1 to 4 digits, or i, v, x, l) and whose other words, in the same writing, recur in at least 3 such lines of the text, but for headings such as Chapter 12 / lines that are not blank; null without such lines. Our own definition.");
    }

    @Override
    public void measure(Subject subject, Value out) {
        TextView view = subject.view();
        WordCounts heads = subject.get(HEADS);
        heads.clear();
        int lines = 0;
        for (int line = 0; line < view.lines(); line++) {
            if (!view.isBlank(line)) {
                lines++;
                long head = head(view, line);
                if (head != 0) {
                    heads.add(head);
                }
            }
        }
        long counted = 0;
        for (int id = 0; id < heads.distinct(); id++) {
            counted += heads.count(id) >= FEWEST_TIMES ? heads.count(id) : 0;
        }
        out.setRatio(counted, lines);
    }

    /** A hash of the words beside the number; 0 for a line that cannot be a head. */
    private static long head(TextView view, int line) {
        int first = view.lineFirstWord(line);
        int end = view.lineEndWord(line);
        if (end - first < 2 || end - first > MOST_WORDS) {
            return 0;
        }
        if (isNumber(view, first)) {
            first++;
        } else if (isNumber(view, end - 1)) {
            end--;
        } else {
            return 0;
        }
        if (end - first == 1 && isDivision(view, first)) {
            return 0;
        }
        boolean letters = false;
        long hash = 1;
        for (int word = first; word < end; word++) {
            letters |= view.hasLetter(word);
            hash = hash * BASE + view.wordHash(word);
        }
        return letters ? hash | 1 : 0;
    }

    private static boolean isDivision(TextView view, int word) {
        int start = view.wordStart(word);
        return Divisions.isDivision(new String(view.utf8(), start, view.wordEnd(word) - start, StandardCharsets.UTF_8));
    }

    private static boolean isNumber(TextView view, int word) {
        return PageNumber.isNumber(view.utf8(), view.wordStart(word), view.wordEnd(word))
                || PageNumber.isRoman(view.utf8(), view.wordStart(word), view.wordEnd(word));
    }

    @Override
    public List<Example> examples() {
        return List.of(
                Example.undefined("").as(Kind.BOOK),
                Example.of("12 EMMA\nx\nEMMA 13\ny\n14 EMMA\nEMMA\n", 0.5).as(Kind.BOOK),
                Example.of("12 EMMA\nx\nEMMA 13\ny\n", 0.0).as(Kind.BOOK),
                Example.of("Chapter 1\nCHAPTER 2\nChapter 3\nChapter 4\nChapter 5\n", 0.0)
                        .as(Kind.BOOK),
                Example.of("1 - 2\n3 - 4\n5 - 6\nI 1\nII 2\nIII 3\n", 0.0).as(Kind.BOOK));
    }
}
