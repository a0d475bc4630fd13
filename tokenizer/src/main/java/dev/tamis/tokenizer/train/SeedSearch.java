package dev.tamis.tokenizer.train;

import dev.tamis.tokenizer.ByteArray;
import dev.tamis.tokenizer.model.TrainerField;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * Finds the candidates that training starts from: the strings with the most covered characters among those that occur
 * at least twice and before at least two different symbols, a sentence's end counting as a symbol.
 *
 * <p>These are the inner nodes of the suffix tree that SentencePiece builds over the whole corpus. Here they are read
 * off the sorted suffixes of the distinct words, weighted by the words' counts, so that space follows the distinct
 * words. Suffixes that start with the same two symbols can be looked at apart from all others, which divides the search.
 */
public final class SeedSearch implements Serializable {
    private static final long serialVersionUID = 1L;
    private static final int UNSEEN = -1;
    private static final int MANY = -2;

    private final Alphabet alphabet;
    private final PieceRules rules;
    private final int most;

    SeedSearch(Alphabet alphabet, PieceRules rules, TrainerOptions options) {
        this.alphabet = alphabet;
        this.rules = rules;
        most = options.trainer().integer(TrainerField.SEED_SENTENCEPIECE_SIZE);
    }

    Alphabet alphabet() {
        return alphabet;
    }

    /** Most candidates of several characters. */
    public int most() {
        return most;
    }

    /**
     * Suffixes of words, each once and with the sum of its words' counts, as bytes: sorted, and each with the symbols
     * that it doesn't share with the one before.
     */
    public static final class Suffixes implements Serializable {
        private static final long serialVersionUID = 1L;

        private final byte[] bytes;
        private final int size;
        private final int symbols;

        private Suffixes(byte[] bytes, int size, int symbols) {
            this.bytes = bytes;
            this.size = size;
            this.symbols = symbols;
        }
    }

    /** The candidates of words that are all here. */
    FoundSeeds in(Words words, Workers workers) {
        return in(words, suffixes(words), workers);
    }

    private FoundSeeds in(Words words, int[] suffixes, Workers workers) {
        words.index();
        FoundSeeds[] bySymbol = new FoundSeeds[alphabet.size()];
        SuffixOrder.sort(
                suffixes,
                words.symbols(),
                alphabet.size(),
                rules.longest() + 1,
                workers,
                (symbol, from, to) -> bySymbol[symbol] = scan(words, suffixes, from, to));
        FoundSeeds found = new FoundSeeds(words.symbols(), most);
        for (FoundSeeds some : bySymbol) {
            found.addAll(some);
        }
        return found.best();
    }

    /** Where a string of two or more symbols that may be a piece starts. */
    private int[] suffixes(Words words) {
        return words.positions(at -> rules.reach(words.symbols(), at, 2) == 2 && words.symbols()[at + 1] != 0);
    }

    /**
     * The suffixes of a block of words, by share of the search. Which suffixes are whose follows from their symbols.
     *
     * @return one for each share, null for a share without suffixes
     */
    public Suffixes[] suffixes(PackedWords block, int shares) {
        Words words = new Words(block, alphabet);
        char[] symbols = words.symbols();
        int[] positions = suffixes(words);
        words.index();
        SuffixOrder.sort(
                positions, symbols, alphabet.size(), rules.longest() + 1, new Workers(1), (symbol, from, to) -> {});
        ByteArray[] bytes = new ByteArray[shares];
        int[] sizes = new int[shares];
        int[] total = new int[shares];
        int[] last = new int[shares];
        int[] lastLength = new int[shares];
        for (int i = 0; i < positions.length; ) {
            int position = positions[i];
            int length = kept(words, position);
            long followed = 0;
            long ended = 0;
            do {
                int word = words.wordAt(positions[i]);
                followed += words.followed(word);
                ended += words.ended(word);
                i++;
            } while (i < positions.length
                    && kept(words, positions[i]) == length
                    && Arrays.equals(
                            symbols, position, position + length, symbols, positions[i], positions[i] + length));
            int share = share(symbols[position], symbols[position + 1], shares);
            if (bytes[share] == null) {
                bytes[share] = new ByteArray(1 << 10);
            }
            int common = 0;
            while (common < Math.min(length, lastLength[share])
                    && symbols[last[share] + common] == symbols[position + common]) {
                common++;
            }
            ByteArray to = bytes[share];
            PackedWords.addVarint(common, to);
            PackedWords.addVarint(length - common, to);
            for (int at = position + common; at < position + length; at++) {
                PackedWords.addVarint(symbols[at], to);
            }
            PackedWords.addVarint(followed, to);
            PackedWords.addVarint(ended, to);
            sizes[share]++;
            total[share] += length + 1;
            last[share] = position;
            lastLength[share] = length;
        }
        Suffixes[] packed = new Suffixes[shares];
        for (int share = 0; share < shares; share++) {
            packed[share] =
                    bytes[share] == null ? null : new Suffixes(bytes[share].toArray(), sizes[share], total[share]);
        }
        return packed;
    }

    /** How much of a suffix counts: what can be a piece, and one symbol after it. */
    private int kept(Words words, int position) {
        int word = words.wordAt(position);
        int length = words.start(word) + words.length(word) - position;
        return Math.min(length, rules.reach(words.symbols(), position, length) + 1);
    }

    private static int share(char first, char second, int shares) {
        long mixed = (((long) first << 16 | second) * 0x9E3779B97F4A7C15L) >>> 32;
        return (int) ((mixed * shares) >>> 32);
    }

    /** The candidates of one share, from all its suffixes; the best {@link #most} of them. */
    public FoundSeeds in(Iterator<Suffixes> ofShare) {
        List<Suffixes> blocks = new ArrayList<>();
        long size = 0;
        long length = 0;
        while (ofShare.hasNext()) {
            Suffixes block = ofShare.next();
            blocks.add(block);
            size += block.size;
            length += block.symbols;
        }
        if (length > Integer.MAX_VALUE - 8) {
            throw new IllegalStateException("a share of the seed search holds " + length
                    + " symbols, more than 2^31; take a sample of the text by input_bytes_per_source or"
                    + " input_sentence_size");
        }
        char[] symbols = new char[(int) length];
        int[] starts = new int[(int) size + 1];
        long[] followed = new long[(int) size];
        long[] ended = new long[(int) size];
        int suffix = 0;
        for (Suffixes block : blocks) {
            int previous = 0;
            VarintReader in = new VarintReader(block.bytes);
            for (int i = 0; i < block.size; i++, suffix++) {
                int start = starts[suffix];
                int common = (int) in.next();
                System.arraycopy(symbols, previous, symbols, start, common);
                int end = start + common + (int) in.next();
                for (int at = start + common; at < end; at++) {
                    symbols[at] = (char) in.next();
                }
                followed[suffix] = in.next();
                ended[suffix] = in.next();
                starts[suffix + 1] = end + 1;
                previous = start;
            }
        }
        Words words = new Words(symbols, starts, followed, ended);
        int[] order = Arrays.copyOf(starts, suffix);
        return in(words, order, new Workers(1)).compact();
    }

    private FoundSeeds scan(Words words, int[] suffixes, int from, int to) {
        char[] symbols = words.symbols();
        int longest = rules.longest();
        int space = alphabet.symbol(Alphabet.SPACE);
        FoundSeeds found = new FoundSeeds(symbols, most);
        // Open prefixes of the current suffix, by length: mass before the first suffix with it, and the next symbol.
        long[] massBefore = new long[longest + 1];
        int[] next = new int[longest + 1];
        int open = 0;
        long mass = 0;
        int previous = -1;
        for (int i = from; i < to; i++) {
            int suffix = suffixes[i];
            int word = words.wordAt(suffix);
            int length = words.start(word) + words.length(word) - suffix;
            int reach = rules.reach(symbols, suffix, length);
            int common = 0;
            while (common < Math.min(open, reach) && symbols[previous + common] == symbols[suffix + common]) {
                common++;
            }
            close(found, previous, open, common, mass, massBefore, next);
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
                    next[depth] = joined(next[depth], space);
                }
                if (words.ended(word) > 0) {
                    next[depth] = joined(next[depth], 0);
                }
            }
            mass += words.count(word);
            open = reach;
            previous = suffix;
        }
        close(found, previous, open, 0, mass, massBefore, next);
        return found.best();
    }

    private static int joined(int before, int symbol) {
        return before == UNSEEN || before == symbol ? symbol : MANY;
    }

    /** Ends the open prefixes longer than {@code common} and keeps those that are seeds. */
    private void close(FoundSeeds found, int position, int open, int common, long mass, long[] massBefore, int[] next) {
        for (int depth = open; depth > common && depth > 1; depth--) {
            long count = mass - massBefore[depth];
            if (next[depth] == MANY && count >= 2 && rules.isValid(found.symbols(), position, depth)) {
                found.add(count * depth, position, depth);
            }
        }
    }

    /** Every character and the best candidates with their first scores, logarithms of covered shares. */
    PieceList list(FoundSeeds found, CharacterCounts characters, List<String> requiredPieces) {
        PieceList list = new PieceList();
        int[] singles = new int[alphabet.size()];
        int count = 0;
        for (int symbol = 1; symbol < alphabet.size(); symbol++) {
            if (symbol != alphabet.rare() && characters.count(alphabet.codePoint(symbol)) > 0) {
                singles[count++] = symbol;
            }
        }
        singles = Arrays.copyOf(singles, count);
        IndexSort.sort(
                singles,
                (a, b) ->
                        Long.compare(characters.count(alphabet.codePoint(b)), characters.count(alphabet.codePoint(a))));
        for (int symbol : singles) {
            list.add(new char[] {(char) symbol}, 0, 1, (float) characters.count(alphabet.codePoint(symbol)));
        }
        found.addTo(list);
        require(requiredPieces, list);
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

    /** Appends the required pieces that are no candidates yet, as if they occurred as rarely as a candidate can. */
    private void require(List<String> requiredPieces, PieceList list) {
        if (requiredPieces.isEmpty()) {
            return;
        }
        Set<String> missing = new LinkedHashSet<>();
        requiredPieces.forEach(piece -> missing.add(new String(alphabet.symbols(piece))));
        for (int id = 0; id < list.size(); id++) {
            if (missing.remove(new String(list.symbols(), list.start(id), list.length(id)))) {
                list.require(id);
            }
        }
        for (String piece : missing) {
            list.require(list.size());
            list.add(piece.toCharArray(), 0, piece.length(), 2f * piece.length());
        }
    }
}
