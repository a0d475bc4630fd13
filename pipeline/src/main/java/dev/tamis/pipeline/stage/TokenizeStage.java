package dev.tamis.pipeline.stage;

import dev.tamis.pipeline.eval.RunEvaluation;
import dev.tamis.pipeline.eval.RunEvaluation.ModelFile;
import dev.tamis.pipeline.recipe.Recipe;
import dev.tamis.pipeline.run.DataFile;
import dev.tamis.pipeline.run.Digests;
import dev.tamis.pipeline.run.Ledger;
import dev.tamis.pipeline.run.Manifest;
import dev.tamis.pipeline.run.RunDirectory;
import dev.tamis.pipeline.run.RunReference;
import dev.tamis.pipeline.run.SealedJson;
import dev.tamis.pipeline.table.Parts;
import dev.tamis.pipeline.table.TableReader;
import dev.tamis.pipeline.table.TableWriter;
import dev.tamis.pipeline.table.Tables;
import dev.tamis.tokenizer.IntArray;
import dev.tamis.tokenizer.encode.Encoder;
import dev.tamis.tokenizer.eval.EvalModel;
import dev.tamis.tokenizer.eval.Evaluator;
import dev.tamis.tokenizer.eval.Measuring;
import dev.tamis.tokenizer.eval.Tally;
import dev.tamis.tokenizer.eval.TextGroup;
import dev.tamis.tokenizer.model.SentencePieceModel;
import dev.tamis.tokenizer.shard.TokenType;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.fs.Path;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.io.api.Binary;
import org.apache.parquet.schema.MessageType;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.storage.StorageLevel;

/** Encodes every kept document, each followed by the end-of-document token. */
final class TokenizeStage implements Stage {
    static final String NAME = "tokenize";

    /** The measures of the run's model, and of others that the recipe names beside it. */
    static final String EVALUATION = "tokenizer/evaluation.json";

    private static final String OWN_MODEL = "run";

    private static final MessageType PROJECTION = Tables.project(Tables.DOCUMENTS, "id", "text", "signals.lang");

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public List<String> inputs() {
        return List.of(AnnotateStage.NAME, DecontaminateStage.NAME, TokenizerStage.NAME);
    }

    @Override
    public String recipePart(Recipe recipe) {
        return Digests.sha256(Boolean.toString(recipe.emit().appendEod()), recipe.part("compare"));
    }

    @Override
    public boolean wanted(Recipe recipe) {
        return recipe.tokenizer().isPresent();
    }

    @Override
    public void run(StageContext context) throws IOException {
        RunReference reference = context.reference();
        Manifest annotate = context.input(AnnotateStage.NAME);
        Manifest decontaminate = context.input(DecontaminateStage.NAME);
        List<String> sources = Parts.sources(annotate);
        List<String> documents = annotate.pathsByPart("documents");
        List<String> kept = decontaminate.pathsByPart("decontamination");
        List<ModelFile> models = models(context);
        Broadcast<List<ModelFile>> shared = context.spark().broadcast(models);
        boolean appendEod = context.recipe().emit().appendEod();
        JavaRDD<Tokenized> tasks = context.parts(annotate.parts())
                .map(part -> task(
                        reference.open(),
                        documents.get(part),
                        kept.get(part),
                        part,
                        sources.get(part),
                        shared.value(),
                        appendEod))
                .persist(StorageLevel.MEMORY_AND_DISK());
        try {
            List<TaskResult> results = tasks.map(Tokenized::result).collect();
            List<EvalModel> opened = models.stream().map(ModelFile::open).toList();
            Tally tally = Tally.fromBytes(tasks.map(Tokenized::counts)
                    .treeAggregate(Tally.of(opened).toBytes(), RunEvaluation::sum, RunEvaluation::sum));
            DataFile evaluation = context.place(
                    "evaluation",
                    EVALUATION,
                    SealedJson.plain(Measuring.of(opened, tally, Measuring.Comparison.DEFAULT)));
            context.commit(annotate.parts(), results, List.of(evaluation), Map.of("vocab_size", (long)
                    opened.get(0).model().size()));
        } finally {
            tasks.unpersist();
        }
    }

    /** What a task gives: its tokens, and counts of them for {@link Measuring}, too many for a manifest. */
    private record Tokenized(TaskResult result, byte[] counts) implements Serializable {}

    /** The run's own model, then those that the recipe compares it with, by name. */
    private static List<ModelFile> models(StageContext context) throws IOException {
        List<ModelFile> models = new ArrayList<>();
        models.add(new ModelFile(OWN_MODEL, context.run().bytes(TokenizerStage.MODEL)));
        for (Map.Entry<String, String> other :
                context.recipe().report().compare().entrySet()) {
            Path path = new Path(other.getValue());
            try (InputStream in = path.getFileSystem(context.run().conf()).open(path)) {
                models.add(new ModelFile(other.getKey(), in.readAllBytes()));
            } catch (FileNotFoundException e) {
                throw new IOException("tokenizer.compare." + other.getKey() + ": no file " + other.getValue(), e);
            }
        }
        return models;
    }

    private static Tokenized task(
            RunDirectory run,
            String documents,
            String verdicts,
            int part,
            String source,
            List<ModelFile> models,
            boolean appendEod)
            throws IOException {
        SentencePieceModel model = SentencePieceModel.parse(models.get(0).bytes());
        Encoder encoder = new Encoder(model);
        List<EvalModel> evaluated = new ArrayList<>();
        evaluated.add(new EvalModel(OWN_MODEL, encoder));
        models.subList(1, models.size()).forEach(other -> evaluated.add(other.open()));
        Evaluator evaluator = new Evaluator(evaluated, false);
        Map<String, TextGroup> groups = new HashMap<>();
        TokenType type = TokenType.forVocabulary(model.size());
        int eod = model.eosId();
        TaskOutput output = new TaskOutput(run, NAME, part);
        TableWriter table = output.table("tokens", "stages/tokenize/tokens", Tables.TOKENS);
        IntArray ids = new IntArray();
        Ledger.Builder ledger = new Ledger.Builder();
        Parts.kept(run, documents, verdicts, Tables.DECONTAMINATION, PROJECTION, kept -> {
            byte[] text = kept.text();
            Group document = kept.document();
            String language = RunEvaluation.language(TableReader.string(document.getGroup("signals", 0), "lang"));
            ids.clear();
            encoder.encode(text, 0, text.length, ids);
            evaluator.add(
                    groups.computeIfAbsent(language, l -> new TextGroup(source, l)), text, ids.array(), ids.size());
            if (appendEod && eod >= 0) {
                ids.add(eod);
            }
            Group tokens = table.row();
            tokens.append("row", kept.row());
            tokens.append("id", document.getString("id", 0));
            tokens.append("lang", language);
            tokens.append("count", ids.size());
            tokens.append("tokens", Binary.fromConstantByteArray(TokenBytes.of(ids.array(), ids.size(), type)));
            table.write(tokens);
            ledger.out();
            output.count("part_tokens/" + part, ids.size());
            for (String key : List.of(source, source + "/" + language)) {
                output.count("tokens/" + key, ids.size());
                output.count("text_bytes/" + key, text.length);
            }
        });
        output.ledger(source, ledger.build());
        return new Tokenized(output.close(), evaluator.tally().toBytes());
    }
}
