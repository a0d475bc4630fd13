package dev.tamis.filters.signal;

import dev.tamis.filters.language.Guess;
import dev.tamis.filters.language.LanguageIdentifier;
import dev.tamis.filters.record.Kind;
import dev.tamis.filters.text.TextView;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;

/**
 * What signals are measured on: a record's text in its one shared view, and what its source said of it.
 *
 * <p>The view is reused for the next record, so signals keep nothing of it.
 */
public final class Subject {
    private final Kind kind;
    private final TextView view;
    private final String url;
    private final Map<String, String> meta;
    private final Function<CharSequence, Guess> identifier;
    private boolean languageKnown;
    private Guess language;

    /**
     * @param kind what sort of record it is
     * @param view decoded, split and hashed already
     * @param url address of the record, or null
     * @param meta the record's {@code meta} column
     */
    public Subject(Kind kind, TextView view, String url, Map<String, String> meta) {
        this(kind, view, url, meta, text -> LanguageIdentifier.shared().identify(text));
    }

    /** A subject whose language another function tells; it may give null. */
    public Subject(
            Kind kind, TextView view, String url, Map<String, String> meta, Function<CharSequence, Guess> identifier) {
        this.kind = Objects.requireNonNull(kind, "kind");
        this.view = Objects.requireNonNull(view, "view");
        this.url = url;
        this.meta = Objects.requireNonNull(meta, "meta");
        this.identifier = Objects.requireNonNull(identifier, "identifier");
    }

    public Kind kind() {
        return kind;
    }

    public TextView view() {
        return view;
    }

    /** Address of the record, or null. */
    public String url() {
        return url;
    }

    public Map<String, String> meta() {
        return meta;
    }

    /** The language of the text, found on first use; null for a text without letters or where it cannot be told. */
    public Guess language() {
        if (!languageKnown) {
            Guess guess = view.letters() == 0 ? null : identifier.apply(view.text());
            language = Guess.UNDETERMINED.equals(guess) ? null : guess;
            languageKnown = true;
        }
        return language;
    }
}
