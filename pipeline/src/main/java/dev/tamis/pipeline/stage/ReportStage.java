package dev.tamis.pipeline.stage;

import dev.tamis.pipeline.recipe.Recipe;
import dev.tamis.pipeline.report.Report;
import dev.tamis.pipeline.run.DataFile;
import dev.tamis.pipeline.run.Digests;
import dev.tamis.pipeline.run.StageNames;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Writes the report from whatever is committed. */
final class ReportStage implements Stage {
    static final String NAME = "report";

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public List<String> inputs(Recipe recipe) {
        return StageNames.ALL.subList(0, StageNames.ALL.indexOf(NAME));
    }

    @Override
    public String recipePart(Recipe recipe) {
        // Not where it is written to: the same run elsewhere has the same report.
        return Digests.sha256(recipe.parts().values().toArray(String[]::new));
    }

    @Override
    public void run(StageContext context) throws IOException {
        List<DataFile> files = new ArrayList<>();
        for (Report.Page page : Report.of(context.run(), context.recipe())) {
            files.add(context.place("report", page.path(), page.bytes()));
        }
        context.commit(0, List.of(), files);
    }
}
