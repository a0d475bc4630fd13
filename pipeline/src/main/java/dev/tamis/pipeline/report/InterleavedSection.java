package dev.tamis.pipeline.report;

import java.util.SortedMap;

/** Shows how many of the images of pages were found, and why the others were not. */
final class InterleavedSection {
    private final Html html;
    private final SortedMap<String, InterleavedFigures> figures;

    InterleavedSection(Html html, SortedMap<String, InterleavedFigures> figures) {
        this.html = html;
        this.figures = figures;
    }

    void write() {
        html.raw("<section id=interleaved>").element("h2", "Images in pages");
        html.element(
                "p class=note",
                "Slots are the places in the text of pages where an image stands; each has its image or a reason why"
                        + " it is empty.");
        html.raw("<div class=wide><table><thead><tr><th>source<th class=n>slots<th class=n>with image<th>empty, by"
                + " reason<th class=n>pages with images<th class=n>pages as text</tr></thead><tbody>");
        figures.forEach((source, one) -> {
            html.raw("<tr>").element("td", source).number(one.slots()).number(one.filled());
            StringBuilder reasons = new StringBuilder();
            one.empty()
                    .forEach((reason, n) -> reasons.append(reasons.isEmpty() ? "" : ", ")
                            .append(reason)
                            .append(' ')
                            .append(Html.count(n)));
            html.element("td", reasons.toString())
                    .number(one.withImages())
                    .number(one.asText())
                    .raw("</tr>");
        });
        html.raw("</tbody></table></div></section>\n");
    }
}
