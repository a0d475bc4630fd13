package dev.tamis.pipeline.budget;

/** A plan as plain text. */
public final class PlanText {

    /** Sentences are broken into lines of at most so many characters; tables are as wide as they are. */
    private static final int WIDTH = 110;

    private PlanText() {}

    /** The text; lines end with {@code \n}. */
    public static String of(PlanFigures figures) {
        StringBuilder out = new StringBuilder();
        for (PlanSection section : PlanSection.of(figures)) {
            out.append(out.isEmpty() ? "" : "\n");
            sentences(out, section.lead());
            if (!section.table().isEmpty()) {
                out.append('\n');
                section.table().appendTo(out);
                out.append('\n');
                sentences(out, section.note());
            }
        }
        figures.warnings().forEach(warning -> sentences(out.append('\n'), "warning: " + warning));
        figures.refusals().forEach(refusal -> sentences(out.append('\n'), "refused: " + refusal));
        return out.toString();
    }

    private static void sentences(StringBuilder out, String text) {
        for (String line : text.split("\n")) {
            int length = 0;
            for (String word : line.split(" ")) {
                if (length > 0) {
                    boolean fits = length + 1 + word.length() <= WIDTH;
                    out.append(fits ? ' ' : '\n');
                    length = fits ? length + 1 : 0;
                }
                out.append(word);
                length += word.length();
            }
            out.append('\n');
        }
    }
}
