package dev.tamis.filters.book;

import dev.tamis.filters.record.Kind;
import dev.tamis.filters.signal.Example;
import dev.tamis.filters.signal.Shared;
import dev.tamis.filters.signal.Subject;
import dev.tamis.filters.text.Scripts;
import dev.tamis.filters.text.TextView;
import dev.tamis.filters.text.Utf8;
import java.util.Arrays;
import java.util.List;

/**
 * Share of lines whose letters are mostly of another script than most letters of the text: parallel texts, glossaries, and
 * pages read in a wrong character set. Our own definition; languages of one script are told by {@link OtherLanguageFraction}.
 */
final class OtherScriptLineFraction extends BookSignal {
    private static final Shared<Letters> LETTERS = Shared.of(Letters::new, Letters::count);

    OtherScriptLineFraction() {
        super(
                "other_script_line_fraction",
                "Lines of whose letters more than half are of another script than the one with most letters in the text (Han, kana, Hangul being one) / lines with letters; null without letters. Our own definition.");
    }

    /** Letters of a text by script, and its lines. */
    private static final class Letters {
        private final int[] ofText = new int[Scripts.COUNT];
        private final int[] ofLine = new int[Scripts.COUNT];
        private int lines;
        private int others;

        void count(Subject subject) {
            TextView view = subject.view();
            Arrays.fill(ofText, 0);
            add(view.utf8(), 0, view.length(), ofText);
            int main = most(ofText);
            lines = 0;
            others = 0;
            for (int line = 0; line < view.lines(); line++) {
                if (hasLetters(view, line)) {
                    lines++;
                    others += isOther(view, line, main) ? 1 : 0;
                }
            }
        }

        private static boolean hasLetters(TextView view, int line) {
            for (int word = view.lineFirstWord(line); word < view.lineEndWord(line); word++) {
                if (view.hasLetter(word)) {
                    return true;
                }
            }
            return false;
        }

        private boolean isOther(TextView view, int line, int main) {
            int start = view.lineStart(line);
            int end = view.lineEnd(line);
            if (view.lineCodePoints(line) == end - start) {
                return main != Scripts.of('a');
            }
            ofLine[main] = 0;
            int letters = add(view.utf8(), start, end, ofLine);
            return 2 * (letters - ofLine[main]) > letters;
        }

        /** The script with most letters, the first by number of several. */
        private static int most(int[] counts) {
            int most = Scripts.NONE;
            for (int script = 0; script < counts.length; script++) {
                boolean more = most == Scripts.NONE ? counts[script] > 0 : counts[script] > counts[most];
                if (script != Scripts.NONE && more) {
                    most = script;
                }
            }
            return most;
        }

        /** Counts letters and gives their number. */
        private static int add(byte[] utf8, int start, int end, int[] counts) {
            int letters = 0;
            int at = start;
            while (at < end) {
                int bytes = utf8[at] >= 0 ? 1 : Utf8.lengthAt(utf8, at, end);
                int script = Scripts.of(Utf8.codePointAt(utf8, at, bytes));
                counts[script]++;
                letters += script == Scripts.NONE ? 0 : 1;
                at += bytes;
            }
            return letters;
        }
    }

    @Override
    public void measure(Subject subject, Value out) {
        TextView view = subject.view();
        if (view.isAscii() && view.letters() > 0) {
            out.set(0.0);
        } else if (view.letters() > 0) {
            Letters letters = subject.get(LETTERS);
            out.setRatio(letters.others, letters.lines);
        }
    }

    @Override
    public List<Example> examples() {
        return List.of(
                Example.undefined("1 2\n").as(Kind.BOOK),
                Example.of("plain", 0.0).as(Kind.BOOK),
                Example.of("one\n\u03b4\u03cd\u03bf\nthree \u03c4\n\n4\n", 1.0 / 3)
                        .as(Kind.BOOK),
                Example.of("\u6f22\u5b57\u304b\u306a\n\u30ab\u30ca\nabc\n", 1.0 / 3)
                        .as(Kind.BOOK));
    }
}
