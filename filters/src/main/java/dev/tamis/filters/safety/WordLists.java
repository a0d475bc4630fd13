package dev.tamis.filters.safety;

import dev.tamis.filters.signal.Setting;
import java.io.IOException;
import java.io.InputStream;
import java.util.Collection;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * Words that texts of each language are looked through for, such as the List of Dirty, Naughty, Obscene and Otherwise Bad
 * Words (LDNOOBW): a file a language, a phrase a line, put in lower case as texts are. None is shipped. Immutable and shared by threads.
 */
public final class WordLists {
    /** The lists that {@code bad_words} and its like ask; empty unless a recipe sets some. */
    public static final Setting<WordLists> SETTING = new Setting<>(new WordLists(Map.of()));

    /**
     * Entries of LDNOOBW that are parts of common words in languages written without spaces, which mC4's authors and
     * datatrove leave out: each would drop more than a tenth of its language.
     */
    private static final Set<String> PARTS_OF_COMMON_WORDS = Set.of("sm", "グロ", "女の子", "性");

    /** Languages in which a word may begin and end anywhere. */
    private static final Set<String> UNSPACED = Set.of("ja", "th", "zh");

    /** Languages for which RedPajama-v2 counts. */
    private static final Set<String> REDPAJAMA = Set.of("en", "fr", "it", "es", "de");

    private final Map<String, Language> languages;

    /**
     * The list of one language.
     *
     * @param words finds the phrases in lower case
     * @param entries finds the phrases as the file has them; null for languages that RedPajama does not count
     */
    record Language(Automaton words, Automaton entries, boolean spaced) {}

    private WordLists(Map<String, Language> languages) {
        this.languages = languages;
    }

    /**
     * These lists with one more, or with another for a language.
     *
     * @param language ISO 639-1 code, or the first part of a longer tag ({@code fr-CA} is {@code fr-ca}, which no text is found to be in)
     * @param in UTF-8, a phrase a line; read to its end and not closed
     */
    public WordLists with(String language, InputStream in) throws IOException {
        Collection<String> words = new TreeSet<>();
        Collection<String> entries = new TreeSet<>();
        ListLines lines = new ListLines(in);
        for (String line = lines.next(); line != null; line = lines.next()) {
            entries.add(line);
            if (!PARTS_OF_COMMON_WORDS.contains(line)) {
                words.add(lower(line));
            }
        }
        String code = language.toLowerCase(Locale.ROOT);
        Map<String, Language> more = new HashMap<>(languages);
        Automaton redpajama = REDPAJAMA.contains(code) ? new Automaton(entries) : null;
        more.put(code, new Language(new Automaton(words), redpajama, !UNSPACED.contains(code)));
        return new WordLists(Map.copyOf(more));
    }

    public static WordLists none() {
        return new WordLists(Map.of());
    }

    public boolean isEmpty() {
        return languages.isEmpty();
    }

    /** The list of a language, or null. Bokmål and Nynorsk have Norwegian's where they have none. */
    Language of(String language) {
        Language list = languages.get(language);
        return list == null && ("nb".equals(language) || "nn".equals(language)) ? languages.get("no") : list;
    }

    /** Code point by code point, as the texts are put in lower case. */
    private static String lower(String text) {
        StringBuilder lower = new StringBuilder(text.length());
        text.codePoints().map(Character::toLowerCase).forEach(lower::appendCodePoint);
        return lower.toString();
    }
}
