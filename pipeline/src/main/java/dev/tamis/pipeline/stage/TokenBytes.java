package dev.tamis.pipeline.stage;

/** Token ids as little-endian bytes: two each where the vocabulary allows, else four, as the emitted shards hold them. */
final class TokenBytes {
    private TokenBytes() {}

    /** Bytes a token, by Megatron's own bound (helper {@code optimal_dtype}). */
    static int width(int vocabSize) {
        return vocabSize < 65500 ? 2 : 4;
    }

    static byte[] of(int[] tokens, int count, int width) {
        byte[] bytes = new byte[count * width];
        for (int i = 0, at = 0; i < count; i++) {
            int token = tokens[i];
            for (int b = 0; b < width; b++) {
                bytes[at++] = (byte) (token >>> (8 * b));
            }
        }
        return bytes;
    }

    /** Puts the ids held by {@code bytes} into {@code tokens} from {@code at} on; gives the place after the last. */
    static int read(byte[] bytes, int width, int[] tokens, int at) {
        int end = at;
        for (int i = 0; i < bytes.length; i += width) {
            int token = 0;
            for (int b = 0; b < width; b++) {
                token |= (bytes[i + b] & 0xFF) << (8 * b);
            }
            tokens[end++] = token;
        }
        return end;
    }
}
