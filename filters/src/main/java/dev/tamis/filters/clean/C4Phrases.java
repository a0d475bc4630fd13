package dev.tamis.filters.clean;

/** Finds the phrases of C4's line rules in one walk over a line. */
enum C4Phrases {
    /** The line is made lower case first, as the reference code does. */
    LOWERED {
        @Override
        boolean same(char c, char letter) {
            return Python.lowers(c, letter);
        }
    },
    /** Case is ignored by the pattern, so that long s and dotless i match, too. */
    CASE_IGNORED {
        @Override
        boolean same(char c, char letter) {
            return Python.matches(c, letter);
        }
    };

    static final int JAVASCRIPT = 1;
    static final int POLICY = 2;
    static final int LOREM_IPSUM = 4;
    static final int CURLY_BRACKET = 8;

    private static final char[] SCRIPT = "javascript".toCharArray();
    private static final char[] LOREM = "lorem ipsum".toCharArray();
    private static final char[] TERMS = "terms of use".toCharArray();
    private static final char[] PRIVACY = "privacy policy".toCharArray();
    private static final char[] COOKIE = "cookie policy".toCharArray();
    private static final char[] USES = "uses cookies".toCharArray();
    private static final char[] USE_OF = "use of cookies".toCharArray();
    private static final char[] USE = "use cookies".toCharArray();

    abstract boolean same(char c, char letter);

    /** Which of the constants a line has, as a sum. */
    int find(char[] text, int start, int end) {
        int found = 0;
        for (int i = start; i < end; i++) {
            switch (text[i]) {
                case 'j', 'J' -> found |= at(text, i, end, SCRIPT) ? JAVASCRIPT : 0;
                case 'l', 'L' -> found |= lowered(text, i, end) ? LOREM_IPSUM : 0;
                case 't', 'T' -> found |= at(text, i, end, TERMS) ? POLICY : 0;
                case 'p', 'P' -> found |= at(text, i, end, PRIVACY) ? POLICY : 0;
                case 'c', 'C' -> found |= at(text, i, end, COOKIE) ? POLICY : 0;
                case 'u', 'U' -> {
                    if (at(text, i, end, USE) || at(text, i, end, USES) || at(text, i, end, USE_OF)) {
                        found |= POLICY;
                    }
                }
                case '{' -> found |= CURLY_BRACKET;
                default -> {
                    // begins none of the phrases
                }
            }
        }
        return found;
    }

    private boolean at(char[] text, int start, int end, char[] phrase) {
        if (end - start < phrase.length) {
            return false;
        }
        for (int i = 1; i < phrase.length; i++) {
            if (!same(text[start + i], phrase[i])) {
                return false;
            }
        }
        return true;
    }

    /** Lorem ipsum is looked for in text made lower case by all of them. */
    private static boolean lowered(char[] text, int start, int end) {
        return LOWERED.at(text, start, end, LOREM);
    }
}
