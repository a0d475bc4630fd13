package dev.tamis.filters.text;

/** How often each class of character, and a few single ones, occur in the words of a text. */
final class CharCounts {
    int letters;
    int uppercase;
    int digits;
    int punctuation;
    int unspacedLetters;
    int hashes;
    int ellipses;
    int curlyBrackets;
    /** Bytes that belong to no code point. */
    int malformed;

    private int dots;
    private int lastDot;

    void clear() {
        letters = 0;
        uppercase = 0;
        digits = 0;
        punctuation = 0;
        unspacedLetters = 0;
        hashes = 0;
        ellipses = 0;
        curlyBrackets = 0;
        malformed = 0;
        dots = 0;
        lastDot = -2;
    }

    /**
     * Counts some ASCII bytes of a word and gives the classes found in them.
     *
     * @param chunk the bytes at {@code at}, with zeros where {@code in} has zeros
     */
    int addAscii(byte[] utf8, int at, long chunk, long in) {
        long letterMask = Swar.letters(chunk);
        long digitMask = Swar.digits(chunk);
        letters += Long.bitCount(letterMask);
        digits += Long.bitCount(digitMask);
        uppercase += Long.bitCount(Swar.uppercase(chunk));
        int punctuationBefore = punctuation;
        long others = in & Swar.TOP & ~(letterMask | digitMask);
        for (long rest = others; rest != 0; rest &= rest - 1) {
            int symbolAt = at + Swar.first(rest);
            addSymbol(utf8[symbolAt], symbolAt);
        }
        return bit(letterMask) * CharClasses.LETTER
                | bit(digitMask) * CharClasses.DIGIT
                | bit(punctuation - punctuationBefore) * CharClasses.PUNCTUATION
                | bit(Long.bitCount(others) - (punctuation - punctuationBefore)) * CharClasses.OTHER;
    }

    /** 1 for any number but 0, without a branch. */
    private static int bit(long number) {
        return (int) ((number | -number) >>> 63);
    }

    /** Counts a word of any code points and gives the classes found in it. */
    int addMixed(byte[] utf8, int start, int end) {
        int found = 0;
        int at = start;
        while (at < end) {
            int length = Utf8.lengthAt(utf8, at, end);
            int codePoint = Utf8.codePointAt(utf8, at, length);
            int classes = CharClasses.of(codePoint);
            found |= classes == 0 ? CharClasses.OTHER : classes;
            letters += classes & 1;
            digits += classes >> 1 & 1;
            uppercase += classes >> 2 & 1;
            unspacedLetters += classes >> 5 & 1;
            if (length > 1) {
                punctuation += classes >> 3 & 1;
                if (codePoint == '\u2026') {
                    ellipses++;
                }
            } else if (utf8[at] < 0) {
                malformed++;
            } else if ((classes & (CharClasses.LETTER | CharClasses.DIGIT)) == 0) {
                addSymbol(utf8[at], at);
            }
            at += length;
        }
        return found;
    }

    private void addSymbol(byte symbol, int at) {
        if (symbol <= ' ' || symbol == 0x7F) {
            return;
        }
        punctuation++;
        switch (symbol) {
            case '.' -> addDot(at);
            case '#' -> hashes++;
            case '{', '}' -> curlyBrackets++;
            default -> {}
        }
    }

    private void addDot(int at) {
        dots = at == lastDot + 1 ? dots + 1 : 1;
        lastDot = at;
        if (dots == 3) {
            ellipses++;
            dots = 0;
        }
    }
}
