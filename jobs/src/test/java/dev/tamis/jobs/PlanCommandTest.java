package dev.tamis.jobs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tamis.pipeline.run.HadoopSettings;
import dev.tamis.pipeline.run.Manifest;
import dev.tamis.pipeline.run.RunDirectory;
import dev.tamis.pipeline.run.SealedJson;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code tamis plan}: options, exit codes, and the corpus of a run. */
final class PlanCommandTest {
    @TempDir
    private static Path temp;

    private record Printed(int exit, String out, String err) {}

    private static synchronized Printed plan(String options) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        PrintStream realOut = System.out;
        PrintStream realErr = System.err;
        try {
            System.setOut(new PrintStream(out, true, StandardCharsets.UTF_8));
            System.setErr(new PrintStream(err, true, StandardCharsets.UTF_8));
            int exit = Tamis.execute(("plan " + options).strip().split(" "));
            // What is checked here is what is said, not where its lines are broken.
            return new Printed(
                    exit,
                    out.toString(StandardCharsets.UTF_8).replace('\n', ' '),
                    err.toString(StandardCharsets.UTF_8));
        } finally {
            System.setOut(realOut);
            System.setErr(realErr);
        }
    }

    private static JsonNode json(String options) throws IOException {
        Printed printed = plan(options + " --json");
        assertEquals(Tamis.DONE, printed.exit(), printed.err());
        return SealedJson.JSON.readTree(printed.out());
    }

    private static Path run(Map<String, Long> counts) throws IOException {
        Path run = Files.createTempDirectory(temp, "run");
        Manifest manifest = new Manifest(
                "tokenize", "f", new TreeMap<>(), 0, List.of(), new TreeMap<>(), new TreeMap<>(counts), List.of());
        RunDirectory directory = new RunDirectory(run.toString(), HadoopSettings.configuration());
        directory.publish(manifest, List.of());
        return run;
    }

    @Test
    void oneTwoServedAndFamiliesArePlanned() throws IOException {
        assertEquals(2.78e9, json("--flops 1e21").at("/plan/params").asDouble(), 0.01e9);
        assertEquals(
                6 * 7e9 * 2e12,
                json("--params 7B --tokens 2T").at("/plan/flops").asDouble(),
                1e10);
        JsonNode served = json("--quality-of 13B --serve-tokens 2T --law hoffmann-3");
        assertEquals(7.13e9, served.at("/plan/params").asDouble(), 0.03 * 7.13e9);
        assertEquals(1.30e12, served.at("/plan/tokens").asDouble(), 0.03 * 1.30e12);
        assertEquals(0.163, served.at("/serving/0/saving").asDouble(), 0.01);
        JsonNode family = json("--family 1B,70B,8B --unique-tokens 2T --serve-tokens 10T");
        assertEquals(70e9, family.at("/family/members/0/params").asDouble());
        assertEquals(6, family.at("/family/spread").size());
    }

    @Test
    void theCorpusOfARunIsWhatItTokenizedBySource() throws IOException {
        Path run = run(Map.of(
                "tokens/web",
                3_000_000L,
                "tokens/web/en",
                2_000_000L,
                "tokens/web/de",
                1_000_000L,
                "tokens/books",
                500_000L,
                "text_bytes/web",
                9L));
        JsonNode json = json("--tokens 10M --run " + run);
        assertEquals(3.5e6, json.at("/given/unique_tokens").asDouble());
        assertEquals(2, json.at("/corpus/by_source").size());
        assertEquals(500_000, json.at("/corpus/by_source/books").asLong());
        assertTrue(plan("--tokens 10M --run " + run)
                .out()
                .contains("The corpus has 3.50M unique tokens (books 500k, web 3.00M)."));
    }

    @Test
    void aRunWithoutTokensSaysWhatToDo() throws IOException {
        Printed none = plan("--tokens 10M --run " + Files.createTempDirectory(temp, "empty"));
        assertEquals(Tamis.FAILED, none.exit());
        assertTrue(none.err().contains("run `tamis run RECIPE` with this output first"), none.err());
        Printed empty = plan("--tokens 10M --run " + run(Map.of("tokens/web", 0L)));
        assertEquals(Tamis.FAILED, empty.exit());
        assertTrue(empty.err().contains("kept no tokens"), empty.err());
    }

    @Test
    void aPlanOfMoreThanSixteenEpochsExitsWithNoUnlessForced() {
        Printed refused = plan("--params 1B --tokens 20B --unique-tokens 1B");
        assertEquals(Tamis.NO, refused.exit());
        assertTrue(refused.out().contains("refused: the plan goes 20.00 times over the corpus"), refused.out());
        assertTrue(refused.out().contains("4.00B unique tokens more"), refused.out());
        Printed forced = plan("--params 1B --tokens 20B --unique-tokens 1B --force");
        assertEquals(Tamis.DONE, forced.exit());
        assertTrue(forced.out().contains("warning: "), forced.out());
    }

    @Test
    void whatIsAskedWronglyIsSaid() {
        Map<String, String> wrong = new TreeMap<>(Map.of(
                "", "Say what to plan",
                "--flops 1e21 --params 1B --tokens 2B", "leave one out",
                "--params 7X", "--params: Invalid number: \"7X\"",
                "--params 1e41", "--params: 1.0E41 (must be from 1 to 1e40)",
                "--flops 1e999", "Invalid number",
                "--family 7B,1Q --unique-tokens 1T", "--family: Invalid number: \"1Q\"",
                "--flops 1e21 --law chinchilla", "Unknown scaling law \"chinchilla\"",
                "--flops 1e21 --unique-tokens 0.5", "unique tokens: 0.5",
                "--flops 1e21 --unique-tokens 1B --run r", "give one of them",
                "--loss 1.5", "by besiroglu no model gets to 1.8172"));
        wrong.forEach((options, message) -> {
            Printed printed = plan(options);
            assertEquals(Tamis.USAGE, printed.exit(), options);
            assertTrue(printed.err().contains(message), options + ": " + printed.err());
            assertEquals("", printed.out());
        });
    }

    @Test
    void thePageIsWrittenBesideTheText() throws IOException {
        Path page = temp.resolve("plan.html");
        Printed printed = plan("--flops 1e22 --unique-tokens 25B --html " + page);
        assertEquals(Tamis.DONE, printed.exit(), printed.err());
        assertTrue(Files.readString(page).contains("<svg class=plot"));
        Printed nowhere = plan("--flops 1e22 --html " + temp.resolve("no/such/plan.html"));
        assertEquals(Tamis.FAILED, nowhere.exit());
        assertEquals("", nowhere.out());
    }
}
