package dev.tamis.filters.decode;

/** What every text must hold to before it leaves extraction: no NUL, no lone surrogate, lines ended by LF alone. */
public final class PlainText {
    private PlainText() {}

    /**
     * The text with CRLF and CR turned into LF, NUL removed and lone surrogates replaced by U+FFFD; the same instance
     * when there is nothing to change.
     */
    public static String of(String text) {
        int clean = cleanPrefix(text);
        if (clean == text.length()) {
            return text;
        }
        int length = text.length();
        StringBuilder out = new StringBuilder(length).append(text, 0, clean);
        for (int i = clean; i < length; i++) {
            char c = text.charAt(i);
            if (c == '\r') {
                out.append('\n');
                if (i + 1 < length && text.charAt(i + 1) == '\n') {
                    i++;
                }
            } else if (Character.isHighSurrogate(c) && i + 1 < length && Character.isLowSurrogate(text.charAt(i + 1))) {
                out.append(c).append(text.charAt(++i));
            } else if (Character.isSurrogate(c)) {
                out.append('\uFFFD');
            } else if (c != 0) {
                out.append(c);
            }
        }
        return out.toString();
    }

    /** True when every surrogate of the text is half of a pair. */
    public static boolean isWellFormed(CharSequence text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (Character.isSurrogate(c)) {
                if (!Character.isHighSurrogate(c)
                        || i + 1 == text.length()
                        || !Character.isLowSurrogate(text.charAt(i + 1))) {
                    return false;
                }
                i++;
            }
        }
        return true;
    }

    /** True when the text holds nothing but white space, controls and invisible format characters. */
    public static boolean isBlank(CharSequence text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c > ' '
                    && !Character.isSpaceChar(c)
                    && !Character.isWhitespace(c)
                    && Character.getType(c) != Character.FORMAT
                    && Character.getType(c) != Character.CONTROL) {
                return false;
            }
        }
        return true;
    }

    /** At most {@code max} UTF-16 units of the text, never half of a surrogate pair. */
    public static String cut(String text, int max) {
        if (text.length() <= max) {
            return text;
        }
        int end = max > 0 && Character.isHighSurrogate(text.charAt(max - 1)) ? max - 1 : max;
        return text.substring(0, end);
    }

    private static int cleanPrefix(String text) {
        int length = text.length();
        for (int i = 0; i < length; i++) {
            char c = text.charAt(i);
            if (c == '\r' || c == 0) {
                return i;
            }
            if (Character.isSurrogate(c)) {
                if (!Character.isHighSurrogate(c) || i + 1 == length || !Character.isLowSurrogate(text.charAt(i + 1))) {
                    return i;
                }
                i++;
            }
        }
        return length;
    }
}
