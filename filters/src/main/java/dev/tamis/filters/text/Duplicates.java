package dev.tamis.filters.text;

/**
 * Lines and paragraphs that repeat an earlier one of the same text.
 *
 * <p>The first copy is no duplicate, so that the figures say what deduplicating the text would take away. Two lines are
 * the same when their words are: differences in white space do not count.
 */
final class Duplicates {
    private final IdTable seen = new IdTable();
    private int lines;
    private long lineChars;
    private int paragraphs;
    private long paragraphChars;

    void measure(TextView view) {
        lines = 0;
        lineChars = 0;
        paragraphs = 0;
        paragraphChars = 0;
        seen.clear();
        for (int i = 0; i < view.lines(); i++) {
            if (!view.isBlank(i) && isSeen(view.lineHash(i))) {
                lines++;
                lineChars += charsOf(view, view.lineFirstWord(i), view.lineEndWord(i));
            }
        }
        seen.clear();
        for (int i = 0; i < view.paragraphs(); i++) {
            if (isSeen(view.paragraphHash(i))) {
                paragraphs++;
                paragraphChars += charsOf(view, view.paragraphFirstWord(i), view.paragraphEndWord(i));
            }
        }
    }

    int lines() {
        return lines;
    }

    long lineChars() {
        return lineChars;
    }

    int paragraphs() {
        return paragraphs;
    }

    long paragraphChars() {
        return paragraphChars;
    }

    private boolean isSeen(long hash) {
        return seen.count(seen.add(hash)) > 1;
    }

    private static long charsOf(TextView view, int firstWord, int endWord) {
        long sum = 0;
        for (int word = firstWord; word < endWord; word++) {
            sum += view.wordCodePoints(word);
        }
        return sum;
    }
}
