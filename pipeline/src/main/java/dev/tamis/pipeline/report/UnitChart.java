package dev.tamis.pipeline.report;

import java.util.Locale;

/** A chart of shares over a score from 0 to 1, as an inline SVG; what is drawn is added between begin and end. */
final class UnitChart {
    private static final int LEFT = 56;
    private static final int TOP = 14;
    private static final int RIGHT = 16;
    private static final int BOTTOM = 44;
    private static final int WIDTH = 420;
    private static final int HEIGHT = 210;

    private final Html html;
    private final double most;

    /** @param most share at the chart's top */
    UnitChart(Html html, double most) {
        this.html = html;
        this.most = most;
    }

    UnitChart begin(String told, String below) {
        html.raw("<svg class=plot role=img viewBox=\"0 0 " + (LEFT + WIDTH + RIGHT) + " " + (TOP + HEIGHT + BOTTOM)
                        + "\" width=" + (LEFT + WIDTH + RIGHT) + " height=" + (TOP + HEIGHT + BOTTOM)
                        + " aria-label=\"")
                .text(told)
                .raw("\">");
        for (int fifth = 0; fifth <= 5; fifth++) {
            double value = fifth / 5.0;
            line(fifth == 0 ? "axis" : "grid", value, 0, value, most);
            line(fifth == 0 ? "axis" : "grid", 0, most * value, 1, most * value);
            html.raw("<text x=" + at(x(value)) + " y=" + at(y(0) + 17) + ">" + CurveChart.number(value) + "</text>");
            html.raw("<text class=scale x=" + at(x(0) - 8) + " y=" + at(y(most * value) + 4) + ">"
                    + String.format(Locale.ROOT, most < 0.1 ? "%.1f %%" : "%.0f %%", 100 * most * value) + "</text>");
        }
        html.raw("<text x=" + at(x(0.5)) + " y=" + at(y(0) + 36) + ">")
                .text(below)
                .raw("</text>");
        return this;
    }

    void line(String kind, double x1, double y1, double x2, double y2) {
        html.raw("<line class=" + kind + " x1=" + at(x(x1)) + " y1=" + at(y(y1)) + " x2=" + at(x(x2)) + " y2="
                + at(y(y2)) + "></line>");
    }

    void path(String kind, String points) {
        html.raw("<path class=\"" + kind + "\" d=\"" + points + "\"></path>");
    }

    void point(double x, double y) {
        html.raw("<circle class=half cx=" + at(x(x)) + " cy=" + at(y(y)) + " r=4></circle>");
    }

    /** A place as paths name it. */
    String place(double x, double y) {
        return at(x(x)) + " " + at(y(y));
    }

    void end() {
        html.raw("</svg>");
    }

    private double x(double value) {
        return LEFT + WIDTH * value;
    }

    private double y(double share) {
        return TOP + HEIGHT * (1 - share / most);
    }

    private static String at(double pixels) {
        return String.format(Locale.ROOT, "%.1f", pixels);
    }
}
