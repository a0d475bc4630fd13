package dev.tamis.pipeline.report;

import dev.tamis.pipeline.report.MixtureFigures.PhaseFigures;
import dev.tamis.pipeline.report.MixtureFigures.ShareFigures;
import java.util.List;
import java.util.Locale;

/** Shares of the domains over the prefixes of a phase, realised and asked, as an inline SVG. */
final class PrefixChart {
    private static final int LEFT = 56;
    private static final int TOP = 14;
    private static final int WIDTH = 640;
    private static final int HEIGHT = 220;
    private static final int RIGHT = 16;
    private static final int BOTTOM = 44;

    private final PhaseFigures phase;
    private final List<ShareFigures> shares;
    private final List<String> colours;
    /** Share at the top of the chart. */
    private final double most;

    PrefixChart(PhaseFigures phase, List<ShareFigures> shares, List<String> colours) {
        this.phase = phase;
        this.shares = shares;
        this.colours = colours;
        double largest = 0.1;
        for (ShareFigures share : shares) {
            for (List<Double> line : List.of(share.realisedAt(), share.askedAt())) {
                largest = Math.max(
                        largest,
                        line.stream().mapToDouble(Double::doubleValue).max().orElse(0));
            }
        }
        most = Math.min(1, Math.ceil(largest * 10) / 10);
    }

    void write(Html html) {
        StringBuilder told = new StringBuilder("Share of each domain of the sequences of ")
                .append(phase.phase())
                .append(" so far");
        for (ShareFigures share : shares) {
            told.append("; ").append(share.domain()).append(": ").append(Html.percent(share.realised()));
        }
        html.raw("<svg class=plot role=img viewBox=\"0 0 " + (LEFT + WIDTH + RIGHT) + " " + (TOP + HEIGHT + BOTTOM)
                        + "\" width=" + (LEFT + WIDTH + RIGHT) + " height=" + (TOP + HEIGHT + BOTTOM)
                        + " aria-label=\"")
                .text(told.toString())
                .raw("\">");
        grid(html);
        for (int i = 0; i < shares.size(); i++) {
            line(html, "asked " + colours.get(i), shares.get(i).askedAt());
            line(html, "share " + colours.get(i), shares.get(i).realisedAt());
        }
        html.raw("</svg>");
        html.element(
                "p class=note",
                "Share of the sequences so far"
                        + (phase.domains().size() > shares.size()
                                ? ", of the " + shares.size() + " largest domains"
                                : "")
                        + ": realised as lines, by the weights alone as dashes.");
    }

    private void line(Html html, String kind, List<Double> values) {
        StringBuilder path = new StringBuilder();
        for (int i = 0; i < values.size(); i++) {
            path.append(i == 0 ? "M" : "L")
                    .append(at(x((double) phase.prefixes().get(i) / phase.sequences())))
                    .append(' ')
                    .append(at(y(values.get(i))));
        }
        html.raw("<path class=\"" + kind + "\" d=\"" + path + "\"></path>");
    }

    private void grid(Html html) {
        for (int fifth = 0; fifth <= 5; fifth++) {
            double part = fifth / 5.0;
            String kind = fifth == 0 ? "axis" : "grid";
            html.raw("<line class=" + kind + " x1=" + at(x(0)) + " y1=" + at(y(part * most)) + " x2=" + at(x(1))
                    + " y2=" + at(y(part * most)) + "></line>");
            html.raw("<text class=scale x=" + at(x(0) - 8) + " y=" + at(y(part * most) + 4) + ">"
                    + String.format(Locale.ROOT, "%.0f %%", 100 * part * most) + "</text>");
            html.raw("<text x=" + at(x(part)) + " y=" + at(y(0) + 17) + ">"
                    + Html.round(Math.round(part * phase.sequences())) + "</text>");
        }
        html.raw("<text x=" + at(x(0.5)) + " y=" + at(y(0) + 37) + ">sequences of the phase</text>");
    }

    private static double x(double part) {
        return LEFT + WIDTH * part;
    }

    private double y(double share) {
        return TOP + HEIGHT * (1 - share / most);
    }

    private static String at(double pixels) {
        return String.format(Locale.ROOT, "%.1f", pixels);
    }
}
