package dev.tamis.pipeline.report;

import java.util.Locale;

/** An inline SVG with axes: shares over a value that is given as a part of the width. What is drawn is added to it. */
final class Plot {
    private static final int LEFT = 56;
    private static final int TOP = 14;
    private static final int RIGHT = 16;
    private static final int BOTTOM = 44;

    private final Html html;
    private final int width;
    private final int height;
    private final double most;

    /**
     * @param width of the area within the axes, in pixels
     * @param most share at the plot's top
     */
    Plot(Html html, int width, int height, double most) {
        this.html = html;
        this.width = width;
        this.height = height;
        this.most = most;
    }

    /**
     * Begins the picture, with a scale of shares.
     *
     * @param told what it shows, for those who do not see it
     * @param below what the value is
     * @param steps of the scale
     */
    Plot begin(String told, String below, int steps) {
        html.raw("<svg class=plot role=img viewBox=\"0 0 " + (LEFT + width + RIGHT) + " " + (TOP + height + BOTTOM)
                        + "\" width=" + (LEFT + width + RIGHT) + " height=" + (TOP + height + BOTTOM)
                        + " aria-label=\"")
                .text(told)
                .raw("\">");
        for (int step = 0; step <= steps; step++) {
            double share = most * step / steps;
            line(step == 0 ? "axis" : "grid", 0, share, 1, share);
            html.raw("<text class=scale x=" + at(x(0) - 8) + " y=" + at(y(share) + 4) + ">"
                    + String.format(Locale.ROOT, most < 0.1 ? "%.1f %%" : "%.0f %%", 100 * share) + "</text>");
        }
        html.raw("<text x=" + at(x(0.5)) + " y=" + at(y(0) + 37) + ">")
                .text(below)
                .raw("</text>");
        return this;
    }

    /** Names a value on the axis. */
    void tick(double x, String name) {
        html.raw("<text x=" + at(x(x)) + " y=" + at(y(0) + 17) + ">").text(name).raw("</text>");
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

    private double x(double part) {
        return LEFT + width * part;
    }

    private double y(double share) {
        return TOP + height * (1 - share / most);
    }

    private static String at(double pixels) {
        return String.format(Locale.ROOT, "%.1f", pixels);
    }
}
