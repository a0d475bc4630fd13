package dev.tamis.pipeline.stage;

import dev.tamis.pipeline.eval.RunEvaluation;
import dev.tamis.pipeline.eval.SharedModels;
import dev.tamis.pipeline.eval.SharedModels.ModelFile;
import dev.tamis.pipeline.recipe.Recipe;
import dev.tamis.pipeline.run.DataFile;
import dev.tamis.pipeline.run.Digests;
import dev.tamis.pipeline.run.Manifest;
import dev.tamis.pipeline.run.RunDirectory;
import dev.tamis.pipeline.run.RunReference;
import dev.tamis.pipeline.run.SealedJson;
import dev.tamis.pipeline.table.TableReader;
import dev.tamis.pipeline.table.Tables;
import dev.tamis.pipeline.wordcount.StoredTexts;
import dev.tamis.shards.format.TokenType;
import dev.tamis.tokenizer.eval.EvalModel;
import dev.tamis.tokenizer.eval.Evaluator;
import dev.tamis.tokenizer.eval.Measuring;
import dev.tamis.tokenizer.eval.Tally;
import dev.tamis.tokenizer.eval.TextGroup;
import dev.tamis.tokenizer.model.SentencePieceModel;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.schema.MessageType;
import org.apache.spark.broadcast.Broadcast;

/**
 * Measures how well the run's model cuts the kept text, beside others that the recipe names. The run's own tokens are
 * those that are stored; only the other models encode, and the run's own where a document's middle was moved to its end.
 */
final class EvaluateStage implements Stage {
    static final String NAME = "evaluate";
    static final String EVALUATION = "tokenizer/evaluation.json";

    private static final String OWN_MODEL = "run";

    private static final MessageType TOKENS = Tables.project(Tables.TOKENS, "id", "fim", "media", "tokens");

    private final List<ModelFile> compared;

    private EvaluateStage(List<ModelFile> compared) {
        this.compared = compared;
    }

    /** Reads the models to compare with, so that a bad one stops the run before its work. */
    static EvaluateStage plan(StagePlanner planner, Recipe recipe) throws IOException {
        List<ModelFile> compared = new ArrayList<>();
        for (Map.Entry<String, String> other : recipe.report().compare().entrySet()) {
            String key = "tokenizer.compare." + other.getKey();
            byte[] file = ModelFiles.read(planner.run(), key, other.getValue());
            ModelFiles.parse(file, key, other.getValue());
            compared.add(new ModelFile(other.getKey(), file));
        }
        return new EvaluateStage(compared);
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public List<String> inputs(Recipe recipe) {
        return List.of(AnnotateStage.NAME, DecontaminateStage.NAME, TokenizerStage.NAME, TokenizeStage.NAME);
    }

    @Override
    public String recipePart(Recipe recipe) {
        // The models by what they hold: where they lie changes nothing.
        List<String> parts =
                new ArrayList<>(List.of(Boolean.toString(recipe.emit().appendEod())));
        for (ModelFile model : compared) {
            parts.add(model.name());
            parts.add(Digests.sha256(model.bytes()));
        }
        return Digests.sha256(parts.toArray(String[]::new));
    }

    @Override
    public boolean wanted(Recipe recipe) {
        return recipe.tokenizer().isPresent();
    }

    @Override
    public void run(StageContext context) throws IOException {
        StoredTexts texts = StoredTexts.of(
                context.reference(), context.input(AnnotateStage.NAME), context.input(DecontaminateStage.NAME));
        Manifest tokenize = context.input(TokenizeStage.NAME);
        List<String> tokens = new ArrayList<>(tokenize.pathsByPart("tokens"));
        RunReference reference = context.reference();
        List<ModelFile> files = new ArrayList<>();
        files.add(new ModelFile(OWN_MODEL, context.run().bytes(TokenizerStage.MODEL)));
        files.addAll(compared);
        SharedModels models = new SharedModels(files);
        boolean appendEod = context.recipe().emit().appendEod();
        Broadcast<SharedModels> shared = context.spark().broadcast(models);
        Tally tally;
        try {
            tally = Tally.fromBytes(context.parts(texts.parts())
                    .map(part -> count(reference.open(), texts, part, tokens.get(part), shared.value(), appendEod))
                    .treeAggregate(models.noCounts(), RunEvaluation::sum, RunEvaluation::sum));
        } finally {
            shared.destroy();
        }
        DataFile evaluation = context.place(
                "evaluation",
                EVALUATION,
                SealedJson.plain(Measuring.of(models.open(), tally, Measuring.Comparison.DEFAULT)));
        context.commit(0, List.of(), List.of(evaluation));
    }

    /** Walks texts and their tokens side by side: both have a row for each kept document, in the same order. */
    private static byte[] count(
            RunDirectory run, StoredTexts texts, int part, String tokens, SharedModels shared, boolean appendEod)
            throws IOException {
        List<EvalModel> models = shared.open();
        SentencePieceModel own = models.get(0).model();
        Evaluator evaluator = new Evaluator(models, false);
        TokenType type = TokenType.forVocabulary(own.size());
        int ends = appendEod && own.eosId() >= 0 ? 1 : 0;
        Map<String, TextGroup> groups = new HashMap<>();
        int[] ids = new int[1 << 10];
        try (StoredTexts.Walk walk = texts.walk(part);
                TableReader rows = new TableReader(run.path(tokens), TOKENS, run.conf())) {
            while (walk.next()) {
                Group row = rows.next();
                if (row == null || !row.getString("id", 0).equals(walk.id())) {
                    throw new IOException(tokens + " does not fit the kept documents: expected " + walk.id()
                            + ", found " + (row == null ? "the end" : row.getString("id", 0)));
                }
                TextGroup group = groups.computeIfAbsent(
                        walk.language(), language -> new TextGroup(texts.source(part), language));
                // What is measured is the text: of one that was rearranged, or that media stand in, it is encoded anew.
                if (TableReader.string(row, "fim") != null
                        || row.getGroup("media", 0).getFieldRepetitionCount(0) > 0) {
                    byte[] text = walk.text();
                    evaluator.add(group, text, 0, text.length);
                    continue;
                }
                byte[] bytes = row.getBinary("tokens", 0).getBytes();
                int count = bytes.length / type.bytes();
                if (ids.length < count) {
                    ids = new int[Math.max(count, ids.length * 2)];
                }
                TokenBytes.read(bytes, type, ids, 0);
                evaluator.add(group, walk.text(), ids, count - ends);
            }
        }
        return evaluator.tally().toBytes();
    }
}
