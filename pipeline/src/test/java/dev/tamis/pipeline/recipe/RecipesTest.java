package dev.tamis.pipeline.recipe;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tamis.filters.record.Kind;
import dev.tamis.filters.record.Limits;
import dev.tamis.pipeline.recipe.SourceSpec.Format;
import dev.tamis.pipeline.rule.Rule;
import dev.tamis.shards.format.CorpusIndex;
import dev.tamis.shards.format.ShardFormat;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class RecipesTest {

    private static final Path GOOD = TestSignals.RECIPES.resolve("good");

    @Test
    void everyValueOfTheFileArrivesInTheRecipe() throws RecipeException {
        Recipe recipe = load("everything.conf");
        assertEquals("everything", recipe.name());
        assertEquals("s3a://bucket/runs/everything", recipe.output());
        assertEquals(3, recipe.seed());
        assertEquals(
                List.of("books", "code", "web"),
                recipe.sources().stream().map(SourceSpec::name).toList());
        SourceSpec code = recipe.sources().get(1);
        assertEquals(Kind.CODE, code.kind());
        assertEquals(Format.ARCHIVE, code.format());
        assertEquals(List.of("**/*.java"), code.include());
        assertEquals(List.of("**/test/**"), code.exclude());
        SourceSpec web = recipe.sources().get(2);
        assertEquals(List.of("content", "key", "link"), List.of(web.textField(), web.idField(), web.urlField()));
        assertEquals(exact(DedupSpec.Scope.SOURCE), recipe.dedup());
        assertEquals(
                new TokenizerSpec(
                        Optional.empty(),
                        10 << 20,
                        Optional.empty(),
                        new TreeMap<>(Map.of(
                                "model_type",
                                "bpe",
                                "vocab_size",
                                16_000L,
                                "byte_fallback",
                                true,
                                "character_coverage",
                                0.99995,
                                "normalization_rule_name",
                                "identity",
                                "control_symbols",
                                List.of("<a>", "<b>")))),
                recipe.tokenizer().orElseThrow());
        assertEquals(
                new BudgetSpec(BudgetSpec.Given.TOKENS, 20e6, "hoffmann-3"),
                recipe.budget().orElseThrow());
        MixtureSpec mixture = recipe.mixture().orElseThrow();
        assertEquals(2.5, mixture.maxEpochs());
        assertEquals(Map.of("books", 8.0, "web/en", 3.0), mixture.maxEpochsByDomain());
        assertEquals(MixtureSpec.Packing.CONCAT, mixture.packing());
        assertEquals(
                Map.of("web", List.of("lang", "CASE WHEN tokens > 4096 THEN 'long' ELSE 'short' END")),
                mixture.split());
        assertEquals(
                List.of("main", "late"),
                mixture.phases().stream().map(MixtureSpec.Phase::name).toList());
        assertEquals(
                Map.of("web", 0.6, "code", 0.3, "books", 0.1),
                mixture.phases().get(0).weights());
        assertEquals(
                new EmitSpec(
                        CorpusIndex.Layout.DOMAINS, List.of(ShardFormat.MEGATRON, ShardFormat.MDS), 1 << 20, false),
                recipe.emit());
        assertEquals(32 << 20, recipe.limits().recordBytes());
        assertEquals(100, recipe.limits().htmlDepth());
        assertEquals(Limits.DEFAULT.archiveBytes(), recipe.limits().archiveBytes());
        assertEquals(0.5, recipe.quarantineShare());
        assertEquals(8 << 20, recipe.splitBytes());
        assertEquals(5, recipe.report().samples());
    }

    @Test
    void overridesChangeAndDropSingleRules() throws RecipeException {
        List<Rule> rules = load("everything.conf").rules();
        assertEquals(
                List.of("own", "word_count"), rules.stream().map(Rule::name).toList());
        Rule changed = rules.get(1);
        assertEquals("words >= 20", changed.keep());
        assertEquals(Set.of(Kind.WEB), changed.kinds());
        assertEquals("Rae et al. 2021, A1.1", changed.source());
        assertEquals(List.of(), changed.examples(), "examples of the expression that was replaced");
        assertTrue(changed.file().endsWith("everything.conf"), changed.file());
        assertEquals(11, changed.line());
        assertTrue(rules.get(0).appliesTo(Kind.BOOK, "web"));
        assertTrue(!rules.get(0).appliesTo(Kind.WEB, "books"));
    }

    @Test
    void defaultsFillWhatIsLeftOut() throws RecipeException {
        Recipe recipe = load("minimal.conf");
        assertEquals("minimal", recipe.name());
        assertEquals(17, recipe.seed());
        assertEquals(Limits.DEFAULT, recipe.limits());
        assertEquals(64 << 20, recipe.splitBytes());
        assertEquals(0.01, recipe.quarantineShare());
        assertEquals(exact(DedupSpec.Scope.CORPUS), recipe.dedup());
        assertEquals(
                new EmitSpec(CorpusIndex.Layout.PHASES, List.of(ShardFormat.MEGATRON), 64 << 20, true), recipe.emit());
        assertEquals(20, recipe.report().samples());
        assertEquals(List.of(), recipe.rules());
        assertTrue(recipe.tokenizer().isEmpty());
        assertTrue(recipe.budget().isEmpty());
        assertTrue(recipe.mixture().isEmpty());
        SourceSpec web = recipe.sources().get(0);
        assertEquals(List.of("text", "id", "url"), List.of(web.textField(), web.idField(), web.urlField()));
    }

    @Test
    void numbersAndSizesAreTakenAsPeopleWriteThem() throws RecipeException {
        Recipe recipe = load("numbers.conf");
        assertEquals(17, recipe.seed());
        assertEquals(8000L, recipe.tokenizer().orElseThrow().options().get("vocab_size"));
        assertEquals(1.5e9, recipe.budget().orElseThrow().amount());
        assertEquals(4, recipe.mixture().orElseThrow().maxEpochs());
        assertEquals(
                Map.of("web", 1.0),
                recipe.mixture().orElseThrow().phases().get(0).sourceFractions());
        assertEquals(1000, recipe.limits().recordBytes());
        assertEquals(2_000_000_000L, recipe.limits().archiveBytes());
        assertEquals(1 << 20, recipe.splitBytes());
    }

    @Test
    void includesOfLocalFilesAndSubstitutionsWork() throws RecipeException {
        Path file = GOOD.resolve("included.conf");
        RecipeException refused = assertThrows(
                RecipeException.class, () -> Recipes.load(file, List.of("base=x"), null, TestSignals.CONTEXT));
        assertEquals("base", refused.problems().get(0).key());
        Recipe recipe = load("included.conf");
        assertEquals("included/run", recipe.output());
        assertEquals(1, recipe.sources().size());
    }

    @Test
    void weightsOfAnAblationAreAFileThatIsIncluded(@TempDir Path temp) throws Exception {
        Files.writeString(temp.resolve("ablation.conf"), "web = 0.31\ncode = 0.69\n");
        Path recipe = temp.resolve("recipe.conf");
        Files.writeString(recipe, """
                output = x
                sources.web { kind = web, format = warc, paths = ["s3a://b/*"] }
                sources.code { kind = code, format = archive, paths = ["s3a://c/*"] }
                tokenizer { vocab_size = 1000 }
                budget { tokens = 20M }
                mixture.phases = [{ name = main, share = 1, weights { include "ablation.conf" } }]
                """);
        Recipe read = Recipes.load(recipe, List.of(), null, TestSignals.CONTEXT);
        assertEquals(
                Map.of("web", 0.31, "code", 0.69),
                read.mixture().orElseThrow().phases().get(0).weights());
    }

    @Test
    void setsGoOverTheFileAndTheLastOneWins() throws RecipeException {
        Recipe recipe = Recipes.load(
                GOOD.resolve("everything.conf"),
                List.of(
                        "seed=1",
                        "seed=2",
                        "output=hdfs://host/a#b//c",
                        "tokenizer.vocab_size=300",
                        "tokenizer.byte_fallback=false",
                        "sources.web.paths=[\"s3a://one\", \"s3a://two\"]",
                        "overrides.mean_word_length.enabled=true",
                        "overrides.word_count.keep=words >= 7",
                        "mixture.max_epochs_by_domain={ web = 2 }"),
                null,
                TestSignals.CONTEXT);
        assertEquals(2, recipe.seed());
        assertEquals("hdfs://host/a#b//c", recipe.output());
        assertEquals(300L, recipe.tokenizer().orElseThrow().options().get("vocab_size"));
        assertEquals("bpe", recipe.tokenizer().orElseThrow().options().get("model_type"));
        assertEquals(List.of("s3a://one", "s3a://two"), recipe.sources().get(2).paths());
        assertEquals(3, recipe.rules().size());
        Rule changed = recipe.rules().get(2);
        assertEquals("words >= 7", changed.keep());
        assertEquals("--set", changed.file());
        assertEquals(0, changed.line());
        assertEquals(
                Map.of("web", 2.0, "books", 8.0, "web/en", 3.0),
                recipe.mixture().orElseThrow().maxEpochsByDomain());
    }

    @Test
    void aSampleLikeTheMixtureHasItsWeights() throws RecipeException {
        for (var expected : Map.of(
                        "mixture", Map.of("web", 0.59, "code", 0.27, "books", 0.14),
                        "mixture.late", Map.of("books", 0.05, "web", 0.05))
                .entrySet()) {
            Recipe recipe = Recipes.load(
                    TestSignals.RECIPES.resolve("good/everything.conf"),
                    List.of("tokenizer.sample.like=\"" + expected.getKey() + "\""),
                    null,
                    TestSignals.CONTEXT);
            SampleSpec sample = recipe.tokenizer().orElseThrow().sample().orElseThrow();
            assertEquals(SampleSpec.By.SOURCE, sample.by());
            assertTrue(sample.exponent().isEmpty());
            assertEquals(expected.getValue().keySet(), sample.weights().keySet());
            sample.weights()
                    .forEach(
                            (source, weight) -> assertEquals(expected.getValue().get(source), weight, 1e-12));
        }
    }

    @Test
    void outputOfTheCommandLineGoesOverEverything() throws RecipeException {
        Recipe recipe =
                Recipes.load(GOOD.resolve("minimal.conf"), List.of("output=other"), "runs/a b", TestSignals.CONTEXT);
        assertEquals("runs/a b", recipe.output());
        RecipeException refused = assertThrows(
                RecipeException.class,
                () -> Recipes.load(GOOD.resolve("minimal.conf"), List.of(), " ", TestSignals.CONTEXT));
        assertEquals("--output: output: expected the path of a run directory, found \" \"", refused.getMessage());
    }

    @ParameterizedTest
    @MethodSource("good")
    void canonicalJsonLoadsAsTheSameRecipe(Path file, @TempDir Path directory) throws RecipeException, IOException {
        Recipe recipe = Recipes.load(file, List.of(), null, TestSignals.CONTEXT);
        Path copy = directory.resolve("copy.conf");
        Files.writeString(copy, recipe.canonicalJson());
        Recipe again = Recipes.load(copy, List.of(), null, TestSignals.CONTEXT);
        assertEquals(recipe.canonicalJson(), again.canonicalJson());
        assertEquals(recipe.parts(), again.parts());
    }

    @Test
    void canonicalJsonDoesNotDependOnOrderLayoutOrPlace(@TempDir Path directory) throws RecipeException, IOException {
        Path one = directory.resolve("a.conf");
        Path two = Files.createDirectories(directory.resolve("sub")).resolve("a.conf");
        Files.writeString(one, """
                output = x, seed = 5
                sources { b { kind = web, format = wet, paths = ["s3a://b"] }, a { kind = web, format = wet, paths = ["s3a://a"] } }
                limits.record_bytes = 1MiB
                """);
        Files.writeString(two, """
                limits { record_bytes = 1048576 }
                sources.a { paths = ["s3a://a"], format = wet, kind = web }
                sources.b { paths = ["s3a://b"], format = wet, kind = web }
                seed = "5"
                output : x
                """);
        assertEquals(
                Recipes.load(one, List.of(), null, TestSignals.CONTEXT).canonicalJson(),
                Recipes.load(two, List.of(), null, TestSignals.CONTEXT).canonicalJson());
    }

    @Test
    void eachPartChangesWithItsBlockOnly() throws RecipeException {
        assertEquals(Set.of("rules"), changedBy("overrides.word_count.keep=words > 3"));
        assertEquals(Set.of("budget"), changedBy("budget.tokens=1M"));
        assertEquals(Set.of("mixture"), changedBy("mixture.max_epochs=3"));
        assertEquals(Set.of("tokenizer"), changedBy("tokenizer.vocab_size=500"));
        assertEquals(Set.of("ranks"), changedBy("ranks.words_rank.buckets=10"));
        assertEquals(Set.of("limits"), changedBy("limits.html_depth=9"));
        assertEquals(Set.of("seed"), changedBy("seed=9"));
        assertEquals(Set.of("sources"), changedBy("sources.web.text_field=body"));
        assertEquals(Set.of("dedup"), changedBy("dedup.exact.enabled=false"));
        assertEquals(Set.of("dedup", "signatures"), changedBy("dedup.minhash.enabled=true"));
        assertEquals(Set.of("dedup", "passages"), changedBy("dedup.survivor=[\"-words\"]"));
        assertEquals(Set.of("passages"), changedBy("passages.lines.enabled=true"));
        assertEquals(Set.of("decontaminate"), changedBy("decontaminate.ngram=8"));
        assertEquals(Set.of("emit"), changedBy("emit.append_eod=true"));
        assertEquals(Set.of("report"), changedBy("report.samples=6"));
        assertEquals(Set.of(), changedBy("output=elsewhere"));
    }

    private static DedupSpec exact(DedupSpec.Scope scope) {
        return new DedupSpec(
                List.of("chars"),
                List.of(),
                Optional.empty(),
                Optional.of(scope),
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
    }

    private static Set<String> changedBy(String set) throws RecipeException {
        Path file = GOOD.resolve("everything.conf");
        Recipe before = Recipes.load(file, List.of(), null, TestSignals.CONTEXT);
        Recipe after = Recipes.load(file, List.of(set), null, TestSignals.CONTEXT);
        assertNotEquals(before.canonicalJson(), after.canonicalJson());
        Set<String> changed = new TreeSet<>();
        before.parts().forEach((part, json) -> {
            if (!json.equals(after.part(part))) {
                changed.add(part);
            }
        });
        return changed;
    }

    @Test
    void ruleFilesAreFoundInTheInstallationToo(@TempDir Path installation) throws RecipeException, IOException {
        Path rules = Files.createDirectories(installation.resolve("conf/rules"));
        Files.writeString(rules.resolve("shipped.conf"), "rules { shipped { keep = \"words > 0\" } }");
        RecipeContext context = RecipeContext.local(TestSignals.ALL, installation);
        Recipe recipe =
                Recipes.load(GOOD.resolve("minimal.conf"), List.of("rules=[\"rules/shipped.conf\"]"), null, context);
        assertEquals("shipped", recipe.rules().get(0).name());
        RecipeException refused = assertThrows(
                RecipeException.class,
                () -> Recipes.load(
                        GOOD.resolve("minimal.conf"), List.of("rules=[\"rules/shiped.conf\"]"), null, context));
        assertTrue(refused.getMessage().contains("(did you mean \"rules/shipped.conf\"?)"), refused.getMessage());
    }

    @Test
    void remotePathsGoToTheHook() {
        PathCheck remote = path -> Optional.of("asked for " + path);
        RecipeContext context = new RecipeContext(TestSignals.ALL, null, PathCheck.local(remote));
        RecipeException refused = assertThrows(
                RecipeException.class, () -> Recipes.load(GOOD.resolve("numbers.conf"), List.of(), null, context));
        assertTrue(refused.getMessage().endsWith("asked for s3a://bucket/*.wet.gz"), refused.getMessage());
    }

    @Test
    void missingRecipeIsTold() {
        RecipeException refused = assertThrows(
                RecipeException.class,
                () -> Recipes.load(Path.of("nowhere.conf"), List.of(), null, TestSignals.CONTEXT));
        assertEquals("nowhere.conf: no such file", refused.getMessage());
    }

    @Test
    void deepNestingIsRefusedInsteadOfOverflowingTheStack(@TempDir Path directory) throws IOException {
        Path file = directory.resolve("deep.conf");
        Files.writeString(file, "a = " + "[".repeat(500_000));
        RecipeException refused =
                assertThrows(RecipeException.class, () -> Recipes.load(file, List.of(), null, TestSignals.CONTEXT));
        assertEquals(1, refused.problems().size());
    }

    private static Recipe load(String name) throws RecipeException {
        return Recipes.load(GOOD.resolve(name), List.of(), null, TestSignals.CONTEXT);
    }

    static Stream<Path> good() throws IOException {
        try (Stream<Path> files = Files.list(GOOD)) {
            return files.sorted().toList().stream();
        }
    }
}
