package dev.tamis.filters.language;

import java.lang.Character.UnicodeScript;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * Says which of some 130 languages a text is in.
 *
 * <p>A script that only one language of note uses answers by itself (Hangul, Thai, Georgian, ...). For the others, OpenNLP's
 * n-gram model is evaluated, and its probabilities are shared out again among the languages written in the text's main
 * script. Confidence is that probability, or the share of the text's letters that are in the one language's script. The
 * model counts each n-gram once, so its confidence grows with the text: near 0.1 for 100 letters of plain English, 0.5 for
 * 200, above 0.99 for 1,000.
 *
 * <p>Of a text longer than {@value #SAMPLE} characters, windows from its beginning, middle and end are looked at: the cost
 * has a bound, and is the same for the same text. Safe for many threads.
 */
public final class LanguageIdentifier implements TextLanguage {
    /** Most characters of a text that are looked at. */
    static final int SAMPLE = 2000;

    private static final int WINDOWS = 4;

    /** Japanese is written with at least this share of kana among its letters; one in so many. */
    private static final int LETTERS_PER_KANA = 10;

    /** Letters that Assamese, Tigrinya and Inuktitut have, and others of their script lack, among all; one in so many. */
    private static final int LETTERS_PER_MARK = 200;

    /** Scripts of one language, or of one that is written far more than the others. */
    private static final Map<UnicodeScript, String> OWN = Map.ofEntries(
            Map.entry(UnicodeScript.HANGUL, "ko"),
            Map.entry(UnicodeScript.HAN, "zh"),
            Map.entry(UnicodeScript.BOPOMOFO, "zh"),
            Map.entry(UnicodeScript.HIRAGANA, "ja"),
            Map.entry(UnicodeScript.KATAKANA, "ja"),
            Map.entry(UnicodeScript.THAI, "th"),
            Map.entry(UnicodeScript.LAO, "lo"),
            Map.entry(UnicodeScript.KHMER, "km"),
            Map.entry(UnicodeScript.MYANMAR, "my"),
            Map.entry(UnicodeScript.TIBETAN, "bo"),
            Map.entry(UnicodeScript.GREEK, "el"),
            Map.entry(UnicodeScript.HEBREW, "he"),
            Map.entry(UnicodeScript.ARMENIAN, "hy"),
            Map.entry(UnicodeScript.GEORGIAN, "ka"),
            Map.entry(UnicodeScript.TAMIL, "ta"),
            Map.entry(UnicodeScript.TELUGU, "te"),
            Map.entry(UnicodeScript.KANNADA, "kn"),
            Map.entry(UnicodeScript.MALAYALAM, "ml"),
            Map.entry(UnicodeScript.SINHALA, "si"),
            Map.entry(UnicodeScript.GUJARATI, "gu"),
            Map.entry(UnicodeScript.GURMUKHI, "pa"),
            Map.entry(UnicodeScript.ORIYA, "or"),
            Map.entry(UnicodeScript.BENGALI, "bn"),
            Map.entry(UnicodeScript.ETHIOPIC, "am"),
            Map.entry(UnicodeScript.THAANA, "dv"),
            Map.entry(UnicodeScript.CHEROKEE, "chr"),
            Map.entry(UnicodeScript.COPTIC, "cop"),
            Map.entry(UnicodeScript.SYRIAC, "syr"),
            Map.entry(UnicodeScript.MONGOLIAN, "mn"),
            Map.entry(UnicodeScript.CANADIAN_ABORIGINAL, "iu"),
            Map.entry(UnicodeScript.YI, "ii"),
            Map.entry(UnicodeScript.NKO, "nqo"),
            Map.entry(UnicodeScript.OL_CHIKI, "sat"),
            Map.entry(UnicodeScript.TIFINAGH, "zgh"),
            Map.entry(UnicodeScript.GOTHIC, "got"),
            Map.entry(UnicodeScript.JAVANESE, "jv"),
            Map.entry(UnicodeScript.BALINESE, "ban"),
            Map.entry(UnicodeScript.SUNDANESE, "su"),
            Map.entry(UnicodeScript.MEETEI_MAYEK, "mni"));

    /** Languages of the model by a script other than Latin; the rest is Latin, and a few are both. */
    private static final Map<UnicodeScript, Set<String>> OF_SCRIPT = Map.of(
            UnicodeScript.CYRILLIC,
            Set.of(
                    "bel", "bul", "mkd", "rus", "ukr", "srp", "mon", "tat", "bak", "che", "kaz", "kir", "tgk", "uzb",
                    "aze"),
            UnicodeScript.ARABIC,
            Set.of("ara", "fas", "pes", "pus", "urd", "pnb", "aze", "kaz"),
            UnicodeScript.DEVANAGARI,
            Set.of("hin", "mar", "nep", "san"));

    private static final Set<String> NOT_LATIN = Set.of(
            "ara", "bak", "bel", "ben", "bul", "che", "cmn", "ell", "fas", "guj", "heb", "hin", "hye", "jpn", "kan",
            "kat", "kir", "kor", "mal", "mar", "mkd", "mon", "nep", "pan", "pes", "pnb", "pus", "rus", "san", "sin",
            "tam", "tat", "tel", "tgk", "tha", "ukr", "urd");

    /** Some language of a script, as BCP 47 says it. */
    private static final Map<UnicodeScript, String> TAGS = Map.of(
            UnicodeScript.LATIN, "und-Latn",
            UnicodeScript.CYRILLIC, "und-Cyrl",
            UnicodeScript.ARABIC, "und-Arab",
            UnicodeScript.DEVANAGARI, "und-Deva");

    private static final List<Set<String>> ALIKE_IN_LINES =
            List.of(Set.of("ja", "zh"), Set.of("as", "bn"), Set.of("am", "ti"));

    private final NgramModel model;
    private final String[] codes;
    /** For each outcome of the model, the first outcome with the same code. */
    private final int[] sameAs;

    private final Map<UnicodeScript, boolean[]> written = new HashMap<>();
    /** Codes of the model's languages by the scripts that they are written in. */
    private final Map<UnicodeScript, Set<String>> codesOfScript = new HashMap<>();

    private final ThreadLocal<Scratch> scratch;

    private LanguageIdentifier(NgramModel model) {
        this.model = model;
        String[] languages = model.languages();
        this.codes = new String[languages.length];
        this.sameAs = new int[languages.length];
        Map<String, Integer> first = new HashMap<>();
        for (int i = 0; i < languages.length; i++) {
            // The model knows some languages under two codes.
            codes[i] = LanguageCodes.ofIso6393(languages[i]);
            Integer known = first.putIfAbsent(codes[i], i);
            sameAs[i] = known == null ? i : known;
        }
        boolean[] latin = new boolean[languages.length];
        for (int i = 0; i < languages.length; i++) {
            latin[i] = !NOT_LATIN.contains(languages[i]);
        }
        written.put(UnicodeScript.LATIN, latin);
        OF_SCRIPT.forEach((script, of) -> {
            boolean[] mask = new boolean[languages.length];
            for (int i = 0; i < languages.length; i++) {
                mask[i] = of.contains(languages[i]);
            }
            written.put(script, mask);
        });
        written.forEach((script, mask) -> {
            Set<String> of = new TreeSet<>();
            for (int i = 0; i < codes.length; i++) {
                if (mask[i]) {
                    of.add(codes[i]);
                }
            }
            codesOfScript.put(script, of);
        });
        this.scratch = ThreadLocal.withInitial(() -> new Scratch(model));
    }

    /** The one instance of this process; the first call reads the model, in about a second. */
    public static LanguageIdentifier shared() {
        return Shared.INSTANCE;
    }

    /** Every code that {@link #identify} may give, but for that of no language. */
    public static Set<String> codes() {
        Set<String> codes = new TreeSet<>(OWN.values());
        codes.addAll(List.of("as", "ti"));
        codes.addAll(List.of(shared().codes));
        return codes;
    }

    /** The likeliest language of a text without lone surrogates; {@link Guess#UNDETERMINED} without letters. */
    @Override
    public Guess identify(CharSequence text) {
        Scratch s = scratch.get();
        int length = sample(text, s.sample);
        s.scripts.count(s.sample, length);
        UnicodeScript main = s.scripts.main();
        if (main == null) {
            return Guess.UNDETERMINED;
        }
        if (OWN.containsKey(main)) {
            return byScript(main, s.scripts, s.sample, length);
        }
        boolean[] possible = written.get(main);
        if (possible == null) {
            return Guess.UNDETERMINED;
        }
        double[] probabilities = probabilities(s, length);
        return likeliest(probabilities, possible);
    }

    /**
     * The language of a line by its script, since the model needs more letters than lines have: one that only one language of
     * note uses, or {@code und-Latn}, {@code und-Cyrl}, {@code und-Arab} or {@code und-Deva} where the text's own language is
     * not written in it. All else is left undetermined.
     */
    @Override
    public Guess identifyLine(byte[] utf8, int start, int end, String textLanguage) {
        Set<String> latin = codesOfScript.get(UnicodeScript.LATIN);
        if (latin.contains(textLanguage) && isAscii(utf8, start, end)) {
            return Guess.UNDETERMINED;
        }
        Scratch s = scratch.get();
        int length = sample(new String(utf8, start, end - start, StandardCharsets.UTF_8), s.sample);
        s.scripts.count(s.sample, length);
        UnicodeScript main = s.scripts.main();
        if (main == null) {
            return Guess.UNDETERMINED;
        }
        if (OWN.containsKey(main)) {
            Guess guess = byScript(main, s.scripts, s.sample, length);
            // A line may lack the letters by which languages of one script are told apart.
            boolean alike = ALIKE_IN_LINES.stream()
                    .anyMatch(some -> some.contains(textLanguage) && some.contains(guess.language()));
            return alike ? Guess.UNDETERMINED : guess;
        }
        String tag = TAGS.get(main);
        if (tag == null || codesOfScript.get(main).contains(textLanguage)) {
            return Guess.UNDETERMINED;
        }
        return new Guess(tag, (double) s.scripts.of(main) / s.scripts.letters());
    }

    private static boolean isAscii(byte[] utf8, int start, int end) {
        for (int i = start; i < end; i++) {
            if (utf8[i] < 0) {
                return false;
            }
        }
        return true;
    }

    /** The model's own probabilities of a text of at most {@link #SAMPLE} characters, in the model's order. */
    double[] probabilities(CharSequence text) {
        Scratch s = scratch.get();
        return Arrays.copyOf(probabilities(s, sample(text, s.sample)), codes.length);
    }

    /** The model's codes, in its order. */
    String[] modelLanguages() {
        return model.languages();
    }

    private static double[] probabilities(Scratch s, int length) {
        s.cleaned.clean(s.sample, length);
        return s.evaluation.probabilities(s.cleaned.chars(), s.cleaned.length());
    }

    private Guess likeliest(double[] probabilities, boolean[] possible) {
        double[] merged = new double[codes.length];
        double sum = 0;
        for (int i = 0; i < codes.length; i++) {
            if (possible[i]) {
                merged[sameAs[i]] += probabilities[i];
                sum += probabilities[i];
            }
        }
        int best = 0;
        for (int i = 1; i < merged.length; i++) {
            if (merged[i] > merged[best]) {
                best = i;
            }
        }
        return sum > 0 ? new Guess(codes[best], Math.min(1, merged[best] / sum)) : Guess.UNDETERMINED;
    }

    private static Guess byScript(UnicodeScript main, Scripts scripts, char[] text, int length) {
        int own = scripts.of(main);
        String language = OWN.get(main);
        switch (main) {
            case HAN, HIRAGANA, KATAKANA, BOPOMOFO -> {
                int kana = scripts.of(UnicodeScript.HIRAGANA) + scripts.of(UnicodeScript.KATAKANA);
                int han = scripts.of(UnicodeScript.HAN) + scripts.of(UnicodeScript.BOPOMOFO);
                boolean japanese = kana * LETTERS_PER_KANA >= kana + han;
                language = japanese ? "ja" : "zh";
                own = japanese ? kana + han : han;
            }
            case HANGUL -> own += scripts.of(UnicodeScript.HAN);
            // Ra with middle and lower diagonal are Assamese alone.
            case BENGALI -> language = share(text, length, '\u09F0', '\u09F1', own) ? "as" : "bn";
            // The qh series is Tigrinya alone.
            case ETHIOPIC -> language = share(text, length, '\u1250', '\u125D', own) ? "ti" : "am";
            // Inuktitut's q series; without it, Cree or Ojibwe, which are not told apart.
            case CANADIAN_ABORIGINAL -> {
                if (!share(text, length, '\u157F', '\u1585', own)) {
                    return Guess.UNDETERMINED;
                }
            }
            default -> {}
        }
        return new Guess(language, (double) own / scripts.letters());
    }

    private static boolean share(char[] text, int length, char from, char to, int letters) {
        int found = 0;
        for (int i = 0; i < length; i++) {
            if (text[i] >= from && text[i] <= to) {
                found++;
            }
        }
        return found * LETTERS_PER_MARK > letters;
    }

    /** Copies the text, or windows of it that begin and end at white space where there is any, and gives their length. */
    private static int sample(CharSequence text, char[] out) {
        int length = text.length();
        if (length <= SAMPLE) {
            for (int i = 0; i < length; i++) {
                out[i] = text.charAt(i);
            }
            return length;
        }
        int window = SAMPLE / WINDOWS;
        int n = 0;
        for (int w = 0; w < WINDOWS; w++) {
            int start = (int) ((long) w * (length - window) / (WINDOWS - 1));
            int end = start + window - 1;
            if (w > 0) {
                start = boundary(text, start, end);
            }
            if (Character.isLowSurrogate(text.charAt(start))) {
                start++;
            }
            if (Character.isHighSurrogate(text.charAt(end - 1))) {
                end--;
            }
            for (int i = start; i < end; i++) {
                out[n++] = text.charAt(i);
            }
            out[n++] = '\n';
        }
        return n;
    }

    /** The first white space within a fifth of the window, or its start. */
    private static int boundary(CharSequence text, int start, int end) {
        int limit = start + (end - start) / 5;
        for (int i = start; i < limit; i++) {
            if (Character.isWhitespace(text.charAt(i))) {
                return i;
            }
        }
        return start;
    }

    private static final class Shared {
        static final LanguageIdentifier INSTANCE = new LanguageIdentifier(NgramModel.load());
    }

    /** What one thread needs, kept from text to text. */
    private static final class Scratch {
        final char[] sample = new char[SAMPLE];
        final Scripts scripts = new Scripts();
        final CleanedText cleaned = new CleanedText();
        final NgramModel.Evaluation evaluation;

        Scratch(NgramModel model) {
            this.evaluation = model.evaluation();
        }
    }
}
