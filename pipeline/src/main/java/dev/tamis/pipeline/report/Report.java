package dev.tamis.pipeline.report;

import dev.tamis.pipeline.recipe.Recipe;
import dev.tamis.pipeline.run.DataFile;
import dev.tamis.pipeline.run.Digests;
import dev.tamis.pipeline.run.Manifest;
import dev.tamis.pipeline.run.RunDirectory;
import dev.tamis.pipeline.run.StageNames;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/** The report of a run: one self-contained page, and the same figures as JSON. */
public final class Report {
    private static final String STAGE = "report";

    private Report() {}

    /** A file of the report. */
    public record Page(String path, byte[] bytes) {}

    /** Makes the report of what is committed now and commits it, in the place of the one there is, if there is one. */
    public static void writeAgain(RunDirectory run, Recipe recipe) throws IOException {
        run.required("annotate");
        SortedMap<String, String> inputs = new TreeMap<>();
        for (String input : StageNames.ALL.subList(0, StageNames.ALL.indexOf(STAGE))) {
            run.manifest(input).ifPresent(manifest -> inputs.put(input, manifest.fingerprint()));
        }
        List<DataFile> files = new ArrayList<>();
        List<String> digests = new ArrayList<>();
        for (Page page : of(run, recipe)) {
            run.writeAtomically(page.path(), page.bytes());
            String digest = Digests.sha256(page.bytes());
            digests.add(digest);
            files.add(new DataFile(STAGE, 0, page.path(), 0, page.bytes().length, digest));
        }
        // Where a run got no further, the fingerprint is none that a run would give it: the next one makes its own.
        String fingerprint = run.manifest(STAGE)
                .map(Manifest::fingerprint)
                .orElseGet(() -> Digests.sha256(digests.toArray(String[]::new)));
        Manifest manifest =
                new Manifest(STAGE, fingerprint, inputs, 0, files, new TreeMap<>(), new TreeMap<>(), List.of());
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
