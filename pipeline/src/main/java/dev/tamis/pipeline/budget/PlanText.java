package dev.tamis.pipeline.budget;

import java.util.List;

/** A plan as plain text. */
public final class PlanText {
    private PlanText() {}

    /** The text; lines end with {@code \n}. */
    public static String of(PlanFigures figures) {
        StringBuilder out = new StringBuilder();
        List<PlanSections.Section> sections = PlanSections.of(figures);
        for (PlanSections.Section section : sections) {
            out.append(out.isEmpty() ? "" : "\n").append(section.lead()).append("\n\n");
            section.table().appendTo(out);
            out.append('\n').append(section.note()).append('\n');
        }
        figures.warnings()
                .forEach(warning -> out.append("\nwarning: ").append(warning).append('\n'));
        figures.refusals()
                .forEach(refusal -> out.append("\nrefused: ").append(refusal).append('\n'));
        return out.toString();
    }
}
