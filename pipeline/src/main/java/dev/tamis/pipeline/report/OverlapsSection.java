package dev.tamis.pipeline.report;

import dev.tamis.pipeline.report.OverlapFigures.CutFigures;
import dev.tamis.pipeline.report.OverlapFigures.HitFigures;
import dev.tamis.pipeline.report.OverlapFigures.SetFigures;
import dev.tamis.pipeline.report.OverlapFigures.TemplateFigures;
import java.util.List;

/** The parts of the page that show what was found within texts: repeated passages, and items of evaluation sets. */
final class OverlapsSection {
    private final Html html;
    private final OverlapFigures overlaps;

    OverlapsSection(Html html, OverlapFigures overlaps) {
        this.html = html;
        this.overlaps = overlaps;
    }

    void write() {
        if (overlaps.hasPassages()) {
            passages();
        }
        if (!overlaps.sets().isEmpty()) {
            contamination();
        }
    }

    private void passages() {
        html.raw("<section id=passages>").element("h2", "Passages");
        if (overlaps.cuts().isEmpty()) {
            html.element("p class=note", "Nothing was cut from a text.");
        } else {
            html.raw("<div class=wide><table><thead><tr><th>cut by<th>source<th class=n>passages<th class=n>text"
                    + "</tr></thead><tbody>");
            overlaps.cuts().forEach((method, sources) -> sources.forEach((source, cut) -> cut(method, source, cut)));
            html.raw("</tbody></table></div>");
        }
        overlaps.templates().forEach(this::templates);
        html.raw("</section>\n");
    }

    private void cut(String method, String source, CutFigures cut) {
        html.raw("<tr><td><code>").text(method).raw("</code></td>").element("td", source);
        html.number(cut.cuts()).element("td class=n", Html.bytes(cut.bytes())).raw("</tr>");
    }

    private void templates(String method, List<TemplateFigures> templates) {
        if (templates.isEmpty()) {
            return;
        }
        html.element("h3", "Most repeated " + method);
        html.raw("<div class=wide><table><thead><tr><th class=n>documents<th>source<th>text</tr></thead><tbody>");
        for (TemplateFigures template : templates) {
            html.raw("<tr>").number(template.documents()).element("td", template.source());
            html.raw("<td>")
                    .element("div class=passage dir=auto", template.text())
                    .raw("</td></tr>");
        }
        html.raw("</tbody></table></div>");
    }

    private void contamination() {
        html.raw("<section id=contamination>").element("h2", "Contamination");
        html.element("p class=note", "Items of evaluation sets that documents hold.");
        html.raw("<div class=wide><table><thead><tr><th>set<th class=n>items<th class=n>too short to look for"
                + "<th class=n>items hit<th class=n>documents that hit one<th>share of items hit</tr></thead><tbody>");
        overlaps.sets().forEach((name, set) -> {
            html.raw("<tr>").element("td", name).number(set.items()).number(set.tooShort());
            html.number(set.hit()).number(set.documents()).raw("<td class=bar>");
            html.track(set.items(), List.of("rejected"), List.of(set.hit()));
            html.raw("</td></tr>");
        });
        html.raw("</tbody></table></div>");
        overlaps.sets().forEach(this::hits);
        html.raw("</section>\n");
    }

    private void hits(String name, SetFigures set) {
        if (set.mostHit().isEmpty()) {
            return;
        }
        html.raw("<details><summary>").text(name + ": most hit items");
        html.raw(
                "</summary><div><table><thead><tr><th>item<th>field<th class=n>documents<th>such as</tr></thead><tbody>");
        for (HitFigures hit : set.mostHit()) {
            html.raw("<tr>")
                    .element("td", hit.item())
                    .element("td", hit.field())
                    .number(hit.documents());
            html.element("td class=mono", hit.ids().isEmpty() ? "" : hit.ids().get(0))
                    .raw("</tr>");
        }
        html.raw("</tbody></table></div></details>");
    }
}
