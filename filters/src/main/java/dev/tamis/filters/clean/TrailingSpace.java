package dev.tamis.filters.clean;

/** Removes white space before each LF and at the end of the text; a CR before LF is white space, too. Our own definition. */
final class TrailingSpace implements Cleaner {
    @Override
    public String name() {
        return "trailing_space";
    }

    @Override
    public String doc() {
        return "Removes white space at the ends of lines, a CR before LF included; line ends stay.";
    }

    @Override
    public String clean(String text, Removed removed) {
        StringBuilder left = null;
        int copied = 0;
        int at = 0;
        while (at <= text.length()) {
            int end = text.indexOf('\n', at);
            end = end < 0 ? text.length() : end;
            int trimmed = end;
            while (trimmed > at && Python.isSpace(text.charAt(trimmed - 1))) {
                trimmed--;
            }
            if (trimmed < end) {
                left = left == null ? new StringBuilder(text.length()) : left;
                left.append(text, copied, trimmed);
                copied = end;
            }
            at = end + 1;
        }
        if (left == null) {
            return text;
        }
        return removed.shorter(text, left.append(text, copied, text.length()).toString());
    }
}
