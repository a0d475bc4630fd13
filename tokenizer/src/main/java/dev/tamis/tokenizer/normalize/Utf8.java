package dev.tamis.tokenizer.normalize;

import dev.tamis.tokenizer.ByteArray;

/** UTF-8 as SentencePiece reads it: strict, and a malformed byte stands alone. */
public final class Utf8 {
    /** The first of the three bytes of U+2581, which stands for a space inside pieces. */
    public static final byte SPACE_LEAD = (byte) 0xE2;

    private Utf8() {}

    /** Length of a character by its first byte alone: 1 to 4, and 1 for a byte that cannot start a character. */
    public static int lengthByLead(byte lead) {
        int b = lead & 0xFF;
        return b < 0xC0 ? 1 : b < 0xE0 ? 2 : b < 0xF0 ? 3 : 4;
    }

    /** Number of bytes of the code point. */
    public static int length(int codePoint) {
        return codePoint < 0x80 ? 1 : codePoint < 0x800 ? 2 : codePoint < 0x10000 ? 3 : 4;
    }

    /**
     * The code point that starts at {@code at}, or -1 when the bytes are malformed: truncated, overlong, a surrogate,
     * above U+10FFFF or a stray continuation byte.
     */
    public static int decode(byte[] bytes, int at, int end) {
        int b0 = bytes[at];
        if (b0 >= 0) {
            return b0;
        }
        int lead = b0 & 0xFF;
        if (lead < 0xC2 || lead > 0xF4) {
            return -1;
        }
        int length = lengthByLead((byte) lead);
        if (end - at < length || (bytes[at + 1] & 0xC0) != 0x80) {
            return -1;
        }
        if (length == 2) {
            return (lead & 0x1F) << 6 | (bytes[at + 1] & 0x3F);
        }
        if ((bytes[at + 2] & 0xC0) != 0x80) {
            return -1;
        }
        if (length == 3) {
            int c = (lead & 0x0F) << 12 | (bytes[at + 1] & 0x3F) << 6 | (bytes[at + 2] & 0x3F);
            return c < 0x800 || (c >= 0xD800 && c <= 0xDFFF) ? -1 : c;
        }
        if ((bytes[at + 3] & 0xC0) != 0x80) {
            return -1;
        }
        int c = (lead & 0x07) << 18
                | (bytes[at + 1] & 0x3F) << 12
                | (bytes[at + 2] & 0x3F) << 6
                | (bytes[at + 3] & 0x3F);
        return c < 0x10000 || c > 0x10FFFF ? -1 : c;
    }

    /** Appends the code point's bytes. */
    public static void encode(int c, ByteArray out) {
        if (c < 0x80) {
            out.add(c);
        } else if (c < 0x800) {
            out.add(0xC0 | c >> 6);
            out.add(0x80 | (c & 0x3F));
        } else if (c < 0x10000) {
            out.add(0xE0 | c >> 12);
            out.add(0x80 | (c >> 6 & 0x3F));
            out.add(0x80 | (c & 0x3F));
        } else {
            out.add(0xF0 | c >> 18);
            out.add(0x80 | (c >> 12 & 0x3F));
            out.add(0x80 | (c >> 6 & 0x3F));
            out.add(0x80 | (c & 0x3F));
        }
    }

    /** Whether the three bytes of U+2581 start at {@code at}. */
    public static boolean isSpace(byte[] bytes, int at, int end) {
        return end - at >= 3 && bytes[at] == SPACE_LEAD && bytes[at + 1] == (byte) 0x96 && bytes[at + 2] == (byte) 0x81;
    }

    /** Appends the text's bytes; a lone surrogate becomes U+FFFD. */
    public static void encode(CharSequence text, ByteArray out) {
        out.reserve(text.length());
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c < 0x80) {
                out.add(c);
            } else if (!Character.isSurrogate(c)) {
                encode((int) c, out);
            } else if (Character.isHighSurrogate(c)
                    && i + 1 < text.length()
                    && Character.isLowSurrogate(text.charAt(i + 1))) {
                encode(Character.toCodePoint(c, text.charAt(++i)), out);
            } else {
                encode(0xFFFD, out);
            }
        }
    }
}
