package dev.tamis.jobs;

import com.fasterxml.jackson.databind.ObjectWriter;
import com.fasterxml.jackson.databind.SerializationFeature;
import dev.tamis.filters.record.Kind;
import dev.tamis.filters.record.Limits;
import dev.tamis.pipeline.inspect.Explainer;
import dev.tamis.pipeline.recipe.Recipe;
import dev.tamis.pipeline.rule.Rule;
import dev.tamis.pipeline.run.HadoopSettings;
import dev.tamis.pipeline.run.SealedJson;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
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

    @Option(names = "--kind", paramLabel = "K", description = "web, book or code; else by each file's name.")
    private Kind kind;

    @Option(names = "--conf", paramLabel = "RECIPE", description = "A recipe whose rules and limits to use.")
    private Path conf;

    @Option(names = "--json", description = "Prints one JSON object a line for each file, in the order given.")
    private boolean json;

    @Override
    public Integer call() throws Exception {
        List<Rule> rules;
        Limits limits = Limits.DEFAULT;
        if (conf != null) {
            Recipe recipe = RecipeFiles.load(conf, List.of(), null, HadoopSettings.configuration());
            rules = recipe.rules();
            limits = recipe.limits();
        } else {
            rules = RecipeFiles.shippedRules();
        }
        PrintWriter out = spec.commandLine().getOut();
        try (Explainer explainer = new Explainer(rules, limits)) {
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
        explanation.meta().forEach((name, value) -> out.printf("  %-36s %s%n", name, Excerpt.of(value, 100)));
        explanation.signals().forEach((name, value) -> out.printf("  %-36s %s%n", name, value));
        out.println();
        out.println(explanation.text());
        out.println();
    }
}
