package dev.tamis.filters.book;

import dev.tamis.filters.language.Guess;
import dev.tamis.filters.language.OtherLanguage;
import dev.tamis.filters.record.Kind;
import dev.tamis.filters.signal.Example;
import dev.tamis.filters.signal.Subject;
import dev.tamis.filters.text.TextView;
import java.util.List;

/**
 * Share of a book that is in another language than the whole, where both may be of one script: bilingual editions, anthologies,
 * long quotations. Our own definition.
 *
 * <p>Lines are taken together to blocks of {@value #LEAST_BYTES} bytes, since fewer letters say little of a language; of more
 * than {@value #MOST_BLOCKS} blocks so many are looked at, evenly spread over the text. The work has a bound, and is the same
 * for the same text. Languages that change from line to line are not told apart.
 */
final class OtherLanguageFraction extends BookSignal {
    /** A block ends with the line that reaches this length: some 600 Latin or 300 Cyrillic letters. */
    private static final int LEAST_BYTES = 600;

    /** A block ends here at the latest, within a line if need be. */
    private static final int MOST_BYTES = 2400;

    private static final int MOST_BLOCKS = 40;

    OtherLanguageFraction() {
        super(
                "other_language_fraction",
                "Blocks of lines (600 bytes or more; at most 40 of them, evenly spread) whose language is another than lang, with a confidence of 0.8 at least / blocks with letters; languages that short texts cannot tell apart, such as Norwegian and Danish, count as one; null where lang is. Our own definition.");
    }

    @Override
    public void measure(Subject subject, Value out) {
        Guess whole = subject.language();
        if (whole == null) {
            return;
        }
        TextView view = subject.view();
        int blocks = 0;
        for (int at = 0; at < view.length(); at = end(view, at)) {
            blocks++;
        }
        int looked = Math.min(blocks, MOST_BLOCKS);
        if (looked <= 1) {
            // the only block is the text
            out.set(0.0);
            return;
        }
        int told = 0;
        int others = 0;
        int block = 0;
        int next = 0;
        for (int at = 0; at < view.length() && next < looked; block++) {
            int end = end(view, at);
            if (block == OtherLanguage.spread(next, looked, blocks)) {
                Guess guess = subject.languageOf(at, end);
                told += guess == null ? 0 : 1;
                others += OtherLanguage.is(guess, whole) ? 1 : 0;
                next++;
            }
            at = end;
        }
        if (told == 0) {
            out.set(0.0);
        } else {
            out.setRatio(others, told);
        }
    }

    /** The end of the block that begins here; what is too short for a block of its own belongs to the last. */
    private static int end(TextView view, int start) {
        byte[] utf8 = view.utf8();
        if (view.length() - start < 2 * LEAST_BYTES) {
            return view.length();
        }
        int most = Math.min(start + MOST_BYTES, view.length());
        for (int at = start + LEAST_BYTES; at < most; at++) {
            if (utf8[at - 1] == '\n' && view.length() - at >= LEAST_BYTES) {
                return at;
            }
        }
        // back to the first byte of a character
        while (most < view.length() && (utf8[most] & 0xC0) == 0x80) {
            most--;
        }
        return most;
    }

    @Override
    public List<Example> examples() {
        // by its script, since lines that repeat tell too little of other languages
        String english =
                "It was the best thing that the people of the village had ever seen in their lives.\n".repeat(8);
        String greek =
                "\u03b5\u03bd \u03b1\u03c1\u03c7\u03b7 \u03b7\u03bd \u03bf \u03bb\u03bf\u03b3\u03bf\u03c2\n".repeat(19);
        return List.of(
                Example.undefined("1 2\n").as(Kind.BOOK),
                Example.of("plain", 0.0).as(Kind.BOOK),
                Example.of(english.repeat(10), 0.0).as(Kind.BOOK),
                Example.of(english.repeat(2) + greek + english, 0.25).as(Kind.BOOK));
    }
}
