package dev.tamis.pipeline.budget;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.DoubleUnaryOperator;

/** Losses over parameters or tokens as an inline SVG: curves, marked points and limits on a logarithmic axis. */
final class LineChart {
    private static final int LEFT = 60;
    private static final int TOP = 18;
    private static final int WIDTH = 640;
    private static final int HEIGHT = 320;
    private static final int RIGHT = 24;
    private static final int BOTTOM = 46;
    private static final int POINTS = 160;
    private static final int Y_TICKS = 6;

    /** From a point to the foot of its words. */
    private static final int BELOW = 16;

    private static final int ABOVE = -9;

    /** A curve, and the CSS class of its stroke. */
    private record Curve(String kind, DoubleUnaryOperator loss) {}

    /** A point with words beside it. */
    private record Mark(String kind, double x, double loss, String text, int below) {}

    /** A vertical line with words at its top. */
    private record Limit(double x, String text) {}

    private final String title;
    private final String xLabel;
    private final double from;
    private final double to;
    private final double most;
    private final List<Curve> curves = new ArrayList<>();
    private final List<Mark> marks = new ArrayList<>();
    private final List<Limit> limits = new ArrayList<>();
    private final StringBuilder told = new StringBuilder();
    private double least = Double.POSITIVE_INFINITY;

    /**
     * An empty chart.
     *
     * @param from least x, above zero
     * @param most greatest loss shown; curves are cut there
     */
    LineChart(String title, String xLabel, double from, double to, double most) {
        this.title = title;
        this.xLabel = xLabel;
        this.from = from;
        this.to = to;
        this.most = most;
    }

    void curve(String kind, DoubleUnaryOperator loss) {
        curves.add(new Curve(kind, loss));
        for (int i = 0; i <= POINTS; i++) {
            least = Math.min(least, loss.applyAsDouble(x(i)));
        }
    }

    /** A point on a curve with its words below it. */
    void mark(String kind, double x, double loss, String text) {
        mark(kind, x, loss, text, BELOW);
    }

    /** A point on a curve with its words above it. */
    void markAbove(String kind, double x, double loss, String text) {
        mark(kind, x, loss, text, ABOVE);
    }

    private void mark(String kind, double x, double loss, String text, int below) {
        marks.add(new Mark(kind, x, loss, text, below));
        least = Math.min(least, loss);
        told.append(told.isEmpty() ? "" : "; ").append(text);
    }

    /** Outside the axis it is left out. */
    void limit(double x, String text) {
        if (x > from && x < to) {
            limits.add(new Limit(x, text));
            told.append(told.isEmpty() ? "" : "; ").append(text).append(" at ").append(Quantity.format(x));
        }
    }

    private double x(int point) {
        return from * StrictMath.pow(to / from, (double) point / POINTS);
    }

    /** The SVG; {@code id} is its own on the page. */
    String svg(String id) {
        StringBuilder out = new StringBuilder();
        out.append("<svg class=plot role=img aria-labelledby=\"")
                .append(id)
                .append("-t ")
                .append(id);
        out.append("-d\" viewBox=\"0 0 ").append(LEFT + WIDTH + RIGHT).append(' ');
        out.append(TOP + HEIGHT + BOTTOM).append("\" width=").append(LEFT + WIDTH + RIGHT);
        out.append(" height=")
                .append(TOP + HEIGHT + BOTTOM)
                .append(">\n<title id=")
                .append(id)
                .append("-t>");
        out.append(PlanPage.escaped(title))
                .append("</title>\n<desc id=")
                .append(id)
                .append("-d>");
        out.append(PlanPage.escaped(told + ".")).append("</desc>\n");
        axes(out);
        for (Limit limit : limits) {
            line(out, "limit", px(limit.x), TOP, px(limit.x), TOP + HEIGHT);
            text(out, "limit", px(limit.x) + 5, TOP + 12, "start", limit.text);
        }
        for (Curve curve : curves) {
            path(out, curve);
        }
        for (Mark mark : marks) {
            if (mark.x >= from && mark.x <= to && mark.loss <= most) {
                mark(out, mark);
            }
        }
        return out.append("</svg>\n").toString();
    }

    private void mark(StringBuilder out, Mark mark) {
        out.append("<circle class=\"").append(mark.kind).append("\" cx=").append(at(px(mark.x)));
        out.append(" cy=").append(at(py(mark.loss))).append(" r=5></circle>\n");
        boolean left = px(mark.x) > LEFT + WIDTH * 0.62;
        text(
                out,
                "figure",
                px(mark.x) + (left ? -9 : 9),
                py(mark.loss) + mark.below,
                left ? "end" : "start",
                mark.text);
    }

    private void path(StringBuilder out, Curve curve) {
        StringBuilder path = new StringBuilder();
        boolean drawing = false;
        for (int i = 0; i <= POINTS; i++) {
            double loss = curve.loss.applyAsDouble(x(i));
            boolean shown = loss <= most;
            if (shown) {
                path.append(drawing ? 'L' : 'M').append(at(px(x(i)))).append(' ');
                path.append(at(py(loss)));
            }
            drawing = shown;
        }
        out.append("<path class=\"")
                .append(curve.kind)
                .append("\" d=\"")
                .append(path)
                .append("\"></path>\n");
    }

    private void axes(StringBuilder out) {
        double step = step((most - bottom()) / Y_TICKS);
        for (int i = 0; i * step + bottom() <= most; i++) {
            double loss = bottom() + i * step;
            line(out, i == 0 ? "axis" : "grid", LEFT, py(loss), LEFT + WIDTH, py(loss));
            text(
                    out,
                    "scale",
                    LEFT - 8,
                    py(loss) + 4,
                    "end",
                    String.format(Locale.ROOT, step < 0.1 ? "%.2f" : "%.1f", loss));
        }
        line(out, "axis", LEFT, TOP, LEFT, TOP + HEIGHT);
        for (int power = (int) StrictMath.floor(StrictMath.log10(from)); power <= StrictMath.log10(to); power++) {
            for (double digit : new double[] {1, 3}) {
                double x = digit * StrictMath.pow(10, power);
                if (x >= from && x <= to) {
                    line(out, "grid", px(x), TOP, px(x), TOP + HEIGHT);
                    text(out, "", px(x), TOP + HEIGHT + 17, "middle", tick(x));
                }
            }
        }
        text(out, "", LEFT + WIDTH / 2.0, TOP + HEIGHT + 38, "middle", xLabel);
        text(out, "", LEFT, TOP - 6, "middle", "loss");
    }

    private static String tick(double x) {
        return Quantity.format(x).replace(".00", "").replace(".0", "");
    }

    /** The next of 1, 2 and 5 times a power of ten. */
    private static double step(double rough) {
        double power = StrictMath.pow(10, StrictMath.floor(StrictMath.log10(rough)));
        double digit = rough / power;
        return power * (digit <= 1 ? 1 : digit <= 2 ? 2 : digit <= 5 ? 5 : 10);
    }

    /** The least loss, down to a multiple of the step between the lines. */
    private double bottom() {
        double step = step((most - least) / Y_TICKS);
        return StrictMath.floor(least / step) * step;
    }

    private double px(double x) {
        return LEFT + WIDTH * StrictMath.log(x / from) / StrictMath.log(to / from);
    }

    private double py(double loss) {
        return TOP + HEIGHT * (most - loss) / (most - bottom());
    }

    private static void line(StringBuilder out, String kind, double x1, double y1, double x2, double y2) {
        out.append("<line class=")
                .append(kind)
                .append(" x1=")
                .append(at(x1))
                .append(" y1=")
                .append(at(y1));
        out.append(" x2=").append(at(x2)).append(" y2=").append(at(y2)).append("></line>\n");
    }

    private static void text(StringBuilder out, String kind, double x, double y, String anchor, String text) {
        out.append("<text").append(kind.isEmpty() ? "" : " class=" + kind).append(" style=\"text-anchor:");
        out.append(anchor)
                .append("\" x=")
                .append(at(x))
                .append(" y=")
                .append(at(y))
                .append('>');
        out.append(PlanPage.escaped(text)).append("</text>\n");
    }

    private static String at(double pixels) {
        return String.format(Locale.ROOT, "%.1f", pixels);
    }
}
