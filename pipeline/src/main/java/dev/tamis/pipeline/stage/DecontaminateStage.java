package dev.tamis.pipeline.stage;

import dev.tamis.filters.decontaminate.BenchmarkIndex;
import dev.tamis.filters.decontaminate.BenchmarkMatcher;
import dev.tamis.pipeline.decontaminate.ContaminationSummary;
import dev.tamis.pipeline.decontaminate.DocumentCheck;
import dev.tamis.pipeline.decontaminate.EvaluationItem;
import dev.tamis.pipeline.decontaminate.EvaluationSets;
import dev.tamis.pipeline.decontaminate.ItemDocuments;
import dev.tamis.pipeline.recipe.DecontaminateSpec;
import dev.tamis.pipeline.recipe.Recipe;
import dev.tamis.pipeline.run.DataFile;
import dev.tamis.pipeline.run.Digests;
import dev.tamis.pipeline.run.Ledger;
import dev.tamis.pipeline.run.Manifest;
import dev.tamis.pipeline.run.RunDirectory;
import dev.tamis.pipeline.run.RunReference;
import dev.tamis.pipeline.run.SealedJson;
import dev.tamis.pipeline.table.KeptDocument;
import dev.tamis.pipeline.table.Parts;
import dev.tamis.pipeline.table.TableWriter;
import dev.tamis.pipeline.table.Tables;
import java.io.IOException;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.schema.MessageType;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.storage.StorageLevel;

/**
 * Finds documents that hold items of evaluation sets, and drops them or cuts the items from their text. The index of the items
 * is sent to every executor once; each document is looked at alone.
 */
final class DecontaminateStage implements Stage {
    static final String NAME = "decontaminate";

    /** Why a document is removed. */
    static final String CONTAMINATED = "contaminated";

    /** Rows of one document in the table of hits; a document that holds a whole set has hits without end. */
    private static final int MOST_ROWS = 1000;

    private static final String DOCUMENTS = "documents/";

    private static final MessageType NO_COLUMN = Tables.project(Tables.DOCUMENTS, "id");
    private static final MessageType TEXT = Tables.project(Tables.DOCUMENTS, "text");

    private final Optional<EvaluationSets> sets;

    private DecontaminateStage(Optional<EvaluationSets> sets) {
        this.sets = sets;
    }

    /** Reads the evaluation sets, so that one that is no good stops the run before its work. */
    static DecontaminateStage plan(StagePlanner planner, Recipe recipe) throws IOException {
        if (recipe.decontaminate().sets().isEmpty()) {
            return new DecontaminateStage(Optional.empty());
        }
        return new DecontaminateStage(Optional.of(EvaluationSets.read(
                recipe.decontaminate(), recipe.limits(), planner.run().conf())));
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public List<String> inputs(Recipe recipe) {
        return List.of(AnnotateStage.NAME, PassagesStage.NAME);
    }

    @Override
    public String recipePart(Recipe recipe) {
        List<String> parts = new ArrayList<>(List.of(recipe.part("decontaminate")));
        sets.ifPresent(read -> parts.addAll(read.digests()));
        return Digests.sha256(parts.toArray(String[]::new));
    }

    /** What one task found. */
    private record Found(TaskResult result, ItemDocuments documents) implements Serializable {}

    /** What every task looks for, and what it does with what it finds. */
    private record Wanted(
            List<EvaluationItem> items,
            BenchmarkIndex index,
            BitSet common,
            double itemShare,
            DecontaminateSpec.Action action,
            int marginChars)
            implements Serializable {}

    /** The files of one part. */
    private record PartOf(int part, String source, String documents, String passages) implements Serializable {}

    @Override
    public void run(StageContext context) throws IOException {
        RunReference reference = context.reference();
        Manifest annotate = context.input(AnnotateStage.NAME);
        List<String> documents = annotate.pathsByPart("documents");
        List<String> passages = context.input(PassagesStage.NAME).pathsByPart("passages");
        List<String> sources = Parts.sources(annotate);
        List<PartOf> parts = new ArrayList<>();
        for (int part = 0; part < annotate.parts(); part++) {
            parts.add(new PartOf(part, sources.get(part), documents.get(part), passages.get(part)));
        }
        if (sets.isEmpty()) {
            List<TaskResult> results = context.parts(annotate.parts())
                    .map(part -> pass(reference.open(), parts.get(part)))
                    .collect();
            context.commit(annotate.parts(), results);
        } else {
            check(context, parts, sets.get());
        }
    }

    private static void check(StageContext context, List<PartOf> parts, EvaluationSets sets) throws IOException {
        DecontaminateSpec spec = context.recipe().decontaminate();
        RunReference reference = context.reference();
        BitSet common = spec.commonDocuments() == 0 ? new BitSet() : common(context, parts, sets.index(), spec);
        Broadcast<Wanted> wanted = context.spark()
                .broadcast(new Wanted(
                        sets.items(), sets.index(), common, spec.itemShare(), spec.action(), spec.marginChars()));
        List<TaskResult> results = new ArrayList<>();
        ItemDocuments found = new ItemDocuments();
        each(
                context.parts(parts.size())
                        .map(part -> new PartCheck(reference.open(), parts.get(part), wanted.value()).run()),
                part -> {
                    results.add(part.result());
                    found.addAll(part.documents());
                });
        wanted.destroy();
        SortedMap<String, Long> figures = new TreeMap<>();
        figures.put("patterns", (long) sets.index().patterns());
        figures.put("common_patterns", (long) common.cardinality());
        SortedMap<String, List<Integer>> bySet = new TreeMap<>();
        for (int i = 0; i < sets.items().size(); i++) {
            bySet.computeIfAbsent(sets.items().get(i).set(), set -> new ArrayList<>())
                    .add(i);
        }
        bySet.forEach((set, items) -> {
            figures.put("items/" + set, (long) items.size());
            figures.put("too_short/" + set, ContaminationSummary.tooShort(sets, items));
        });
        context.commit(parts.size(), results, List.of(summary(context, sets, results, found)), figures);
    }

    /** Gives the driver what each part has, in order, while it holds no more than one of them. */
    private static <T> void each(JavaRDD<T> parts, Consumer<T> taker) {
        parts.persist(StorageLevel.MEMORY_AND_DISK());
        // All parts are worked on at once here: the iterator asks for one after another.
        parts.count();
        parts.toLocalIterator().forEachRemaining(taker);
        parts.unpersist();
    }

    private static DataFile summary(
            StageContext context, EvaluationSets sets, List<TaskResult> results, ItemDocuments found)
            throws IOException {
        SortedMap<String, Long> bySet = new TreeMap<>();
        for (TaskResult one : results) {
            one.counts().tailMap(DOCUMENTS).forEach((name, n) -> {
                if (name.startsWith(DOCUMENTS)) {
                    bySet.merge(name.substring(DOCUMENTS.length(), name.lastIndexOf('/')), n, Long::sum);
                }
            });
        }
        byte[] json = SealedJson.plain(SealedJson.JSON.valueToTree(ContaminationSummary.of(sets, found, bySet)));
        String name = "stages/decontaminate/summary-" + Digests.sha256(json).substring(0, 12) + ".json";
        return context.place("summary", name, json);
    }

    /** The n-grams that more documents hold than the recipe allows a hit to be in. */
    private static BitSet common(
            StageContext context, List<PartOf> parts, BenchmarkIndex index, DecontaminateSpec spec) {
        RunReference reference = context.reference();
        Broadcast<BenchmarkIndex> shared = context.spark().broadcast(index);
        long[] documents = new long[index.patterns()];
        each(context.parts(parts.size()).map(part -> held(reference.open(), parts.get(part), shared.value())), held -> {
            for (int i = 0; i < held.length; i += 2) {
                documents[held[i]] += held[i + 1];
            }
        });
        shared.destroy();
        BitSet common = new BitSet();
        for (int pattern = 0; pattern < documents.length; pattern++) {
            common.set(pattern, documents[pattern] > spec.commonDocuments());
        }
        return common;
    }

    /** Pairs of a pattern and the number of documents of a part that hold it. */
    private static int[] held(RunDirectory run, PartOf files, BenchmarkIndex index) throws IOException {
        BenchmarkMatcher matcher = new BenchmarkMatcher(index, 0, new BitSet());
        int[] documents = new int[index.patterns()];
        Parts.kept(run, files.documents(), files.passages(), Tables.PASSAGES, TEXT, kept -> {
            byte[] text = kept.textWithMedia();
            matcher.find(text, text.length);
            for (int i = 0; i < matcher.heldPatterns(); i++) {
                documents[matcher.heldPattern(i)]++;
            }
        });
        int[] pairs =
                new int[2 * (int) Arrays.stream(documents).filter(n -> n > 0).count()];
        int size = 0;
        for (int pattern = 0; pattern < documents.length; pattern++) {
            if (documents[pattern] > 0) {
                pairs[size++] = pattern;
                pairs[size++] = documents[pattern];
            }
        }
        return pairs;
    }

    /** Where nothing is looked for, no text is read. */
    private static TaskResult pass(RunDirectory run, PartOf files) throws IOException {
        TaskOutput output = new TaskOutput(run, NAME, files.part());
        TableWriter table =
                output.table("decontamination", "stages/decontaminate/decontamination", Tables.DECONTAMINATION);
        Ledger.Builder ledger = new Ledger.Builder();
        Parts.kept(run, files.documents(), files.passages(), Tables.PASSAGES, NO_COLUMN, kept -> {
            Group row = table.row();
            row.append("row", kept.row());
            row.append("id", kept.id());
            KeptDocument.write(row, kept.cuts());
            table.write(row);
            ledger.out();
        });
        output.ledger(files.source(), ledger.build());
        return output.close();
    }

    /** One task: the documents of one part. */
    private static final class PartCheck {
        private final RunDirectory run;
        private final PartOf files;
        private final Wanted wanted;
        private final DocumentCheck check;
        private final TaskOutput output;
        private final TableWriter table;
        private final TableWriter hits;
        private final Ledger.Builder ledger = new Ledger.Builder();
        private final ItemDocuments documents = new ItemDocuments();

        PartCheck(RunDirectory run, PartOf files, Wanted wanted) throws IOException {
            this.run = run;
            this.files = files;
            this.wanted = wanted;
            check = new DocumentCheck(
                    wanted.index(), wanted.itemShare(), wanted.common(), wanted.action(), wanted.marginChars());
            output = new TaskOutput(run, NAME, files.part());
            table = output.table("decontamination", "stages/decontaminate/decontamination", Tables.DECONTAMINATION);
            hits = output.table("contamination", "stages/decontaminate/contamination", Tables.CONTAMINATION);
        }

        Found run() throws IOException {
            Parts.kept(run, files.documents(), files.passages(), Tables.PASSAGES, TEXT, this::document);
            output.ledger(files.source(), ledger.build());
            return new Found(output.close(), documents);
        }

        private void document(KeptDocument kept) throws IOException {
            boolean hit = check.check(kept.storedText(), kept.cuts());
            Group row = table.row();
            row.append("row", kept.row());
            row.append("id", kept.id());
            if (check.isRemoved()) {
                row.append("removed_by", CONTAMINATED);
                ledger.rejected(CONTAMINATED);
            } else {
                ledger.out();
            }
            KeptDocument.write(row, check.cuts());
            row.append("contamination", check.overlap());
            table.write(row);
            output.count("words/" + files.source(), check.words());
            if (hit) {
                output.count("contaminated/" + files.source(), 1);
                output.count("covered_words/" + files.source(), check.coveredWords());
                hits(kept);
            }
        }

        private void hits(KeptDocument kept) throws IOException {
            SortedSet<String> sets = new TreeSet<>();
            for (int i = 0; i < check.hits().size(); i++) {
                DocumentCheck.Hit hit = check.hits().get(i);
                EvaluationItem item = wanted.items().get(hit.item());
                sets.add(item.set());
                documents.add(hit.item(), kept.id());
                if (i < MOST_ROWS) {
                    output.count("hits/" + item.set() + "/" + files.source(), 1);
                    hit(kept, hit, item);
                } else {
                    output.count("unlisted_hits/" + item.set() + "/" + files.source(), 1);
                }
            }
            sets.forEach(set -> output.count(DOCUMENTS + set + "/" + files.source(), 1));
        }

        private void hit(KeptDocument kept, DocumentCheck.Hit hit, EvaluationItem item) throws IOException {
            Group row = hits.row();
            row.append("set", item.set());
            row.append("item", item.id());
            if (item.ownId() != null) {
                row.append("item_own_id", item.ownId());
            }
            row.append("field", item.field());
            row.append("part", files.part());
            row.append("row", kept.row());
            row.append("id", kept.id());
            row.append("source", files.source());
            row.append("held", hit.held());
            row.append("ngrams", hit.ngrams());
            row.append("item_share", hit.share());
            row.append("document_share", check.overlap());
            hits.write(row);
        }
    }
}
