package dev.tamis.pipeline.stage;

import dev.tamis.filters.signal.SignalType;
import dev.tamis.models.ScoredText;
import dev.tamis.pipeline.model.ModelScorers;
import dev.tamis.pipeline.model.ScoreTable;
import dev.tamis.pipeline.recipe.ModelSpec;
import dev.tamis.pipeline.run.Ledger;
import dev.tamis.pipeline.run.RunDirectory;
import dev.tamis.pipeline.table.TableReader;
import dev.tamis.pipeline.table.TableWriter;
import dev.tamis.pipeline.table.Tables;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.io.api.Binary;

/** Scores the documents of one part by every model, on one thread. */
final class ScoreTask {
    /** Most text that is at hand at once, unless a single document has more. */
    private static final long WINDOW_BYTES = 32L << 20;

    private final ModelScorers scorers;
    private final String source;
    private final TaskOutput output;
    private final TableWriter table;
    /** Columns whose values are within 0 and 1. */
    private final Set<String> shares;

    private final Ledger.Builder ledger = new Ledger.Builder();
    private final List<ScoredText> texts = new ArrayList<>();
    private final List<Group> rows = new ArrayList<>();

    private ScoreTask(ModelScorers scorers, String source, TaskOutput output, TableWriter table, Set<String> shares) {
        this.scorers = scorers;
        this.source = source;
        this.output = output;
        this.table = table;
        this.shares = shares;
    }

    static TaskResult run(RunDirectory run, String documents, int part, String source, List<ModelSpec> specs)
            throws IOException {
        Map<String, SignalType> columns = new LinkedHashMap<>();
        specs.forEach(spec -> columns.putAll(spec.columns()));
        List<String> embeddings =
                specs.stream().filter(ModelSpec::embeds).map(ModelSpec::name).toList();
        TaskOutput output = new TaskOutput(run, ScoreStage.NAME, part);
        TableWriter table = output.table(ScoreStage.SCORES, "stages/score/scores", Tables.added(columns, embeddings));
        try (ModelScorers scorers = new ModelScorers(specs, run.conf());
                TableReader reader = new TableReader(
                        run.path(documents),
                        Tables.project(Tables.DOCUMENTS, "id", "text", "signals.lang"),
                        run.conf())) {
            Set<String> shares = new HashSet<>();
            specs.stream()
                    .filter(ModelSpec::givesShares)
                    .forEach(spec -> shares.addAll(spec.columns().keySet()));
            return new ScoreTask(scorers, source, output, table, shares).run(reader);
        }
    }

    private TaskResult run(TableReader reader) throws IOException {
        int batch = scorers.batch();
        long number = 0;
        long bytes = 0;
        for (Group document = reader.next(); document != null; document = reader.next()) {
            byte[] text = document.getBinary("text", 0).getBytes();
            if (texts.size() == batch || bytes + text.length > WINDOW_BYTES) {
                score();
                bytes = 0;
            }
            Group row = table.row();
            row.append("row", number++);
            row.append("id", document.getString("id", 0));
            rows.add(row);
            texts.add(new ScoredText(text, TableReader.string(document.getGroup("signals", 0), "lang")));
            bytes += text.length;
        }
        score();
        scorers.cut().forEach((model, cut) -> output.count("texts_cut/" + model + "/" + source, cut));
        output.ledger(source, ledger.build());
        return output.close();
    }

    private void score() throws IOException {
        scorers.score(texts, new ModelScorers.Hearer() {
            @Override
            public void value(int text, String column, Object value) {
                append(rows.get(text), column, value);
            }

            @Override
            public void embedding(int text, String column, float[] embedding) {
                ByteBuffer bytes =
                        ByteBuffer.allocate(embedding.length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
                bytes.asFloatBuffer().put(embedding);
                rows.get(text).append(column, Binary.fromConstantByteArray(bytes.array()));
                output.count("embeddings/" + column + "/" + source, 1);
            }
        });
        for (Group row : rows) {
            table.write(row);
            ledger.out();
        }
        rows.clear();
        texts.clear();
    }

    private void append(Group row, String column, Object value) {
        if (value instanceof Double number) {
            row.append(column, number);
        } else if (value instanceof Long number) {
            row.append(column, number);
        } else if (value instanceof String word) {
            row.append(column, word);
        }
        if (!(value instanceof Long)) {
            output.count(ScoreTable.count(column, shares.contains(column), source, value), 1);
        }
    }
}
