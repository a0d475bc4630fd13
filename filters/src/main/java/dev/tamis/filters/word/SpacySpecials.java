package dev.tamis.filters.word;

import dev.tamis.filters.text.TextView;
import dev.tamis.filters.text.WordHash;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The strings that spaCy's English tokenizer takes as they are or cuts in a given way: contractions with and without their
 * apostrophe, abbreviations, times of day and emoticons ({@code spacy/lang/en/tokenizer_exceptions.py} and {@code
 * spacy/lang/tokenizer_exceptions.py}, spaCy 3.8). Immutable.
 */
final class SpacySpecials {
    private static final String EMOTICONS =
            ":) :-) :)) :-)) :))) :-))) (: (-: =) (= :] :-] [: [-: [= =] :o) (o: :} :-} 8) 8-) (-8 ;) ;-) (; (-; :( :-("
                    + " :(( :-(( :((( :-((( ): )-: =( >:( :') :'-) :'( :'-( :/ :-/ =/ =| :| :-| ]= =[ :1 :P :-P :p :-p :O"
                    + " :-O :o :-o :0 :-0 :() >:o :* :-* :3 :-3 =3 :> :-> :X :-X :x :-x :D :-D ;D ;-D =D xD XD xDD XDD 8D"
                    + " 8-D ^_^ ^__^ ^___^ >.< >.> <.< ._. ;_; -_- -__- v.v V.V v_v V_V o_o o_O O_o O_O 0_o o_0 0_0 o.O"
                    + " O.o O.O o.o 0.0 o.0 0.o @_@ <3 <33 <333 </3 (^_^) (-_-) (._.) (>_<) (*_*) (\u00ac_\u00ac)"
                    + " \u0ca0_\u0ca0 \u0ca0\ufe35\u0ca0 (\u0ca0_\u0ca0) \u00af\\(\u30c4)/\u00af"
                    + " (\u256f\u00b0\u25a1\u00b0\uff09\u256f\ufe35\u253b\u2501\u253b ><(((*>";

    private static final String WHOLE = "\\t \\n \u2014 ' \\\") <space> '' C++ \u00e4. \u00f6. \u00fc."
            + " 'S 's \u2018S \u2018s and/or w/o 're 'Cause 'cause 'cos 'Cos 'coz 'Coz 'cuz 'Cuz 'bout ma'am Ma'am o'clock"
            + " O'clock lovin' Lovin' lovin Lovin havin' Havin' havin Havin doin' Doin' doin Doin goin' Goin' goin Goin"
            + " nothin' Nothin' nothin Nothin nuthin' Nuthin' nuthin Nuthin ol' Ol' ol Ol somethin' Somethin' somethin"
            + " Somethin 'em em 'll ll 'nuff nuff Mt. Ak. Ala. Apr. Ariz. Ark. Aug. Calif. Colo. Conn. Dec. Del. Feb."
            + " Fla. Ga. Ia. Id. Ill. Ind. Jan. Jul. Jun. Kan. Kans. Ky. La. Mar. Mass. Mich. Minn. Miss. N.C. N.D. N.H."
            + " N.J. N.M. N.Y. Neb. Nebr. Nev. Nov. Oct. Okla. Ore. Pa. S.C. Sep. Sept. Tenn. Va. Wash. Wis. 'd a.m."
            + " Adm. Bros. co. Co. Corp. D.C. Dr. e.g. E.g. E.G. Gen. Gov. i.e. I.e. I.E. Inc. Jr. Ltd. Md. Messrs. Mo."
            + " Mont. Mr. Mrs. Ms. p.m. Ph.D. Prof. Rep. Rev. Sen. St. vs. v.s.";

    /** Where they are cut is a bar. */
    private static final String CUT =
            "y'|all y|all how|'d|'y How|'d|'y not|'ve not|ve Not|'ve Not|ve can|not Can|not gon|na"
                    + " Gon|na got|ta Got|ta let|'s Let|'s c'm|on C'm|on \u00b0|c|. \u00b0|f|. \u00b0|k|. \u00b0|C|. \u00b0|F|."
                    + " \u00b0|K|.";

    private static final String NOT_CONTRACTED =
            "Ill ill Its its Hell hell Shell shell Shed shed were Were Well well Whore whore";

    /** No special string is longer, in bytes. */
    static final int LONGEST;

    private static final Map<String, String[]> STRINGS = strings();

    private static final int SLOTS = 1 << 12;
    private static final long[] HASHES = new long[SLOTS];
    /** Byte lengths of the pieces of each special string. */
    private static final byte[][] PIECES = new byte[SLOTS][];

    /** For the first and the last byte of a string: a bit for each length of the special strings that have it there. */
    private static final int[] FIRST = new int[256];

    private static final int[] LAST = new int[256];

    /** Bits at the hashes of the special strings: small, and most other words find theirs clear. */
    private static final long[] FILTER = new long[1 << 8];

    static {
        int longest = 0;
        for (Map.Entry<String, String[]> special : STRINGS.entrySet()) {
            byte[] utf8 = special.getKey().getBytes(StandardCharsets.UTF_8);
            longest = Math.max(longest, utf8.length);
            if (utf8.length >= Integer.SIZE) {
                throw new IllegalStateException("Special string of " + utf8.length + " bytes (at most 31)");
            }
            FIRST[utf8[0] & 0xFF] |= 1 << utf8.length;
            LAST[utf8[utf8.length - 1] & 0xFF] |= 1 << utf8.length;
            long hash = WordHash.of(Arrays.copyOf(utf8, utf8.length + TextView.PADDING), 0, utf8.length);
            FILTER[filterOf(hash)] |= 1L << hash;
            int slot = slotOf(hash);
            while (PIECES[slot] != null) {
                slot = slot + 1 & SLOTS - 1;
            }
            HASHES[slot] = hash;
            String[] pieces = special.getValue();
            PIECES[slot] = new byte[pieces.length];
            for (int i = 0; i < pieces.length; i++) {
                PIECES[slot][i] = (byte) pieces[i].getBytes(StandardCharsets.UTF_8).length;
            }
        }
        LONGEST = longest;
    }

    private SpacySpecials() {}

    /** The byte lengths of the pieces of a special string, or null where the string is not special. Not to be written to. */
    static byte[] find(byte[] utf8, int start, int end) {
        if (end <= start || end - start > LONGEST) {
            return null;
        }
        int lengths = FIRST[utf8[start] & 0xFF] & LAST[utf8[end - 1] & 0xFF];
        return (lengths >>> (end - start) & 1) == 0 ? null : find(WordHash.of(utf8, start, end));
    }

    /** The same by the {@link WordHash} of the string. */
    static byte[] find(long hash) {
        if ((FILTER[filterOf(hash)] >>> hash & 1) == 0) {
            return null;
        }
        int slot = slotOf(hash);
        while (PIECES[slot] != null) {
            if (HASHES[slot] == hash) {
                return PIECES[slot];
            }
            slot = slot + 1 & SLOTS - 1;
        }
        return null;
    }

    private static int filterOf(long hash) {
        return (int) (hash >>> 8) & FILTER.length - 1;
    }

    private static int slotOf(long hash) {
        return (int) (hash >>> 40) & SLOTS - 1;
    }

    /** Every special string with its pieces. */
    static Map<String, String[]> strings() {
        Map<String, String[]> all = new LinkedHashMap<>();
        for (String emoticon : EMOTICONS.split(" ")) {
            all.put(emoticon, new String[] {emoticon});
        }
        for (char letter = 'a'; letter <= 'z'; letter++) {
            all.put(letter + ".", new String[] {letter + "."});
        }
        pronouns(all);
        verbs(all);
        for (int hour = 1; hour <= 12; hour++) {
            for (String half : new String[] {"a.m.", "am", "p.m.", "pm"}) {
                add(all, Integer.toString(hour), half);
            }
        }
        for (String cut : CUT.split(" ")) {
            add(all, cut.split("\\|"));
        }
        for (String contracted : NOT_CONTRACTED.split(" ")) {
            all.remove(contracted);
        }
        for (String whole : WHOLE.split(" ")) {
            all.put(whole, new String[] {whole});
        }
        Map<String, String[]> curly = new HashMap<>();
        all.forEach((string, pieces) -> {
            if (string.indexOf('\'') >= 0) {
                String[] replaced = new String[pieces.length];
                Arrays.setAll(replaced, i -> pieces[i].replace('\'', '\u2019'));
                curly.put(string.replace('\'', '\u2019'), replaced);
            }
        });
        all.putAll(curly);
        return all;
    }

    private static void pronouns(Map<String, String[]> all) {
        for (String suffix : new String[] {"'m", "m", "'m|a", "m|a"}) {
            addCased(all, "i", suffix);
        }
        for (String pronoun : new String[] {"i", "you", "he", "she", "it", "we", "they"}) {
            addContractions(all, pronoun, "'ll", "ll", "'ll|'ve", "ll|ve", "'d", "d", "'d|'ve", "d|ve");
        }
        for (String pronoun : new String[] {"i", "you", "we", "they"}) {
            addContractions(all, pronoun, "'ve", "ve");
        }
        for (String pronoun : new String[] {"you", "we", "they"}) {
            addContractions(all, pronoun, "'re", "re");
        }
        for (String pronoun : new String[] {"he", "she", "it"}) {
            addContractions(all, pronoun, "'s", "s");
        }
        for (String word :
                new String[] {"who", "what", "when", "where", "why", "how", "there", "that", "this", "these", "those"
                }) {
            boolean plural = word.equals("these") || word.equals("those");
            boolean singular = word.equals("that") || word.equals("this");
            if (!plural) {
                addContractions(all, word, "'s", "s");
            }
            addContractions(all, word, "'ll", "ll", "'ll|'ve", "ll|ve", "'d", "d", "'d|'ve", "d|ve");
            if (!singular) {
                addContractions(all, word, "'re", "re", "'ve", "ve");
            }
        }
    }

    private static void verbs(Map<String, String[]> all) {
        for (String verb : new String[] {
            "ca", "could", "do", "does", "did", "had", "may", "might", "must", "need", "ought", "sha", "should", "wo",
            "would"
        }) {
            addContractions(all, verb, "n't", "nt", "n't|'ve", "nt|ve");
        }
        for (String verb : new String[] {"could", "might", "must", "should", "would"}) {
            addContractions(all, verb, "'ve", "ve");
        }
        for (String verb : new String[] {"ai", "are", "is", "was", "were", "have", "has", "dare"}) {
            addContractions(all, verb, "n't", "nt");
        }
    }

    private static void addContractions(Map<String, String[]> all, String word, String... suffixes) {
        for (String suffix : suffixes) {
            addCased(all, word, suffix);
        }
    }

    private static void addCased(Map<String, String[]> all, String word, String suffix) {
        add(all, (word + "|" + suffix).split("\\|"));
        add(all, (Character.toUpperCase(word.charAt(0)) + word.substring(1) + "|" + suffix).split("\\|"));
    }

    private static void add(Map<String, String[]> all, String... pieces) {
        all.put(String.join("", pieces), pieces);
    }
}
