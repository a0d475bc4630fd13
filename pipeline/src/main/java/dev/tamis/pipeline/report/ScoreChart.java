package dev.tamis.pipeline.report;

import dev.tamis.pipeline.model.ScoreTable;
import java.util.List;
import java.util.Locale;

/** How the values of one score are distributed in each source, as an inline SVG: a line a source, over bins of the value. */
final class ScoreChart {
    private static final int WIDTH = 640;
    private static final int HEIGHT = 180;
    private static final int TICKS = 8;

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
        Plot plot = new Plot(html, WIDTH, HEIGHT, most)
                .begin(told.toString(), lines.get(0).column(), 4);
        int step = Math.max(1, (end - first + TICKS - 1) / TICKS);
        for (int bin = first; bin <= end; bin += step) {
            plot.tick(part(bin), value(bin));
        }
        for (int i = 0; i < lines.size(); i++) {
            steps(plot, lines.get(i), colours.get(i));
        }
        plot.end();
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

    private void steps(Plot plot, ScoreTable.Line line, String colour) {
        long total = total(line);
        if (total == 0) {
            return;
        }
        StringBuilder path = new StringBuilder();
        for (int bin = first; bin < end; bin++) {
            double share = (double) line.bins().getOrDefault(bin, 0L) / total;
            path.append(path.isEmpty() ? "M" : "L")
                    .append(plot.place(part(bin), share))
                    .append('L')
                    .append(plot.place(part(bin + 1), share));
        }
        plot.path("share " + colour, path.toString());
    }

    private double part(int bin) {
        return (double) (bin - first) / (end - first);
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
}
