package dev.tamis.pipeline.report;

import dev.tamis.pipeline.report.MixtureFigures.DomainFigures;
import dev.tamis.pipeline.report.MixtureFigures.PhaseFigures;
import dev.tamis.pipeline.report.MixtureFigures.ShareFigures;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** The part of the report that shows a mixture: asked, planned and realised, over every phase. */
final class MixtureSection {
    /** Domains of a phase in its table; the others are in the JSON. */
    private static final int SHOWN = 24;

    private static final int LANGUAGES = 6;
    private static final int COLOURS = 8;

    private final Html html;
    private final MixtureFigures mixture;
    /** In the order of their colours, most tokens first: those that are drawn in a chart differ. */
    private final List<String> domains;

    MixtureSection(Html html, MixtureFigures mixture) {
        this.html = html;
        this.mixture = mixture;
        Map<String, Long> drawn = new HashMap<>();
        mixture.phases()
                .forEach(phase -> phase.domains()
                        .forEach(share ->
                                drawn.merge(share.domain(), share.sequences() * phase.sequenceLength(), Long::sum)));
        domains = mixture.domains().stream()
                .map(DomainFigures::domain)
                .sorted(Comparator.comparingLong((String domain) -> -drawn.getOrDefault(domain, 0L))
                        .thenComparing(Comparator.naturalOrder()))
                .toList();
    }

    void write() {
        html.raw("<section id=mixture>").element("h2", "Mixture");
        html.element("p class=note", summary());
        for (PhaseFigures phase : mixture.phases()) {
            phase(phase);
        }
        epochs();
        mixture.notes().forEach(note -> html.element("p class=note", note));
        mixture.warnings().forEach(warning -> html.element("p class=note", "Warning: " + warning));
        html.raw("</section>\n");
    }

    private String summary() {
        Object given = mixture.budget().get("given");
        long amount = Math.round(((Number) mixture.budget().get("amount")).doubleValue());
        String law = given.equals("tokens") ? "" : " (law " + mixture.budget().get("law") + ")";
        long places = mixture.tokensEmitted() + mixture.padding();
        return "Budget: " + given + " = " + Html.round(amount) + law + ", which asks for "
                + Html.count(mixture.tokensAsked()) + " tokens; " + Html.count(mixture.tokensPlanned())
                + " are planned. "
                + (places == 0 ? "Nothing is emitted yet" : emitted(places)) + ".";
    }

    private String emitted(long places) {
        return "Emitted: " + Html.count(mixture.tokensEmitted()) + " tokens as "
                + String.join(" and ", mixture.formats()) + ", packed by " + mixture.packing() + " with "
                + String.format(Locale.ROOT, "%.3f %%", 100.0 * mixture.padding() / places)
                + " padding, a directory for each " + (mixture.layout().equals("phases") ? "phase" : "domain");
    }

    private void phase(PhaseFigures phase) {
        html.element("h3", phase.phase());
        html.element(
                "p class=note",
                Html.count(phase.sequences()) + " sequences of " + Html.count(phase.sequenceLength()) + " tokens"
                        + (phase.sequences() < phase.sequencesAsked()
                                ? " (" + Html.count(phase.sequencesAsked()) + " asked)"
                                : "")
                        + (phase.steps() > 1 ? ", weights ramped in " + phase.steps() + " steps" : "")
                        + String.format(
                                Locale.ROOT,
                                ". At every prefix each domain is within %s sequences of the plan's turns.",
                                error(phase.largestError())));
        if (phase.domains().isEmpty()) {
            return;
        }
        List<ShareFigures> largest = new ArrayList<>(phase.domains());
        largest.sort(
                Comparator.comparingLong(ShareFigures::sequences).reversed().thenComparing(ShareFigures::domain));
        List<ShareFigures> drawn = largest.subList(0, Math.min(COLOURS, largest.size()));
        new PrefixChart(phase, drawn, drawn.stream().map(this::colour).toList()).write(html);
        html.raw(
                "<div class=wide><table><thead><tr><th>domain<th class=n>asked<th class=n>planned"
                        + "<th class=n>realised<th class=n>of tokens<th class=n>sequences<th class=n>largest error<th>share</tr></thead><tbody>");
        for (ShareFigures share : largest.subList(0, Math.min(SHOWN, largest.size()))) {
            html.raw("<tr><td><span class=key><span><i class=" + colour(share) + "></i>")
                    .text(share.domain())
                    .raw("</span></span></td>");
            for (double value : new double[] {share.asked(), share.planned(), share.realised(), share.ofTokens()}) {
                html.element("td class=n", String.format(Locale.ROOT, "%.2f %%", 100 * value));
            }
            html.number(share.sequences())
                    .element("td class=n", error(share.largestError()))
                    .raw("<td class=bar>");
            html.track(phase.sequences(), List.of(colour(share)), List.of(share.sequences()));
            html.raw("</td></tr>");
        }
        html.raw("</tbody></table></div>");
        if (largest.size() > SHOWN) {
            html.element("p class=note", "The " + SHOWN + " largest of " + largest.size() + "; all are in the JSON.");
        }
        if (!phase.languages().isEmpty()) {
            html.element("p class=note", "Languages: " + languages(phase.languages()));
        }
    }

    /** Cut, not rounded: what is below 1 is not shown as 1. */
    private static String error(double sequences) {
        return String.format(Locale.ROOT, "%.3f", Math.floor(sequences * 1000) / 1000);
    }

    private String colour(ShareFigures share) {
        return "s" + domains.indexOf(share.domain()) % COLOURS;
    }

    private static String languages(Map<String, Long> tokens) {
        long all = tokens.values().stream().mapToLong(Long::longValue).sum();
        List<Map.Entry<String, Long>> most = new ArrayList<>(tokens.entrySet());
        most.sort(Map.Entry.<String, Long>comparingByValue().reversed().thenComparing(Map.Entry.comparingByKey()));
        StringBuilder text = new StringBuilder();
        for (Map.Entry<String, Long> one : most.subList(0, Math.min(LANGUAGES, most.size()))) {
            text.append(text.isEmpty() ? "" : ", ")
                    .append(one.getKey())
                    .append(' ')
                    .append(Html.percent((double) one.getValue() / all));
        }
        return text + (most.size() > LANGUAGES ? " and " + (most.size() - LANGUAGES) + " more" : "");
    }

    private void epochs() {
        html.element("h3", "Epochs");
        html.raw(
                "<div class=wide><table><thead><tr><th>domain<th class=n>tokens<th class=n>epochs<th class=n>worth of fresh data"
                        + "<th class=n>at most<th></tr></thead><tbody>");
        List<DomainFigures> most = new ArrayList<>(mixture.domains());
        most.sort(Comparator.comparingLong(DomainFigures::tokens).reversed().thenComparing(DomainFigures::domain));
        for (DomainFigures domain : most.subList(0, Math.min(SHOWN, most.size()))) {
            html.raw("<tr>").element("td", domain.domain()).number(domain.tokens());
            for (double value : new double[] {domain.epochs(), domain.effectiveEpochs(), domain.maxEpochs()}) {
                html.element("td class=n", String.format(Locale.ROOT, "%.2f", value));
            }
            html.element("td", domain.capped() ? "capped" : "").raw("</tr>");
        }
        html.raw("</tbody></table></div>");
        if (most.size() > SHOWN) {
            html.element("p class=note", "The " + SHOWN + " largest of " + most.size() + "; all are in the JSON.");
        }
    }
}
