package dev.tamis.tokenizer.normalize;

import com.google.protobuf.ByteString;
import dev.tamis.tokenizer.ByteArray;
import dev.tamis.tokenizer.model.NormalizerField;
import dev.tamis.tokenizer.model.SentencePieceModel;
import dev.tamis.tokenizer.model.Spec;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.Collection;
import java.util.TreeSet;

/**
 * Rewrites text to the form that pieces are matched against: user-defined symbols stay, the longest rule applies
 * elsewhere, malformed bytes become U+FFFD, spaces are tidied as the settings say and then written as U+2581.
 * Immutable and safe to share between threads.
 */
public final class TextNormalizer {
    private static final byte[] REPLACEMENT = {(byte) 0xEF, (byte) 0xBF, (byte) 0xBD};
    private static final byte[] PLAIN_SPACE = {' '};
    private static final byte[] ESCAPED_SPACE = {(byte) 0xE2, (byte) 0x96, (byte) 0x81};

    /** Free bytes that the target has at each step. */
    private static final int ROOM = 64;

    private static final int MOST_EXCEPTIONS = 4;

    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final long ONES = 0x0101_0101_0101_0101L;

    private final CharsMap rules;
    private final DoubleArray userSymbols;
    final boolean dummyPrefix;
    final boolean whitespaceAsSuffix;
    final boolean removeExtra;
    final byte[] space;

    /** For ASCII bytes: 0 needs the rules; 1 stays as it is when an ASCII byte or the end follows; 2 always stays. */
    private final byte[] plain;

    /** The same for the space. */
    private final byte plainSpace;

    /** The printable ASCII characters of class 0, each eight times; null when there are many. */
    private final long[] exceptions;

    /**
     * By code point of the basic plane: -1 when no rule or user-defined symbol starts with it; 0 when one may apply;
     * else where the longer rules that start with it go on in the rules' trie.
     */
    private final int[] nodes;

    /**
     * A normaliser with the settings of a model file.
     *
     * @param userSymbols symbols that pass unchanged, except for the spaces in them
     */
    public TextNormalizer(Spec<NormalizerField> spec, boolean whitespaceAsSuffix, Collection<ByteString> userSymbols) {
        this.rules = CharsMap.parse(spec.bytes(NormalizerField.PRECOMPILED_CHARSMAP));
        this.userSymbols = userSymbols.isEmpty() ? null : prefixes(userSymbols);
        this.dummyPrefix = spec.flag(NormalizerField.ADD_DUMMY_PREFIX);
        this.whitespaceAsSuffix = whitespaceAsSuffix;
        this.removeExtra = spec.flag(NormalizerField.REMOVE_EXTRA_WHITESPACES);
        this.space = spec.flag(NormalizerField.ESCAPE_WHITESPACES) ? ESCAPED_SPACE : PLAIN_SPACE;
        plain = new byte[128];
        for (int b = 0x21; b < 0x7F; b++) {
            plain[b] = classOf(b);
        }
        plainSpace = classOf(' ');
        exceptions = exceptions(plain);
        nodes = nodes(rules.trie(), this.userSymbols);
    }

    /** A trie of texts that is asked only for the longest one at a place; texts with a zero byte never match. */
    public static DoubleArray prefixes(Collection<ByteString> texts) {
        TreeSet<byte[]> sorted = new TreeSet<>(Arrays::compareUnsigned);
        for (ByteString text : texts) {
            if (!text.isEmpty() && !SentencePieceModel.holdsZero(text)) {
                sorted.add(text.toByteArray());
            }
        }
        return DoubleArray.build(sorted.toArray(new byte[0][]), new int[sorted.size()]);
    }

    private static long[] exceptions(byte[] plain) {
        int count = 0;
        long[] found = new long[MOST_EXCEPTIONS + 1];
        for (int b = 0x21; b < 0x7F && count <= MOST_EXCEPTIONS; b++) {
            if (plain[b] == 0) {
                found[count++] = ONES * b;
            }
        }
        return count > MOST_EXCEPTIONS ? null : Arrays.copyOf(found, count);
    }

    private byte classOf(int b) {
        if (rules.match(new byte[] {(byte) b}, 0, 1) >= 0 || (userSymbols != null && starts(userSymbols, b))) {
            return 0;
        }
        if (!starts(rules.trie(), b)) {
            return 2;
        }
        int[] units = rules.trie().units();
        int at = DoubleArray.offset(units[0]) ^ b;
        for (int follow = 1; follow < 0x80; follow++) {
            int child = at ^ DoubleArray.offset(units[at]) ^ follow;
            if (child < 0 || child >= units.length || (units[child] & DoubleArray.LABEL) == follow) {
                return 0;
            }
        }
        return 1;
    }

    private static int[] nodes(DoubleArray rules, DoubleArray userSymbols) {
        int[] nodes = new int[0x10000];
        ByteArray bytes = new ByteArray(4);
        for (int c = 0x80; c < nodes.length; c++) {
            if (c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE) {
                continue;
            }
            bytes.clear();
            Utf8.encode(c, bytes);
            int node = node(rules, bytes);
            nodes[c] = userSymbols == null || node(userSymbols, bytes) < 0 ? node : 0;
        }
        return nodes;
    }

    /** The place in the trie after all bytes; 0 when a key ends on the way or there; -1 when no key goes that way. */
    private static int node(DoubleArray trie, ByteArray bytes) {
        int[] units = trie.units();
        int at = 0;
        for (int i = 0; i < bytes.size(); i++) {
            int b = bytes.array()[i] & 0xFF;
            at ^= DoubleArray.offset(units[at]) ^ b;
            if (at < 0 || at >= units.length || (units[at] & DoubleArray.LABEL) != b) {
                return -1;
            }
            if ((units[at] & DoubleArray.HAS_LEAF) != 0) {
                return 0;
            }
        }
        return at;
    }

    private static boolean starts(DoubleArray trie, int b) {
        int[] units = trie.units();
        int at = DoubleArray.offset(units[0]) ^ b;
        return at >= 0 && at < units.length && (units[at] & DoubleArray.LABEL) == b;
    }

    /** Normalises one sentence into {@code out}, which is emptied first. */
    public void normalize(byte[] text, int from, int length, ByteArray out) {
        out.clear();
        int end = from + length;
        long state = begin(text, from, end, out);
        if (position(state) < end) {
            out.reserve(length + ROOM);
            append(text, state, end, Integer.MAX_VALUE, out);
            finish(out);
        }
    }

    /**
     * Begins to normalise one sentence part by part: appends what comes before the text, if anything.
     *
     * @return the state for {@link #append}; at the end when the sentence normalises to nothing
     */
    public long begin(byte[] text, int from, int end, ByteArray out) {
        int at = from;
        if (removeExtra) {
            while (at < end) {
                long chunk = chunk(text, at, end);
                if (!isOneSpace(text, at, chunk)) {
                    break;
                }
                at += length(chunk);
            }
        }
        if (at < end && dummyPrefix && !whitespaceAsSuffix) {
            out.add(space);
        }
        return state(at, removeExtra);
    }

    /** Where to go on in the text, and whether further spaces are dropped there. */
    private static long state(int at, boolean afterSpace) {
        return (long) at << 1 | (afterSpace ? 1 : 0);
    }

    /** How far the text is normalised. */
    public static int position(long state) {
        return (int) (state >> 1);
    }

    /**
     * Goes on with a sentence until its end, or until {@code out} holds {@code most} bytes or a few more.
     *
     * @param state from {@link #begin} or the call before
     * @return the state for the next call
     */
    public long append(byte[] text, long state, int end, int most, ByteArray out) {
        int at = position(state);
        boolean afterSpace = (state & 1) != 0;
        byte[] to = out.array();
        int size = out.size();
        while (at < end && size < most) {
            if (to.length - size < ROOM) {
                out.resize(size);
                out.reserve(ROOM);
                to = out.array();
            }
            byte b = text[at];
            if (b == ' ') {
                if (plainSpace > (at + 1 < end && text[at + 1] < 0 ? 1 : 0)) {
                    if (!afterSpace) {
                        for (byte s : space) {
                            to[size++] = s;
                        }
                        afterSpace = removeExtra;
                    }
                    at++;
                    continue;
                }
            } else if (b >= 0) {
                int run = run(text, at, end, to, size);
                if (run > 0) {
                    at += run;
                    size += run;
                    afterSpace = false;
                    continue;
                }
            } else {
                int c = Utf8.decode(text, at, end);
                if (c >= 0x80 && c < nodes.length) {
                    int next = at + (c < 0x800 ? 2 : 3);
                    if (isAsIs(nodes[c], text, next, end)) {
                        while (at < next) {
                            to[size++] = text[at++];
                        }
                        afterSpace = false;
                        continue;
                    }
                }
            }
            long chunk = chunk(text, at, end);
            out.resize(size);
            afterSpace = copy(text, at, chunk, afterSpace, out);
            at += length(chunk);
            to = out.array();
            size = out.size();
        }
        out.resize(size);
        return state(at, afterSpace);
    }

    /** Copies up to 8 ASCII bytes that stay as they are, which may take more of the target; returns how many. */
    private int run(byte[] text, int at, int end, byte[] to, int size) {
        if (exceptions == null || at + 8 > text.length) {
            if (plain[text[at]] <= (at + 1 < end && text[at + 1] < 0 ? 1 : 0)) {
                return 0;
            }
            to[size] = text[at];
            return 1;
        }
        long eight = (long) LONGS.get(text, at);
        // The lowest mark is at the first byte that is not in 0x21 to 0x7E; borrows and carries only go up from there.
        long marks = eight | (eight + ONES) | ((eight - ONES * 0x21) & ~eight);
        for (long exception : exceptions) {
            long other = eight ^ exception;
            marks |= (other - ONES) & ~other;
        }
        int run = Math.min(end - at, Long.numberOfTrailingZeros(marks & (ONES << 7)) >>> 3);
        int next = at + run;
        if (run > 0 && next < end && text[next] < 0 && plain[text[next - 1]] < 2) {
            run--;
        }
        LONGS.set(to, size, eight);
        return run;
    }

    /** Whether no rule takes a character with this node; {@code next} is where the text goes on after it. */
    private boolean isAsIs(int node, byte[] text, int next, int end) {
        if (node <= 0) {
            return node < 0;
        }
        if (next == end) {
            return true;
        }
        int b = text[next] & 0xFF;
        int[] units = rules.trie().units();
        int child = node ^ DoubleArray.offset(units[node]) ^ b;
        return child >= 0 && child < units.length && (units[child] & DoubleArray.LABEL) != b;
    }

    /** Ends a sentence that was not empty. */
    public void finish(ByteArray out) {
        if (removeExtra) {
            out.truncate(withoutTrailingSpaces(out));
        }
        if (dummyPrefix && whitespaceAsSuffix) {
            out.add(space);
        }
    }

    /** The size without spaces at the end, which {@link #finish} may drop. */
    public int withoutTrailingSpaces(ByteArray out) {
        int size = out.size();
        while (endsWithSpace(out.array(), size)) {
            size -= space.length;
        }
        return size;
    }

    /** Whether what comes out is well-formed UTF-8 whatever goes in, if the user-defined symbols are. */
    public boolean writesWellFormed() {
        return rules.writesWellFormed();
    }

    boolean endsWithSpace(byte[] bytes, int size) {
        return space.length == 1
                ? size > 0 && bytes[size - 1] == ' '
                : size >= 3 && Utf8.isSpace(bytes, size - 3, size);
    }

    private static final int AS_IS = -1;
    private static final int MALFORMED = -2;

    /** One step: bytes consumed above; below, where the replacement starts, or {@link #AS_IS} or {@link #MALFORMED}. */
    long chunk(byte[] text, int at, int end) {
        if (userSymbols != null) {
            long symbol = userSymbols.longestPrefix(text, at, end);
            if (symbol >= 0) {
                return (symbol & 0xFFFF_FFFF_0000_0000L) | (AS_IS & 0xFFFF_FFFFL);
            }
        }
        if (!rules.isIdentity()) {
            long rule = rules.match(text, at, end);
            if (rule >= 0) {
                return rule;
            }
        }
        int c = Utf8.decode(text, at, end);
        return c < 0 ? 1L << 32 | (MALFORMED & 0xFFFF_FFFFL) : (long) Utf8.length(c) << 32 | (AS_IS & 0xFFFF_FFFFL);
    }

    static int length(long chunk) {
        return (int) (chunk >>> 32);
    }

    boolean isOneSpace(byte[] text, int at, long chunk) {
        int start = (int) chunk;
        if (start == AS_IS) {
            return length(chunk) == 1 && text[at] == ' ';
        }
        byte[] to = rules.replacements();
        return start >= 0 && to[start] == ' ' && to[start + 1] == 0;
    }

    /** The array that holds what the chunk becomes. */
    byte[] target(byte[] text, long chunk) {
        int start = (int) chunk;
        return start == AS_IS ? text : start == MALFORMED ? REPLACEMENT : rules.replacements();
    }

    static int targetStart(int at, long chunk) {
        int start = (int) chunk;
        return start == AS_IS ? at : start == MALFORMED ? 0 : start;
    }

    int targetEnd(int at, long chunk) {
        int start = (int) chunk;
        if (start == AS_IS) {
            return at + length(chunk);
        }
        if (start == MALFORMED) {
            return REPLACEMENT.length;
        }
        byte[] to = rules.replacements();
        int end = start;
        while (to[end] != 0) {
            end++;
        }
        return end;
    }

    /** Appends what the chunk becomes; returns whether a space now precedes, as far as extra spaces are dropped. */
    private boolean copy(byte[] text, int at, long chunk, boolean afterSpace, ByteArray out) {
        byte[] from = target(text, chunk);
        int i = targetStart(at, chunk);
        int end = targetEnd(at, chunk);
        while (afterSpace && i < end && from[i] == ' ') {
            i++;
        }
        if (i == end) {
            return afterSpace;
        }
        for (int k = i; k < end; k++) {
            if (from[k] == ' ') {
                out.add(space);
            } else {
                out.add(from[k]);
            }
        }
        return removeExtra && from[end - 1] == ' ';
    }
}
