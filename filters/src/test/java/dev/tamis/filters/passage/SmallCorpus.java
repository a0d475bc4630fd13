package dev.tamis.filters.passage;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/**
 * Documents whose tokens and their places are known without the kernels, and what of them must go by brute force.
 *
 * @param tokens of each document, by number
 * @param texts of each document in UTF-8
 * @param starts first byte of each token
 * @param ends the byte after each token
 * @param rank of each document, 0 the best
 */
record SmallCorpus(List<int[]> tokens, List<byte[]> texts, List<int[]> starts, List<int[]> ends, int[] rank) {
    /** Words first: two of them need white space between. Then those that can stand beside any. */
    private static final List<String> ALPHABET = List.of(
            "a",
            "bc",
            "être",
            "слово1",
            "longerthaneightbytes",
            "हिन्दी",
            "e\u0301",
            "7",
            ".",
            "字",
            "ก็",
            "か\u3099",
            "\uFFFC",
            "😀",
            "☃",
            "က္");

    private static final int WORDS = 8;
    private static final List<String> SPACES = List.of(" ", "\n", "  ", "\u00A0", "\r\n\n", "\u3000\t");

    static SmallCorpus random(SplittableRandom random) {
        int alphabet = 1 + random.nextInt(random.nextBoolean() ? 3 : ALPHABET.size());
        int shift = random.nextInt(ALPHABET.size());
        int longest = 1 + random.nextInt(120);
        List<int[]> tokens = new ArrayList<>();
        for (int documents = 1 + random.nextInt(6); documents > 0; documents--) {
            int[] document = new int[random.nextInt(longest + 1)];
            int period = random.nextInt(3) == 0 ? 1 + random.nextInt(7) : 0;
            for (int i = 0; i < document.length; i++) {
                document[i] = period > 0 && i >= period ? document[i - period] : random.nextInt(alphabet);
            }
            for (int copies = random.nextInt(3); copies > 0 && !tokens.isEmpty(); copies--) {
                int[] from = tokens.get(random.nextInt(tokens.size()));
                int length = random.nextInt(Math.min(from.length, document.length) + 1);
                int start = random.nextInt(from.length - length + 1);
                System.arraycopy(from, start, document, random.nextInt(document.length - length + 1), length);
            }
            tokens.add(random.nextInt(8) == 0 && !tokens.isEmpty() ? tokens.get(0) : document);
        }
        return of(tokens, shift, random);
    }

    private static SmallCorpus of(List<int[]> tokens, int shift, SplittableRandom random) {
        List<byte[]> texts = new ArrayList<>();
        List<int[]> starts = new ArrayList<>();
        List<int[]> ends = new ArrayList<>();
        for (int[] document : tokens) {
            StringBuilder text = new StringBuilder(random.nextInt(4) == 0 ? " " : "");
            int[] start = new int[document.length];
            int[] end = new int[document.length];
            boolean afterWord = false;
            for (int i = 0; i < document.length; i++) {
                int symbol = (document[i] + shift) % ALPHABET.size();
                boolean word = symbol < WORDS;
                if ((afterWord && word) || random.nextBoolean()) {
                    text.append(SPACES.get(random.nextInt(SPACES.size())));
                }
                start[i] = bytes(text).length;
                text.append(ALPHABET.get(symbol));
                end[i] = bytes(text).length;
                afterWord = word;
            }
            text.append(random.nextInt(4) == 0 ? "\n" : "");
            texts.add(bytes(text));
            starts.add(start);
            ends.add(end);
        }
        return new SmallCorpus(tokens, texts, starts, ends, shuffled(tokens.size(), random));
    }

    static int[] shuffled(int size, SplittableRandom random) {
        int[] order = new int[size];
        for (int i = 0; i < size; i++) {
            int other = random.nextInt(i + 1);
            order[i] = order[other];
            order[other] = i;
        }
        return order;
    }

    /** The ranges of bytes that go from each document, by the suffix array of all documents. */
    List<String> bySuffixArray(int window, Keep keep) {
        int size = tokens.stream().mapToInt(document -> document.length + 1).sum();
        int[] symbols = new int[size];
        int[] documentAt = new int[size];
        int[] positionAt = new int[size];
        int at = 0;
        for (int document = 0; document < tokens.size(); document++) {
            int[] of = tokens.get(document);
            for (int i = 0; i <= of.length; i++) {
                // a separator that no other place has, so that nothing in common goes beyond it
                symbols[at] = i < of.length ? of[i] : -1 - document;
                documentAt[at] = document;
                positionAt[at++] = i;
            }
        }
        SuffixArray array = new SuffixArray(symbols);
        int[] suffixes = array.suffixes();
        int[] common = array.common();
        boolean[][] removed = none();
        for (int first = 0; first < size; ) {
            int end = first + 1;
            while (end < size && common[end] >= window) {
                end++;
            }
            List<int[]> places = new ArrayList<>();
            for (int i = first; i < end; i++) {
                places.add(new int[] {documentAt[suffixes[i]], positionAt[suffixes[i]]});
            }
            remove(places, window, keep, removed);
            first = end;
        }
        return bytesOf(removed);
    }

    /** The same by a map of all windows. */
    List<String> byMap(int window, Keep keep) {
        Map<String, List<int[]>> places = new HashMap<>();
        for (int document = 0; document < tokens.size(); document++) {
            int[] of = tokens.get(document);
            for (int i = 0; i + window <= of.length; i++) {
                String key = Arrays.toString(Arrays.copyOfRange(of, i, i + window));
                places.computeIfAbsent(key, none -> new ArrayList<>()).add(new int[] {document, i});
            }
        }
        boolean[][] removed = none();
        places.values().forEach(of -> remove(of, window, keep, removed));
        return bytesOf(removed);
    }

    private void remove(List<int[]> places, int window, Keep keep, boolean[][] removed) {
        if (places.size() < 2) {
            return;
        }
        int[] canonical = places.get(0);
        for (int[] place : places) {
            if (rank[place[0]] < rank[canonical[0]] || (place[0] == canonical[0] && place[1] < canonical[1])) {
                canonical = place;
            }
        }
        for (int[] place : places) {
            if (keep == Keep.NONE || place != canonical) {
                Arrays.fill(removed[place[0]], place[1], place[1] + window, true);
            }
        }
    }

    private boolean[][] none() {
        return tokens.stream().map(document -> new boolean[document.length]).toArray(boolean[][]::new);
    }

    private List<String> bytesOf(boolean[][] removed) {
        List<String> ranges = new ArrayList<>();
        for (int document = 0; document < removed.length; document++) {
            StringBuilder of = new StringBuilder();
            boolean[] gone = removed[document];
            for (int i = 0; i < gone.length; i++) {
                if (gone[i] && (i == 0 || !gone[i - 1])) {
                    of.append(starts.get(document)[i]).append('-');
                }
                if (gone[i] && (i + 1 == gone.length || !gone[i + 1])) {
                    of.append(ends.get(document)[i]).append(' ');
                }
            }
            ranges.add(of.toString());
        }
        return ranges;
    }

    private static byte[] bytes(CharSequence text) {
        return text.toString().getBytes(StandardCharsets.UTF_8);
    }
}
