package dev.tamis.pipeline.report;

import dev.tamis.models.evaluate.Evaluated;
import dev.tamis.models.evaluate.LabelFeatures;
import dev.tamis.models.evaluate.Mistake;
import dev.tamis.models.evaluate.TellingFeature;
import dev.tamis.models.measure.CalibrationBin;
import dev.tamis.models.measure.ClassifierFigures;
import dev.tamis.models.measure.LabelFigures;
import dev.tamis.models.measure.ThresholdRow;
import dev.tamis.models.train.HeldOutSplit;
import dev.tamis.pipeline.classify.ClassifierReport;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/** What a classifier can and goes by, on a page that opens from disk: no script, no network, light and dark. */
public final class ClassifierPage {
    /** Labels that are shown in detail; all are in the table. */
    private static final int DETAILED = 6;

    private static final int MATRIX = 20;

    private final Html html = new Html();
    private final ClassifierReport report;

    private ClassifierPage(ClassifierReport report) {
        this.report = report;
    }

    /** The page as UTF-8. */
    public static byte[] html(ClassifierReport report) throws IOException {
        return new ClassifierPage(report).write().getBytes(StandardCharsets.UTF_8);
    }

    private String write() throws IOException {
        html.head("Tamis: " + report.title());
        html.raw("<body>\n<main id=classifier>\n").element("h1", report.title());
        html.raw("<p class=soft>")
                .text("Model " + report.model().file() + ", "
                        + Html.bytes(report.model().bytes()) + ", SHA-256 ")
                .element("code", report.model().sha256())
                .raw("</p>\n");
        if (report.training() != null) {
            training(report.training());
        }
        if (report.measured() == null) {
            html.element("p", "Nothing was held out, so nothing was measured.");
        } else {
            measured(report.measured());
        }
        html.raw("</main>\n</body>\n</html>\n");
        return html.toString();
    }

    private void training(ClassifierReport.Training training) {
        html.raw("<section id=training>\n").element("h2", "Training");
        html.raw("<p>")
                .text(String.format(
                        Locale.ROOT,
                        "%,d texts of %,d words; %,d distinct words are features. Mean loss %.4f.",
                        training.texts(),
                        training.words(),
                        training.dictionary(),
                        training.loss()));
        if (training.labelWords() > 0) {
            html.text(String.format(
                    Locale.ROOT, " %,d words that read like labels were left out.", training.labelWords()));
        }
        html.raw("</p>\n<p class=soft>");
        StringBuilder settings = new StringBuilder();
        training.settings()
                .forEach((name, value) -> settings.append(settings.isEmpty() ? "" : ", ")
                        .append(name)
                        .append(' ')
                        .append(value));
        html.text(settings.toString()).raw("</p>\n");
        if (!training.counts().isEmpty()) {
            html.raw("<table><thead><tr>")
                    .element("th", "label")
                    .element("th class=n", "learnt from")
                    .element("th class=n", "held out")
                    .raw("</tr></thead><tbody>\n");
            training.counts().forEach((label, counts) -> row(label, counts));
            html.raw("</tbody></table>\n");
        }
        html.raw("</section>\n");
    }

    private void row(String label, HeldOutSplit.Counts counts) {
        html.raw("<tr>")
                .element("td", label)
                .number(counts.train())
                .number(counts.heldOut())
                .raw("</tr>\n");
    }

    private void measured(Evaluated measured) {
        ClassifierFigures figures = measured.figures();
        html.raw("<section id=figures>\n").element("h2", "Figures");
        html.element(
                "p",
                String.format(
                        Locale.ROOT,
                        "%,d texts: accuracy %s, mean F1 of the labels %s, mean AUC %s.%s",
                        figures.texts(),
                        figure(figures.accuracy()),
                        figure(figures.macroF1()),
                        figure(figures.macroAuc()),
                        leftOut(measured)));
        if (report.small() != null && report.small().figures() != null) {
            html.element(
                    "p",
                    String.format(
                            Locale.ROOT,
                            "The small copy %s (%s) on the same texts: accuracy %s, mean AUC %s.",
                            report.small().model().file(),
                            Html.bytes(report.small().model().bytes()),
                            figure(report.small().figures().accuracy()),
                            figure(report.small().figures().macroAuc())));
        }
        labels(figures);
        confusion(figures);
        html.raw("</section>\n");
        List<LabelFigures> detailed = figures.labels().stream()
                .filter(label -> label.texts() > 0)
                .sorted(Comparator.comparingLong((LabelFigures label) -> -label.texts()))
                .limit(DETAILED)
                .toList();
        detailed.forEach(this::label);
        features(measured.features());
        mistakes(measured.mistakes());
    }

    private static String leftOut(Evaluated measured) {
        StringBuilder text = new StringBuilder();
        if (measured.unlabelled() > 0) {
            text.append(String.format(Locale.ROOT, " %,d lines have no label.", measured.unlabelled()));
        }
        if (measured.unknown() > 0) {
            text.append(String.format(
                    Locale.ROOT, " %,d lines have labels that the model does not know.", measured.unknown()));
        }
        if (measured.featureless() > 0) {
            text.append(String.format(
                    Locale.ROOT,
                    " %,d texts have no feature that the model knows: it predicts nothing for them, and"
                            + " they are not measured.",
                    measured.featureless()));
        }
        return text.toString();
    }

    private void labels(ClassifierFigures figures) {
        html.raw("<table><thead><tr>").element("th", "label");
        for (String head : List.of(
                "texts", "predicted", "precision", "recall", "F1", "AUC", "avg. precision", "Brier", "cal. error")) {
            html.element("th class=n", head);
        }
        html.raw("</tr></thead><tbody>\n");
        for (LabelFigures label : figures.labels()) {
            html.raw("<tr>").element("td", label.label()).number(label.texts()).number(label.predicted());
            for (Double value : new Double[] {
                label.precision(),
                label.recall(),
                label.f1(),
                label.auc(),
                label.averagePrecision(),
                label.brier(),
                label.calibrationError()
            }) {
                html.element("td class=n", figure(value));
            }
            html.raw("</tr>\n");
        }
        html.raw("</tbody></table>\n");
    }

    private void confusion(ClassifierFigures figures) {
        int labels = figures.labels().size();
        if (labels > MATRIX) {
            return;
        }
        html.element("h3", "Confusion");
        html.element("p class=soft", "Rows are the texts' own label, columns the predicted one.");
        html.raw("<table class=matrix><thead><tr><th></th>");
        figures.labels().forEach(label -> html.element("th class=n", label.label()));
        html.raw("</tr></thead><tbody>\n");
        for (int truth = 0; truth < labels; truth++) {
            long sum = figures.confusion().get(truth).stream()
                    .mapToLong(Long::longValue)
                    .sum();
            html.raw("<tr>").element("th", figures.labels().get(truth).label());
            for (int predicted = 0; predicted < labels; predicted++) {
                long count = figures.confusion().get(truth).get(predicted);
                String style = truth == predicted || sum == 0
                        ? ""
                        : String.format(Locale.ROOT, " style=\"--share:%.1f%%\"", 100.0 * count / sum);
                html.element("td class=n" + style, Html.count(count));
            }
            html.raw("</tr>\n");
        }
        html.raw("</tbody></table>\n");
    }

    private void label(LabelFigures label) {
        html.raw("<section>\n").element("h2", "Label " + label.label());
        html.raw("<div class=beside>\n<figure>\n");
        calibration(label);
        html.element(
                "figcaption class=soft",
                "Calibration: of the texts with about this score, how many have the label; bars are 95 % intervals.");
        html.raw("</figure>\n<figure>\n");
        histogram(label);
        html.element("figcaption class=soft", "Share of the texts by score.");
        html.raw("<p class=key><i class=s0></i>with the label <i class=s1></i>without it</p></figure>\n</div>\n");
        html.element("h3", "Thresholds");
        html.element(
                "p class=soft",
                "What a rule that keeps scores from the threshold up would keep of these texts. Shares of a corpus"
                        + " depend on how many of its texts have the label.");
        html.raw("<table><thead><tr>");
        for (String head : List.of("threshold", "kept", "share", "precision", "recall", "F1")) {
            html.element("th class=n", head);
        }
        html.raw("</tr></thead><tbody>\n");
        for (ThresholdRow row : label.thresholds()) {
            html.raw("<tr>")
                    .element("td class=n", threshold(row.threshold()))
                    .number(row.kept())
                    .share(row.share());
            html.element("td class=n", figure(row.precision()));
            html.element("td class=n", figure(row.recall()));
            html.element("td class=n", figure(row.f1())).raw("</tr>\n");
        }
        html.raw("</tbody></table>\n</section>\n");
    }

    private void calibration(LabelFigures label) {
        StringBuilder told = new StringBuilder("Share of texts with the label by score");
        for (CalibrationBin bin : label.calibration()) {
            if (bin.texts() > 0) {
                told.append(String.format(Locale.ROOT, "; %.2f: %.2f", bin.meanScore(), bin.share()));
            }
        }
        Plot chart = unit(1, told.toString(), "score for " + label.label());
        chart.line("limit", 0, 0, 1, 1);
        StringBuilder path = new StringBuilder();
        for (CalibrationBin bin : label.calibration()) {
            if (bin.texts() > 0) {
                path.append(path.isEmpty() ? "M" : "L").append(chart.place(bin.meanScore(), bin.share()));
                chart.line("axis", bin.meanScore(), bin.low(), bin.meanScore(), bin.high());
            }
        }
        if (!path.isEmpty()) {
            chart.path("curve", path.toString());
        }
        for (CalibrationBin bin : label.calibration()) {
            if (bin.texts() > 0) {
                chart.point(bin.meanScore(), bin.share());
            }
        }
        chart.end();
    }

    private void histogram(LabelFigures label) {
        double most = Math.max(0.01, Math.max(largest(label.positives()), largest(label.negatives())));
        Plot chart = unit(
                most,
                "Distribution of the scores of texts with the label and without it",
                "score for " + label.label());
        steps(chart, label.negatives(), "s1");
        steps(chart, label.positives(), "s0");
        chart.end();
    }

    private static double largest(List<Long> bins) {
        long sum = bins.stream().mapToLong(Long::longValue).sum();
        return sum == 0
                ? 0
                : (double) bins.stream().mapToLong(Long::longValue).max().orElse(0) / sum;
    }

    /** A plot over a score from 0 to 1. */
    private Plot unit(double most, String told, String below) {
        Plot plot = new Plot(html, 420, 210, most).begin(told, below, 5);
        for (int fifth = 0; fifth <= 5; fifth++) {
            double value = fifth / 5.0;
            plot.line(fifth == 0 ? "axis" : "grid", value, 0, value, most);
            plot.tick(value, CurveChart.number(value));
        }
        return plot;
    }

    private static void steps(Plot chart, List<Long> bins, String colour) {
        long sum = bins.stream().mapToLong(Long::longValue).sum();
        if (sum == 0) {
            return;
        }
        StringBuilder path = new StringBuilder();
        for (int bin = 0; bin < bins.size(); bin++) {
            double share = (double) bins.get(bin) / sum;
            path.append(path.isEmpty() ? "M" : "L")
                    .append(chart.place((double) bin / bins.size(), share))
                    .append('L')
                    .append(chart.place((bin + 1.0) / bins.size(), share));
        }
        chart.path("share " + colour, path.toString());
    }

    private void features(List<LabelFeatures> features) {
        if (features.isEmpty()) {
            return;
        }
        html.raw("<section id=features>\n").element("h2", "What speaks for each label");
        html.element(
                "p class=soft",
                "Words and n-grams of the measured texts by how far they pull towards the label where nothing else"
                        + " stands. </s> is the end of a text. An n-gram that shares its bucket with others has one"
                        + " weight with them.");
        html.raw("<div class=beside>\n");
        for (LabelFeatures label : features) {
            html.raw("<table><thead><tr>");
            html.element("th", "for " + label.label()).element("th class=n", "weight");
            report.labels().forEach(name -> html.element("th class=n", "texts of " + name));
            html.element("th class=n", "shared with").raw("</tr></thead><tbody>\n");
            for (TellingFeature feature : label.features()) {
                html.raw("<tr><td>").element("code", feature.text()).raw("</td>");
                html.element("td class=n", String.format(Locale.ROOT, "%.2f", feature.weight()));
                feature.texts().forEach(html::number);
                html.element("td class=n", feature.sharing() == 0 ? "" : Html.count(feature.sharing()));
                html.raw("</tr>\n");
            }
            html.raw("</tbody></table>\n");
        }
        html.raw("</div>\n</section>\n");
    }

    private void mistakes(List<Mistake> mistakes) {
        if (mistakes.isEmpty()) {
            return;
        }
        html.raw("<section id=mistakes>\n").element("h2", "Surest mistakes");
        for (Mistake mistake : mistakes) {
            html.raw("<details><summary><span class=size>")
                    .text(String.format(Locale.ROOT, "%.4f", mistake.score()))
                    .raw("</span> ")
                    .text(mistake.predicted() + ", but it is " + mistake.truth() + " ")
                    .element("small", mistake.place())
                    .raw("</summary><div>")
                    .element("pre", mistake.text())
                    .raw("</div></details>\n");
        }
        html.raw("</section>\n");
    }

    private static String figure(Double value) {
        return value == null ? "-" : String.format(Locale.ROOT, "%.4f", value);
    }

    /** Scores near the ends need more digits to be told apart. */
    private static String threshold(double value) {
        return value > 0 && (value < 0.001 || value > 0.999)
                ? String.format(Locale.ROOT, "%.6f", value)
                : String.format(Locale.ROOT, "%.4f", value);
    }
}
