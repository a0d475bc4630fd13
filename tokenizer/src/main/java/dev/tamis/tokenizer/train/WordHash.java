package dev.tamis.tokenizer.train;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.security.SecureRandom;
import java.util.Arrays;

/**
 * A hash table from words to two counts, made to touch few cache lines: a slot holds a part of the word's hash, so that
 * another word is seldom looked at, and a word lies beside its counts.
 *
 * <p>A word is known by the place of its record: both counts, hash and length, then its bytes, eight in a number, the
 * first byte highest and the last number filled up with zeros. So numbers compare as the bytes do.
 */
final class WordHash {
    /** From so many words of equal count on, they are sorted by radix. */
    private static final int MANY = 256;

    /**
     * Chosen anew in each process, so that no corpus can be made whose words all meet in one slot. It decides the order of
     * slots only, on which nothing depends.
     */
    private static final long SALT = new SecureRandom().nextLong();

    /** Numbers of a record before its bytes. */
    private static final int HEAD = 3;

    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

    /** Some JVMs cannot allocate the last few elements below 2^31. */
    private static final int LARGEST = Integer.MAX_VALUE - 8;

    /** Words that are looked up together. */
    private static final int BATCH = 64;

    private final long salt;
    private final long factor;
    private final int[] hashes = new int[BATCH];
    /** By word of a batch, its first slot, then its place or -1. */
    private final long[] seen = new long[BATCH];

    private long[] records = new long[1 << 12];
    /** Where the next record goes. */
    private int end;

    private int size;
    private long byteSize;

    /** The hash above, the record's place plus 1 below; 0 where there is none. */
    private long[] slots = new long[1 << 10];

    WordHash() {
        this(SALT);
    }

    WordHash(long salt) {
        this.salt = salt;
        long mixed = (salt ^ salt >>> 30) * 0xBF58476D1CE4E5B9L;
        factor = (mixed ^ mixed >>> 27) * 0x94D049BB133111EBL | 1;
    }

    /**
     * Adds a sentence's words: the last one ends it, another word follows the others.
     *
     * @param froms where words start
     * @param tos where they end; they may overlap
     */
    void addSentence(byte[] text, int[] froms, int[] tos, int count, long times) {
        for (int first = 0; first < count; first += BATCH) {
            int batch = Math.min(BATCH, count - first);
            // Step by step for many words, so that the processor fetches many distant lines at a time.
            int mask = slots.length - 1;
            for (int i = 0; i < batch; i++) {
                hashes[i] = hash(text, froms[first + i], tos[first + i]);
                seen[i] = slots[hashes[i] & mask];
            }
            for (int i = 0; i < batch; i++) {
                int word = Math.max(0, (int) seen[i] - 1);
                long head = (long) hashes[i] << 32 | (tos[first + i] - froms[first + i]);
                seen[i] = records[word + 2] == head ? word : -1;
            }
            for (int i = 0; i < batch; i++) {
                int from = froms[first + i];
                int to = tos[first + i];
                int word = (int) seen[i];
                boolean last = first + i == count - 1;
                if (word >= 0 && holds(word, text, from, to)) {
                    records[last ? word + 1 : word] += times;
                } else {
                    add(text, from, to, hashes[i], last ? 0 : times, last ? times : 0);
                }
            }
        }
    }

    /**
     * Adds to a word's counts.
     *
     * @throws ArithmeticException where one exceeds 64 bits
     */
    void add(byte[] text, int from, int to, long moreFollowed, long moreEnded) {
        add(text, from, to, hash(text, from, to), moreFollowed, moreEnded);
    }

    private void add(byte[] text, int from, int to, int hash, long moreFollowed, long moreEnded) {
        int mask = slots.length - 1;
        int slot = hash & mask;
        for (long held = slots[slot]; held != 0; held = slots[slot]) {
            if ((int) (held >>> 32) == hash) {
                int word = (int) held - 1;
                if (length(word) == to - from && holds(word, text, from, to)) {
                    records[word] = Math.addExact(records[word], moreFollowed);
                    records[word + 1] = Math.addExact(records[word + 1], moreEnded);
                    return;
                }
            }
            slot = slot + 1 & mask;
        }
        int word = append(slot, hash, to - from);
        records[word] = moreFollowed;
        records[word + 1] = moreEnded;
        for (int at = from, number = word + HEAD; at < to; at += Long.BYTES) {
            records[number++] = number(text, at, to);
        }
    }

    /** Makes the record of a new word, without its counts and bytes. */
    private int append(int slot, int hash, int length) {
        int word = end;
        int after = word + HEAD + numbers(length);
        if (after < 0 || after > LARGEST) {
            throw tooMany();
        }
        if (after > records.length) {
            records = Arrays.copyOf(records, (int) Math.min(LARGEST, Math.max(after, records.length * 3L / 2)));
        }
        records[word + 2] = (long) hash << 32 | length;
        slots[slot] = (long) hash << 32 | ((word + 1) & 0xFFFF_FFFFL);
        end = after;
        byteSize += length;
        size++;
        if (size * 3L > slots.length * 2L) {
            rehash();
        }
        return word;
    }

    private IllegalStateException tooMany() {
        return new IllegalStateException(size + " distinct words exceed what one table holds; count fewer sentences");
    }
    /** Whether a word of that length has these bytes. */
    private boolean holds(int word, byte[] text, int from, int to) {
        for (int at = from, number = word + HEAD; at < to; at += Long.BYTES) {
            if (records[number++] != number(text, at, to)) {
                return false;
            }
        }
        return true;
    }

    /** How many numbers hold so many bytes. */
    private static int numbers(int length) {
        return (length + Long.BYTES - 1) >>> 3;
    }

    /** The next eight bytes, or those before {@code to} and zeros. */
    private static long number(byte[] text, int at, int to) {
        int missing = Math.max(0, Long.BYTES - (to - at));
        if (at + Long.BYTES <= text.length) {
            return (long) LONGS.get(text, at) & -1L << (missing << 3);
        }
        long number = 0;
        for (int i = at; i < to && i < at + Long.BYTES; i++) {
            number = number << 8 | (text[i] & 0xFF);
        }
        return number << (missing << 3);
    }

    private void rehash() {
        if (slots.length >= 1 << 30) {
            throw tooMany();
        }
        long[] larger = new long[slots.length * 2];
        int mask = larger.length - 1;
        for (long held : slots) {
            if (held != 0) {
                int slot = (int) (held >>> 32) & mask;
                while (larger[slot] != 0) {
                    slot = slot + 1 & mask;
                }
                larger[slot] = held;
            }
        }
        slots = larger;
    }

    private int hash(byte[] text, int from, int to) {
        long h = salt ^ (to - from);
        for (int at = from; at < to; at += Long.BYTES) {
            h = mixed(h ^ number(text, at, to));
        }
        return (int) (h ^ h >>> 32);
    }

    /** The whole product folded: of the low half alone, what differs high up in two words could be foreseen. */
    private long mixed(long number) {
        return number * factor ^ Math.multiplyHigh(number, factor);
    }

    /** A hash of the word that is the same everywhere: FNV-1a, mixed once more as its high bits are weak. */
    static long hash64(byte[] text, int from, int to) {
        long h = 0xCBF29CE484222325L;
        for (int i = from; i < to; i++) {
            h = (h ^ (text[i] & 0xFF)) * 0x100000001B3L;
        }
        h ^= h >>> 29;
        h *= 0xBF58476D1CE4E5B9L;
        return h ^ h >>> 32;
    }

    /** The words, by count from most to least, then by bytes. */
    int[] sorted() {
        int[] order = unsorted();
        long[] keys = new long[size];
        for (int i = 0; i < size; i++) {
            keys[i] = -(followed(order[i]) + ended(order[i]));
        }
        IndexSort.sort(order, keys);
        sortEqual(order, keys, 0);
        return order;
    }

    /** The words in the order of their bytes. */
    int[] byBytes() {
        int[] order = unsorted();
        sortByBytes(order, 0);
        return order;
    }

    private int[] unsorted() {
        int[] order = new int[size];
        int i = 0;
        for (int word = first(); word >= 0; word = next(word)) {
            order[i++] = word;
        }
        return order;
    }

    /** Sorts runs of equal keys by bytes, of which the first {@code 8 * equal} are the same in a run. */
    private void sortEqual(int[] order, long[] keys, int equal) {
        for (int from = 0; from < order.length; ) {
            int to = from + 1;
            while (to < order.length && keys[to] == keys[from]) {
                to++;
            }
            if (to - from > 1) {
                int[] run = Arrays.copyOfRange(order, from, to);
                sortByBytes(run, equal);
                System.arraycopy(run, 0, order, from, run.length);
            }
            from = to;
        }
    }

    /** By eight bytes at once as long as there are many words and none of them ends. */
    private void sortByBytes(int[] words, int equal) {
        boolean whole = words.length >= MANY;
        for (int i = 0; whole && i < words.length; i++) {
            whole = numbers(length(words[i])) > equal;
        }
        if (!whole) {
            IndexSort.sort(words, this::byBytes);
            return;
        }
        long[] keys = new long[words.length];
        for (int i = 0; i < words.length; i++) {
            keys[i] = records[words[i] + HEAD + equal] ^ Long.MIN_VALUE;
        }
        IndexSort.sort(words, keys);
        sortEqual(words, keys, equal + 1);
    }

    private int byBytes(int a, int b) {
        int common = Math.min(numbers(length(a)), numbers(length(b)));
        for (int i = HEAD; i < HEAD + common; i++) {
            if (records[a + i] != records[b + i]) {
                return Long.compareUnsigned(records[a + i], records[b + i]);
            }
        }
        return Integer.compare(length(a), length(b));
    }

    /**
     * Adds the counts of a word which, as far as it is followed, carries its follower's first character; that is left
     * out.
     */
    void addWithoutFollower(byte[] text, int from, int to, long moreFollowed, long moreEnded) {
        if (moreFollowed > 0) {
            int stop = to - 1;
            while (stop > from && (text[stop] & 0xC0) == 0x80) {
                stop--;
            }
            add(text, from, stop, moreFollowed, 0);
        }
        if (moreEnded > 0) {
            add(text, from, to, 0, moreEnded);
        }
    }

    /** Adds the counts of another table, one of the same salt. */
    void add(WordHash other) {
        for (int word = other.first(); word >= 0; word = other.next(word)) {
            add(other, word);
        }
    }

    private void add(WordHash other, int word) {
        int hash = (int) (other.records[word + 2] >>> 32);
        int length = HEAD + numbers(other.length(word));
        int mask = slots.length - 1;
        int slot = hash & mask;
        for (long held = slots[slot]; held != 0; held = slots[slot]) {
            int mine = (int) held - 1;
            if ((int) (held >>> 32) == hash
                    && Arrays.equals(records, mine + 2, mine + length, other.records, word + 2, word + length)) {
                records[mine] = Math.addExact(records[mine], other.records[word]);
                records[mine + 1] = Math.addExact(records[mine + 1], other.records[word + 1]);
                return;
            }
            slot = (slot + 1) & mask;
        }
        int added = append(slot, hash, other.length(word));
        System.arraycopy(other.records, word, records, added, length);
    }

    /** The first word, in no particular order, or -1. */
    int first() {
        return size == 0 ? -1 : 0;
    }

    /** The word after that one, or -1. */
    int next(int word) {
        int next = word + HEAD + numbers(length(word));
        return next == end ? -1 : next;
    }

    /** Which of several shares a word belongs to; it follows from the word's bytes, in every process. */
    int share(int word, int shares) {
        long h = length(word);
        for (int number = word + HEAD, to = number + numbers(length(word)); number < to; number++) {
            h = (h ^ records[number]) * 0xBF58476D1CE4E5B9L;
            h ^= h >>> 32;
        }
        return (int) ((((h * 0x94D049BB133111EBL) >>> 32) * shares) >>> 32);
    }

    /** Bytes of memory that the table holds. */
    long memory() {
        return (long) Long.BYTES * (records.length + slots.length);
    }

    void clear() {
        Arrays.fill(slots, 0);
        records[2] = 0; // what the place of a free slot stands for must equal no word
        end = 0;
        size = 0;
        byteSize = 0;
    }

    int size() {
        return size;
    }

    /** Bytes of all words together. */
    long byteSize() {
        return byteSize;
    }

    /** Bytes of a word. */
    int length(int word) {
        return (int) records[word + 2];
    }

    /** Writes a word's bytes, and where there is room up to seven zeros after them. */
    void copy(int word, byte[] target, int at) {
        int to = at + length(word);
        for (int number = word + HEAD; at < to; at += Long.BYTES) {
            long eight = records[number++];
            if (at + Long.BYTES <= target.length) {
                LONGS.set(target, at, eight);
            } else {
                for (int i = at; i < to; i++, eight <<= 8) {
                    target[i] = (byte) (eight >>> 56);
                }
            }
        }
    }

    long followed(int word) {
        return records[word];
    }

    long ended(int word) {
        return records[word + 1];
    }
}
