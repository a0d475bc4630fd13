package dev.tamis.pipeline.report;

import dev.tamis.pipeline.report.DuplicateFigures.SizeFigures;
import java.util.List;

/** A bar for each range of cluster sizes, as an inline SVG; heights grow with the logarithm. */
final class SizeChart {
    private static final int BAR = 58;
    private static final int GAP = 10;
    private static final int TOP = 24;
    private static final int HEIGHT = 110;
    private static final int BOTTOM = 20;

    private final List<SizeFigures> sizes;

    SizeChart(List<SizeFigures> sizes) {
        this.sizes = sizes;
    }

    /** The sizes in a bar: such as 2 or 3, 4-7. */
    static String range(SizeFigures size) {
        return size.from() == 2
                ? "2 or 3"
                : size.from() < 10_000
                        ? Html.count(size.from()) + "\u2013" + Html.count(size.to())
                        : Html.round(size.from()) + "+";
    }

    void write(Html html) {
        int width = sizes.size() * (BAR + GAP) + GAP;
        double most = sizes.stream()
                .mapToDouble(size -> Math.log1p((double) size.clusters()))
                .max()
                .orElse(1);
        StringBuilder told = new StringBuilder("Clusters by size");
        sizes.forEach(size -> told.append("; ").append(range(size)).append(": ").append(Html.count(size.clusters())));
        html.raw("<div class=wide><svg class=plot role=img width=" + width + " height=" + (TOP + HEIGHT + BOTTOM)
                        + " aria-label=\"")
                .text(told.toString())
                .raw("\">");
        for (int i = 0; i < sizes.size(); i++) {
            SizeFigures size = sizes.get(i);
            long height = size.clusters() == 0
                    ? 0
                    : Math.max(2, Math.round(HEIGHT * Math.log1p((double) size.clusters()) / most));
            int x = GAP + i * (BAR + GAP);
            int middle = x + BAR / 2;
            html.raw("<rect class=rejected x=" + x + " y=" + (TOP + HEIGHT - height) + " width=" + BAR + " height="
                    + height + "></rect>");
            html.raw("<text class=figure x=" + middle + " y=" + (TOP + HEIGHT - height - 5) + ">")
                    .text(Html.round(size.clusters()))
                    .raw("</text><text x=" + middle + " y=" + (TOP + HEIGHT + 15) + ">")
                    .text(range(size))
                    .raw("</text>");
        }
        html.raw("<line class=axis x1=0 y1=" + (TOP + HEIGHT) + " x2=" + width + " y2=" + (TOP + HEIGHT)
                + "></line></svg></div>");
    }
}
