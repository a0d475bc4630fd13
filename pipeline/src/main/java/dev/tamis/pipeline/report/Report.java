package dev.tamis.pipeline.report;

import dev.tamis.pipeline.recipe.Recipe;
import dev.tamis.pipeline.run.DataFile;
import dev.tamis.pipeline.run.Digests;
import dev.tamis.pipeline.run.Manifest;
import dev.tamis.pipeline.run.RunDirectory;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/** The report of a run: one self-contained page, and the same figures as JSON. */
public final class Report {
    private Report() {}

    /** A file of the report. */
    public record Page(String path, byte[] bytes) {}

    /** Makes the report again and commits it in the place of the one there is. */
    public static void writeAgain(RunDirectory run, Recipe recipe) throws IOException {
        Manifest old = run.required("report");
        SortedMap<String, String> inputs = new TreeMap<>();
        for (String input : old.inputs().keySet()) {
            run.manifest(input).ifPresent(manifest -> inputs.put(input, manifest.fingerprint()));
        }
        List<DataFile> files = new ArrayList<>();
        for (Page page : of(run, recipe)) {
            run.writeAtomically(page.path(), page.bytes());
            files.add(new DataFile("report", 0, page.path(), 0, page.bytes().length, Digests.sha256(page.bytes())));
        }
        Manifest manifest = new Manifest(
                old.stage(), old.fingerprint(), inputs, 0, files, old.ledger(), old.counts(), old.shards());
        run.publish(manifest, manifest.paths().toList());
    }

    /** Makes the report from whatever is committed and fits together. Holds no time and no path of the machine. */
    public static List<Page> of(RunDirectory run, Recipe recipe) throws IOException {
        ReportData data = Figures.of(run, recipe);
        return List.of(
                new Page("report/report.json", Figures.json(data)),
                new Page("report/index.html", ReportPage.html(data)));
    }
}
