package dev.tamis.filters.word;

import dev.tamis.filters.text.TextView;
import dev.tamis.filters.text.WordHash;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/**
 * The strings that spaCy's tokenizers take as they are or cut in a given way: emoticons, abbreviations, contractions with
 * and without their apostrophe and times of day ({@code spacy/lang/tokenizer_exceptions.py} and those of the languages beside
 * it, spaCy 3.8). English has all of them, other languages the common ones. Immutable.
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

    private static final String OTHERS = "\\t \\n \u2014 ' \\\") <space> '' C++";

    private static final String DEGREES = "\u00b0|c|. \u00b0|f|. \u00b0|k|. \u00b0|C|. \u00b0|F|. \u00b0|K|.";

    private static final String ENGLISH_WHOLE =
            "'S 's \u2018S \u2018s and/or w/o 're 'Cause 'cause 'cos 'Cos 'coz 'Coz 'cuz 'Cuz 'bout ma'am Ma'am o'clock"
                    + " O'clock lovin' Lovin' lovin Lovin havin' Havin' havin Havin doin' Doin' doin Doin goin' Goin' goin Goin"
                    + " nothin' Nothin' nothin Nothin nuthin' Nuthin' nuthin Nuthin ol' Ol' ol Ol somethin' Somethin' somethin"
                    + " Somethin 'em em 'll ll 'nuff nuff Mt. Ak. Ala. Apr. Ariz. Ark. Aug. Calif. Colo. Conn. Dec. Del. Feb."
                    + " Fla. Ga. Ia. Id. Ill. Ind. Jan. Jul. Jun. Kan. Kans. Ky. La. Mar. Mass. Mich. Minn. Miss. N.C. N.D. N.H."
                    + " N.J. N.M. N.Y. Neb. Nebr. Nev. Nov. Oct. Okla. Ore. Pa. S.C. Sep. Sept. Tenn. Va. Wash. Wis. 'd a.m."
                    + " Adm. Bros. co. Co. Corp. D.C. Dr. e.g. E.g. E.G. Gen. Gov. i.e. I.e. I.E. Inc. Jr. Ltd. Md. Messrs. Mo."
                    + " Mont. Mr. Mrs. Ms. p.m. Ph.D. Prof. Rep. Rev. Sen. St. vs. v.s.";

    /** Where they are cut is a bar. */
    private static final String ENGLISH_CUT =
            "y'|all y|all how|'d|'y How|'d|'y not|'ve not|ve Not|'ve Not|ve can|not Can|not gon|na"
                    + " Gon|na got|ta Got|ta let|'s Let|'s c'm|on C'm|on";

    private static final String NOT_CONTRACTED =
            "Ill ill Its its Hell hell Shell shell Shed shed were Were Well well Whore whore";

    private static final Set<String> DEGREE_IS_WHOLE = Set.of("es", "hu");

    /** Languages in which times of day are cut after the number. */
    private static final Set<String> HOURS = Set.of("ca", "es");

    private static final String INDONESIAN = "Dr. Drs. No. Prof. St. dll. dsb. dst. hlm. a.n. d.a. s.d.";

    /** Abbreviations, contractions and the like of other languages; where they are cut is a bar. */
    private static final Map<String, String> OF_LANGUAGES = Map.ofEntries(
            Map.entry(
                    "de",
                    "lt. e.V. Abs. Co. Jr. vs. al. Hrsg. Hg. mind. Inc. ehem. gem. Vol. o.a. III. IV."
                            + " r\u00f6m. u.v.m. G.m.b.H. a.M. Dipl.-Ing. II. z.B. d.h. u.a. o.\u00e4. z.T. u.U."
                            + " i.d.R. v.a. usw. bzw. ca. Dr. Prof. Nr. Str. Mr. vgl. etc. evtl. ggf. inkl. max. min."
                            + " Mio. Mrd. Tel. St. Std. Jh. Jan. Feb. Apr. Jun. Jul. Aug. Sep. Sept. Okt. Nov. Dez."
                            + " Mo. Di. Do. Fr. Sa. So. Abb. Bd. bspw. geb. Hr. sog. zzgl. allg. engl. lat. Red."
                            + " Univ. Pkt. Hbf. Bhf. usf. z.Z. 'S 's S' s' 'n 'ne 'nen 'nem d' L' c/o CDU/CSU auf|'m"
                            + " hinter|'m unter|'m vor|'m \u00fcber|'m du|'s er|'s ich|'s ihr|'s sie|'s wir|'s"),
            Map.entry(
                    "fr",
                    "av. janv. f\u00e9vr. avr. juill. sept. oct. nov. d\u00e9c. Dr. M. Mr. Mme. Mlle. St."
                            + " Ste. cf. etc. MM. No. pp. Vol. n\u00b0 d\u00b0 J.|-C. apr\u00e8s-midi au-del\u00e0"
                            + " au-dessus celle-ci celles-ci celui-ci ci-dessous elle-m\u00eame en-dessous"
                            + " jusque-l\u00e0 lui-m\u00eame peut-\u00eatre quelques-uns rendez-vous aujourd'hui"
                            + " Aujourd'hui est|-ce Est|-ce est|-il EST|-IL qu'|est|-ce Qu'|est|-ce n'|est|-ce"
                            + " N'|est|-ce s'|est|-il a|-t|-il a|-t|-elle a|-t|-on A|-t|-il A|-t|-elle A|-t|-on"
                            + " est|-t|-il est|-t|-elle est|-t|-on"),
            Map.entry(
                    "es",
                    "aprox. dpto. ej. esq. p\u00e1g. p.ej. Ud. Vd. Uds. Vds. vol. a.C. d.C. apdo. Av. Avda."
                            + " C\u00eda. Dr. Dra. EE.UU. etc. fig. Gral. Ing. J.C. Lic. m.n. n\u00fam. P.D. Prof."
                            + " Profa. S.A. S.L. S.R.L. Sr. Sra. Srta. n\u00b0 \u00b0C km/h pa|l"),
            Map.entry(
                    "it",
                    "a.C. al. art. Art. artt. att. avv. Avv. cm. Cod. col. d.C. ecc. etc. Jr. pag. prof."
                            + " ss. St. tel. po' c/c check-up e-mail e/o n\u00b0 nord-est week-end E' by-pass"
                            + " all'|art. dall'|art. dell'|art. l'|art. L'|art. nell'|art."),
            Map.entry(
                    "pt",
                    "Adm. Art. art. Av. av. Cia. dom. Dr. dr. ed. eng. etc. Gen. Gov. Inc. Jr. Ltd. Mr."
                            + " p.m. Ph.D. Rep. Rev. Sen. Sr. sr. Sra. sra. vs. tel. p\u00e1g. pag. e/ou km/h S/A"
                            + " e.g. i.e."),
            Map.entry(
                    "ca",
                    "aprox. p\u00e0g. p.ex. gen. feb. abr. jul. set. oct. nov. dec. Dr. Dra. Sr. Sra. Srta."
                            + " St. Sta. 'l 'ls 'm 'n 'ns 's 't d|el d|els a|l a|ls p|el p|els"),
            Map.entry(
                    "ga",
                    "'ach a'n de|m' de|d' le|m' le|d' th|\u00e9is tr|\u00e9is 'gus 'n\u00edos m' B' b' d'"
                            + " D' m.sh. r.C. srl. Co. Uas."),
            Map.entry(
                    "sv",
                    "jan. feb. apr. jun. aug. sept. sep. okt. nov. dec. Jan. Feb. Apr. Aug. Sept. Okt. Nov."
                            + " Dec. Dr. bl.a Bl.a d.v.s dvs etc ev fr.o.m m.a.o m.fl m.m o.s.v osv p.g.a t.ex T.ex"
                            + " t.o.m s.k st.f bl.a. d.v.s. fr.o.m. m.fl. m.m. o.s.v. osv. p.g.a. t.ex. T.ex. t.o.m."
                            + " s.k. kl. kr. tel. inkl. exkl. etc. m/s AB s:t S:t"),
            Map.entry(
                    "da",
                    "jan. feb. mar. apr. jun. aug. sept. sep. okt. nov. dec. Jan. Feb. Mar. Apr. Aug. Sept."
                            + " Okt. Nov. Dec. Dr. bl.a. ca. dvs. f.eks. fx. kl. kr. m.fl. m.m. mht. mio. mia. nr."
                            + " osv. pga. pct. stk. tlf. vedr. evt. ekskl. inkl. og/eller A/S a/s c/o"),
            Map.entry(
                    "nb",
                    "jan. feb. mar. apr. jun. jul. aug. sep. okt. nov. des. bl.a. ca. dvs. e.l. f.eks."
                            + " F.eks. Dr. kl. kr. Kr. m.m. mill. mrd. nr. osv. pga. pst. stk. tlf. evt. Mr. Mrs. St."
                            + " s."),
            Map.entry(
                    "nl",
                    "bijv. blz. bv. ca. d.w.z. dhr. dr. drs. e.d. enz. etc. evt. ir. jl. m.a.w. m.b.t."
                            + " mevr. mr. nl. nr. o.a. p. p.p. prof. resp. St. t.a.v. t.b.v. t.g.v. t.o.v. v.Chr."
                            + " vgl. zgn. Dr. Drs. Prof. Mr. 'm 'n 'ns 's 't 'S 'T"),
            Map.entry(
                    "fi",
                    "esim. jne. ks. mm. ns. os. puh. prof. milj. vrt. ym. yms. yht. huom. alk. ed. n:o N:o" + " nro"),
            Map.entry(
                    "hu",
                    "Dr. dr. Kft. Zrt. Rt. Bt. stb. pl. kb. \u00fan. ill. ifj. id. Prof. prof. u. Sz. sz."
                            + " jan. febr. m\u00e1rc. \u00e1pr. m\u00e1j. j\u00fan. j\u00fal. aug. szept. okt. nov."
                            + " dec. max. min. tel. -e \u00b0C \u00b0F \u00b0K"),
            Map.entry(
                    "el",
                    "\u03ba. \u03ba.\u03bb\u03c0. \u03ba.\u03ac. \u03c0.\u03c7. \u03b1\u03c1."
                            + " \u03bc.\u03bc. \u03c0.\u03bc. \u0391.\u0395. \u03c3' \u03a3' \u03bd' \u039d' \u03c4'"
                            + " \u03a4' \u03b8' \u0398' \u03bc' \u039c' \u03b3\u03b9' \u0393\u03b9' \u03b1\u03c0'"
                            + " \u0391\u03c0' \u03b1\u03c6' \u03ba\u03b1\u03c4' \u03ba\u03b1\u03b8'"
                            + " \u03c0\u03b1\u03c1' \u03b5\u03c0' \u03c5\u03c0' \u03b1\u03bb\u03bb'"
                            + " \u0391\u03bb\u03bb' \u03b4\u03b9'"),
            Map.entry(
                    "ro",
                    "d-voastr\u0103 nr. Nr. str. Str. etc. Dr. dr. ing. art. p. a.c. S.A. S.R.L. s.a.m.d."
                            + " \u0219.a.m.d."),
            Map.entry(
                    "ru",
                    "\u0433. \u0433\u0433. \u0442.\u0435. \u0442.\u043a. \u0442.\u0434. \u0442.\u043f."
                            + " \u0442.\u043d. \u0438\u043c. \u0443\u043b. \u0434. \u0441\u0442\u0440."
                            + " \u0440\u0443\u0431. \u0442\u044b\u0441. \u0441\u043c. \u044f\u043d\u0432."
                            + " \u0444\u0435\u0432. \u043c\u0430\u0440. \u0430\u043f\u0440. \u0438\u044e\u043d."
                            + " \u0438\u044e\u043b. \u0430\u0432\u0433. \u0441\u0435\u043d. \u043e\u043a\u0442."
                            + " \u043d\u043e\u044f. \u0434\u0435\u043a. \u043f\u0440\u043e\u0444."
                            + " \u0430\u043a\u0430\u0434. \u0433-\u043d \u0433-\u0436\u0430"),
            Map.entry(
                    "uk",
                    "\u043e\u0431\u043b. \u043c. \u0432\u0443\u043b. \u043f\u0440\u043e\u0441\u043f."
                            + " \u0431\u0443\u043b. \u043f\u0440\u043e\u0432. \u043f\u043b. \u043d\u0430\u0431."
                            + " \u043e\u0437. \u0456\u043c. \u0433. \u043f. \u043f\u0440\u043e\u0444."
                            + " \u0430\u043a\u0430\u0434. \u0434\u043e\u0446. \u0440-\u043d \u0441\u0442."),
            Map.entry(
                    "bg",
                    "\u0433. \u0433\u0440. \u0443\u043b. \u0431\u0443\u043b. \u0441\u0432."
                            + " \u043f\u0440\u043e\u0444. \u0430\u043a\u0430\u0434. \u0438\u043d\u0436. \u043b\u0432."
                            + " \u0441\u0442\u0440. \u0442.\u0435. \u0442.\u043d. \u0434\u0440. \u043f\u0440."
                            + " \u0434-\u0440 \u0433-\u043d \u0433-\u0436\u0430"),
            Map.entry(
                    "sr",
                    "\u043d\u043f\u0440. \u0438\u0442\u0434. \u0442\u0437\u0432. \u043f\u0440\u043e\u0444."
                            + " \u0441\u0442\u0440. \u0431\u0440. \u0443\u043b."),
            Map.entry(
                    "sl",
                    "npr. itd. ipd. oz. dr. mag. prof. \u0161t. str. sv. tel. ul. d.|o.|o. t.|i. t.|j." + " l.|r."),
            Map.entry(
                    "mk",
                    "\u0433. \u0433\u043e\u0434. \u0442.\u0435. \u0442.\u043d. \u0434\u0440. \u0431\u0440."
                            + " \u0441\u0432. \u0441\u0442\u0440. \u0443\u043b. \u043f\u0440\u043e\u0444."
                            + " \u0438\u043d\u0436. \u0434-\u0440 \u0433-\u0453\u0430 \u0433-\u0446\u0430"
                            + " \u0433-\u0434\u0438\u043d"),
            Map.entry("tl", "tayo|'y isa|'y baya|'y sa|'yo ano|'ng siya|'y nawa|'y papa'no 'di"),
            Map.entry("ar", "\u062f. \u0623. \u0628. \u062a. \u0645 .\u0645"),
            Map.entry("id", INDONESIAN),
            Map.entry("ms", INDONESIAN),
            Map.entry("lt", "?! n-tosios"),
            Map.entry("tr", "Dr. dr. Prof. prof. Av. vb. vs. Sn. sn. Do\u00e7. Yrd. Hz. cad. mah. sok. tel. yy."));

    private static final int FILTER_WORDS = 1 << 8;

    static final SpacySpecials ENGLISH = new SpacySpecials(english());

    /** No special string is longer, in bytes. */
    private final int longest;

    private final long[] hashes;
    /** Byte lengths of the pieces of each special string. */
    private final byte[][] pieces;

    /** For the first and the last byte of a string: a bit for each length of the special strings that have it there. */
    private final int[] first = new int[256];

    private final int[] last = new int[256];

    /** Bits at the hashes of the special strings: small, and most other words find theirs clear. */
    private final long[] filter = new long[FILTER_WORDS];

    private SpacySpecials(Map<String, String[]> strings) {
        int slots = Integer.highestOneBit(strings.size()) * 4;
        hashes = new long[slots];
        pieces = new byte[slots][];
        int length = 0;
        for (Map.Entry<String, String[]> special : strings.entrySet()) {
            byte[] utf8 = special.getKey().getBytes(StandardCharsets.UTF_8);
            length = Math.max(length, utf8.length);
            if (utf8.length >= Integer.SIZE) {
                throw new IllegalStateException("Special string of " + utf8.length + " bytes (at most 31)");
            }
            first[utf8[0] & 0xFF] |= 1 << utf8.length;
            last[utf8[utf8.length - 1] & 0xFF] |= 1 << utf8.length;
            long hash = WordHash.of(Arrays.copyOf(utf8, utf8.length + TextView.PADDING), 0, utf8.length);
            filter[filterOf(hash)] |= 1L << hash;
            int slot = slotOf(hash);
            while (pieces[slot] != null) {
                slot = slot + 1 & slots - 1;
            }
            hashes[slot] = hash;
            String[] parts = special.getValue();
            pieces[slot] = new byte[parts.length];
            for (int i = 0; i < parts.length; i++) {
                pieces[slot][i] = (byte) parts[i].getBytes(StandardCharsets.UTF_8).length;
            }
        }
        longest = length;
    }

    /** The byte lengths of the pieces of a special string, or null where the string is not special. Not to be written to. */
    byte[] find(byte[] utf8, int start, int end) {
        if (end <= start || end - start > longest) {
            return null;
        }
        int lengths = first[utf8[start] & 0xFF] & last[utf8[end - 1] & 0xFF];
        return (lengths >>> (end - start) & 1) == 0 ? null : find(WordHash.of(utf8, start, end));
    }

    /** The same by the {@link WordHash} of the string. */
    byte[] find(long hash) {
        if ((filter[filterOf(hash)] >>> hash & 1) == 0) {
            return null;
        }
        int slot = slotOf(hash);
        while (pieces[slot] != null) {
            if (hashes[slot] == hash) {
                return pieces[slot];
            }
            slot = slot + 1 & hashes.length - 1;
        }
        return null;
    }

    private static int filterOf(long hash) {
        return (int) (hash >>> 8) & FILTER_WORDS - 1;
    }

    private int slotOf(long hash) {
        return (int) (hash >>> 40) & hashes.length - 1;
    }

    /** The special strings of a language by its code: those of all languages, and its commonest. */
    static SpacySpecials of(String language) {
        Map<String, String[]> all = switch (language) {
            // these two have only their own
            case "fa", "tr" -> new LinkedHashMap<>();
            // a full stop is cut off any letter
            case "lt", "pl" -> base(false);
            default -> base(true);
        };
        String own = OF_LANGUAGES.get(language);
        if (own != null) {
            for (String special : own.split(" ")) {
                add(all, special.split("\\|"));
            }
        }
        if (DEGREE_IS_WHOLE.contains(language)) {
            for (String cut : DEGREES.split(" ")) {
                all.remove(cut.replace("|", ""));
            }
        }
        for (int day = 1; language.equals("da") && day <= 31; day++) {
            addWhole(all, day + ".");
        }
        if (language.equals("fi")) {
            finnishNegations(all);
        }
        if (HOURS.contains(language)) {
            hours(all, "a.m.", "am", "p.m.", "pm");
        }
        return new SpacySpecials(withCurly(all));
    }

    private static Map<String, String[]> base(boolean letters) {
        Map<String, String[]> all = new LinkedHashMap<>();
        addWhole(all, EMOTICONS);
        addWhole(all, OTHERS);
        for (String cut : DEGREES.split(" ")) {
            add(all, cut.split("\\|"));
        }
        if (letters) {
            for (char letter = 'a'; letter <= 'z'; letter++) {
                addWhole(all, letter + ".");
            }
            addWhole(all, "\u00e4. \u00f6. \u00fc.");
        }
        return all;
    }

    private static Map<String, String[]> english() {
        Map<String, String[]> all = base(true);
        pronouns(all);
        verbs(all);
        hours(all, "a.m.", "am", "p.m.", "pm");
        for (String cut : ENGLISH_CUT.split(" ")) {
            add(all, cut.split("\\|"));
        }
        for (String contracted : NOT_CONTRACTED.split(" ")) {
            all.remove(contracted);
        }
        addWhole(all, ENGLISH_WHOLE);
        return withCurly(all);
    }

    private static void addWhole(Map<String, String[]> all, String list) {
        for (String whole : list.split(" ")) {
            all.put(whole, new String[] {whole});
        }
    }

    private static void hours(Map<String, String[]> all, String... halves) {
        for (int hour = 1; hour <= 12; hour++) {
            for (String half : halves) {
                add(all, Integer.toString(hour), half);
            }
        }
    }

    /** Conjunctions that have grown together with the negative verb. */
    private static void finnishNegations(Map<String, String[]> all) {
        for (String conjunction : "ett jott kosk mutt vaikk ehk miks siks".split(" ")) {
            for (String verb : "en et ei emme ette eiv\u00e4t eivat".split(" ")) {
                addCased(all, conjunction, verb);
            }
        }
    }

    /** With a curly apostrophe, too, where there is a straight one. */
    private static Map<String, String[]> withCurly(Map<String, String[]> all) {
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
