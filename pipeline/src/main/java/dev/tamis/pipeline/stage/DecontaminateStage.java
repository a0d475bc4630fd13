package dev.tamis.pipeline.stage;

import dev.tamis.pipeline.recipe.Recipe;
import dev.tamis.pipeline.run.Ledger;
import dev.tamis.pipeline.run.Manifest;
import dev.tamis.pipeline.run.RunDirectory;
import dev.tamis.pipeline.run.RunReference;
import dev.tamis.pipeline.table.KeptDocument;
import dev.tamis.pipeline.table.Parts;
import dev.tamis.pipeline.table.TableWriter;
import dev.tamis.pipeline.table.Tables;
import java.io.IOException;
import java.util.List;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.schema.MessageType;

/** Finds documents that hold items of evaluation sets, and drops them or cuts the items from their text. */
final class DecontaminateStage implements Stage {
    static final String NAME = "decontaminate";

    private static final MessageType NO_COLUMN = Tables.project(Tables.DOCUMENTS, "id");

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public List<String> inputs() {
        return List.of(AnnotateStage.NAME, PassagesStage.NAME);
    }

    @Override
    public String recipePart(Recipe recipe) {
        return recipe.part("decontaminate");
    }

    @Override
    public void run(StageContext context) throws IOException {
        RunReference reference = context.reference();
        Manifest annotate = context.input(AnnotateStage.NAME);
        List<String> documents = annotate.pathsByPart("documents");
        List<String> passages = context.input(PassagesStage.NAME).pathsByPart("passages");
        List<String> sources = Parts.sources(annotate);
        List<TaskResult> results = context.parts(annotate.parts())
                .map(part -> task(reference.open(), documents.get(part), passages.get(part), part, sources.get(part)))
                .collect();
        context.commit(annotate.parts(), results);
    }

    private static TaskResult task(RunDirectory run, String documents, String passages, int part, String source)
            throws IOException {
        TaskOutput output = new TaskOutput(run, NAME, part);
        TableWriter table =
                output.table("decontamination", "stages/decontaminate/decontamination", Tables.DECONTAMINATION);
        Ledger.Builder ledger = new Ledger.Builder();
        Parts.kept(run, documents, passages, Tables.PASSAGES, NO_COLUMN, kept -> {
            Group row = table.row();
            row.append("row", kept.row());
            row.append("id", kept.id());
            KeptDocument.write(row, kept.cuts());
            table.write(row);
            ledger.out();
        });
        output.ledger(source, ledger.build());
        return output.close();
    }
}
