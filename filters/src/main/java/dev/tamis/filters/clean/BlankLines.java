package dev.tamis.filters.clean;

/**
 * Leaves one blank line where several follow each other: DCLM's {@code newline_removal_modifier} with at most two line
 * ends, with lines of white space counted as empty. CR before LF is white space of its line.
 */
final class BlankLines implements Cleaner {
    @Override
    public String name() {
        return "blank_lines";
    }

    @Override
    public String doc() {
        return "Leaves one empty line of each run of several blank ones (DCLM's cap of two line ends, lines of white space taken as empty).";
    }

    @Override
    public String clean(String text, Removed removed) {
        StringBuilder left = null;
        int copied = 0;
        int runStart = -1;
        int runLines = 0;
        int at = 0;
        while (at <= text.length()) {
            int end = text.indexOf('\n', at);
            boolean last = end < 0;
            end = last ? text.length() : end;
            boolean blank = isBlank(text, at, end);
            if (blank && !last) {
                runStart = runLines == 0 ? at : runStart;
                runLines++;
            } else {
                if (runLines > 1) {
                    left = left == null ? new StringBuilder(text.length()) : left;
                    left.append(text, copied, runStart).append('\n');
                    copied = at;
                }
                runLines = 0;
            }
            at = end + 1;
        }
        if (left == null) {
            return text;
        }
        return removed.shorter(text, left.append(text, copied, text.length()).toString());
    }

    private static boolean isBlank(String text, int start, int end) {
        for (int i = start; i < end; i++) {
            if (!Python.isSpace(text.charAt(i))) {
                return false;
            }
        }
        return true;
    }
}
