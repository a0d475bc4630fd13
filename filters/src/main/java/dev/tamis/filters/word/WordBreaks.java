package dev.tamis.filters.word;

import com.ibm.icu.lang.UCharacter;
import com.ibm.icu.lang.UCharacter.WordBreak;
import com.ibm.icu.lang.UProperty;
import dev.tamis.filters.text.Utf8;

/** Where words end by Unicode Standard Annex 29 (UAX #29, rules WB3c to WB999), without tailoring, in UTF-8. */
final class WordBreaks {
    private static final byte[] BMP = new byte[1 << 16];

    static {
        for (int c = 0; c < BMP.length; c++) {
            BMP[c] = (byte) UCharacter.getIntPropertyValue(c, UProperty.WORD_BREAK);
        }
    }

    private WordBreaks() {}

    private static int property(int c) {
        return c < BMP.length ? BMP[c] : UCharacter.getIntPropertyValue(c, UProperty.WORD_BREAK);
    }

    /** Whether a code point continues what is before it, as marks and joiners do. */
    static boolean isIgnored(int c) {
        return isIgnoredProperty(property(c));
    }

    private static boolean isIgnoredProperty(int p) {
        return p == WordBreak.EXTEND || p == WordBreak.FORMAT || p == WordBreak.ZWJ;
    }

    /** The end of the word that starts at {@code start}, at most {@code end}; there must be no white space between. */
    static int next(byte[] utf8, int start, int end) {
        int length = Utf8.lengthAt(utf8, start, end);
        int c = Utf8.codePointAt(utf8, start, length);
        int at = start + length;
        int last = property(c);
        boolean joined = last == WordBreak.ZWJ;
        int flags = last == WordBreak.REGIONAL_INDICATOR ? 1 : 0;
        while (at < end) {
            int nextLength = Utf8.lengthAt(utf8, at, end);
            int next = Utf8.codePointAt(utf8, at, nextLength);
            int p = property(next);
            if (isIgnoredProperty(p)) {
                joined = p == WordBreak.ZWJ;
                at += nextLength;
                continue;
            }
            if (joined && UCharacter.hasBinaryProperty(next, UProperty.EXTENDED_PICTOGRAPHIC)) {
                joined = false;
                last = p;
                at += nextLength;
                continue;
            }
            joined = false;
            if (connects(last, p)) {
                last = p;
                at += nextLength;
                continue;
            }
            if (p == WordBreak.REGIONAL_INDICATOR && flags == 1) {
                flags = 2;
                at += nextLength;
                last = p;
                continue;
            }
            if (isLetter(last) && isMiddle(p, WordBreak.MIDLETTER)) {
                int after = afterMiddle(utf8, at + nextLength, end, last);
                if (after > 0) {
                    last = WordBreak.ALETTER;
                    if (after > at + nextLength && isHebrew(utf8, at + nextLength, end)) {
                        last = WordBreak.HEBREW_LETTER;
                    }
                    at = after;
                    continue;
                }
            }
            if (last == WordBreak.HEBREW_LETTER && p == WordBreak.SINGLE_QUOTE) {
                last = p;
                at += nextLength;
                continue;
            }
            if (last == WordBreak.HEBREW_LETTER
                    && p == WordBreak.DOUBLE_QUOTE
                    && isHebrew(utf8, at + nextLength, end)) {
                at = skipOne(utf8, skipIgnored(utf8, at + nextLength, end), end);
                continue;
            }
            if (last == WordBreak.NUMERIC && isMiddle(p, WordBreak.MIDNUM)) {
                int after = skipIgnored(utf8, at + nextLength, end);
                if (after < end && property(Utf8.firstCodePoint(utf8, after, end)) == WordBreak.NUMERIC) {
                    at = skipOne(utf8, after, end);
                    continue;
                }
            }
            break;
        }
        return at;
    }

    private static boolean connects(int last, int p) {
        boolean letterOrNumber = isLetter(last) || last == WordBreak.NUMERIC;
        if (letterOrNumber && (isLetter(p) || p == WordBreak.NUMERIC)) {
            return true;
        }
        if (last == WordBreak.KATAKANA && p == WordBreak.KATAKANA) {
            return true;
        }
        boolean connector = last == WordBreak.EXTENDNUMLET;
        if (p == WordBreak.EXTENDNUMLET) {
            return letterOrNumber || last == WordBreak.KATAKANA || connector;
        }
        return connector && (isLetter(p) || p == WordBreak.NUMERIC || p == WordBreak.KATAKANA);
    }

    private static boolean isLetter(int p) {
        return p == WordBreak.ALETTER || p == WordBreak.HEBREW_LETTER;
    }

    /** Whether it may stand between two letters or two numbers, as the given property and marks like the full stop do. */
    private static boolean isMiddle(int p, int middle) {
        return p == middle || p == WordBreak.MIDNUMLET || p == WordBreak.SINGLE_QUOTE;
    }

    /** The position after the letter that follows a middle mark, or 0 if none does. */
    private static int afterMiddle(byte[] utf8, int at, int end, int before) {
        int letter = skipIgnored(utf8, at, end);
        boolean follows = letter < end && isLetter(property(Utf8.firstCodePoint(utf8, letter, end)));
        return follows && isLetter(before) ? skipOne(utf8, letter, end) : 0;
    }

    private static boolean isHebrew(byte[] utf8, int at, int end) {
        int letter = skipIgnored(utf8, at, end);
        return letter < end && property(Utf8.firstCodePoint(utf8, letter, end)) == WordBreak.HEBREW_LETTER;
    }

    /** The first position from one on at which no mark or joiner stands. */
    static int skipIgnored(byte[] utf8, int from, int end) {
        int at = from;
        while (at < end && isIgnored(Utf8.firstCodePoint(utf8, at, end))) {
            at = skipOne(utf8, at, end);
        }
        return at;
    }

    private static int skipOne(byte[] utf8, int at, int end) {
        return at + Utf8.lengthAt(utf8, at, end);
    }
}
