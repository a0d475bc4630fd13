package dev.tamis.pipeline.stage;

import dev.tamis.pipeline.recipe.Recipe;
import dev.tamis.pipeline.recipe.TokenizerSpec;
import dev.tamis.pipeline.run.DataFile;
import dev.tamis.pipeline.run.Manifest;
import dev.tamis.pipeline.run.RunDirectory;
import dev.tamis.pipeline.run.RunReference;
import dev.tamis.pipeline.run.SealedJson;
import dev.tamis.pipeline.table.Parts;
import dev.tamis.pipeline.table.Tables;
import dev.tamis.tokenizer.model.SentencePieceModel;
import dev.tamis.tokenizer.train.TokenizerTrainer;
import dev.tamis.tokenizer.train.TrainerOptions;
import dev.tamis.tokenizer.train.WordCounter;
import dev.tamis.tokenizer.train.WordTable;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.Serializable;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.hadoop.fs.Path;
import org.apache.parquet.schema.MessageType;
import org.apache.spark.api.java.JavaPairRDD;
import org.apache.spark.storage.StorageLevel;
import scala.Tuple2;

/**
 * Trains a SentencePiece model on the kept text, or takes the one that the recipe names.
 *
 * <p>Words are counted on the executors, so that the text is read once where it lies; the driver trains on the counts.
 */
final class TokenizerStage implements Stage {
    static final String NAME = "tokenizer";
    static final String MODEL = "tokenizer/tokenizer.model";

    private static final MessageType PROJECTION = Tables.project(Tables.DOCUMENTS, "text");

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public List<String> inputs() {
        return List.of(AnnotateStage.NAME, DecontaminateStage.NAME);
    }

    @Override
    public String recipePart(Recipe recipe) {
        return recipe.part("tokenizer");
    }

    @Override
    public boolean wanted(Recipe recipe) {
        return recipe.tokenizer().isPresent();
    }

    /** How often a word was followed by a space, and how often it ended its line. */
    record Occurrences(long followed, long ended) implements Serializable {
        Occurrences plus(Occurrences other) {
            return new Occurrences(followed + other.followed, ended + other.ended);
        }
    }

    /** A word as a key: bytes, compared as such. */
    static final class Word implements Serializable {
        private static final long serialVersionUID = 1L;

        private final byte[] bytes;

        Word(byte[] bytes) {
            this.bytes = bytes;
        }

        @Override
        public boolean equals(Object other) {
            return other instanceof Word that && Arrays.equals(bytes, that.bytes);
        }

        @Override
        public int hashCode() {
            return Arrays.hashCode(bytes);
        }
    }

    /** What one task counted: its words, or, as the last of them, its totals. */
    record Counted(Word word, Occurrences occurrences, WordCounter.Totals totals) implements Serializable {}

    @Override
    public void run(StageContext context) throws IOException {
        TokenizerSpec spec = context.recipe().tokenizer().orElseThrow();
        SortedMap<String, Long> figures = new TreeMap<>();
        SentencePieceModel model;
        byte[] file;
        if (spec.model().isPresent()) {
            file = read(context.run(), spec.model().get());
            model = SentencePieceModel.parse(file);
        } else {
            model = train(context, spec, figures);
            file = model.serialize();
        }
        figures.put("vocab_size", (long) model.size());
        Map<String, Object> report = new LinkedHashMap<>();
        report.put("model_type", model.type().name().toLowerCase(Locale.ROOT));
        report.put("figures", figures);
        List<DataFile> files = List.of(
                context.place("model", MODEL, file),
                context.place(
                        "vocab", "tokenizer/tokenizer.vocab", model.vocab().getBytes(StandardCharsets.UTF_8)),
                context.place("report", "tokenizer/report.json", SealedJson.plain(report)));
        context.commit(0, List.of(), files, figures);
    }

    private static byte[] read(RunDirectory run, String model) throws IOException {
        Path path = new Path(model);
        try (InputStream in = path.getFileSystem(run.conf()).open(path)) {
            return in.readAllBytes();
        } catch (FileNotFoundException e) {
            throw new IOException("tokenizer.model: no file " + model, e);
        }
    }

    private static SentencePieceModel train(StageContext context, TokenizerSpec spec, SortedMap<String, Long> figures)
            throws IOException {
        RunReference reference = context.reference();
        Manifest annotate = context.input(AnnotateStage.NAME);
        Manifest decontaminate = context.input(DecontaminateStage.NAME);
        Map<String, String> options = options(spec);
        List<String> documents = annotate.pathsByPart("documents");
        List<String> kept = decontaminate.pathsByPart("decontamination");
        long[] budgets = budgets(annotate, spec.inputBytesPerSource());
        var counted = context.parts(annotate.parts())
                .flatMap(part -> count(reference.open(), documents.get(part), kept.get(part), options, budgets[part]))
                .persist(StorageLevel.MEMORY_AND_DISK());
        try {
            WordCounter.Totals totals = counted.filter(one -> one.totals() != null)
                    .map(Counted::totals)
                    .fold(WordCounter.Totals.NONE, WordCounter.Totals::plus);
            JavaPairRDD<Word, Occurrences> words = counted.filter(one -> one.word() != null)
                    .mapToPair(one -> new Tuple2<>(one.word(), one.occurrences()))
                    .reduceByKey(Occurrences::plus);
            List<WordTable.Entry> entries = new ArrayList<>();
            for (Tuple2<Word, Occurrences> word : words.collect()) {
                entries.add(new WordTable.Entry(
                        word._1().bytes, word._2().followed(), word._2().ended()));
            }
            figures.put("distinct_words", (long) entries.size());
            totals(totals, figures);
            return TokenizerTrainer.train(
                    WordTable.of(entries),
                    TrainerOptions.parse(options),
                    line -> context.progress().note(line));
        } finally {
            counted.unpersist();
        }
    }

    private static Iterator<Counted> count(
            RunDirectory run, String documents, String verdicts, Map<String, String> options, long budget)
            throws IOException {
        WordCounter counter = new WordCounter(TrainerOptions.parse(options));
        long[] left = {budget};
        Parts.kept(run, documents, verdicts, Tables.DECONTAMINATION, PROJECTION, kept -> {
            byte[] text = kept.text();
            if (left[0] > 0) {
                counter.add(text);
            }
            left[0] -= text.length;
        });
        List<Counted> counted = new ArrayList<>(counter.size() + 1);
        counter.forEach(entry -> counted.add(
                new Counted(new Word(entry.word()), new Occurrences(entry.followed(), entry.ended()), null)));
        counted.add(new Counted(null, null, counter.totals()));
        return counted.iterator();
    }

    /**
     * How many bytes of text each part may give: the limit of its source, shared among the source's parts in proportion
     * to their text, so that the sample does not depend on which task is first.
     */
    private static long[] budgets(Manifest annotate, long perSource) {
        long[] budgets = new long[annotate.parts()];
        List<String> sources = Parts.sources(annotate);
        SortedMap<String, Long> chars = new TreeMap<>();
        long[] ofPart = new long[budgets.length];
        annotate.shards().forEach(shard -> {
            ofPart[shard.part()] += shard.chars();
            chars.merge(shard.source(), shard.chars(), Long::sum);
        });
        for (int part = 0; part < budgets.length; part++) {
            long whole = chars.getOrDefault(sources.get(part), 0L);
            budgets[part] = whole == 0 ? 0 : (long) Math.ceil((double) perSource * ofPart[part] / whole);
        }
        return budgets;
    }

    private static Map<String, String> options(TokenizerSpec spec) {
        Map<String, String> options = new TreeMap<>();
        spec.options()
                .forEach((name, value) -> options.put(
                        name,
                        value instanceof List<?> list
                                ? String.join(
                                        ",", list.stream().map(String::valueOf).toList())
                                : String.valueOf(value)));
        return options;
    }

    private static void totals(WordCounter.Totals totals, SortedMap<String, Long> figures) {
        figures.put("sentences", totals.sentences());
        figures.put("bytes", totals.bytes());
        figures.put("empty", totals.empty());
        figures.put("too_long", totals.tooLong());
        figures.put("too_long_bytes", totals.tooLongBytes());
        figures.put("reserved", totals.reserved());
        figures.put("reserved_bytes", totals.reservedBytes());
    }
}
