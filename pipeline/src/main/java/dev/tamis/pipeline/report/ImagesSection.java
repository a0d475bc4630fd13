package dev.tamis.pipeline.report;

import dev.tamis.pipeline.report.ImageFigures.Sheet;
import dev.tamis.pipeline.report.ImageFigures.SourceLine;
import dev.tamis.pipeline.report.ImageFigures.Thumbnail;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;

/** The section on images: how many there are and of what sort, what they take up beside text, and what they look like. */
final class ImagesSection {
    private final Html html;
    private final ImageFigures images;

    ImagesSection(Html html, ImageFigures images) {
        this.html = html;
        this.images = images;
    }

    void write() {
        html.raw("<section id=images>").element("h2", "Images");
        html.element(
                "p class=note",
                images.models().isEmpty()
                        ? "No model looked at the images: whether they show nudity, faces or writing, and whether their captions"
                                + " fit them, was not measured."
                        : "Models that looked at the images: " + String.join(", ", images.models())
                                + ". What none of them tells was not measured.");
        for (String missing : images.missing()) {
            html.element("p class=note", "Not measured: " + missing);
        }
        sources();
        counts("Formats", images.formats());
        counts("Pixels of the longer side", images.sides());
        counts("Not decoded", images.quarantined());
        images.sheets().forEach(this::sheet);
        html.raw("</section>\n");
    }

    private void sources() {
        html.raw(
                "<div class=wide><table><thead><tr><th>source<th class=n>images written<th class=n>for pages alone"
                        + "<th class=n>size<th class=n>metadata taken out<th class=n>left as they are"
                        + "<th class=n>in documents<th class=n>their tokens<th class=n>tokens of text<th>share</tr></thead><tbody>");
        images.sources().forEach((name, line) -> source(name, line));
        html.raw("</tbody></table></div>");
        html.raw("<div class=key><span><i class=s0></i>tokens of images, by ")
                .text(images.policy())
                .raw("</span><span><i class=s1></i>tokens of text</span></div>");
    }

    private void source(String name, SourceLine line) {
        html.raw("<tr>").element("td", name).number(line.samples()).number(line.ofPages());
        html.element("td class=n", Html.bytes(line.bytes()));
        html.number(line.stripped()).number(line.unstripped()).number(line.media());
        html.number(line.mediaTokens()).number(line.textTokens()).raw("<td class=bar>");
        html.track(
                line.mediaTokens() + line.textTokens(),
                List.of("s0", "s1"),
                List.of(line.mediaTokens(), line.textTokens()));
        html.raw("</td></tr>");
    }

    private void counts(String title, SortedMap<String, SortedMap<String, Long>> bySource) {
        if (bySource.isEmpty()) {
            return;
        }
        html.element("h3", title)
                .raw("<div class=wide><table><thead><tr><th>source<th>what<th class=n>images<th>share"
                        + "</tr></thead><tbody>");
        bySource.forEach((source, counts) -> {
            long all = counts.values().stream().mapToLong(Long::longValue).sum();
            for (Map.Entry<String, Long> one : counts.entrySet()) {
                html.raw("<tr>")
                        .element("td", source)
                        .element("td", one.getKey())
                        .number(one.getValue());
                html.raw("<td class=bar>");
                html.track(all, List.of("s0"), List.of(one.getValue()));
                html.raw("</td></tr>");
            }
        });
        html.raw("</tbody></table></div>");
    }

    private void sheet(Sheet sheet) {
        if (sheet.thumbnails().isEmpty()) {
            return;
        }
        html.element("h3", sheet.title()).raw("<div class=sheet>");
        for (Thumbnail one : sheet.thumbnails()) {
            html.raw("<figure>");
            if (one.picture() == null) {
                html.element("div class=gap", one.note());
            } else {
                html.raw("<img" + (one.hidden() ? " class=hidden" : "") + " alt=\"\" loading=lazy src=\""
                        + one.picture() + "\">");
            }
            html.raw("<figcaption dir=auto>")
                    .element(
                            "small class=soft",
                            String.format(
                                    Locale.ROOT,
                                    "%s, %d x %d%s",
                                    one.id().substring(0, 8),
                                    one.width(),
                                    one.height(),
                                    one.hidden() ? ", blurred" : ""))
                    .raw("<br>")
                    .text(one.caption().isEmpty() ? "no caption" : one.caption())
                    .raw("</figcaption></figure>");
        }
        html.raw("</div>");
    }
}
