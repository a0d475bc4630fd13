package dev.tamis.filters.html;

import dev.tamis.filters.record.ExtractionException;
import dev.tamis.filters.record.Reason;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jsoup.nodes.Attributes;
import org.jsoup.nodes.Element;
import org.jsoup.nodes.Node;
import org.jsoup.nodes.TextNode;

/**
 * A page's body as arrays: elements and texts in document order, and the blocks of text they form.
 *
 * <p>A node is an index; {@code end[i]} is one past its last descendant, so a subtree is a range and every later step is
 * a loop over ranges. A block is a run of text that no block element interrupts, what a reader sees as one paragraph.
 * One walk over jsoup's tree, without recursion, fills everything. The arrays are kept from page to page.
 */
final class PageTree {
    /** Marks a node that is a text, not an element. */
    static final int TEXT = 1 << 29;

    /** Elements and texts that one page may have; jsoup's own tree of that size stays below 300 MB. */
    static final int MAX_NODES = 2_000_000;

    private static final int MAX_STATEMENTS = 1000;

    // How an element was found to be used, beside its name's traits and its class's words.
    static final int HIDDEN = 1;
    static final int ARTICLE_BODY = 1 << 1;
    static final int ROLE_MAIN = 1 << 2;
    static final int ROLE_ARTICLE = 1 << 3;
    static final int ROLE_NAVIGATION = 1 << 4;
    static final int ROLE_ASIDE = 1 << 5;
    static final int ROLE_FOOTER = 1 << 6;
    static final int ROLE_HEADER = 1 << 7;
    static final int ROLE_DIALOG = 1 << 8;
    static final int LAYOUT_TABLE = 1 << 9;
    static final int COMMENT_ITEM = 1 << 10;
    static final int AUTHOR = 1 << 11;
    static final int HAS_HEADING = 1 << 12;
    static final int HAS_TITLE = 1 << 13;

    private static final int SHAPING = Traits.HEADING
            | Traits.ITEM
            | Traits.CELL
            | Traits.PREFORMATTED
            | Traits.PARAGRAPH
            | Traits.QUOTE
            | Traits.TERM
            | Traits.TITLE
            | Traits.CAPTION;

    int size;
    Node[] node = new Node[1024];
    String[] text = new String[1024];
    int[] parent = new int[1024];
    int[] end = new int[1024];
    int[] traits = new int[1024];
    int[] words = new int[1024];
    int[] usage = new int[1024];
    /** The block of a text; for an element, the first block that starts in or after it. */
    int[] block = new int[1024];

    /** The meta, link, title, time, noscript and JSON-LD elements of the body, and its links that may be to the licence. */
    final List<Element> statements = new ArrayList<>();

    int blocks;
    int[] blockOwner = new int[256];
    int[] blockFirst = new int[256];
    int[] blockLast = new int[256];
    /** Weight of a block's text: characters other than white space, ideographs counted double. */
    int[] blockText = new int[256];
    /** The part of {@link #blockText} that is in links. */
    int[] blockLink = new int[256];
    /** Marks that end a sentence or a clause. */
    int[] blockMarks = new int[256];
    /** Bits of the traits of all elements, inside or around, that shape the block: heading, item, cell, preformatted... */
    int[] blockTraits = new int[256];

    private int[] childIndex = new int[64];
    private Element[] path = new Element[64];
    private int[] open = new int[64];
    private int[] shape = new int[64];
    private int[] tables = new int[64];
    private int[] rows = new int[64];
    private int[] columns = new int[64];
    private int[] cellsInRow = new int[64];
    private int[] headerCells = new int[64];
    private int[] cellTextBefore = new int[64];
    private int[] longestCell = new int[64];
    private int[] nested = new int[64];

    private int currentBlock;
    private int breaks;
    private int linkDepth;
    private int textWeight;

    void read(Element root) throws ExtractionException {
        size = 0;
        blocks = 0;
        statements.clear();
        currentBlock = -1;
        breaks = 0;
        linkDepth = 0;
        textWeight = 0;
        int depth = 0;
        int tableDepth = 0;
        enter(root, -1, Traits.of(root.normalName()));
        path[0] = root;
        open[0] = 0;
        childIndex[0] = 0;
        shape[0] = 0;
        while (depth >= 0) {
            Element element = path[depth];
            int self = open[depth];
            if (childIndex[depth] < element.childNodeSize()) {
                Node child = element.childNode(childIndex[depth]++);
                if (child instanceof TextNode words) {
                    addText(words, self, shape[depth]);
                } else if (child instanceof Element inner) {
                    int childTraits = Traits.of(inner.normalName());
                    if ((childTraits & Traits.LINK) != 0
                            && (inner.hasAttr("rel") || PageMeta.namesLicence(inner))
                            && statements.size() < MAX_STATEMENTS) {
                        // it may link to the licence
                        statements.add(inner);
                    }
                    if ((childTraits & (Traits.VOID | Traits.STATEMENT)) != 0) {
                        if ((childTraits & Traits.STATEMENT) != 0
                                && statements.size() < MAX_STATEMENTS
                                && (!inner.normalName().equals("script") || PageMeta.isLinkedData(inner))) {
                            statements.add(inner);
                        }
                        if ((childTraits & Traits.VOID) != 0) {
                            continue;
                        }
                    }
                    int id = enter(inner, self, childTraits);
                    if (++depth == path.length) {
                        growPath();
                    }
                    path[depth] = inner;
                    open[depth] = id;
                    childIndex[depth] = 0;
                    if ((childTraits & (Traits.TABLE | Traits.ROW | Traits.CELL)) != 0) {
                        tableDepth = enterTable(id, childTraits, inner, tableDepth);
                    }
                    if ((childTraits & Traits.BLOCK) != 0) {
                        currentBlock = -1;
                    } else if ((childTraits & Traits.BREAK) != 0) {
                        if (++breaks > 1) {
                            currentBlock = -1;
                        }
                    } else if ((childTraits & Traits.LINK) != 0 && isLink(inner)) {
                        linkDepth++;
                        traits[id] |= Traits.LINK;
                    } else {
                        traits[id] &= ~Traits.LINK;
                    }
                    shape[depth] = shape(shape[depth - 1], childTraits);
                }
            } else {
                end[self] = size;
                int own = traits[self];
                if ((own & Traits.BLOCK) != 0) {
                    currentBlock = -1;
                }
                if ((own & Traits.LINK) != 0) {
                    linkDepth--;
                }
                if ((own & Traits.CELL) != 0 && tableDepth > 0) {
                    int cell = textWeight - cellTextBefore[tableDepth - 1];
                    longestCell[tableDepth - 1] = Math.max(longestCell[tableDepth - 1], cell);
                } else if ((own & Traits.ROW) != 0 && tableDepth > 0) {
                    columns[tableDepth - 1] = Math.max(columns[tableDepth - 1], cellsInRow[tableDepth - 1]);
                } else if ((own & Traits.TABLE) != 0) {
                    tableDepth--;
                    if (isLayout(tableDepth)) {
                        usage[self] |= LAYOUT_TABLE;
                    }
                }
                path[depth] = null;
                depth--;
            }
        }
    }

    /** Lets go of the page, so that a waiting extractor holds only empty arrays. */
    void clear() {
        Arrays.fill(node, 0, size, null);
        Arrays.fill(text, 0, size, null);
        Arrays.fill(path, null);
        size = 0;
        blocks = 0;
        statements.clear();
    }

    boolean is(int i, int bits) {
        return (traits[i] & bits) != 0;
    }

    private int enterTable(int id, int childTraits, Element element, int tableDepth) {
        if ((childTraits & Traits.TABLE) != 0) {
            if (tableDepth == tables.length) {
                growTables();
            }
            for (int outer = tableDepth - 1; outer >= 0 && nested[outer] == 0; outer--) {
                nested[outer] = 1;
            }
            tables[tableDepth] = id;
            rows[tableDepth] = 0;
            columns[tableDepth] = 0;
            cellsInRow[tableDepth] = 0;
            headerCells[tableDepth] = 0;
            longestCell[tableDepth] = 0;
            cellTextBefore[tableDepth] = textWeight;
            String role = element.hasAttr("role") ? element.attr("role") : "";
            nested[tableDepth] = role.equals("presentation") || role.equals("none") ? 1 : 0;
            return tableDepth + 1;
        }
        if (tableDepth > 0) {
            int table = tableDepth - 1;
            if ((childTraits & Traits.ROW) != 0) {
                rows[table]++;
                cellsInRow[table] = 0;
            } else {
                cellsInRow[table]++;
                cellTextBefore[table] = textWeight;
                if (element.normalName().equals("th")) {
                    headerCells[table]++;
                }
            }
        }
        return tableDepth;
    }

    /** Whether a table that was just read only places things on the page: it nests tables or has a cell of prose. */
    private boolean isLayout(int table) {
        if (nested[table] != 0 || columns[table] < 2 || (rows[table] < 2 && headerCells[table] == 0)) {
            return true;
        }
        return longestCell[table] > (headerCells[table] > 0 ? 3000 : 800);
    }

    private int enter(Element element, int parentId, int childTraits) throws ExtractionException {
        int id = add(element, parentId, childTraits);
        int found = 0;
        int named = 0;
        if (element.attributesSize() > 0) {
            Attributes attributes = element.attributes();
            String value = attributes.get("class");
            if (!value.isEmpty()) {
                named = ClassWords.of(value);
            }
            value = attributes.get("id");
            if (!value.isEmpty()) {
                named |= ClassWords.of(value);
            }
            if ((childTraits & Traits.LINK) == 0) {
                found = usage(attributes);
            }
        }
        words[id] = named;
        usage[id] = found;
        if ((childTraits & Traits.HEADING) != 0) {
            int bits = (childTraits & Traits.TITLE) != 0 ? HAS_HEADING | HAS_TITLE : HAS_HEADING;
            for (int up = parentId; up >= 0 && (usage[up] & bits) != bits; up = parent[up]) {
                usage[up] |= bits;
            }
        }
        return id;
    }

    private static int usage(Attributes attributes) {
        int found = 0;
        if (attributes.hasKey("hidden")) {
            String hidden = attributes.get("hidden");
            if (!hidden.equalsIgnoreCase("until-found")) {
                found |= HIDDEN;
            }
        }
        if (attributes.get("aria-hidden").equalsIgnoreCase("true")) {
            found |= HIDDEN;
        }
        String value = attributes.get("style");
        if (!value.isEmpty() && (declares(value, "display", "none") || declares(value, "visibility", "hidden"))) {
            found |= HIDDEN;
        }
        value = attributes.get("itemprop");
        if (!value.isEmpty()) {
            switch (value) {
                case "articleBody", "reviewBody", "blogPost", "recipeInstructions" -> found |= ARTICLE_BODY;
                case "author", "datePublished", "dateModified", "keywords", "publisher", "commentCount" ->
                    found |= AUTHOR;
                case "comment" -> found |= COMMENT_ITEM;
                default -> {
                    // says nothing of the element's part in the page
                }
            }
        }
        value = attributes.get("itemtype");
        if (value.endsWith("schema.org/Comment") || value.endsWith("schema.org/UserComments")) {
            found |= COMMENT_ITEM;
        }
        value = attributes.get("role");
        if (!value.isEmpty()) {
            found |= switch (value) {
                case "main" -> ROLE_MAIN;
                case "article" -> ROLE_ARTICLE;
                case "navigation", "menu", "menubar", "toolbar", "tablist", "search" -> ROLE_NAVIGATION;
                case "complementary" -> ROLE_ASIDE;
                case "contentinfo" -> ROLE_FOOTER;
                case "banner" -> ROLE_HEADER;
                case "dialog", "alertdialog", "alert", "tooltip" -> ROLE_DIALOG;
                default -> 0;
            };
        }
        return found;
    }

    /** Whether an inline style sets a property to a value; spaces are free, case is ignored. */
    static boolean declares(String style, String property, String value) {
        int from = 0;
        while (true) {
            int at = indexOfIgnoreCase(style, property, from);
            if (at < 0) {
                return false;
            }
            from = at + property.length();
            if (at > 0 && isNameChar(style.charAt(at - 1))) {
                continue;
            }
            int i = skipSpace(style, from);
            if (i < style.length() && style.charAt(i) == ':') {
                i = skipSpace(style, i + 1);
                if (style.regionMatches(true, i, value, 0, value.length())) {
                    return true;
                }
            }
        }
    }

    private static int skipSpace(String text, int from) {
        int i = from;
        while (i < text.length() && text.charAt(i) <= ' ') {
            i++;
        }
        return i;
    }

    private static boolean isNameChar(char c) {
        return c == '-' || c == '_' || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
    }

    private static int indexOfIgnoreCase(String text, String word, int from) {
        int last = text.length() - word.length();
        for (int i = from; i <= last; i++) {
            if (text.regionMatches(true, i, word, 0, word.length())) {
                return i;
            }
        }
        return -1;
    }

    private static boolean isLink(Element anchor) {
        String href = anchor.attr("href");
        return !href.isEmpty() && (href.charAt(0) != '#' || href.length() == 1);
    }

    /** The shaping traits that hold inside a node, given those outside it: a container starts afresh. */
    private static int shape(int outside, int own) {
        int carried = (own & Traits.CONTAINER) != 0 ? outside & Traits.PREFORMATTED : outside;
        return carried | (own & SHAPING);
    }

    private void addText(TextNode leaf, int parentId, int around) throws ExtractionException {
        String words = leaf.getWholeText();
        int weight = 0;
        int marks = 0;
        int length = words.length();
        for (int i = 0; i < length; i++) {
            char c = words.charAt(i);
            if (c <= ' ' || c == '\u00a0') {
                continue;
            }
            weight++;
            if (c < 0x80) {
                if ((c == '.' || c == ',' || c == '!' || c == '?' || c == ';' || c == ':')
                        && (i + 1 == length || words.charAt(i + 1) <= ' ' || words.charAt(i + 1) == '"')) {
                    marks++;
                }
            } else if (c >= 0x2e80) {
                if (c < 0xe000) {
                    weight++;
                }
                if (c == '\u3002' || c == '\u3001' || (c >= '\uff01' && c <= '\uff1f' && isWideMark(c))) {
                    marks++;
                }
            } else if (c == '\u060c'
                    || c == '\u061f'
                    || c == '\u061b'
                    || c == '\u06d4'
                    || c == '\u0964'
                    || c == '\u0589'
                    || c == '\u1362'
                    || c == '\u2026'
                    || c == '\u037e'
                    || c == '\u17d4') {
                marks++;
            }
        }
        int id = add(leaf, parentId, TEXT);
        text[id] = words;
        end[id] = size;
        if (weight == 0) {
            block[id] = -1;
            return;
        }
        breaks = 0;
        textWeight += weight;
        if (currentBlock < 0) {
            currentBlock = addBlock(id, parentId);
        }
        int b = currentBlock;
        block[id] = b;
        blockLast[b] = id;
        blockText[b] += weight;
        blockMarks[b] += marks;
        blockTraits[b] |= around;
        if (linkDepth > 0) {
            blockLink[b] += weight;
        }
    }

    private static boolean isWideMark(char c) {
        return c == '\uff01' || c == '\uff0c' || c == '\uff1a' || c == '\uff1b' || c == '\uff1f' || c == '\uff0e';
    }

    private int add(Node what, int parentId, int its) throws ExtractionException {
        if (size == node.length) {
            if (size >= MAX_NODES) {
                throw new ExtractionException(
                        Reason.HTML_LIMIT,
                        "page has more than " + MAX_NODES + " elements and texts; split it or leave it out");
            }
            growNodes();
        }
        int id = size++;
        node[id] = what;
        text[id] = null;
        parent[id] = parentId;
        traits[id] = its;
        words[id] = 0;
        usage[id] = 0;
        block[id] = blocks;
        return id;
    }

    private int addBlock(int first, int parentId) {
        if (blocks == blockOwner.length) {
            int capacity = blocks * 2;
            blockOwner = Arrays.copyOf(blockOwner, capacity);
            blockFirst = Arrays.copyOf(blockFirst, capacity);
            blockLast = Arrays.copyOf(blockLast, capacity);
            blockText = Arrays.copyOf(blockText, capacity);
            blockLink = Arrays.copyOf(blockLink, capacity);
            blockMarks = Arrays.copyOf(blockMarks, capacity);
            blockTraits = Arrays.copyOf(blockTraits, capacity);
        }
        int b = blocks++;
        int owner = parentId;
        while (parent[owner] >= 0 && (traits[owner] & Traits.BLOCK) == 0) {
            owner = parent[owner];
        }
        blockOwner[b] = owner;
        blockFirst[b] = first;
        blockText[b] = 0;
        blockLink[b] = 0;
        blockMarks[b] = 0;
        blockTraits[b] = 0;
        return b;
    }

    private void growNodes() {
        int capacity = Math.min(size * 2, MAX_NODES);
        node = Arrays.copyOf(node, capacity);
        text = Arrays.copyOf(text, capacity);
        parent = Arrays.copyOf(parent, capacity);
        end = Arrays.copyOf(end, capacity);
        traits = Arrays.copyOf(traits, capacity);
        words = Arrays.copyOf(words, capacity);
        usage = Arrays.copyOf(usage, capacity);
        block = Arrays.copyOf(block, capacity);
    }

    private void growPath() {
        int capacity = path.length * 2;
        path = Arrays.copyOf(path, capacity);
        open = Arrays.copyOf(open, capacity);
        childIndex = Arrays.copyOf(childIndex, capacity);
        shape = Arrays.copyOf(shape, capacity);
    }

    private void growTables() {
        int capacity = tables.length * 2;
        tables = Arrays.copyOf(tables, capacity);
        rows = Arrays.copyOf(rows, capacity);
        columns = Arrays.copyOf(columns, capacity);
        cellsInRow = Arrays.copyOf(cellsInRow, capacity);
        headerCells = Arrays.copyOf(headerCells, capacity);
        cellTextBefore = Arrays.copyOf(cellTextBefore, capacity);
        longestCell = Arrays.copyOf(longestCell, capacity);
        nested = Arrays.copyOf(nested, capacity);
    }
}
