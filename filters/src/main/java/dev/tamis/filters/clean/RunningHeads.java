package dev.tamis.filters.clean;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Removes running heads: lines with a page's number and a text that is the same on other pages, see {@link PageBreaks}; and
 * lines without a number that stand right before or after a page break, if the same text does so at three breaks or more. A
 * break is a line with a page's number, or a form feed. Stands before {@code page_numbers} in a list of cleaners, because it
 * needs them.
 */
final class RunningHeads implements Cleaner {
    private static final int LEAST_PAGES = 3;
    private static final int MOST_CHARS = 80;

    @Override
    public String name() {
        return "running_heads";
    }

    @Override
    public String doc() {
        return "Drops running heads: lines that repeat, with or without a page number, at three page breaks or more; page breaks are form feeds and runs of page numbers. Goes before page_numbers.";
    }

    @Override
    public String clean(String text, Removed removed) {
        TextLines lines = new TextLines(text);
        PageBreaks breaks = new PageBreaks(lines);
        Map<String, List<Integer>> beside = new LinkedHashMap<>();
        for (int line = 0; line < lines.count(); line++) {
            if (breaks.isNumberedHead(line)) {
                PageNumbers.drop(lines, line, breaks.breaksSentence(line));
            } else if (breaks.isNumber(line)) {
                note(lines, breaks, lines.lastFilled(line - 1), beside);
                note(lines, breaks, lines.nextFilled(line + 1), beside);
            }
            if (lines.startsPage(line)) {
                note(lines, breaks, lines.nextFilled(line), beside);
                note(lines, breaks, lines.lastFilled(line - 1), beside);
            }
        }
        for (List<Integer> pages : beside.values()) {
            if (pages.stream().distinct().count() >= LEAST_PAGES) {
                pages.forEach(line -> {
                    if (!lines.isDropped(line)) {
                        PageNumbers.drop(lines, line, breaks.breaksSentence(line));
                    }
                });
            }
        }
        return lines.left(removed);
    }

    private static void note(TextLines lines, PageBreaks breaks, int line, Map<String, List<Integer>> beside) {
        if (line < 0
                || line >= lines.count()
                || breaks.isNumber(line)
                || breaks.isNumberedHead(line)
                || lines.to(line) - lines.from(line) > MOST_CHARS) {
            return;
        }
        String key = PageBreaks.key(lines.text(), lines.from(line), lines.to(line));
        if (!key.isEmpty()) {
            beside.computeIfAbsent(key, k -> new ArrayList<>()).add(line);
        }
    }
}
