package dev.tamis.pipeline.report;

import dev.tamis.pipeline.model.ScoreTable;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The part of the report that shows the models of a run and what they gave to its documents. */
final class ModelsSection {
    /** Labels of a column in its table; the others are in the JSON. */
    private static final int LABELS = 20;

    private static final int COLOURS = 8;

    private final Html html;
    private final ModelFigures figures;

    ModelsSection(Html html, ModelFigures figures) {
        this.html = html;
        this.figures = figures;
    }

    void write() {
        html.raw("<section id=models>").element("h2", "Models");
        html.element(
                "p class=note",
                "Languages were told by "
                        + (figures.language() == null
                                ? "the model that comes with Tamis."
                                : "the model with SHA-256 " + figures.language() + "."));
        if (!figures.models().isEmpty()) {
            html.raw("<div class=wide><table><thead><tr><th>model<th>type<th>columns<th>files</tr></thead><tbody>");
            for (ModelFigures.ModelLine model : figures.models()) {
                html.raw("<tr>")
                        .element("td", model.model())
                        .element("td", model.type())
                        .element("td", String.join(", ", model.columns()))
                        .element("td", files(model))
                        .raw("</tr>");
            }
            html.raw("</tbody></table></div>");
        }
        Map<String, List<ScoreTable.Line>> columns = new LinkedHashMap<>();
        figures.scores()
                .forEach(line -> columns.computeIfAbsent(line.column(), column -> new ArrayList<>())
                        .add(line));
        columns.forEach(this::column);
        html.raw("</section>\n");
    }

    private static String files(ModelFigures.ModelLine model) {
        if (model.absent() != null) {
            return "NOT MEASURED: " + model.absent();
        }
        return model.files().isEmpty() ? "fitted by the run" : String.join("\n", model.files());
    }

    private void column(String column, List<ScoreTable.Line> lines) {
        html.element("h3", column);
        List<ScoreTable.Line> drawn = lines.stream()
                .filter(line -> !line.bins().isEmpty())
                .limit(COLOURS)
                .toList();
        if (!drawn.isEmpty()) {
            List<String> colours = new ArrayList<>();
            html.raw("<div class=key>");
            for (int i = 0; i < drawn.size(); i++) {
                colours.add("s" + i);
                html.raw("<span><i class=s" + i + "></i>")
                        .text(drawn.get(i).source())
                        .raw("</span>");
            }
            html.raw("</div>");
            new ScoreChart(drawn, colours).write(html);
            html.element(
                    "p class=note",
                    "Share of each source's documents by " + column
                            + (drawn.get(0).share() ? "." : ", on a scale of log(1 + |x|)."));
        }
        labels(lines);
        long nulls = lines.stream().mapToLong(ScoreTable.Line::nulls).sum();
        if (nulls > 0) {
            html.element("p class=note", Html.count(nulls) + " documents have no value.");
        }
    }

    private void labels(List<ScoreTable.Line> lines) {
        Map<String, Long> all = new LinkedHashMap<>();
        lines.forEach(line -> line.labels().forEach((label, n) -> all.merge(label, n, Long::sum)));
        if (all.isEmpty()) {
            return;
        }
        List<String> most = all.entrySet().stream()
                .sorted(Map.Entry.<String, Long>comparingByValue(Comparator.reverseOrder())
                        .thenComparing(Map.Entry.comparingByKey()))
                .map(Map.Entry::getKey)
                .toList();
        html.raw("<div class=wide><table><thead><tr><th>label");
        lines.forEach(line -> html.element("th class=n", line.source()));
        html.raw("</tr></thead><tbody>");
        for (String label : most.subList(0, Math.min(LABELS, most.size()))) {
            html.raw("<tr>").element("td", label);
            lines.forEach(line -> html.number(line.labels().getOrDefault(label, 0L)));
            html.raw("</tr>");
        }
        html.raw("</tbody></table></div>");
        if (most.size() > LABELS) {
            html.element("p class=note", "The " + LABELS + " commonest of " + most.size() + "; all are in the JSON.");
        }
    }
}
