package dev.tamis.pipeline.report;

import dev.tamis.pipeline.report.DuplicateFigures.MinHashFigures;
import dev.tamis.pipeline.report.DuplicateFigures.PointFigures;
import java.util.Locale;

/** The probability that MinHash finds a pair over the pair's Jaccard similarity, as an inline SVG. */
final class CurveChart {
    private static final int LEFT = 56;
    private static final int TOP = 14;
    private static final int WIDTH = 520;
    private static final int HEIGHT = 240;
    private static final int RIGHT = 16;
    private static final int BOTTOM = 44;

    private final MinHashFigures minhash;

    CurveChart(MinHashFigures minhash) {
        this.minhash = minhash;
    }

    /** A number as short as it can be: 0.8, not 0.80. */
    static String number(double value) {
        return java.math.BigDecimal.valueOf(value).stripTrailingZeros().toPlainString();
    }

    /** In per cent; what is not quite certain is not shown as certain, nor what is possible as impossible. */
    static String probability(double p) {
        double percent = 100 * p;
        if (percent >= 99.95) {
            return percent >= 99.995 ? "> 99.99 %" : String.format(Locale.ROOT, "%.2f %%", percent);
        }
        return percent > 0 && percent < 0.05 ? "< 0.1 %" : String.format(Locale.ROOT, "%.1f %%", percent);
    }

    void write(Html html) {
        String half = String.format(Locale.ROOT, "%.3f", minhash.half());
        StringBuilder told = new StringBuilder("Probability that a pair is found over its Jaccard similarity");
        for (int i = 10; i < minhash.curve().size() - 1; i += 10) {
            PointFigures point = minhash.curve().get(i);
            told.append("; ").append(number(point.jaccard())).append(": ").append(probability(point.probability()));
        }
        told.append("; 50 % at ").append(half);
        if (minhash.verify() != null) {
            told.append("; links need at least ").append(number(minhash.verify()));
        }
        html.raw("<svg class=plot role=img viewBox=\"0 0 " + (LEFT + WIDTH + RIGHT) + " " + (TOP + HEIGHT + BOTTOM)
                        + "\" width=" + (LEFT + WIDTH + RIGHT) + " height=" + (TOP + HEIGHT + BOTTOM)
                        + " aria-label=\"")
                .text(told.toString())
                .raw("\">");
        grid(html);
        if (minhash.verify() != null) {
            limit(html, minhash.verify());
        }
        StringBuilder path = new StringBuilder();
        for (PointFigures point : minhash.curve()) {
            path.append(path.isEmpty() ? "M" : "L")
                    .append(at(x(point.jaccard())))
                    .append(' ');
            path.append(at(y(point.probability())));
        }
        html.raw("<path class=curve d=\"" + path + "\"></path>");
        html.raw("<circle class=half cx=" + at(x(minhash.half())) + " cy=" + at(y(0.5)) + " r=5></circle>");
        boolean left = minhash.half() > 0.5;
        html.raw("<text class=figure style=\"text-anchor:" + (left ? "end" : "start") + "\" x="
                        + at(x(minhash.half()) + (left ? -12 : 12)) + " y=" + at(y(0.5) + 4) + ">")
                .text("50 % at " + half)
                .raw("</text></svg>");
    }

    private void grid(Html html) {
        for (int tenth = 0; tenth <= 10; tenth += 2) {
            double value = tenth / 10.0;
            line(html, tenth == 0 ? "axis" : "grid", x(value), y(0), x(value), y(1));
            line(html, tenth == 0 ? "axis" : "grid", x(0), y(value), x(1), y(value));
            html.raw("<text x=" + at(x(value)) + " y=" + at(y(0) + 17) + ">" + number(value) + "</text>");
            html.raw("<text class=scale x=" + at(x(0) - 8) + " y=" + at(y(value) + 4) + ">" + 10 * tenth + " %</text>");
        }
        html.raw("<text x=" + at(x(0.5)) + " y=" + at(y(0) + 37) + ">Jaccard similarity of the two documents</text>");
    }

    /** Candidates to the left of the line are not linked. */
    private static void limit(Html html, double verify) {
        html.raw("<rect class=unlinked x=" + at(x(0)) + " y=" + at(y(1)) + " width=" + at(x(verify) - x(0)) + " height="
                + HEIGHT + "></rect>");
        line(html, "limit", x(verify), y(0), x(verify), y(1));
        boolean left = verify > 0.5;
        html.raw("<text class=limit style=\"text-anchor:" + (left ? "end" : "start") + "\" x="
                + at(x(verify) + (left ? -6 : 6)) + " y=" + at(y(1) + 14) + ">not linked below " + number(verify)
                + "</text>");
    }

    private static void line(Html html, String kind, double x1, double y1, double x2, double y2) {
        html.raw("<line class=" + kind + " x1=" + at(x1) + " y1=" + at(y1) + " x2=" + at(x2) + " y2=" + at(y2)
                + "></line>");
    }

    private static double x(double jaccard) {
        return LEFT + WIDTH * jaccard;
    }

    private static double y(double probability) {
        return TOP + HEIGHT * (1 - probability);
    }

    private static String at(double pixels) {
        return String.format(Locale.ROOT, "%.1f", pixels);
    }
}
