package dev.tamis.pipeline.report;

import dev.tamis.tokenizer.eval.EvalFigures;
import dev.tamis.tokenizer.eval.EvalFigures.GroupFigures;
import dev.tamis.tokenizer.eval.EvalFigures.Measures;
import java.util.List;

/** Bytes a token by language, a bar for each model, as an inline SVG: the longer, the fewer tokens a text takes. */
final class BytesChart {
    private static final int LABEL = 190;
    private static final int WIDTH = 520;
    private static final int FIGURE = 60;
    private static final int BAR = 13;
    private static final int GAP = 9;
    private static final int TOP = 30;
    private static final int COLOURS = 8;
    private static final int LABEL_CHARS = 28;

    private final EvalFigures figures;
    private final List<GroupFigures> languages;
    private final double most;

    /** @param languages from top to bottom */
    BytesChart(EvalFigures figures, List<GroupFigures> languages) {
        this.figures = figures;
        this.languages = languages;
        most = languages.stream()
                .flatMap(language -> language.byModel().stream())
                .mapToDouble(BytesChart::bytes)
                .max()
                .orElse(1);
    }

    private static double bytes(Measures measures) {
        return measures.bytesPerToken() == null ? 0 : measures.bytesPerToken();
    }

    void write(Html html) {
        int models = figures.models().size();
        int row = models * BAR + GAP;
        int height = TOP + languages.size() * row + GAP;
        StringBuilder told = new StringBuilder("Bytes a token by language");
        for (GroupFigures language : languages) {
            told.append("; ").append(language.language()).append(':');
            for (int i = 0; i < models; i++) {
                told.append(i == 0 ? " " : ", ");
                told.append(models == 1 ? "" : figures.models().get(i).name() + " ");
                told.append(TokenizerSection.text(language.byModel().get(i).bytesPerToken(), 2));
            }
        }
        html.raw("<svg class=plot role=img viewBox=\"0 0 " + (LABEL + WIDTH + FIGURE) + " " + height + "\" width="
                        + (LABEL + WIDTH + FIGURE) + " height=" + height + " aria-label=\"")
                .text(told.toString())
                .raw("\">");
        grid(html, height);
        int y = TOP;
        for (GroupFigures language : languages) {
            html.raw("<text class=scale x=" + (LABEL - 8) + " y=" + (y + models * BAR / 2 + 4) + ">")
                    .text(label(language))
                    .raw("</text>");
            for (int i = 0; i < models; i++) {
                double value = bytes(language.byModel().get(i));
                html.raw("<rect class=s" + i % COLOURS + " x=" + LABEL + " y=" + y + " width=" + x(value) + " height="
                        + (BAR - 1) + "></rect>");
                html.raw("<text class=end x=" + (LABEL + x(value) + 5) + " y=" + (y + BAR - 3) + ">")
                        .text(TokenizerSection.text(language.byModel().get(i).bytesPerToken(), 2))
                        .raw("</text>");
                y += BAR;
            }
            y += GAP;
        }
        html.raw("<line class=axis x1=" + LABEL + " y1=" + TOP + " x2=" + LABEL + " y2=" + height + "></line></svg>");
    }

    private static String label(GroupFigures language) {
        String scripts = TokenizerSection.scripts(language);
        String label = language.language() + (scripts.isEmpty() ? "" : " \u00B7 " + scripts);
        return label.length() <= LABEL_CHARS ? label : label.substring(0, LABEL_CHARS - 1) + "\u2026";
    }

    /** A line at each whole number of bytes, or at every other where they would crowd. */
    private void grid(Html html, int height) {
        int step = Math.max(1, (int) Math.ceil(most / 8));
        for (int value = step; value <= most; value += step) {
            int x = LABEL + x(value);
            html.raw("<line class=grid x1=" + x + " y1=" + TOP + " x2=" + x + " y2=" + height + "></line>");
            html.raw("<text x=" + x + " y=" + (TOP - 6) + ">" + value + "</text>");
        }
        html.raw("<text class=scale x=" + (LABEL - 8) + " y=" + (TOP - 6) + ">bytes a token</text>");
    }

    private int x(double value) {
        return (int) Math.round(WIDTH * value / most);
    }
}
