package dev.tamis.filters.signal;

import dev.tamis.filters.clean.Cleaned;
import dev.tamis.filters.image.ImageFacts;
import dev.tamis.filters.language.Guess;
import dev.tamis.filters.language.TextLanguage;
import dev.tamis.filters.record.Kind;
import dev.tamis.filters.text.TextView;
import java.util.Arrays;
import java.util.Map;
import java.util.Objects;

/**
 * What signals are measured on: a record's text in its one shared view, and what its source said of it.
 *
 * <p>A subject belongs to one thread, and is given one record after another, so signals keep nothing of it.
 */
public final class Subject {
    private final TextView view;
    private final Settings settings;
    private final TextLanguage identifier;
    private Kind kind;
    private String url;
    private Map<String, String> meta;
    private Cleaned cleaned;
    private ImageFacts image;
    private boolean languageKnown;
    private Guess language;
    private Object[] shared = new Object[16];
    private boolean[] measured = new boolean[16];

    /** A subject that has no record yet, whose language is told as the settings say. */
    public Subject(Settings settings) {
        this(settings, settings.get(LanguageSetting.LANGUAGE));
    }

    /** A subject whose language is told in another way. */
    public Subject(Settings settings, TextLanguage identifier) {
        this.view = new TextView();
        this.settings = Objects.requireNonNull(settings, "settings");
        this.identifier = Objects.requireNonNull(identifier, "identifier");
    }

    /**
     * Takes the next record.
     *
     * @param kind what sort of record it is
     * @param text its text
     * @param url its address, or null
     * @param meta its {@code meta} column
     */
    public Subject reset(Kind kind, String text, String url, Map<String, String> meta) {
        Objects.requireNonNull(kind, "kind");
        Objects.requireNonNull(meta, "meta");
        view.reset(text);
        return begin(kind, url, meta);
    }

    /** Takes the next record, whose text is what cleaners left of another. */
    public Subject reset(Kind kind, Cleaned cleaned, String url, Map<String, String> meta) {
        reset(kind, cleaned.text(), url, meta);
        this.cleaned = cleaned.steps().isEmpty() ? null : cleaned;
        return this;
    }

    /** Takes the next record, whose text is the first {@code length} bytes, read as {@link TextView#reset} does. */
    public Subject reset(Kind kind, byte[] utf8, int length, String url, Map<String, String> meta) {
        Objects.requireNonNull(kind, "kind");
        Objects.requireNonNull(meta, "meta");
        view.reset(utf8, length);
        return begin(kind, url, meta);
    }

    private Subject begin(Kind newKind, String newUrl, Map<String, String> newMeta) {
        kind = newKind;
        url = newUrl;
        meta = newMeta;
        cleaned = null;
        image = null;
        languageKnown = false;
        Arrays.fill(measured, false);
        return this;
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

    /** What cleaners took from the text before; null where none was applied. */
    public Cleaned cleaned() {
        return cleaned;
    }

    /** Says what was measured on the image that the record is; its text is the caption. */
    public Subject withImage(ImageFacts facts) {
        image = facts;
        return this;
    }

    /** What was measured on the image that the record is; null where it is none. */
    public ImageFacts image() {
        return image;
    }

    /** What the recipe set. */
    public <T> T setting(Setting<T> setting) {
        return settings.get(setting);
    }

    /** Something that several signals need, measured for this record if it was not yet. */
    public <T> T get(Shared<T> part) {
        int index = part.index();
        if (index >= shared.length) {
            shared = Arrays.copyOf(shared, index * 2);
            measured = Arrays.copyOf(measured, index * 2);
        }
        // filled by make() of the same part only
        @SuppressWarnings("unchecked")
        T storage = (T) shared[index];
        if (storage == null) {
            storage = part.make();
            shared[index] = storage;
        }
        if (!measured[index]) {
            part.measure(storage, this);
            // set when it is whole, and on the array that holds by then: it may have asked for other parts
            measured[index] = true;
        }
        return storage;
    }

    /** The language of the text, found on first use; null for a text without letters or where it cannot be told. */
    public Guess language() {
        if (!languageKnown) {
            language = view.letters() == 0 ? null : known(identifier.identify(view));
            languageKnown = true;
        }
        return language;
    }

    /** The language of a part of the view's bytes, found at each call; null where it cannot be told. */
    public Guess languageOf(int start, int end) {
        return known(identifier.identify(view.utf8(), start, end));
    }

    /**
     * The language of a line of a text whose language is known, found at each call; null where it cannot be told, or needs
     * more than a line.
     */
    public Guess languageOfLine(int start, int end) {
        return known(identifier.identifyLine(view.utf8(), start, end, language().language()));
    }

    private static Guess known(Guess guess) {
        return Guess.UNDETERMINED.equals(guess) ? null : guess;
    }
}
