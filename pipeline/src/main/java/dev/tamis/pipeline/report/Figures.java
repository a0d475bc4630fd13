package dev.tamis.pipeline.report;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tamis.filters.record.Kind;
import dev.tamis.pipeline.inspect.Documents;
import dev.tamis.pipeline.inspect.StoredDocument;
import dev.tamis.pipeline.model.ScoreTable;
import dev.tamis.pipeline.rank.CutTable;
import dev.tamis.pipeline.recipe.PinnedFile;
import dev.tamis.pipeline.recipe.Recipe;
import dev.tamis.pipeline.report.ReportData.BrokenSample;
import dev.tamis.pipeline.report.ReportData.LanguageFigures;
import dev.tamis.pipeline.report.ReportData.MovedFigures;
import dev.tamis.pipeline.report.ReportData.MovedSource;
import dev.tamis.pipeline.report.ReportData.RuleFigures;
import dev.tamis.pipeline.report.ReportData.Sample;
import dev.tamis.pipeline.report.ReportData.Samples;
import dev.tamis.pipeline.report.ReportData.SourceFigures;
import dev.tamis.pipeline.report.ReportData.StageFigures;
import dev.tamis.pipeline.report.ReportData.ThresholdFigures;
import dev.tamis.pipeline.report.ReportData.TokenizerFigures;
import dev.tamis.pipeline.rule.CounterfactualTable;
import dev.tamis.pipeline.rule.Rule;
import dev.tamis.pipeline.rule.Threshold;
import dev.tamis.pipeline.run.DataFile;
import dev.tamis.pipeline.run.Ledger;
import dev.tamis.pipeline.run.Manifest;
import dev.tamis.pipeline.run.RunDirectory;
import dev.tamis.pipeline.run.SealedJson;
import dev.tamis.shards.order.MixturePlan;
import dev.tamis.tokenizer.eval.EvalFigures;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/** Collects the figures of a report from what is committed. */
final class Figures {
    private static final List<String> FUNNEL =
            List.of("annotate", "decide", "dedup", "interleave", "passages", "decontaminate", "tokenize", "emit");
    private static final int EXCERPT_CHARS = 1500;
    private static final int SAMPLES_PER_RULE = 5;

    private final RunDirectory run;
    private final Recipe recipe;
    private final SortedMap<String, Manifest> manifests = new TreeMap<>();

    private Figures(RunDirectory run, Recipe recipe) throws IOException {
        this.run = run;
        this.recipe = recipe;
        for (String stage : List.of(
                "annotate",
                "score",
                "rank",
                "decide",
                "signatures",
                "dedup",
                "interleave",
                "passages",
                "decontaminate",
                "tokenizer",
                "tokenize",
                "evaluate",
                "mix",
                "pack",
                "media",
                "emit")) {
            run.manifest(stage).filter(this::upToDate).ifPresent(manifest -> manifests.put(stage, manifest));
        }
    }

    static ReportData of(RunDirectory run, Recipe recipe) throws IOException {
        return new Figures(run, recipe).data();
    }

    /** Whether it was made from what is committed now; a stage made from superseded decisions has no place in a report. */
    private boolean upToDate(Manifest manifest) {
        return manifest.inputs().entrySet().stream()
                .allMatch(input -> manifests.containsKey(input.getKey())
                        && manifests.get(input.getKey()).fingerprint().equals(input.getValue()));
    }

    private ReportData data() throws IOException {
        List<StageFigures> stages = new ArrayList<>();
        for (String stage : FUNNEL) {
            if (manifests.containsKey(stage)) {
                stages.add(stage(stage, manifests.get(stage).total()));
            }
        }
        return new ReportData(
                Optional.ofNullable(Figures.class.getPackage().getImplementationVersion())
                        .orElse("development"),
                recipe.name(),
                recipe.seed(),
                stages,
                sources(),
                rules(),
                languages(),
                models(),
                ranks(),
                tokenizer(),
                duplicates(),
                overlaps(),
                manifests.containsKey("interleave") ? InterleavedFigures.of(manifests.get("interleave")) : null,
                Images.of(run, recipe, manifests),
                mixture(),
                samples());
    }

    private static StageFigures stage(String name, Ledger ledger) {
        String unit = name.equals("annotate") ? "units" : name.equals("emit") ? "tokens" : "documents";
        return new StageFigures(name, unit, ledger.in(), ledger.out(), ledger.rejected(), ledger.quarantined());
    }

    private SortedMap<String, SourceFigures> sources() {
        SortedMap<String, SourceFigures> sources = new TreeMap<>();
        Manifest annotate = manifests.get("annotate");
        if (annotate == null) {
            return sources;
        }
        for (String source : annotate.ledger().keySet()) {
            List<StageFigures> stages = new ArrayList<>();
            for (String stage : FUNNEL) {
                if (manifests.containsKey(stage)) {
                    stages.add(stage(stage, manifests.get(stage).ledger().getOrDefault(source, Ledger.EMPTY)));
                }
            }
            sources.put(
                    source,
                    new SourceFigures(
                            annotate.shards().stream()
                                    .filter(shard -> shard.source().equals(source))
                                    .count(),
                            annotate.shards().stream()
                                    .filter(shard -> shard.source().equals(source))
                                    .mapToLong(shard -> shard.bytes())
                                    .sum(),
                            annotate.count("bytes/" + source),
                            annotate.count("text_bytes/" + source),
                            count("tokenize", "tokens/" + source),
                            stages));
        }
        return sources;
    }

    private long count(String stage, String name) {
        return manifests.containsKey(stage) ? manifests.get(stage).count(name) : 0;
    }

    private List<RuleFigures> rules() throws IOException {
        List<RuleFigures> figures = new ArrayList<>();
        if (!manifests.containsKey("decide")) {
            return figures;
        }
        Map<String, List<ThresholdFigures>> thresholds = thresholds(manifests.get("decide"));
        for (Rule rule : recipe.rules()) {
            SortedMap<String, Long> failed = new TreeMap<>();
            long alone = 0;
            for (var count :
                    manifests.get("decide").counts("rule/" + rule.name() + "/").entrySet()) {
                int slash = count.getKey().lastIndexOf('/');
                if (count.getKey().endsWith("/failed")) {
                    failed.put(count.getKey().substring(0, slash), count.getValue());
                } else {
                    alone += count.getValue();
                }
            }
            figures.add(new RuleFigures(
                    rule.name(),
                    rule.keep(),
                    rule.kinds().stream().map(Kind::id).toList(),
                    rule.source(),
                    rule.doc(),
                    failed.values().stream().mapToLong(Long::longValue).sum(),
                    alone,
                    failed,
                    thresholds.getOrDefault(rule.name(), List.of())));
        }
        return figures;
    }

    private Map<String, List<ThresholdFigures>> thresholds(Manifest decide) throws IOException {
        Map<String, List<ThresholdFigures>> thresholds = new TreeMap<>();
        for (DataFile file : decide.table(CounterfactualTable.TABLE)) {
            CounterfactualTable table = SealedJson.JSON.readValue(run.bytes(file.path()), CounterfactualTable.class);
            for (CounterfactualTable.Line line : table.lines()) {
                Threshold threshold = line.threshold();
                List<MovedFigures> moved = new ArrayList<>();
                for (int i = 0; i < threshold.grid().size(); i++) {
                    moved.add(moved(decide, line, i));
                }
                thresholds
                        .computeIfAbsent(threshold.rule(), rule -> new ArrayList<>())
                        .add(new ThresholdFigures(
                                threshold.measured(),
                                threshold.sign(),
                                threshold.limit(),
                                threshold.relative(),
                                moved));
            }
        }
        return thresholds;
    }

    /** What no other rule rejects is kept by all rules but those documents that this one still rejects. */
    private static MovedFigures moved(Manifest decide, CounterfactualTable.Line line, int point) {
        int actual = line.threshold().actual();
        SortedMap<String, MovedSource> bySource = new TreeMap<>();
        line.sources().forEach((source, counts) -> {
            long keptByOthers =
                    decide.ledger().get(source).out() + counts.alone().get(actual);
            bySource.put(
                    source,
                    new MovedSource(
                            counts.failed().get(point),
                            counts.alone().get(point),
                            keptByOthers - counts.alone().get(point)));
        });
        return new MovedFigures(
                line.threshold().grid().get(point),
                point == actual,
                bySource.values().stream().mapToLong(MovedSource::failed).sum(),
                bySource.values().stream().mapToLong(MovedSource::alone).sum(),
                bySource.values().stream().mapToLong(MovedSource::kept).sum(),
                bySource);
    }

    private List<LanguageFigures> languages() {
        List<LanguageFigures> figures = new ArrayList<>();
        if (manifests.containsKey("decide")) {
            manifests.get("decide").counts("language/").forEach((key, n) -> {
                String[] parts = key.split("/");
                if (parts[2].equals("in")) {
                    String place = parts[0] + "/" + parts[1];
                    figures.add(new LanguageFigures(
                            parts[0],
                            parts[1],
                            n,
                            count("decide", "language/" + place + "/kept"),
                            count("tokenize", "tokens/" + place),
                            count("tokenize", "text_bytes/" + place)));
                }
            });
        }
        return figures;
    }

    private CutTable ranks() throws IOException {
        if (recipe.ranks().isEmpty() || !manifests.containsKey("rank")) {
            return null;
        }
        List<DataFile> files = manifests.get("rank").table(CutTable.TABLE);
        return SealedJson.JSON.readValue(run.bytes(files.get(0).path()), CutTable.class);
    }

    private ModelFigures models() throws IOException {
        if (recipe.models().isEmpty() && recipe.language().isEmpty()) {
            return null;
        }
        List<ScoreTable.Line> scores = new ArrayList<>();
        if (manifests.containsKey("score")) {
            for (DataFile file : manifests.get("score").table(ScoreTable.TABLE)) {
                scores.addAll(SealedJson.JSON
                        .readValue(run.bytes(file.path()), ScoreTable.class)
                        .lines());
            }
        }
        return new ModelFigures(
                recipe.language().map(PinnedFile::sha256).orElse(null),
                recipe.models().stream()
                        .map(model -> new ModelFigures.ModelLine(
                                model.name(),
                                model.type(),
                                model.files().stream()
                                        .map(file -> file.path() + " " + file.sha256())
                                        .toList(),
                                List.copyOf(model.columns().keySet()),
                                model.absent().orElse(null)))
                        .toList(),
                scores);
    }

    private TokenizerFigures tokenizer() throws IOException {
        Manifest tokenize = manifests.get("tokenize");
        if (tokenize == null) {
            return null;
        }
        long tokens = 0;
        long bytes = 0;
        for (String source : tokenize.ledger().keySet()) {
            // How many bytes a token has is a figure of text.
            tokens += tokenize.count("tokens/" + source) - tokenize.count("media_tokens/" + source);
            bytes += tokenize.count("text_bytes/" + source);
        }
        return new TokenizerFigures(
                tokenize.count("vocab_size"),
                recipe.tokenizer()
                        .map(spec -> spec.model().isPresent()
                                ? "given"
                                : String.valueOf(spec.options().getOrDefault("model_type", "unigram")))
                        .orElse(""),
                tokens,
                bytes,
                manifests.containsKey("tokenizer") ? manifests.get("tokenizer").counts() : new TreeMap<>(),
                evaluation());
    }

    private EvalFigures evaluation() throws IOException {
        Manifest evaluate = manifests.get("evaluate");
        return evaluate == null
                ? null
                : SealedJson.JSON.readValue(
                        run.bytes(evaluate.table("evaluation").get(0).path()), EvalFigures.class);
    }

    private DuplicateFigures duplicates() throws IOException {
        return manifests.containsKey("dedup")
                ? new Duplicates(run, recipe.dedup(), manifests.get("dedup")).figures(this::sample)
                : null;
    }

    private OverlapFigures overlaps() throws IOException {
        return Overlaps.of(run, manifests.get("passages"), manifests.get("decontaminate"));
    }

    private MixtureFigures mixture() throws IOException {
        if (!manifests.containsKey("pack")) {
            return null;
        }
        String plan = new String(run.bytes("mixture/plan.json"), StandardCharsets.UTF_8);
        return Mixtures.of(recipe, MixturePlan.fromJson(plan), Optional.ofNullable(manifests.get("emit")));
    }

    private Samples samples() throws IOException {
        Samples samples = new Samples(new TreeMap<>(), new TreeMap<>(), new ArrayList<>());
        if (!manifests.containsKey("annotate")) {
            return samples;
        }
        Documents documents = new Documents(run);
        int n = recipe.report().samples();
        int perRule = Math.min(n, SAMPLES_PER_RULE);
        documents
                .samples(n, verdict -> verdict.kept() ? List.of(verdict.source()) : List.of())
                .forEach((source, some) -> samples.kept()
                        .put(source, some.stream().map(this::sample).toList()));
        documents
                .samples(perRule, Documents.Verdict::reasons)
                .forEach((rule, some) -> samples.rejected()
                        .put(rule, some.stream().map(this::sample).toList()));
        documents
                .quarantined(n, unit -> true)
                .forEach(unit -> samples.quarantined()
                        .add(new BrokenSample(
                                unit.source(),
                                unit.shard(),
                                unit.offset(),
                                unit.url(),
                                unit.reason(),
                                unit.message())));
        return samples;
    }

    private Sample sample(StoredDocument document) {
        Map<String, Object> looked = new LinkedHashMap<>();
        for (Rule rule : recipe.rules()) {
            if (document.rejectedBy().contains(rule.name())) {
                recipe.measured().keySet().stream()
                        .filter(signal -> mentions(rule.keep(), signal))
                        .forEach(signal -> looked.put(signal, document.signals().get(signal)));
            }
        }
        String text = document.text();
        return new Sample(
                document.id(),
                document.source(),
                document.lang(),
                document.origin().containsKey("url")
                        ? String.valueOf(document.origin().get("url"))
                        : document.origin().get("shard") + " "
                                + document.origin()
                                        .getOrDefault(
                                                "record_id", document.origin().get("offset")),
                document.meta().get("title"),
                document.fate().removedBy() == null
                        ? document.rejectedBy()
                        : List.of(document.fate().removedBy()),
                looked,
                text.codePointCount(0, text.length()),
                excerpt(text, EXCERPT_CHARS));
    }

    /** The start of a text, at most so many UTF-16 units of it. */
    static String excerpt(String text, int chars) {
        int cut = Math.min(text.length(), chars);
        if (cut < text.length() && cut > 0 && Character.isHighSurrogate(text.charAt(cut - 1))) {
            cut--;
        }
        return text.substring(0, cut);
    }

    /** Whether a word of the expression is the signal's name. */
    static boolean mentions(String expression, String signal) {
        for (int at = expression.indexOf(signal); at >= 0; at = expression.indexOf(signal, at + 1)) {
            int end = at + signal.length();
            boolean starts = at == 0 || !isNamePart(expression.charAt(at - 1));
            if (starts && (end == expression.length() || !isNamePart(expression.charAt(end)))) {
                return true;
            }
        }
        return false;
    }

    private static boolean isNamePart(char c) {
        return Character.isLetterOrDigit(c) || c == '_';
    }

    /** As {@code report.json}. */
    static byte[] json(ReportData data) {
        JsonNode node = SealedJson.JSON.valueToTree(data);
        return SealedJson.plain(node);
    }
}
