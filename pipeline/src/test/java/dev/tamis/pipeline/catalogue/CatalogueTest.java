package dev.tamis.pipeline.catalogue;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tamis.pipeline.hocon.Problems;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The catalogue: what is shipped, what it gives to recipes, what is refused. */
final class CatalogueTest {
    private static final Path ROOT = Path.of(System.getProperty("tamis.root", ".."));

    @TempDir
    private Path temp;

    private Problems problems = new Problems();

    private Catalogue read(String text) throws IOException {
        Path file = temp.resolve("models.conf");
        Files.writeString(file, text);
        problems = new Problems();
        return Catalogue.read(file, temp.resolve("model-files"), problems);
    }

    private String problems() {
        return problems.list().stream().map(Object::toString).collect(Collectors.joining("\n"));
    }

    @Test
    void theShippedCatalogueHasNoProblem() throws IOException {
        Catalogue shipped = Catalogue.of(ROOT, problems);
        assertEquals("", problems());
        assertEquals(938_013, shipped.find("lid.176").orElseThrow().bytes());
        for (CatalogueModel model : shipped.models()) {
            assertFalse(model.files().isEmpty(), model.name());
            assertFalse(model.licence().isEmpty(), model.name());
            assertEquals(
                    model.isSlot(),
                    model.files().stream().allMatch(CatalogueFile::isSlot),
                    model.name() + " is partly a slot");
        }
    }

    @Test
    void aModelGivesARecipeTypeFilesPinsAndSettings() throws IOException {
        Map<String, Object> block = Catalogue.of(ROOT, problems)
                .find("minilm-l6-v2")
                .orElseThrow()
                .block()
                .unwrapped();
        assertEquals("onnx", block.get("type"));
        assertEquals("embed", block.get("task"));
        assertEquals(256, block.get("max_tokens"));
        assertTrue(Path.of((String) block.get("file")).endsWith("minilm-l6-v2/model.onnx"));
        assertTrue(Path.of((String) block.get("tokenizer")).endsWith("minilm-l6-v2/tokenizer.json"));
        assertEquals(64, ((String) block.get("sha256")).length());
        assertEquals(64, ((String) block.get("tokenizer_sha256")).length());
    }

    @Test
    void whatIsNotThereSaysHowItIsGot() throws IOException {
        Catalogue catalogue = read("""
                models {
                  one { type = fasttext, about = a, licence = MIT, files = [{ key = file, name = "a.bin"
                    npm = "x:1.0", entry = "package/a", sha256 = "%s", bytes = 3 }] }
                  two { type = ngram, about = a, licence = MIT,
                    files = [{ key = file, name = "b.arpa", from = "https://example.org/b" }] }
                }""".formatted("0".repeat(64)));
        assertEquals("", problems());
        CatalogueModel one = catalogue.find("one").orElseThrow();
        assertTrue(one.missing().orElseThrow().contains("not fetched yet: run `tamis models fetch one`"));
        Files.createDirectories(one.files().get(0).path().getParent());
        Files.writeString(one.files().get(0).path(), "abcd");
        assertTrue(one.missing().orElseThrow().contains("has 4 bytes, not 3"));
        Files.writeString(one.files().get(0).path(), "abc");
        assertTrue(one.missing().isEmpty());
        CatalogueModel two = catalogue.find("two").orElseThrow();
        assertTrue(two.missing().orElseThrow().contains("get it from https://example.org/b, put it at "));
        assertNull(two.block().get("sha256"));
        assertTrue(catalogue.find("on").isEmpty());
        assertTrue(catalogue.unknown("oen").contains("did you mean \"one\"?"), catalogue.unknown("oen"));
    }

    @Test
    void everyProblemOfACatalogueIsTold() throws IOException {
        Map<String, String> wrong = new TreeMap<>(Map.of(
                "type = pickle", "unknown type \"pickle\"",
                "type = onnx, files = [{ key = file, name = \"../x\", from = a }]", "cannot be the name of a file",
                "type = onnx, files = [{ key = file, name = \"x\" }]", "expected npm, maven or from",
                "type = onnx, files = [{ key = file, name = \"x\", npm = \"../a:1\" }]", "expected name:version",
                "type = onnx, files = [{ key = file, name = \"x\", maven = \"a:1\" }]", "group:artifact:version",
                "type = onnx, files = [{ key = file, name = \"x\", npm = \"a:1\" }]", "sha256: is missing",
                "type = onnx, files = [{ key = file, name = \"x\", npm = \"a:1\", sha256 = abc }]", "64 lower-case hex",
                "type = onnx, url = x", "unknown key \"url\"",
                "type = onnx, settings = 3", "expected a block"));
        String file = "type = onnx, files = [{ key = file, name = \"x\", npm = \"a:1\", ";
        String pin = "sha256 = \"" + "0".repeat(64) + "\"";
        wrong.put(file + "convert = tfjs, bytes = 3, " + pin + " }]", "entries: is missing");
        wrong.put(file + "convert = zip }]", "unknown convert \"zip\"");
        wrong.put(file + "entries = [], entry = a }]", "goes with convert alone");
        wrong.put(
                file + "convert = tfjs, bytes = 3, " + pin + ", entries = [{ entry = a, bytes = 3000000000, " + pin
                        + " }] }]",
                "more than what is converted at once");
        for (Map.Entry<String, String> one : wrong.entrySet()) {
            Catalogue catalogue = read("models { m { about = a, licence = b, " + one.getKey() + " } }");
            assertTrue(problems().contains(one.getValue()), one.getKey() + ": " + problems());
            assertEquals(List.of(), catalogue.models());
        }
    }
}
