package dev.tamis.filters.word;

import com.ibm.icu.lang.UCharacter;

/**
 * Character classes of spaCy's tokenizers ({@code spacy/lang/char_classes.py}, spaCy 3.8): letters by its own list of
 * blocks, its quotes and punctuation, and symbols of Unicode 11 (category So) as icons.
 */
final class SpacyClasses {
    /** A cased or uncased letter. */
    static final int ALPHA = 1;
    /** A lower-case letter, or one of a script without case. */
    static final int LOWER = 1 << 1;
    /** An upper-case letter, or one of a script without case. */
    static final int UPPER = 1 << 2;

    static final int QUOTE = 1 << 3;
    /** Cut off as one character at the start of a word. */
    static final int PREFIX = 1 << 4;
    /** Cut off as one character at the end of a word. */
    static final int SUFFIX = 1 << 5;

    static final int ICON = 1 << 6;
    static final int PUNCTUATION = 1 << 7;
    /** A currency sign of one character. */
    static final int CURRENCY = 1 << 8;

    static final int DIGIT = 1 << 9;
    /** A mark that stands over the letter before it (U+0300 to U+036F). */
    static final int COMBINING = 1 << 10;

    static final int ASCII_LETTER = 1 << 12;
    /** A quote other than the straight single one. */
    static final int QUOTE_BUT_PRIME = 1 << 11;

    private static final int[] CASED = {
        0x41, 0x5A, 0x61, 0x7A, 0xC0, 0xD6, 0xD8, 0xF6, 0xF8, 0x1BF, 0x1C4, 0x2AF, 0x386, 0x386, 0x388, 0x38A, 0x38C,
        0x38C, 0x38E, 0x38F, 0x391, 0x3A9, 0x3AC, 0x3AF, 0x3B1, 0x3C9, 0x3CC, 0x3CE, 0x400, 0x401, 0x403, 0x40A, 0x40C,
        0x40D, 0x410, 0x451, 0x453, 0x45A, 0x45C, 0x45D, 0x490, 0x491, 0x496, 0x497, 0x4A2, 0x4A3, 0x4AE, 0x4AF, 0x4BA,
        0x4BB, 0x4D8, 0x4D9, 0x4E8, 0x4E9, 0x1D00, 0x1D25, 0x1D6B, 0x1D77, 0x1D79, 0x1D9A, 0x1E00, 0x1EFF, 0x2C60,
        0x2C7B, 0x2C7E, 0x2C7F, 0xA722, 0xA76F, 0xA771, 0xA787, 0xA78B, 0xA78E, 0xA790, 0xA7B9, 0xA7FA, 0xA7FA, 0xAB30,
        0xAB5A, 0xAB60, 0xAB64, 0xFF21, 0xFF3A, 0xFF41, 0xFF5A
    };

    private static final int[] UNCASED = {
        0x591, 0x5F4, 0x620, 0x64A, 0x66E, 0x6D5, 0x6E5, 0x6FF, 0x750, 0x77F, 0x8A0, 0x8BD, 0x900, 0x9FF, 0xB80, 0xCFF,
        0xD80, 0xDFF, 0x1100, 0x137F, 0x2E80, 0x2FDF, 0x2FF0, 0x30FF, 0x31C0, 0x31EF, 0x3200, 0x4DBF, 0x4E00, 0x9FFF,
        0xAC00, 0xD7AF, 0xF900, 0xFAFF, 0xFB1D, 0xFBB1, 0xFBD3, 0xFD3D, 0xFD50, 0xFDC7, 0xFDF0, 0xFDFB, 0xFE30, 0xFE4F,
        0xFE70, 0xFEFC, 0x1EE00, 0x1EEBB, 0x1F200, 0x1F2FF, 0x20000, 0x2A6DF, 0x2A700, 0x2EBEF, 0x2F800, 0x2FA1F
    };

    private static final String QUOTES =
            "'\"\u201d\u201c`\u2018\u00b4\u2019\u201a,\u201e\u00bb\u00ab\u300c\u300d\u300e\u300f\uff08\uff09\u3014\u3015\u3010"
                    + "\u3011\u300a\u300b\u3008\u3009\u2329\u232a\u27e6\u27e7";
    private static final String PUNCTUATION_MARKS =
            "\u2026,:;!?\u00bf\u061f\u00a1()[]{}<>_#*&\u3002\uff1f\uff01\uff0c\u3001\uff1b\uff1a\uff5e\u00b7\u0964\u060c\u06d4"
                    + "\u061b\u066a";
    /** Of one character; the dollar is the only one with letters before it. */
    private static final String CURRENCIES =
            "$\u00a3\u20ac\u00a5\u0e3f\u20bd\ufdfc\u20b4\u20a0\u20a1\u20a2\u20a3\u20a4\u20a5"
                    + "\u20a6\u20a7\u20a8\u20a9\u20aa\u20ab\u20ad\u20ae\u20af\u20b0\u20b1\u20b2\u20b3\u20b5\u20b6\u20b7\u20b8\u20b9"
                    + "\u20ba\u20bb\u20bc\u20be\u20bf";

    private static final short[] BMP = new short[1 << 16];

    static {
        for (int c = 0; c < BMP.length; c++) {
            BMP[c] = (short) classify(c);
        }
    }

    private SpacyClasses() {}

    static int of(int codePoint) {
        return codePoint < BMP.length ? BMP[codePoint] : classify(codePoint);
    }

    static boolean is(int codePoint, int classes) {
        return (of(codePoint) & classes) != 0;
    }

    private static int classify(int c) {
        int classes = 0;
        if (isIn(CASED, c)) {
            classes |= ALPHA | (Character.isUpperCase(c) ? UPPER : 0) | (Character.isLowerCase(c) ? LOWER : 0);
        } else if (isIn(UNCASED, c)) {
            classes |= ALPHA | UPPER | LOWER;
        }
        boolean quote = QUOTES.indexOf(c) >= 0;
        boolean punctuation = PUNCTUATION_MARKS.indexOf(c) >= 0;
        // the list of symbols in spaCy is that of Unicode 11
        boolean icon = Character.getType(c) == Character.OTHER_SYMBOL
                && c != 0x166D
                && UCharacter.getAge(c).getMajor() <= 11;
        boolean currency = CURRENCIES.indexOf(c) >= 0;
        classes |= quote ? QUOTE : 0;
        classes |= icon ? ICON : 0;
        classes |= currency ? CURRENCY : 0;
        if (quote || punctuation || icon || c == '\u2014' || c == '\u2013') {
            classes |= PREFIX | SUFFIX;
        }
        if (currency || c == '\u00a7' || c == '%' || c == '=') {
            classes |= PREFIX;
        }
        classes |= quote && c != '\'' ? QUOTE_BUT_PRIME : 0;
        classes |= punctuation ? PUNCTUATION : 0;
        classes |= c >= '0' && c <= '9' ? DIGIT : 0;
        classes |= (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ? ASCII_LETTER : 0;
        classes |= c >= 0x300 && c <= 0x36F ? COMBINING : 0;
        return classes;
    }

    private static boolean isIn(int[] ranges, int c) {
        for (int i = 0; i < ranges.length; i += 2) {
            if (c >= ranges[i] && c <= ranges[i + 1]) {
                return true;
            }
        }
        return false;
    }
}
