package dev.tamis.jobs;

import dev.tamis.pipeline.budget.Corpus;
import dev.tamis.pipeline.budget.PlanFigures;
import dev.tamis.pipeline.budget.PlanPage;
import dev.tamis.pipeline.budget.PlanRequest;
import dev.tamis.pipeline.budget.PlanRequest.Amount;
import dev.tamis.pipeline.budget.PlanText;
import dev.tamis.pipeline.budget.Planner;
import dev.tamis.pipeline.budget.Quantity;
import dev.tamis.pipeline.budget.ScalingLaw;
import dev.tamis.pipeline.run.HadoopSettings;
import dev.tamis.pipeline.run.RunDirectory;
import dev.tamis.pipeline.run.SealedJson;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Computes a budget. */
@Command(
        name = "plan",
        mixinStandardHelpOptions = true,
        description = {
            "Plans a training by published scaling laws: from one or two of compute, size and tokens, for a quality to be"
                    + " served, on a corpus of limited size, or for a family of sizes.",
            "Exits with 1 where the plan would repeat the corpus more than 16 times."
        },
        footer = {
            "",
            "Examples: tamis plan --flops 1e21",
            "          tamis plan --params 7B --tokens 2T",
            "          tamis plan --quality-of 13B --serve-tokens 2T",
            "          tamis plan --flops 1e22 --unique-tokens 25B --html plan.html",
            "          tamis plan --family 70B,8B,1B --unique-tokens 2T --serve-tokens 10T"
        })
final class PlanCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Option(names = "--flops", paramLabel = "C", description = "Training compute, such as 1e21.")
    private String flops;

    @Option(names = "--params", paramLabel = "N", description = "Parameters, such as 1B.")
    private String params;

    @Option(names = "--tokens", paramLabel = "D", description = "Training tokens, such as 20B.")
    private String tokens;

    @Option(names = "--loss", paramLabel = "L", description = "The loss to reach, in nats a token.")
    private String loss;

    @Option(
            names = "--quality-of",
            paramLabel = "N",
            description = "With --serve-tokens: the loss of the compute-optimal model of this size.")
    private String qualityOf;

    @Option(
            names = "--serve-tokens",
            paramLabel = "S",
            description = "Tokens that the model serves over its life; training and serving together shall cost least.")
    private String serveTokens;

    @Option(
            names = "--family",
            paramLabel = "N,N,...",
            split = ",",
            description = "Plans several sizes from one corpus: the largest compute-optimal, the others for longer.")
    private List<String> family = List.of();

    @Option(names = "--unique-tokens", paramLabel = "U", description = "Tokens of the corpus, each counted once.")
    private String uniqueTokens;

    @Option(names = "--run", paramLabel = "RUN", description = "The corpus: the tokens that a run kept.")
    private String run;

    @Option(
            names = "--force",
            description = "Plans more than 16 epochs too, and more than 4 for a family's small sizes.")
    private boolean force;

    @Option(
            names = "--law",
            paramLabel = "NAME",
            description = "hoffmann-1, hoffmann-2, hoffmann-3, hoffmann-3-printed, besiroglu (default), muennighoff.")
    private String law = ScalingLaw.DEFAULT.name();

    @Option(names = "--json", description = "Prints JSON.")
    private boolean json;

    @Option(names = "--html", paramLabel = "FILE", description = "Writes a page with charts as well.")
    private Path html;

    @Override
    public Integer call() throws Exception {
        TokenizerCommand.checkWritable("--html", html);
        PlanFigures figures = Planner.plan(request());
        PrintWriter out = spec.commandLine().getOut();
        if (json) {
            out.println(SealedJson.JSON.writerWithDefaultPrettyPrinter().writeValueAsString(figures));
        } else {
            out.print(PlanText.of(figures));
        }
        out.flush();
        if (html != null) {
            Files.write(html, PlanPage.html(figures));
        }
        return figures.refused() ? Tamis.NO : Tamis.DONE;
    }

    private PlanRequest request() throws IOException {
        Map<Amount, Double> amounts = new EnumMap<>(Amount.class);
        put(amounts, Amount.FLOPS, flops);
        put(amounts, Amount.PARAMS, params);
        put(amounts, Amount.TOKENS, tokens);
        put(amounts, Amount.LOSS, loss);
        put(amounts, Amount.QUALITY_OF, qualityOf);
        put(amounts, Amount.SERVE_TOKENS, serveTokens);
        List<Double> sizes = new ArrayList<>();
        for (String size : family) {
            sizes.add(parse("--family", size));
        }
        return new PlanRequest(ScalingLaw.named(law), amounts, sizes, corpus(), force);
    }

    private static void put(Map<Amount, Double> amounts, Amount amount, String text) {
        if (text != null) {
            amounts.put(amount, parse(amount.option(), text));
        }
    }

    private static double parse(String option, String text) {
        try {
            return Quantity.parse(text);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(option + ": " + e.getMessage(), e);
        }
    }

    private Corpus corpus() throws IOException {
        if (run != null && uniqueTokens != null) {
            throw new ParameterException(
                    spec.commandLine(), "--run and --unique-tokens both say how large the corpus is; give one of them");
        }
        if (run == null) {
            return uniqueTokens == null ? null : Corpus.of(parse("--unique-tokens", uniqueTokens));
        }
        RunDirectory directory = new RunDirectory(run, HadoopSettings.configuration());
        SortedMap<String, Long> counts = directory.required("tokenize").counts("tokens/");
        // Beside each source stand its languages, as source/language.
        counts.keySet().removeIf(name -> name.contains("/"));
        if (counts.values().stream().mapToLong(Long::longValue).sum() == 0) {
            throw new IOException("--run: " + directory + " kept no tokens; loosen its rules or add shards");
        }
        return Corpus.of(counts);
    }
}
