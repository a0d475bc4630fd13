package dev.tamis.models.ngram.train;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * All steps of an estimation in the memory of one thread: what an engine does with shards that lie apart. No command uses it;
 * it is what the engine's files are compared with byte by byte, in tests of another module, and what benchmarks train on.
 */
public final class LocalEstimation {
    private final Estimation settings;
    private final ArpaText.Words words;
    private final int shards;
    private final SentenceGrams grams;
    private final List<Routed> counted = new ArrayList<>();

    /** @param words as they are written, by number, the three special ones among them */
    public LocalEstimation(Estimation settings, ArpaText.Words words, int shards) {
        this.settings = settings;
        this.words = words;
        this.shards = shards;
        grams = new SentenceGrams(settings.order(), shards, 1 << 16);
    }

    /** Adds a sentence, as {@link SentenceGrams#add} takes it. */
    public void add(int... ids) {
        grams.add(ids, 0, ids.length);
        if (grams.isFull()) {
            counted.addAll(grams.take());
        }
    }

    /** The ARPA file. */
    public byte[] arpa() throws IOException {
        counted.addAll(grams.take());
        CountsOfCounts counts = new CountsOfCounts(settings.order());
        long[] ofWords = new long[words.names().length];
        List<Routed> adjusted = new ArrayList<>();
        for (int shard = 0; shard < shards; shard++) {
            AdjustedShard done = AdjustedShard.of(
                    of(counted, shard).map(Routed::grams).iterator(), settings, ofWords.length, shards);
            counts = counts.plus(done.counts());
            ofWords = AdjustedShard.plus(ofWords, done.words());
            adjusted.addAll(done.routed());
        }
        counts = AdjustedShard.withWords(counts, ofWords, settings.order());
        Discounts discounts = Discounts.of(counts, settings);
        WordProbabilities probabilities = WordProbabilities.of(ofWords, counts, discounts);
        List<Routed> discounted = new ArrayList<>();
        for (int shard = 0; shard < shards; shard++) {
            discounted.addAll(
                    ContextShard.of(of(adjusted, shard).map(Routed::grams).iterator(), discounts, shards));
        }
        of(discounted, -1).forEach(contexts -> probabilities.addContexts(contexts.grams()));
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.write(ArpaText.text(ArpaText.header(counts, settings.order()), false));
        out.write(probabilities.text(words, settings.order() == 1).bytes(false));
        List<List<ArpaText>> texts = new ArrayList<>();
        for (int shard = 0; shard < shards; shard++) {
            texts.add(SuffixShard.of(of(discounted, shard).iterator(), probabilities, settings, words));
        }
        for (int order = 2; order <= settings.order(); order++) {
            out.write(ArpaText.text("\n\\" + order + "-grams:\n", false));
            for (List<ArpaText> ofShard : texts) {
                out.write(ofShard.get(order - 2).bytes(false));
            }
        }
        out.write(ArpaText.text("\n\\end\\\n", false));
        return out.toByteArray();
    }

    private static Stream<Routed> of(List<Routed> all, int shard) {
        return all.stream().filter(one -> one.shard() == shard);
    }
}
