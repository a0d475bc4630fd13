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
        dots = 0;
        lastDot = -2;
    }

    /** Characters of a word that the lanes below can tell. */
    static final int MOST = 0xFFFF;

    /** Counts a word's characters and gives the classes found in it. It must be followed by {@link TextView#PADDING}. */
    int add(byte[] utf8, int start, int end) {
        for (int at = start; at < end; at += Swar.WIDTH) {
            if ((Swar.load(utf8, at) & Swar.lowest(end - at) & Swar.TOP) != 0) {
                return addMixed(utf8, start, end) | CharClasses.NOT_ASCII;
            }
        }
        int classes = 0;
        for (int at = start; at < end; at += Swar.WIDTH) {
            long in = Swar.lowest(end - at);
            classes |= addAscii(utf8, at, Swar.load(utf8, at) & in, in);
        }
        return classes;
    }

    /** Letters, upper case, digits and punctuation in lanes of 16 bits, lowest first; for words of up to 65,535 bytes. */
    long common() {
        return (letters & MOST)
                | (long) (uppercase & MOST) << 16
                | (long) (digits & MOST) << 32
                | (long) (punctuation & MOST) << 48;
    }

    /** Upper case by {@link #common}. */
    static int uppercase(long common) {
        return (int) (common >>> 16) & MOST;
    }

    /** Unspaced letters, number signs, ellipses and curly brackets likewise; 0 for most words. */
    long rare() {
        return (unspacedLetters & MOST)
                | (long) (hashes & MOST) << 16
                | (long) (ellipses & MOST) << 32
                | (long) (curlyBrackets & MOST) << 48;
    }

    /** Adds what {@link #common} and {@link #rare} tell of a word. */
    void add(long common, long rare) {
        letters += (int) common & MOST;
        uppercase += uppercase(common);
        digits += (int) (common >>> 32) & MOST;
        punctuation += (int) (common >>> 48);
        if (rare != 0) {
            unspacedLetters += (int) rare & MOST;
            hashes += (int) (rare >>> 16) & MOST;
            ellipses += (int) (rare >>> 32) & MOST;
            curlyBrackets += (int) (rare >>> 48);
        }
    }

    /**
     * Counts some ASCII bytes of a word and gives the classes found in them.
     *
     * @param chunk the bytes at {@code at}, with zeros where {@code in} has zeros
     */
    private int addAscii(byte[] utf8, int at, long chunk, long in) {
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
    private int addMixed(byte[] utf8, int start, int end) {
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
