package dev.tamis.pipeline.stage;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tamis.pipeline.recipe.Recipe;
import dev.tamis.pipeline.run.Manifest;
import dev.tamis.pipeline.run.RunDirectory;
import dev.tamis.pipeline.table.TableReader;
import dev.tamis.pipeline.table.Tables;
import dev.tamis.shards.format.TokenType;
import dev.tamis.tokenizer.encode.Encoder;
import dev.tamis.tokenizer.model.SentencePieceModel;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.apache.parquet.example.data.Group;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** Fill-in-the-middle in a run, on a real local Spark. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class FillInTheMiddleRunTest {
    private static final int DOCUMENTS = 400;
    private static final String TOKENIZER = """
            tokenizer { vocab_size = 600, byte_fallback = true, normalization_rule_name = identity, num_threads = 2,
                        remove_extra_whitespaces = false, %s = ["<fim_prefix>", "<fim_middle>", "<fim_suffix>"] }
            """;
    private static final String CONTROL = TOKENIZER.formatted("control_symbols");

    @TempDir
    static Path temp;

    private TextShards shards;

    @BeforeAll
    void write() throws IOException {
        SplittableRandom random = new SplittableRandom(11);
        List<TextShards.Doc> docs = new ArrayList<>();
        for (int i = 0; i < DOCUMENTS; i++) {
            String source = i % 4 == 0 ? "prose" : "programs";
            StringBuilder text = new StringBuilder("  document ").append(i);
            for (int words = 20 + random.nextInt(30); words > 0; words--) {
                text.append(random.nextInt(8) == 0 ? "\n\t  " : " ").append(TextShards.word(random));
            }
            docs.add(new TextShards.Doc(source, null, text.append('\n').toString()));
        }
        shards = new TextShards(temp);
        shards.write("corpus", docs, 5);
    }

    private Recipe recipe(String run, String more) throws Exception {
        return shards.recipe("corpus", run, List.of("programs", "prose"), more);
    }

    private record Tokens(String part, String form, int[] ids) {}

    /** By document. */
    private static Map<String, Tokens> tokens(RunDirectory run) throws IOException {
        Manifest manifest = run.required("tokenize");
        SentencePieceModel model = SentencePieceModel.parse(run.bytes(TokenizerStage.MODEL));
        TokenType type = TokenType.forVocabulary(model.size());
        Map<String, Tokens> tokens = new TreeMap<>();
        for (String path : manifest.pathsByPart("tokens")) {
            try (TableReader reader = new TableReader(run.path(path), Tables.TOKENS, run.conf())) {
                for (Group row = reader.next(); row != null; row = reader.next()) {
                    int[] ids = new int[row.getInteger("count", 0)];
                    TokenBytes.read(row.getBinary("tokens", 0).getBytes(), type, ids, 0);
                    tokens.put(row.getString("id", 0), new Tokens(path, TableReader.string(row, "fim"), ids));
                }
            }
        }
        assertEquals(DOCUMENTS, tokens.size());
        return tokens;
    }

    private static Map<String, String> sources(RunDirectory run) throws IOException {
        Map<String, String> sources = new HashMap<>();
        TextShards.documents(run).forEach(document -> sources.put(document.id(), document.source()));
        return sources;
    }

    @Test
    void onlyTheSourcesNamedAreTransformedAndCounted() throws Exception {
        RunDirectory plain = shards.run("local[2]", recipe("plain", CONTROL), "tokenize");
        Recipe some = recipe("some", CONTROL + "fim { rate = 0.6, spm_rate = 0.25, sources = [programs] }");
        RunDirectory run = shards.run("local[2]", some, "evaluate");
        Map<String, Tokens> before = tokens(plain);
        Map<String, String> sources = sources(run);
        SentencePieceModel model = SentencePieceModel.parse(run.bytes(TokenizerStage.MODEL));
        Encoder encoder = new Encoder(model);
        Map<String, Long> forms = new TreeMap<>();
        for (Map.Entry<String, Tokens> document : tokens(run).entrySet()) {
            Tokens after = document.getValue();
            int[] whole = before.get(document.getKey()).ids();
            if (after.form() == null) {
                assertArrayEquals(whole, after.ids());
                continue;
            }
            assertEquals("programs", sources.get(document.getKey()));
            forms.merge("fim/programs/" + after.form(), 1L, Long::sum);
            assertEquals(model.idOf("<fim_prefix>"), after.ids()[0]);
            assertEquals(model.eosId(), after.ids()[after.ids().length - 1], "the end of the document stays the end");
            assertEquals(encoder.decode(whole), encoder.decode(natural(after.ids(), model)));
        }
        assertEquals(forms, new TreeMap<>(prefixed(run.required("tokenize"))));
        long moved = forms.values().stream().mapToLong(n -> n).sum();
        assertTrue(moved > 140 && moved < 220, forms.toString());
        assertTrue(forms.get("fim/programs/spm") > 20, forms.toString());
        // The evaluation is of the text, so it doesn't see what was moved.
        shards.run("local[2]", recipe("plain", CONTROL), "evaluate");
        assertArrayEquals(plain.bytes(EvaluateStage.EVALUATION), run.bytes(EvaluateStage.EVALUATION));
    }

    private static Map<String, Long> prefixed(Manifest manifest) {
        Map<String, Long> counts = new HashMap<>();
        manifest.counts("fim/").forEach((name, n) -> counts.put(name.startsWith("fim/") ? name : "fim/" + name, n));
        return counts;
    }

    /** The ids in the document's order, without sentinels. */
    private static int[] natural(int[] ids, SentencePieceModel model) {
        int suffix = indexOf(ids, model.idOf("<fim_suffix>"));
        int middle = indexOf(ids, model.idOf("<fim_middle>"));
        int end = ids.length - 1;
        List<Integer> natural = new ArrayList<>();
        for (int[] range : new int[][] {{1, suffix}, {middle + 1, end}, {suffix + 1, middle}}) {
            Arrays.stream(ids, range[0], range[1]).forEach(natural::add);
        }
        return natural.stream().mapToInt(id -> id).toArray();
    }

    private static int indexOf(int[] ids, int id) {
        int at = 0;
        while (ids[at] != id) {
            at++;
        }
        return at;
    }

    @Test
    void partsAndThreadsChangeNoDocumentAndTheSeedDoes() throws Exception {
        String fim = CONTROL + "fim { sources = [programs, prose] }\nseed = ";
        Map<String, Tokens> one = tokens(shards.run("local[1]", recipe("one", fim + 5), "tokenize"));
        Map<String, Tokens> many =
                tokens(shards.run("local[3]", recipe("many", fim + "5\nlimits.split_bytes = 64KiB"), "tokenize"));
        Map<String, Tokens> other = tokens(shards.run("local[2]", recipe("other", fim + 6), "tokenize"));
        int differing = 0;
        for (String id : one.keySet()) {
            assertArrayEquals(one.get(id).ids(), many.get(id).ids());
            assertEquals(one.get(id).form(), many.get(id).form());
            differing += Arrays.equals(one.get(id).ids(), other.get(id).ids()) ? 0 : 1;
        }
        assertTrue(differing > DOCUMENTS / 2, differing + " documents differ between two seeds");
    }

    @Test
    void theTokensDependOnTheSeedOnlyWhereFimIsOn() throws Exception {
        TokenizeStage stage = new TokenizeStage();
        String fim = "\nfim { sources = [prose] }";
        assertEquals(
                stage.recipePart(recipe("r", CONTROL + "\nseed = 1")),
                stage.recipePart(recipe("r", CONTROL + "\nseed = 2\nfim { rate = 0, sources = [prose] }")));
        assertNotEquals(
                stage.recipePart(recipe("r", CONTROL + fim + "\nseed = 1")),
                stage.recipePart(recipe("r", CONTROL + fim + "\nseed = 2")));
        assertNotEquals(
                stage.recipePart(recipe("r", CONTROL + fim)),
                stage.recipePart(recipe("r", CONTROL + "fim { sources = [prose], rate = 0.4 }")));
    }

    @Test
    void aGivenModelWithoutSentinelsStopsTheRunBeforeItsWork() throws Exception {
        RunDirectory trained =
                shards.run("local[2]", recipe("model", "tokenizer { vocab_size = 600, num_threads = 2 }"), "tokenizer");
        String given = "tokenizer { model = \""
                + trained.path(TokenizerStage.MODEL).toUri().getPath() + "\" }\n";
        IOException refused = assertThrows(
                IOException.class,
                () -> shards.run("local[1]", recipe("refused", given + "fim { sources = [prose] }"), "annotate"));
        assertEquals(
                "fim: the model has no piece \"<fim_prefix>\", which fill-in-the-middle marks parts with; train it with"
                        + " control_symbols = [\"<fim_prefix>\", \"<fim_middle>\", \"<fim_suffix>\"], or name pieces it has"
                        + " by fim.prefix, fim.middle and fim.suffix",
                refused.getMessage());
    }
}
