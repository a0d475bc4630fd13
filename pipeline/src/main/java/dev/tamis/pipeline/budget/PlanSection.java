package dev.tamis.pipeline.budget;

import java.util.ArrayList;
import java.util.List;

/**
 * A part of a plan as people read it; the text and the page print the same.
 *
 * @param title for the page
 * @param lead what the table comes to
 * @param table by law or by size; the chosen law's row starts with a star
 * @param note what to keep in mind
 */
record PlanSection(String title, String lead, TextTable table, String note) {

    static final String LOSSES =
            "Losses are nats a token of each law's own data and tokenizer; compare them within a law. Hoffmann"
                    + " et al. fitted on 70M to 16B parameters and 5B to 500B tokens; beyond, laws extrapolate.";

    static final String REPETITION =
            "Repetition by Muennighoff et al. 2023, fitted on C4 with dropout: it shows saturation, never harm, and later"
                    + " work (arXiv 2605.01640) finds harm too. Other laws borrow its constants. It holds for each source by"
                    + " itself: one that a mixture repeats 40 times is worth 40 epochs, whatever the average. Parameters beyond the optimum of their unique tokens count as"
                    + " less too, so its fresh loss of a model short of tokens is above the plain law's.";

    /** The sections that a plan has. */
    static List<PlanSection> of(PlanFigures figures) {
        ModelSections model = new ModelSections(figures);
        List<PlanSection> all = new ArrayList<>();
        if (figures.efficiency() != null) {
            all.add(model.efficiency());
        }
        if (figures.serving() != null) {
            all.add(model.serving());
        } else if (figures.family() == null && figures.efficiency() == null) {
            all.add(model.budget());
        }
        if (figures.corpus() != null) {
            CorpusSections corpus = new CorpusSections(figures);
            all.add(corpus.repeated());
            all.add(corpus.best());
        }
        if (figures.family() != null) {
            FamilySections family = new FamilySections(figures);
            all.add(family.family());
            all.add(family.familySpread());
        }
        return all;
    }
}
