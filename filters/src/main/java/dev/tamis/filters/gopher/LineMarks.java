package dev.tamis.filters.gopher;

import dev.tamis.filters.line.PythonLines;
import dev.tamis.filters.text.TextView;
import dev.tamis.filters.text.Utf8;

/** Lines that begin with a bullet or end in an ellipsis, by the definition of each toolkit. Belongs to one thread. */
final class LineMarks {
    private int datatroveBullets;
    private int datatroveEllipses;
    private int dolmaBullets;
    private int dolmaEllipses;
    private int dclmLines;
    private int dclmBullets;
    private int dclmEllipses;
    private int dolmaLines;

    void measure(TextView view, PythonLines lines) {
        datatroveBullets = 0;
        datatroveEllipses = 0;
        byte[] utf8 = view.utf8();
        for (int i = 0; i < lines.size(); i++) {
            int from = lines.strippedStart(i);
            int to = lines.strippedEnd(i);
            if (from < to) {
                int first = Utf8.firstCodePoint(utf8, from, to);
                datatroveBullets += first == '\u2022' || first == '-' ? 1 : 0;
                datatroveEllipses += endsInEllipsis(utf8, from, to) ? 1 : 0;
            }
        }
        measureLfLines(view);
    }

    private void measureLfLines(TextView view) {
        dolmaBullets = 0;
        dolmaEllipses = 0;
        dclmLines = 0;
        dclmBullets = 0;
        dclmEllipses = 0;
        byte[] utf8 = view.utf8();
        for (int i = 0; i < view.lines(); i++) {
            int from = view.lineStart(i);
            int to = view.lineEnd(i);
            if (from < to) {
                dolmaBullets += utf8[from] == '*' || utf8[from] == '-' ? 1 : 0;
                dolmaEllipses += endsWith(utf8, from, to, (byte) 0xE2, (byte) 0x80, (byte) 0xA6) ? 1 : 0;
            }
            if (!view.isBlank(i)) {
                int first = view.wordStart(view.lineFirstWord(i));
                int end = view.wordEnd(view.lineEndWord(i) - 1);
                int c = Utf8.firstCodePoint(utf8, first, end);
                dclmLines++;
                dclmBullets += c == '\u25cf' || c == '\u2022' || c == '*' || c == '-' ? 1 : 0;
                boolean spaced = endsWith(utf8, first, end, (byte) '.', (byte) ' ', (byte) '.')
                        && end - first >= 5
                        && utf8[end - 5] == '.'
                        && utf8[end - 4] == ' ';
                dclmEllipses += spaced || endsInEllipsis(utf8, first, end) ? 1 : 0;
            }
        }
        boolean open = view.length() == 0 || utf8[view.length() - 1] == '\n';
        dolmaLines = view.lines() + (open ? 1 : 0);
    }

    private static boolean endsInEllipsis(byte[] utf8, int from, int to) {
        return endsWith(utf8, from, to, (byte) '.', (byte) '.', (byte) '.')
                || endsWith(utf8, from, to, (byte) 0xE2, (byte) 0x80, (byte) 0xA6);
    }

    private static boolean endsWith(byte[] utf8, int from, int to, byte a, byte b, byte c) {
        return to - from >= 3 && utf8[to - 1] == c && utf8[to - 2] == b && utf8[to - 3] == a;
    }

    int datatroveBullets() {
        return datatroveBullets;
    }

    int datatroveEllipses() {
        return datatroveEllipses;
    }

    /** Lines split at LF, the empty one after a final LF included. */
    int dolmaLines() {
        return dolmaLines;
    }

    int dolmaBullets() {
        return dolmaBullets;
    }

    int dolmaEllipses() {
        return dolmaEllipses;
    }

    /** Lines that are not blank. */
    int dclmLines() {
        return dclmLines;
    }

    int dclmBullets() {
        return dclmBullets;
    }

    int dclmEllipses() {
        return dclmEllipses;
    }
}
