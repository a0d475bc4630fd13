package dev.tamis.pipeline.stage;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tamis.filters.signal.Signals;
import dev.tamis.pipeline.inspect.Documents;
import dev.tamis.pipeline.inspect.StoredDocument;
import dev.tamis.pipeline.recipe.PathCheck;
import dev.tamis.pipeline.recipe.Recipe;
import dev.tamis.pipeline.recipe.RecipeContext;
import dev.tamis.pipeline.recipe.Recipes;
import dev.tamis.pipeline.run.RunDirectory;
import dev.tamis.pipeline.run.SealedJson;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.SplittableRandom;
import org.apache.spark.api.java.JavaSparkContext;

/** Documents of one source or more in JSONL shards, and runs over them as far as a stage. */
final class TextShards {
    private static final String[] SYLLABLES =
            ("ba be bi bo bu da de di do du fa fe fi ga ge gi go ka ke ki ko la le li lo lu ma me mi mo na ne ni no"
                            + " pa pe pi po ra re ri ro sa se si so su ta te ti to va ve vi vo")
                    .split(" ");

    private final Path root;

    TextShards(Path root) {
        this.root = root;
    }

    /** A document to be written. */
    record Doc(String source, String url, String text) {}

    /** A word that is one of many. */
    static String word(SplittableRandom random) {
        StringBuilder word = new StringBuilder();
        for (int i = random.nextInt(2, 5); i > 0; i--) {
            word.append(SYLLABLES[random.nextInt(SYLLABLES.length)]);
        }
        return word.toString();
    }

    static List<String> words(SplittableRandom random, int n) {
        List<String> words = new ArrayList<>();
        for (int i = 0; i < n; i++) {
            words.add(word(random));
        }
        return words;
    }

    /** The words with so many of them replaced, at places spread by chance. */
    static List<String> changed(List<String> words, int replaced, SplittableRandom random) {
        List<String> changed = new ArrayList<>(words);
        for (int i = 0; i < replaced; i++) {
            changed.set(random.nextInt(changed.size()), word(random));
        }
        return changed;
    }

    static <T> List<T> shuffled(List<T> list, long seed) {
        List<T> shuffled = new ArrayList<>(list);
        SplittableRandom random = new SplittableRandom(seed);
        for (int i = shuffled.size() - 1; i > 0; i--) {
            Collections.swap(shuffled, i, random.nextInt(i + 1));
        }
        return shuffled;
    }

    /** Writes documents into so many shards a source, in their order, under a name of their own. */
    void write(String corpus, List<Doc> docs, int shards) throws IOException {
        for (String source : sources(docs)) {
            List<Doc> own =
                    docs.stream().filter(doc -> doc.source().equals(source)).toList();
            Path folder = Files.createDirectories(root.resolve(corpus).resolve(source));
            for (int shard = 0; shard < shards; shard++) {
                StringBuilder lines = new StringBuilder();
                for (Doc doc : own.subList(own.size() * shard / shards, own.size() * (shard + 1) / shards)) {
                    ObjectNode line = SealedJson.JSON.createObjectNode();
                    line.put("text", doc.text());
                    if (doc.url() != null) {
                        line.put("url", doc.url());
                    }
                    lines.append(SealedJson.JSON.writeValueAsString(line)).append('\n');
                }
                Files.writeString(folder.resolve("part" + shard + ".jsonl"), lines);
            }
        }
    }

    static List<String> sources(List<Doc> docs) {
        return docs.stream().map(Doc::source).distinct().sorted().toList();
    }

    /** A recipe over a corpus; its run has the name given. */
    Recipe recipe(String corpus, String run, List<String> sources, String more) throws Exception {
        StringBuilder text = new StringBuilder("output = \"" + root.resolve(run) + "\"\nsources {\n");
        for (String source : sources) {
            text.append("  ").append(source).append(" { kind = web, format = jsonl, paths = [\"");
            text.append(root.resolve(corpus).resolve(source)).append("/*.jsonl\"] }\n");
        }
        text.append("}\n").append(more).append('\n');
        Path file = root.resolve(run + ".conf");
        Files.writeString(file, text);
        return Recipes.load(
                file, List.of(), null, new RecipeContext(Signals.types(), null, PathCheck.local(PathCheck.none())));
    }

    /** Runs as far as a stage. */
    RunDirectory run(String master, Recipe recipe, String until) throws Exception {
        try (JavaSparkContext spark = Engine.start(master)) {
            RunDirectory directory = new RunDirectory(recipe.output(), spark.hadoopConfiguration());
            new River(spark, directory, recipe, List.of(), Progress.SILENT, Clock.systemUTC()).run(until);
            return directory;
        }
    }

    /** Every document of a run. */
    static List<StoredDocument> documents(RunDirectory run) throws IOException {
        return new Documents(run).sample(Integer.MAX_VALUE, verdict -> true);
    }
}
