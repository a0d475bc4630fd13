package dev.tamis.pipeline.report;

import dev.tamis.pipeline.model.ScoreTable;
import java.util.List;
import java.util.Locale;

/** How the values of one score are distributed in each source, as an inline SVG: a line a source, over bins of the value. */
final class ScoreChart {
    private static final int LEFT = 56;
    private static final int TOP = 14;
    private static final int WIDTH = 640;
    private static final int HEIGHT = 180;
    private static final int RIGHT = 16;
    private static final int BOTTOM = 40;

    private final List<ScoreTable.Line> lines;
    private final List<String> colours;
    private final int first;
    private final int end;
    /** Share at the top of the chart. */
    private final double most;

    /** @param lines of one column, one a source, at least one of them with values */
    ScoreChart(List<ScoreTable.Line> lines, List<String> colours) {
        this.lines = lines;
        this.colours = colours;
        boolean share = lines.get(0).share();
        first = share
                ? 0
                : lines.stream()
                        .filter(line -> !line.bins().isEmpty())
                        .mapToInt(line -> line.bins().firstKey())
                        .min()
                        .orElse(0);
        end = share
                ? ScoreTable.BINS
                : 1
                        + lines.stream()
                                .filter(line -> !line.bins().isEmpty())
                                .mapToInt(line -> line.bins().lastKey())
                                .max()
                                .orElse(0);
        double largest = 0.01;
        for (ScoreTable.Line line : lines) {
            for (long n : line.bins().values()) {
                largest = Math.max(largest, (double) n / total(line));
            }
        }
        most = largest;
    }

    private static long total(ScoreTable.Line line) {
        return line.bins().values().stream().mapToLong(Long::longValue).sum();
    }

    void write(Html html) {
        StringBuilder told =
                new StringBuilder("Distribution of ").append(lines.get(0).column());
        for (ScoreTable.Line line : lines) {
            told.append("; ").append(line.source()).append(": median ").append(value(median(line)));
        }
        html.raw("<svg class=plot role=img viewBox=\"0 0 " + (LEFT + WIDTH + RIGHT) + " " + (TOP + HEIGHT + BOTTOM)
                        + "\" width=" + (LEFT + WIDTH + RIGHT) + " height=" + (TOP + HEIGHT + BOTTOM)
                        + " aria-label=\"")
                .text(told.toString())
                .raw("\">");
        grid(html);
        for (int i = 0; i < lines.size(); i++) {
            steps(html, lines.get(i), colours.get(i));
        }
        html.raw("</svg>");
    }

    /** The bin that holds the middle document; {@link #first} where there is none. */
    private int median(ScoreTable.Line line) {
        long half = (total(line) + 1) / 2;
        long seen = 0;
        for (var bin : line.bins().entrySet()) {
            seen += bin.getValue();
            if (seen >= half) {
                return bin.getKey();
            }
        }
        return first;
    }

    private void steps(Html html, ScoreTable.Line line, String colour) {
        long total = total(line);
        if (total == 0) {
            return;
        }
        StringBuilder path = new StringBuilder();
        for (int bin = first; bin < end; bin++) {
            double y = y((double) line.bins().getOrDefault(bin, 0L) / total);
            path.append(path.isEmpty() ? "M" : "L")
                    .append(at(x(bin)))
                    .append(' ')
                    .append(at(y))
                    .append("H")
                    .append(at(x(bin + 1)));
        }
        html.raw("<path class=\"share " + colour + "\" d=\"" + path + "\"></path>");
    }

    private void grid(Html html) {
        for (int quarter = 0; quarter <= 4; quarter++) {
            double share = most * quarter / 4;
            html.raw("<line class=" + (quarter == 0 ? "axis" : "grid") + " x1=" + at(x(first)) + " y1=" + at(y(share))
                    + " x2=" + at(x(end)) + " y2=" + at(y(share)) + "></line>");
            html.raw("<text class=scale x=" + at(x(first) - 8) + " y=" + at(y(share) + 4) + ">"
                    + String.format(Locale.ROOT, most < 0.1 ? "%.1f %%" : "%.0f %%", 100 * share) + "</text>");
        }
        int step = Math.max(1, (end - first + 7) / 8);
        for (int bin = first; bin <= end; bin += step) {
            html.raw("<text x=" + at(x(bin)) + " y=" + at(y(0) + 17) + ">" + value(bin) + "</text>");
        }
        html.raw("<text x=" + at(x(first) + WIDTH / 2.0) + " y=" + at(y(0) + 34) + ">")
                .text(lines.get(0).column())
                .raw("</text>");
    }

    /** Where a bin begins, in three digits. */
    private String value(int bin) {
        if (lines.get(0).share()) {
            return String.format(Locale.ROOT, "%.2f", (double) bin / ScoreTable.BINS);
        }
        double value = ScoreTable.value(bin);
        return Math.abs(value) >= 1000
                ? Math.round(value / 100) / 10.0 + "K"
                : String.format(Locale.ROOT, Math.abs(value) < 10 ? "%.1f" : "%.0f", value);
    }

    private double x(int bin) {
        return LEFT + (double) WIDTH * (bin - first) / (end - first);
    }

    private double y(double share) {
        return TOP + HEIGHT * (1 - share / most);
    }

    private static String at(double pixels) {
        return String.format(Locale.ROOT, "%.1f", pixels);
    }
}
