package dev.tamis.pipeline.hocon;

/**
 * Puts keys called {@code include} in quotes. HOCON reserves the word for its include statement and refuses it as a key,
 * although no statement can go on with {@code =}, {@code :}, {@code +=} or an opening brace.
 */
final class IncludeKeys {

    private static final String WORD = "include";

    private IncludeKeys() {}

    /** The same text, line by line, with such keys in quotes; the text itself if there are none. */
    static String quoted(String text) {
        StringBuilder out = new StringBuilder();
        int copied = 0;
        int i = 0;
        while (i < text.length()) {
            int end = skip(text, i);
            if (end > i) {
                i = end;
            } else if (isKey(text, i)) {
                out.append(text, copied, i).append('"').append(WORD).append('"');
                i += WORD.length();
                copied = i;
            } else {
                i++;
            }
        }
        return copied == 0 ? text : out.append(text, copied, text.length()).toString();
    }

    /** The end of the string or comment that starts here, or the place itself. */
    private static int skip(String text, int at) {
        if (text.startsWith("\"\"\"", at)) {
            int end = text.indexOf("\"\"\"", at + 3);
            return end < 0 ? text.length() : end + 3;
        }
        if (text.charAt(at) == '"') {
            int end = at + 1;
            while (end < text.length() && text.charAt(end) != '"' && text.charAt(end) != '\n') {
                end += text.charAt(end) == '\\' ? 2 : 1;
            }
            return Math.min(text.length(), end + 1);
        }
        if (text.charAt(at) == '#' || text.startsWith("//", at)) {
            int end = text.indexOf('\n', at);
            return end < 0 ? text.length() : end;
        }
        return at;
    }

    private static boolean isKey(String text, int at) {
        if (!text.startsWith(WORD, at) || (at > 0 && "{,\n\r\t ".indexOf(text.charAt(at - 1)) < 0)) {
            return false;
        }
        int next = at + WORD.length();
        while (next < text.length() && (text.charAt(next) == ' ' || text.charAt(next) == '\t')) {
            next++;
        }
        return next < text.length() && ("=:{".indexOf(text.charAt(next)) >= 0 || text.startsWith("+=", next));
    }
}
