package dev.tamis.pipeline.decontaminate;

import dev.tamis.filters.decontaminate.BenchmarkIndex;
import dev.tamis.filters.decontaminate.BenchmarkMatcher;
import dev.tamis.filters.passage.CutText;
import dev.tamis.filters.passage.Ranges;
import dev.tamis.filters.text.Utf8;
import dev.tamis.pipeline.recipe.DecontaminateSpec.Action;
import dev.tamis.pipeline.table.Cut;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Comparator;
import java.util.List;

/**
 * Looks for items of evaluation sets in a document, and says what to do with it. The text looked at is the stored one without
 * what is cut already; new cuts are ranges of the stored one. An instance belongs to one thread; its results are overwritten
 * by the next document.
 */
public final class DocumentCheck {
    /** What cuts are made by. */
    public static final String BY = "decontaminate";

    /**
     * A cut may bring two halves of an item together, which is then cut in turn; a text that still has hits after so many
     * rounds was made to have them, and is dropped.
     */
    private static final int ROUNDS = 8;

    private final BenchmarkMatcher matcher;
    private final Action action;
    private final int marginChars;
    private final CutText cutText = new CutText();
    private final Ranges all = new Ranges();
    private final Ranges whole = new Ranges();
    private final Ranges own = new Ranges();
    private final Ranges found = new Ranges();

    private final List<Hit> hits = new ArrayList<>();
    private final BitSet known = new BitSet();
    private List<Cut> cuts = List.of();
    private boolean removed;
    private int length;
    private double overlap;
    private int words;
    private int coveredWords;

    /**
     * An item that the document hits.
     *
     * @param item its number in the index
     * @param held distinct n-grams of it in the document
     * @param ngrams its distinct n-grams, without common ones
     */
    public record Hit(int item, int held, int ngrams) {
        public double share() {
            return (double) held / ngrams;
        }
    }

    /**
     * @param itemShare least share of an item's n-grams that a document must hold to hit it
     * @param common n-grams that are no hits
     * @param marginChars code points to cut on each side of a hit
     */
    public DocumentCheck(BenchmarkIndex index, double itemShare, BitSet common, Action action, int marginChars) {
        this.matcher = new BenchmarkMatcher(index, itemShare, common);
        this.action = action;
        this.marginChars = marginChars;
    }

    /**
     * Checks a document.
     *
     * @param stored its text in UTF-8
     * @param before what is cut from it already, in order and disjoint
     * @return whether it hits any item
     */
    public boolean check(byte[] stored, List<Cut> before) {
        hits.forEach(hit -> known.clear(hit.item()));
        hits.clear();
        cuts = before;
        removed = false;
        own.clear();
        boolean hit = match(stored, before);
        words = matcher.words();
        coveredWords = matcher.coveredWords();
        overlap = matcher.overlap();
        addHits();
        if (!hit) {
            return false;
        }
        switch (action) {
            case DROP -> removed = true;
            case REPORT -> {}
            case CUT -> cut(stored, before);
        }
        return true;
    }

    private boolean match(byte[] stored, List<Cut> before) {
        all.clear();
        whole.clear();
        before.forEach(cut -> cut.addTo(all, whole));
        for (int i = 0; i < own.size(); i++) {
            all.add(own.start(i), own.end(i));
        }
        length = cutText.cut(stored, stored.length, all, whole);
        return matcher.match(cutText.utf8(), length);
    }

    /** Adds the items that are hit and were not so before. */
    private void addHits() {
        for (int i = 0; i < matcher.hits(); i++) {
            int item = matcher.item(i);
            if (!known.get(item)) {
                known.set(item);
                hits.add(new Hit(item, matcher.held(i), matcher.patternsOf(i)));
            }
        }
    }

    private void cut(byte[] stored, List<Cut> before) {
        boolean hit = true;
        for (int round = 0; round < ROUNDS && hit; round++) {
            addRuns();
            hit = match(stored, before);
            addHits();
        }
        hits.sort(Comparator.comparingInt(Hit::item));
        removed = hit || cutText.isBlank();
        if (!removed) {
            cuts = merged(before);
        }
    }

    /** Adds what is hit, with the margin, as ranges of the stored text. */
    private void addRuns() {
        found.clear();
        for (int run = 0; run < matcher.runs(); run++) {
            // What lies beyond a neighbour its own margin covers: stopping there, no gap is walked more than twice.
            int least = run == 0 ? 0 : matcher.runEnd(run - 1);
            int most = run + 1 == matcher.runs() ? length : matcher.runStart(run + 1);
            found.add(back(matcher.runStart(run), least), forth(matcher.runEnd(run), most));
        }
        cutText.origins(found, own);
    }

    private int back(int from, int least) {
        int at = from;
        for (int i = 0; i < marginChars && at > least; i++) {
            at = Utf8.lastStart(cutText.utf8(), least, at);
        }
        return at;
    }

    private int forth(int from, int most) {
        int at = from;
        for (int i = 0; i < marginChars && at < most; i++) {
            at += Utf8.lengthAt(cutText.utf8(), at, most);
        }
        return at;
    }

    /** The cuts there were, which stay as they are, and between them the new ones. */
    private List<Cut> merged(List<Cut> before) {
        List<Cut> merged = new ArrayList<>(before);
        int next = 0;
        for (int i = 0; i < own.size(); i++) {
            int from = own.start(i);
            while (next < before.size() && before.get(next).end() <= from) {
                next++;
            }
            // a medium's place within an earlier cut stays whatever is cut, and a new cut may lie over it
            for (int k = next; k < before.size() && before.get(k).start() < own.end(i); k++) {
                if (from < before.get(k).start()) {
                    merged.add(new Cut(from, before.get(k).start(), BY));
                }
                from = Math.max(from, before.get(k).end());
            }
            if (from < own.end(i)) {
                merged.add(new Cut(from, own.end(i), BY));
            }
        }
        merged.sort(Comparator.comparingInt(Cut::start));
        return merged;
    }

    /** The items that are hit, by number. */
    public List<Hit> hits() {
        return hits;
    }

    /** All cuts of the document, in order and disjoint; those there were if it is removed. */
    public List<Cut> cuts() {
        return cuts;
    }

    /** Whether the document goes as a whole. */
    public boolean isRemoved() {
        return removed;
    }

    /** Share of the document's words that hits cover, 0 to 1; before anything is cut for it. */
    public double overlap() {
        return overlap;
    }

    /** Words of the document, before anything is cut for hits. */
    public int words() {
        return words;
    }

    /** Words that hits cover. */
    public int coveredWords() {
        return coveredWords;
    }
}
