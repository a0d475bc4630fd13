package dev.tamis.filters.html;

/** What an element's name alone says about it, as bits. The display rules are those of the HTML standard (15.3). */
final class Traits {
    /** Starts and ends a run of text: words on its two sides never touch. */
    static final int BLOCK = 1;
    /** Never text: neither it nor what is in it is looked at. */
    static final int VOID = 1 << 1;

    static final int HEADING = 1 << 2;
    static final int PARAGRAPH = 1 << 3;
    static final int LIST = 1 << 4;
    static final int ORDERED = 1 << 5;
    static final int ITEM = 1 << 6;
    static final int TABLE = 1 << 7;
    static final int ROW = 1 << 8;
    static final int CELL = 1 << 9;
    static final int PREFORMATTED = 1 << 10;
    static final int BREAK = 1 << 11;
    static final int LINK = 1 << 12;
    /** May be the root of the main text. */
    static final int CONTAINER = 1 << 13;

    static final int ARTICLE = 1 << 14;
    static final int MAIN = 1 << 15;
    static final int NAVIGATION = 1 << 16;
    static final int FOOTER = 1 << 17;
    static final int HEADER = 1 << 18;
    static final int ASIDE = 1 << 19;
    static final int FORM = 1 << 20;
    static final int CAPTION = 1 << 21;
    static final int QUOTE = 1 << 22;
    static final int BODY = 1 << 23;
    static final int TERM = 1 << 24;
    static final int CODE = 1 << 25;
    static final int MATH = 1 << 26;
    /** May say something of the whole page: its title, date or policy. */
    static final int STATEMENT = 1 << 27;

    static final int TITLE = 1 << 28;
    // 1 << 29 marks texts, see PageTree.TEXT.
    static final int IMAGE = 1 << 30;

    private Traits() {}

    /** Traits of an element by its lowercase name; 0 for inline and unknown elements. */
    static int of(String name) {
        return switch (name) {
            case "style",
                    "template",
                    "svg",
                    "head",
                    "iframe",
                    "object",
                    "embed",
                    "applet",
                    "audio",
                    "video",
                    "canvas",
                    "map",
                    "select",
                    "datalist",
                    "button",
                    "input",
                    "textarea",
                    "meter",
                    "progress",
                    "noembed",
                    "noframes",
                    "rp",
                    "rt",
                    "rtc",
                    "dialog",
                    "menuitem",
                    "frameset",
                    "base" -> VOID;
            case "meta", "link", "title", "script", "noscript" -> VOID | STATEMENT;
            case "body" -> BLOCK | CONTAINER | BODY;
            case "div", "section", "center", "hgroup" -> BLOCK | CONTAINER;
            case "article" -> BLOCK | CONTAINER | ARTICLE;
            case "main" -> BLOCK | CONTAINER | MAIN;
            case "p" -> BLOCK | PARAGRAPH;
            case "h1" -> BLOCK | HEADING | TITLE;
            case "h2", "h3", "h4", "h5", "h6" -> BLOCK | HEADING;
            case "ul", "menu", "dir" -> BLOCK | LIST;
            case "ol" -> BLOCK | LIST | ORDERED;
            case "li" -> BLOCK | ITEM;
            case "dl" -> BLOCK;
            case "dt" -> BLOCK | TERM;
            case "dd" -> BLOCK;
            case "table" -> BLOCK | TABLE;
            case "tr" -> BLOCK | ROW;
            case "td", "th" -> BLOCK | CELL | CONTAINER;
            case "thead", "tbody", "tfoot", "colgroup", "col" -> BLOCK;
            case "figcaption" -> BLOCK | CAPTION;
            case "pre", "listing", "xmp", "plaintext" -> BLOCK | PREFORMATTED;
            case "code", "samp", "kbd", "tt" -> CODE;
            case "br" -> BREAK;
            case "img" -> IMAGE;
            case "a" -> LINK;
            case "nav" -> BLOCK | NAVIGATION;
            case "footer" -> BLOCK | FOOTER;
            case "header" -> BLOCK | HEADER;
            case "aside" -> BLOCK | ASIDE;
            case "form", "fieldset" -> BLOCK | FORM | CONTAINER;
            case "blockquote" -> BLOCK | QUOTE;
            case "html",
                    "hr",
                    "caption",
                    "figure",
                    "address",
                    "details",
                    "summary",
                    "legend",
                    "optgroup",
                    "option",
                    "search" -> BLOCK;
            case "math" -> MATH;
            case "time" -> STATEMENT;
            default -> 0;
        };
    }
}
