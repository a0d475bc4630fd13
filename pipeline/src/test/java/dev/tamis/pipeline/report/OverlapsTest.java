package dev.tamis.pipeline.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tamis.pipeline.report.OverlapFigures.CutFigures;
import dev.tamis.pipeline.run.DataFile;
import dev.tamis.pipeline.run.HadoopSettings;
import dev.tamis.pipeline.run.Manifest;
import dev.tamis.pipeline.run.RunDirectory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the stages passages and decontaminate leave word of is shown, and what they leave out is not missed. */
final class OverlapsTest {
    @TempDir
    Path temp;

    private Manifest manifest(RunDirectory run, String stage, Map<String, Long> counts, String table, String json)
            throws Exception {
        byte[] bytes = json.getBytes(StandardCharsets.UTF_8);
        String path = "stages/" + stage + "/" + table + ".json";
        run.writeAtomically(path, bytes);
        return new Manifest(
                stage,
                "f",
                new TreeMap<>(),
                0,
                List.of(new DataFile(table, 0, path, 0, bytes.length, "0".repeat(64))),
                new TreeMap<>(),
                new TreeMap<>(counts),
                List.of());
    }

    @Test
    void cutsTemplatesAndItemsThatWereHitAreShown() throws Exception {
        RunDirectory run = new RunDirectory(temp.toString(), HadoopSettings.configuration());
        Manifest passages = manifest(
                run,
                "passages",
                Map.of("cuts/lines/web", 3L, "cut_bytes/lines/web", 120L, "documents_cut/web", 2L),
                "templates",
                "{\"lines\": [{\"documents\": 9, \"key\": \"k\", \"source\": \"web\", \"id\": \"a\","
                        + " \"text\": \"<b>Accept all cookies\"}]}");
        Manifest decontaminate = manifest(
                run,
                "decontaminate",
                Map.of(),
                "summary",
                "{\"gsm8k\": {\"items\": 10, \"items_too_short\": 1, \"items_hit\": 2, \"documents_hit\": 5,"
                        + " \"most_hit\": [{\"item\": \"gsm8k/3\", \"field\": \"question\", \"documents\": 4,"
                        + " \"document_ids\": [\"d1\"]}]}}");
        OverlapFigures figures = Overlaps.of(run, passages, decontaminate);
        assertEquals(new CutFigures(3, 120), figures.cuts().get("lines").get("web"));
        assertEquals(9, figures.templates().get("lines").get(0).documents());
        assertEquals(2, figures.sets().get("gsm8k").hit());
        assertEquals(List.of("d1"), figures.sets().get("gsm8k").mostHit().get(0).ids());
        Html html = new Html();
        new OverlapsSection(html, figures).write();
        String page = html.toString();
        assertTrue(page.contains("&lt;b&gt;Accept all cookies"), page);
        assertTrue(page.contains("gsm8k/3"), page);
        assertFalse(page.contains("<b>Accept"), page);
    }

    @Test
    void withoutWordOfThemNothingIsShown() throws Exception {
        RunDirectory run = new RunDirectory(temp.toString(), HadoopSettings.configuration());
        Manifest odd = manifest(run, "decontaminate", Map.of(), "summary", "{\"gsm8k\": {}}");
        assertEquals(0, Overlaps.of(run, null, odd).sets().get("gsm8k").items());
        OverlapFigures none = Overlaps.of(run, null, null);
        assertFalse(none.hasPassages());
        Html html = new Html();
        new OverlapsSection(html, none).write();
        assertEquals("", html.toString());
    }
}
