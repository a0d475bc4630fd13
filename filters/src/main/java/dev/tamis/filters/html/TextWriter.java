package dev.tamis.filters.html;

import dev.tamis.filters.record.ExtractionException;
import dev.tamis.filters.record.MediaMarks;
import dev.tamis.filters.record.PageImage;
import dev.tamis.filters.record.Reason;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import org.jsoup.nodes.Element;

/**
 * Writes the chosen blocks of a page as plain text that keeps the page's structure.
 *
 * <p>Paragraphs and headings are separated by a blank line; a list item is a line that begins with {@code "- "} or its
 * number, two spaces further in for each list around it; a row of a data table is a line, its cells separated by
 * {@code " | "}; preformatted text keeps its white space; {@code br} is a line end. Elsewhere a run of white space is one
 * space.
 */
final class TextWriter {
    private static final int NONE = 0;
    private static final int SPACE = 1;
    private static final int LINE = 2;
    private static final int PARAGRAPH = 3;

    private static final int MAX_EMPTY_CELLS = 64;
    private static final int MAX_INDENT = 16;

    private final PageTree page;
    private final int limit;
    private final StringBuilder out = new StringBuilder(8192);

    private int[] open = new int[64];
    private int[] number = new int[64];
    private int depth;
    private int gap;
    private int lists;
    private int preformatted;
    private int cells;
    private int cellIndex;
    /** The cell of this row that was last written to; 0 when the row has no text yet. */
    private int lastCell;

    private String marker = "";

    private final Deque<PageImage> waiting = new ArrayDeque<>();
    private PageImages images;
    /** Whether an image is the last that was written. */
    private boolean afterImage;
    /** Whether the line ends for an image alone, and not for a break or block after it. */
    private boolean endedByImage;

    TextWriter(PageTree page, int limit) {
        this.page = page;
        this.limit = limit;
    }

    /**
     * The text of the chosen blocks.
     *
     * @param pageImages to have U+FFFC where images stand, or null
     */
    String write(MainContent main, PageImages pageImages) throws ExtractionException {
        images = pageImages;
        waiting.clear();
        afterImage = false;
        endedByImage = false;
        out.setLength(0);
        depth = 0;
        gap = NONE;
        lists = 0;
        preformatted = 0;
        cells = 0;
        cellIndex = 0;
        lastCell = 0;
        marker = "";
        int i = main.first;
        while (i < main.last) {
            while (depth > 0 && i >= page.end[open[depth - 1]]) {
                close();
            }
            if (page.is(i, PageTree.TEXT)) {
                int b = page.block[i];
                if (b < 0) {
                    if (gap == NONE && preformatted == 0 && page.text[i].length() > 0) {
                        gap = SPACE;
                    } else if (preformatted > 0 && out.length() > 0) {
                        verbatim(page.text[i]);
                    }
                } else if (main.keep[b]) {
                    if (preformatted > 0) {
                        verbatim(page.text[i]);
                    } else {
                        collapse(page.text[i]);
                    }
                    if (out.length() > limit) {
                        throw new ExtractionException(
                                Reason.HTML_LIMIT,
                                "extracted text exceeds limits.text_chars = " + limit
                                        + "; raise it or leave the page out");
                    }
                }
                i++;
            } else if (main.dropped[i]) {
                // What is dropped still stands between its neighbours.
                if (page.is(i, Traits.BLOCK)) {
                    gap = Math.max(gap, cells > 0 ? SPACE : LINE);
                }
                i = page.end[i];
            } else {
                open(i);
                if (images != null && page.is(i, Traits.IMAGE) && main.isBesideText(i)) {
                    image((Element) page.node[i]);
                }
                i++;
            }
        }
        while (depth > 0) {
            close();
        }
        flush();
        images = null;
        int length = out.length();
        while (length > 0 && out.charAt(length - 1) <= ' ') {
            length--;
        }
        out.setLength(length);
        String text = out.toString();
        if (out.capacity() > 1 << 20) {
            out.setLength(8192);
            out.trimToSize();
        }
        return text;
    }

    private void open(int i) {
        if (depth == open.length) {
            open = Arrays.copyOf(open, depth * 2);
            number = Arrays.copyOf(number, depth * 2);
        }
        open[depth] = i;
        number[depth] = 0;
        int traits = page.traits[i];
        boolean layout = (page.usage[i] & PageTree.LAYOUT_TABLE) != 0;
        if ((traits & Traits.BREAK) != 0) {
            if (cells > 0) {
                space();
            } else if (endedByImage) {
                // the line that it stands on is already over
                endedByImage = false;
            } else if (gap == LINE && preformatted == 0) {
                gap = PARAGRAPH;
            } else if (preformatted > 0) {
                verbatim("\n");
            } else {
                gap = Math.max(gap, LINE);
            }
        } else if ((traits & Traits.BLOCK) != 0) {
            edge(traits);
            if (afterImage && MainContent.isCaption(page, i)) {
                gap = LINE;
            }
            if ((traits & Traits.LIST) != 0) {
                lists++;
                if ((traits & Traits.ORDERED) != 0) {
                    number[depth] = start((Element) page.node[i]) - 1;
                }
            } else if ((traits & Traits.ITEM) != 0 && cells == 0) {
                marker = marker();
            } else if ((traits & Traits.PREFORMATTED) != 0) {
                preformatted++;
            } else if ((traits & Traits.TABLE) != 0 && !layout) {
                number[depth] = 1;
            } else if ((traits & Traits.ROW) != 0 && dataTable()) {
                cellIndex = 0;
                lastCell = 0;
            } else if ((traits & Traits.CELL) != 0 && dataTable()) {
                number[depth] = 1;
                cells++;
                cellIndex++;
            }
        }
        depth++;
    }

    private void close() {
        int i = open[--depth];
        int traits = page.traits[i];
        if ((traits & Traits.BLOCK) == 0) {
            return;
        }
        if ((traits & Traits.LIST) != 0) {
            lists--;
        } else if ((traits & Traits.ITEM) != 0) {
            marker = "";
        } else if ((traits & Traits.PREFORMATTED) != 0) {
            preformatted--;
        } else if ((traits & Traits.CELL) != 0 && number[depth] == 1) {
            cells--;
        }
        edge(traits);
    }

    /** The least that separates a block from what is around it. */
    private void edge(int traits) {
        int wanted;
        if (cells > 0) {
            wanted = SPACE;
        } else if ((traits & Traits.CELL) != 0 && dataTable()) {
            wanted = SPACE;
        } else if ((traits & Traits.ROW) != 0 && dataTable()) {
            wanted = LINE;
        } else if ((traits & (Traits.ITEM | Traits.TERM)) != 0) {
            wanted = LINE;
        } else if ((traits & Traits.LIST) != 0) {
            wanted = lists > 0 ? LINE : PARAGRAPH;
        } else if (lists > 0 && (traits & (Traits.HEADING | Traits.PREFORMATTED)) == 0) {
            wanted = LINE;
        } else {
            wanted = PARAGRAPH;
        }
        gap = Math.max(gap, wanted);
    }

    private boolean dataTable() {
        for (int d = depth - 1; d >= 0; d--) {
            if (page.is(open[d], Traits.TABLE)) {
                return (page.usage[open[d]] & PageTree.LAYOUT_TABLE) == 0;
            }
        }
        return false;
    }

    /** The number of an ordered list's first item. */
    private static int start(Element list) {
        String value = list.attr("start");
        int start = 0;
        if (value.isEmpty() || value.length() > 6) {
            return 1;
        }
        for (int k = 0; k < value.length(); k++) {
            char c = value.charAt(k);
            if (c < '0' || c > '9') {
                return 1;
            }
            start = 10 * start + c - '0';
        }
        return start;
    }

    private String marker() {
        for (int d = depth - 1; d >= 0; d--) {
            if (page.is(open[d], Traits.LIST)) {
                if (page.is(open[d], Traits.ORDERED)) {
                    return ++number[d] + ". ";
                }
                return "- ";
            }
            if (page.is(open[d], Traits.CELL)) {
                break;
            }
        }
        return "- ";
    }

    /** Takes an image: to its place if a line may begin there, or to wait until the line ends. */
    private void image(Element element) {
        PageImage image = images.take(element);
        if (image == null) {
            return;
        }
        waiting.add(image);
        if (cells == 0 && preformatted == 0 && (gap >= LINE || out.length() == 0)) {
            flush();
            gap = LINE;
            endedByImage = true;
        }
    }

    /** Writes the images that wait, each on a line of its own. */
    private void flush() {
        for (PageImage image = waiting.poll(); image != null; image = waiting.poll()) {
            if (out.length() > 0) {
                out.append(gap == PARAGRAPH && !afterImage ? "\n\n" : "\n");
            }
            out.append(MediaMarks.MARK);
            images.wrote(image);
            afterImage = true;
        }
    }

    private void space() {
        gap = Math.max(gap, SPACE);
    }

    /** Puts the separator that is due, and what begins the line. */
    private void separate() {
        if (cells > 0 && lastCell > 0) {
            if (cellIndex > lastCell) {
                out.append(" | ".repeat(Math.min(cellIndex - lastCell, MAX_EMPTY_CELLS)));
            } else {
                out.append(' ');
            }
        } else {
            if (gap >= LINE && !waiting.isEmpty()) {
                flush();
            }
            if (out.length() > 0 && gap != NONE) {
                out.append(gap == PARAGRAPH ? "\n\n" : gap == LINE ? "\n" : " ");
            }
            if (cells > 0 && cellIndex > 1) {
                out.append("|").append("  | ".repeat(Math.min(cellIndex - 2, MAX_EMPTY_CELLS)));
                out.append(out.charAt(out.length() - 1) == ' ' ? "" : " ");
            }
        }
        if (cells > 0) {
            lastCell = cellIndex;
        }
        if (!marker.isEmpty()) {
            out.append("  ".repeat(Math.min(Math.max(lists - 1, 0), MAX_INDENT)))
                    .append(marker);
            marker = "";
        }
        gap = NONE;
        afterImage = false;
        endedByImage = false;
    }

    private void collapse(String text) {
        int length = text.length();
        for (int k = 0; k < length; k++) {
            char c = text.charAt(k);
            if (c <= ' ' || c == '\u00a0' || c == '\u2028' || c == '\u2029' || c == '\u0085') {
                if (gap == NONE && c != 0) {
                    gap = SPACE;
                }
            } else if (!isLeftOut(c)) {
                if (gap != NONE || !marker.isEmpty()) {
                    separate();
                }
                k = append(text, k, c);
            }
        }
    }

    private void verbatim(String text) {
        int length = text.length();
        for (int k = 0; k < length; k++) {
            char c = text.charAt(k);
            if ((c < ' ' && c != '\n' && c != '\t') || isLeftOut(c)) {
                continue;
            }
            if (gap != NONE || !marker.isEmpty()) {
                if (c == '\n') {
                    continue;
                }
                separate();
            }
            k = append(text, k, c == '\u00a0' ? ' ' : c);
        }
    }

    /** Appends a character, a whole pair when it begins one, and says where the last unit taken is. */
    private int append(String text, int k, char c) {
        if (!Character.isSurrogate(c)) {
            out.append(c);
            return k;
        }
        if (Character.isHighSurrogate(c) && k + 1 < text.length() && Character.isLowSurrogate(text.charAt(k + 1))) {
            out.append(c).append(text.charAt(k + 1));
            return k + 1;
        }
        out.append('\ufffd');
        return k;
    }

    /** Whether a character is not written; where U+FFFC stands for an image, the page's own would be one too many. */
    private boolean isLeftOut(char c) {
        return isInvisible(c) || (c == MediaMarks.MARK && images != null);
    }

    /** Soft hyphen, zero-width space, word joiner, byte order mark, controls: nothing a reader sees. Joiners stay. */
    static boolean isInvisible(char c) {
        return c == '\u00ad' || c == '\u200b' || c == '\u2060' || c == '\ufeff' || (c >= 0x7f && c < 0xa0);
    }
}
