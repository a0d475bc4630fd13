package dev.tamis.pipeline.ngram;

import dev.tamis.models.ngram.Normalization;
import dev.tamis.models.ngram.train.AdjustedShard;
import dev.tamis.models.ngram.train.ArpaText;
import dev.tamis.models.ngram.train.ContextShard;
import dev.tamis.models.ngram.train.CountsOfCounts;
import dev.tamis.models.ngram.train.Discounts;
import dev.tamis.models.ngram.train.Estimation;
import dev.tamis.models.ngram.train.GramList;
import dev.tamis.models.ngram.train.Routed;
import dev.tamis.models.ngram.train.SuffixShard;
import dev.tamis.models.ngram.train.WordProbabilities;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.Serializable;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.apache.spark.HashPartitioner;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.storage.StorageLevel;
import scala.Tuple2;

/**
 * Trains n-gram models where the texts lie. The n-grams are counted in shards by their last two words, discounted in shards by
 * their context and interpolated in shards by their last two words again; the driver holds figures of single words alone. What a
 * model becomes depends on the texts and the request, never on how many machines there are.
 */
public final class NgramTraining {
    /** Text for each shard: some million n-grams of the highest order. */
    private static final long BYTES_PER_SHARD = 4L << 20;

    private static final int FEWEST_SHARDS = 4;
    private static final int MOST_SHARDS = 4096;

    private NgramTraining() {}

    /** What to train. */
    public record Request(Estimation estimation, Normalization normalization) implements Serializable {}

    /**
     * What was made.
     *
     * @param counts of n-grams of each order
     * @param sentences that were counted
     * @param words of them, without {@code </s>}
     */
    public record Trained(CountsOfCounts counts, Discounts discounts, long sentences, long words) {}

    /** What the driver knows of the adjusted counts. */
    private record Stats(CountsOfCounts counts, long[] words, long sentences, long tokens) implements Serializable {
        Stats plus(Stats other) {
            return new Stats(
                    counts.plus(other.counts),
                    AdjustedShard.plus(words, other.words),
                    sentences + other.sentences,
                    tokens + other.tokens);
        }
    }

    /** N-grams for a shard, or, once a shard, what the driver is to know. */
    private record Adjusted(Routed routed, Stats stats) implements Serializable {}

    /** Lines of one order from one shard, plain or as a gzip member. */
    private record Chunk(int order, byte[] bytes) implements Serializable {}

    /**
     * Trains a model and writes it.
     *
     * @param tokenizer the file of a SentencePiece model
     * @param output on the driver's file system; gzip if its name ends in {@code .gz}; written beside and then moved into place
     * @throws IllegalArgumentException where the texts allow no such model
     */
    public static Trained train(
            JavaSparkContext spark,
            TrainingTexts texts,
            byte[] tokenizer,
            Request request,
            Path output,
            Consumer<String> progress)
            throws IOException {
        int shards = (int) Math.max(FEWEST_SHARDS, Math.min(MOST_SHARDS, texts.bytes() / BYTES_PER_SHARD));
        Broadcast<SharedTokenizer> shared = spark.broadcast(new SharedTokenizer(tokenizer));
        List<JavaRDD<?>> held = new ArrayList<>();
        try {
            return new Job(spark, shared, request, shards, held, progress).run(texts, output);
        } finally {
            held.forEach(rdd -> rdd.unpersist(true));
            shared.destroy();
        }
    }

    private record Job(
            JavaSparkContext spark,
            Broadcast<SharedTokenizer> shared,
            Request request,
            int shards,
            List<JavaRDD<?>> held,
            Consumer<String> progress) {

        Trained run(TrainingTexts texts, Path output) throws IOException {
            Estimation settings = request.estimation();
            JavaRDD<Adjusted> adjusted = held(adjusted(texts));
            Stats stats = adjusted.filter(one -> one.stats != null)
                    .map(Adjusted::stats)
                    .treeReduce(Stats::plus);
            CountsOfCounts counts = AdjustedShard.withWords(stats.counts, stats.words, settings.order());
            progress.accept(
                    String.format(Locale.ROOT, "counted %,d sentences, %,d pieces", stats.sentences, stats.tokens));
            if (stats.sentences == 0) {
                throw new IllegalArgumentException(
                        "there is nothing to train on: no line of the texts has a piece that the tokenizer knows");
            }
            Discounts discounts = Discounts.of(counts, settings);
            WordProbabilities words = WordProbabilities.of(stats.words, counts, discounts);
            JavaRDD<Routed> discounted = held(discounted(adjusted, discounts));
            discounted
                    .filter(one -> one.kind() == Routed.Kind.WORD_CONTEXTS)
                    .collect()
                    .forEach(contexts -> words.addContexts(contexts.grams()));
            progress.accept("discounted");
            Broadcast<WordProbabilities> sent = spark.broadcast(words);
            try {
                boolean gzip = output.toString().endsWith(".gz");
                JavaRDD<Chunk> chunks = held(interpolated(discounted, sent, gzip));
                // All shards at once: the driver asks for one after the other, and what is not there by then is made so
                // too.
                chunks.count();
                progress.accept("interpolated");
                write(output, counts, words, chunks, gzip);
            } finally {
                sent.destroy();
            }
            return new Trained(counts, discounts, stats.sentences, stats.tokens);
        }

        private <T> JavaRDD<T> held(JavaRDD<T> rdd) {
            // On disk: each is read twice, and none is asked to fit the memory.
            JavaRDD<T> persisted = rdd.persist(StorageLevel.DISK_ONLY());
            held.add(persisted);
            return persisted;
        }

        private JavaRDD<Adjusted> adjusted(TrainingTexts texts) {
            // Copies of the components, for a closure must not take the job with it.
            Broadcast<SharedTokenizer> tokenizer = shared;
            Request asked = request;
            int all = shards;
            JavaRDD<Routed> counted = spark.parallelize(
                            IntStream.range(0, texts.parts()).boxed().toList(), Math.max(1, texts.parts()))
                    .flatMap(
                            part -> new CountTask(texts, part, tokenizer.value().encoder(), asked, all));
            return byShard(counted).mapPartitions(blocks -> {
                AdjustedShard done = AdjustedShard.of(
                        grams(blocks), asked.estimation(), tokenizer.value().vocabulary(), all);
                List<Adjusted> out = new ArrayList<>();
                done.routed().forEach(routed -> out.add(new Adjusted(routed, null)));
                out.add(new Adjusted(null, new Stats(done.counts(), done.words(), done.sentences(), done.tokens())));
                return out.iterator();
            });
        }

        private JavaRDD<Routed> discounted(JavaRDD<Adjusted> adjusted, Discounts discounts) {
            int all = shards;
            return byShard(adjusted.filter(one -> one.routed != null).map(Adjusted::routed))
                    .mapPartitions(blocks ->
                            ContextShard.of(grams(blocks), discounts, all).iterator());
        }

        private JavaRDD<Chunk> interpolated(
                JavaRDD<Routed> discounted, Broadcast<WordProbabilities> words, boolean gzip) {
            Broadcast<SharedTokenizer> tokenizer = shared;
            Estimation settings = request.estimation();
            return byShard(discounted.filter(one -> one.kind() != Routed.Kind.WORD_CONTEXTS))
                    .mapPartitions(blocks -> {
                        List<Chunk> chunks = new ArrayList<>();
                        for (ArpaText text : SuffixShard.of(
                                blocks,
                                words.value(),
                                settings,
                                tokenizer.value().names())) {
                            if (text.lines() > 0) {
                                chunks.add(new Chunk(text.order(), text.bytes(gzip)));
                            }
                        }
                        return chunks.iterator();
                    });
        }

        private JavaRDD<Routed> byShard(JavaRDD<Routed> routed) {
            return routed.mapToPair(one -> new Tuple2<>(one.shard(), one))
                    .partitionBy(new HashPartitioner(shards))
                    .values();
        }

        private static Iterator<GramList> grams(Iterator<Routed> blocks) {
            return new Iterator<>() {
                @Override
                public boolean hasNext() {
                    return blocks.hasNext();
                }

                @Override
                public GramList next() {
                    return blocks.next().grams();
                }
            };
        }

        private void write(
                Path output, CountsOfCounts counts, WordProbabilities words, JavaRDD<Chunk> chunks, boolean gzip)
                throws IOException {
            int order = request.estimation().order();
            Path beside = output.resolveSibling(output.getFileName() + ".part");
            try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(beside), 1 << 16)) {
                out.write(ArpaText.text(ArpaText.header(counts, order), gzip));
                out.write(words.text(shared.value().names(), order == 1).bytes(gzip));
                for (int n = 2; n <= order; n++) {
                    int wanted = n;
                    out.write(ArpaText.text("\n\\" + n + "-grams:\n", gzip));
                    Iterator<Chunk> ofOrder =
                            chunks.filter(chunk -> chunk.order == wanted).toLocalIterator();
                    while (ofOrder.hasNext()) {
                        out.write(ofOrder.next().bytes);
                    }
                }
                out.write(ArpaText.text("\n\\end\\\n", gzip));
            }
            Files.move(beside, output, StandardCopyOption.REPLACE_EXISTING);
        }
    }
}
