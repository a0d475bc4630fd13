package dev.tamis.pipeline.ngram;

import dev.tamis.models.ngram.CcnetText;
import dev.tamis.models.ngram.Normalization;
import dev.tamis.models.ngram.train.Estimation;
import dev.tamis.models.ngram.train.Routed;
import dev.tamis.models.ngram.train.SentenceGrams;
import dev.tamis.pipeline.cluster.Blocks;
import dev.tamis.tokenizer.ByteArray;
import dev.tamis.tokenizer.IntArray;
import dev.tamis.tokenizer.encode.Encoder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.function.Consumer;
import org.apache.spark.TaskContext;

/** Counts the n-grams of one part. Counts leave it in blocks, one a shard, whenever it holds a bound of n-grams. */
final class CountTask extends Blocks<Routed> {
    private static final int MOST_GRAMS = 1 << 20;

    private final TrainingTexts.Walk walk;
    private final Normalization normalization;
    private final Encoder encoder;
    private final int unkId;
    private final SentenceGrams grams;
    private final ByteArray normal = new ByteArray();
    private final IntArray ids = new IntArray();

    CountTask(TrainingTexts texts, int part, Encoder encoder, NgramTraining.Request request, int shards)
            throws IOException {
        walk = texts.open(part);
        // A task may be stopped before it has asked for all.
        TaskContext.get().addTaskCompletionListener(ended -> {
            try {
                walk.close();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
        normalization = request.normalization();
        this.encoder = encoder;
        unkId = encoder.model().unkId();
        grams = new SentenceGrams(request.estimation().order(), shards, MOST_GRAMS);
    }

    @Override
    protected boolean make(Consumer<Routed> blocks) throws IOException {
        boolean more = true;
        while (more && !grams.isFull()) {
            more = walk.next();
            if (more) {
                text(walk.bytes(), walk.start(), walk.length());
            }
        }
        grams.take().forEach(blocks);
        return more;
    }

    /** Adds a text: as one sentence where that is its normal form, else each of its lines. */
    private void text(byte[] utf8, int start, int length) {
        if (normalization == Normalization.CCNET) {
            CcnetText.normalize(utf8, start, length, normal);
            sentence(normal.array(), 0, normal.size());
            return;
        }
        int from = start;
        for (int at = start; at <= start + length; at++) {
            if (at == start + length || utf8[at] == '\n') {
                sentence(utf8, from, at - from);
                from = at + 1;
            }
        }
    }

    private void sentence(byte[] utf8, int start, int length) {
        ids.clear();
        int count = encoder.encode(utf8, start, length, ids);
        int[] words = ids.array();
        for (int i = 0; i < count; i++) {
            words[i] = words[i] == unkId ? Estimation.UNK : Estimation.WORDS + words[i];
        }
        grams.add(words, 0, count);
    }
}
