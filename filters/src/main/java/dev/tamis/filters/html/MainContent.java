package dev.tamis.filters.html;

import java.util.Arrays;

/**
 * Chooses what of a page is its main text.
 *
 * <p>Every block has a mass, its amount of prose. What names and roles call boilerplate is dropped unless it holds too
 * much of the page's mass. The main element is the one that best answers "all the prose and nothing else" (an F-score of
 * mass covered and text taken). In it, blocks that look like lists of links, bylines or calls to act are dropped.
 */
final class MainContent {
    /** What an ancestor must add to be taken instead: this share of the mass, and at least this share of it prose. */
    private static final double WIDEN_GAIN = 0.2;

    private static final double WIDEN_PURITY = 0.8;
    /** Mass of a block between the title and the main text that makes it a part of the text. */
    private static final int LEAD_MASS = 20;

    private static final int NO_HEADING = 8;
    /** Text below which the main element is doubted. */
    private static final int LITTLE_TEXT = 250;

    /** Mass outside of a comment section that makes it plain that the page is not a forum. */
    private static final int ENOUGH_ELSEWHERE = 150;
    /** Text from which an element is no byline, whatever its class says. */
    private static final int LONG_BYLINE = 500;

    private static final int ASIDE_TRAITS =
            Traits.NAVIGATION | Traits.FOOTER | Traits.ASIDE | Traits.FORM | Traits.CAPTION;
    private static final int ASIDE_ROLES =
            PageTree.ROLE_NAVIGATION | PageTree.ROLE_FOOTER | PageTree.ROLE_ASIDE | PageTree.ROLE_DIALOG;
    private static final int AROUND_WORDS =
            ClassWords.SHARE | ClassWords.OVERLAY | ClassWords.NAVIGATION | ClassWords.FOOTER | ClassWords.CAPTION;
    private static final int BESIDE_WORDS = ClassWords.SIDE | ClassWords.ADVERT | ClassWords.HIDDEN;

    private static final int NO_CAPTION_WORDS = (AROUND_WORDS & ~ClassWords.CAPTION)
            | BESIDE_WORDS
            | ClassWords.RELATED
            | ClassWords.COMMENT
            | ClassWords.BYLINE;
    /** Nodes of the largest element that counts as a figure. */
    private static final int NEAR = 64;

    private final PageTree page;

    /** First node and one past the last node of the main text. */
    int first;

    int last;
    boolean[] dropped = new boolean[1024];
    boolean[] keep = new boolean[256];

    private int[] mass = new int[1024];
    private int[] weight = new int[1024];
    private int[] link = new int[1024];
    private int[] blockMass = new int[256];

    MainContent(PageTree page) {
        this.page = page;
    }

    void choose() {
        ensure();
        weighBlocks();
        chooseMain();
        int narrow = kept();
        if (narrow >= LITTLE_TEXT) {
            return;
        }
        // Home pages, forums, shops: no element stands out, so all that is not boilerplate is the text.
        takeAll(false);
        if (kept() < 2 * narrow || kept() < LITTLE_TEXT) {
            takeAll(true);
            if (kept() < 2 * narrow) {
                chooseMain();
            }
        }
    }

    /** Whether an element is a caption by its name or class. */
    static boolean isCaption(PageTree page, int i) {
        return page.is(i, Traits.CAPTION) || (page.words[i] & ClassWords.CAPTION) != 0;
    }

    /**
     * Takes back the captions that were dropped from the main text, with the images in and beside them: what is beside the text
     * where only text is wanted belongs to it where images are.
     */
    void keepCaptions() {
        int i = first;
        while (i < last) {
            if (!dropped[i]) {
                i++;
            } else if (isNothingButCaption(i) && isNearImage(i)) {
                int end = page.end[i];
                dropped[i] = false;
                int inner = i + 1;
                while (inner < end) {
                    boolean gone = !page.is(inner, PageTree.TEXT)
                            && !isNothingButCaption(inner)
                            && isBoilerplate(inner, Math.max(1, mass[0]), false);
                    int to = gone ? page.end[inner] : inner + 1;
                    Arrays.fill(dropped, inner, to, gone);
                    inner = to;
                }
                for (int b = page.block[i]; b < page.blocks && page.blockFirst[b] < end; b++) {
                    keep[b] = !dropped[page.blockFirst[b]] && 2 * page.blockLink[b] <= page.blockText[b];
                }
                i = end;
            } else {
                i = page.end[i];
            }
        }
    }

    private boolean isNothingButCaption(int i) {
        return isCaption(page, i)
                && (page.traits[i] & ASIDE_TRAITS & ~Traits.CAPTION) == 0
                && (page.usage[i] & (ASIDE_ROLES | PageTree.HIDDEN | PageTree.COMMENT_ITEM)) == 0
                && (page.words[i] & NO_CAPTION_WORDS) == 0;
    }

    /** Whether there is an image in an element, or in the small element that it is a part of. */
    private boolean isNearImage(int i) {
        int from = i;
        int end = page.end[i];
        for (int up = page.parent[i], steps = 0; up >= first && steps < 2; up = page.parent[up], steps++) {
            if (page.end[up] - up > NEAR) {
                break;
            }
            from = up;
            end = page.end[up];
        }
        for (int k = from; k < end; k++) {
            if (page.is(k, Traits.IMAGE)) {
                return true;
            }
        }
        return false;
    }

    /** Whether a node of the main text, an image, has kept text before or after it. */
    boolean isBesideText(int i) {
        int after = page.block[i];
        return (after > 0 && keep[after - 1]) || (after < page.blocks && keep[after]);
    }

    private void chooseMain() {
        drop(false);
        int main = widen(mainElement());
        judge(main);
        addLead(main);
    }

    private void takeAll(boolean mild) {
        drop(mild);
        first = 0;
        last = page.size;
        for (int b = 0; b < page.blocks; b++) {
            keep[b] = !dropped[page.blockFirst[b]] && 2 * page.blockLink[b] <= page.blockText[b];
        }
    }

    private void drop(boolean mild) {
        Arrays.fill(dropped, 0, page.size, false);
        sum();
        dropBoilerplate(mild);
        sum();
    }

    private int kept() {
        int sum = 0;
        for (int b = 0; b < page.blocks; b++) {
            if (keep[b]) {
                sum += page.blockText[b];
            }
        }
        return sum;
    }

    private void weighBlocks() {
        for (int b = 0; b < page.blocks; b++) {
            blockMass[b] = massOf(b);
        }
    }

    /** Amount of prose in a block: its text outside links, less when short, none when most of it is links. */
    private int massOf(int b) {
        int all = page.blockText[b];
        int linked = page.blockLink[b];
        int free = all - linked;
        int shape = page.blockTraits[b];
        if (2 * linked > all) {
            return 0;
        }
        if ((shape & Traits.HEADING) != 0) {
            // A heading as long as a sentence is one: a summary set in large type.
            return all >= 60 && page.blockMarks[b] > 0 && (shape & Traits.TITLE) == 0 ? free / 2 : 0;
        }
        if ((shape & Traits.PREFORMATTED) != 0) {
            return free;
        }
        int marks = page.blockMarks[b];
        if (all >= 100 && marks >= 1) {
            return free;
        }
        if (all >= 40 && marks >= 1) {
            return free / 2;
        }
        if (all >= 60 && (shape & Traits.PARAGRAPH) != 0) {
            return free / 2;
        }
        return (shape & Traits.PARAGRAPH) != 0 && marks > 0 ? free / 4 : free / 10;
    }

    /** Sums of mass, text and link text of each subtree, of what is not dropped. */
    private void sum() {
        int size = page.size;
        Arrays.fill(mass, 0, size, 0);
        Arrays.fill(weight, 0, size, 0);
        Arrays.fill(link, 0, size, 0);
        for (int b = 0; b < page.blocks; b++) {
            if (!dropped[page.blockFirst[b]]) {
                int owner = page.blockOwner[b];
                mass[owner] += blockMass[b];
                weight[owner] += page.blockText[b];
                link[owner] += page.blockLink[b];
            }
        }
        for (int i = size - 1; i > 0; i--) {
            int up = page.parent[i];
            mass[up] += mass[i];
            weight[up] += weight[i];
            link[up] += link[i];
        }
    }

    private void dropBoilerplate(boolean mild) {
        int all = mass[0];
        int i = 1;
        while (i < page.size) {
            if (page.is(i, PageTree.TEXT)) {
                i++;
            } else if (isBoilerplate(i, all, mild)) {
                Arrays.fill(dropped, i, page.end[i], true);
                i = page.end[i];
            } else {
                i++;
            }
        }
    }

    /**
     * Whether an element is boilerplate. Each sign has the share of the page's mass up to which it is believed: a page
     * may well set its article in a form, or in a {@code div} whose class says {@code has-sidebar}.
     *
     * @param all mass of the page
     * @param mild to believe names of elements and roles only, not words in classes
     */
    private boolean isBoilerplate(int i, int all, boolean mild) {
        if (page.is(i, Traits.BODY | Traits.MAIN)) {
            return false;
        }
        double share = all == 0 ? 0 : (double) mass[i] / all;
        if (isBoilerplateByElement(i, share, all - mass[i])) {
            return true;
        }
        int words = page.words[i];
        boolean titled = page.is(i, Traits.TITLE) || (page.usage[i] & PageTree.HAS_TITLE) != 0;
        return !mild
                && !titled
                && (words != 0 || page.usage[i] != 0)
                && isBoilerplateByWords(i, words, share, all - mass[i]);
    }

    private boolean isBoilerplateByElement(int i, double share, int massElsewhere) {
        int traits = page.traits[i];
        int usage = page.usage[i];
        if ((usage & PageTree.HIDDEN) != 0 && share < 0.5) {
            return true;
        }
        if ((usage & PageTree.COMMENT_ITEM) != 0 && massElsewhere > ENOUGH_ELSEWHERE) {
            return true;
        }
        if (((traits & ASIDE_TRAITS) != 0 || (usage & ASIDE_ROLES) != 0) && share < 0.25) {
            return true;
        }
        boolean header = (traits & Traits.HEADER) != 0
                || (usage & PageTree.ROLE_HEADER) != 0
                || (page.words[i] & ClassWords.HEADER) != 0;
        // An article's own header, and any that holds a heading, is a part of the text.
        return header
                && share < 0.1
                && (usage & PageTree.HAS_HEADING) == 0
                && (traits & Traits.HEADING) == 0
                && !insideArticle(i);
    }

    private boolean isBoilerplateByWords(int i, int words, double share, int massElsewhere) {
        // Comments may outweigh the article, so their share says nothing.
        if ((words & ClassWords.COMMENT) != 0 && massElsewhere > ENOUGH_ELSEWHERE) {
            return true;
        }
        if (((words & AROUND_WORDS) != 0 && share < 0.2)
                || ((words & BESIDE_WORDS) != 0 && share < 0.3)
                || ((words & ClassWords.RELATED) != 0 && share < 0.45)) {
            return true;
        }
        boolean card = link[i] > 0 || (page.usage[i] & PageTree.HAS_HEADING) != 0;
        if ((words & ClassWords.TEASER) != 0 && card && share < 0.3) {
            return true;
        }
        boolean byline = (words & ClassWords.BYLINE) != 0 || (page.usage[i] & PageTree.AUTHOR) != 0;
        return byline
                && share < 0.1
                && (words & ClassWords.BODY) == 0
                && !page.is(i, Traits.ARTICLE)
                && weight[i] < LONG_BYLINE;
    }

    private boolean insideArticle(int i) {
        for (int up = page.parent[i]; up >= 0; up = page.parent[up]) {
            if (page.is(up, Traits.ARTICLE | Traits.MAIN)
                    || (page.usage[up] & (PageTree.ROLE_ARTICLE | PageTree.ROLE_MAIN | PageTree.ARTICLE_BODY)) != 0
                    || (page.words[up] & ClassWords.BODY) != 0) {
                return true;
            }
        }
        return false;
    }

    /** The element whose text best answers all the page's prose and nothing else. */
    private int mainElement() {
        int all = mass[0];
        int best = 0;
        double bestScore = 0;
        for (int i = 0; i < page.size; i++) {
            if (dropped[i] || page.is(i, PageTree.TEXT) || mass[i] == 0) {
                continue;
            }
            int traits = page.traits[i];
            if ((traits & Traits.CONTAINER) == 0 && (traits != 0 || page.end[i] - i < 4)) {
                continue;
            }
            double recall = (double) mass[i] / all;
            double precision = (double) mass[i] / weight[i];
            double score = recall * precision / (0.4 * recall + 0.6 * precision) * hint(i);
            if (score > bestScore) {
                bestScore = score;
                best = i;
            }
        }
        return best;
    }

    /** Climbs to where most of what an ancestor adds is prose: a text in several parts, each in its own element. */
    private int widen(int main) {
        int best = main;
        for (int up = page.parent[main]; up > 0; up = page.parent[up]) {
            int moreMass = mass[up] - mass[best];
            int moreText = weight[up] - weight[best];
            if (moreMass > WIDEN_GAIN * mass[best] && moreMass > WIDEN_PURITY * moreText) {
                best = up;
            }
        }
        return best;
    }

    /** Keeps what leads from the page's title to its main text: a subtitle, a summary. */
    private void addLead(int main) {
        int title = -1;
        for (int b = 0; b < page.blocks && page.blockFirst[b] < main; b++) {
            if ((page.blockTraits[b] & Traits.TITLE) != 0 && !dropped[page.blockFirst[b]]) {
                title = b;
            }
        }
        if (title < 0) {
            return;
        }
        int lead = -1;
        for (int b = title + 1; b < page.blocks && page.blockFirst[b] < main; b++) {
            if (!dropped[page.blockFirst[b]] && blockMass[b] >= LEAD_MASS) {
                keep[b] = true;
                lead = b;
            }
        }
        if (lead >= 0) {
            keep[title] = true;
            first = page.blockOwner[title];
        }
    }

    private double hint(int i) {
        int usage = page.usage[i];
        int words = page.words[i];
        int traits = page.traits[i];
        if ((usage & PageTree.ARTICLE_BODY) != 0) {
            return 1.5;
        }
        if ((words & ClassWords.BODY) != 0) {
            return 1.4;
        }
        if ((traits & Traits.ARTICLE) != 0 || (usage & PageTree.ROLE_ARTICLE) != 0) {
            return 1.3;
        }
        if ((traits & Traits.MAIN) != 0 || (usage & PageTree.ROLE_MAIN) != 0) {
            return 1.15;
        }
        if ((words & ClassWords.CONTENT) != 0) {
            return 1.1;
        }
        return (traits & Traits.BODY) != 0 ? 0.95 : 1;
    }

    /** Judges the blocks of the main element, one by one and then by their neighbours. */
    private void judge(int main) {
        first = main;
        last = page.end[main];
        Arrays.fill(keep, 0, page.blocks, false);
        dropLinkLists(main);
        int from = -1;
        int to = -1;
        for (int b = 0; b < page.blocks; b++) {
            int at = page.blockFirst[b];
            if (at < first || at >= last || dropped[at]) {
                continue;
            }
            keep[b] = isText(b);
            if (keep[b] && blockMass[b] >= 30) {
                from = from < 0 ? b : from;
                to = b;
            }
        }
        if (from >= 0) {
            trim(from, to);
        }
        dropLoneHeadings();
    }

    /** Drops the elements in the main one that are mostly links. */
    private void dropLinkLists(int main) {
        int i = main + 1;
        int stop = page.end[main];
        while (i < stop) {
            int traits = page.traits[i];
            if (dropped[i]) {
                i = page.end[i];
            } else if ((traits & (Traits.LIST | Traits.CONTAINER | Traits.TABLE)) != 0
                    && weight[i] > 0
                    && 2 * link[i] > weight[i]
                    && mass[i] < 100) {
                Arrays.fill(dropped, i, page.end[i], true);
                i = page.end[i];
            } else {
                i++;
            }
        }
    }

    private boolean isText(int b) {
        int all = page.blockText[b];
        int linked = page.blockLink[b];
        int shape = page.blockTraits[b];
        if ((shape & (Traits.HEADING | Traits.PREFORMATTED)) != 0) {
            return true;
        }
        if (5 * linked > 4 * all) {
            return (shape & Traits.PARAGRAPH) != 0 && page.blockMarks[b] > 1 && all > 60;
        }
        return true;
    }

    /** Cuts what is before the first and after the last block of prose, but for titles and what belongs to them. */
    private void trim(int from, int to) {
        for (int b = 0; b < from; b++) {
            if (keep[b] && (page.blockTraits[b] & (Traits.HEADING | Traits.PARAGRAPH)) == 0 && blockMass[b] < 15) {
                keep[b] = false;
            }
        }
        for (int b = to + 1; b < page.blocks; b++) {
            if (keep[b]
                    && (page.blockTraits[b] & (Traits.ITEM | Traits.CELL | Traits.PREFORMATTED)) == 0
                    && blockMass[b] < 15) {
                keep[b] = false;
            }
        }
    }

    /** Drops headings whose section has nothing left, and headings that are only a link, once the title is known. */
    private void dropLoneHeadings() {
        boolean titled = false;
        for (int b = 0; b < page.blocks; b++) {
            titled |= keep[b] && (page.blockTraits[b] & Traits.TITLE) != 0 && page.blockLink[b] == 0;
        }
        // Rank of the heading, or none, that comes next in the text; 0 at its end.
        int next = 0;
        boolean gone = false;
        for (int b = page.blocks - 1; b >= 0; b--) {
            if (!keep[b]) {
                gone |= page.blockFirst[b] >= first && page.blockFirst[b] < last;
                continue;
            }
            if ((page.blockTraits[b] & Traits.HEADING) == 0) {
                next = NO_HEADING;
            } else {
                int rank = rank(page.blockOwner[b]);
                boolean empty = next == 0 || (next <= rank && gone && rank > 1);
                boolean link = titled && page.blockLink[b] == page.blockText[b];
                if (empty || link) {
                    keep[b] = false;
                    continue;
                }
                next = rank;
            }
            gone = false;
        }
    }

    /** 1 for h1 to 6 for h6. */
    private int rank(int owner) {
        for (int up = owner; up >= 0; up = page.parent[up]) {
            if (page.is(up, Traits.HEADING)) {
                return page.node[up].nodeName().charAt(1) - '0';
            }
        }
        return NO_HEADING - 1;
    }

    private void ensure() {
        if (mass.length < page.size) {
            int capacity = page.node.length;
            mass = new int[capacity];
            weight = new int[capacity];
            link = new int[capacity];
            dropped = new boolean[capacity];
        }
        if (keep.length < page.blocks) {
            keep = new boolean[page.blockOwner.length];
            blockMass = new int[page.blockOwner.length];
        }
    }
}
