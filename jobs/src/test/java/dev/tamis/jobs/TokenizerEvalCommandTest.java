package dev.tamis.jobs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tamis.pipeline.run.SealedJson;
import dev.tamis.tokenizer.model.SentencePieceModel;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code tamis tokenizer eval} and {@code diff} over files. */
final class TokenizerEvalCommandTest {
    @TempDir
    static Path temp;

    private static Path en;
    private static Path ru;

    private record Printed(int exit, String out, String err) {}

    private static synchronized Printed tamis(Object... arguments) {
        List<String> texts = new ArrayList<>();
        for (Object argument : arguments) {
            texts.add(argument.toString());
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

    @BeforeAll
    static void trainTwo() throws IOException {
        en = temp.resolve("en.txt");
        ru = temp.resolve("ru.txt");
        List<String> english = new ArrayList<>();
        List<String> russian = new ArrayList<>();
        for (int i = 0; i < 300; i++) {
            english.add("the river number " + i + " runs past bridge " + 7 * i);
            russian.add("река номер " + i + " течёт мимо моста " + 7 * i);
        }
        Files.write(en, english);
        Files.write(ru, russian);
        for (String name : List.of("one", "two")) {
            Printed printed = tamis(
                    "tokenizer",
                    "train",
                    "--input=" + en + (name.equals("two") ? "," + ru : ""),
                    "--model_prefix=" + temp.resolve(name),
                    "--vocab_size=320",
                    "--byte_fallback=true",
                    "--hard_vocab_limit=false");
            assertEquals(Tamis.DONE, printed.exit(), printed.err());
        }
    }

    @Test
    void modelsAreMeasuredSideBySideAsTableJsonAndPage() throws IOException {
        Path json = temp.resolve("eval.json");
        Path page = temp.resolve("eval.html");
        Printed printed = tamis(
                "tokenizer",
                "eval",
                "--model",
                temp.resolve("one.model"),
                "--model",
                temp.resolve("two.model"),
                "--input",
                "web/en=" + en,
                "--text",
                ru,
                "--parallel",
                "--reference",
                "en",
                "--json",
                json,
                "--html",
                page);
        assertEquals(Tamis.DONE, printed.exit(), printed.err());
        JsonNode figures = SealedJson.JSON.readTree(Files.readAllBytes(json));
        assertEquals("one", figures.get("models").get(0).get("name").asText());
        JsonNode russian = figures.get("languages").get(1);
        assertEquals("ru", russian.get("language").asText());
        double one = russian.get("by_model").get(0).get("parity").asDouble();
        double two = russian.get("by_model").get(1).get("parity").asDouble();
        assertTrue(one > 1.3 && two < 1, "a model without Russian spells it in bytes: " + one + ", " + two);
        assertEquals(
                0, russian.get("by_model").get(1).get("round_trip_failures").asInt());
        assertTrue(printed.out().contains("web/en"), printed.out());
        assertTrue(printed.out().contains("cyrillic"), printed.out());
        String html = Files.readString(page);
        assertTrue(html.contains("<svg") && html.contains("Cyrillic"));
        for (String outside : List.of("<script", "<link", "<img", " src=", "@import", "url(")) {
            assertTrue(!html.contains(outside), outside);
        }
    }

    @Test
    void theDifferenceOfTwoModelsIsTold() throws IOException {
        Path json = temp.resolve("diff.json");
        Printed printed = tamis(
                "tokenizer",
                "diff",
                temp.resolve("one.model"),
                temp.resolve("two.model"),
                "--text",
                ru,
                "--json",
                json);
        assertEquals(Tamis.DONE, printed.exit(), printed.err());
        JsonNode difference = SealedJson.JSON.readTree(Files.readAllBytes(json));
        int came = difference.get("vocabulary").get("came").size();
        int went = difference.get("vocabulary").get("went").size();
        assertTrue(came > 0 && printed.out().contains(came + " came, " + went + " went"), printed.out());
        assertEquals(
                SentencePieceModel.parse(Files.readAllBytes(temp.resolve("two.model")))
                                .size()
                        - SentencePieceModel.parse(Files.readAllBytes(temp.resolve("one.model")))
                                .size(),
                came - went);
        assertTrue(difference
                        .get("text")
                        .get("languages")
                        .get(0)
                        .get("by_model")
                        .get(1)
                        .get("nsl")
                        .asDouble()
                < 0.8);
    }

    @Test
    void whatIsAskedWronglyIsSaid() {
        Path model = temp.resolve("one.model");
        for (Object[] wrong : new Object[][] {
            {"tokenizer", "eval", "--model", model},
            {"tokenizer", "eval", "--model", model, "--model", model, "--input", en},
            {"tokenizer", "eval", "--model", model, "--input", en, "--name", "a", "--name", "b"},
            {"tokenizer", "eval", "--model", model, "--input", en, "--reference", "fr"},
            {"tokenizer", "eval", "--model", model, "--input", en, "--nsl-reference", "x"},
            {"tokenizer", "eval", "--model", model, "--input", en, "--stage", "dedup"},
            {"tokenizer", "eval", "--model", model, "--input", en, "--sample-bytes", "0"},
            {"tokenizer", "eval", "--model", model, "--input", en, "--master", "local[1]"},
            {"tokenizer", "eval", "--model", model, "--run", "r", "--stage", "mix"},
            {"tokenizer", "diff", model, model, "--input", en, "--stage", "dedup"},
            {"tokenizer", "diff", model, model, "--sample-bytes", "5"},
        }) {
            Printed printed = tamis(wrong);
            assertEquals(Tamis.USAGE, printed.exit(), printed.err());
            assertTrue(!printed.err().isBlank());
        }
        assertEquals(
                Tamis.FAILED,
                tamis("tokenizer", "eval", "--model", temp.resolve("no"), "--input", en)
                        .exit());
    }
}
