package dev.tamis.filters.book;

import dev.tamis.filters.record.Kind;
import dev.tamis.filters.signal.Example;
import dev.tamis.filters.signal.Shared;
import dev.tamis.filters.signal.Signal;
import dev.tamis.filters.signal.SignalType;
import dev.tamis.filters.signal.Subject;
import dev.tamis.filters.text.CharClasses;
import dev.tamis.filters.text.TextView;
import dev.tamis.filters.text.Utf8;
import dev.tamis.filters.text.WordFlags;
import dev.tamis.filters.text.WordList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/**
 * Share of words that look misread by a scanner: from their first letter or digit to their last, a lower-case letter stands
 * directly before a digit, or a letter directly before a symbol that does not join words. Needs no dictionary. Our own
 * definition, a proxy.
 */
final class NoiseWordFraction implements Signal {
    private static final Shared<WordFlags> KNOWN = Shared.storage(WordFlags::new);
    private static final int NOISE = 1;
    private static final int PLAIN = 2;
    private static final int NONE = -1;
    private static final String JOINERS = "'\u2019\u2018-\u2010\u2011\u2013\u2014.,:;/&@_+()[]";

    @Override
    public String name() {
        return "noise_word_fraction";
    }

    @Override
    public SignalType type() {
        return SignalType.DOUBLE;
    }

    @Override
    public String doc() {
        return "Words with, inside, a lower-case letter before a digit (cl0se) or a letter before a symbol that does not join words (wo~rd) / words; null without words.";
    }

    @Override
    public Set<Kind> kinds() {
        return EnumSet.of(Kind.WEB, Kind.BOOK);
    }

    @Override
    public void measure(Subject subject, Value out) {
        TextView view = subject.view();
        WordList words = view.wordList();
        WordFlags known = subject.get(KNOWN);
        known.begin(view.vocabulary());
        int noisy = 0;
        for (int word = 0; word < words.size(); word++) {
            int kind = known.of(words.number(word));
            if (kind == 0) {
                boolean mixed = words.hasLetter(word) && (words.hasDigit(word) || words.hasPunctuation(word));
                kind = known.set(words.number(word), mixed && isNoise(view, word) ? NOISE : PLAIN);
            }
            noisy += kind & NOISE;
        }
        out.setRatio(noisy, view.words());
    }

    @Override
    public List<Example> examples() {
        return List.of(
                Example.undefined("").as(Kind.BOOK),
                Example.of("th3y wo~rd 1st don't U.S.A. well-known, (H2O) and/or \u00e9\u00e9n^e \"end\"!", 0.3)
                        .as(Kind.BOOK));
    }

    private static boolean isNoise(TextView view, int word) {
        byte[] utf8 = view.utf8();
        int end = view.wordEnd(word);
        boolean afterLetter = false;
        boolean afterLowerCase = false;
        // The symbol after the last letter, judged when another letter or digit shows that it stands inside.
        int symbol = NONE;
        for (int at = view.wordStart(word); at < end; ) {
            int length = Utf8.lengthAt(utf8, at, end);
            int c = Utf8.codePointAt(utf8, at, length);
            boolean isLetter = CharClasses.isLetter(c);
            if (isLetter || CharClasses.isDigit(c)) {
                if ((symbol != NONE && JOINERS.indexOf(symbol) < 0) || (afterLowerCase && !isLetter)) {
                    return true;
                }
                symbol = NONE;
            } else if (afterLetter && CharClasses.isPunctuation(c)) {
                symbol = c;
            }
            afterLetter = isLetter;
            afterLowerCase = isLetter && Character.isLowerCase(c);
            at += length;
        }
        return false;
    }
}
