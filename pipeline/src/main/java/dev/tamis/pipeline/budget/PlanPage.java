package dev.tamis.pipeline.budget;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** A plan as one page that opens from disk: charts and the tables of the text; no script, nothing from elsewhere. */
public final class PlanPage {

    /** The style of all pages, and what only this one needs. */
    private static final List<String> STYLES =
            List.of("/dev/tamis/pipeline/report/report.css", "/dev/tamis/pipeline/budget/plan.css");

    private PlanPage() {}

    /** The page as UTF-8. */
    public static byte[] html(PlanFigures figures) throws IOException {
        StringBuilder out = new StringBuilder(1 << 16);
        out.append("""
                <!doctype html>
                <html lang=en>
                <head>
                <meta charset=utf-8>
                <meta name=viewport content="width=device-width, initial-scale=1">
                <title>Tamis: a training budget</title>
                <style>
                """);
        for (String style : STYLES) {
            try (InputStream css = PlanPage.class.getResourceAsStream(style)) {
                out.append(new String(css.readAllBytes(), StandardCharsets.UTF_8));
            }
        }
        out.append("</style>\n</head>\n<body>\n<main>\n<h1>A training budget</h1>\n");
        messages(out, "refused", figures.refusals());
        messages(out, "warning", figures.warnings());
        for (PlanSection section : PlanSection.of(figures)) {
            out.append("<h2>").append(escaped(section.title())).append("</h2>\n");
            paragraphs(out, "", section.lead());
            if (!section.table().isEmpty()) {
                table(out, section.table());
                paragraphs(out, " class=note", section.note());
            }
        }
        new PlanCharts(figures).appendTo(out);
        return out.append("</main>\n</body>\n</html>\n").toString().getBytes(StandardCharsets.UTF_8);
    }

    private static void messages(StringBuilder out, String kind, List<String> messages) {
        for (String message : messages) {
            out.append("<p class=").append(kind).append("><b>").append(kind).append(":</b> ");
            out.append(escaped(message)).append("</p>\n");
        }
    }

    static void paragraphs(StringBuilder out, String attributes, String text) {
        text.lines()
                .forEach(line -> out.append("<p")
                        .append(attributes)
                        .append('>')
                        .append(escaped(line))
                        .append("</p>\n"));
    }

    private static void table(StringBuilder out, TextTable table) {
        out.append("<div class=wide><table>\n");
        for (int i = 0; i < table.rows().size(); i++) {
            String[] row = table.rows().get(i);
            boolean chosen = row[0].startsWith("*");
            out.append(chosen ? "<tr class=now>" : "<tr>");
            for (int j = 0; j < row.length; j++) {
                String tag = i == 0 ? "th" : "td";
                String text = j == 0 && chosen ? row[j].substring(1) : row[j];
                out.append('<').append(tag).append(j == 0 ? ">" : " class=n>");
                out.append(escaped(text.strip())).append("</").append(tag).append('>');
            }
            out.append("</tr>\n");
        }
        out.append("</table></div>\n");
    }

    /** Names of sources come from recipes and may hold anything. */
    static String escaped(String text) {
        StringBuilder out = new StringBuilder(text.length() + 16);
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            switch (c) {
                case '&' -> out.append("&amp;");
                case '<' -> out.append("&lt;");
                case '>' -> out.append("&gt;");
                case '"' -> out.append("&quot;");
                default -> out.append(c < ' ' ? '\uFFFD' : c);
            }
        }
        return out.toString();
    }
}
