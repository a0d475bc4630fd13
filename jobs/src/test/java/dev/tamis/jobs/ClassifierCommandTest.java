package dev.tamis.jobs;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tamis.pipeline.run.Digests;
import dev.tamis.pipeline.run.SealedJson;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code tamis classifier train} and {@code eval}, on files and on a recipe. */
final class ClassifierCommandTest {
    private static final List<String> SMALL = List.of("--dim=8", "--wordNgrams=2", "--bucket=1000", "--lr=0.5");

    @TempDir
    static Path temp;

    private static Path labelled;

    private record Printed(int exit, String out, String err) {}

    private static synchronized Printed tamis(Object... arguments) {
        List<String> texts = new ArrayList<>();
        for (Object argument : arguments) {
            if (argument instanceof List<?> several) {
                several.forEach(one -> texts.add(one.toString()));
            } else {
                texts.add(argument.toString());
            }
        }
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        PrintStream realOut = System.out;
        PrintStream realErr = System.err;
        try {
            System.setOut(new PrintStream(out, true, StandardCharsets.UTF_8));
            System.setErr(new PrintStream(err, true, StandardCharsets.UTF_8));
            int exit = Tamis.execute(texts.toArray(String[]::new));
            return new Printed(exit, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
        } finally {
            System.setOut(realOut);
            System.setErr(realErr);
        }
    }

    private static String text(SplittableRandom random, boolean good) {
        StringBuilder text = new StringBuilder();
        for (int word = 0; word < 25; word++) {
            boolean own = random.nextInt(4) == 0;
            text.append(own ? good ? "river" : "click" : "word")
                    .append(random.nextInt(own ? 9 : 200))
                    .append(' ');
        }
        return text.toString();
    }

    @BeforeAll
    static void writeTexts() throws IOException {
        SplittableRandom random = new SplittableRandom(1);
        List<String> lines = new ArrayList<>();
        for (int i = 0; i < 800; i++) {
            boolean good = i < 400;
            lines.add("__label__" + (good ? "hq" : "cc") + " " + text(random, good));
        }
        labelled = temp.resolve("labelled.txt");
        Files.write(labelled, lines);
    }

    @Test
    void aModelIsTrainedMeasuredAndPinned() throws IOException {
        Path output = temp.resolve("out");
        Printed printed = tamis(
                "classifier", "train", "--input", labelled, "--output", output, SMALL, "--quantize", "--cutoff=400");

        assertEquals(Tamis.DONE, printed.exit(), printed.err());
        String digest = Digests.sha256(Files.readAllBytes(output.resolve("model.ftz")));
        assertEquals(
                "models {\n  quality { type = fasttext, label = \"hq\"\n            file = \""
                        + output.resolve("model.ftz") + "\"\n            sha256 = \"" + digest + "\" }\n}\n",
                printed.out());
        assertEquals(digest + "  model.ftz\n", Files.readString(output.resolve("model.ftz.sha256")));
        JsonNode report = SealedJson.JSON.readTree(output.resolve("report.json").toFile());
        assertTrue(
                report.at("/measured/figures/macro_auc").asDouble() > 0.95,
                report.at("/measured").toString());
        assertTrue(report.at("/small/figures/macro_auc").asDouble() > 0.95);
        assertTrue(report.at("/measured/features/0/features/0/text").asText().matches(".*(river|click).*"));
        String page = Files.readString(output.resolve("report.html"));
        assertTrue(page.contains("Calibration") && page.contains("Thresholds") && page.contains("</html>"));
        assertTrue(printed.err().contains("keeping hq >="), printed.err());

        Printed again = tamis(
                "classifier", "train", "--input", labelled, "--output", temp.resolve("again"), SMALL, "--thread=3");
        assertEquals(Tamis.DONE, again.exit(), again.err());
        assertArrayEquals(
                Files.readAllBytes(output.resolve("model.bin")),
                Files.readAllBytes(temp.resolve("again").resolve("model.bin")));
    }

    @Test
    void aModelIsMeasuredOnOtherTexts() throws IOException {
        Path output = temp.resolve("measured");
        tamis("classifier", "train", "--input", labelled, "--output", output, SMALL, "--held-out=0");
        Path other = temp.resolve("other.txt");
        Files.writeString(
                other,
                "__label__hq river1 river2\n__label__cc click1\nno label\n__label__new word1\n__label__hq click3\n");
        Path json = temp.resolve("eval.json");
        Path page = temp.resolve("eval.html");
        Printed printed = tamis(
                "classifier",
                "eval",
                "--model",
                output.resolve("model.bin"),
                "--input",
                other,
                "--json",
                json,
                "--html",
                page);

        assertEquals(Tamis.DONE, printed.exit(), printed.err());
        assertTrue(printed.out().contains("3 texts measured; accuracy 0.6667"), printed.out());
        assertTrue(printed.out().contains("1 lines without a label, 1 with labels unknown"), printed.out());
        JsonNode figures = SealedJson.JSON.readTree(json.toFile());
        assertEquals("click3", figures.at("/measured/mistakes/0/text").asText());
        assertEquals("other.txt:5", figures.at("/measured/mistakes/0/place").asText());
        assertTrue(Files.readString(page).contains("Surest mistakes"));
        assertFalse(Files.exists(output.resolve("held-out.txt")));
    }

    @Test
    void theSourcesOfARecipeAreLearntAndMeasured() throws IOException {
        SplittableRandom random = new SplittableRandom(2);
        Path data = Files.createDirectories(temp.resolve("data"));
        for (String source : List.of("books", "crawl", "other")) {
            StringBuilder lines = new StringBuilder();
            for (int i = 0; i < 300; i++) {
                String text = text(random, source.equals("books"));
                String line =
                        "{\"text\":\"__label__hq " + text + "\\n" + text(random, source.equals("books")) + "\"}\n";
                // Every third text is there twice.
                lines.append(line).append(i % 3 == 0 ? line : "");
            }
            Files.writeString(data.resolve(source + ".jsonl"), lines);
        }
        Path run = temp.resolve("run");
        Path recipe = temp.resolve("recipe.conf");
        Files.writeString(recipe, """
                output = "%s"
                sources {
                  books { kind = web, format = jsonl, paths = ["%s/books.jsonl"] }
                  crawl { kind = web, format = jsonl, paths = ["%s/crawl.jsonl"] }
                  other { kind = web, format = jsonl, paths = ["%s/other.jsonl"] }
                }
                classifier {
                  labels { hq = [books], cc = [crawl] }
                  held_out = 0.25, max_documents = 200
                  dim = 8, word_ngrams = 2, bucket = 1000, lr = 0.5
                }
                """.formatted(run, data, data, data));
        Printed printed = tamis("classifier", "train", recipe, "--master", "local[2]");

        assertEquals(Tamis.DONE, printed.exit(), printed.err());
        Path made = run.resolve("classifier");
        List<String> train = Files.readAllLines(made.resolve("train.txt"));
        List<String> heldOut = Files.readAllLines(made.resolve("held-out.txt"));
        assertEquals(400, train.size() + heldOut.size());
        Set<String> learnt = new HashSet<>(train);
        heldOut.forEach(line -> assertFalse(learnt.contains(line), line));
        train.forEach(line -> assertEquals(0, line.lastIndexOf("__label__"), line));
        JsonNode report = SealedJson.JSON.readTree(made.resolve("report.json").toFile());
        assertEquals(400, report.at("/training/label_words").asInt());
        assertTrue(report.at("/measured/figures/macro_auc").asDouble() > 0.95);
        assertTrue(Files.readAllLines(made.resolve("held-out.ids")).get(0).matches("(books|crawl) [0-9a-f]+"));

        byte[] model = Files.readAllBytes(made.resolve("model.bin"));
        Printed again = tamis("classifier", "train", recipe, "--run", run, "--master", "local[1]", "--thread", "2");
        assertEquals(Tamis.DONE, again.exit(), again.err());
        assertArrayEquals(model, Files.readAllBytes(made.resolve("model.bin")));

        Printed measured = tamis(
                "classifier",
                "eval",
                "--model",
                made.resolve("model.bin"),
                recipe,
                "--run",
                run,
                "--master",
                "local[1]");
        assertEquals(Tamis.DONE, measured.exit(), measured.err());
        assertTrue(measured.out().contains("400 texts measured"), measured.out());
    }

    @Test
    void whatIsNotSaidWellIsTold() throws IOException {
        Path empty = temp.resolve("empty.txt");
        Files.writeString(empty, "no labels here\n");
        Path out = temp.resolve("refused");
        for (Object[] wrong : new Object[][] {
            {"Say what to train on: either a RECIPE or --input", "classifier", "train"},
            {"--output DIR says where", "classifier", "train", "--input", labelled},
            {"dim is 0, must be from 1", "classifier", "train", "--input", labelled, "--output", out, "--dim=0"},
            {"unknown loss \"mse\"", "classifier", "train", "--input", labelled, "--output", out, "--loss=mse"},
            {"go with --quantize", "classifier", "train", "--input", labelled, "--output", out, "--qnorm"},
            {"cutoff is 7", "classifier", "train", "--input", labelled, "--output", out, "--quantize", "--cutoff=7"},
            {"--held-out is 1.0", "classifier", "train", "--input", labelled, "--output", out, "--held-out=1"},
            {"--stage goes with --run", "classifier", "train", "recipe.conf", "--stage=dedup"},
            {"go with a recipe", "classifier", "train", "--input", labelled, "--output", out, "--run=x"},
            {"either --input, or a RECIPE", "classifier", "eval", "--model", labelled},
            {"A RECIPE and --run go together", "classifier", "eval", "--model", labelled, "--run", "x"},
            {"it begins with", "classifier", "eval", "--model", labelled, "--input", labelled},
            {"Say which: train or eval", "classifier"},
        }) {
            Printed printed = tamis(java.util.Arrays.copyOfRange(wrong, 1, wrong.length));
            assertEquals(Tamis.USAGE, printed.exit(), printed.err());
            assertTrue(printed.err().contains((String) wrong[0]), wrong[0] + " in " + printed.err());
        }
        for (Object[] wrong : new Object[][] {
            {"must have at least two", "classifier", "train", "--input", empty, "--output", out, "--held-out=0"},
            {"no file", "classifier", "train", "--input", temp.resolve("missing"), "--output", out},
        }) {
            Printed printed = tamis(java.util.Arrays.copyOfRange(wrong, 1, wrong.length));
            assertEquals(Tamis.FAILED, printed.exit(), printed.err());
            assertTrue(printed.err().contains((String) wrong[0]), wrong[0] + " in " + printed.err());
        }
    }
}
