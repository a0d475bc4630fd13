package dev.tamis.filters.language;

import dev.tamis.filters.text.TextView;
import dev.tamis.filters.text.WordHash;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * The stop words of languages: frequent words, of which good text holds at least two or three. Immutable and shared by
 * threads; a look-up allocates nothing.
 *
 * <p>Words are held as 64-bit hashes of their UTF-8: of 2^64 values some twenty are taken, so that another word is
 * mistaken for a stop word never in practice. Words count as they are written, in their case.
 */
public final class StopWordTable {
    private static final String RESOURCE = "stop-words.tsv";

    private final Map<String, Words> byLanguage;

    private StopWordTable(Map<String, Words> byLanguage) {
        this.byLanguage = Map.copyOf(byLanguage);
    }

    /** The table that comes with Tamis: FineWeb-2's words of some sixty languages. */
    public static StopWordTable bundled() {
        return Bundled.TABLE;
    }

    /**
     * Reads a table: on each line a language's code, a tab, and its words with spaces between. Empty lines and lines that
     * start with {@code #} are left out.
     *
     * @param in in UTF-8; not closed
     * @param name of the file, for errors
     * @throws IOException if it cannot be read
     * @throws IllegalArgumentException if a line has another form, or a language stands there twice; the message says
     *     where
     */
    public static StopWordTable read(InputStream in, String name) throws IOException {
        BufferedReader reader = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8));
        Map<String, Words> byLanguage = new HashMap<>();
        int number = 0;
        for (String line = reader.readLine(); line != null; line = reader.readLine()) {
            number++;
            if (line.isBlank() || line.startsWith("#")) {
                continue;
            }
            int tab = line.indexOf('\t');
            String language = tab < 0 ? "" : line.substring(0, tab).strip();
            List<String> words = tab < 0 ? List.of() : split(line, tab + 1);
            if (language.isEmpty() || words.isEmpty()) {
                throw new IllegalArgumentException(
                        name + ":" + number + ": expected a language, a tab and words, found \"" + line + "\"");
            }
            if (byLanguage.put(language, new Words(words)) != null) {
                throw new IllegalArgumentException(name + ":" + number + ": language " + language + " is there twice");
            }
        }
        return new StopWordTable(byLanguage);
    }

    /** This table with the languages of another, whose words take the place of those that this one has. */
    public StopWordTable with(StopWordTable other) {
        Map<String, Words> both = new HashMap<>(byLanguage);
        both.putAll(other.byLanguage);
        return new StopWordTable(both);
    }

    /** This table with these words for a language, in place of those that it has. */
    public StopWordTable with(String language, List<String> words) {
        return with(new StopWordTable(Map.of(language, new Words(words))));
    }

    private static List<String> split(String line, int from) {
        List<String> words = new ArrayList<>();
        int start = from;
        for (int i = from; i <= line.length(); i++) {
            if (i == line.length() || line.charAt(i) == ' ' || line.charAt(i) == '\t') {
                if (i > start) {
                    words.add(line.substring(start, i));
                }
                start = i + 1;
            }
        }
        return words;
    }

    /** The codes of the languages that the table has words of. */
    public Set<String> languages() {
        return new TreeSet<>(byLanguage.keySet());
    }

    /** The stop words of a language, or null where the table has none. */
    public Words of(String language) {
        return language == null ? null : byLanguage.get(language);
    }

    /** The stop words of one language. */
    public static final class Words {
        private final long[] hashes;
        private final int[] numbers;
        private final int size;
        private final int mask;

        private Words(List<String> words) {
            // A quarter full at most: nearly every word of a text is told by one look at an empty slot.
            int slots = Integer.highestOneBit(Math.max(1, words.size())) * 8;
            this.hashes = new long[slots];
            this.numbers = new int[slots];
            this.mask = slots - 1;
            Arrays.fill(numbers, -1);
            int count = 0;
            for (String word : words) {
                byte[] bytes = word.getBytes(StandardCharsets.UTF_8);
                long hash = WordHash.of(Arrays.copyOf(bytes, bytes.length + TextView.PADDING), 0, bytes.length);
                int slot = slotOf(hash);
                while (numbers[slot] >= 0 && hashes[slot] != hash) {
                    slot = (slot + 1) & mask;
                }
                if (numbers[slot] < 0) {
                    hashes[slot] = hash;
                    numbers[slot] = count++;
                }
            }
            this.size = count;
        }

        /** How many different words there are. */
        public int size() {
            return size;
        }

        /**
         * The number of a stop word, from 0 to {@link #size} without it, or -1 for any other word.
         *
         * @param hash of the word, by {@link WordHash}
         */
        public int indexOf(long hash) {
            int slot = slotOf(hash);
            while (numbers[slot] >= 0) {
                if (hashes[slot] == hash) {
                    return numbers[slot];
                }
                slot = (slot + 1) & mask;
            }
            return -1;
        }

        private int slotOf(long hash) {
            return (int) (hash >>> 32) & mask;
        }
    }

    private static final class Bundled {
        static final StopWordTable TABLE = load();

        private static StopWordTable load() {
            try (InputStream in = StopWordTable.class.getResourceAsStream(RESOURCE)) {
                return read(in, RESOURCE);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
