package dev.tamis.filters.signal;

import dev.tamis.filters.language.Guess;
import dev.tamis.filters.language.StopWordTable;
import dev.tamis.filters.word.TokenCounts.StopWordTest;

/** The stop words of a text's own language. */
public final class LanguageStopWords {
    private static final int BITS = Long.SIZE - 1;

    private LanguageStopWords() {}

    /**
     * Finds the stop words of the subject's language; none where the language is unknown or has none in the table. From
     * the 64th on, words of one language share a bit.
     */
    public static StopWordTest of(Subject subject) {
        Guess language = subject.language();
        StopWordTable table = subject.setting(StopWordSetting.STOP_WORDS);
        StopWordTable.Words words = language == null ? null : table.of(language.language());
        if (words == null) {
            return hash -> 0;
        }
        return hash -> {
            int index = words.indexOf(hash);
            return index < 0 ? 0 : 1L << Math.min(index, BITS);
        };
    }
}
