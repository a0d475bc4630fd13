package dev.tamis.filters.language;

import dev.tamis.filters.text.TextView;
import java.nio.charset.StandardCharsets;

/** Tells the language of texts. Immutable: the threads of a process share it. */
@FunctionalInterface
public interface TextLanguage {

    /**
     * The likeliest language of a text without lone surrogates.
     *
     * @return may be {@link Guess#UNDETERMINED} or null where it cannot be told
     */
    Guess identify(CharSequence text);

    /** The likeliest language of a whole text; as {@link #identify(CharSequence)} of it. */
    default Guess identify(TextView view) {
        return identify(view.text());
    }

    /** The likeliest language of a part of a text, which is valid UTF-8. */
    default Guess identify(byte[] utf8, int start, int end) {
        return identify(new String(utf8, start, end - start, StandardCharsets.UTF_8));
    }

    /**
     * The language of one line of a text. What needs more text than a line may leave it undetermined without having looked.
     *
     * @param textLanguage code of the language that the text as a whole is in
     */
    default Guess identifyLine(byte[] utf8, int start, int end, String textLanguage) {
        return identify(utf8, start, end);
    }
}
