package dev.tamis.filters.signal;

import dev.tamis.filters.language.Guess;
import dev.tamis.filters.language.LanguageIdentifier;
import dev.tamis.filters.language.TextLanguage;
import dev.tamis.filters.text.TextView;

/** What tells the language of texts. */
public final class LanguageSetting {
    /** Where a recipe sets none, the model that comes with Tamis. */
    public static final Setting<TextLanguage> LANGUAGE = new Setting<>(new Bundled());

    private LanguageSetting() {}

    /** Reads the bundled model when it is first asked. */
    private static final class Bundled implements TextLanguage {
        @Override
        public Guess identify(CharSequence text) {
            return LanguageIdentifier.shared().identify(text);
        }

        @Override
        public Guess identify(TextView view) {
            return LanguageIdentifier.shared().identify(view);
        }

        @Override
        public Guess identify(byte[] utf8, int start, int end) {
            return LanguageIdentifier.shared().identify(utf8, start, end);
        }

        @Override
        public Guess identifyLine(byte[] utf8, int start, int end, String textLanguage) {
            return LanguageIdentifier.shared().identifyLine(utf8, start, end, textLanguage);
        }
    }
}
