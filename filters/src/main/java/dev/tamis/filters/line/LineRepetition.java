package dev.tamis.filters.line;

import dev.tamis.filters.text.IdTable;
import dev.tamis.filters.text.TextView;
import dev.tamis.filters.text.WordHash;

/**
 * How lines and paragraphs of a text repeat, by each of the definitions that go by Gopher's name, from one pass. Two
 * lines are the same when their bytes are, which is told by a 64-bit hash. Belongs to one thread.
 */
public final class LineRepetition {
    private static final int SMALL = 64;
    private static final int KEPT = 1 << 20;

    /** Elements, how many of them repeat, characters of those, and characters of all. */
    public static final class Figures {
        private long elements;
        private long repeated;
        private long repeatedChars;
        private long chars;

        private void clear() {
            elements = 0;
            repeated = 0;
            repeatedChars = 0;
            chars = 0;
        }

        public long elements() {
            return elements;
        }

        public long repeated() {
            return repeated;
        }

        public long repeatedChars() {
            return repeatedChars;
        }

        /** Code points of all elements. */
        public long chars() {
            return chars;
        }
    }

    private final IdTable raw = new IdTable();
    private final IdTable stripped = new IdTable();
    private final IdTable paragraphs = new IdTable();
    private final IdTable strippedParagraphs = new IdTable();
    private int[] rawIds = new int[SMALL];
    private int[] strippedIds = new int[SMALL];
    private int[] paragraphIds = new int[SMALL];
    private int[] paragraphChars = new int[SMALL];
    private int paragraphCount;

    private final Figures datatroveLines = new Figures();
    private final Figures datatroveParagraphs = new Figures();
    private final Figures dolmaLines = new Figures();
    private final Figures dclmLines = new Figures();
    private final Figures dclmParagraphs = new Figures();
    private final Figures finewebLines = new Figures();

    /**
     * Lines as datatrove has them: the text as it is, split at runs of LF, so that a leading and a final LF give an empty
     * line each. A copy counts from its second occurrence on.
     */
    public Figures datatroveLines() {
        return datatroveLines;
    }

    /** Paragraphs as datatrove has them: the stripped text split at two LF or more; copies count from the second on. */
    public Figures datatroveParagraphs() {
        return datatroveParagraphs;
    }

    /** Lines as Dolma has them: split at LF, empty ones too; all copies of a line that occurs twice count. */
    public Figures dolmaLines() {
        return dolmaLines;
    }

    /** Lines as DCLM has them: split at LF, stripped, empty ones left out; all copies count. */
    public Figures dclmLines() {
        return dclmLines;
    }

    /** Paragraphs as DCLM has them: split at two LF, stripped, empty ones left out; all copies count. */
    public Figures dclmParagraphs() {
        return dclmParagraphs;
    }

    /** Lines as FineWeb has them: split at LF, blank ones left out, not stripped; copies count from the second on. */
    public Figures finewebLines() {
        return finewebLines;
    }

    /** Looks at the lines of the next text. */
    public void measure(TextView view) {
        clear(view.lines());
        measureLines(view);
        measureParagraphs(view);
    }

    private void clear(int lines) {
        for (IdTable table : new IdTable[] {raw, stripped, paragraphs, strippedParagraphs}) {
            table.clear();
        }
        for (Figures figures :
                new Figures[] {datatroveLines, datatroveParagraphs, dolmaLines, dclmLines, dclmParagraphs, finewebLines
                }) {
            figures.clear();
        }
        if (rawIds.length < lines + 2 || rawIds.length > KEPT) {
            int room = lines + (lines >> 2) + 2;
            rawIds = new int[room];
            strippedIds = new int[room];
            paragraphIds = new int[room];
            paragraphChars = new int[room];
        }
        paragraphCount = 0;
    }

    private void measureLines(TextView view) {
        byte[] utf8 = view.utf8();
        int lines = view.lines();
        boolean endsInBreak = view.length() > 0 && utf8[view.length() - 1] == '\n';
        boolean beginsWithBreak = view.length() > 0 && utf8[0] == '\n';
        for (int i = 0; i < lines; i++) {
            long hash = WordHash.of(utf8, view.lineStart(i), view.lineEnd(i));
            int id = raw.add(hash);
            rawIds[i] = id;
            boolean again = raw.count(id) > 1;
            int chars = view.lineCodePoints(i);
            if (chars > 0) {
                datatroveLines.elements++;
                count(datatroveLines, again, chars);
            }
            strippedIds[i] = -1;
            if (!view.isBlank(i)) {
                finewebLines.elements++;
                count(finewebLines, again, chars);
                int from = view.wordStart(view.lineFirstWord(i));
                int to = view.wordEnd(view.lineEndWord(i) - 1);
                boolean whole = from == view.lineStart(i) && to == view.lineEnd(i);
                strippedIds[i] = stripped.add(whole ? hash : WordHash.of(utf8, from, to));
            }
        }
        if (beginsWithBreak) {
            datatroveLines.elements++;
        }
        if (endsInBreak) {
            datatroveLines.elements++;
            count(datatroveLines, beginsWithBreak, 0);
        }
        // the empty line after a final LF, which the view has not
        int last = lines;
        if (endsInBreak || view.length() == 0) {
            rawIds[last++] = raw.add(WordHash.of(utf8, 0, 0));
        }
        dolmaLines.elements = last;
        for (int i = 0; i < last; i++) {
            int chars = i < lines ? view.lineCodePoints(i) : 0;
            count(dolmaLines, raw.count(rawIds[i]) > 1, chars);
        }
        for (int i = 0; i < lines; i++) {
            if (strippedIds[i] >= 0) {
                dclmLines.elements++;
                count(dclmLines, stripped.count(strippedIds[i]) > 1, strippedChars(view, i, i + 1));
            }
        }
    }

    private static void count(Figures figures, boolean repeats, int chars) {
        figures.chars += chars;
        if (repeats) {
            figures.repeated++;
            figures.repeatedChars += chars;
        }
    }

    /** Code points from the first to the last word of some lines, the first and last of which are not blank. */
    private static int strippedChars(TextView view, int firstLine, int endLine) {
        int from = view.wordStart(view.lineFirstWord(firstLine));
        int to = view.wordEnd(view.lineEndWord(endLine - 1) - 1);
        return view.codePoints(from, to);
    }

    private void measureParagraphs(TextView view) {
        if (view.words() == 0) {
            // the stripped text is empty, which is one paragraph to datatrove
            datatroveParagraphs.elements = view.length() > 0 ? 1 : 0;
            return;
        }
        int textStart = view.wordStart(0);
        int textEnd = view.wordEnd(view.words() - 1);
        int line = 0;
        while (line < view.lines()) {
            if (view.lineStart(line) == view.lineEnd(line)) {
                line++;
                continue;
            }
            int first = line;
            while (line < view.lines() && view.lineStart(line) < view.lineEnd(line)) {
                line++;
            }
            paragraph(view, first, line, textStart, textEnd);
        }
        for (int i = 0; i < paragraphCount; i++) {
            count(dclmParagraphs, strippedParagraphs.count(paragraphIds[i]) > 1, paragraphChars[i]);
        }
        dclmParagraphs.elements = paragraphCount;
    }

    private void paragraph(TextView view, int first, int end, int textStart, int textEnd) {
        int from = Math.max(textStart, view.lineStart(first));
        int to = Math.min(textEnd, view.lineEnd(end - 1));
        if (from < to) {
            boolean again = paragraphs.count(paragraphs.add(WordHash.of(view.utf8(), from, to))) > 1;
            datatroveParagraphs.elements++;
            count(datatroveParagraphs, again, view.codePoints(from, to));
        }
        int firstWord = view.lineFirstWord(first);
        int endWord = view.lineEndWord(end - 1);
        if (firstWord < endWord) {
            int strippedFrom = view.wordStart(firstWord);
            int strippedTo = view.wordEnd(endWord - 1);
            paragraphIds[paragraphCount] = strippedParagraphs.add(WordHash.of(view.utf8(), strippedFrom, strippedTo));
            paragraphChars[paragraphCount] = view.codePoints(strippedFrom, strippedTo);
            paragraphCount++;
        }
    }
}
