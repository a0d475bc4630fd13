package dev.tamis.filters.safety;

import dev.tamis.filters.text.TextView;
import dev.tamis.filters.text.Vocabulary;
import dev.tamis.filters.text.WordFlags;
import dev.tamis.filters.text.WordList;

/** Which words the terms of a language's lexicons begin with, told once a word for all lexicons. Belongs to one thread. */
final class LexiconWords {
    /** The word has a letter. */
    static final int LETTERS = 1;

    static final int ADULT = 1 << 1;
    static final int TOXIC = 1 << 2;
    private static final int KNOWN = 1 << 3;

    private final WordFlags flags = new WordFlags();
    private final byte[] scratch = new byte[Lexicon.LONGEST_WORD + TextView.PADDING];
    private Lexicon adult;
    private Lexicon toxic;

    /** Takes the next text, whose language has lexicons. */
    void begin(String language, Vocabulary vocabulary) {
        flags.begin(vocabulary);
        if (adult != Lexicon.adult(language)) {
            adult = Lexicon.adult(language);
            toxic = Lexicon.toxic(language);
            flags.forget();
        }
    }

    /** What is known of a word. */
    int of(byte[] utf8, WordList words, int at) {
        int kind = flags.of(words.number(at));
        return kind != 0 ? kind : flags.set(words.number(at), find(utf8, words, at));
    }

    private int find(byte[] utf8, WordList words, int at) {
        int start = words.start(at);
        int end = words.end(at);
        if (!words.hasLetter(at)) {
            return KNOWN;
        }
        if (end - start > Lexicon.LONGEST_WORD) {
            return KNOWN | LETTERS;
        }
        boolean lower = words.isAscii(at) && words.uppercase(at) == 0;
        long folded = lower ? words.hash(at) : Lexicon.foldedHash(utf8, start, end, scratch);
        return KNOWN | LETTERS | (adult.mayBegin(folded) ? ADULT : 0) | (toxic.mayBegin(folded) ? TOXIC : 0);
    }
}
