package dev.tamis.filters.clean;

/**
 * Removes citation marks as C4's reference code does: {@code [edit]}, {@code [citation needed]}, and square brackets that
 * hold decimal digits or nothing. What is left and right of one is not looked at again, so that {@code [[1]]} becomes
 * {@code []}.
 */
final class Citations implements Cleaner {
    private static final char[] EDIT = "[edit]".toCharArray();
    private static final char[] NEEDED = "[citation needed]".toCharArray();

    @Override
    public String name() {
        return "citations";
    }

    @Override
    public String doc() {
        return "Cuts [1], [], [edit] and [citation needed] (C4, Raffel et al. 2020; TFDS c4_utils.py).";
    }

    @Override
    public String clean(String text, Removed removed) {
        if (text.indexOf('[') < 0) {
            return text;
        }
        char[] chars = text.toCharArray();
        int length = cut(chars, 0, chars.length, chars, removed);
        return length == chars.length ? text : removed.shorter(text, new String(chars, 0, length));
    }

    /** Writes a stretch of text without its citations from the beginning of {@code out} on, and gives what it wrote. */
    static int cut(char[] text, int start, int end, char[] out, Removed removed) {
        int written = 0;
        int at = start;
        while (at < end) {
            int length = text[at] == '[' ? length(text, at, end) : 0;
            if (length > 0) {
                removed.spans(1);
                at += length;
            } else {
                out[written++] = text[at++];
            }
        }
        return written;
    }

    /** Length of the citation at a bracket, or 0. */
    private static int length(char[] text, int start, int end) {
        if (startsWith(text, start, end, EDIT)) {
            return EDIT.length;
        }
        if (startsWith(text, start, end, NEEDED)) {
            return NEEDED.length;
        }
        int at = start + 1;
        while (at < end && text[at] != ']') {
            int codePoint = Character.codePointAt(text, at, end);
            if (!Character.isDigit(codePoint)) {
                return 0;
            }
            at += Character.charCount(codePoint);
        }
        return at < end ? at + 1 - start : 0;
    }

    private static boolean startsWith(char[] text, int start, int end, char[] phrase) {
        return end - start >= phrase.length && matches(text, start, phrase);
    }

    private static boolean matches(char[] text, int start, char[] phrase) {
        for (int i = 0; i < phrase.length; i++) {
            if (text[start + i] != phrase[i]) {
                return false;
            }
        }
        return true;
    }
}
