package dev.tamis.pipeline.stage;

import dev.tamis.shards.format.TokenType;

/** Token ids as little-endian bytes: two each where the vocabulary allows, else four, as the emitted shards hold them. */
final class TokenBytes {
    private TokenBytes() {}

    static byte[] of(int[] tokens, int count, TokenType type) {
        int width = type.bytes();
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
    static int read(byte[] bytes, TokenType type, int[] tokens, int at) {
        int width = type.bytes();
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
