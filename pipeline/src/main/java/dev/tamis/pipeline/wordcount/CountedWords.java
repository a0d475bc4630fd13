package dev.tamis.pipeline.wordcount;

import dev.tamis.pipeline.recipe.SampleSpec;
import dev.tamis.tokenizer.model.TrainerField;
import dev.tamis.tokenizer.train.PackedWords;
import dev.tamis.tokenizer.train.TrainerOptions;
import dev.tamis.tokenizer.train.WordCounter;
import dev.tamis.tokenizer.train.WordSums;
import java.io.Closeable;
import java.io.IOException;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.apache.spark.HashPartitioner;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.storage.StorageLevel;
import scala.Tuple2;

/**
 * The words of stored texts with their counts, on the executors, in shards by a hash of the word. What a shard holds
 * depends on the texts and what is asked for, never on how many tasks counted them or in which order they ended.
 */
public final class CountedWords implements Closeable {
    /** Memory that the tables of a task may grow to before they are sent off. */
    private static final long TABLE_BYTES = 128L << 20;

    /** Text for each shard of words: some 100 GB of text make a thousand shards of a few MB. */
    private static final long CHARS_PER_SHARD = 64L << 20;

    private static final int FEWEST_SHARDS = 16;
    private static final int MOST_SHARDS = 4096;

    private final Broadcast<TrainerOptions> options;
    private final JavaRDD<WordSums.Summed> sums;
    private final SortedMap<String, Long> figures;
    private final List<GroupShare> groups;

    private CountedWords(
            Broadcast<TrainerOptions> options,
            JavaRDD<WordSums.Summed> sums,
            SortedMap<String, Long> figures,
            List<GroupShare> groups) {
        this.options = options;
        this.sums = sums;
        this.figures = figures;
        this.groups = groups;
    }

    /**
     * What to count.
     *
     * @param options {@code input_sentence_size} and {@code shuffle_input_sentence} among them
     * @param bytesPerSource most bytes of lines taken from each source
     * @param weights null for texts as they are
     */
    public record Request(TrainerOptions options, long bytesPerSource, SampleSpec weights) {
        SampleSpec.By by() {
            return weights == null ? SampleSpec.By.SOURCE : weights.by();
        }
    }

    /**
     * Counts texts. To be closed after use, which frees the executors' memory.
     *
     * @throws IllegalArgumentException where a group with a weight has no text
     */
    public static CountedWords count(JavaSparkContext spark, StoredTexts texts, Request request) throws IOException {
        return count(spark, texts, request, TABLE_BYTES);
    }

    static CountedWords count(JavaSparkContext spark, StoredTexts texts, Request request, long tableBytes)
            throws IOException {
        checkGroups(texts, request.weights());
        TrainerOptions options = request.options().compiled();
        long chars = texts.kept().keySet().stream().mapToLong(texts::chars).sum();
        int shards = (int) Math.max(FEWEST_SHARDS, Math.min(MOST_SHARDS, chars / CHARS_PER_SHARD));
        Broadcast<TrainerOptions> sent = spark.broadcast(options);
        try {
            return count(spark, texts, request, tableBytes, shards, sent);
        } catch (RuntimeException | Error e) {
            sent.destroy();
            throw e;
        }
    }

    private static CountedWords count(
            JavaSparkContext spark,
            StoredTexts texts,
            Request request,
            long tableBytes,
            int shards,
            Broadcast<TrainerOptions> sent) {
        List<LineSample> samples = samples(spark, texts, request, sent);
        SampleSpec.By by = request.by();
        JavaRDD<CountTask.Counted> counted = parts(spark, texts)
                .flatMap(part -> new CountTask(
                        texts, part, new CountTask.Settings(sent.value(), by, shards, tableBytes), samples.get(part)))
                .persist(StorageLevel.MEMORY_AND_DISK());
        try {
            SortedMap<String, GroupTotals> totals = new TreeMap<>();
            counted.filter(one -> one.totals() != null).map(CountTask.Counted::totals).collect().stream()
                    .flatMap(ofPart -> ofPart.entrySet().stream())
                    .forEach(entry -> totals.merge(entry.getKey(), entry.getValue(), GroupTotals::plus));
            List<GroupShare> groups = shares(totals, request.weights());
            TreeMap<String, Long> factors = new TreeMap<>();
            groups.forEach(group -> factors.put(group.group(), group.factor()));
            int fractionBits = groups.isEmpty() ? 0 : groups.get(0).fractionBits();
            JavaRDD<WordSums.Summed> sums = counted.filter(one -> one.words() != null)
                    .mapToPair(one -> new Tuple2<>(one.shard(), one.words()))
                    .partitionBy(new HashPartitioner(shards))
                    .values()
                    .mapPartitions(blocks -> sum(blocks, factors, fractionBits))
                    .persist(StorageLevel.MEMORY_AND_DISK());
            try {
                return new CountedWords(sent, sums, figures(totals, sums), groups);
            } catch (RuntimeException | Error e) {
                sums.unpersist();
                throw e;
            }
        } finally {
            counted.unpersist();
        }
    }

    private static JavaRDD<Integer> parts(JavaSparkContext spark, StoredTexts texts) {
        return spark.parallelize(IntStream.range(0, texts.parts()).boxed().toList(), Math.max(1, texts.parts()));
    }

    /** Refuses weights of what has no text, as far as that is known without reading any. */
    private static void checkGroups(StoredTexts texts, SampleSpec weights) {
        if (weights == null) {
            return;
        }
        boolean bySource = weights.by() == SampleSpec.By.SOURCE;
        SortedSet<String> languages = texts.languages();
        weights.weights().forEach((group, weight) -> {
            boolean none = bySource
                    ? texts.kept().getOrDefault(group, 0L) == 0
                    : !languages.isEmpty() && !languages.contains(group);
            if (weight > 0 && none) {
                throw GroupShare.noText(weights, group, "stage " + texts.stage() + " kept no document of it");
            }
        });
    }

    private static List<GroupShare> shares(SortedMap<String, GroupTotals> totals, SampleSpec weights) {
        SortedMap<String, Long> sentences = new TreeMap<>();
        SortedMap<String, Long> bytes = new TreeMap<>();
        totals.forEach((group, total) -> {
            sentences.put(group, total.counted().sentences());
            bytes.put(group, total.counted().bytes());
        });
        return GroupShare.of(sentences, bytes, weights);
    }

    private static Iterator<WordSums.Summed> sum(
            Iterator<? extends Map<String, List<PackedWords>>> blocks,
            SortedMap<String, Long> factors,
            int fractionBits) {
        WordSums words = new WordSums();
        blocks.forEachRemaining(groups -> groups.forEach((group, packed) -> {
            long factor = factors.get(group);
            if (factor > 0) {
                packed.forEach(block -> words.add(block, factor));
            }
        }));
        return List.of(words.sum(fractionBits)).iterator();
    }

    /** Lines and bytes of a part that could be taken. */
    private record Measured(long lines, long bytes) implements Serializable {}

    /** Which lines each part gives. Texts are read once more only where not all of them are asked for. */
    private static List<LineSample> samples(
            JavaSparkContext spark, StoredTexts texts, Request request, Broadcast<TrainerOptions> options) {
        long wanted = request.options().trainer().whole(TrainerField.INPUT_SENTENCE_SIZE);
        ArrayList<LineSample> samples = new ArrayList<>();
        // A UTF-16 unit is at most three bytes.
        boolean allBytes =
                texts.kept().keySet().stream().allMatch(source -> texts.chars(source) <= request.bytesPerSource() / 3);
        if (wanted == 0 && allBytes) {
            for (int part = 0; part < texts.parts(); part++) {
                samples.add(LineSample.ALL);
            }
            return samples;
        }
        List<Measured> measured = parts(spark, texts)
                .map(part -> measure(texts, part, options.value()))
                .collect();
        SortedMap<String, Long> bytes = new TreeMap<>();
        for (int part = 0; part < measured.size(); part++) {
            bytes.merge(texts.source(part), measured.get(part).bytes(), Long::sum);
        }
        double expected = 0;
        for (int part = 0; part < measured.size(); part++) {
            expected += measured.get(part).lines() * share(bytes.get(texts.source(part)), request.bytesPerSource());
        }
        boolean shuffled = request.options().trainer().flag(TrainerField.SHUFFLE_INPUT_SENTENCE);
        double ofLines = wanted > 0 && shuffled && expected > wanted ? wanted / expected : 1;
        long left = wanted > 0 && !shuffled ? wanted : Long.MAX_VALUE;
        for (int part = 0; part < measured.size(); part++) {
            double ofBytes = share(bytes.get(texts.source(part)), request.bytesPerSource());
            samples.add(new LineSample(LineSample.threshold(ofBytes * ofLines), left));
            left -= Math.min(left, measured.get(part).lines());
        }
        return samples;
    }

    private static double share(long bytes, long most) {
        return bytes <= most ? 1 : (double) most / bytes;
    }

    private static Measured measure(StoredTexts texts, int part, TrainerOptions options) throws IOException {
        WordCounter rules = new WordCounter(options);
        long lines = 0;
        long bytes = 0;
        try (StoredTexts.Walk walk = texts.walk(part)) {
            while (walk.next()) {
                byte[] text = walk.text();
                int from = 0;
                for (int at = 0; at <= text.length; at++) {
                    if (at == text.length || text[at] == '\n') {
                        if (rules.takes(text, from, at - from)) {
                            lines++;
                            bytes += at - from;
                        }
                        from = at + 1;
                    }
                }
            }
        }
        return new Measured(lines, bytes);
    }

    private static SortedMap<String, Long> figures(
            SortedMap<String, GroupTotals> totals, JavaRDD<WordSums.Summed> sums) {
        GroupTotals all =
                totals.values().stream().reduce(new GroupTotals(WordCounter.Totals.NONE, 0, 0), GroupTotals::plus);
        SortedMap<String, Long> figures = new TreeMap<>();
        figures.put("sentences", all.counted().sentences());
        figures.put("bytes", all.counted().bytes());
        figures.put("empty", all.counted().empty());
        figures.put("too_long", all.counted().tooLong());
        figures.put("too_long_bytes", all.counted().tooLongBytes());
        figures.put("reserved", all.counted().reserved());
        figures.put("reserved_bytes", all.counted().reservedBytes());
        figures.put("not_sampled", all.notSampled());
        figures.put("not_sampled_bytes", all.notSampledBytes());
        long distinct = 0;
        long occurrences = 0;
        long lost = 0;
        double lostOccurrences = 0;
        for (WordSums.Summed shard : sums.map(sum ->
                        new WordSums.Summed(null, sum.size(), sum.occurrences(), sum.lost(), sum.lostOccurrences()))
                .collect()) {
            distinct += shard.size();
            occurrences += shard.occurrences();
            lost += shard.lost();
            lostOccurrences += shard.lostOccurrences();
        }
        figures.put("distinct_words", distinct);
        figures.put("words", occurrences);
        figures.put("distinct_words_lost", lost);
        figures.put("words_lost", Math.round(lostOccurrences));
        return figures;
    }

    /** Counts of lines and words, by name. */
    public SortedMap<String, Long> figures() {
        return Collections.unmodifiableSortedMap(figures);
    }

    /** Every group with its share, by name. */
    public List<GroupShare> groups() {
        return groups;
    }

    /**
     * Blocks of words, each word in one of them. Partition n is share n, and its words are in the order of their bytes, so
     * the blocks too are the same whatever counted them.
     */
    public JavaRDD<PackedWords> blocks() {
        return sums.flatMap(sum -> sum.words().iterator());
    }

    @Override
    public void close() {
        sums.unpersist();
        // Not sooner: where an executor is lost, its words are counted again.
        options.destroy();
    }
}
