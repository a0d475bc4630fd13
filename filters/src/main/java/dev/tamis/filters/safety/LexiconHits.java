package dev.tamis.filters.safety;

import dev.tamis.filters.language.Guess;
import dev.tamis.filters.signal.Shared;
import dev.tamis.filters.signal.SharedWords;
import dev.tamis.filters.signal.Subject;
import dev.tamis.filters.text.TextView;
import dev.tamis.filters.text.WordList;
import java.util.Arrays;
import java.util.function.Function;

/**
 * What the lexicon of a text's language finds in it, in one pass. A strong term counts wherever it stands. A weak one counts
 * where a different term, strong or weak, starts at most {@value #NEAR} words before or after it: one word with two meanings says
 * nothing, several in one place do.
 */
final class LexiconHits {
    private static final Shared<LexiconWords> WORDS = Shared.storage(LexiconWords::new);

    static final Shared<LexiconHits> ADULT = of(Lexicon::adult, LexiconWords.ADULT);
    static final Shared<LexiconHits> TOXIC = of(Lexicon::toxic, LexiconWords.TOXIC);

    private static final int NEAR = 20;
    private static final int NONE = -1;

    private final byte[] scratch = new byte[Lexicon.LONGEST_WORD + TextView.PADDING];

    /** By term: whether it counted. */
    private boolean[] counted = new boolean[0];

    /** Where weak hits stand that wait for company, all of one term: a ring. */
    private final int[] waiting = new int[NEAR + 1];

    private int waitingFirst;
    private int waitingCount;
    private int waitingTerm;

    /** The last hit, and the last one of another term. */
    private int lastTerm;

    private int lastAt;
    private int otherAt;

    /** Whether there is a lexicon for the text's language. */
    boolean known;
    /** Terms that count, each once. */
    long distinct;
    /** Hits that count. */
    long hits;
    /** Words of the text that have a letter. */
    long words;

    private static Shared<LexiconHits> of(Function<String, Lexicon> lexicons, int begins) {
        return Shared.of(LexiconHits::new, (found, subject) -> {
            Guess guess = subject.language();
            Lexicon lexicon = guess == null ? null : lexicons.apply(guess.language());
            found.known = lexicon != null;
            if (lexicon != null) {
                found.measure(subject, guess.language(), lexicon, begins);
            }
        });
    }

    private void measure(Subject subject, String language, Lexicon lexicon, int begins) {
        byte[] utf8 = subject.view().utf8();
        WordList list = subject.get(SharedWords.LANGUAGE);
        LexiconWords known = subject.get(WORDS);
        known.begin(language, list.vocabulary());
        begin(lexicon.size());
        int next = 0;
        for (int at = 0; at < list.size(); at++) {
            int kind = known.of(utf8, list, at);
            words += kind & LexiconWords.LETTERS;
            if ((kind & begins) != 0 && at >= next) {
                int term = lexicon.find(utf8, list, at, scratch);
                if (term != NONE) {
                    hit(term, at, lexicon.isStrong(term));
                    next = at + lexicon.words(term);
                }
            }
        }
    }

    private void begin(int terms) {
        if (counted.length < terms) {
            counted = new boolean[terms];
        }
        Arrays.fill(counted, false);
        distinct = 0;
        hits = 0;
        words = 0;
        waitingCount = 0;
        waitingTerm = NONE;
        lastTerm = NONE;
        lastAt = -NEAR - 1;
        otherAt = -NEAR - 1;
    }

    private void hit(int term, int at, boolean strong) {
        while (waitingCount > 0 && at - waiting[waitingFirst] > NEAR) {
            waitingFirst = (waitingFirst + 1) % waiting.length;
            waitingCount--;
        }
        if (waitingCount > 0 && waitingTerm != term) {
            count(waitingTerm, waitingCount);
            waitingCount = 0;
        }
        int differentAt = lastTerm == term ? otherAt : lastAt;
        if (strong || at - differentAt <= NEAR) {
            count(term, 1);
        } else {
            waiting[(waitingFirst + waitingCount) % waiting.length] = at;
            waitingCount++;
            waitingTerm = term;
        }
        if (lastTerm != term) {
            otherAt = lastAt;
            lastTerm = term;
        }
        lastAt = at;
    }

    private void count(int term, int times) {
        hits += times;
        if (!counted[term]) {
            counted[term] = true;
            distinct++;
        }
    }
}
