package dev.tamis.jobs;

import com.fasterxml.jackson.databind.ObjectWriter;
import com.fasterxml.jackson.databind.SerializationFeature;
import dev.tamis.filters.clean.Cleaners;
import dev.tamis.filters.clean.Cleaning;
import dev.tamis.filters.record.Kind;
import dev.tamis.filters.record.Limits;
import dev.tamis.filters.signal.Settings;
import dev.tamis.filters.signal.SignalType;
import dev.tamis.filters.signal.Signals;
import dev.tamis.pipeline.hocon.Nearest;
import dev.tamis.pipeline.inspect.Explainer;
import dev.tamis.pipeline.model.ModelScorers;
import dev.tamis.pipeline.recipe.ModelSpec;
import dev.tamis.pipeline.recipe.Recipe;
import dev.tamis.pipeline.recipe.SourceSpec;
import dev.tamis.pipeline.rule.Rule;
import dev.tamis.pipeline.run.HadoopSettings;
import dev.tamis.pipeline.run.SealedJson;
import dev.tamis.pipeline.setting.SettingFiles;
import dev.tamis.pipeline.setting.SettingRef;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.function.Function;
import org.apache.hadoop.conf.Configuration;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Explains single files. */
@Command(
        name = "explain",
        mixinStandardHelpOptions = true,
        description = {
            "Shows what Tamis makes of single files: text, signals, and the rules that would reject them.",
            "Rules are the recipe's, or without one all that are shipped."
        },
        footer = {"", "Example: tamis explain --kind web --json page.html"})
final class ExplainCommand implements Callable<Integer> {
    /** Fields in the order in which a person reads them. */
    private static final ObjectWriter JSON =
            SealedJson.JSON.writer().without(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS);

    @Spec
    private CommandSpec spec;

    @Parameters(arity = "1..*", paramLabel = "FILE", description = "Files to explain.")
    private List<Path> files;

    @Option(names = "--kind", paramLabel = "K", description = "web, book, code or image; else by each file's name.")
    private Kind kind;

    @Option(
            names = "--conf",
            paramLabel = "RECIPE",
            description = "A recipe whose rules, limits, lists and cleaners to use.")
    private Path conf;

    @Option(
            names = "--clean",
            split = ",",
            paramLabel = "NAME",
            description =
                    "Cleaners that the text goes through, in this order; else those of the recipe's sources of its"
                            + " kind.")
    private List<String> clean;

    @Option(names = "--json", description = "Prints one JSON object a line for each file, in the order given.")
    private boolean json;

    @Override
    public Integer call() throws Exception {
        List<Rule> rules;
        Limits limits = Limits.DEFAULT;
        Settings settings = Settings.none();
        Function<Kind, Cleaning> cleaning = kind -> Cleaning.none();
        Map<String, SignalType> columns = Signals.types();
        List<ModelSpec> models = List.of();
        Configuration configuration = HadoopSettings.configuration();
        if (conf != null) {
            Recipe recipe = RecipeFiles.load(conf, List.of(), null, configuration);
            rules = recipe.rules();
            limits = recipe.limits();
            settings = settings(recipe, configuration);
            cleaning = kind -> cleaning(recipe, kind);
            columns = recipe.measured();
            models = recipe.models();
        } else {
            rules = RecipeFiles.shippedRules();
        }
        if (clean != null) {
            Cleaning asked = cleaning(clean);
            cleaning = kind -> asked;
        }
        PrintWriter out = spec.commandLine().getOut();
        try (Explainer explainer =
                new Explainer(rules, columns, limits, cleaning, settings, new ModelScorers(models, configuration))) {
            for (Path file : files) {
                Explainer.Explanation explanation = explainer.explain(file, kind);
                if (json) {
                    out.println(JSON.writeValueAsString(fields(explanation)));
                } else {
                    print(out, explanation);
                }
                out.flush();
            }
        }
        return Tamis.DONE;
    }

    private static Settings settings(Recipe recipe, Configuration configuration) throws IOException {
        List<SettingRef> files = new ArrayList<>();
        for (SettingRef file : SettingFiles.list(recipe, configuration)) {
            files.add(SettingFiles.digested(file, configuration));
        }
        SettingFiles.checkLanguage(recipe, files, configuration);
        return SettingFiles.load(files, configuration);
    }

    /** The cleaners that all sources of a kind share; none if there is no source of it. */
    private Cleaning cleaning(Recipe recipe, Kind kind) {
        List<List<String>> lists = recipe.sources().stream()
                .filter(source -> source.kind() == kind)
                .map(SourceSpec::clean)
                .distinct()
                .toList();
        if (lists.size() > 1) {
            throw new ParameterException(
                    spec.commandLine(),
                    "The sources of kind " + kind.id() + " in " + conf
                            + " have different cleaners; name some with --clean");
        }
        return lists.isEmpty() ? Cleaning.none() : Cleaning.named(lists.get(0));
    }

    private Cleaning cleaning(List<String> names) {
        for (String name : names) {
            if (!Cleaners.names().contains(name)) {
                throw new ParameterException(
                        spec.commandLine(),
                        "Unknown cleaner \"" + name + "\"" + Nearest.hint(name, Cleaners.names()) + "; allowed: "
                                + String.join(", ", Cleaners.names()));
            }
        }
        return Cleaning.named(names);
    }

    private static Map<String, Object> fields(Explainer.Explanation explanation) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("file", explanation.file());
        if (explanation.error() != null) {
            Map<String, Object> error = new LinkedHashMap<>();
            error.put("stage", explanation.error().stage());
            error.put("class", explanation.error().errorClass());
            error.put("message", explanation.error().message());
            fields.put("error", error);
            return fields;
        }
        fields.put("kind", explanation.kind().id());
        fields.put("text", explanation.text());
        if (explanation.medium() != null) {
            fields.put("medium", explanation.medium());
        }
        fields.put("signals", explanation.signals());
        fields.put("rejected_by", explanation.rejectedBy());
        fields.put("meta", explanation.meta());
        return fields;
    }

    private static void print(PrintWriter out, Explainer.Explanation explanation) {
        out.println("== " + explanation.file() + " (" + explanation.kind().id() + ")");
        if (explanation.error() != null) {
            out.println("error in " + explanation.error().stage() + ": "
                    + explanation.error().errorClass() + ": "
                    + explanation.error().message());
            return;
        }
        out.println(
                explanation.rejectedBy().isEmpty()
                        ? "kept"
                        : "rejected by " + String.join(", ", explanation.rejectedBy()));
        if (explanation.medium() != null) {
            explanation.medium().forEach((name, value) -> out.printf("  %-36s %s%n", name, value));
        }
        explanation.meta().forEach((name, value) -> out.printf("  %-36s %s%n", name, Excerpt.of(value, 100)));
        explanation.signals().forEach((name, value) -> out.printf("  %-36s %s%n", name, value));
        out.println();
        out.println(explanation.text());
        out.println();
    }
}
