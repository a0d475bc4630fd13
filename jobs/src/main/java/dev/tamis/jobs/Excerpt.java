package dev.tamis.jobs;

/** The start of a text on one line, for a terminal. */
final class Excerpt {
    private Excerpt() {}

    /** At most {@code chars} UTF-16 units; white space and control characters become single blanks. */
    static String of(String text, int chars) {
        StringBuilder line = new StringBuilder();
        boolean blank = false;
        for (int i = 0; i < text.length() && line.length() < chars; ) {
            int c = text.codePointAt(i);
            i += Character.charCount(c);
            if (Character.isWhitespace(c) || Character.isISOControl(c)) {
                blank = line.length() > 0;
            } else {
                if (blank) {
                    line.append(' ');
                    blank = false;
                }
                line.appendCodePoint(c);
            }
        }
        return line.length() < text.strip().length() ? line + " ..." : line.toString();
    }
}
