package dev.tamis.pipeline.stage;

import dev.tamis.pipeline.recipe.EmitSpec;
import dev.tamis.shards.format.CorpusIndex;
import dev.tamis.shards.format.TokenType;
import dev.tamis.shards.order.MixturePlan;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;

/**
 * How sequences fall into directories and shards.
 *
 * @param kind what a directory is
 * @param vocabSize of the tokenizer
 * @param padId what fills the sequences that their documents don't
 * @param eodId what ends each document, or -1
 * @param directories in the order of the plan's phases or stocks
 */
record EmitLayout(CorpusIndex.Layout kind, int vocabSize, int padId, int eodId, List<Directory> directories)
        implements Serializable {

    /**
     * The shards of one phase or stock.
     *
     * @param name of the directory
     * @param index place of the phase in the plan's phases, or of the stock in its stocks
     * @param sequenceLength tokens of a sequence
     * @param firstShard its number among the shards of all directories
     * @param perShard sequences of each shard but the last
     */
    record Directory(String name, int index, int sequenceLength, int firstShard, long perShard, long sequences)
            implements Serializable {
        int shards() {
            return Math.toIntExact((sequences + perShard - 1) / perShard);
        }

        int shardOf(long sequence) {
            return firstShard + Math.toIntExact(sequence / perShard);
        }

        /** Number of the first sequence of a shard. */
        long firstOf(int shard) {
            return (shard - firstShard) * perShard;
        }

        /** Sequences of a shard. */
        long sequencesOf(int shard) {
            return Math.min(perShard, sequences - firstOf(shard));
        }
    }

    /**
     * Lays out a plan. A phase or stock without sequences has a directory and no shard.
     */
    static EmitLayout of(MixturePlan plan, EmitSpec emit, int vocabSize, int padId, int eodId) {
        TokenType type = TokenType.forVocabulary(vocabSize);
        List<Directory> directories = new ArrayList<>();
        if (emit.layout() == CorpusIndex.Layout.PHASES) {
            for (int i = 0; i < plan.phases().size(); i++) {
                MixturePlan.Phase phase = plan.phases().get(i);
                add(directories, phase.name(), i, phase.sequenceLength(), phase.sequences(), emit, type);
            }
        } else {
            for (int i = 0; i < plan.stocks().size(); i++) {
                MixturePlan.Stock stock = plan.stocks().get(i);
                add(directories, directory(stock), i, stock.sequenceLength(), stock.sequences(), emit, type);
            }
        }
        return new EmitLayout(emit.layout(), vocabSize, padId, eodId, directories);
    }

    private static void add(
            List<Directory> directories,
            String name,
            int index,
            int sequenceLength,
            long sequences,
            EmitSpec emit,
            TokenType type) {
        int shard = directories.isEmpty() ? 0 : shards(directories);
        long perShard = Math.max(1, emit.shardBytes() / ((long) sequenceLength * type.bytes()));
        directories.add(new Directory(name, index, sequenceLength, shard, perShard, sequences));
    }

    /** A plain name: domains are divided by slashes, and their parts hold no dot. */
    static String directory(MixturePlan.Stock stock) {
        return stock.domain().replace('/', '.') + "-" + stock.sequenceLength();
    }

    private static int shards(List<Directory> directories) {
        Directory last = directories.get(directories.size() - 1);
        return last.firstShard + last.shards();
    }

    TokenType type() {
        return TokenType.forVocabulary(vocabSize);
    }

    int shards() {
        return directories.isEmpty() ? 0 : shards(directories);
    }

    /** The directory that a shard is in. */
    Directory directoryOf(int shard) {
        int low = 0;
        int high = directories.size() - 1;
        // The last that begins at the shard or before; empty ones begin where the next does, so the last is right.
        while (low < high) {
            int middle = (low + high + 1) >>> 1;
            if (directories.get(middle).firstShard() <= shard) {
                low = middle;
            } else {
                high = middle - 1;
            }
        }
        return directories.get(low);
    }
}
