package dev.tamis.pipeline.report;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tamis.pipeline.report.OverlapFigures.CutFigures;
import dev.tamis.pipeline.report.OverlapFigures.HitFigures;
import dev.tamis.pipeline.report.OverlapFigures.SetFigures;
import dev.tamis.pipeline.report.OverlapFigures.TemplateFigures;
import dev.tamis.pipeline.run.DataFile;
import dev.tamis.pipeline.run.Manifest;
import dev.tamis.pipeline.run.RunDirectory;
import dev.tamis.pipeline.run.SealedJson;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/** Collects what the stages passages and decontaminate found, as far as they left word of it. */
final class Overlaps {
    private static final int SHOWN = 20;
    private static final int EXCERPT_CHARS = 600;

    private Overlaps() {}

    /**
     * What there is to say; empty where neither stage found or cut anything.
     *
     * @param passages and decontaminate: what they committed, or null
     */
    static OverlapFigures of(RunDirectory run, Manifest passages, Manifest decontaminate) throws IOException {
        SortedMap<String, SortedMap<String, CutFigures>> cuts = new TreeMap<>();
        SortedMap<String, List<TemplateFigures>> templates = new TreeMap<>();
        SortedMap<String, SetFigures> sets = new TreeMap<>();
        for (Manifest manifest : new Manifest[] {passages, decontaminate}) {
            if (manifest != null) {
                cuts(manifest, cuts);
            }
        }
        if (passages != null) {
            for (DataFile file : passages.table("templates")) {
                json(run, file)
                        .properties()
                        .forEach(found -> templates.put(found.getKey(), templates(found.getValue())));
            }
        }
        if (decontaminate != null) {
            for (DataFile file : decontaminate.table("summary")) {
                json(run, file).properties().forEach(set -> sets.put(set.getKey(), set(set.getValue())));
            }
        }
        return new OverlapFigures(cuts, templates, sets);
    }

    private static JsonNode json(RunDirectory run, DataFile file) throws IOException {
        return SealedJson.JSON.readTree(run.bytes(file.path()));
    }

    private static void cuts(Manifest manifest, SortedMap<String, SortedMap<String, CutFigures>> cuts) {
        manifest.counts("cuts/").forEach((name, n) -> {
            int slash = name.indexOf('/');
            cuts.computeIfAbsent(name.substring(0, slash), method -> new TreeMap<>())
                    .put(name.substring(slash + 1), new CutFigures(n, manifest.count("cut_bytes/" + name)));
        });
    }

    private static List<TemplateFigures> templates(JsonNode found) {
        List<TemplateFigures> templates = new ArrayList<>();
        for (JsonNode one : found) {
            if (templates.size() < SHOWN) {
                templates.add(new TemplateFigures(
                        one.path("documents").asLong(),
                        one.path("source").asText(),
                        one.path("id").asText(),
                        Figures.excerpt(one.path("text").asText(), EXCERPT_CHARS)));
            }
        }
        return templates;
    }

    private static SetFigures set(JsonNode set) {
        List<HitFigures> mostHit = new ArrayList<>();
        for (JsonNode item : set.path("most_hit")) {
            if (mostHit.size() < SHOWN) {
                List<String> ids = new ArrayList<>();
                item.path("document_ids").forEach(id -> ids.add(id.asText()));
                mostHit.add(new HitFigures(
                        item.path("item").asText(),
                        item.path("field").asText(),
                        item.path("documents").asLong(),
                        ids));
            }
        }
        return new SetFigures(
                set.path("items").asLong(),
                set.path("items_too_short").asLong(),
                set.path("items_hit").asLong(),
                set.path("documents_hit").asLong(),
                mostHit);
    }
}
