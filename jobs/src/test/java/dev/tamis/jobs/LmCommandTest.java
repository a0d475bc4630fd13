package dev.tamis.jobs;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigValue;
import dev.tamis.models.ModelFile;
import dev.tamis.models.ngram.Normalization;
import dev.tamis.models.ngram.PieceModel;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** {@code tamis lm train} and {@code score} over files. */
final class LmCommandTest {
    private static final String[] WORDS = "the river runs past old stone bridges and market towns".split(" ");

    private static final String[] GERMAN = "der alte Fluss fließt unter der Brücke und über den Markt".split(" ");

    @TempDir
    static Path temp;

    private static Path text;
    private static Path tokenizer;

    private record Printed(int exit, String out, String err) {}

    private static Printed tamis(Object... arguments) {
        List<String> texts = new ArrayList<>();
        for (Object argument : arguments) {
            texts.add(argument.toString());
        }
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        CommandLine tamis =
                Tamis.commandLine().setOut(new PrintWriter(out, true)).setErr(new PrintWriter(err, true));
        int exit = Tamis.execute(tamis, texts.toArray(String[]::new));
        return new Printed(exit, out.toString(), err.toString());
    }

    @BeforeAll
    static void write() throws IOException {
        SplittableRandom random = new SplittableRandom(5);
        List<String> lines = new ArrayList<>();
        for (int i = 0; i < 800; i++) {
            StringBuilder line = new StringBuilder();
            for (int words = 1 + random.nextInt(9); words > 0; words--) {
                line.append(line.isEmpty() ? "" : " ")
                        .append(WORDS[Math.min(random.nextInt(WORDS.length), random.nextInt(WORDS.length))]);
            }
            lines.add(line.toString());
        }
        text = Files.write(temp.resolve("en.txt"), lines);
        Printed trained = tamis(
                "tokenizer",
                "train",
                "--input=" + text,
                "--model_prefix=" + temp.resolve("en"),
                "--vocab_size=60",
                "--hard_vocab_limit=false");
        assertEquals(Tamis.DONE, trained.exit(), trained.err());
        tokenizer = temp.resolve("en.model");
    }

    private static Printed train(String master, Path output, Object... more) {
        List<Object> arguments = new ArrayList<>(List.of(
                "lm",
                "train",
                "--input",
                text,
                "--tokenizer",
                tokenizer,
                "--order",
                3,
                "--output",
                output,
                "--master"));
        arguments.add(master);
        arguments.add("--discount-fallback");
        arguments.addAll(List.of(more));
        return tamis(arguments.toArray());
    }

    @Test
    void trainingGivesTheSameFileOnAnyMasterAndThePinsOfARecipe() throws IOException {
        Path one = temp.resolve("one.arpa.gz");
        Path two = temp.resolve("two.arpa.gz");
        Printed first = train("local[1]", one, "--prune", "0 0 1");
        Printed second = train("local[3]", two, "--prune", "0 0 1");
        assertEquals(Tamis.DONE, first.exit(), first.err());
        assertEquals(Tamis.DONE, second.exit(), second.err());
        assertArrayEquals(Files.readAllBytes(one), Files.readAllBytes(two));
        assertTrue(first.out().startsWith("models {\n  ppl {\n    type = ngram"), first.out());
        assertEquals(first.out().replace("one.arpa", "two.arpa"), second.out());
        assertTrue(first.err().contains("counted 800 sentences"), first.err());
    }

    @Test
    void aModelIsTrainedForEachLanguageButForDocumentsThatHaveNone() throws IOException {
        SplittableRandom random = new SplittableRandom(8);
        StringBuilder documents = new StringBuilder();
        for (int i = 0; i < 90; i++) {
            StringBuilder words = new StringBuilder();
            for (int j = 0; j < 60; j++) {
                words.append(j == 0 ? "" : " ").append(word(random, i % 3));
            }
            documents.append("{\"text\": \"").append(words).append("\"}\n");
        }
        Files.writeString(temp.resolve("documents.jsonl"), documents);
        Path recipe = Files.writeString(temp.resolve("recipe.conf"), """
                output = "%s/run"
                sources { web { kind = web, format = jsonl, paths = ["%s/documents.jsonl"] } }
                """.formatted(temp, temp));
        Printed run = tamis("run", recipe, "--master", "local[1]", "--until", "annotate");
        assertEquals(Tamis.DONE, run.exit(), run.err());
        Path models = temp.resolve("models");
        List<Object> arguments = List.of("lm", "train", "--run", temp.resolve("run"), "--stage", "annotate");
        List<Object> all = new ArrayList<>(arguments);
        all.addAll(List.of("--by-language", "--tokenizer", tokenizer, "--output", models, "--order", 2));
        all.addAll(List.of("--master", "local[2]", "--discount-fallback"));
        Printed trained = tamis(all.toArray());
        assertEquals(Tamis.DONE, trained.exit(), trained.err());
        assertTrue(trained.err().contains("left out 30 documents whose language could not be told"), trained.err());
        Config languages = ConfigFactory.parseString(trained.out()).getConfig("models.ppl.languages");
        assertEquals(Set.of("de", "en"), languages.root().keySet());
        assertEquals(models.resolve("de.arpa.gz").toString(), languages.getString("de.file"));
        assertTrue(Files.notExists(models.resolve("und.arpa.gz")));

        List<Object> und = new ArrayList<>(arguments);
        und.addAll(List.of("--lang", "und", "--tokenizer", tokenizer, "--output", temp.resolve("und.arpa")));
        assertEquals(Tamis.USAGE, tamis(und.toArray()).exit());
    }

    /** Of English, of German, or of no language at all. */
    private static String word(SplittableRandom random, int kind) {
        return switch (kind) {
            case 0 -> WORDS[random.nextInt(WORDS.length)];
            case 1 -> GERMAN[random.nextInt(GERMAN.length)];
            default -> Integer.toString(random.nextInt(1000));
        };
    }

    @Test
    void thePrintedBlockIsReadAsItWasMeantWhateverCodesAndPathsAre() throws IOException {
        Path odd = Files.write(temp.resolve("a \"b\" \\ ${c}.arpa"), new byte[] {1});
        String code = "x\" { y = 1 }\n../z";
        Map<String, Path> made = new TreeMap<>(Map.of("zh-Hant", odd, code, odd));
        Config block = ConfigFactory.parseString(LmTrainCommand.block("ccnet", made, odd));
        ConfigObject languages = block.getConfig("models.ppl.languages").root();
        assertEquals(made.keySet(), languages.keySet());
        for (ConfigValue one : languages.values()) {
            Config language = ((ConfigObject) one).toConfig();
            assertEquals(odd.toString(), language.getString("file"));
            assertEquals(odd.toString(), language.getString("tokenizer"));
            assertEquals(language.getString("sha256"), language.getString("tokenizer_sha256"));
        }
        Config forAll = ConfigFactory.parseString(LmTrainCommand.block("none", Map.of("", odd), odd));
        assertEquals(odd.toString(), forAll.getString("models.ppl.file"));
    }

    @Test
    void onlyPlainCodesNameFiles() {
        for (String code : List.of("en", "zh-Hant", "eng_Latn", "x-0")) {
            assertTrue(LmTrainCommand.isFileName(code), code);
        }
        for (String code : List.of("", ".", "..", "../en", "a/b", "a\\b", "en ", "\u00E9n", "a\n", "a.b", "a\0")) {
            assertFalse(LmTrainCommand.isFileName(code), code);
        }
    }

    @Test
    void scoringTellsEachLineAndTheTotal() throws Exception {
        Path model = temp.resolve("score.arpa");
        Printed trained = train("local[2]", model);
        assertEquals(Tamis.DONE, trained.exit(), trained.err());
        PieceModel.Scorer scorer =
                PieceModel.open(new ModelFile(model), new ModelFile(tokenizer)).scorer();
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        StringWriter err = new StringWriter();
        LmScoreCommand.score(
                new ByteArrayInputStream("the river runs\n\nzebra".getBytes(StandardCharsets.UTF_8)),
                out,
                scorer,
                Normalization.NONE,
                new PrintWriter(err));
        String[] lines = out.toString(StandardCharsets.UTF_8).split("\n", -1);
        assertEquals(4, lines.length);
        String[] first = lines[0].split("\t", -1);
        double log10 = Double.parseDouble(first[0]);
        assertEquals(Math.pow(10, -log10 / Integer.parseInt(first[1])), Double.parseDouble(first[2]), 1e-3);
        assertEquals("0\t0\t-", lines[1]);
        double all = log10 + Double.parseDouble(lines[2].split("\t", -1)[0]);
        assertTrue(err.toString().startsWith(String.format(Locale.ROOT, "log10 %.3f", all)), err + " of " + all);
        assertTrue(
                err.toString().contains("of them unknown\nperplexity ")
                        && !err.toString().contains(" 0 of them unknown"),
                err.toString());
    }

    @Test
    void whatCannotBeAskedForIsRefusedBeforeSparkStarts() {
        Path output = temp.resolve("x.arpa");
        for (List<Object> more : List.<List<Object>>of(
                List.of("--prune", "1"),
                List.of("--prune", "0 x"),
                List.of("--order", "9"),
                List.of("--normalize", "nfc"),
                List.of("--lang", "en"),
                List.of("--run", "r"))) {
            List<Object> all = new ArrayList<>(
                    List.of("lm", "train", "--input", text, "--tokenizer", tokenizer, "--output", output));
            all.addAll(more);
            Printed refused = tamis(all.toArray());
            assertEquals(Tamis.USAGE, refused.exit(), more + ": " + refused.err());
        }
        assertEquals(Tamis.USAGE, tamis("lm").exit());
        Printed noModel = tamis("lm", "score", "--model", temp.resolve("no.arpa"), "--tokenizer", tokenizer);
        assertEquals(Tamis.FAILED, noModel.exit());
        assertTrue(noModel.err().contains("no file"), noModel.err());
        Printed wrong = tamis("lm", "score", "--model", text, "--tokenizer", tokenizer);
        assertTrue(wrong.err().contains("this is no ARPA file"), wrong.err());
        assertTrue(Files.notExists(output));
    }
}
