package dev.tamis.filters.text;

import java.nio.charset.StandardCharsets;

/** Comparison of ASCII text within UTF-8 bytes, where upper and lower case of A to Z are the same. */
public final class Ascii {
    private Ascii() {}

    /** The bytes of a phrase, for use as the argument of the methods here. It must be ASCII in lower case. */
    public static byte[] phrase(String phrase) {
        byte[] bytes = phrase.getBytes(StandardCharsets.US_ASCII);
        for (byte b : bytes) {
            if (b >= 'A' && b <= 'Z') {
                throw new IllegalArgumentException("Phrase has upper case: " + phrase + " (must be lower case)");
            }
        }
        return bytes;
    }

    public static boolean contains(byte[] utf8, int start, int end, byte[] phrase) {
        for (int at = start; at + phrase.length <= end; at++) {
            if (lower(utf8[at]) == phrase[0] && startsWith(utf8, at, end, phrase)) {
                return true;
            }
        }
        return false;
    }

    public static boolean equals(byte[] utf8, int start, int end, byte[] phrase) {
        return end - start == phrase.length && startsWith(utf8, start, end, phrase);
    }

    public static boolean startsWith(byte[] utf8, int start, int end, byte[] phrase) {
        if (end - start < phrase.length) {
            return false;
        }
        for (int i = 0; i < phrase.length; i++) {
            if (lower(utf8[start + i]) != phrase[i]) {
                return false;
            }
        }
        return true;
    }

    public static boolean endsWith(byte[] utf8, int start, int end, byte[] phrase) {
        return end - start >= phrase.length && startsWith(utf8, end - phrase.length, end, phrase);
    }

    public static boolean isLetter(byte b) {
        int lower = b | 0x20;
        return lower >= 'a' && lower <= 'z';
    }

    public static boolean isDigit(byte b) {
        return b >= '0' && b <= '9';
    }

    private static int lower(byte b) {
        return b >= 'A' && b <= 'Z' ? b | 0x20 : b;
    }
}
