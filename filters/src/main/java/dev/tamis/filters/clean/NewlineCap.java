package dev.tamis.filters.clean;

/** DCLM's {@code newline_removal_modifier} with {@code max_consecutive=2}: no more than two LF in a row. */
final class NewlineCap {
    private static final int MOST = 2;

    private NewlineCap() {}

    static String cap(String text) {
        if (!text.contains("\n\n\n")) {
            return text;
        }
        StringBuilder left = new StringBuilder(text.length());
        int run = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            run = c == '\n' ? run + 1 : 0;
            if (run <= MOST) {
                left.append(c);
            }
        }
        return left.toString();
    }
}
