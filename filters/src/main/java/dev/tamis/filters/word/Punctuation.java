package dev.tamis.filters.word;

import com.ibm.icu.lang.UCharacter;
import com.ibm.icu.lang.UProperty;
import dev.tamis.filters.text.Utf8;
import java.util.BitSet;

/** Sets of marks that rules of datatrove and spaCy name, as they are in datatrove 0.10 and spaCy 3.8. */
public final class Punctuation {
    private static final String SYMBOLS =
            "!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~\u00ab\u00b4\u00bb\u2013\u2014\u2019\u201c\u201d\u201e"
                    + "\u2026\u2236\u2501\u25ba\u3001\u3002\u3008\u3009\u300a\u300b\u300c\u300d\u3010\u3011\uff01\uff05\uff08\uff09\uff0c"
                    + "\uff0e\uff11\uff1a\uff1b\uff1f\uff5e";

    /** Ends of sentences (Unicode's Sentence_Terminal) that Unicode added later, or that datatrove leaves out. */
    private static final int[] NOT_TERMINAL = {
        0x1B4E, 0x1B4F, 0x1B7F, 0x2024, 0x2CF9, 0x2CFA, 0x2CFB, 0xFE12, 0xFE15, 0xFE16, 0x113D4, 0x113D5, 0x16D6E,
        0x16D6F
    };

    private static final int[] ALSO_TERMINAL = {0x17D6, 0x17D9, 0x17DA};

    /** Those that spaCy's sentencizer has not. */
    private static final int[] NOT_SENTENCIZER = {
        0x61D, 0x61E, 0x837, 0x839, 0x83D, 0x83E, 0x17D4, 0x17D5, 0x1B4E, 0x1B4F, 0x1B7D, 0x1B7E, 0x1B7F, 0x2024,
        0x2CF9, 0x2CFA, 0x2CFB, 0x2E53, 0x2E54, 0xFE12, 0xFE15, 0xFE16, 0x10F55, 0x10F56, 0x10F57, 0x10F58, 0x10F59,
        0x10F86, 0x10F87, 0x10F88, 0x10F89, 0x113D4, 0x113D5, 0x11944, 0x11946, 0x11EF7, 0x11EF8, 0x11F43, 0x11F44,
        0x16D6E, 0x16D6F, 0x16E98
    };

    private static final BitSet TERMINAL = sentenceTerminals(NOT_TERMINAL);
    private static final BitSet SENTENCIZER = sentenceTerminals(NOT_SENTENCIZER);
    private static final BitSet SYMBOL = new BitSet();

    static {
        for (int c : ALSO_TERMINAL) {
            TERMINAL.set(c);
        }
        SYMBOL.or(TERMINAL);
        SYMBOLS.chars().forEach(SYMBOL::set);
        // control characters but tab and line feed
        SYMBOL.set(0, 9);
        SYMBOL.set(11, 13);
        SYMBOL.set(13, 32);
        SYMBOL.set(127, 160);
    }

    private Punctuation() {}

    private static BitSet sentenceTerminals(int[] without) {
        BitSet set = new BitSet();
        for (int c = 0; c <= Character.MAX_CODE_POINT; c++) {
            if (UCharacter.hasBinaryProperty(c, UProperty.S_TERM)) {
                set.set(c);
            }
        }
        for (int c : without) {
            set.clear(c);
        }
        return set;
    }

    /** datatrove's {@code TERMINAL_PUNCTUATION}, which quotes are not in. */
    public static boolean isTerminal(int codePoint) {
        return TERMINAL.get(codePoint);
    }

    /** The marks after which spaCy's sentencizer begins a sentence. */
    static boolean isSentencizer(int codePoint) {
        return SENTENCIZER.get(codePoint);
    }

    /** Whether all characters of a word are in datatrove's {@code PUNCTUATION_SET}. */
    static boolean isSymbol(byte[] utf8, int start, int end) {
        for (int at = start; at < end; ) {
            int length = Utf8.lengthAt(utf8, at, end);
            if (!SYMBOL.get(Utf8.codePointAt(utf8, at, length))) {
                return false;
            }
            at += length;
        }
        return true;
    }
}
