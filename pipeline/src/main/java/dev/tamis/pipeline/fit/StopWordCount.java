package dev.tamis.pipeline.fit;

import dev.tamis.filters.text.TextView;
import dev.tamis.filters.text.WordList;
import dev.tamis.filters.word.LanguageWords;
import dev.tamis.filters.word.SpacyWords;
import java.nio.charset.StandardCharsets;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * Finds the stop words of a corpus: those that are more than 0.8 % of its words, or more than 0.3 % where that gives fewer
 * than eight. Words count in lower case, as the signals of FineWeb-2 cut them, and without those that hold no letter. The shares are those of
 * FineWeb-2's authors, who took the words of Wikipedia (beme248/datatrove, branch multilingual, examples/multilingual).
 */
final class StopWordCount {
    private static final double SHARE = 0.008;
    private static final double SHARE_OF_FEW = 0.003;
    private static final int FEW = 8;

    /** So many different words are counted before those seen once are forgotten: no stop word is so rare. */
    private static final int MOST = 2_000_000;

    private final String language;
    private final SpacyWords spacy = new SpacyWords();
    private final LanguageWords splitter = new LanguageWords();
    private final WordList words = new WordList();
    private final Map<String, Long> counts = new HashMap<>();
    private long total;

    StopWordCount(String language) {
        this.language = language;
    }

    /** The same words as the signals of FineWeb-2 count. */
    private void split(TextView view) {
        if (SpacyWords.knows(language)) {
            spacy.split(view, language, words);
        } else {
            splitter.split(view, words);
        }
    }

    void add(TextView view) {
        split(view);
        for (int i = 0; i < words.size(); i++) {
            if (words.hasLetter(i)) {
                int start = words.start(i);
                String word = new String(view.utf8(), start, words.end(i) - start, StandardCharsets.UTF_8);
                counts.merge(word.toLowerCase(Locale.ROOT), 1L, Long::sum);
                total++;
            }
        }
        if (counts.size() > MOST) {
            counts.values().removeIf(count -> count == 1);
        }
    }

    /** How many of the words a text holds, as they are written. */
    int found(TextView view, Set<String> stopWords) {
        split(view);
        Set<String> found = new HashSet<>();
        for (int i = 0; i < words.size(); i++) {
            if (words.hasLetter(i)) {
                int start = words.start(i);
                found.add(new String(view.utf8(), start, words.end(i) - start, StandardCharsets.UTF_8));
            }
        }
        found.retainAll(stopWords);
        return found.size();
    }

    /** The most frequent first. */
    List<String> words() {
        List<String> frequent = above(SHARE);
        return frequent.size() < FEW ? above(SHARE_OF_FEW) : frequent;
    }

    private List<String> above(double share) {
        return counts.entrySet().stream()
                .filter(entry -> entry.getValue() > share * total)
                .sorted(Map.Entry.<String, Long>comparingByValue(Comparator.reverseOrder())
                        .thenComparing(Map.Entry.comparingByKey()))
                .map(Map.Entry::getKey)
                .toList();
    }
}
