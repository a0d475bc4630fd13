package dev.tamis.pipeline.stage;

import dev.tamis.filters.record.Kind;
import dev.tamis.filters.record.MediaMarks;
import dev.tamis.pipeline.dedup.Node;
import dev.tamis.pipeline.interleave.EmptySlot;
import dev.tamis.pipeline.interleave.ImageJoin;
import dev.tamis.pipeline.interleave.ImageReference;
import dev.tamis.pipeline.interleave.JoinPart;
import dev.tamis.pipeline.interleave.JoinedPart;
import dev.tamis.pipeline.interleave.PageSlots;
import dev.tamis.pipeline.recipe.InterleaveSpec;
import dev.tamis.pipeline.recipe.Recipe;
import dev.tamis.pipeline.recipe.SourceSpec;
import dev.tamis.pipeline.run.Ledger;
import dev.tamis.pipeline.run.Manifest;
import dev.tamis.pipeline.run.RunDirectory;
import dev.tamis.pipeline.run.RunReference;
import dev.tamis.pipeline.table.Cut;
import dev.tamis.pipeline.table.KeptDocument;
import dev.tamis.pipeline.table.MediaList;
import dev.tamis.pipeline.table.Parts;
import dev.tamis.pipeline.table.TableReader;
import dev.tamis.pipeline.table.TableWriter;
import dev.tamis.pipeline.table.Tables;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.schema.MessageType;

/**
 * Puts images into the pages that survived dedup, as OBELICS (Laurençon et al. 2023) and MMC4 (Zhu et al. 2023) do: each slot of
 * a page has the image document of its address, or of what that is a duplicate of, or a reason why it is empty. Pages with too
 * few or too many images are removed; images without caption that pages look for stand only there.
 */
final class InterleaveStage implements Stage {
    static final String NAME = Cut.INTERLEAVE;

    /** What removes an image without caption from those that stand alone. */
    static final String IN_PAGES = "in_pages";

    static final String IN_NO_PAGE = "in_no_page";

    private static final MessageType NO_COLUMN = Tables.project(Tables.DOCUMENTS, "id");
    private static final MessageType TEXT = Tables.project(Tables.DOCUMENTS, "text");
    private static final MessageType TEXT_AND_MEDIA = Tables.project(Tables.DOCUMENTS, "text", "media");

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public boolean wanted(Recipe recipe) {
        return recipe.hasPageImages();
    }

    @Override
    public List<String> inputs(Recipe recipe) {
        return List.of(AnnotateStage.NAME, DecideStage.NAME, DedupStage.NAME);
    }

    /** Which source looks for its images where is in annotate's part of the recipe. */
    @Override
    public String recipePart(Recipe recipe) {
        return recipe.part(NAME);
    }

    @Override
    public void run(StageContext context) throws IOException {
        RunReference reference = context.reference();
        List<JoinPart> parts = new ArrayList<>();
        List<BitSet> holders = new ArrayList<>();
        List<String> sources = Parts.sources(context.input(AnnotateStage.NAME));
        describe(context, sources, parts, holders);
        if (parts.isEmpty()) {
            context.commit(0, List.of());
            return;
        }
        InterleaveSpec spec = context.recipe().interleave();
        long documents = context.input(DedupStage.NAME).total().in();
        List<TaskResult> results = new ImageJoin(reference, parts, holders, spec)
                .join(context.spark(), documents)
                .map(joined -> new PartWriter(
                                reference.open(), parts.get(joined.part()), sources.get(joined.part()), joined, spec)
                        .write())
                .collect();
        context.spark().getPersistentRDDs().values().forEach(rdd -> rdd.unpersist());
        context.commit(parts.size(), results);
    }

    private static void describe(
            StageContext context, List<String> sources, List<JoinPart> parts, List<BitSet> holders) {
        Manifest annotate = context.input(AnnotateStage.NAME);
        List<SourceSpec> specs = context.recipe().sources();
        List<String> names = specs.stream().map(SourceSpec::name).toList();
        BitSet held = new BitSet();
        for (SourceSpec source : specs) {
            BitSet own = new BitSet();
            source.images().forEach(name -> own.set(names.indexOf(name)));
            holders.add(own);
            held.or(own);
        }
        List<String> documents = annotate.pathsByPart("documents");
        List<String> quarantine = annotate.pathsByPart("quarantine");
        List<String> decisions = context.input(DecideStage.NAME).pathsByPart("decisions");
        List<String> dedup = context.input(DedupStage.NAME).pathsByPart("dedup");
        for (int part = 0; part < annotate.parts(); part++) {
            int source = names.indexOf(sources.get(part));
            parts.add(new JoinPart(
                    part,
                    source,
                    !holders.get(source).isEmpty(),
                    held.get(source),
                    specs.get(source).kind() == Kind.IMAGE,
                    documents.get(part),
                    decisions.get(part),
                    dedup.get(part),
                    quarantine.get(part)));
        }
    }

    /** One task: the documents of one part. */
    private static final class PartWriter {
        private final RunDirectory run;
        private final JoinPart files;
        private final String source;
        private final JoinedPart joined;
        private final InterleaveSpec spec;
        private final ImageReference[] references;
        private final TaskOutput output;
        private final TableWriter table;
        private final Ledger.Builder ledger = new Ledger.Builder();

        PartWriter(RunDirectory run, JoinPart files, String source, JoinedPart joined, InterleaveSpec spec)
                throws IOException {
            this.run = run;
            this.files = files;
            this.source = source;
            this.joined = joined;
            this.spec = spec;
            this.references = joined.references();
            this.output = new TaskOutput(run, NAME, files.part());
            this.table = output.table(NAME, "stages/interleave/interleave", Tables.INTERLEAVE);
        }

        TaskResult write() throws IOException {
            MessageType columns = files.pages() ? TEXT_AND_MEDIA : files.images() ? TEXT : NO_COLUMN;
            Parts.kept(run, files.documents(), files.dedup(), Tables.DEDUP, columns, kept -> {
                Group row = table.row();
                row.append("row", kept.row());
                row.append("id", kept.id());
                if (files.pages()) {
                    page(kept, row);
                } else {
                    other(kept, row);
                }
                table.write(row);
            });
            output.ledger(source, ledger.build());
            return output.close();
        }

        private void other(KeptDocument kept, Group row) {
            String removedBy = null;
            if (files.images()) {
                boolean used = joined.isUsed(kept.row());
                output.count((used ? "images_in_pages/" : "images_in_no_page/") + source, 1);
                if (!hasCaption(kept)) {
                    removedBy = used ? IN_PAGES : IN_NO_PAGE;
                }
            }
            verdict(row, removedBy, List.of());
            row.addGroup("slots");
        }

        private static boolean hasCaption(KeptDocument kept) {
            return !MediaMarks.without(new String(kept.storedText(), StandardCharsets.UTF_8))
                    .isBlank();
        }

        private void verdict(Group row, String removedBy, List<Cut> cuts) {
            if (removedBy == null) {
                ledger.out();
            } else {
                row.append("removed_by", removedBy);
                ledger.rejected(removedBy);
            }
            KeptDocument.write(row, cuts);
        }

        private void page(KeptDocument kept, Group row) throws IOException {
            PageSlots slots = joined.slots();
            int page = slots.find(kept.row());
            if (page < 0) {
                verdict(row, PageSlots.removedWithoutSlots(spec), List.of());
                row.addGroup("slots");
                return;
            }
            int from = slots.from(page);
            byte[] text = kept.storedText();
            int marks = MediaMarks.count(text);
            if (marks != slots.to(page) - from) {
                throw new IOException("row " + kept.row() + " of " + files.documents() + " has " + marks
                        + " U+FFFC and " + (slots.to(page) - from) + " media; run `tamis verify`");
            }
            int[] ranges = MediaMarks.ranges(text, mark -> slots.target(from + mark) < 0);
            List<Cut> cuts = new ArrayList<>();
            for (int i = 0; i < ranges.length; i += 2) {
                cuts.add(new Cut(ranges[i], ranges[i + 1], NAME));
            }
            verdict(row, slots.removedBy(page), cuts);
            Group list = row.addGroup("slots");
            int filled = 0;
            for (int slot = from; slot < slots.to(page); slot++) {
                String url = TableReader.string(MediaList.get(kept.document(), slot - from), "url");
                filled += slot(list.addGroup("list").addGroup("element"), slot, url) ? 1 : 0;
            }
            output.count("slots/" + source, slots.to(page) - from);
            output.count("slots_kept/" + source, filled);
            if (slots.removedBy(page) == null) {
                output.count((filled > 0 ? "pages_with_images/" : "pages_as_text/") + source, 1);
            }
        }

        private boolean slot(Group element, int slot, String url) {
            EmptySlot reason = joined.slots().reason(slot);
            long target = joined.slots().target(slot);
            element.append("part", reason == null ? Node.part(target) : -1);
            element.append("row", reason == null ? Node.row(target) : -1L);
            if (url != null) {
                element.append("url", url);
            }
            if (reason == null) {
                references[slot].write(element);
            } else {
                element.append("reason", reason.id());
                output.count("slots_dropped/" + reason.id() + "/" + source, 1);
            }
            return reason == null;
        }
    }
}
