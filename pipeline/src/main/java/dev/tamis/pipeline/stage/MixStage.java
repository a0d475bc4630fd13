package dev.tamis.pipeline.stage;

import dev.tamis.pipeline.budget.Budget;
import dev.tamis.pipeline.budget.ScalingLaw;
import dev.tamis.pipeline.mixture.DomainPath;
import dev.tamis.pipeline.mixture.MixtureRequest;
import dev.tamis.pipeline.mixture.MixtureTargets;
import dev.tamis.pipeline.recipe.BudgetSpec;
import dev.tamis.pipeline.recipe.MixtureSpec;
import dev.tamis.pipeline.recipe.Recipe;
import dev.tamis.pipeline.recipe.SourceSpec;
import dev.tamis.pipeline.run.Digests;
import dev.tamis.pipeline.run.Manifest;
import dev.tamis.pipeline.run.RunDirectory;
import dev.tamis.pipeline.run.RunReference;
import dev.tamis.pipeline.table.MeasuredFiles;
import dev.tamis.pipeline.table.Parts;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Divides the tokens there are into domains, and the budget among them: how many tokens every phase takes of each,
 * within floors, ceilings and the epochs allowed.
 */
final class MixStage implements Stage {
    static final String NAME = "mix";

    private static final String TARGETS = "mixture/targets.json";
    /** More than any mixture that somebody weighed; what would come of splitting by an address. */
    static final int MOST_DOMAINS = 10_000;

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public List<String> inputs(Recipe recipe) {
        return Measured.inputs(recipe, TokenizeStage.NAME);
    }

    @Override
    public String recipePart(Recipe recipe) {
        return Digests.sha256(recipe.part("budget"), recipe.part("mixture"), recipe.part("seed"));
    }

    @Override
    public boolean wanted(Recipe recipe) {
        return recipe.mixture().isPresent();
    }

    @Override
    public void run(StageContext context) throws IOException {
        Recipe recipe = context.recipe();
        MixtureSpec mixture = recipe.mixture().orElseThrow();
        List<TaskResult> results = domains(context, mixture);
        MixtureTargets targets = MixtureTargets.of(new MixtureRequest(
                tokens(recipe),
                recipe.seed(),
                mixture.phases().stream().map(MixStage::phase).toList(),
                counted(results, recipe),
                mixture.maxEpochs(),
                mixture.maxEpochsByDomain()));
        context.commit(
                context.input(TokenizeStage.NAME).parts(),
                results,
                List.of(context.place("targets", TARGETS, targets.toJson().getBytes(StandardCharsets.UTF_8))));
    }

    private static List<TaskResult> domains(StageContext context, MixtureSpec mixture) {
        RunReference reference = context.reference();
        Manifest annotate = context.input(AnnotateStage.NAME);
        Manifest tokenize = context.input(TokenizeStage.NAME);
        List<String> sources = Parts.sources(annotate);
        List<MeasuredFiles> documents = Measured.byPart(context);
        List<String> tokens = tokenize.pathsByPart("tokens");
        SortedMap<String, List<String>> split = new TreeMap<>(mixture.split());
        return context.parts(tokenize.parts())
                .map(part -> DomainTask.run(
                        reference.open(),
                        documents.get(part),
                        tokens.get(part),
                        part,
                        sources.get(part),
                        split.getOrDefault(sources.get(part), List.of())))
                .collect();
    }

    /** What each domain has; a source of which nothing is left has nothing. */
    private static List<MixtureRequest.Domain> counted(List<TaskResult> results, Recipe recipe) {
        SortedMap<String, Long> tokens = TaskResult.counts(results, DomainTask.TOKENS);
        SortedMap<String, Long> documents = TaskResult.counts(results, DomainTask.DOCUMENTS);
        if (tokens.size() > MOST_DOMAINS) {
            throw new IllegalArgumentException(tooMany(DomainPath.source(tokens.firstKey()), tokens.firstKey()));
        }
        // A weight for a source of which nothing was kept is told apart from one for a source that is not there.
        for (SourceSpec source : recipe.sources()) {
            if (tokens.keySet().stream().noneMatch(domain -> DomainPath.within(domain, source.name()))) {
                tokens.put(source.name(), 0L);
                documents.put(source.name(), 0L);
            }
        }
        List<MixtureRequest.Domain> domains = new ArrayList<>();
        tokens.forEach((domain, n) -> domains.add(new MixtureRequest.Domain(domain, n, documents.get(domain))));
        return domains;
    }

    static String tooMany(String source, String domain) {
        return "mixture.split." + source + " makes more than " + MOST_DOMAINS + " domains, such as " + domain
                + "; split by something with fewer values";
    }

    private static MixtureRequest.Phase phase(MixtureSpec.Phase phase) {
        return new MixtureRequest.Phase(
                phase.name(),
                phase.share(),
                phase.sequenceLength(),
                phase.weights(),
                phase.rampTo().orElse(null),
                phase.scheme(),
                phase.floors(),
                phase.ceilings());
    }

    /** The tokens of the budget, whichever way the recipe gives it. */
    private static long tokens(Recipe recipe) {
        BudgetSpec budget = recipe.budget().orElseThrow();
        ScalingLaw law = ScalingLaw.named(budget.law());
        return Math.round(
                switch (budget.given()) {
                    case TOKENS -> budget.amount();
                    case PARAMS -> Budget.fromParams(budget.amount(), law).tokens();
                    case FLOPS -> Budget.fromFlops(budget.amount(), law).tokens();
                });
    }

    /** The committed targets. */
    static MixtureTargets targets(RunDirectory run) throws IOException {
        return MixtureTargets.fromJson(new String(run.bytes(TARGETS), StandardCharsets.UTF_8));
    }
}
