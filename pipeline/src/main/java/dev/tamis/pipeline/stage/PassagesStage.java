package dev.tamis.pipeline.stage;

import dev.tamis.pipeline.dedup.PartFiles;
import dev.tamis.pipeline.passage.PartCuts;
import dev.tamis.pipeline.passage.PassagePart;
import dev.tamis.pipeline.passage.Passages;
import dev.tamis.pipeline.passage.Template;
import dev.tamis.pipeline.recipe.PassagesSpec;
import dev.tamis.pipeline.recipe.Recipe;
import dev.tamis.pipeline.run.DataFile;
import dev.tamis.pipeline.run.Digests;
import dev.tamis.pipeline.run.Ledger;
import dev.tamis.pipeline.run.Manifest;
import dev.tamis.pipeline.run.RunDirectory;
import dev.tamis.pipeline.run.RunReference;
import dev.tamis.pipeline.run.SealedJson;
import dev.tamis.pipeline.table.Cut;
import dev.tamis.pipeline.table.KeptDocument;
import dev.tamis.pipeline.table.MeasuredFiles;
import dev.tamis.pipeline.table.Parts;
import dev.tamis.pipeline.table.TableWriter;
import dev.tamis.pipeline.table.Tables;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.schema.MessageType;

/**
 * Cuts from the documents that survived dedup the passages that stand elsewhere too. A document of which too large a share
 * would be cut, or of which nothing but white space would be left, is dropped as a whole.
 */
final class PassagesStage implements Stage {
    static final String NAME = "passages";

    /** About how many bytes of text a stored byte of the documents stands for. */
    private static final long TEXT_BYTES_EACH = 3;

    private static final MessageType NO_COLUMN = Tables.project(Tables.DOCUMENTS, "id");

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public List<String> inputs(Recipe recipe) {
        return Measured.inputs(recipe, SignaturesStage.NAME, before(recipe));
    }

    /** The stage that said last which documents are kept. */
    private static String before(Recipe recipe) {
        return recipe.hasPageImages() ? InterleaveStage.NAME : DedupStage.NAME;
    }

    /** Which document is the better one is in dedup's part of the recipe, and so in its fingerprint. */
    @Override
    public String recipePart(Recipe recipe) {
        return recipe.part("passages");
    }

    @Override
    public void run(StageContext context) throws IOException {
        RunReference reference = context.reference();
        Manifest annotate = context.input(AnnotateStage.NAME);
        List<String> documents = annotate.pathsByPart("documents");
        String before = before(context.recipe());
        boolean interleaved = before.equals(InterleaveStage.NAME);
        List<String> verdicts = context.input(before).pathsByPart(before);
        List<String> sources = Parts.sources(annotate);
        PassagesSpec spec = context.recipe().passages();
        if (!spec.any() || annotate.parts() == 0) {
            List<TaskResult> results = context.parts(annotate.parts())
                    .map(part -> untouched(
                            reference.open(),
                            documents.get(part),
                            verdicts.get(part),
                            interleaved,
                            part,
                            sources.get(part)))
                    .collect();
            context.commit(annotate.parts(), results);
            return;
        }
        List<String> signatures = context.input(SignaturesStage.NAME).pathsByPart("signatures");
        List<MeasuredFiles> measured = Measured.byPart(context);
        List<PartFiles> files = new ArrayList<>();
        for (int part = 0; part < annotate.parts(); part++) {
            files.add(
                    new PartFiles(part, reference, sources.get(part), signatures.get(part), measured.get(part), null));
        }
        long stored =
                annotate.table("documents").stream().mapToLong(DataFile::bytes).sum();
        Passages.Found found = new Passages(
                        context.sparkWithCheckpoints(),
                        spec,
                        context.recipe().dedup().survivor(),
                        files,
                        verdicts,
                        interleaved,
                        TEXT_BYTES_EACH * stored)
                .find();
        double dropShare = spec.dropShare();
        int parts = annotate.parts();
        List<TaskResult> results = found.parts()
                .filter(part -> part.documents().part() < parts)
                .map(part -> {
                    int number = part.documents().part();
                    return write(
                            reference.open(),
                            documents.get(number),
                            verdicts.get(number),
                            interleaved,
                            part,
                            sources.get(number),
                            dropShare);
                })
                .collect();
        found.parts().unpersist();
        List<DataFile> placed =
                found.templates().isEmpty() ? List.of() : List.of(templates(context, found.templates()));
        context.commit(parts, results, placed, found.figures());
    }

    private static TaskResult untouched(
            RunDirectory run, String documents, String verdicts, boolean interleaved, int part, String source)
            throws IOException {
        TaskOutput output = new TaskOutput(run, NAME, part);
        TableWriter passages = table(output);
        Ledger.Builder ledger = new Ledger.Builder();
        Parts.kept(run, documents, verdicts, schema(interleaved), NO_COLUMN, kept -> {
            Group row = row(passages, kept);
            KeptDocument.write(row, kept.cuts());
            passages.write(row);
            ledger.out();
        });
        output.ledger(source, ledger.build());
        return output.close();
    }

    private static TaskResult write(
            RunDirectory run,
            String documents,
            String verdicts,
            boolean interleaved,
            PassagePart part,
            String source,
            double dropShare)
            throws IOException {
        TaskOutput output = new TaskOutput(run, NAME, part.documents().part());
        TableWriter passages = table(output);
        Ledger.Builder ledger = new Ledger.Builder();
        PartCuts all = part.cuts();
        Parts.kept(run, documents, verdicts, schema(interleaved), NO_COLUMN, kept -> {
            Group row = row(passages, kept);
            int at = all.find(part.documents().find(kept.row()));
            List<Cut> cuts = at < 0 ? List.of() : all.cuts(at);
            if (at >= 0 && (all.isBlank(at) || all.cutBytes(at) > dropShare * all.storedBytes(at))) {
                row.append("removed_by", NAME);
                KeptDocument.write(row, kept.cuts());
                ledger.rejected(NAME);
            } else {
                KeptDocument.write(row, Cut.inOrder(kept.cuts(), cuts));
                ledger.out();
                cuts.forEach(cut -> {
                    output.count("cuts/" + cut.by() + "/" + source, 1);
                    output.count("cut_bytes/" + cut.by() + "/" + source, cut.end() - cut.start());
                });
                if (!cuts.isEmpty()) {
                    output.count("documents_cut/" + source, 1);
                }
            }
            passages.write(row);
        });
        output.ledger(source, ledger.build());
        return output.close();
    }

    private static MessageType schema(boolean interleaved) {
        return interleaved ? Tables.INTERLEAVE : Tables.DEDUP;
    }

    private static TableWriter table(TaskOutput output) throws IOException {
        return output.table("passages", "stages/passages/passages", Tables.PASSAGES);
    }

    private static Group row(TableWriter passages, KeptDocument kept) {
        Group row = passages.row();
        row.append("row", kept.row());
        row.append("id", kept.id());
        return row;
    }

    /** The most repeated lines and paragraphs, in a file of its own. */
    private static DataFile templates(StageContext context, SortedMap<String, List<Template>> found)
            throws IOException {
        SortedMap<String, List<Map<String, Object>>> templates = new TreeMap<>();
        found.forEach((method, list) -> templates.put(
                method,
                list.stream()
                        .map(template -> {
                            Map<String, Object> fields = new LinkedHashMap<>();
                            fields.put("documents", template.documents());
                            fields.put("key", template.key());
                            fields.put("source", template.source());
                            fields.put("id", template.id());
                            fields.put("text", template.text());
                            return fields;
                        })
                        .toList()));
        byte[] json = SealedJson.plain(SealedJson.JSON.valueToTree(templates));
        String name = "stages/passages/templates-" + Digests.sha256(json).substring(0, 12) + ".json";
        return context.place("templates", name, json);
    }
}
