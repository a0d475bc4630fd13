package dev.tamis.filters.safety;

import dev.tamis.filters.text.TextView;
import dev.tamis.filters.text.Utf8;
import dev.tamis.filters.text.WordHash;
import dev.tamis.filters.text.WordList;
import dev.tamis.filters.word.LanguageWords;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Words and phrases of one subject and language, some of them weak: those count only in company ({@link LexiconHits}). They
 * come with Tamis, in files of LDNOOBW's form. Immutable and shared by threads.
 *
 * <p>Words are compared in simple lower case and held as 64-bit hashes.
 */
final class Lexicon {
    /** The languages that there are files of. */
    static final List<String> LANGUAGES = List.of("de", "en", "es", "fr", "it", "nl", "pl", "pt", "ru");

    private static final String WEAK = "~";
    private static final int NONE = -1;

    /** Bytes of the longest word of a file, in any case. */
    static final int LONGEST_WORD = 64;

    /** Pornography. */
    static Lexicon adult(String language) {
        return Bundled.ADULT.get(language);
    }

    /** Slurs, insults and curses. */
    static Lexicon toxic(String language) {
        return Bundled.TOXIC.get(language);
    }

    /** A word or phrase of a file. */
    record Entry(String phrase, boolean strong) {}

    private record Term(long[] words, boolean strong) {}

    private final List<Term> terms;
    /** Slot of a first word's hash: the first term that begins with it; those that follow in the list may too. */
    private final int[] slots;

    private Lexicon(List<Entry> entries) {
        LanguageWords splitter = new LanguageWords();
        TextView view = new TextView();
        WordList words = new WordList();
        byte[] scratch = new byte[LONGEST_WORD + TextView.PADDING];
        List<Term> read = new ArrayList<>();
        for (Entry entry : entries) {
            view.reset(entry.phrase());
            splitter.split(view, words);
            long[] hashes = new long[words.size()];
            for (int i = 0; i < hashes.length; i++) {
                hashes[i] = foldedHash(view.utf8(), words.start(i), words.end(i), scratch);
            }
            read.add(new Term(hashes, entry.strong()));
        }
        // terms of one first word together, the longest first
        read.sort(Comparator.comparingLong((Term term) -> term.words()[0]).thenComparing(term -> -term.words().length));
        this.terms = List.copyOf(read);
        this.slots = new int[Integer.highestOneBit(read.size()) * 8];
        for (int i = read.size() - 1; i >= 0; i--) {
            long first = read.get(i).words()[0];
            slots[slotWith(first)] = i + 1;
        }
    }

    int size() {
        return terms.size();
    }

    boolean isStrong(int term) {
        return terms.get(term).strong();
    }

    /** How many words a term has. */
    int words(int term) {
        return terms.get(term).words().length;
    }

    /** Whether a term begins with a word of that {@link #foldedHash}. */
    boolean mayBegin(long first) {
        return slots[slotWith(first)] != 0;
    }

    /**
     * The longest term that starts at a word with which one {@linkplain #mayBegin may begin}, or -1.
     *
     * @param scratch of {@link #LONGEST_WORD} bytes and {@link TextView#PADDING}
     */
    int find(byte[] utf8, WordList words, int at, byte[] scratch) {
        long first = foldedHash(utf8, words.start(at), words.end(at), scratch);
        for (int term = slots[slotWith(first)] - 1; term < terms.size() && firstOf(term) == first; term++) {
            if (follows(terms.get(term).words(), utf8, words, at, scratch)) {
                return term;
            }
        }
        return NONE;
    }

    /** The slot of the terms that begin with a word of that hash, or an empty one. */
    private int slotWith(long first) {
        int slot = slotOf(first);
        while (slots[slot] != 0 && firstOf(slots[slot] - 1) != first) {
            slot = (slot + 1) & (slots.length - 1);
        }
        return slot;
    }

    private static boolean follows(long[] phrase, byte[] utf8, WordList words, int at, byte[] scratch) {
        if (at + phrase.length > words.size()) {
            return false;
        }
        for (int i = 1; i < phrase.length; i++) {
            int start = words.start(at + i);
            int end = words.end(at + i);
            if (end - start > LONGEST_WORD || foldedHash(utf8, start, end, scratch) != phrase[i]) {
                return false;
            }
        }
        return true;
    }

    private long firstOf(int term) {
        return terms.get(term).words()[0];
    }

    private int slotOf(long hash) {
        return (int) (hash >>> 32) & (slots.length - 1);
    }

    /** The hash of a word of at most {@link #LONGEST_WORD} bytes in simple lower case; letters whose lower case takes more or fewer bytes stay as they are. */
    static long foldedHash(byte[] utf8, int start, int end, byte[] scratch) {
        int length = end - start;
        for (int i = 0; i < length; ) {
            byte b = utf8[start + i];
            if (b >= 0) {
                scratch[i++] = (byte) Edges.lower(b);
                continue;
            }
            int bytes = Utf8.lengthAt(utf8, start + i, end);
            System.arraycopy(utf8, start + i, scratch, i, bytes);
            if (bytes == 2) {
                int lower = Character.toLowerCase(Utf8.codePointAt(utf8, start + i, 2));
                if (lower >= 0x80 && lower < 0x800) {
                    scratch[i] = (byte) (0xC0 | lower >> 6);
                    scratch[i + 1] = (byte) (0x80 | (lower & 0x3F));
                }
            }
            i += bytes;
        }
        return WordHash.of(scratch, 0, length);
    }

    /** The entries of a file, in its order. */
    static List<Entry> read(String subject, String language) {
        String name = "lexicon/" + subject + "/" + language;
        List<Entry> entries = new ArrayList<>();
        Set<String> seen = new HashSet<>();
        try (InputStream in = Lexicon.class.getResourceAsStream(name);
                BufferedReader lines = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                if (line.startsWith("#") || line.isBlank()) {
                    continue;
                }
                boolean weak = line.startsWith(WEAK);
                String phrase = weak ? line.substring(1) : line;
                if (!seen.add(phrase)) {
                    throw new IllegalArgumentException(name + ": " + phrase + " is there twice");
                }
                entries.add(new Entry(phrase, !weak));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return entries;
    }

    private static final class Bundled {
        static final Map<String, Lexicon> ADULT = load("adult");
        static final Map<String, Lexicon> TOXIC = load("toxic");

        private static Map<String, Lexicon> load(String subject) {
            Map<String, Lexicon> byLanguage = new HashMap<>();
            for (String language : LANGUAGES) {
                byLanguage.put(language, new Lexicon(read(subject, language)));
            }
            return Map.copyOf(byLanguage);
        }
    }
}
