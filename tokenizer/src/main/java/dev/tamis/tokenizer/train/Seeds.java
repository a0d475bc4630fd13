package dev.tamis.tokenizer.train;

import dev.tamis.tokenizer.model.TrainerField;
import java.util.Arrays;

/**
 * The candidates that training starts from: every character, and the strings with the most covered characters among
 * those that occur at least twice and before at least two different symbols, a sentence's end counting as a symbol.
 *
 * <p>These are the inner nodes of the suffix tree that SentencePiece builds over the whole corpus. Here they are read
 * off the sorted suffixes of the distinct words, weighted by the words' counts, so that space follows the distinct
 * words. With {@code treat_whitespace_as_suffix} a word's successor is not known from the counts; words then count as
 * followed by different symbols as soon as they are followed twice.
 */
final class Seeds {
    private static final int UNSEEN = -1;
    private static final int MANY = -2;

    private final Words words;
    private final Alphabet alphabet;
    private final PieceRules rules;
    private final int most;
    private final int follower;

    /** Strings found so far, in the order of the suffix tree, a string after its extensions. */
    private long[] scores = new long[1 << 12];

    private int[] positions = new int[1 << 12];
    private short[] lengths = new short[1 << 12];
    private int size;

    private Seeds(Words words, Alphabet alphabet, PieceRules rules, TrainerOptions options) {
        this.words = words;
        this.alphabet = alphabet;
        this.rules = rules;
        most = options.trainer().integer(TrainerField.SEED_SENTENCEPIECE_SIZE);
        follower = options.flag(TrainerField.TREAT_WHITESPACE_AS_SUFFIX) ? MANY : alphabet.symbol(Alphabet.SPACE);
    }

    /** The candidates with their first scores, logarithms of covered shares. */
    static PieceList find(Words words, Alphabet alphabet, PieceRules rules, TrainerOptions options, Workers workers) {
        Seeds seeds = new Seeds(words, alphabet, rules, options);
        seeds.scan(workers);
        return seeds.list();
    }

    private void scan(Workers workers) {
        char[] symbols = words.symbols();
        int longest = rules.longest();
        int[] suffixes = new int[symbols.length];
        int count = 0;
        for (int word = 0; word < words.size(); word++) {
            int end = words.start(word) + words.length(word);
            for (int at = words.start(word); at < end - 1; at++) {
                if (rules.reach(symbols, at, 2) == 2) {
                    suffixes[count++] = at;
                }
            }
        }
        suffixes = Arrays.copyOf(suffixes, count);
        SuffixOrder.sort(suffixes, symbols, alphabet.size(), longest + 1, workers);

        // Open prefixes of the current suffix, by length: mass before the first suffix with it, and the next symbol.
        long[] massBefore = new long[longest + 1];
        int[] next = new int[longest + 1];
        int open = 0;
        long mass = 0;
        int previous = -1;
        for (int suffix : suffixes) {
            int word = words.wordAt(suffix);
            int length = words.start(word) + words.length(word) - suffix;
            int reach = rules.reach(symbols, suffix, length);
            int common = 0;
            while (common < Math.min(open, reach) && symbols[previous + common] == symbols[suffix + common]) {
                common++;
            }
            close(previous, open, common, mass, massBefore, next);
            for (int depth = common + 1; depth <= reach; depth++) {
                massBefore[depth] = mass;
                next[depth] = UNSEEN;
            }
            for (int depth = Math.max(1, common); depth <= reach; depth++) {
                if (depth < length) {
                    next[depth] = joined(next[depth], symbols[suffix + depth]);
                    continue;
                }
                if (words.followed(word) > 0) {
                    next[depth] = follower == MANY && words.followed(word) == 1
                            ? joined(next[depth], alphabet.symbol(Alphabet.SPACE))
                            : joined(next[depth], follower);
                }
                if (words.ended(word) > 0) {
                    next[depth] = joined(next[depth], 0);
                }
            }
            mass += words.count(word);
            open = reach;
            previous = suffix;
        }
        close(previous, open, 0, mass, massBefore, next);
    }

    private static int joined(int before, int symbol) {
        return before == UNSEEN || before == symbol ? symbol : MANY;
    }

    /** Ends the open prefixes longer than {@code common} and keeps those that are seeds. */
    private void close(int position, int open, int common, long mass, long[] massBefore, int[] next) {
        for (int depth = open; depth > common && depth > 1; depth--) {
            long count = mass - massBefore[depth];
            if (next[depth] == MANY && count >= 2 && rules.isValid(words.symbols(), position, depth)) {
                add(count * depth, position, depth);
            }
        }
    }

    private void add(long score, int position, int length) {
        if (size == scores.length) {
            if (size >= 4L * most) {
                keepBest();
            } else {
                int capacity = (int) Math.min(Math.max(4L * most, 1 << 12), size * 2L);
                scores = Arrays.copyOf(scores, capacity);
                positions = Arrays.copyOf(positions, capacity);
                lengths = Arrays.copyOf(lengths, capacity);
            }
        }
        scores[size] = score;
        positions[size] = position;
        lengths[size++] = (short) length;
    }

    /** Drops all but the {@code most} best; of equal ones the first stay. The order of the others is kept. */
    private void keepBest() {
        if (size <= most) {
            return;
        }
        long[] sorted = Arrays.copyOf(scores, size);
        Arrays.sort(sorted);
        long least = sorted[size - most];
        int equal = 0;
        for (int i = size - most; i < size && sorted[i] == least; i++) {
            equal++;
        }
        int kept = 0;
        for (int i = 0; i < size; i++) {
            if (scores[i] > least || (scores[i] == least && equal-- > 0)) {
                scores[kept] = scores[i];
                positions[kept] = positions[i];
                lengths[kept++] = lengths[i];
            }
        }
        size = kept;
    }

    private PieceList list() {
        keepBest();
        PieceList list = new PieceList();
        long[] counts = new long[alphabet.size()];
        for (int word = 0; word < words.size(); word++) {
            for (int at = words.start(word); at < words.start(word) + words.length(word); at++) {
                counts[words.symbols()[at]] += words.count(word);
            }
        }
        counts[alphabet.rare()] = 0;
        counts[alphabet.symbol(Alphabet.TAB)] = 0;
        int[] characters = new int[alphabet.size()];
        for (int symbol = 0; symbol < characters.length; symbol++) {
            characters[symbol] = symbol;
        }
        IndexSort.sort(characters, (a, b) -> Long.compare(counts[b], counts[a]));
        for (int symbol : characters) {
            if (counts[symbol] > 0) {
                list.add(new char[] {(char) symbol}, 0, 1, (float) counts[symbol]);
            }
        }
        int[] order = new int[size];
        for (int i = 0; i < size; i++) {
            order[i] = i;
        }
        IndexSort.sort(order, (a, b) -> Long.compare(scores[b], scores[a]));
        for (int i : order) {
            list.add(words.symbols(), positions[i], lengths[i], (float) scores[i]);
        }
        float sum = 0;
        for (int id = 0; id < list.size(); id++) {
            sum += list.score(id);
        }
        float logSum = (float) StrictMath.log(sum);
        for (int id = 0; id < list.size(); id++) {
            list.score(id, (float) (StrictMath.log(list.score(id)) - logSum));
        }
        return list;
    }
}
