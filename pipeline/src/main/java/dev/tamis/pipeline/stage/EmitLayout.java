package dev.tamis.pipeline.stage;

import dev.tamis.shards.format.ShardFormat;
import dev.tamis.shards.format.TokenType;
import dev.tamis.shards.order.MixturePlan;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * How sequences fall into shards.
 *
 * @param sequenceLength tokens of a sequence
 * @param vocabSize of the tokenizer
 * @param type how token ids are stored
 * @param phases in order
 * @param stocks names of the plan's sources, in its order
 */
record EmitLayout(int sequenceLength, int vocabSize, TokenType type, List<Phase> phases, List<String> stocks)
        implements Serializable {

    static final Set<ShardFormat> FORMATS = Set.of(ShardFormat.MEGATRON);

    /** Never stored: sequences are full. */
    static final int PAD_ID = 0;

    /**
     * The shards of one phase.
     *
     * @param firstShard its number among the shards of all phases
     * @param perShard sequences of each shard but the last
     */
    record Phase(String name, int firstShard, long perShard, long sequences) implements Serializable {
        int shards() {
            return Math.toIntExact(Math.max(1, (sequences + perShard - 1) / perShard));
        }

        int shardOf(long slot) {
            return firstShard + Math.toIntExact(slot / perShard);
        }
    }

    static EmitLayout of(MixturePlan plan, int vocabSize, long shardBytes) {
        TokenType type = TokenType.forVocabulary(vocabSize);
        List<Phase> phases = new ArrayList<>();
        int shard = 0;
        int length = plan.phases().get(0).sequenceLength();
        long perShard = Math.max(1, shardBytes / ((long) length * type.bytes()));
        for (MixturePlan.Phase phase : plan.phases()) {
            Phase shape = new Phase(phase.name(), shard, perShard, phase.sequences());
            phases.add(shape);
            shard += shape.shards();
        }
        return new EmitLayout(
                length,
                vocabSize,
                type,
                phases,
                plan.stocks().stream().map(MixturePlan.Stock::domain).toList());
    }

    int shards() {
        Phase last = phases.get(phases.size() - 1);
        return last.firstShard + last.shards();
    }

    int phaseOf(int shard) {
        for (int i = phases.size() - 1; i >= 0; i--) {
            if (shard >= phases.get(i).firstShard()) {
                return i;
            }
        }
        throw new IllegalArgumentException("Invalid shard: " + shard);
    }
}
