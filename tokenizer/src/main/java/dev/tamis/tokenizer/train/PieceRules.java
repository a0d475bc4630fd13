package dev.tamis.tokenizer.train;

import dev.tamis.tokenizer.model.TrainerField;
import java.io.Serializable;
import java.lang.Character.UnicodeScript;
import java.util.EnumMap;
import java.util.Map;

/** Which strings may become pieces: rules on scripts, digits and spaces. */
final class PieceRules implements Serializable {
    private static final long serialVersionUID = 1L;
    /** A script that goes with any other. */
    private static final int ANY = -1;

    private static final int INHERITED = -2;
    /** The symbol can't be part of a piece of several characters. */
    private static final int ALONE = -3;

    private final int longest;
    private final boolean splitByWhitespace;
    private final boolean splitByScript;
    private final boolean whitespaceAsSuffix;
    private final boolean whitespaceRuns;
    private final int[] scripts;
    private final boolean[] isSpace;

    PieceRules(Alphabet alphabet, TrainerOptions options) {
        longest = options.trainer().integer(TrainerField.MAX_SENTENCEPIECE_LENGTH);
        splitByWhitespace = options.flag(TrainerField.SPLIT_BY_WHITESPACE);
        splitByScript = options.flag(TrainerField.SPLIT_BY_UNICODE_SCRIPT);
        whitespaceAsSuffix = options.flag(TrainerField.TREAT_WHITESPACE_AS_SUFFIX);
        whitespaceRuns = options.flag(TrainerField.ALLOW_WHITESPACE_ONLY_PIECES);
        boolean splitDigits = options.flag(TrainerField.SPLIT_DIGITS);
        boolean splitByNumber = options.flag(TrainerField.SPLIT_BY_NUMBER);
        scripts = new int[alphabet.size()];
        isSpace = new boolean[alphabet.size()];
        scripts[0] = ALONE;
        Map<UnicodeScript, Integer> numbers = new EnumMap<>(UnicodeScript.class);
        for (int symbol = 1; symbol < scripts.length; symbol++) {
            int c = alphabet.codePoint(symbol);
            boolean digit = (c >= '0' && c <= '9') || (c >= 0xFF10 && c <= 0xFF19);
            isSpace[symbol] = c == Alphabet.SPACE;
            if (c == Alphabet.RARE || c == ' ' || (digit && splitDigits)) {
                scripts[symbol] = ALONE;
            } else {
                scripts[symbol] = digit && !splitByNumber ? ANY : script(c, numbers);
            }
        }
    }

    /** Japanese mixes Han and the kanas in one word, so they count as one script; so does the long-vowel mark. */
    private static int script(int c, Map<UnicodeScript, Integer> numbers) {
        UnicodeScript script = switch (UnicodeScript.of(c)) {
            case HIRAGANA, KATAKANA -> UnicodeScript.HAN;
            case UNKNOWN -> UnicodeScript.COMMON;
            default -> c == 0x30FC ? UnicodeScript.HAN : UnicodeScript.of(c);
        };
        return script == UnicodeScript.INHERITED ? INHERITED : numberOf(script, numbers);
    }

    private static int numberOf(UnicodeScript script, Map<UnicodeScript, Integer> numbers) {
        Integer number = numbers.putIfAbsent(script, numbers.size());
        return number == null ? numbers.get(script) : number;
    }

    /** Most symbols of a piece. */
    int longest() {
        return longest;
    }

    /**
     * How long the pieces that start at {@code from} can be: every longer prefix is invalid. Up to this length {@link
     * #isValid} decides. At most {@code most}.
     */
    int reach(char[] symbols, int from, int most) {
        int script = ANY;
        int limit = Math.min(most, longest);
        for (int i = 0; i < limit; i++) {
            int symbol = symbols[from + i];
            if (isSpace[symbol]) {
                continue;
            }
            int next = scripts[symbol];
            if (next == ALONE) {
                return i == 0 ? 1 : i;
            }
            if (next == INHERITED) {
                next = script;
            }
            if (splitByScript && next != ANY && script != ANY && next != script) {
                return i;
            }
            script = next;
        }
        return limit;
    }

    /** Whether the spaces of a string within {@link #reach} stand where a piece may have them. */
    boolean isValid(char[] symbols, int from, int length) {
        int spaces = 0;
        for (int i = from; i < from + length; i++) {
            spaces += isSpace[symbols[i]] ? 1 : 0;
        }
        if (spaces == 0 || (spaces == length && (whitespaceRuns || length == 1))) {
            return true;
        }
        boolean first = isSpace[symbols[from]];
        boolean last = isSpace[symbols[from + length - 1]];
        if (whitespaceAsSuffix) {
            return splitByWhitespace ? spaces == 1 && last : !first;
        }
        return splitByWhitespace ? spaces == 1 && first : !last;
    }
}
