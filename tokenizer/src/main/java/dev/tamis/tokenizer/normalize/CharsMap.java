package dev.tamis.tokenizer.normalize;

import com.google.protobuf.ByteString;
import dev.tamis.tokenizer.ByteArray;
import dev.tamis.tokenizer.model.ModelFormatException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;

/**
 * Rewrite rules from byte strings to byte strings, as the field {@code precompiled_charsmap} holds them: the trie's
 * size in bytes, the trie, and the replacements, each ended by a zero byte. A key's value is where its replacement
 * starts.
 */
public final class CharsMap {
    static final CharsMap IDENTITY = new CharsMap(new DoubleArray(new int[0]), new byte[0]);

    private final DoubleArray trie;
    private final byte[] replacements;

    private CharsMap(DoubleArray trie, byte[] replacements) {
        this.trie = trie;
        this.replacements = replacements;
    }

    /**
     * Reads the field's bytes; none mean the identity.
     *
     * @throws ModelFormatException when the sizes don't fit, a step of the trie or a value of it leads outside, or the
     *     last replacement has no end
     */
    public static CharsMap parse(ByteString blob) {
        if (blob.isEmpty()) {
            return IDENTITY;
        }
        ByteBuffer bytes = blob.asReadOnlyByteBuffer().order(ByteOrder.LITTLE_ENDIAN);
        long trieSize = bytes.remaining() < 4 ? -1 : Integer.toUnsignedLong(bytes.getInt());
        if (trieSize < 1024 || trieSize % 1024 != 0 || trieSize >= bytes.remaining()) {
            throw new ModelFormatException("precompiled_charsmap of " + blob.size() + " bytes states a trie of "
                    + trieSize + " bytes, which must be a multiple of 1024 and leave room for the replacements");
        }
        int[] units = new int[(int) (trieSize / 4)];
        bytes.asIntBuffer().get(units);
        byte[] replacements = blob.substring(4 + (int) trieSize).toByteArray();
        if (replacements[replacements.length - 1] != 0) {
            throw new ModelFormatException("precompiled_charsmap: the last replacement does not end in a zero byte");
        }
        DoubleArray trie = new DoubleArray(units);
        if (!trie.isSound(replacements.length)) {
            throw new ModelFormatException("precompiled_charsmap: the trie leads outside of itself or of the "
                    + replacements.length + " bytes of replacements");
        }
        return new CharsMap(trie, replacements);
    }

    /** Compiles rules; keys must be neither empty nor hold U+0000, nor may values hold U+0000. */
    static ByteString compile(Map<String, String> rules) {
        TreeMap<byte[], Integer> starts = new TreeMap<>(Arrays::compareUnsigned);
        TreeMap<byte[], byte[]> sorted = new TreeMap<>(Arrays::compareUnsigned);
        rules.forEach((key, value) -> {
            byte[] to = utf8(value);
            starts.put(to, 0);
            sorted.put(utf8(key), to);
        });
        ByteArray replacements = new ByteArray(1 << 12);
        starts.replaceAll((text, start) -> {
            int at = replacements.size();
            replacements.add(text);
            replacements.add(0);
            return at;
        });
        byte[][] keys = sorted.keySet().toArray(new byte[0][]);
        int[] values = sorted.values().stream().mapToInt(starts::get).toArray();
        int[] units = DoubleArray.build(keys, values).units();
        ByteBuffer blob =
                ByteBuffer.allocate(4 + units.length * 4 + replacements.size()).order(ByteOrder.LITTLE_ENDIAN);
        blob.putInt(units.length * 4);
        for (int unit : units) {
            blob.putInt(unit);
        }
        blob.put(replacements.array(), 0, replacements.size());
        return ByteString.copyFrom(blob.array());
    }

    private static byte[] utf8(String text) {
        return text.getBytes(java.nio.charset.StandardCharsets.UTF_8);
    }

    boolean isIdentity() {
        return replacements.length == 0;
    }

    /** Whether every replacement is well-formed UTF-8, also one that starts inside of another. */
    boolean writesWellFormed() {
        for (int at = 0; at < replacements.length; ) {
            int c = Utf8.decode(replacements, at, replacements.length);
            if (c < 0) {
                return false;
            }
            at += Utf8.length(c);
        }
        for (int unit : trie.units()) {
            int start = unit & DoubleArray.VALUE;
            if (unit < 0 && start < replacements.length && (replacements[start] & 0xC0) == 0x80) {
                return false;
            }
        }
        return true;
    }

    /** The longest rule that applies at {@code from}: length above, start of its replacement below, or -1. */
    long match(byte[] bytes, int from, int end) {
        long found = trie.longestPrefix(bytes, from, end);
        return (int) found < replacements.length ? found : -1;
    }

    DoubleArray trie() {
        return trie;
    }

    byte[] replacements() {
        return replacements;
    }
}
