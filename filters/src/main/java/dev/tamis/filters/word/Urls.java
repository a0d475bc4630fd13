package dev.tamis.filters.word;

import dev.tamis.filters.text.Utf8;

/**
 * Whether a string without white space is a URL to spaCy's tokenizers ({@code URL_PATTERN}, spaCy 3.8): an optional scheme,
 * optional user, a host with a top-level domain in lower case or a public IPv4 address, an optional port and an
 * optional rest after a slash, question mark or number sign. Linear in the string.
 */
final class Urls {
    private static final int LONGEST_LABEL = 64;
    private static final int LONGEST_DOMAIN = 63;

    private Urls() {}

    static boolean matches(byte[] utf8, int from, int to) {
        if (!hasStop(utf8, from, to)) {
            return false;
        }
        int afterScheme = afterScheme(utf8, from, to);
        if (isHostAndRest(utf8, from, to) || (afterScheme > from && isHostAndRest(utf8, afterScheme, to))) {
            return true;
        }
        for (int at = from + 1; at < to; at++) {
            if (utf8[at] == '@' && isHostAndRest(utf8, at + 1, to)) {
                return true;
            }
        }
        return false;
    }

    private static boolean hasStop(byte[] utf8, int from, int to) {
        for (int at = from; at < to; at++) {
            if (utf8[at] == '.') {
                return true;
            }
        }
        return false;
    }

    /** The position after a scheme of two or more of letters, digits, _ + - and . with its colon and slashes, or {@code from}. */
    private static int afterScheme(byte[] utf8, int from, int to) {
        int at = from;
        while (at < to) {
            int length = Utf8.lengthAt(utf8, at, to);
            int c = Utf8.codePointAt(utf8, at, length);
            if (!Character.isLetterOrDigit(c) && c != '_' && c != '+' && c != '-' && c != '.') {
                break;
            }
            at += length;
        }
        boolean slashes = at + 3 <= to && utf8[at] == ':' && utf8[at + 1] == '/' && utf8[at + 2] == '/';
        return slashes && Utf8.codePoints(utf8, from, at) >= 2 ? at + 3 : from;
    }

    private static boolean isHostAndRest(byte[] utf8, int from, int to) {
        int at = from;
        int label = from;
        int labels = 0;
        boolean wellFormed = true;
        while (at < to) {
            int length = Utf8.lengthAt(utf8, at, to);
            int c = Utf8.codePointAt(utf8, at, length);
            if (c == '.') {
                wellFormed &= isLabel(utf8, label, at);
                labels++;
                label = at + 1;
            } else if (!isHostChar(c) && c != '_' && c != '-') {
                break;
            }
            at += length;
        }
        if (!wellFormed || labels == 0 || !isRest(utf8, at, to)) {
            return false;
        }
        return isDomain(utf8, label, at) || (labels == 3 && isPublicAddress(utf8, from, at));
    }

    private static boolean isHostChar(int c) {
        return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= 0xA1 && c <= 0xFFFF);
    }

    private static boolean isLabel(byte[] utf8, int from, int to) {
        return from < to
                && isHostChar(Utf8.firstCodePoint(utf8, from, to))
                && isHostChar(Utf8.lastCodePoint(utf8, from, to))
                && Utf8.codePoints(utf8, from, to) <= LONGEST_LABEL;
    }

    private static boolean isDomain(byte[] utf8, int from, int to) {
        int count = 0;
        for (int at = from; at < to; ) {
            int length = Utf8.lengthAt(utf8, at, to);
            if (!SpacyClasses.is(Utf8.codePointAt(utf8, at, length), SpacyClasses.LOWER)) {
                return false;
            }
            count++;
            at += length;
        }
        return count >= 2 && count <= LONGEST_DOMAIN;
    }

    /** Nothing, or a port of two to five digits and then nothing or a path, query or fragment. */
    private static boolean isRest(byte[] utf8, int from, int to) {
        int at = from;
        if (at < to && utf8[at] == ':') {
            int digits = at + 1;
            while (digits < to && utf8[digits] >= '0' && utf8[digits] <= '9') {
                digits++;
            }
            int count = digits - at - 1;
            if (count < 2 || count > 5) {
                return false;
            }
            at = digits;
        }
        return at == to || utf8[at] == '/' || utf8[at] == '?' || utf8[at] == '#';
    }

    private static boolean isPublicAddress(byte[] utf8, int from, int to) {
        int[] parts = new int[4];
        int part = 0;
        int digits = 0;
        for (int at = from; at < to; at++) {
            byte b = utf8[at];
            if (b == '.') {
                if (digits == 0 || ++part > 3) {
                    return false;
                }
                digits = 0;
            } else if (b >= '0' && b <= '9' && ++digits <= 3) {
                parts[part] = parts[part] * 10 + b - '0';
            } else {
                return false;
            }
        }
        if (part != 3 || digits == 0 || utf8[from] == '0') {
            return false;
        }
        int a = parts[0];
        int b = parts[1];
        boolean reserved = a == 10
                || a == 127
                || (a == 169 && b == 254)
                || (a == 192 && b == 168)
                || (a == 172 && b >= 16 && b <= 31);
        return !reserved && a >= 1 && a <= 223 && b <= 255 && parts[2] <= 255 && parts[3] >= 1 && parts[3] <= 254;
    }
}
