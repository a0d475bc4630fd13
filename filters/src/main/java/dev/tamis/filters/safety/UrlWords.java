package dev.tamis.filters.safety;

import dev.tamis.filters.signal.Setting;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.HashSet;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;

/**
 * Words in URLs by which RefinedWeb leaves pages out (Penedo et al. 2023, G.1), as DCLM reproduces it: <em>strict</em> ones
 * anywhere, once {@code -} and {@code .} are taken out of the URL; <em>hard</em> and <em>soft</em> ones between word
 * boundaries. Case is ignored. Counts are of distinct words.
 *
 * <p>{@link #datatrove} gives what datatrove's URL filter says with the same lists. Immutable.
 */
public final class UrlWords {
    /** The words that {@code url_strict_words} and its like count; none unless a recipe sets some. */
    public static final Setting<UrlWords> SETTING = new Setting<>(new UrlWords(Set.of(), Set.of(), Set.of()));

    private static final int DATATROVE_SOFT_WORDS = 2;

    private final Set<String> strict;
    private final Set<String> hard;
    private final Set<String> soft;
    private final Automaton strictWords;
    private final Automaton hardWords;
    private final Automaton softWords;
    private final Automaton strictAlphanumerics;

    private UrlWords(Collection<String> strict, Collection<String> hard, Collection<String> soft) {
        this.strict = Set.copyOf(strict);
        this.hard = Set.copyOf(hard);
        this.soft = Set.copyOf(soft);
        strictWords = new Automaton(strict);
        hardWords = new Automaton(hard);
        softWords = new Automaton(soft);
        Set<String> alphanumerics = new TreeSet<>();
        for (String word : strict) {
            alphanumerics.add(alphanumeric(word));
        }
        alphanumerics.remove("");
        strictAlphanumerics = new Automaton(alphanumerics);
    }

    /** Reads three lists, one word a line in UTF-8; none is closed. */
    public static UrlWords read(InputStream strict, InputStream hard, InputStream soft) throws IOException {
        return new UrlWords(words(strict), words(hard), words(soft));
    }

    private static Set<String> words(InputStream in) throws IOException {
        Set<String> words = new TreeSet<>();
        ListLines lines = new ListLines(in);
        for (String line = lines.next(); line != null; line = lines.next()) {
            words.add(line.toLowerCase(Locale.ROOT));
        }
        return words;
    }

    public boolean isEmpty() {
        return strict.isEmpty() && hard.isEmpty() && soft.isEmpty();
    }

    /** Distinct strict words in the URL. */
    public int strict(String url) {
        return count(strictWords, url.toLowerCase(Locale.ROOT).replace("-", "").replace(".", ""), false);
    }

    /** Distinct hard words in the URL. */
    public int hard(String url) {
        return count(hardWords, url.toLowerCase(Locale.ROOT), true);
    }

    /** Distinct soft words in the URL. */
    public int soft(String url) {
        return count(softWords, url.toLowerCase(Locale.ROOT), true);
    }

    /**
     * Why datatrove's URL filter would leave the page out by its words, or null: {@code hard_blacklisted} for a hard word among
     * the pieces between other than ASCII letters and digits, whose case counts; {@code soft_blacklisted} for two soft ones;
     * {@code blacklisted_subword} for a strict word once all but letters and digits are taken out.
     */
    public String datatrove(String url) {
        Set<String> pieces = new HashSet<>();
        int from = 0;
        for (int i = 0; i <= url.length(); i++) {
            if (i == url.length() || !isAlphanumeric(url.charAt(i))) {
                pieces.add(url.substring(from, i));
                from = i + 1;
            }
        }
        int softFound = 0;
        for (String piece : pieces) {
            if (hard.contains(piece)) {
                return "hard_blacklisted";
            }
            softFound += soft.contains(piece) ? 1 : 0;
        }
        if (softFound >= DATATROVE_SOFT_WORDS) {
            return "soft_blacklisted";
        }
        return count(strictAlphanumerics, alphanumeric(url), false) > 0 ? "blacklisted_subword" : null;
    }

    private static boolean isAlphanumeric(char c) {
        return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
    }

    private static String alphanumeric(String text) {
        StringBuilder kept = new StringBuilder(text.length());
        for (int i = 0; i < text.length(); i++) {
            if (isAlphanumeric(text.charAt(i))) {
                kept.append(Character.toLowerCase(text.charAt(i)));
            }
        }
        return kept.toString();
    }

    /** Distinct phrases found; with {@code bounded} only those that no letter, digit or underscore goes on at either side. */
    private static int count(Automaton words, String text, boolean bounded) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        Set<Integer> found = new HashSet<>();
        int state = Automaton.START;
        for (int i = 0; i < bytes.length; i++) {
            state = words.step(state, bytes[i]);
            for (int ending = words.ending(state); ending >= 0; ending = words.shorter(ending)) {
                int start = i + 1 - words.length(ending);
                boolean free = isBoundary(bytes, start) && isBoundary(bytes, i + 1);
                if (!bounded || free) {
                    found.add(ending);
                }
            }
        }
        return found.size();
    }

    /** {@code \b}, with letters beyond ASCII taken for letters. */
    private static boolean isBoundary(byte[] bytes, int at) {
        return at == 0 || at == bytes.length || !isWord(bytes[at - 1]) || !isWord(bytes[at]);
    }

    private static boolean isWord(byte b) {
        return b < 0 || Edges.isWord(b);
    }
}
