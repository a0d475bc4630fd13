package dev.tamis.pipeline.report;

import dev.tamis.pipeline.rank.CutTable;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.SortedSet;
import java.util.TreeSet;

/** Shows which scores stand where in each rank. */
final class RanksSection {
    private static final int MOST_GROUPS = 20;

    private final Html html;
    private final CutTable ranks;

    RanksSection(Html html, CutTable ranks) {
        this.html = html;
        this.ranks = ranks;
    }

    void write() {
        html.raw("<section id=ranks>").element("h2", "Ranks");
        html.element(
                "p class=note",
                "The smallest score that has at least this share of the weight below it. A dash: no score has, for many are"
                        + " the same.");
        ranks.ranks().forEach(this::rank);
        html.raw("</section>\n");
    }

    private void rank(CutTable.Rank rank) {
        html.element("h3", rank.name());
        html.element(
                "p class=note",
                rank.of() + ", counting " + rank.weight()
                        + (rank.by().isEmpty() ? "." : ", by " + String.join(", ", rank.by()) + "."));
        SortedSet<String> shares = new TreeSet<>();
        rank.groups().forEach(group -> shares.addAll(group.least().keySet()));
        List<CutTable.Group> largest = rank.groups().stream()
                .sorted(Comparator.comparingLong(CutTable.Group::weight).reversed())
                .limit(MOST_GROUPS)
                .toList();
        html.raw("<div class=wide><table><thead><tr><th>group<th class=n>documents");
        shares.forEach(share -> html.element("th class=n", share));
        html.raw("</tr></thead><tbody>");
        for (CutTable.Group group : largest) {
            html.raw("<tr>").element("td", name(group.values())).number(group.documents());
            shares.forEach(
                    share -> html.element("td class=n", score(group.least().get(share))));
            html.raw("</tr>");
        }
        html.raw("</tbody></table></div>");
        if (largest.size() < rank.groups().size()) {
            html.element(
                    "p class=note",
                    Html.count(rank.groups().size() - largest.size()) + " smaller groups are left out.");
        }
    }

    private static String name(List<String> values) {
        return values.isEmpty()
                ? "all"
                : String.join(
                        ", ",
                        values.stream()
                                .map(value -> Objects.requireNonNullElse(value, "none"))
                                .toList());
    }

    private static String score(Double score) {
        if (score == null) {
            return "-";
        }
        return String.format(Locale.ROOT, Math.abs(score) >= 1000 ? "%,.0f" : "%.4g", score);
    }
}
