package dev.tamis.pipeline.stage;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tamis.filters.embedding.Embedding;
import dev.tamis.filters.signal.Signals;
import dev.tamis.pipeline.recipe.PathCheck;
import dev.tamis.pipeline.recipe.Recipe;
import dev.tamis.pipeline.recipe.RecipeContext;
import dev.tamis.pipeline.recipe.Recipes;
import dev.tamis.pipeline.run.Manifest;
import dev.tamis.pipeline.run.RunDirectory;
import dev.tamis.pipeline.table.DigestingOutputFile;
import dev.tamis.pipeline.table.TableReader;
import dev.tamis.pipeline.table.TableWriter;
import dev.tamis.pipeline.table.Tables;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.hadoop.conf.Configuration;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.MessageTypeParser;
import org.apache.parquet.schema.Type;
import org.apache.spark.api.java.JavaSparkContext;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** Embeddings of Parquet files, in all the ways lists of numbers are stored, as the documents of a run have them. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class ParquetEmbeddingsTest {
    private static final Map<String, String> LAYOUTS = new TreeMap<>(Map.of(
            "three-float", "optional group vector (LIST) { repeated group list { optional float element; } }",
            "three-double", "optional group vector (LIST) { repeated group list { optional double element; } }",
            "two-float", "optional group vector (LIST) { repeated float array; }",
            "two-double", "optional group vector (LIST) { repeated double array; }",
            "plain-float", "repeated float vector;",
            "plain-double", "repeated double vector;"));

    private static final Map<String, String> OTHERS = new TreeMap<>(
            Map.of(
                    "integers", "optional group vector (LIST) { repeated group list { optional int32 element; } }",
                    "string", "optional binary vector (STRING);",
                    "number", "optional double vector;",
                    "nested",
                            "optional group vector (LIST) { repeated group list {"
                                    + " optional group element (LIST) { repeated group list { optional float element; } } } }"));

    @TempDir
    static Path temp;

    private Manifest annotate;
    private final SortedMap<String, byte[]> embeddings = new TreeMap<>();
    private final SortedMap<String, String> refused = new TreeMap<>();

    @BeforeAll
    void runOnce() throws Exception {
        for (Map.Entry<String, String> layout : LAYOUTS.entrySet()) {
            try (TableWriter table = table("good", layout)) {
                String name = layout.getKey();
                table.write(row(table, name + ".vector", new Double[] {1.0, -2.5, 0.1}));
                table.write(row(table, name + ".null", null));
                table.write(row(table, name + ".empty", new Double[] {}));
                table.write(row(table, name + ".nan", new Double[] {1.0, Double.NaN}));
                table.write(row(table, name + ".infinite", new Double[] {1.0, 1e300}));
                if (name.startsWith("three")) {
                    table.write(row(table, name + ".hole", new Double[] {1.0, null}));
                }
            }
        }
        for (Map.Entry<String, String> other : OTHERS.entrySet()) {
            try (TableWriter table = table("bad", other)) {
                Group row = table.row();
                row.append("id", other.getKey());
                row.append("text", Corpus.text(1, 40));
                table.write(row);
            }
        }
        Path file = temp.resolve("run.conf");
        Files.writeString(file, """
                output = "%s"
                sources {
                  good { kind = web, format = parquet, paths = ["%s/*.parquet"], embedding_field = vector }
                  bad { kind = web, format = parquet, paths = ["%s/*.parquet"], embedding_field = vector }
                }
                rules = []
                dedup { semantic { enabled = true } }
                """.formatted(temp.resolve("run"), temp.resolve("good"), temp.resolve("bad")));
        Recipe recipe = Recipes.load(
                file, List.of(), null, new RecipeContext(Signals.types(), null, PathCheck.local(PathCheck.none())));
        try (JavaSparkContext spark = Engine.start("local[2]")) {
            RunDirectory run = new RunDirectory(recipe.output(), spark.hadoopConfiguration());
            new River(spark, run, recipe, List.of(), Progress.SILENT, Clock.systemUTC()).run("annotate");
            annotate = run.required("annotate");
            for (String path : annotate.pathsByPart("documents")) {
                try (TableReader table = new TableReader(
                        run.path(path), Tables.project(Tables.DOCUMENTS, "origin", "embedding"), run.conf())) {
                    for (Group row = table.next(); row != null; row = table.next()) {
                        embeddings.put(
                                row.getGroup("origin", 0).getString("record_id", 0),
                                row.getFieldRepetitionCount("embedding") == 0
                                        ? new byte[0]
                                        : row.getBinary("embedding", 0).getBytes());
                    }
                }
            }
            for (String path : annotate.pathsByPart("quarantine")) {
                try (TableReader table = new TableReader(
                        run.path(path), Tables.project(Tables.QUARANTINE, "origin", "message"), run.conf())) {
                    for (Group row = table.next(); row != null; row = table.next()) {
                        String shard = row.getGroup("origin", 0).getString("shard", 0);
                        refused.put(Path.of(shard).getFileName().toString(), row.getString("message", 0));
                    }
                }
            }
        }
    }

    private static TableWriter table(String source, Map.Entry<String, String> column) throws IOException {
        Files.createDirectories(temp.resolve(source));
        MessageType schema = MessageTypeParser.parseMessageType("message m { required binary id (STRING);"
                + " required binary text (STRING); " + column.getValue() + " }");
        Configuration conf = new Configuration();
        org.apache.hadoop.fs.Path path = new org.apache.hadoop.fs.Path(
                temp.resolve(source).resolve(column.getKey() + ".parquet").toUri());
        return new TableWriter(new DigestingOutputFile(path.getFileSystem(conf), path, true), schema, conf);
    }

    private static Group row(TableWriter table, String id, Double[] numbers) {
        Group row = table.row();
        row.append("id", id);
        row.append("text", Corpus.text(id.length(), 40));
        if (numbers == null) {
            return row;
        }
        Type column = row.getType().getType("vector");
        Group list = column.isPrimitive() ? row : row.addGroup("vector");
        for (Double number : numbers) {
            if (column.isPrimitive()) {
                add(row, "vector", number);
            } else if (list.getType().getType(0).isPrimitive()) {
                add(list, "array", number);
            } else {
                Group item = list.addGroup(0);
                if (number != null) {
                    add(item, "element", number);
                }
            }
        }
        return row;
    }

    private static void add(Group to, String field, double number) {
        switch (to.getType().getType(field).asPrimitiveType().getPrimitiveTypeName()) {
            case FLOAT -> to.append(field, (float) number);
            default -> to.append(field, number);
        }
    }

    @Test
    void everyListLayoutGivesTheSameVector() {
        for (String layout : LAYOUTS.keySet()) {
            assertArrayEquals(
                    Embedding.bytes(new float[] {1f, -2.5f, 0.1f}, 3), embeddings.get(layout + ".vector"), layout);
        }
    }

    @Test
    void vectorsOfNoUseAreDroppedAndCountedAndTheirDocumentsKept() {
        assertEquals(LAYOUTS.size(), annotate.count("embeddings/good"));
        // Empty, not a number, infinite; a hole in two layouts; null where a column that repeats cannot say so.
        assertEquals(3L * LAYOUTS.size() + 2 + 2, annotate.count("embeddings_dropped/good"));
        assertEquals(5 * LAYOUTS.size() + 2, embeddings.size());
        embeddings.forEach((id, embedding) -> assertEquals(id.endsWith(".vector") ? 12 : 0, embedding.length, id));
    }

    @Test
    void aColumnOfAnotherTypeIsRefusedWithItsType() {
        assertEquals(OTHERS.size(), refused.size(), refused.toString());
        refused.forEach((file, message) -> assertTrue(
                message.contains("column \"vector\" is no list of float or double, but optional "),
                file + ": " + message));
        assertEquals(0, annotate.count("embeddings/bad"));
    }
}
