package dev.tamis.filters.signal;

import dev.tamis.filters.language.Guess;
import dev.tamis.filters.language.StopWordTable;

/** The stop words of a text's own language. */
public final class LanguageStopWords {
    private LanguageStopWords() {}

    /** The stop words of the subject's language; null where the language is unknown or has none in the table. */
    public static StopWordTable.Words of(Subject subject) {
        Guess language = subject.language();
        StopWordTable table = subject.setting(StopWordSetting.STOP_WORDS);
        return language == null ? null : table.of(language.language());
    }
}
