package dev.tamis.pipeline.stage;

import dev.tamis.filters.signal.SignalType;
import dev.tamis.models.ScoreColumn;
import dev.tamis.models.ScoredText;
import dev.tamis.models.Scores;
import dev.tamis.models.TextModel;
import dev.tamis.models.TextScorer;
import dev.tamis.pipeline.model.LoadedModels;
import dev.tamis.pipeline.recipe.ModelSpec;
import dev.tamis.pipeline.run.Ledger;
import dev.tamis.pipeline.run.RunDirectory;
import dev.tamis.pipeline.table.TableReader;
import dev.tamis.pipeline.table.TableWriter;
import dev.tamis.pipeline.table.Tables;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.io.api.Binary;

/** Scores the documents of one part by every model, on one thread. */
final class ScoreTask implements Closeable {
    /** Most text that is at hand at once, unless a single document has more. */
    private static final long WINDOW_BYTES = 32L << 20;

    private static final int MOST_DOCUMENTS = 1024;

    private final List<Open> models = new ArrayList<>();
    private final int window;

    /** A model with what this thread needs of it. */
    private record Open(ModelSpec spec, List<ScoreColumn> columns, TextScorer scorer, Scores scores) {}

    private ScoreTask(List<ModelSpec> specs, RunDirectory run) throws IOException {
        int most = 1;
        for (ModelSpec spec : specs) {
            TextModel model = LoadedModels.get(spec, run.conf());
            TextScorer scorer = model.scorer();
            models.add(new Open(
                    spec, model.columns(), scorer, new Scores(model.columns().size())));
            most = Math.max(most, scorer.batch());
        }
        window = Math.min(most, MOST_DOCUMENTS);
    }

    static TaskResult run(RunDirectory run, String documents, int part, String source, List<ModelSpec> specs)
            throws IOException {
        try (ScoreTask task = new ScoreTask(specs, run)) {
            return task.score(run, documents, part, source);
        }
    }

    private TaskResult score(RunDirectory run, String documents, int part, String source) throws IOException {
        TaskOutput output = new TaskOutput(run, ScoreStage.NAME, part);
        Map<String, SignalType> columns = new LinkedHashMap<>();
        List<String> embeddings = new ArrayList<>();
        for (Open model : models) {
            columns.putAll(model.spec.columns());
            if (model.spec.embeds()) {
                embeddings.add(model.spec.name());
            }
        }
        TableWriter table = output.table(ScoreStage.SCORES, "stages/score/scores", Tables.added(columns, embeddings));
        Ledger.Builder ledger = new Ledger.Builder();
        try (TableReader reader = new TableReader(
                run.path(documents), Tables.project(Tables.DOCUMENTS, "id", "text", "signals.lang"), run.conf())) {
            long number = 0;
            List<ScoredText> texts = new ArrayList<>();
            List<Group> rows = new ArrayList<>();
            long bytes = 0;
            for (Group document = reader.next(); document != null; document = reader.next()) {
                byte[] text = document.getBinary("text", 0).getBytes();
                if (!texts.isEmpty() && (texts.size() == window || bytes + text.length > WINDOW_BYTES)) {
                    score(texts, rows, source, output);
                    write(table, rows, ledger);
                    texts.clear();
                    bytes = 0;
                }
                Group row = table.row();
                row.append("row", number++);
                row.append("id", document.getString("id", 0));
                rows.add(row);
                texts.add(new ScoredText(text, TableReader.string(document.getGroup("signals", 0), "lang")));
                bytes += text.length;
            }
            score(texts, rows, source, output);
            write(table, rows, ledger);
        }
        output.ledger(source, ledger.build());
        return output.close();
    }

    private static void write(TableWriter table, List<Group> rows, Ledger.Builder ledger) throws IOException {
        for (Group row : rows) {
            table.write(row);
            ledger.out();
        }
        rows.clear();
    }

    private void score(List<ScoredText> texts, List<Group> rows, String source, TaskOutput output) throws IOException {
        for (Open model : models) {
            int batch = Math.max(1, model.scorer.batch());
            for (int from = 0; from < texts.size(); from += batch) {
                List<ScoredText> some = texts.subList(from, Math.min(from + batch, texts.size()));
                model.scores.reset(some.size());
                model.scorer.score(some, model.scores);
                for (int i = 0; i < some.size(); i++) {
                    append(model, i, rows.get(from + i), source, output);
                }
            }
        }
    }

    private static void append(Open model, int text, Group row, String source, TaskOutput output) {
        for (int c = 0; c < model.columns.size(); c++) {
            String name = model.spec.name() + model.columns.get(c).suffix();
            Object value = model.scores.get(text, c);
            if (value instanceof Double number) {
                row.append(name, number);
            } else if (value instanceof Long number) {
                row.append(name, number);
            } else if (value instanceof String word) {
                row.append(name, word);
            }
            output.count((value == null ? "null/" : "scored/") + name + "/" + source, 1);
        }
        float[] embedding = model.scores.embedding(text);
        if (embedding != null) {
            ByteBuffer bytes =
                    ByteBuffer.allocate(embedding.length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
            bytes.asFloatBuffer().put(embedding);
            row.append(model.spec.name(), Binary.fromConstantByteArray(bytes.array()));
            output.count("embeddings/" + model.spec.name() + "/" + source, 1);
        }
    }

    @Override
    public void close() throws IOException {
        for (Open model : models) {
            model.scorer.close();
        }
    }
}
