package dev.tamis.filters.safety;

import dev.tamis.filters.text.Ascii;
import dev.tamis.filters.text.CharClasses;
import dev.tamis.filters.text.Utf8;

/**
 * E-mail addresses, found from their {@code @}: a local part of ASCII letters, digits and {@code . _ % + - '} (RFC 5321's
 * 64 bytes at most; rarer marks that RFC 5322 allows are taken for markup), and a domain of two labels or more, of which the last is not a
 * number. Labels may have Latin, Greek and Cyrillic letters beyond ASCII (RFC 6531).
 */
final class EmailAddresses {
    private static final int MAX_LOCAL = 64;
    private static final int MAX_DOMAIN = 253;
    private static final int MAX_LABEL = 63;

    /** Endings of file names, such as {@code icon@2x.png}, none of which is a top-level domain. */
    private static final byte[][] FILES = {
        Ascii.phrase("png"),
        Ascii.phrase("jpg"),
        Ascii.phrase("jpeg"),
        Ascii.phrase("gif"),
        Ascii.phrase("svg"),
        Ascii.phrase("webp"),
        Ascii.phrase("css"),
        Ascii.phrase("js"),
        Ascii.phrase("json"),
        Ascii.phrase("html"),
        Ascii.phrase("htm"),
        Ascii.phrase("php"),
        Ascii.phrase("pdf"),
        Ascii.phrase("txt"),
        Ascii.phrase("xml")
    };

    private EmailAddresses() {}

    /** Where the local part before the {@code @} begins, or -1. */
    static int start(byte[] utf8, int at, int from) {
        int start = at;
        int lowest = Math.max(from, at - MAX_LOCAL);
        while (start > lowest && isLocal(utf8[start - 1])) {
            start--;
        }
        if (start > from && isLocal(utf8[start - 1])) {
            return -1;
        }
        while (start < at && !Edges.isWord(utf8[start]) && utf8[start] != '+') {
            start++;
        }
        if (start == at || utf8[at - 1] == '.' || (start > 0 && utf8[start - 1] == '@')) {
            return -1;
        }
        for (int i = start + 1; i < at; i++) {
            if (utf8[i] == '.' && utf8[i - 1] == '.') {
                return -1;
            }
        }
        return start;
    }

    private static boolean isLocal(byte b) {
        return Edges.isWord(b) || b == '.' || b == '+' || b == '-' || b == '%' || b == '\'';
    }

    /** Where the domain after the {@code @} ends, or -1. */
    static int end(byte[] utf8, int at, int length) {
        int limit = Math.min(length, at + 1 + MAX_DOMAIN);
        int labels = 0;
        int end = -1;
        int i = at + 1;
        int lastLabel = i;
        while (true) {
            int label = i;
            i = labelEnd(utf8, label, limit);
            int trimmed = i;
            while (trimmed > label && utf8[trimmed - 1] == '-') {
                trimmed--;
            }
            if (trimmed == label || utf8[label] == '-' || trimmed - label > MAX_LABEL) {
                break;
            }
            labels++;
            lastLabel = label;
            end = trimmed;
            if (trimmed != i || i + 1 >= limit || utf8[i] != '.') {
                break;
            }
            i++;
        }
        if (labels < 2 || !isTopLevel(utf8, lastLabel, end)) {
            return -1;
        }
        boolean goesOn = end < length && (utf8[end] == '@' || utf8[end] == '_' || Edges.isLetterOrDigit(utf8[end]));
        return goesOn ? -1 : end;
    }

    private static int labelEnd(byte[] utf8, int from, int limit) {
        int i = from;
        while (i < limit) {
            if (utf8[i] >= 0) {
                if (!Edges.isLetterOrDigit(utf8[i]) && utf8[i] != '-') {
                    return i;
                }
                i++;
            } else {
                int length = Utf8.lengthAt(utf8, i, limit);
                int codePoint = Utf8.codePointAt(utf8, i, length);
                if (codePoint >= 0x530 || !CharClasses.isLetter(codePoint)) {
                    return i;
                }
                i += length;
            }
        }
        return i;
    }

    private static boolean isTopLevel(byte[] utf8, int start, int end) {
        if (end - start < 2) {
            return false;
        }
        boolean letters = true;
        for (int i = start; i < end; i++) {
            letters &= Edges.isLetter(utf8[i]) || utf8[i] < 0;
        }
        if (!letters) {
            return end - start > 4 && Ascii.startsWith(utf8, start, end, PUNYCODE);
        }
        for (byte[] file : FILES) {
            if (Ascii.equals(utf8, start, end, file)) {
                return false;
            }
        }
        return true;
    }

    private static final byte[] PUNYCODE = Ascii.phrase("xn--");
}
