package dev.tamis.filters.clean;

/**
 * Removes characters that no reader sees and no writer meant: general category Cc but for white space (tab, LF, VT, FF,
 * CR, U+0085), and the byte order mark U+FEFF. Marks of direction and joiners stay: scripts and emoji need them.
 */
final class ControlChars implements Cleaner {
    private static final char BYTE_ORDER_MARK = '\uFEFF';

    @Override
    public String name() {
        return "control_chars";
    }

    @Override
    public String doc() {
        return "Removes control characters that are not white space, and U+FEFF; joiners and marks of direction stay.";
    }

    @Override
    public String clean(String text, Removed removed) {
        StringBuilder left = null;
        int copied = 0;
        for (int i = 0; i < text.length(); i++) {
            if (isControl(text.charAt(i))) {
                left = left == null ? new StringBuilder(text.length()) : left;
                left.append(text, copied, i);
                copied = i + 1;
            }
        }
        if (left == null) {
            return text;
        }
        return removed.shorter(text, left.append(text, copied, text.length()).toString());
    }

    private static boolean isControl(char c) {
        if (c < 0x20) {
            return c < '\t' || c > '\r';
        }
        return (c >= 0x7F && c < 0xA0 && c != 0x85) || c == BYTE_ORDER_MARK;
    }
}
