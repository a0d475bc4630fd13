package dev.tamis.pipeline.wordcount;

import dev.tamis.pipeline.cluster.Blocks;
import dev.tamis.pipeline.recipe.SampleSpec;
import dev.tamis.tokenizer.train.PackedWords;
import dev.tamis.tokenizer.train.TrainerOptions;
import dev.tamis.tokenizer.train.WordCounter;
import java.io.IOException;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Consumer;

/**
 * Counts the words of one part. Counts leave it in blocks, one a shard of words, whenever its tables have grown to a
 * bound, and last its totals.
 */
final class CountTask extends Blocks<CountTask.Counted> {

    /**
     * Counts of one shard by group, or, as the last, the totals of the part.
     *
     * @param shard -1 with the totals
     * @param words by group, or null
     * @param totals by group, or null
     */
    record Counted(int shard, Map<String, List<PackedWords>> words, Map<String, GroupTotals> totals)
            implements Serializable {}

    /** What all tasks do. */
    record Settings(TrainerOptions options, SampleSpec.By by, int shards, long tableBytes) implements Serializable {}

    private static final class GroupOf {
        private WordCounter counter;
        private WordCounter.Totals before = WordCounter.Totals.NONE;
        private long notSampled;
        private long notSampledBytes;

        GroupOf(WordCounter counter) {
            this.counter = counter;
        }
    }

    private final StoredTexts.Walk walk;
    private final String source;
    private final Settings settings;
    private final LineSample sample;
    private final WordCounter rules;
    private final SortedMap<String, GroupOf> groups = new TreeMap<>();
    private long ordinal;

    CountTask(StoredTexts texts, int part, Settings settings, LineSample sample) throws IOException {
        this.walk = texts.walk(part);
        this.source = texts.source(part);
        this.settings = settings;
        this.sample = sample;
        this.rules = new WordCounter(settings.options());
    }

    /** Counts until the tables have grown to the bound, or to the end. */
    @Override
    protected boolean make(Consumer<Counted> blocks) throws IOException {
        long memory = 0;
        while (memory < settings.tableBytes()) {
            if (!walk.next()) {
                walk.close();
                flush(blocks);
                blocks.accept(new Counted(-1, null, totals()));
                return false;
            }
            String name = settings.by() == SampleSpec.By.SOURCE ? source : walk.language();
            GroupOf group = groups.computeIfAbsent(name, key -> new GroupOf(rules.another()));
            memory -= group.counter.memory();
            count(walk.text(), LineSample.hash(walk.id()), group);
            memory += group.counter.memory();
        }
        flush(blocks);
        return true;
    }

    private void count(byte[] text, long document, GroupOf group) {
        int from = 0;
        long line = 0;
        for (int at = 0; at <= text.length; at++) {
            if (at < text.length ? text[at] == '\n' : from < at) {
                boolean eligible = rules.takes(text, from, at - from);
                if (!eligible || sample.takes(document, line, ordinal)) {
                    group.counter.addSentence(text, from, at - from, 1);
                } else {
                    group.notSampled++;
                    group.notSampledBytes += at - from;
                }
                ordinal += eligible ? 1 : 0;
                line++;
                from = at + 1;
            }
        }
    }

    private void flush(Consumer<Counted> blocks) {
        List<TreeMap<String, List<PackedWords>>> shards = new ArrayList<>();
        for (int shard = 0; shard < settings.shards(); shard++) {
            shards.add(new TreeMap<>());
        }
        groups.forEach((name, group) -> {
            List<List<PackedWords>> packed = group.counter.packed(settings.shards());
            for (int shard = 0; shard < settings.shards(); shard++) {
                if (!packed.get(shard).isEmpty()) {
                    shards.get(shard).put(name, packed.get(shard));
                }
            }
            group.before = group.before.plus(group.counter.totals());
            group.counter = rules.another();
        });
        for (int shard = 0; shard < settings.shards(); shard++) {
            if (!shards.get(shard).isEmpty()) {
                blocks.accept(new Counted(shard, shards.get(shard), null));
            }
        }
    }

    private Map<String, GroupTotals> totals() {
        TreeMap<String, GroupTotals> totals = new TreeMap<>();
        groups.forEach((name, group) ->
                totals.put(name, new GroupTotals(group.before, group.notSampled, group.notSampledBytes)));
        return totals;
    }
}
