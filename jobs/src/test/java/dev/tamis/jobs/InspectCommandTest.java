package dev.tamis.jobs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tamis.pipeline.run.SealedJson;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code tamis inspect} and {@code tamis report} on a run that was stopped after dedup. */
final class InspectCommandTest {
    private static final int COPIES = 4;

    @TempDir
    static Path temp;

    private static String run;

    /** What a command printed. */
    private record Printed(int exit, String out, String err) {
        List<JsonNode> json() throws IOException {
            List<JsonNode> objects = new ArrayList<>();
            for (String line : out.lines().toList()) {
                objects.add(SealedJson.JSON.readTree(line));
            }
            return objects;
        }
    }

    @BeforeAll
    static void aRunWithACluster() throws IOException {
        StringBuilder lines = new StringBuilder();
        for (int copy = 0; copy < COPIES; copy++) {
            lines.append(line(0, copy));
        }
        lines.append(line(1, 0));
        Files.writeString(temp.resolve("a.jsonl"), lines);
        Path recipe = temp.resolve("recipe.conf");
        Files.writeString(recipe, """
                output = "%s/run"
                sources { web { kind = web, format = jsonl, paths = ["%s/a.jsonl"] } }
                dedup { minhash { enabled = true } }
                """.formatted(temp, temp));
        run = temp.resolve("run").toString();
        Printed printed = tamis("run", recipe.toString(), "--master", "local[1]", "--until", "dedup");
        assertEquals(Tamis.DONE, printed.exit(), printed.err());
    }

    /** A text of its own for each number; copies differ in case, all but the last, which has one word more. */
    private static String line(int number, int copy) {
        String text = IntStream.range(0, 120)
                .mapToObj(i ->
                        "word" + Character.toString('a' + i % 26) + Character.toString('a' + (i * i + number) % 23))
                .reduce("", (a, b) -> a + " " + b);
        text = copy == 1 ? text.toUpperCase(java.util.Locale.ROOT) : copy == COPIES - 1 ? text + " more" : text;
        return "{\"text\": \"" + text.strip() + "\", \"url\": \"https://example.org/" + number + "/" + copy + "\"}\n";
    }

    private static Printed tamis(String... args) {
        PrintStream out = System.out;
        PrintStream err = System.err;
        ByteArrayOutputStream printed = new ByteArrayOutputStream();
        ByteArrayOutputStream complained = new ByteArrayOutputStream();
        try {
            System.setOut(new PrintStream(printed, true, StandardCharsets.UTF_8));
            System.setErr(new PrintStream(complained, true, StandardCharsets.UTF_8));
            int exit = Tamis.execute(args);
            return new Printed(
                    exit, printed.toString(StandardCharsets.UTF_8), complained.toString(StandardCharsets.UTF_8));
        } finally {
            System.setOut(out);
            System.setErr(err);
        }
    }

    @Test
    void aClusterIsShownWithItsSurvivorFirstWhicheverMemberIsNamed() throws IOException {
        List<JsonNode> duplicates =
                tamis("inspect", run, "--duplicates", "--json").json();
        assertEquals(COPIES - 1, duplicates.size());
        List<String> shown = new ArrayList<>();
        for (JsonNode duplicate : duplicates) {
            List<JsonNode> members = tamis(
                            "inspect", run, "--cluster", duplicate.get("id").asText(), "--json")
                    .json();
            assertEquals(COPIES, members.size());
            JsonNode survivor = members.get(0);
            assertTrue(survivor.get("fate").get("removed_by").isNull());
            assertEquals(COPIES, survivor.get("fate").get("cluster_size").asInt());
            for (JsonNode member : members.subList(1, COPIES)) {
                JsonNode fate = member.get("fate");
                assertEquals(survivor.get("id"), fate.get("duplicate_of"));
                assertEquals(survivor.get("id"), fate.get("cluster"));
                assertTrue(fate.get("cuts").isEmpty());
            }
            shown.add(members.toString());
        }
        assertEquals(1, shown.stream().distinct().count());
        String survivor = duplicates.get(0).get("fate").get("duplicate_of").asText();
        Printed text = tamis("inspect", run, "--cluster", survivor, "-n", "1");
        assertEquals(Tamis.DONE, text.exit());
        assertTrue(text.out().startsWith("cluster " + survivor + ": 4 documents of this run\n"), text.out());
        assertTrue(text.out().contains("  2 of web removed as exact_duplicate\n"), text.out());
        assertTrue(text.out().contains("  1 of web removed as minhash_duplicate\n"), text.out());
        assertTrue(text.out().contains("kept, stands for a cluster of 4 documents"), text.out());
        assertTrue(text.out().contains("... and 2 more"), text.out());
    }

    @Test
    void aReasonOfDedupIsARuleToAskFor() throws IOException {
        assertEquals(
                2,
                tamis("inspect", run, "--rule", "exact_duplicate", "--json")
                        .json()
                        .size());
        assertEquals(
                1,
                tamis("inspect", run, "--rule", "minhash_duplicate", "--json")
                        .json()
                        .size());
        assertEquals(
                "Nothing matches.",
                tamis("inspect", run, "--rule", "url_duplicate").out().strip());
    }

    @Test
    void anIdWithoutAClusterIsAnsweredWithNo() throws IOException {
        Printed unknown = tamis("inspect", run, "--cluster", "abc");
        assertEquals(Tamis.NO, unknown.exit());
        assertTrue(unknown.err().contains("No document abc"), unknown.err());
        String alone = tamis("inspect", run, "--kept", "--json").json().stream()
                .filter(document -> document.get("fate").get("cluster").isNull())
                .map(document -> document.get("id").asText())
                .findFirst()
                .orElseThrow();
        Printed single = tamis("inspect", run, "--cluster", alone);
        assertEquals(Tamis.NO, single.exit());
        assertTrue(single.err().contains("is in no cluster"), single.err());
        assertEquals(
                Tamis.USAGE, tamis("inspect", run, "--cluster", alone, "--kept").exit());
    }

    @Test
    void traceSaysByWhichMethodADocumentWasRemoved() throws IOException {
        JsonNode removed = tamis("inspect", run, "--rule", "minhash_duplicate", "--json")
                .json()
                .get(0);
        String out = tamis("trace", run, removed.get("id").asText()).out();
        assertTrue(
                out.contains("removed as minhash_duplicate of "
                        + removed.get("fate").get("duplicate_of").asText()),
                out);
    }

    @Test
    void aRunThatWasStoppedGetsAReport() {
        Path page = Path.of(run, "report", "index.html");
        Printed printed = tamis("report", run);
        assertEquals(Tamis.DONE, printed.exit(), printed.err());
        assertEquals(page.toString(), printed.out().strip());
        assertTrue(Files.exists(page));
        assertFalse(printed.err().contains("Exception"), printed.err());
    }
}
