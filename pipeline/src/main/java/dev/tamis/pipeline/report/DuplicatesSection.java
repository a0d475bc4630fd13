package dev.tamis.pipeline.report;

import dev.tamis.pipeline.report.DuplicateFigures.ClusterFigures;
import dev.tamis.pipeline.report.DuplicateFigures.ImageFigures;
import dev.tamis.pipeline.report.DuplicateFigures.MethodFigures;
import dev.tamis.pipeline.report.DuplicateFigures.MinHashFigures;
import dev.tamis.pipeline.report.DuplicateFigures.SizeFigures;
import dev.tamis.pipeline.report.ReportData.Sample;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** The part of the page that shows what dedup found. */
final class DuplicatesSection {
    /** Sources in the table of sources by sources; the others are in report.json. */
    private static final int SOURCES_SHOWN = 16;

    private static final int EXCERPT_CHARS = 1500;

    private final Html html;
    private final DuplicateFigures duplicates;

    DuplicatesSection(Html html, DuplicateFigures duplicates) {
        this.html = html;
        this.duplicates = duplicates;
    }

    void write() {
        html.raw("<section id=duplicates>").element("h2", "Duplicates");
        html.element("p class=note", summary());
        if (!duplicates.methods().isEmpty()) {
            removed();
        }
        if (duplicates.removed() > 0) {
            between();
        }
        if (!duplicates.clusterSizes().isEmpty()) {
            sizes();
        }
        if (duplicates.minhash() != null) {
            minhash(duplicates.minhash());
        }
        if (duplicates.images() != null) {
            images(duplicates.images());
        }
        if (!duplicates.largest().isEmpty()) {
            largest();
        }
        html.raw("</section>\n");
    }

    private String summary() {
        if (duplicates.methods().isEmpty()) {
            return "The recipe switches all methods off; nothing was compared.";
        }
        StringBuilder text = new StringBuilder();
        text.append("Of ").append(Html.count(duplicates.documents())).append(" documents that no rule rejected, ");
        text.append(Html.count(duplicates.removed())).append(" (");
        text.append(Html.percent(share(duplicates.removed(), duplicates.documents())));
        text.append(") repeat another. Methods run from left to right, each on what the one before it left; of each");
        text.append(" cluster one document stays: that with the largest ")
                .append(String.join(", then ", duplicates.survivor()));
        text.append(", then the smallest id.");
        if (duplicates.earlierRuns() > 0) {
            text.append(" Documents of ").append(duplicates.earlierRuns());
            text.append(duplicates.earlierRuns() == 1 ? " earlier run" : " earlier runs");
            text.append(" were there before and stay.");
        }
        return text.toString();
    }

    private void removed() {
        html.raw("<div class=wide><table><thead><tr><th>source<th class=n>documents");
        for (MethodFigures method : duplicates.methods()) {
            html.raw("<th class=n><a href=\"#rule-")
                    .text(method.reason())
                    .raw("\"><code>")
                    .text(method.reason())
                    .raw("</code></a><br>")
                    .element("small class=soft", "scope: " + method.scope());
        }
        html.raw("<th class=n>removed<th>share left</tr></thead><tbody>");
        duplicates.bySource().forEach((source, documents) -> {
            html.raw("<tr>").element("td", source);
            removedRow(
                    documents,
                    duplicates.methods().stream()
                            .map(method -> method.bySource().getOrDefault(source, 0L))
                            .toList());
        });
        if (duplicates.bySource().size() > 1) {
            html.raw("<tr class=sum>").element("td", "all");
            removedRow(
                    duplicates.documents(),
                    duplicates.methods().stream().map(MethodFigures::removed).toList());
        }
        html.raw("</tbody></table></div>");
    }

    private void removedRow(long documents, List<Long> removed) {
        html.number(documents);
        removed.forEach(html::number);
        long sum = removed.stream().mapToLong(Long::longValue).sum();
        html.number(sum).raw("<td class=bar>");
        html.track(documents, List.of("kept", "rejected"), List.of(documents - sum, sum));
        html.raw("</td></tr>");
    }

    private void between() {
        SortedMap<String, SortedMap<String, Long>> between = duplicates.between();
        SortedMap<String, Long> weights = new TreeMap<>();
        between.forEach((source, survivors) -> survivors.forEach((survivor, n) -> {
            weights.merge(source, n, Long::sum);
            weights.merge(survivor, n, Long::sum);
        }));
        List<String> sources = most(weights);
        html.element("h3", "Between sources");
        html.element(
                "p class=note",
                "Each row is a source that lost documents, each column the source of the document that stands for them now:"
                        + " off the diagonal, two sources hold the same text. The stronger the colour, the larger the share of the row."
                        + (sources.size() < weights.size()
                                ? " The " + sources.size() + " sources with most duplicates are shown, of "
                                        + weights.size() + "."
                                : ""));
        html.raw("<div class=wide><table class=matrix><thead><tr><th>removed from");
        sources.forEach(survivor -> html.raw("<th class=n scope=col>").text("stays in " + survivor));
        html.raw("</tr></thead><tbody>");
        for (String source : sources) {
            SortedMap<String, Long> row = between.getOrDefault(source, new TreeMap<>());
            long all = row.values().stream().mapToLong(Long::longValue).sum();
            html.raw("<tr><th scope=row>").text(source).raw("</th>");
            for (String survivor : sources) {
                long n = row.getOrDefault(survivor, 0L);
                html.raw("<td class=n style=\"--share:" + String.format(Locale.ROOT, "%.0f%%", 45 * share(n, all))
                        + "\">");
                html.text(Html.count(n)).raw("</td>");
            }
            html.raw("</tr>");
        }
        html.raw("</tbody></table></div>");
    }

    private static List<String> most(SortedMap<String, Long> weights) {
        List<Map.Entry<String, Long>> most = new ArrayList<>(weights.entrySet());
        most.sort(Map.Entry.<String, Long>comparingByValue().reversed().thenComparing(Map.Entry::getKey));
        return most.stream()
                .limit(SOURCES_SHOWN)
                .map(Map.Entry::getKey)
                .sorted(Comparator.naturalOrder())
                .toList();
    }

    private void sizes() {
        List<SizeFigures> sizes = duplicates.clusterSizes();
        long clusters = sizes.stream().mapToLong(SizeFigures::clusters).sum();
        html.element("h3", "Cluster sizes");
        html.element(
                "p class=note",
                Html.count(clusters) + (clusters == 1 ? " document stands" : " documents stand")
                        + " for a cluster of two or more; the size stays with the document, in the column cluster_size."
                        + " Bars grow with the logarithm of their number.");
        new SizeChart(sizes).write(html);
        html.raw(
                "<details class=figures><summary>figures</summary><table><thead><tr><th class=n>documents in the cluster"
                        + "<th class=n>clusters</tr></thead><tbody>");
        for (SizeFigures size : sizes) {
            html.raw("<tr>").element("th class=n scope=row", SizeChart.range(size));
            html.number(size.clusters()).raw("</tr>");
        }
        html.raw("</tbody></table></details>");
    }

    private void minhash(MinHashFigures minhash) {
        html.element("h3", "MinHash: which pairs are found");
        StringBuilder text = new StringBuilder();
        text.append("Two documents become a candidate pair where all ").append(minhash.rows());
        text.append(" hashes of at least one of ").append(minhash.bands()).append(" bands agree (");
        text.append(Html.count((long) minhash.bands() * minhash.rows())).append(" hashes, shingles of ");
        text.append(minhash.ngram()).append(minhash.ngram() == 1 ? " word" : " words");
        text.append(
                "). How likely that is hangs on their Jaccard similarity, the share of their shingles that both have.");
        if (minhash.verify() == null) {
            text.append(" Candidates are linked without a look at their texts.");
        } else {
            text.append(" Candidates are linked only where their true similarity is at least ");
            text.append(CurveChart.number(minhash.verify())).append(": ");
            text.append(Html.count(minhash.pairsCompared())).append(" pairs were compared, ");
            text.append(Html.count(minhash.pairsAlike())).append(" (");
            text.append(Html.percent(share(minhash.pairsAlike(), minhash.pairsCompared())));
            text.append(") were alike.");
        }
        html.element("p class=note", text.toString());
        html.raw("<div class=beside>");
        new CurveChart(minhash).write(html);
        html.raw(
                "<table><thead><tr><th class=n>Jaccard similarity<th class=n>found with probability</tr></thead><tbody>");
        for (int tenth = 5; tenth <= 9; tenth++) {
            double jaccard = tenth / 10.0;
            minhash.curve().stream()
                    .filter(point -> point.jaccard() == jaccard)
                    .forEach(point -> html.raw("<tr>")
                            .element("th class=n scope=row", CurveChart.number(point.jaccard()))
                            .element("td class=n", CurveChart.probability(point.probability()))
                            .raw("</tr>"));
        }
        html.raw("<tr class=now>").element("th class=n scope=row", String.format(Locale.ROOT, "%.3f", minhash.half()));
        html.element("td class=n", CurveChart.probability(0.5)).raw("</tr></tbody></table></div>");
    }

    private void images(ImageFigures images) {
        html.element("h3", "Images that look alike");
        StringBuilder text = new StringBuilder();
        text.append(Html.count(images.hashes())).append(" images have a perceptual hash (PDQ, 256 bits), ");
        text.append(Html.count(images.distinct()))
                .append(" of them different; ")
                .append(Html.count(images.without()));
        text.append(" images tell too little for one and are compared by bytes and pixels alone. ");
        text.append(Html.count(images.compared())).append(" pairs of hashes were compared, and none within ");
        text.append(images.distance()).append(" bits was missed. ").append(Html.count(images.linked()));
        text.append(" images have another within that distance; ").append(Html.count(images.chained()));
        text.append(" of them stay although a better one of their cluster does, since that one is further away.");
        html.element("p class=note", text.toString());
    }

    private void largest() {
        html.element("h3", "Largest clusters");
        html.element(
                "p class=note",
                "The documents that stand for most others. Texts that are repeated this often are mostly templates, such as"
                        + " error pages and licences.");
        for (ClusterFigures cluster : duplicates.largest()) {
            Sample survivor = cluster.survivor();
            html.raw("<details><summary>")
                    .element("b class=size", Html.count(cluster.size()))
                    .raw(" ");
            html.text(survivor.title() == null || survivor.title().isBlank() ? survivor.origin() : survivor.title());
            html.raw(" ")
                    .element(
                            "small",
                            survivor.source() + ", " + survivor.language() + ", " + Html.count(survivor.chars())
                                    + " characters");
            html.raw("</summary><div>").element("div class=\"soft mono\"", survivor.origin());
            html.element("div class=mono", "tamis inspect RUN --cluster " + cluster.id());
            html.element("pre dir=auto", Figures.excerpt(survivor.text(), EXCERPT_CHARS))
                    .raw("</div></details>\n");
        }
    }

    private static double share(long part, long whole) {
        return whole == 0 ? 0 : (double) part / whole;
    }
}
