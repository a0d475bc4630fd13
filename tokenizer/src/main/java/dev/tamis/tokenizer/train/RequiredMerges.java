package dev.tamis.tokenizer.train;

import dev.tamis.tokenizer.IntArray;
import dev.tamis.tokenizer.model.TrainerField;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The merges that make required pieces, to be done before any is learnt. A piece is made from the two symbols that an
 * encoder leaves of it, which knows the merges before. Where an encoder leaves more than two, parts of the piece are made
 * before it, each a piece itself. So every piece is the encoding of its own string, and stays it, whatever merges follow:
 * an encoder takes an earlier merge first.
 */
final class RequiredMerges {
    private static final int EXAMPLES = 5;

    private final Alphabet alphabet;
    private final PieceRules rules;
    private final Set<String> given;
    private final List<String> userSymbols;

    /** By piece, its place among the required ones. */
    private final Map<String, Integer> places = new HashMap<>();

    private final List<String> texts = new ArrayList<>();
    private final Set<String> made = new HashSet<>();
    private final IntArray lefts = new IntArray(1 << 8);
    private final IntArray rights = new IntArray(1 << 8);

    /** The merges by left symbol &lt;&lt; 32 | right symbol. There are as many as pieces, not as words: boxes do. */
    private final Map<Long, Integer> merges = new HashMap<>();

    private final List<String> apart = new ArrayList<>();

    /** The symbols of the piece at hand, and where each begins. */
    private int[] parts = new int[1 << 4];

    private int[] starts = new int[(1 << 4) + 1];
    private int partCount;

    /** Plans the merges of pieces that are valid by the rules. Single characters need none, nor do given pieces. */
    RequiredMerges(TrainerOptions options, MetaPieces metas, Alphabet alphabet, PieceRules rules) {
        this.alphabet = alphabet;
        this.rules = rules;
        given = metas.texts();
        userSymbols = options.trainer().texts(TrainerField.USER_DEFINED_SYMBOLS);
        List<String> pieces = merged(options.requiredPieces(), given);
        for (String piece : pieces) {
            places.put(piece, places.size());
        }
        pieces.forEach(this::require);
    }

    /** Of required pieces those that take a merge. */
    private static List<String> merged(List<String> pieces, Set<String> given) {
        return pieces.stream()
                .filter(piece -> piece.codePointCount(0, piece.length()) > 1 && !given.contains(piece))
                .toList();
    }

    /** Of these pieces those that the rules on pieces forbid, as a problem; null where there are none. */
    static String problem(List<String> pieces, TrainerOptions options) {
        // The rules depend on characters alone, so those of the pieces do before any text is read.
        Alphabet alphabet = Alphabet.of(new CharacterCounts(), options);
        PieceRules rules = new PieceRules(alphabet, options);
        List<String> forbidden = merged(pieces, new MetaPieces(options).texts()).stream()
                .filter(piece -> !isValid(rules, alphabet.symbols(piece), 0, piece.codePointCount(0, piece.length())))
                .toList();
        return forbidden.isEmpty()
                ? null
                : quoted(forbidden)
                        + " can't be made under these options; look at max_sentencepiece_length, split_digits,"
                        + " split_by_number, split_by_unicode_script and the options on whitespace";
    }

    /** The first few of the pieces, in quotes. */
    static String quoted(List<String> pieces) {
        StringBuilder line = new StringBuilder();
        for (String piece : pieces.subList(0, Math.min(EXAMPLES, pieces.size()))) {
            line.append(line.isEmpty() ? "" : ", ").append('"').append(piece).append('"');
        }
        return line
                + (pieces.size() > EXAMPLES ? " and " + (pieces.size() - EXAMPLES) + " more of " + pieces.size() : "");
    }

    private static boolean isValid(PieceRules rules, char[] symbols, int from, int length) {
        return rules.reach(symbols, from, length) == length && rules.isValid(symbols, from, length);
    }

    private void require(String piece) {
        if (made.contains(piece)) {
            // As a part of a piece before it.
            return;
        }
        if (userSymbols.stream().anyMatch(piece::contains)) {
            // Text is cut at the symbol before any merge, so parts would be of no use.
            setApart(piece);
            return;
        }
        char[] characters = alphabet.symbols(piece);
        encode(characters);
        while (partCount > 2) {
            int at = nextPart(characters);
            if (at < 0) {
                setApart(piece);
                return;
            }
            String part = alphabet.text(characters, starts[at], starts[at + 2] - starts[at]);
            int symbol = add(part, parts[at], parts[at + 1]);
            // No merge takes the new symbol yet.
            replace(parts[at], parts[at + 1], symbol);
        }
        if (partCount == 2) {
            add(piece, parts[0], parts[1]);
        }
    }

    private void setApart(String piece) {
        made.add(piece);
        apart.add(piece);
    }

    /** Adds a merge; gives its symbol, which {@link BpeSymbols#add} will give too. */
    private int add(String text, int left, int right) {
        int symbol = alphabet.size() + texts.size();
        made.add(text);
        texts.add(text);
        lefts.add(left);
        rights.add(right);
        merges.put((long) left << 32 | right, symbol);
        return symbol;
    }

    /** Sets the parts to what is left of a string when no merge known so far can be done: the earliest ones go first. */
    private void encode(char[] characters) {
        partCount = characters.length;
        if (parts.length < partCount) {
            parts = new int[partCount];
            starts = new int[partCount + 1];
        }
        for (int i = 0; i < partCount; i++) {
            parts[i] = characters[i];
            starts[i] = i;
        }
        starts[partCount] = partCount;
        while (true) {
            int first = Integer.MAX_VALUE;
            int at = -1;
            for (int i = 0; i + 1 < partCount; i++) {
                int symbol = merges.getOrDefault((long) parts[i] << 32 | parts[i + 1], Integer.MAX_VALUE);
                if (symbol < first) {
                    first = symbol;
                    at = i;
                }
            }
            if (at < 0) {
                return;
            }
            replace(parts[at], parts[at + 1], first);
        }
    }

    /** Replaces a pair of parts by a symbol, from the left. */
    private void replace(int left, int right, int symbol) {
        int kept = 0;
        for (int i = 0; i < partCount; i++) {
            starts[kept] = starts[i];
            if (i + 1 < partCount && parts[i] == left && parts[i + 1] == right) {
                parts[kept++] = symbol;
                i++;
            } else {
                parts[kept++] = parts[i];
            }
        }
        starts[kept] = starts[partCount];
        partCount = kept;
    }

    /**
     * Which part to join with its right neighbour: the pair that is the earliest required piece, and where none is, the
     * first one that may be a piece, since pieces share their beginnings more than their ends. -1 where all of them are
     * special pieces.
     */
    private int nextPart(char[] characters) {
        int first = -1;
        int earliest = Integer.MAX_VALUE;
        int found = -1;
        for (int i = 0; i + 1 < partCount; i++) {
            int length = starts[i + 2] - starts[i];
            if (isValid(rules, characters, starts[i], length)) {
                String text = alphabet.text(characters, starts[i], length);
                if (!given.contains(text) && !made.contains(text)) {
                    first = first < 0 ? i : first;
                    int place = places.getOrDefault(text, Integer.MAX_VALUE);
                    if (place < earliest) {
                        earliest = place;
                        found = i;
                    }
                }
            }
        }
        return found >= 0 ? found : first;
    }

    /** Number of merges; each makes the symbol of the next number. */
    int size() {
        return texts.size();
    }

    /** The string that a merge makes. */
    String text(int merge) {
        return texts.get(merge);
    }

    int left(int merge) {
        return lefts.get(merge);
    }

    int right(int merge) {
        return rights.get(merge);
    }

    /** Required pieces that no text is encoded to, as a special piece is in the way; they take no merge. */
    List<String> apart() {
        return apart;
    }

    /** Number of merges that weren't asked for, but are parts of required pieces. */
    int partsOnly() {
        return (int) texts.stream().filter(text -> !places.containsKey(text)).count();
    }

    /** How many pieces the vocabulary takes for all of that. */
    int pieces() {
        return texts.size() + apart.size();
    }
}
