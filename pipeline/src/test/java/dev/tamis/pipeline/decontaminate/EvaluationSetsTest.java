package dev.tamis.pipeline.decontaminate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.github.luben.zstd.Zstd;
import dev.tamis.filters.record.Limits;
import dev.tamis.pipeline.recipe.DecontaminateSpec;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class EvaluationSetsTest {
    private static final String LINES = """
            {"task_id": "T/0", "question": "How many ducks lay sixteen eggs a day?", "n": 4}

            {"id": 7, "question": "A robe takes two bolts of blue fiber.", "choices": [{"text": "one two three four five"}, {"text": "no", "more": ["six seven eight nine ten"]}]}
            """;

    @TempDir
    Path temp;

    private Path write(String name, byte[] bytes) throws IOException {
        return Files.write(temp.resolve(name), bytes);
    }

    private Path write(String name, String text) throws IOException {
        return write(name, text.getBytes(StandardCharsets.UTF_8));
    }

    private EvaluationSets read(List<String> fields, String... names) throws IOException {
        List<String> paths =
                Arrays.stream(names).map(name -> temp.resolve(name).toString()).toList();
        return EvaluationSets.read(
                new DecontaminateSpec(
                        List.of(new DecontaminateSpec.EvaluationSet("quiz", paths, fields)),
                        DecontaminateSpec.Match.NGRAM,
                        13,
                        0,
                        0,
                        DecontaminateSpec.Action.DROP,
                        0),
                Limits.DEFAULT,
                new Configuration());
    }

    private String refused(List<String> fields, String... names) {
        return assertThrows(IOException.class, () -> read(fields, names)).getMessage();
    }

    private static byte[] gzip(String text) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (OutputStream out = new GZIPOutputStream(bytes)) {
            out.write(text.getBytes(StandardCharsets.UTF_8));
        }
        return bytes.toByteArray();
    }

    private static List<String> ids(EvaluationSets sets) {
        return sets.items().stream().map(EvaluationItem::id).toList();
    }

    @Test
    void everyStringOfTheChosenFieldsIsAnItemHoweverDeep() throws IOException {
        write("a.jsonl", LINES);
        assertEquals(
                List.of(
                        "quiz/a.jsonl:3:choices[0].text",
                        "quiz/a.jsonl:3:choices[1].text",
                        "quiz/a.jsonl:3:choices[1].more[0]"),
                ids(read(List.of("choices"), "a.jsonl")));
        EvaluationSets all = read(List.of(), "a.jsonl");
        assertEquals(6, all.items().size());
        assertEquals("T/0", all.items().get(1).ownId());
        assertEquals("7", all.items().get(2).ownId());
        assertEquals(
                List.of("quiz/a.jsonl:1:question", "quiz/a.jsonl:3:question"),
                ids(read(List.of("question"), "a.jsonl")));
    }

    @Test
    void noTwoItemsHaveOneIdWhateverTheKeys() throws IOException {
        write("a.jsonl", """
                {"a.b": "one two three four five", "a": {"b": "y", "": "y"}, "c[0]": "z", "c": ["z"], "c.d\\\\": {"e": "x"}}
                {"c": {"d\\\\.e": "x", "": {"f": "x"}}, "c.": {"f": "x"}, "": {"g": "x"}, "g": "x", "1:h": "x"}
                """);
        EvaluationSets sets = read(List.of(), "a.jsonl");
        assertEquals(12, sets.items().size());
        assertEquals(12, ids(sets).stream().distinct().count(), ids(sets).toString());
        assertTrue(ids(sets).contains("quiz/a.jsonl:1:a\\.b"), ids(sets).toString());
        assertTrue(ids(sets).contains("quiz/a.jsonl:1:a.b"), ids(sets).toString());
        assertEquals(2, read(List.of("a.b"), "a.jsonl").items().size(), "a recipe names both as one");
    }

    @Test
    void plainGzipAndZstdAreTheSameSet() throws IOException {
        write("a.jsonl", LINES);
        write("b.jsonl.gz", gzip(LINES));
        write("c.zst", Zstd.compress(LINES.getBytes(StandardCharsets.UTF_8)));
        EvaluationSets sets = read(List.of(), "*");
        assertEquals(18, sets.items().size());
        assertEquals(3, sets.digests().size());
        assertEquals(3, sets.digests().stream().distinct().count());
        assertEquals(
                read(List.of(), "a.jsonl").index().patterns(),
                sets.index().patterns(),
                "equal items have equal patterns");
    }

    @Test
    void filesOfOneNameAreToldApartAndChangedBytesAreNoticed() throws IOException {
        Files.createDirectories(temp.resolve("x"));
        Files.createDirectories(temp.resolve("y"));
        write("x/a.jsonl", LINES);
        write("y/a.jsonl", LINES);
        EvaluationSets sets = read(List.of(), "x/*", "y/*");
        assertEquals(12, ids(sets).stream().distinct().count());
        List<String> digests = sets.digests();
        write("y/a.jsonl", LINES.replace("ducks", "geese"));
        assertNotEquals(digests, read(List.of(), "x/*", "y/*").digests());
    }

    @Test
    void whatCannotBeReadIsRefusedWithFileAndLine() throws IOException {
        write("bad.jsonl", LINES + "{\"question\": \"cut off\n");
        String bad = refused(List.of(), "bad.jsonl");
        assertTrue(
                bad.contains("decontaminate.sets.quiz: ") && bad.contains("bad.jsonl:4: the line is not one JSON"),
                bad);
        assertTrue(bad.contains("correct the file"), bad);
        write("text.jsonl", "just text\n");
        assertTrue(refused(List.of(), "text.jsonl").contains("text.jsonl:1: "));
        write("list.jsonl", "[1]\n");
        assertTrue(refused(List.of(), "list.jsonl").contains("list.jsonl:1: the line is JSON, but no object"));
        write("two.jsonl", "{\"a\": 1} {\"a\": 2}\n");
        assertTrue(refused(List.of(), "two.jsonl").contains("two.jsonl:1: "));
        write("latin.jsonl", "{\"a\": \"caf\u00E9\"}\n".getBytes(StandardCharsets.ISO_8859_1));
        assertTrue(refused(List.of(), "latin.jsonl").contains("latin.jsonl:1: "));
        byte[] whole = gzip(LINES.repeat(100));
        write("half.gz", Arrays.copyOf(whole, whole.length - 12));
        assertTrue(refused(List.of(), "half.gz").contains("damaged"), refused(List.of(), "half.gz"));
        byte[] changed = whole.clone();
        changed[whole.length - 6] ^= 1;
        write("changed.gz", changed);
        assertTrue(refused(List.of(), "changed.gz").contains("gzip.corrupt"));
        assertTrue(refused(List.of(), "nothing.jsonl").contains("leads to no file"));
        write("deep.jsonl", "{\"a\":" + "[".repeat(100_000) + "\n");
        assertTrue(refused(List.of(), "deep.jsonl").contains("deep.jsonl:1: "));
    }

    @Test
    void aSetThatYieldsNothingIsRefused() throws IOException {
        write("a.jsonl", LINES);
        String misspelt = refused(List.of("questoin"), "a.jsonl");
        assertTrue(
                misspelt.contains("no string in field \"questoin\" of any of 2 lines (did you mean \"question\"?)"),
                misspelt);
        assertTrue(refused(List.of("question", "n"), "a.jsonl").contains("\"n\""));
        write("empty.jsonl", "\n");
        assertTrue(refused(List.of(), "empty.jsonl").contains("has no line"));
        assertTrue(refused(List.of("task_id"), "a.jsonl").contains("none of its 1 strings has the 5 words"));
    }
}
