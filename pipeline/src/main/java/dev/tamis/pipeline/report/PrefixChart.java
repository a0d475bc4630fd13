package dev.tamis.pipeline.report;

import dev.tamis.pipeline.report.MixtureFigures.PhaseFigures;
import dev.tamis.pipeline.report.MixtureFigures.ShareFigures;
import java.util.List;

/** Shares of the domains over the prefixes of a phase, realised and asked, as an inline SVG. */
final class PrefixChart {
    private static final int WIDTH = 640;
    private static final int HEIGHT = 220;

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
        Plot plot = new Plot(html, WIDTH, HEIGHT, most).begin(told.toString(), "sequences of the phase", 5);
        for (int fifth = 0; fifth <= 5; fifth++) {
            plot.tick(fifth / 5.0, Html.round(Math.round(fifth / 5.0 * phase.sequences())));
        }
        for (int i = 0; i < shares.size(); i++) {
            line(plot, "asked " + colours.get(i), shares.get(i).askedAt());
            line(plot, "share " + colours.get(i), shares.get(i).realisedAt());
        }
        plot.end();
        html.element(
                "p class=note",
                "Share of the sequences so far"
                        + (phase.domains().size() > shares.size()
                                ? ", of the " + shares.size() + " largest domains"
                                : "")
                        + ": realised as lines, by the weights alone as dashes.");
    }

    private void line(Plot plot, String kind, List<Double> values) {
        StringBuilder path = new StringBuilder();
        for (int i = 0; i < values.size(); i++) {
            path.append(i == 0 ? "M" : "L")
                    .append(plot.place((double) phase.prefixes().get(i) / phase.sequences(), values.get(i)));
        }
        plot.path(kind, path.toString());
    }
}
