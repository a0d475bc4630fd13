package dev.tamis.pipeline.stage;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tamis.pipeline.inspect.StoredDocument;
import dev.tamis.pipeline.inspect.Verification;
import dev.tamis.pipeline.run.RunDirectory;
import dev.tamis.pipeline.stage.TextShards.Doc;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class ValueCountsTest {
    private static final String COUNTS = """
            counts {
              same_text { of = [text_hash] }
              alike     { of = ["source", "if(words % 7 = 0, null, words % 5)"], where = "words > 22" }
            }
            rules = [ { often { keep = "same_text <= 3" } } ]
            """;

    @TempDir
    static Path temp;

    private TextShards shards;
    private final Map<String, List<StoredDocument>> runs = new HashMap<>();

    @BeforeAll
    void runOnce() throws Exception {
        shards = new TextShards(temp);
        SplittableRandom random = new SplittableRandom(4);
        List<String> texts = new ArrayList<>();
        List<Doc> docs = new ArrayList<>();
        for (int i = 0; i < 900; i++) {
            if (texts.isEmpty() || random.nextInt(3) > 0) {
                texts.add(String.join(" ", TextShards.words(random, 20 + random.nextInt(30))));
            }
            // The square makes the first texts common and most of the others rare.
            int at = (int) (texts.size() * Math.pow(random.nextDouble(), 2));
            docs.add(new Doc(random.nextBoolean() ? "a" : "b", "https://e.org/" + i, texts.get(at)));
        }
        for (int parts : new int[] {1, 7}) {
            shards.write("in" + parts, docs, parts);
            RunDirectory run = shards.run(
                    "local[2]", shards.recipe("in" + parts, "run" + parts, List.of("a", "b"), COUNTS), "decide");
            assertEquals(List.of(), Verification.verify(run).problems());
            runs.put("in" + parts, TextShards.documents(run));
        }
    }

    private static long signal(StoredDocument document, String name) {
        return (Long) document.signals().get(name);
    }

    @Test
    void aCountIsOfAllDocumentsOfTheRunWithTheSameValue() {
        for (List<StoredDocument> documents : runs.values()) {
            Map<Object, Long> texts = new HashMap<>();
            documents.forEach(document -> texts.merge(document.signals().get("text_hash"), 1L, Long::sum));
            assertTrue(texts.values().stream().anyMatch(n -> n > 10) && texts.containsValue(1L), texts.toString());
            for (StoredDocument document : documents) {
                long expected = texts.get(document.signals().get("text_hash"));
                assertEquals(expected, signal(document, "same_text"));
                assertEquals(expected > 3 ? List.of("often") : List.of(), document.rejectedBy());
            }
        }
    }

    @Test
    void documentsThatAreLeftOutOrLackAValueHaveNoCountAndCountForNobody() {
        for (List<StoredDocument> documents : runs.values()) {
            Map<String, Long> groups = new HashMap<>();
            for (StoredDocument document : documents) {
                long words = signal(document, "words");
                if (words > 22 && words % 7 != 0) {
                    groups.merge(document.source() + words % 5, 1L, Long::sum);
                }
            }
            for (StoredDocument document : documents) {
                long words = signal(document, "words");
                if (words > 22 && words % 7 != 0) {
                    assertEquals(groups.get(document.source() + words % 5), signal(document, "alike"));
                } else {
                    assertNull(document.signals().get("alike"));
                }
            }
        }
    }

    @Test
    void partsDoNotMatter() {
        Map<String, List<Object>> byUrl = new HashMap<>();
        for (List<StoredDocument> documents : runs.values()) {
            for (StoredDocument document : documents) {
                List<Object> counts = new ArrayList<>();
                counts.add(document.signals().get("same_text"));
                counts.add(document.signals().get("alike"));
                List<Object> other =
                        byUrl.putIfAbsent((String) document.origin().get("url"), counts);
                assertTrue(other == null || other.equals(counts), (String)
                        document.origin().get("url"));
            }
        }
        assertEquals(900, byUrl.size());
    }
}
