package dev.tamis.filters.text;

/**
 * What each code point is: letter (general category L), digit (Nd), upper case (Lu), punctuation or symbol (P, S),
 * white space (the Unicode property White_Space), or a letter of a script written without spaces between words.
 */
public final class CharClasses {
    public static final int LETTER = 1;
    public static final int DIGIT = 1 << 1;
    static final int UPPERCASE = 1 << 2;
    public static final int PUNCTUATION = 1 << 3;
    static final int SPACE = 1 << 4;
    static final int UNSPACED = 1 << 5;
    /** Of a word: it has other than ASCII bytes. */
    static final int NOT_ASCII = 1 << 6;
    /** Of a word: it has characters of none of the classes, such as marks and controls. */
    static final int OTHER = 1 << 7;
    /** Of a word: it has characters that few words have, see {@link CharCounts#rare}. The bit is that of white space. */
    static final int RARE = SPACE;
    /** Those that a word keeps. */
    static final int OF_WORDS = LETTER | DIGIT | PUNCTUATION | UNSPACED | NOT_ASCII | OTHER;

    private static final byte[] BMP = new byte[1 << 16];

    static {
        for (int c = 0; c < BMP.length; c++) {
            BMP[c] = (byte) classify(c);
        }
    }

    private CharClasses() {}

    static int of(int codePoint) {
        return codePoint < BMP.length ? BMP[codePoint] : classify(codePoint);
    }

    public static boolean isLetter(int codePoint) {
        return (of(codePoint) & LETTER) != 0;
    }

    public static boolean isDigit(int codePoint) {
        return (of(codePoint) & DIGIT) != 0;
    }

    public static boolean isPunctuation(int codePoint) {
        return (of(codePoint) & PUNCTUATION) != 0;
    }

    /** Unicode's White_Space and U+001C to U+001F: unlike Java's {@code isWhitespace} with no-break spaces. */
    public static boolean isSpace(int codePoint) {
        return (of(codePoint) & SPACE) != 0;
    }

    /** Python's {@code isalnum}: a letter, or a number of any kind. */
    public static boolean isAlphanumeric(int codePoint) {
        if (Character.isLetterOrDigit(codePoint)) {
            return true;
        }
        int type = Character.getType(codePoint);
        return type == Character.LETTER_NUMBER || type == Character.OTHER_NUMBER;
    }

    /** Whether it is a letter of Han, kana, Bopomofo, Thai, Lao, Khmer, Myanmar or Tibetan. */
    public static boolean isUnspaced(int codePoint) {
        return (of(codePoint) & UNSPACED) != 0;
    }

    private static int classify(int c) {
        if (isWhiteSpace(c)) {
            return SPACE;
        }
        return switch (Character.getType(c)) {
            case Character.UPPERCASE_LETTER -> LETTER | UPPERCASE;
            case Character.LOWERCASE_LETTER, Character.TITLECASE_LETTER, Character.MODIFIER_LETTER -> LETTER;
            case Character.OTHER_LETTER -> LETTER | (isOfUnspacedScript(c) ? UNSPACED : 0);
            case Character.DECIMAL_DIGIT_NUMBER -> DIGIT;
            case Character.CONNECTOR_PUNCTUATION,
                    Character.DASH_PUNCTUATION,
                    Character.START_PUNCTUATION,
                    Character.END_PUNCTUATION,
                    Character.INITIAL_QUOTE_PUNCTUATION,
                    Character.FINAL_QUOTE_PUNCTUATION,
                    Character.OTHER_PUNCTUATION,
                    Character.MATH_SYMBOL,
                    Character.CURRENCY_SYMBOL,
                    Character.MODIFIER_SYMBOL,
                    Character.OTHER_SYMBOL -> PUNCTUATION;
            default -> 0;
        };
    }

    private static boolean isWhiteSpace(int c) {
        return c == ' '
                || (c >= 0x09 && c <= 0x0D)
                || (c >= 0x1C && c <= 0x1F)
                || c == 0x85
                || c == 0xA0
                || c == 0x1680
                || (c >= 0x2000 && c <= 0x200A)
                || c == 0x2028
                || c == 0x2029
                || c == 0x202F
                || c == 0x205F
                || c == 0x3000;
    }

    private static boolean isOfUnspacedScript(int c) {
        return switch (Character.UnicodeScript.of(c)) {
            case HAN, HIRAGANA, KATAKANA, BOPOMOFO, THAI, LAO, KHMER, MYANMAR, TIBETAN -> true;
            default -> false;
        };
    }
}
