package dev.tamis.pipeline.recipe;

import dev.tamis.filters.hashlist.HashKind;
import dev.tamis.filters.hashlist.HashLists;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The lists that signals compare with, and those of media that must not be kept.
 *
 * @param urlBlocklists paths or globs of lists of domains and addresses
 * @param strictUrlWords path of words that need only be part of an address
 * @param hardUrlWords path of words of which one in an address is enough
 * @param softUrlWords path of words of which two are needed
 * @param wordLists path or glob of word lists, one file a language
 * @param stopWords path or glob of tables of stop words
 * @param hashLists lists of hashes of media, in the recipe's order
 */
public record SafetySpec(
        List<String> urlBlocklists,
        Optional<String> strictUrlWords,
        Optional<String> hardUrlWords,
        Optional<String> softUrlWords,
        Optional<String> wordLists,
        Optional<String> stopWords,
        List<HashList> hashLists) {

    /** A recipe without lists. */
    public static final SafetySpec NONE = new SafetySpec(
            List.of(), Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());

    public SafetySpec {
        urlBlocklists = List.copyOf(urlBlocklists);
        hashLists = List.copyOf(hashLists);
    }

    /** Lists of texts and addresses alone. */
    public SafetySpec(
            List<String> urlBlocklists,
            Optional<String> strictUrlWords,
            Optional<String> hardUrlWords,
            Optional<String> softUrlWords,
            Optional<String> wordLists,
            Optional<String> stopWords) {
        this(urlBlocklists, strictUrlWords, hardUrlWords, softUrlWords, wordLists, stopWords, List.of());
    }

    /**
     * A list of hashes of media.
     *
     * @param distance most bits by which hashes of kind PDQ may differ; of no meaning for others
     */
    public record HashList(String path, HashKind kind, int distance) {}

    /**
     * A path as it stands in the recipe.
     *
     * @param key below {@code safety}
     * @param role the key below that, or empty
     */
    public record NamedPath(String key, String role, String path) implements Serializable {}

    /** All paths in the order of the keys. */
    public List<NamedPath> paths() {
        List<NamedPath> paths = new ArrayList<>();
        urlBlocklists.forEach(path -> paths.add(new NamedPath("url_blocklists", "", path)));
        strictUrlWords.ifPresent(path -> paths.add(new NamedPath("url_words", "strict", path)));
        hardUrlWords.ifPresent(path -> paths.add(new NamedPath("url_words", "hard", path)));
        softUrlWords.ifPresent(path -> paths.add(new NamedPath("url_words", "soft", path)));
        wordLists.ifPresent(path -> paths.add(new NamedPath("word_lists", "", path)));
        stopWords.ifPresent(path -> paths.add(new NamedPath("stop_words", "", path)));
        hashLists.forEach(list ->
                paths.add(new NamedPath("hash_lists", HashLists.role(list.kind(), list.distance()), list.path())));
        return paths;
    }
}
