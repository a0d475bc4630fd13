package dev.tamis.filters.clean;

import java.util.Locale;
import java.util.Set;

/**
 * The words that number the parts of a book, as in "Chapter 12": a line of one of them and a number is a heading, though its
 * numbers grow from line to line like those of pages. Our own list; a language that is missing is only less safe, since the
 * other rules for pages hold as well.
 */
public final class Divisions {
    private static final Set<String> WORDS = Set.of(
            // English
            "chapter",
            "chap",
            "book",
            "part",
            "canto",
            "section",
            "volume",
            "act",
            "scene",
            "letter",
            "sonnet",
            "psalm",
            "lesson",
            "lecture",
            "appendix",
            "figure",
            "fig",
            "table",
            "plate",
            "note",
            // French, Spanish, Portuguese, Italian, Romanian, Catalan
            "chapitre",
            "livre",
            "partie",
            "tome",
            "acte",
            "sc\u00e8ne",
            "lettre",
            "le\u00e7on",
            "chant",
            "cap\u00edtulo",
            "capitulo",
            "cap\u00edtol",
            "libro",
            "parte",
            "carta",
            "tomo",
            "lecci\u00f3n",
            "livro",
            "capitolo",
            "atto",
            "scena",
            "lettera",
            "capitolul",
            "partea",
            // German, Dutch, the Scandinavian languages
            "kapitel",
            "buch",
            "teil",
            "theil",
            "band",
            "abschnitt",
            "akt",
            "szene",
            "brief",
            "abbildung",
            "tabelle",
            "hoofdstuk",
            "deel",
            "bedrijf",
            "kapittel",
            "kap",
            "bok",
            "del",
            // Finnish, Estonian, Hungarian, Turkish, Latvian, Lithuanian
            "luku",
            "osa",
            "peat\u00fckk",
            "fejezet",
            "r\u00e9sz",
            "b\u00f6l\u00fcm",
            "k\u0131s\u0131m",
            "noda\u013ca",
            "skyrius",
            // Polish, Czech, Slovak, Croatian, Slovenian
            "rozdzia\u0142",
            "cz\u0119\u015b\u0107",
            "kapitola",
            "\u010d\u00e1st",
            "\u010das\u0165",
            "poglavlje",
            "poglavje",
            "dio",
            // Russian, Ukrainian, Bulgarian, Serbian, Greek
            "\u0433\u043b\u0430\u0432\u0430",
            "\u0447\u0430\u0441\u0442\u044c",
            "\u043a\u043d\u0438\u0433\u0430",
            "\u0440\u043e\u0437\u0434\u0456\u043b",
            "\u0447\u0430\u0441\u0442",
            "\u043f\u043e\u0433\u043b\u0430\u0432\u0459\u0435",
            "\u03ba\u03b5\u03c6\u03ac\u03bb\u03b1\u03b9\u03bf",
            "\u03bc\u03ad\u03c1\u03bf\u03c2",
            // Arabic, Persian, Hebrew, Hindi, Vietnamese, Indonesian
            "\u0627\u0644\u0641\u0635\u0644",
            "\u0641\u0635\u0644",
            "\u05e4\u05e8\u05e7",
            "\u0905\u0927\u094d\u092f\u093e\u092f",
            "ch\u01b0\u01a1ng",
            "bab");

    private Divisions() {}

    /** Whether a word, in any case and with or without a full stop or colon, is one of them. */
    public static boolean isDivision(String word) {
        int end = word.length();
        while (end > 0 && (word.charAt(end - 1) == '.' || word.charAt(end - 1) == ':')) {
            end--;
        }
        return WORDS.contains(word.substring(0, end).toLowerCase(Locale.ROOT));
    }
}
