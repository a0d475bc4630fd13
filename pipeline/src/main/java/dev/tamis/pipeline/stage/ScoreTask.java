package dev.tamis.pipeline.stage;

import dev.tamis.filters.image.ImageView;
import dev.tamis.filters.image.Pixels;
import dev.tamis.filters.record.ExtractionException;
import dev.tamis.filters.record.Kind;
import dev.tamis.filters.record.MediaLimits;
import dev.tamis.filters.record.MediaMarks;
import dev.tamis.filters.signal.SignalType;
import dev.tamis.media.ImageDecoders;
import dev.tamis.models.ScoredText;
import dev.tamis.pipeline.media.MediaBytes;
import dev.tamis.pipeline.model.ModelScorers;
import dev.tamis.pipeline.model.ScoreTable;
import dev.tamis.pipeline.recipe.ModelSpec;
import dev.tamis.pipeline.run.Ledger;
import dev.tamis.pipeline.run.RunDirectory;
import dev.tamis.pipeline.table.MediaList;
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

/**
 * Scores the documents of one part by every model, on one thread. Images are read and decoded once for all models that look at
 * them, in the order of the documents, which is that of their shard.
 */
final class ScoreTask {
    /** Most text that is at hand at once, unless a single document has more. */
    private static final long WINDOW_BYTES = 32L << 20;

    private final ModelScorers scorers;
    private final String source;
    private final TaskOutput output;
    private final TableWriter table;
    /** Columns whose values are within 0 and 1. */
    private final Set<String> shares;

    private final MediaBytes media;
    private final ImageDecoders decoders;

    private final Ledger.Builder ledger = new Ledger.Builder();
    /** By document its text, of an image its caption; null for an image without one. */
    private final List<ScoredText> texts = new ArrayList<>();

    /** By document the medium that it is; null for one that is no image. */
    private final List<Group> images = new ArrayList<>();

    private final List<Group> rows = new ArrayList<>();

    private ScoreTask(
            ModelScorers scorers,
            String source,
            TaskOutput output,
            TableWriter table,
            Set<String> shares,
            MediaBytes media,
            ImageDecoders decoders) {
        this.scorers = scorers;
        this.source = source;
        this.output = output;
        this.table = table;
        this.shares = shares;
        this.media = media;
        this.decoders = decoders;
    }

    /** @param limits that images were decoded within when they were annotated */
    static TaskResult run(
            RunDirectory run, String documents, int part, String source, List<ModelSpec> specs, MediaLimits limits)
            throws IOException {
        Map<String, SignalType> columns = new LinkedHashMap<>();
        specs.forEach(spec -> columns.putAll(spec.columns()));
        List<String> embeddings =
                specs.stream().filter(ModelSpec::embeds).map(ModelSpec::name).toList();
        TaskOutput output = new TaskOutput(run, ScoreStage.NAME, part);
        TableWriter table = output.table(ScoreStage.SCORES, "stages/score/scores", Tables.added(columns, embeddings));
        try (ModelScorers scorers = new ModelScorers(specs, run.conf());
                MediaBytes media = new MediaBytes(run);
                TableReader reader = new TableReader(
                        run.path(documents),
                        Tables.project(Tables.DOCUMENTS, "id", "kind", "text", "media", "signals.lang"),
                        run.conf())) {
            Set<String> shares = new HashSet<>();
            specs.stream()
                    .filter(ModelSpec::givesShares)
                    .forEach(spec -> shares.addAll(spec.columns().keySet()));
            return new ScoreTask(scorers, source, output, table, shares, media, ImageDecoders.shared(limits))
                    .run(reader);
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
            boolean image = document.getString("kind", 0).equals(Kind.IMAGE.id());
            byte[] read = MediaMarks.without(text);
            texts.add(
                    image && read.length == 0
                            ? null
                            : new ScoredText(read, TableReader.string(document.getGroup("signals", 0), "lang")));
            images.add(image && scorers.looksAtImages() ? MediaList.get(document, 0) : null);
            bytes += text.length;
        }
        score();
        scorers.cut().forEach((model, cut) -> output.count("texts_cut/" + model + "/" + source, cut));
        output.ledger(source, ledger.build());
        return output.close();
    }

    private List<Pixels> look(Group medium, List<ImageView> views) throws IOException {
        byte[] bytes = media.read(medium);
        try {
            return decoders.look(bytes, false, views).views();
        } catch (ExtractionException e) {
            throw new IOException(
                    "image at " + medium.getString("shard", 0) + ":" + medium.getLong("offset", 0)
                            + ", which was decoded when it was annotated, is not any more: " + e.getMessage(),
                    e);
        }
    }

    private void score() throws IOException {
        ModelScorers.Images shown = new ModelScorers.Images() {
            @Override
            public boolean isImage(int document) {
                return images.get(document) != null;
            }

            @Override
            public List<Pixels> look(int document, List<ImageView> views) throws IOException {
                return ScoreTask.this.look(images.get(document), views);
            }
        };
        scorers.score(texts, shown, new ModelScorers.Hearer() {
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
        images.clear();
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
