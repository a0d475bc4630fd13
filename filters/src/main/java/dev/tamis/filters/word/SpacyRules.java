package dev.tamis.filters.word;

import dev.tamis.filters.text.Utf8;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * What spaCy's tokenizer of a language peels off and cuts ({@code spacy/lang/*}{@code /punctuation.py}, spaCy 3.8): its
 * language-neutral rules, and where the language departs from them. Languages are those that datatrove's {@code
 * tokenizer_assignment.csv} gives to a blank spaCy pipeline whose words are cut by rules. Immutable.
 *
 * <p>Sets of characters are written as strings in which some letters stand for a class: {@code a} a letter, {@code l} a
 * lower-case and {@code u} an upper-case one (letters without case are both), {@code A} one of ASCII, {@code m} a combining
 * mark, {@code 9} a digit, {@code q} a quote, {@code Q} a quote other than the straight single one, {@code p} punctuation.
 * Any other character stands for itself.
 *
 * <p>Abbreviations and contractions are the common ones of a language, not all that spaCy has.
 */
final class SpacyRules {
    private static final String HYPHENS = "-\u2013\u2014~ -- --- \u2014\u2014";
    private static final String DASHES = "\u2013\u2014~ -- --- \u2014\u2014";
    private static final String BRACKETS = "Q)][(";
    private static final String AFTER_STOP = "%\u00b2-+";

    /** A longer number has no degree sign, so that looking for one costs little. */
    private static final int LONGEST_NUMBER = 20;

    private static final byte[] DEGREE = "\u00b0".getBytes(StandardCharsets.UTF_8);

    private static final Map<String, SpacyRules> MADE = new ConcurrentHashMap<>();

    /** The rules of the tokenizer that datatrove's English filters count with. */
    static final SpacyRules ENGLISH = new SpacyRules(neutral().hyphensAfterDigits(), SpacySpecials.ENGLISH);

    private final SpacySpecials specials;
    private final Chars prefixes;
    private final Chars notPrefixes;
    private final boolean plus;
    private final List<Literal> prefixLiterals;
    private final boolean shortDollar;
    private final boolean compounds;
    private final boolean degrees;
    private final Chars suffixes;
    private final Chars notSuffixes;
    private final boolean icons;
    private final boolean iconsAtEnd;
    private final boolean genitive;
    private final boolean dotsAtEnd;
    private final Chars beforeStop;
    private final boolean capitals;
    private final Chars beforePrime;
    private final List<Literal> suffixLiterals;
    private final boolean units;
    private final boolean percent;
    private final Chars notIcons;
    private final List<Infix> infixes;
    private final Chars afterElision;
    private final WholeWords whole;

    private SpacyRules(Builder from, SpacySpecials specials) {
        this.specials = specials;
        prefixes = Chars.of(from.prefixes);
        notPrefixes = Chars.of(from.notPrefixes);
        plus = from.plus;
        prefixLiterals = List.copyOf(from.prefixLiterals);
        shortDollar = from.shortDollar;
        compounds = from.compounds;
        degrees = from.degrees;
        suffixes = Chars.of(from.suffixes);
        notSuffixes = Chars.of(from.notSuffixes);
        icons = from.icons;
        iconsAtEnd = from.iconsAtEnd;
        genitive = from.genitive;
        dotsAtEnd = from.dotsAtEnd;
        beforeStop = Chars.of(from.beforeStop);
        capitals = from.capitals;
        beforePrime = from.beforePrime == null ? null : Chars.of(from.beforePrime);
        suffixLiterals = List.copyOf(from.suffixLiterals);
        units = from.units;
        percent = from.percent;
        notIcons = Chars.of(from.notIcons);
        infixes = List.copyOf(from.infixes);
        afterElision = Chars.of(from.afterElision);
        whole = from.whole;
    }

    /** The rules of a language by its code, or null where FineWeb-2 counts its words otherwise. */
    static SpacyRules of(String language) {
        SpacyRules made = MADE.get(language);
        if (made != null) {
            return made;
        }
        if (language.equals("en")) {
            return ENGLISH;
        }
        Builder rules = rules(language);
        if (rules == null) {
            return null;
        }
        return MADE.computeIfAbsent(language, key -> new SpacyRules(rules, SpacySpecials.of(key)));
    }

    private static Builder rules(String language) {
        return switch (language) {
            case "af", "az", "cs", "et", "eu", "ga", "he", "hr", "hy", "is", "ka", "lv", "mk", "sk", "sq", "tl" ->
                neutral();
            case "sw" -> neutral().hyphensAfterDigits();
            case "ar", "fa" -> neutral().genitive(false).stop("").noIconsAtEnd().notSuffixes("\u2013\u2014");
            case "bg", "ru", "uk" -> combining();
            case "bs", "sr" ->
                neutral()
                        .genitive(false)
                        .stop("aqp" + AFTER_STOP + "|")
                        .capitals(false)
                        .notSuffixes("\u2013\u2014")
                        .noHyphens();
            case "ca" -> catalan();
            case "da" ->
                northern()
                        .prime("sSxXzZ")
                        .infix("a", ":<>=", "a")
                        .infix("a9", ":<>=/", "a")
                        .infix("a", " --", "a");
            case "de" ->
                northern()
                        .genitive(false)
                        .stop("lqp" + AFTER_STOP + "|")
                        .notSuffixes("\u2013\u2014")
                        .suffix(null, "'' /")
                        .prefix("``", null)
                        .infix("a", ":<>=", "a")
                        .infix("9a", "/", "9a")
                        .infix("a", " --", "a")
                        .infix("9", "-", "9");
            case "el" -> greek();
            case "es" ->
                neutral()
                        .genitive(false)
                        .stop("9lqp\u2013\u2014" + AFTER_STOP + "|")
                        .percent(false)
                        .noInfixes()
                        .infix("9", "+*^", "9-")
                        .infix("lq\u2013\u2014", ".", "uq\u2013\u2014")
                        .infix("a", ",", "a")
                        .infix("a9", ":<>=/", "a");
            case "fi" -> northern().prime(null).infix("a", DASHES, "a").infix("a9", "<>=/", "a");
            case "fr" -> french();
            case "hu" -> hungarian();
            case "id", "ms" -> malay();
            case "it" ->
                neutral()
                        .degrees()
                        .noInfixes()
                        .infix("9", "+-*^", "9-")
                        .infix("lq", ".", "uq")
                        .infix("a", ",", "a")
                        .infix("a", HYPHENS, "l")
                        .infix("a9", ":<>=/", "a")
                        .elision("a9\"");
            case "lt" ->
                neutral()
                        .suffix(null, ".")
                        .noInfixes()
                        .infix("9", "+*^", "9-")
                        .infix("lq", ".", "uq")
                        .infix("a", ",", "a")
                        .infix("a", HYPHENS, "a")
                        .infix("a9", ":<>=/", "a");
            case "nb" ->
                northern()
                        .notPrefixes("#")
                        .prime("sSxXzZ")
                        .stop("lQp" + AFTER_STOP + "|")
                        .notIcons("\u00b0")
                        .infix("a", ":<>=/", "a")
                        .infix("a", " --", "a");
            case "nl" ->
                northern()
                        .percent(false)
                        .prefix(",,", null)
                        .suffix(null, "''")
                        .infix("a\"", ":<>=", "a")
                        .infix("a", " --", "a");
            case "pl" -> polish();
            case "pt" ->
                neutral()
                        .shortDollar()
                        .compounds()
                        .noInfixes()
                        .infix("9", "+*^", "9-")
                        .infix("lq", ".", "uq")
                        .infix("a", ",", "a")
                        .infix("a", DASHES, "a")
                        .infix("a9", ":<>=/", "a");
            case "ro" -> romanian();
            case "sl" ->
                neutral()
                        .genitive(false)
                        .prefixes("+/\u2022\u00af\u00d7-~")
                        .suffixes("+/\u2022\u00af=\u00d7-~")
                        .stop("lqp" + AFTER_STOP + "|")
                        .hyphensAfterDigits();
            case "sv" ->
                northern()
                        .prime("sSxXzZ")
                        .infix("a", "<>=", "a")
                        .infix("u9", ":", "u")
                        .infix("a9", "<>=/", "a")
                        .infix("a", " --", "a");
            case "tr" -> neutral().whole(WholeWords.TURKISH_NUMBER);
            default -> null;
        };
    }

    private static Builder neutral() {
        return new Builder()
                .infix("9", "+-*^", "9-")
                .infix("lq", ".", "uq")
                .infix("a", ",", "a")
                .infix("a", HYPHENS, "a")
                .infix("a9", ":<>=/", "a");
    }

    /** The rules that the Scandinavian and some other tokenizers share: no hyphens, but quotes and brackets between letters. */
    private static Builder northern() {
        return new Builder()
                .genitive(false)
                .infix("l", ".", "u")
                .infix("a", ",!?", "a")
                .infix("a", BRACKETS, "a");
    }

    /** Letters with marks over them count as letters. */
    private static Builder combining() {
        return neutral()
                .stop("9lqpm" + AFTER_STOP + "|")
                .noInfixes()
                .infix("9", "+-*^", "9-")
                .infix("lqm", ".", "uq")
                .infix("am", ",", "a")
                .infix("am", HYPHENS, "a")
                .infix("a9m", ":<>=/", "a");
    }

    private static Builder catalan() {
        return neutral()
                .genitive(false)
                .percent(false)
                .prefixes("-")
                .suffixes("-")
                .noHyphens()
                .elision("a9")
                .infixUnless(" 'ls 'l 'ns 't 'm 'n -les -la -lo -li -los -me -nos -te -vos -se -hi -ne -ho", "A")
                .infix(null, " -l' -m' -t' -n'", null);
    }

    private static Builder french() {
        Builder rules = neutral()
                .genitive(false)
                .noIconsAtEnd()
                .notSuffixes("\u2013\u2014")
                .stop("9lq(?:)" + AFTER_STOP)
                .elision("a")
                .whole(WholeWords.FRENCH_COMPOUND);
        for (String apostrophe : new String[] {"'", "\u2019"}) {
            for (String letter : "d l n D L N".split(" ")) {
                rules.prefix(letter + apostrophe, "a");
            }
        }
        for (String hyphen : "- \u2013 \u2014 \u2010 \u2011".split(" ")) {
            for (String word : "ce cl\u00e9s elle en il ils je l\u00e0 moi nous on t vous".split(" ")) {
                rules.suffix("a", hyphen + word).suffix("a", hyphen + word.toUpperCase(Locale.ROOT));
            }
        }
        return rules;
    }

    private static Builder greek() {
        return neutral()
                .genitive(false)
                .percent(false)
                .plus(false)
                .notPrefixes("\u2013\u2014")
                .notSuffixes("\u2013\u2014")
                .prefix("''", null)
                .stop(
                        "9lq(?:)\u00b2-+\u0391\u0392\u0393\u0394\u0395\u0396\u0397\u0398\u0399\u039a\u039b\u039c\u039d\u039e"
                                + "\u039f\u03a0\u03a1\u03a3\u03a4\u03a5\u03a6\u03a7\u03a8\u03a9")
                .noInfixes()
                .infix("l", ".", "u")
                .infix("a", ",", "a")
                // a Greek compound with hyphens is a suffix, and so stays whole
                .infix("a", DASHES, "a")
                .infix("a", ":<>=/", "a");
    }

    private static Builder hungarian() {
        return northern()
                .percent(false)
                .plus(false)
                .notPrefixes("\u00a7%=\u2013\u2014$\u00a3\u20ac\u00a5\u00b0")
                .notSuffixes("\u2013\u2014")
                .icons(false)
                .prefix(".", "a")
                .suffix(null, "+")
                .suffix("l)", "-e")
                .stop("lq(?:)$\u00a2\u00a3\u20ac\u00a5\u0e3f" + AFTER_STOP)
                .capitals(false)
                .whole(WholeWords.HUNGARIAN_NUMBER)
                .noInfixes()
                .infix("l", ".", "u")
                .infix("a", ",!?", "a")
                .infix("a", ":<>=", "a")
                .infix("a", " --", "a")
                .infix("a", BRACKETS, "-a");
    }

    private static Builder malay() {
        return neutral()
                .prefixes("/")
                .prefix("Rp", null)
                .prefix("RM", null)
                .suffixes("-")
                .suffix(null, "-nya -Nya -ku -Ku -mu -Mu")
                .whole(WholeWords.TWICE)
                .infix("9", "/", "9%-")
                .infix("9", "%", "a9/")
                .infix("a", "-", "9")
                .infix("9", "-", "a")
                .infix("a", "/-", "a$");
    }

    private static Builder polish() {
        Builder rules = new Builder()
                .genitive(false)
                .dotsAtEnd(false)
                .notSuffixes("\u2013\u2014")
                .suffix(null, "'' \u2019\u2019 .")
                .infix(null, "-\u2013\u2014~", null)
                .infix("9a", ".", "9u")
                .infix("a", ",!?", "a")
                .infix("a", ":<>=/", "a")
                .infix("a", BRACKETS, "-a");
        for (String part : "d\u0142ugo kr\u00f3tko jedno dwu trzy cztero".split(" ")) {
            rules.prefix(part + "-", null);
        }
        return rules;
    }

    private static Builder romanian() {
        Builder rules = neutral()
                .genitive(false)
                .units(false)
                .notIcons("\u00b0")
                .noInfixes()
                .infix("9", "+*^", "9-")
                .infix("lq", ".", "uq")
                .infix("a", ",", "a")
                .infix("a9", ":<>=", "a");
        for (String before :
                ("a c ce cu d de dintr e f\u0103r i l le m mi n ne p pe prim printr s se te v \u00eentr \u0219"
                                + " \u0219i \u021bi")
                        .split(" ")) {
            for (String variant : variants(before)) {
                rules.prefix(variant + "-", null);
            }
        }
        for (String after :
                ("a aceasta ai al ale alta am ar astea at\u00e2ta au a\u0219 a\u021bi i ilor l le lea mea meu mi"
                                + " m\u0103 n ne o oi or s se si te ul ului un uri urile urilor ve\u021bi v\u0103 \u0103\u0219tia"
                                + " \u0219i \u021bi")
                        .split(" ")) {
            for (String variant : variants(after)) {
                rules.suffix(null, "-" + variant);
            }
        }
        return rules;
    }

    /** A Romanian word in lower and upper case and with a capital, with its marks, with cedillas for commas, and without. */
    private static List<String> variants(String word) {
        List<String> all = new ArrayList<>();
        String cedillas = word.replace('\u0219', '\u015f').replace('\u021b', '\u0163');
        String bare = word.replaceAll("[\u0103\u00e2]", "a")
                .replace('\u00ee', 'i')
                .replace('\u0219', 's')
                .replace('\u021b', 't');
        for (String written : new String[] {word, cedillas, bare}) {
            String upper = written.toUpperCase(Locale.ROOT);
            for (String cased : new String[] {written, upper, upper.charAt(0) + written.substring(1)}) {
                if (!all.contains(cased)) {
                    all.add(cased);
                }
            }
        }
        return all;
    }

    SpacySpecials specials() {
        return specials;
    }

    /** Whether a full stop is cut off after lower-case letters and after two capitals, as it is in most languages. */
    boolean isUsualStop() {
        return capitals && beforeStop.has('a') && dotsAtEnd;
    }

    boolean isUsualPrime() {
        return beforePrime == null;
    }

    /** The end of the prefix at the start of a string, or the start where it has none. */
    int afterPrefix(byte[] bytes, int from, int to) {
        int length = Utf8.lengthAt(bytes, from, to);
        int c = Utf8.codePointAt(bytes, from, length);
        for (Literal literal : prefixLiterals) {
            int end = from + literal.utf8.length;
            if (literal.utf8[0] == bytes[from]
                    && startsWith(bytes, from, to, literal.utf8)
                    && literal.goesOn(bytes, end, to)) {
                return end;
            }
        }
        if (shortDollar) {
            int dollar = from;
            for (int i = 0; i < 3 && dollar < to && isWordChar(Utf8.firstCodePoint(bytes, dollar, to)); i++) {
                dollar += Utf8.lengthAt(bytes, dollar, to);
            }
            if (dollar > from && dollar < to && bytes[dollar] == '$') {
                return dollar + 1;
            }
        }
        if (degrees) {
            int end = afterDigits(bytes, from, Math.min(to, from + LONGEST_NUMBER));
            if (end > from && startsWith(bytes, end, to, DEGREE)) {
                return end + DEGREE.length;
            }
            if (c == '\'' && afterDigits(bytes, from + 1, Math.min(from + 3, to)) == from + 3) {
                return from + 3;
            }
        }
        if (isPrefix(c)) {
            return from + length;
        }
        if (c == '+' && plus) {
            boolean signed = from + 1 < to && bytes[from + 1] >= '0' && bytes[from + 1] <= '9';
            return signed ? from : from + 1;
        }
        if (c == '.') {
            int at = from;
            while (at < to && bytes[at] == '.') {
                at++;
            }
            return at - from > 1 ? at : from;
        }
        for (byte[] currency : SpacyUnits.CURRENCY_WORDS) {
            if (startsWith(bytes, from, to, currency)) {
                return from + currency.length;
            }
        }
        return from;
    }

    private boolean isPrefix(int c) {
        boolean cut = SpacyClasses.is(c, SpacyClasses.PREFIX)
                && !notPrefixes.has(c)
                && (icons || !SpacyClasses.is(c, SpacyClasses.ICON));
        return cut || prefixes.has(c);
    }

    private static int afterDigits(byte[] bytes, int from, int to) {
        int at = from;
        while (at < to && bytes[at] >= '0' && bytes[at] <= '9') {
            at++;
        }
        return at;
    }

    private static boolean isWordChar(int c) {
        return c == '_' || Character.isLetterOrDigit(c);
    }

    /** The start of the longest suffix at the end of a string, or the end where it has none. */
    int suffixStart(byte[] bytes, int from, int to) {
        if (from >= to) {
            return to;
        }
        int last = Utf8.lastStart(bytes, from, to);
        int c = Utf8.codePointAt(bytes, last, to - last);
        int before = last > from ? Utf8.lastCodePoint(bytes, from, last) : -1;
        int best = isSuffix(c, before) ? last : to;
        if (c == '\u2026' && before == '\u2026' && dotsAtEnd) {
            return last - 3;
        }
        if (c == '.') {
            best = Math.min(best, stopStart(bytes, from, last, to));
        } else if (genitive && (c == 's' || c == 'S')) {
            if (before == '\'' || before == '\u2019') {
                best = Utf8.lastStart(bytes, from, last);
            }
        } else if (c == '+' && isOf(before, SpacyClasses.DIGIT)) {
            best = last;
        }
        for (Literal literal : suffixLiterals) {
            int start = to - literal.utf8.length;
            if (start >= from
                    && start < best
                    && literal.utf8[literal.utf8.length - 1] == bytes[to - 1]
                    && startsWith(bytes, start, to, literal.utf8)
                    && literal.comesAfter(bytes, from, start)) {
                best = start;
            }
        }
        return Math.min(
                best, units ? SpacyUnits.start(bytes, from, to, percent) : SpacyUnits.currencyStart(bytes, from, to));
    }

    private boolean isSuffix(int c, int before) {
        if (c == '\'' && beforePrime != null) {
            return before >= 0 && !beforePrime.isEmpty() && !beforePrime.has(before);
        }
        boolean cut = SpacyClasses.is(c, SpacyClasses.SUFFIX)
                && !notSuffixes.has(c)
                && !notIcons.has(c)
                && ((icons && iconsAtEnd) || !SpacyClasses.is(c, SpacyClasses.ICON));
        return cut || suffixes.has(c);
    }

    private int stopStart(byte[] bytes, int from, int last, int to) {
        int at = last;
        while (dotsAtEnd && at > from && bytes[at - 1] == '.') {
            at--;
        }
        if (to - at > 1) {
            return at;
        }
        if (last == from) {
            return to;
        }
        int before = Utf8.lastCodePoint(bytes, from, last);
        int beforeStart = Utf8.lastStart(bytes, from, last);
        boolean degree = "FfCcKk".indexOf(before) >= 0
                && beforeStart > from
                && Utf8.lastCodePoint(bytes, from, beforeStart) == '\u00b0';
        if (beforeStop.has(before) || (degree && iconsAtEnd)) {
            return last;
        }
        boolean twoCapitals = capitals
                && SpacyClasses.is(before, SpacyClasses.UPPER)
                && beforeStart > from
                && SpacyClasses.is(Utf8.lastCodePoint(bytes, from, beforeStart), SpacyClasses.UPPER);
        return twoCapitals ? last : to;
    }

    /** How many bytes from a position on are an infix: none (0) unless a rule holds. */
    int infixLength(byte[] bytes, int before, int at, int c, int length, int to) {
        if (compounds && isWordChar(c) && !isWordChar(before)) {
            int end = afterCompound(bytes, at, to);
            if (end > at) {
                return end - at;
            }
        }
        if (SpacyClasses.is(c, SpacyClasses.ALPHA | SpacyClasses.DIGIT)) {
            return 0;
        }
        int next = at + length < to ? Utf8.firstCodePoint(bytes, at + length, to) : -1;
        if (c == '.' && next == '.') {
            int end = at;
            while (end < to && bytes[end] == '.') {
                end++;
            }
            return end - at;
        }
        if (c == '\u2026' || (icons && SpacyClasses.is(c, SpacyClasses.ICON) && !notIcons.has(c))) {
            return length;
        }
        for (Infix infix : infixes) {
            int found = infix.length(bytes, before, at, c, length, next, to);
            if (found > 0) {
                return found;
            }
        }
        return 0;
    }

    /** The end of two or more words with a hyphen between them, or the start where there are none. */
    private static int afterCompound(byte[] bytes, int from, int to) {
        int at = from;
        int end = from;
        int length;
        for (boolean joined = false; at < to; at += length) {
            length = Utf8.lengthAt(bytes, at, to);
            int c = Utf8.codePointAt(bytes, at, length);
            if (isWordChar(c)) {
                end = joined ? at + length : end;
            } else if (c == '-' && bytes[at - 1] != '-') {
                joined = true;
            } else {
                break;
            }
        }
        return end;
    }

    /** Whether an apostrophe after a letter, which ends right before a code point, elides a vowel, so that the word ends there. */
    boolean endsElision(int beforeApostrophe, int apostrophe, int c) {
        return !afterElision.isEmpty()
                && (apostrophe == '\'' || apostrophe == '\u2019')
                && isOf(beforeApostrophe, SpacyClasses.ALPHA)
                && afterElision.has(c);
    }

    /** Whether a string is one word to the language's {@code token_match}, whatever could be cut off it. */
    boolean isWhole(byte[] bytes, int from, int to) {
        return whole.matches(bytes, from, to);
    }

    private static boolean isOf(int codePoint, int classes) {
        return codePoint >= 0 && SpacyClasses.is(codePoint, classes);
    }

    private static boolean startsWith(byte[] bytes, int from, int to, byte[] prefix) {
        return to - from >= prefix.length && Arrays.equals(bytes, from, from + prefix.length, prefix, 0, prefix.length);
    }

    /** A set of characters: classes and others by themselves. */
    private record Chars(int classes, String others) {
        private static final String LETTERS = "aluAm9qQp";
        private static final int[] CLASSES = {
            SpacyClasses.ALPHA,
            SpacyClasses.LOWER,
            SpacyClasses.UPPER,
            SpacyClasses.ASCII_LETTER,
            SpacyClasses.COMBINING,
            SpacyClasses.DIGIT,
            SpacyClasses.QUOTE,
            SpacyClasses.QUOTE_BUT_PRIME,
            SpacyClasses.PUNCTUATION
        };

        static Chars of(String set) {
            int classes = 0;
            StringBuilder others = new StringBuilder();
            for (int i = 0; i < set.length(); i++) {
                char c = set.charAt(i);
                int letter = LETTERS.indexOf(c);
                if (letter >= 0) {
                    classes |= CLASSES[letter];
                } else {
                    others.append(c);
                }
            }
            return new Chars(classes, others.toString());
        }

        boolean isEmpty() {
            return classes == 0 && others.isEmpty();
        }

        boolean has(int c) {
            return c >= 0 && (SpacyClasses.is(c, classes) || (!others.isEmpty() && others.indexOf(c) >= 0));
        }
    }

    /** A string at the start or end of another, and what must stand beside it, or null. */
    private record Literal(byte[] utf8, Chars beside) {
        boolean goesOn(byte[] bytes, int end, int to) {
            return beside == null || (end < to && beside.has(Utf8.firstCodePoint(bytes, end, to)));
        }

        boolean comesAfter(byte[] bytes, int from, int start) {
            return beside == null || (start > from && beside.has(Utf8.lastCodePoint(bytes, from, start)));
        }
    }

    /** A mark or string that is cut out between what stands before and after it. */
    private record Infix(Chars before, Chars marks, List<byte[]> strings, Chars after, boolean unless) {
        int length(byte[] bytes, int last, int at, int c, int length, int next, int to) {
            if (before != null && !before.has(last)) {
                return 0;
            }
            if (marks.has(c) && isFollowed(next)) {
                return length;
            }
            for (byte[] string : strings) {
                int end = at + string.length;
                if (startsWith(bytes, at, to, string)
                        && isFollowed(end < to ? Utf8.firstCodePoint(bytes, end, to) : -1)) {
                    return string.length;
                }
            }
            return 0;
        }

        private boolean isFollowed(int next) {
            return after == null || after.has(next) != unless;
        }
    }

    /** The language-neutral rules but for infixes, and what a language changes. */
    private static final class Builder {
        private String prefixes = "";
        private String notPrefixes = "";
        private boolean plus = true;
        private final List<Literal> prefixLiterals = new ArrayList<>();
        private boolean shortDollar;
        private boolean compounds;
        private boolean degrees;
        private String suffixes = "";
        private String notSuffixes = "";
        private boolean icons = true;
        private boolean iconsAtEnd = true;
        private boolean genitive = true;
        private boolean dotsAtEnd = true;
        // the set joins the punctuation by bars, so that a bar is in it
        private String beforeStop = "9lqp" + AFTER_STOP + "|";
        private boolean capitals = true;
        private String beforePrime;
        private final List<Literal> suffixLiterals = new ArrayList<>();
        private boolean units = true;
        private boolean percent = true;
        private String notIcons = "";
        private final List<Infix> infixes = new ArrayList<>();
        private String afterElision = "";
        private WholeWords whole = WholeWords.NONE;

        Builder prefixes(String set) {
            prefixes = set;
            return this;
        }

        Builder notPrefixes(String set) {
            notPrefixes = set;
            return this;
        }

        Builder plus(boolean cut) {
            plus = cut;
            return this;
        }

        Builder prefix(String literal, String before) {
            Chars beside = before == null ? null : Chars.of(before);
            prefixLiterals.add(new Literal(literal.getBytes(StandardCharsets.UTF_8), beside));
            return this;
        }

        /** Words joined by hyphens are one. */
        Builder compounds() {
            compounds = true;
            return this;
        }

        /** A number with a degree sign goes with it, and an apostrophe with the two digits of a year. */
        Builder degrees() {
            degrees = true;
            return this;
        }

        /** Up to three letters or digits before a dollar go with it. */
        Builder shortDollar() {
            shortDollar = true;
            return this;
        }

        Builder suffixes(String set) {
            suffixes = set;
            return this;
        }

        Builder notSuffixes(String set) {
            notSuffixes = set;
            return this;
        }

        Builder icons(boolean cut) {
            icons = cut;
            return this;
        }

        Builder noIconsAtEnd() {
            iconsAtEnd = false;
            return this;
        }

        Builder suffix(String after, String literals) {
            for (String literal : literals.split(" ")) {
                Chars beside = after == null ? null : Chars.of(after);
                suffixLiterals.add(new Literal(literal.getBytes(StandardCharsets.UTF_8), beside));
            }
            return this;
        }

        Builder genitive(boolean cut) {
            genitive = cut;
            return this;
        }

        Builder dotsAtEnd(boolean together) {
            dotsAtEnd = together;
            return this;
        }

        Builder stop(String after) {
            beforeStop = after;
            return this;
        }

        Builder capitals(boolean cut) {
            capitals = cut;
            return this;
        }

        /** A straight single quote is cut off after other characters than these; null: after none. */
        Builder prime(String unlessAfter) {
            beforePrime = unlessAfter == null ? "" : unlessAfter;
            return this;
        }

        Builder units(boolean cut) {
            units = cut;
            return this;
        }

        Builder percent(boolean unit) {
            percent = unit;
            return this;
        }

        Builder notIcons(String set) {
            notIcons = set;
            return this;
        }

        Builder whole(WholeWords what) {
            whole = what;
            return this;
        }

        Builder elision(String before) {
            afterElision = before;
            return this;
        }

        Builder noInfixes() {
            infixes.clear();
            return this;
        }

        Builder noHyphens() {
            return noInfixes()
                    .infix("9", "+-*^", "9-")
                    .infix("lq", ".", "uq")
                    .infix("a", ",", "a")
                    .infix("a9", ":<>=/", "a");
        }

        Builder hyphensAfterDigits() {
            return noHyphens().infix("a9", HYPHENS, "a");
        }

        /** Marks, then after a space strings, between a character before and one after; null: any or none. */
        Builder infix(String before, String marks, String after) {
            return infix(before, marks, after, false);
        }

        /** Strings before anything but some characters. */
        Builder infixUnless(String strings, String after) {
            return infix(null, strings, after, true);
        }

        private Builder infix(String before, String marks, String after, boolean unless) {
            String[] parts = marks.split(" ");
            List<byte[]> strings = new ArrayList<>();
            for (int i = 1; i < parts.length; i++) {
                strings.add(parts[i].getBytes(StandardCharsets.UTF_8));
            }
            infixes.add(new Infix(
                    before == null ? null : Chars.of(before),
                    Chars.of(parts[0]),
                    List.copyOf(strings),
                    after == null ? null : Chars.of(after),
                    unless));
            return this;
        }
    }
}
