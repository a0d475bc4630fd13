package dev.tamis.filters.document;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.xml.sax.Attributes;
import org.xml.sax.SAXException;

/**
 * PDF pages to paragraphs.
 *
 * <p>PDFBox gives lines as they stand on the page, and guesses at paragraphs by the gaps between lines; some files get a
 * paragraph a line from it, others a paragraph a page. So a line's width decides as well: a full line goes on in the
 * next, a short one ends there. Running heads and feet are left out where their page numbers count along with the pages,
 * so that a sentence goes on across pages.
 *
 * <p>A word broken by a hyphen at the line's end keeps both the hyphen and the line end: whether the hyphen belongs to
 * the word is for a later step with a dictionary to say.
 */
final class PdfText extends TextHandler {
    /** A line at least this wide, as a share of the page's wide lines, was broken for lack of room. */
    private static final double FULL = 0.75;

    /** Pages, at least, that must agree on a numbering, and their share of all, as one in so many. */
    private static final int NUMBERED_PAGES = 3;

    private static final int NUMBERED_SHARE = 5;

    /** A running head or foot is not longer. */
    private static final int HEAD_CHARS = 120;

    /** @param starts whether PDFBox began a paragraph here */
    private record Line(String text, boolean starts) {}

    private final List<List<Line>> pages = new ArrayList<>();
    private final StringBuilder line = new StringBuilder();
    private final StringBuilder out = new StringBuilder();
    private List<Line> page = new ArrayList<>();
    private boolean starting = true;
    private int gathered;
    private int hidden;
    private String last = "";

    PdfText(int limit) {
        super(limit);
    }

    @Override
    String text() {
        return out.toString();
    }

    @Override
    public void startElement(String uri, String localName, String qName, Attributes attributes) {
        switch (localName) {
            case "head" -> hidden++;
            case "p", "div", "li", "tr", "h1", "br" -> {
                endLine();
                starting = true;
            }
            default -> {}
        }
    }

    @Override
    public void endElement(String uri, String localName, String qName) {
        switch (localName) {
            case "head" -> hidden--;
            case "p", "li", "tr", "h1" -> {
                endLine();
                starting = true;
            }
            case "div", "body" -> endPage();
            default -> {}
        }
    }

    @Override
    public void characters(char[] ch, int start, int length) throws SAXException {
        if (hidden > 0) {
            return;
        }
        for (int i = start; i < start + length; i++) {
            char c = ch[i];
            if (c == '\n' || c == '\r' || c == '\f') {
                endLine();
            } else if (c == ' ' || c == '\t' || c == '\u00A0') {
                if (!line.isEmpty() && line.charAt(line.length() - 1) != ' ') {
                    line.append(' ');
                }
            } else if (c != 0) {
                line.append(c);
            }
        }
        checkLength(gathered + line.length());
    }

    @Override
    public void ignorableWhitespace(char[] ch, int start, int length) throws SAXException {
        characters(ch, start, length);
    }

    @Override
    public void endDocument() throws SAXException {
        endPage();
        dropRunningHeads();
        for (List<Line> lines : pages) {
            join(lines);
        }
        pages.clear();
        checkLength(out.length());
    }

    private void endLine() {
        int end = line.length();
        if (end > 0 && line.charAt(end - 1) == ' ') {
            end--;
        }
        if (end > 0) {
            page.add(new Line(line.substring(0, end), starting));
            gathered += end;
            starting = false;
        } else if (!line.isEmpty() && !page.isEmpty()) {
            // A paragraph of nothing but a space sets apart what it stands between.
            page.add(new Line("", true));
        }
        line.setLength(0);
    }

    private void endPage() {
        endLine();
        // Empty pages count too: page numbers do not skip them.
        if (starting || !page.isEmpty()) {
            while (!page.isEmpty() && page.get(page.size() - 1).text.isEmpty()) {
                page.remove(page.size() - 1);
            }
            pages.add(page);
        }
        page = new ArrayList<>();
        starting = true;
    }

    private void dropRunningHeads() {
        Map<Integer, Integer> votes = new HashMap<>();
        for (int p = 0; p < pages.size(); p++) {
            List<Line> lines = pages.get(p);
            if (!lines.isEmpty()) {
                int head = numbering(lines.get(0).text, p);
                int foot = numbering(lines.get(lines.size() - 1).text, p);
                if (head != NONE) {
                    votes.merge(head, 1, Integer::sum);
                }
                if (foot != NONE && foot != head) {
                    votes.merge(foot, 1, Integer::sum);
                }
            }
        }
        int needed = Math.max(NUMBERED_PAGES, pages.size() / NUMBERED_SHARE);
        for (int p = 0; p < pages.size(); p++) {
            List<Line> lines = pages.get(p);
            if (!lines.isEmpty() && votes.getOrDefault(numbering(lines.get(lines.size() - 1).text, p), 0) >= needed) {
                lines.remove(lines.size() - 1);
            }
            if (!lines.isEmpty() && votes.getOrDefault(numbering(lines.get(0).text, p), 0) >= needed) {
                lines.remove(0);
            }
        }
    }

    private static final int NONE = Integer.MIN_VALUE;

    /** The number at the line's start or end less the page's place in the file, or {@link #NONE} without a number. */
    private static int numbering(String line, int page) {
        if (line.isEmpty() || line.length() > HEAD_CHARS) {
            return NONE;
        }
        int end = line.length();
        int from = end;
        while (from > 0 && isDigit(line.charAt(from - 1))) {
            from--;
        }
        if (from == end || (from > 0 && line.charAt(from - 1) != ' ')) {
            from = 0;
            end = 0;
            while (end < line.length() && isDigit(line.charAt(end))) {
                end++;
            }
            if (end < line.length() && line.charAt(end) != ' ') {
                return NONE;
            }
        }
        return end == from || end - from > 4 ? NONE : Integer.parseInt(line.substring(from, end)) - page;
    }

    private static boolean isDigit(char c) {
        return c >= '0' && c <= '9';
    }

    private void join(List<Line> lines) {
        int wide = wideLine(lines);
        boolean apart = false;
        boolean first = true;
        for (Line l : lines) {
            String next = l.text;
            if (next.isEmpty()) {
                apart = true;
                continue;
            }
            if (first && !out.isEmpty()) {
                out.append(goesOnAcrossPages(next) ? joint(next) : "\n\n");
            } else if (apart && !out.isEmpty()) {
                out.append("\n\n");
            } else if (!out.isEmpty()) {
                out.append(between(next, l.starts, wide));
            }
            out.append(next);
            last = next;
            first = false;
            apart = false;
        }
    }

    /** Width, in characters, that nine lines in ten do not pass. */
    private static int wideLine(List<Line> lines) {
        int[] widths = lines.stream()
                .mapToInt(l -> l.text.length())
                .filter(w -> w > 0)
                .sorted()
                .toArray();
        return widths.length == 0 ? 0 : widths[widths.length * 9 / 10];
    }

    private String between(String next, boolean starts, int wide) {
        boolean full = last.length() >= FULL * wide;
        boolean ended = endsSentence(last);
        boolean lower = Character.isLowerCase(next.codePointAt(0));
        if (starts) {
            boolean goesOn = lower ? !ended || full : full && !ended;
            return goesOn ? joint(next) : "\n\n";
        }
        return full || lower ? joint(next) : "\n";
    }

    private boolean goesOnAcrossPages(String next) {
        return !endsSentence(last) && Character.isLowerCase(next.codePointAt(0));
    }

    /** Between two lines of one paragraph: a space, but none where both sides are written without spaces. */
    private String joint(String next) {
        if (isHyphenated(last)) {
            return "\n";
        }
        return isWithoutSpaces(last.codePointBefore(last.length())) && isWithoutSpaces(next.codePointAt(0)) ? "" : " ";
    }

    private static boolean isHyphenated(String line) {
        char c = line.charAt(line.length() - 1);
        return (c == '-' || c == '\u2010' || c == '\u00AD')
                && line.length() > 1
                && Character.isLetter(line.charAt(line.length() - 2));
    }

    private static boolean endsSentence(String line) {
        int i = line.length() - 1;
        while (i > 0 && "\"'\u201D\u2019\u00BB)]\u300D\u300F".indexOf(line.charAt(i)) >= 0) {
            i--;
        }
        return ".!?:;\u2026\u3002\uFF01\uFF1F\u0964\u06D4\u061F".indexOf(line.charAt(i)) >= 0;
    }

    private static boolean isWithoutSpaces(int codePoint) {
        if ((codePoint >= 0x3000 && codePoint <= 0x303F) || (codePoint >= 0xFF00 && codePoint <= 0xFFEF)) {
            return true;
        }
        return switch (Character.UnicodeScript.of(codePoint)) {
            case HAN, HIRAGANA, KATAKANA, BOPOMOFO, THAI, LAO, KHMER, MYANMAR -> true;
            default -> false;
        };
    }
}
