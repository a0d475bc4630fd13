package dev.tamis.tokenizer.train;

/** The words of one table, worked on by a few threads. */
final class LocalWords implements WordShards {
    /** Words that one thread takes at a time. */
    private static final int CHUNK = 2048;

    private final WordTable table;
    private final WordTable seeds;
    private final Workers workers;
    private Words words;

    /** By position in the words' symbols, the longest piece that starts there; null until the first sum. */
    private int[] longest;

    /** @param withFollower whether words before others carry the next word's first character */
    LocalWords(WordTable counted, boolean withFollower, Workers workers) {
        seeds = counted.seeds();
        table = withFollower ? counted.withoutFollowers() : counted;
        this.workers = workers;
    }

    @Override
    public CharacterCounts characters() {
        return CharacterCounts.of(table);
    }

    @Override
    public FoundSeeds seeds(SeedSearch search) {
        Words searched = seeds == table ? words(search.alphabet()) : new Words(seeds, search.alphabet());
        return search.in(searched, workers);
    }

    private Words words(Alphabet alphabet) {
        if (words == null) {
            words = new Words(table, alphabet);
        }
        return words;
    }

    @Override
    public long[] sum(WordSum sum) {
        Words all = words(sum.alphabet());
        boolean match = longest == null;
        PieceTrie trie = match ? sum.trie() : null;
        if (match) {
            longest = new int[all.symbols().length];
        }
        WordSum.Pass[] passes = new WordSum.Pass[workers.count()];
        workers.run((all.size() + CHUNK - 1) / CHUNK, (chunk, worker) -> {
            if (passes[worker] == null) {
                passes[worker] = sum.pass();
            }
            for (int word = chunk * CHUNK; word < Math.min(all.size(), (chunk + 1) * CHUNK); word++) {
                if (match) {
                    trie.longest(all.symbols(), all.start(word), all.length(word), longest, all.start(word));
                }
                passes[worker].add(all, word, longest);
            }
        });
        long[] sums = null;
        for (WordSum.Pass pass : passes) {
            if (pass != null) {
                sums = sums == null ? pass.sums : WordSum.plus(sums, pass.sums);
            }
        }
        return sums;
    }

    @Override
    public void renumber(int[] heirs) {
        if (longest == null) {
            return;
        }
        int[] before = longest;
        long step = 1 << 16;
        workers.run((int) ((before.length + step - 1) / step), (chunk, worker) -> {
            // Longs, for the last chunk may end beyond 2^31.
            int to = (int) Math.min(before.length, (chunk + 1) * step);
            for (int at = (int) (chunk * step); at < to; at++) {
                before[at] = before[at] < 0 ? -1 : heirs[before[at]];
            }
        });
    }
}
