package dev.tamis.pipeline.report;

import dev.tamis.pipeline.recipe.Recipe;
import dev.tamis.pipeline.run.RunDirectory;
import java.io.IOException;
import java.util.List;

/** The report of a run: one self-contained page, and the same figures as JSON. */
public final class Report {
    private Report() {}

    /** A file of the report. */
    public record Page(String path, byte[] bytes) {}

    /** Makes the report from whatever is committed and fits together. Holds no time and no path of the machine. */
    public static List<Page> of(RunDirectory run, Recipe recipe) throws IOException {
        ReportData data = Figures.of(run, recipe);
        return List.of(
                new Page("report/report.json", Figures.json(data)),
                new Page("report/index.html", ReportPage.html(data)));
    }
}
