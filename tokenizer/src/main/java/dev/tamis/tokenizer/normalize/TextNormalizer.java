package dev.tamis.tokenizer.normalize;

import com.google.protobuf.ByteString;
import dev.tamis.tokenizer.ByteArray;
import dev.tamis.tokenizer.model.NormalizerField;
import dev.tamis.tokenizer.model.Spec;
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

    private final CharsMap rules;
    private final DoubleArray userSymbols;
    private final boolean dummyPrefix;
    private final boolean whitespaceAsSuffix;
    private final boolean removeExtra;
    private final byte[] space;

    /** For ASCII bytes: 0 needs the rules; 1 stays as it is when an ASCII byte or the end follows; 2 always stays. */
    private final byte[] plain = new byte[128];

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
        classifyAscii();
    }

    /** A trie of texts that is asked only for the longest one at a place; texts with a zero byte never match. */
    public static DoubleArray prefixes(Collection<ByteString> texts) {
        TreeSet<byte[]> sorted = new TreeSet<>(Arrays::compareUnsigned);
        for (ByteString text : texts) {
            if (!text.isEmpty() && !hasZero(text)) {
                sorted.add(text.toByteArray());
            }
        }
        return DoubleArray.build(sorted.toArray(new byte[0][]), new int[sorted.size()]);
    }

    private static boolean hasZero(ByteString text) {
        for (int i = 0; i < text.size(); i++) {
            if (text.byteAt(i) == 0) {
                return true;
            }
        }
        return false;
    }

    private void classifyAscii() {
        byte[] two = new byte[2];
        for (int b = 0x21; b < 0x7F; b++) {
            two[0] = (byte) b;
            if (rules.match(two, 0, 1) >= 0 || (userSymbols != null && starts(userSymbols, b))) {
                continue;
            }
            plain[b] = 1;
            if (!starts(rules.trie(), b)) {
                plain[b] = 2;
                continue;
            }
            int[] units = rules.trie().units();
            int at = DoubleArray.offset(units[0]) ^ b;
            for (int follow = 1; follow < 0x80 && plain[b] != 0; follow++) {
                int child = at ^ DoubleArray.offset(units[at]) ^ follow;
                if (child < 0 || child >= units.length || (units[child] & DoubleArray.LABEL) == follow) {
                    plain[b] = 0;
                }
            }
        }
    }

    private static boolean starts(DoubleArray trie, int b) {
        int[] units = trie.units();
        int at = DoubleArray.offset(units[0]) ^ b;
        return at >= 0 && at < units.length && (units[at] & DoubleArray.LABEL) == b;
    }

    /** Normalises one sentence into {@code out}, which is emptied first. */
    public void normalize(byte[] text, int from, int length, ByteArray out) {
        out.clear();
        int at = from;
        int end = from + length;
        if (removeExtra) {
            while (at < end) {
                long chunk = chunk(text, at, end);
                if (!isOneSpace(text, at, chunk)) {
                    break;
                }
                at += length(chunk);
            }
        }
        if (at == end) {
            return;
        }
        out.reserve(length + 3);
        if (dummyPrefix && !whitespaceAsSuffix) {
            out.add(space);
        }
        boolean afterSpace = removeExtra;
        while (at < end) {
            byte b = text[at];
            if (b > 0 && plain[b] > (at + 1 < end && text[at + 1] < 0 ? 1 : 0)) {
                out.add(b);
                at++;
                afterSpace = false;
                continue;
            }
            long chunk = chunk(text, at, end);
            int length1 = length(chunk);
            afterSpace = copy(text, at, chunk, afterSpace, out);
            at += length1;
        }
        if (removeExtra) {
            int size = out.size();
            while (endsWithSpace(out.array(), size)) {
                size -= space.length;
            }
            out.truncate(size);
        }
        if (dummyPrefix && whitespaceAsSuffix) {
            out.add(space);
        }
    }

    private boolean endsWithSpace(byte[] bytes, int size) {
        return space.length == 1
                ? size > 0 && bytes[size - 1] == ' '
                : size >= 3 && Utf8.isSpace(bytes, size - 3, size);
    }

    private static final int AS_IS = -1;
    private static final int MALFORMED = -2;

    /** One step: bytes consumed above; below, where the replacement starts, or {@link #AS_IS} or {@link #MALFORMED}. */
    private long chunk(byte[] text, int at, int end) {
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

    private static int length(long chunk) {
        return (int) (chunk >>> 32);
    }

    private boolean isOneSpace(byte[] text, int at, long chunk) {
        int start = (int) chunk;
        if (start == AS_IS) {
            return length(chunk) == 1 && text[at] == ' ';
        }
        byte[] to = rules.replacements();
        return start >= 0 && to[start] == ' ' && to[start + 1] == 0;
    }

    /** Appends what the chunk becomes; returns whether a space now precedes, as far as extra spaces are dropped. */
    private boolean copy(byte[] text, int at, long chunk, boolean afterSpace, ByteArray out) {
        int start = (int) chunk;
        byte[] from = start == AS_IS ? text : start == MALFORMED ? REPLACEMENT : rules.replacements();
        int i = start == AS_IS ? at : Math.max(start, 0);
        int end;
        if (start == AS_IS) {
            end = at + length(chunk);
        } else if (start == MALFORMED) {
            end = REPLACEMENT.length;
        } else {
            end = i;
            while (from[end] != 0) {
                end++;
            }
        }
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
