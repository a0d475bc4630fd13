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

/** Cuts from the documents that survived dedup the passages that stand elsewhere too. */
final class PassagesStage implements Stage {
    static final String NAME = "passages";

    private static final MessageType NO_COLUMN = Tables.project(Tables.DOCUMENTS, "id");

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public List<String> inputs() {
        return List.of(AnnotateStage.NAME, DedupStage.NAME);
    }

    @Override
    public String recipePart(Recipe recipe) {
        return recipe.part("passages");
    }

    @Override
    public void run(StageContext context) throws IOException {
        RunReference reference = context.reference();
        Manifest annotate = context.input(AnnotateStage.NAME);
        List<String> documents = annotate.pathsByPart("documents");
        List<String> dedup = context.input(DedupStage.NAME).pathsByPart("dedup");
        List<String> sources = Parts.sources(annotate);
        List<TaskResult> results = context.parts(annotate.parts())
                .map(part -> task(reference.open(), documents.get(part), dedup.get(part), part, sources.get(part)))
                .collect();
        context.commit(annotate.parts(), results);
    }

    private static TaskResult task(RunDirectory run, String documents, String dedup, int part, String source)
            throws IOException {
        TaskOutput output = new TaskOutput(run, NAME, part);
        TableWriter passages = output.table("passages", "stages/passages/passages", Tables.PASSAGES);
        Ledger.Builder ledger = new Ledger.Builder();
        Parts.kept(run, documents, dedup, Tables.DEDUP, NO_COLUMN, kept -> {
            Group row = passages.row();
            row.append("row", kept.row());
            row.append("id", kept.id());
            KeptDocument.write(row, List.of());
            passages.write(row);
            ledger.out();
        });
        output.ledger(source, ledger.build());
        return output.close();
    }
}
