package dev.tamis.filters.document;

import java.util.Locale;
import org.xml.sax.Attributes;
import org.xml.sax.SAXException;

/**
 * XHTML to paragraphs: block elements are set apart by blank lines, list items and table rows by line ends, table cells by
 * tabs; white space within a paragraph is one space, except in {@code pre}. Words of two blocks are never joined.
 */
final class BlockText extends TextHandler {
    private static final int NONE = 0;
    private static final int SPACE = 1;
    private static final int CELL = 2;
    private static final int LINE = 3;
    private static final int PARAGRAPH = 4;
    private static final String[] SEPARATORS = {"", " ", "\t", "\n", "\n\n"};

    private final StringBuilder out = new StringBuilder();
    /** What must come between the text so far and the next character: the strongest asked for since the last one. */
    private int pending = NONE;

    /** Blanks of preformatted text that are kept once something follows them on their line. */
    private final StringBuilder indent = new StringBuilder();

    private int hidden;
    private int preformatted;

    BlockText(int limit) {
        super(limit);
    }

    @Override
    String text() {
        return out.toString();
    }

    @Override
    public void startElement(String uri, String localName, String qName, Attributes attributes) {
        String name = name(localName, qName);
        switch (name) {
            case "head", "script", "style", "template" -> hidden++;
            case "br" -> pending = Math.max(pending, LINE);
            case "pre" -> preformatted++;
            default -> {}
        }
        pending = Math.max(pending, separation(name));
    }

    @Override
    public void endElement(String uri, String localName, String qName) {
        String name = name(localName, qName);
        switch (name) {
            case "head", "script", "style", "template" -> hidden--;
            case "pre" -> {
                preformatted--;
                indent.setLength(0);
            }
            default -> {}
        }
        pending = Math.max(pending, separation(name));
    }

    @Override
    public void characters(char[] ch, int start, int length) throws SAXException {
        if (hidden > 0) {
            return;
        }
        for (int i = start; i < start + length; i++) {
            char c = ch[i];
            if (c == '\n' && preformatted > 0) {
                newLine();
            } else if (c == ' ' || (c >= '\t' && c <= '\r')) {
                if (preformatted > 0 && c != '\r') {
                    indent.append(c);
                } else {
                    pending = Math.max(pending, SPACE);
                }
            } else if (c != 0 && (c != '\uFEFF' || !out.isEmpty())) {
                separate();
                out.append(c);
            }
        }
        checkLength(out.length() + indent.length());
    }

    @Override
    public void ignorableWhitespace(char[] ch, int start, int length) throws SAXException {
        // Tika's parsers put white space between blocks here; HTML's rules for white space hold for it as well.
        if (preformatted == 0) {
            characters(ch, start, length);
        }
    }

    /** A line end in preformatted text: kept, but two at most, as everywhere. */
    private void newLine() {
        indent.setLength(0);
        pending = pending >= LINE ? PARAGRAPH : LINE;
    }

    private void separate() {
        if (pending != NONE && !out.isEmpty()) {
            out.append(SEPARATORS[pending]);
        }
        pending = NONE;
        if (!indent.isEmpty()) {
            out.append(indent);
            indent.setLength(0);
        }
    }

    private static String name(String localName, String qName) {
        return (localName.isEmpty() ? qName : localName).toLowerCase(Locale.ROOT);
    }

    private static int separation(String name) {
        return switch (name) {
            case "p",
                    "div",
                    "h1",
                    "h2",
                    "h3",
                    "h4",
                    "h5",
                    "h6",
                    "ul",
                    "ol",
                    "dl",
                    "pre",
                    "table",
                    "blockquote",
                    "section",
                    "article",
                    "aside",
                    "header",
                    "footer",
                    "nav",
                    "main",
                    "figure",
                    "figcaption",
                    "form",
                    "fieldset",
                    "address",
                    "hr",
                    "center",
                    "details",
                    "summary",
                    "body",
                    "html" -> PARAGRAPH;
            case "li", "tr", "dt", "dd", "caption", "thead", "tbody", "tfoot", "option", "legend" -> LINE;
            case "td", "th" -> CELL;
            default -> NONE;
        };
    }
}
