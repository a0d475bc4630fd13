package dev.tamis.models.ngram;

import java.nio.charset.StandardCharsets;

/**
 * How a tokenizer's piece is written in an ARPA file, where space, TAB, LF, CR and NUL divide words: each of them as its control
 * picture, U+2420, U+2409, U+240A, U+240D and U+2400; all else as it is. Tokenizers that keep line breaks or indents have such
 * pieces.
 */
public final class PieceName {
    private static final int PICTURES = 0x2400;

    private PieceName() {}

    /** The name of a piece in UTF-8; the bytes themselves if nothing in them divides words. */
    public static byte[] of(byte[] piece) {
        int dividing = 0;
        for (byte b : piece) {
            dividing += divides(b) ? 1 : 0;
        }
        if (dividing == 0) {
            return piece;
        }
        byte[] name = new byte[piece.length + 2 * dividing];
        int size = 0;
        for (byte b : piece) {
            if (divides(b)) {
                byte[] picture = Character.toString(PICTURES + b).getBytes(StandardCharsets.UTF_8);
                System.arraycopy(picture, 0, name, size, picture.length);
                size += picture.length;
            } else {
                name[size++] = b;
            }
        }
        return name;
    }

    private static boolean divides(byte b) {
        return b == ' ' || b == '\t' || b == '\n' || b == '\r' || b == 0;
    }
}
