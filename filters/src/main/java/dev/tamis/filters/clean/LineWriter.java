package dev.tamis.filters.clean;

import java.util.Arrays;

/** Joins the lines that are left of a text with LF. Together they must not be longer than the text. */
final class LineWriter {
    private final String text;
    private final char[] out;
    private int length;
    private boolean begun;

    LineWriter(String text) {
        this.text = text;
        this.out = new char[text.length() + 1];
    }

    void line(char[] from, int start, int end) {
        if (begun) {
            out[length++] = '\n';
        }
        begun = true;
        System.arraycopy(from, start, out, length, end - start);
        length += end - start;
    }

    /** The lines, without white space before the first and after the last. */
    String stripped(char[] in) {
        int start = Python.skipSpace(out, 0, length);
        return result(in, start, Python.trimSpace(out, start, length));
    }

    /** The lines as they are. */
    String joined(char[] in) {
        return result(in, 0, length);
    }

    private String result(char[] in, int start, int end) {
        if (end - start == in.length && Arrays.equals(out, start, end, in, 0, in.length)) {
            return text;
        }
        return new String(out, start, end - start);
    }
}
