package dev.tamis.pipeline.report;

import dev.tamis.pipeline.report.ReportData.BrokenSample;
import dev.tamis.pipeline.report.ReportData.LanguageFigures;
import dev.tamis.pipeline.report.ReportData.MovedFigures;
import dev.tamis.pipeline.report.ReportData.RuleFigures;
import dev.tamis.pipeline.report.ReportData.Sample;
import dev.tamis.pipeline.report.ReportData.SourceFigures;
import dev.tamis.pipeline.report.ReportData.StageFigures;
import dev.tamis.pipeline.report.ReportData.ThresholdFigures;
import dev.tamis.pipeline.report.ReportData.TokenizerFigures;
import dev.tamis.tokenizer.eval.EvalFigures;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** Lays the figures of a run out on one page that opens from disk: no script, no network, light and dark. */
final class ReportPage {
    private static final int LANGUAGES_SHOWN = 12;

    /** Pixels of a bar in the chart of a threshold, and of the whole chart. */
    private static final int BAR_WIDTH = 18;

    private static final int CHART_HEIGHT = 44;

    private final ReportData data;
    private final Html html = new Html();

    private ReportPage(ReportData data) {
        this.data = data;
    }

    static byte[] html(ReportData data) throws IOException {
        return new ReportPage(data).page().getBytes(StandardCharsets.UTF_8);
    }

    private String page() throws IOException {
        html.head("Tamis: " + data.name());
        html.raw("<body>\n<nav aria-label=Sections><ul>"
                + "<li><a href=#funnel>Funnel</a><li><a href=#rules>Rules</a><li><a href=#thresholds>Thresholds</a>"
                + "<li><a href=#languages>Languages</a>"
                + (data.models() == null ? "" : "<li><a href=#models>Models</a>")
                + (data.ranks() == null ? "" : "<li><a href=#ranks>Ranks</a>")
                + (evaluation() == null ? "" : "<li><a href=#tokenizer>Tokenizer</a>")
                + (data.duplicates() == null ? "" : "<li><a href=#duplicates>Duplicates</a>")
                + (data.interleaved() == null ? "" : "<li><a href=#interleaved>Images in pages</a>")
                + (data.overlaps().hasPassages() ? "<li><a href=#passages>Passages</a>" : "")
                + (data.overlaps().sets().isEmpty() ? "" : "<li><a href=#contamination>Contamination</a>")
                + (data.images() == null ? "" : "<li><a href=#images>Images</a>")
                + (data.mixture() == null ? "" : "<li><a href=#mixture>Mixture</a>")
                + "<li><a href=#kept>Kept</a><li><a href=#rejected>Rejected</a>"
                + "<li><a href=#quarantined>Quarantined</a></ul></nav>\n<main>\n");
        story();
        funnel();
        rules();
        thresholds();
        languages();
        if (data.models() != null) {
            new ModelsSection(html, data.models()).write();
        }
        if (data.ranks() != null) {
            new RanksSection(html, data.ranks()).write();
        }
        if (evaluation() != null) {
            new TokenizerSection(html, evaluation()).write();
        }
        if (data.duplicates() != null) {
            new DuplicatesSection(html, data.duplicates()).write();
        }
        if (data.interleaved() != null) {
            new InterleavedSection(html, data.interleaved()).write();
        }
        new OverlapsSection(html, data.overlaps()).write();
        if (data.images() != null) {
            new ImagesSection(html, data.images()).write();
        }
        if (data.mixture() != null) {
            new MixtureSection(html, data.mixture()).write();
        }
        samples();
        html.raw("<footer>");
        html.text("Tamis " + data.tamis() + ", seed " + data.seed() + ". The same figures are in report.json.");
        html.raw("</footer>\n</main>\n</body>\n</html>\n");
        return html.toString();
    }

    private EvalFigures evaluation() {
        return data.tokenizer() == null ? null : data.tokenizer().evaluation();
    }

    private void story() {
        html.element("h1", data.name());
        StageFigures first = stage("annotate");
        if (first == null) {
            return;
        }
        long kept = data.stages().stream()
                .filter(stage ->
                        stage.unit().equals("documents") && !stage.stage().equals("tokenize"))
                .reduce(first, (before, stage) -> stage)
                .out();
        long textBytes = data.sources().values().stream()
                .mapToLong(SourceFigures::textBytes)
                .sum();
        long quarantined = sum(first.quarantined());
        StringBuilder lead = new StringBuilder();
        lead.append(Html.count(first.in())).append(" units were read from ");
        lead.append(Html.count(data.sources().values().stream()
                .mapToLong(SourceFigures::shards)
                .sum()));
        lead.append(" shards of ").append(data.sources().size()).append(" sources. ");
        lead.append(Html.count(first.out())).append(" gave a text, ");
        lead.append(Html.count(kept)).append(" of these were kept. ");
        lead.append(quarantined == 0 ? "Nothing was unreadable." : Html.count(quarantined) + " could not be read.");
        html.element("p class=lead", lead.toString()).raw("<div class=tiles>");
        tile(Html.count(first.out()), "documents");
        tile(Html.count(kept), "kept (" + Html.percent(first.out() == 0 ? 0 : (double) kept / first.out()) + ")");
        tile(Html.bytes(textBytes), "of text");
        tile(
                Long.toString(data.languages().stream()
                        .filter(language -> !language.language().equals("und"))
                        .map(LanguageFigures::language)
                        .distinct()
                        .count()),
                "languages");
        TokenizerFigures tokenizer = data.tokenizer();
        if (tokenizer != null) {
            tile(Html.round(tokenizer.tokens()), "tokens in the kept text");
            tile(
                    String.format(
                            Locale.ROOT, "%.2f", (double) tokenizer.textBytes() / Math.max(1, tokenizer.tokens())),
                    "bytes a token, " + Html.count(tokenizer.vocabSize()) + " pieces");
        }
        if (data.mixture() != null) {
            tile(Html.round(data.mixture().tokensEmitted()), "tokens emitted");
        }
        tile(Html.count(quarantined), "quarantined");
        html.raw("</div>\n");
    }

    private void tile(String figure, String label) {
        html.raw("<div class=tile>").element("b", figure).element("span", label).raw("</div>");
    }

    private void funnel() {
        html.raw("<section id=funnel>").element("h2", "Funnel");
        html.element(
                "p class=note",
                "At every stage, what went in went out, was rejected, or was quarantined; nothing else can happen to it.");
        html.raw("<div class=key><span><i class=kept></i>out</span><span><i class=rejected></i>rejected</span>"
                + "<span><i class=quarantined></i>quarantined</span></div>");
        stages("All sources", data.stages());
        data.sources().forEach((name, source) -> {
            stages(
                    name + ": " + Html.count(source.shards()) + " shards, " + Html.bytes(source.storedBytes())
                            + " stored, " + Html.bytes(source.bytes()) + " read, " + Html.bytes(source.textBytes())
                            + " of text",
                    source.stages());
        });
        html.raw("</section>\n");
    }

    private void stages(String title, List<StageFigures> stages) {
        html.element("h3", title)
                .raw(
                        "<div class=wide><table><thead><tr><th>stage<th class=n>in<th class=n>out"
                                + "<th class=n>rejected<th class=n>quarantined<th>share<th>most frequent reasons</tr></thead><tbody>");
        for (StageFigures stage : stages) {
            long rejected = sum(stage.rejected());
            long quarantined = sum(stage.quarantined());
            html.raw("<tr><td>")
                    .text(stage.stage())
                    .raw(" ")
                    .element("small class=soft", stage.unit())
                    .raw("</td>");
            html.number(stage.in()).number(stage.out()).number(rejected).number(quarantined);
            html.raw("<td class=bar>");
            html.track(
                    stage.in(),
                    List.of("kept", "rejected", "quarantined"),
                    List.of(stage.out(), rejected, quarantined));
            html.raw("</td><td>");
            SortedMap<String, Long> reasons = new TreeMap<>(stage.rejected());
            stage.quarantined().forEach((reason, n) -> reasons.merge(reason, n, Long::sum));
            html.text(top(reasons, 3)).raw("</td></tr>");
        }
        html.raw("</tbody></table></div>");
    }

    private void rules() {
        html.raw("<section id=rules>").element("h2", "Rules");
        StageFigures decide = stage("decide");
        if (decide == null) {
            html.element("p class=note", "Nothing was decided yet.").raw("</section>");
            return;
        }
        html.element(
                "p class=note",
                "Every document carries all the rules it failed. \"Only it\" counts those that failed no other rule:"
                        + " what would come back without it.");
        html.raw(
                "<div class=wide><table><thead><tr><th>rule<th>keeps what<th class=n>failed<th class=n>only it<th>share"
                        + "<th>by source</tr></thead><tbody>");
        List<RuleFigures> rules = new ArrayList<>(data.rules());
        rules.sort(Comparator.comparingLong(RuleFigures::failed).reversed().thenComparing(RuleFigures::rule));
        for (RuleFigures rule : rules) {
            html.raw("<tr><td><a href=\"#rule-")
                    .text(rule.rule())
                    .raw("\"><code>")
                    .text(rule.rule())
                    .raw("</code></a>");
            html.raw("<br>")
                    .element("small class=soft", rule.source())
                    .raw("</td><td><code>")
                    .text(rule.keep());
            html.raw("</code><br>")
                    .element("small class=soft", String.join(", ", rule.kinds()))
                    .raw("</td>");
            html.number(rule.failed()).number(rule.alone()).raw("<td class=bar>");
            html.track(decide.in(), List.of("rejected"), List.of(rule.failed()));
            html.raw("</td><td>").text(top(rule.failedBySource(), 4)).raw("</td></tr>");
        }
        html.raw("</tbody></table></div></section>\n");
    }

    private void thresholds() {
        StageFigures decide = stage("decide");
        if (decide == null
                || data.rules().stream().allMatch(rule -> rule.thresholds().isEmpty())) {
            return;
        }
        html.raw("<section id=thresholds>").element("h2", "Thresholds");
        html.element(
                "p class=note",
                "What would be kept if one threshold were another and everything else stayed as it is, from the stored"
                        + " signals of all " + Html.count(decide.in())
                        + " documents. The charts show how many documents"
                        + " more or fewer would be kept at each value, the highest bar being the greatest change of that"
                        + " threshold; open the figures for the numbers.");
        html.raw("<div class=key><span><i class=kept></i>more kept</span><span><i class=rejected></i>fewer kept</span>"
                + "<span><i class=now></i>as it is</span></div>");
        html.raw("<div class=wide><table><thead><tr><th>rule<th class=n>failed<th class=n>only it<th>keeps where"
                + "<th>at other values</tr></thead><tbody>");
        List<RuleFigures> rules = new ArrayList<>(data.rules());
        rules.sort(Comparator.comparingLong(RuleFigures::failed).reversed().thenComparing(RuleFigures::rule));
        for (RuleFigures rule : rules) {
            boolean first = true;
            for (ThresholdFigures threshold : rule.thresholds()) {
                html.raw("<tr><td><code>").text(first ? rule.rule() : "").raw("</code></td>");
                html.element("td class=n", first ? Html.count(rule.failed()) : "");
                html.element("td class=n", first ? Html.count(rule.alone()) : "");
                html.raw("<td><code>").text(condition(threshold)).raw("</code></td><td class=moved>");
                moved(threshold);
                html.raw("</td></tr>");
                first = false;
            }
        }
        html.raw("</tbody></table></div></section>\n");
    }

    private static String condition(ThresholdFigures threshold) {
        return threshold.measured() + " " + threshold.sign() + " " + threshold.limit();
    }

    private void moved(ThresholdFigures threshold) {
        List<MovedFigures> moved = threshold.moved();
        long now = moved.stream()
                .filter(MovedFigures::actual)
                .mapToLong(MovedFigures::kept)
                .findFirst()
                .orElseThrow();
        long most = moved.stream()
                .mapToLong(value -> Math.abs(value.kept() - now))
                .max()
                .orElse(0);
        if (most == 0) {
            html.element(
                    "span class=soft",
                    "no difference from " + value(threshold, 0) + " to " + value(threshold, moved.size() - 1));
        } else {
            chart(threshold, now, most);
        }
        html.raw("<details class=figures><summary>figures</summary><table><thead><tr><th class=n>")
                .text(threshold.relative() ? "limit times" : "limit")
                .raw("<th class=n>failed<th class=n>only it<th class=n>kept<th class=n>change"
                        + "</tr></thead><tbody>");
        for (MovedFigures value : moved) {
            html.raw(value.actual() ? "<tr class=now>" : "<tr>").element("th class=n scope=row", value.value());
            html.number(value.failed()).number(value.alone()).number(value.kept());
            html.element("td class=n", value.actual() ? "as it is" : signed(value.kept() - now))
                    .raw("</tr>");
        }
        html.raw("</tbody></table></details>");
    }

    /** A bar for each value, upwards where more would be kept and downwards where fewer would be. */
    private void chart(ThresholdFigures threshold, long now, long most) {
        int half = CHART_HEIGHT / 2;
        List<MovedFigures> moved = threshold.moved();
        StringBuilder told = new StringBuilder();
        for (int i = 0; i < moved.size(); i++) {
            told.append(i == 0 ? "" : "; ").append(value(threshold, i)).append(": ");
            told.append(moved.get(i).actual() ? "as it is" : signed(moved.get(i).kept() - now));
        }
        html.raw("<svg class=chart role=img width=" + BAR_WIDTH * moved.size() + " height=" + CHART_HEIGHT
                        + " aria-label=\"Documents kept more or fewer at ")
                .text(told.toString())
                .raw("\">");
        for (int i = 0; i < moved.size(); i++) {
            long change = moved.get(i).kept() - now;
            long height = moved.get(i).actual() || change == 0
                    ? 1
                    : Math.max(2, Math.round((double) (half - 1) * Math.abs(change) / most));
            String colour = moved.get(i).actual() ? "now" : change > 0 ? "kept" : change < 0 ? "rejected" : "same";
            html.raw("<rect class=" + colour + " x=" + (BAR_WIDTH * i + 1) + " width=" + (BAR_WIDTH - 2) + " y="
                    + (moved.get(i).actual() ? half - 3 : change > 0 ? half - height : half) + " height="
                    + (moved.get(i).actual() ? 6 : height) + "><title>");
            html.text(value(threshold, i) + ": "
                            + (moved.get(i).actual() ? "as it is" : signed(change) + " documents kept"))
                    .raw("</title></rect>");
        }
        html.raw("</svg><span class=ends>")
                .text(value(threshold, 0) + ": " + signed(moved.get(0).kept() - now))
                .raw("<br>")
                .text(value(threshold, moved.size() - 1) + ": "
                        + signed(moved.get(moved.size() - 1).kept() - now))
                .raw("</span>");
    }

    private static String value(ThresholdFigures threshold, int point) {
        String value = threshold.moved().get(point).value();
        return threshold.relative() ? value + " times" : value;
    }

    private static String signed(long n) {
        return n > 0 ? "+" + Html.count(n) : n < 0 ? "\u2212" + Html.count(-n) : "0";
    }

    private void languages() {
        html.raw("<section id=languages>").element("h2", "Languages");
        SortedMap<String, long[]> byLanguage = new TreeMap<>();
        for (LanguageFigures one : data.languages()) {
            long[] sums = byLanguage.computeIfAbsent(one.language(), l -> new long[4]);
            sums[0] += one.documents();
            sums[1] += one.kept();
            sums[2] += one.tokens();
            sums[3] += one.textBytes();
        }
        List<Map.Entry<String, long[]>> most = new ArrayList<>(byLanguage.entrySet());
        most.sort(Comparator.comparingLong((Map.Entry<String, long[]> e) -> e.getValue()[0])
                .reversed()
                .thenComparing(Map.Entry::getKey));
        html.element(
                "p class=note",
                most.size() + " labels were given to "
                        + Html.count(byLanguage.values().stream()
                                .mapToLong(sums -> sums[0])
                                .sum())
                        + " documents; \"und\" is text that could not be told, such as most code.");
        html.raw("<div class=wide><table><thead><tr><th>language<th class=n>documents<th class=n>kept<th>share kept"
                + "<th class=n>tokens<th class=n>bytes a token</tr></thead><tbody>");
        for (var one : most.subList(0, Math.min(LANGUAGES_SHOWN, most.size()))) {
            long[] sums = one.getValue();
            html.raw("<tr>")
                    .element("td", one.getKey())
                    .number(sums[0])
                    .number(sums[1])
                    .raw("<td class=bar>");
            html.track(sums[0], List.of("kept", "rejected"), List.of(sums[1], sums[0] - sums[1]));
            html.raw("</td>").number(sums[2]);
            html.element(
                    "td class=n", sums[2] == 0 ? "" : String.format(Locale.ROOT, "%.2f", (double) sums[3] / sums[2]));
            html.raw("</tr>");
        }
        html.raw("</tbody></table></div>");
        if (most.size() > LANGUAGES_SHOWN) {
            StringBuilder others = new StringBuilder("And ");
            for (var one : most.subList(LANGUAGES_SHOWN, most.size())) {
                others.append(one.getKey())
                        .append(' ')
                        .append(Html.count(one.getValue()[0]))
                        .append(", ");
            }
            html.element("p class=note", others.substring(0, others.length() - 2) + ".");
        }
        html.raw("</section>\n");
    }

    private void samples() {
        html.raw("<section id=kept>").element("h2", "Samples: kept");
        html.element(
                "p class=note",
                "The documents with the smallest ids. Ids are hashes, so these are as good as drawn by lot.");
        data.samples().kept().forEach((source, samples) -> {
            html.element("h3", source);
            samples.forEach(this::sample);
        });
        html.raw("</section>\n<section id=rejected>").element("h2", "Samples: rejected");
        data.samples().rejected().forEach((rule, samples) -> {
            html.raw("<h3 id=\"rule-").text(rule).raw("\"><code>").text(rule).raw("</code></h3>");
            samples.forEach(this::sample);
        });
        html.raw("</section>\n<section id=quarantined>").element("h2", "Samples: quarantined");
        if (data.samples().quarantined().isEmpty()) {
            html.element("p class=note", "Nothing was quarantined.");
        } else {
            html.raw("<div class=wide><table><thead><tr><th>reason<th>what<th>where</tr></thead><tbody>");
            for (BrokenSample one : data.samples().quarantined()) {
                html.raw("<tr><td><code>")
                        .text(one.reason())
                        .raw("</code></td>")
                        .element("td", one.message());
                html.element(
                                "td",
                                one.shard() + ":" + one.offset()
                                        + (one.url() == null ? "" : " (url " + one.url() + ")"))
                        .raw("</tr>");
            }
            html.raw("</tbody></table></div>");
        }
        html.raw("</section>\n");
    }

    private void sample(Sample sample) {
        html.raw("<details><summary>");
        html.text(sample.title() == null || sample.title().isBlank() ? sample.origin() : sample.title());
        html.raw(" ")
                .element(
                        "small",
                        sample.source() + ", " + sample.language() + ", " + Html.count(sample.chars()) + " characters");
        if (!sample.rejectedBy().isEmpty()) {
            html.raw(" ").element("small class=why", String.join(", ", sample.rejectedBy()));
        }
        html.raw("</summary><div>").element("div class=\"soft mono\"", sample.origin() + "  id " + sample.id());
        if (!sample.signals().isEmpty()) {
            html.raw("<div class=mono>");
            sample.signals()
                    .forEach((name, value) -> html.text(name + " = "
                                    + (value instanceof Double number
                                            ? String.format(Locale.ROOT, "%.4g", number)
                                            : value))
                            .raw("<br>"));
            html.raw("</div>");
        }
        html.element("pre dir=auto", sample.text());
        html.raw("</div></details>\n");
    }

    private StageFigures stage(String name) {
        return data.stages().stream()
                .filter(stage -> stage.stage().equals(name))
                .findFirst()
                .orElse(null);
    }

    private static long sum(Map<String, Long> counts) {
        return counts.values().stream().mapToLong(Long::longValue).sum();
    }

    private static String top(Map<String, Long> counts, int n) {
        List<Map.Entry<String, Long>> most = new ArrayList<>(counts.entrySet());
        most.removeIf(entry -> entry.getValue() == 0);
        most.sort(Map.Entry.<String, Long>comparingByValue().reversed().thenComparing(Map.Entry::getKey));
        StringBuilder text = new StringBuilder();
        for (var entry : most.subList(0, Math.min(n, most.size()))) {
            text.append(text.isEmpty() ? "" : ", ")
                    .append(entry.getKey())
                    .append(' ')
                    .append(Html.count(entry.getValue()));
        }
        return most.size() > n ? text + ", ..." : text.toString();
    }
}
