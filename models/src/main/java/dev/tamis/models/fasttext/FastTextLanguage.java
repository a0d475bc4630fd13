package dev.tamis.models.fasttext;

import dev.tamis.filters.language.Guess;
import dev.tamis.filters.language.LanguageCodes;
import dev.tamis.filters.language.TextLanguage;
import dev.tamis.filters.text.TextView;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.Set;

/**
 * Tells languages by a fastText model such as lid.176 or GlotLID: the likeliest label, by its code, and its probability.
 *
 * <p>Line feeds part words. Of a text longer than {@value #SAMPLE} bytes, {@value #WINDOWS} windows are looked at, evenly
 * spread from its beginning to its end: the cost has a bound, and is the same for the same text. A text without letters is
 * undetermined. Safe for many threads.
 */
public final class FastTextLanguage implements TextLanguage {
    /** Most bytes of a text that are looked at. */
    static final int SAMPLE = 1 << 15;

    static final int WINDOWS = 16;

    private final String[] codes;
    private final ThreadLocal<Scratch> scratch;

    /**
     * @param model a classifier whose labels name languages, as {@link #codes} reads them
     * @throws IllegalArgumentException if it is no classifier, or a label names no language
     */
    public FastTextLanguage(FastTextModel model) {
        codes = codes(model.dictionary());
        Predictors predictors = new Predictors(model);
        scratch = ThreadLocal.withInitial(() -> new Scratch(predictors.predictor()));
    }

    /**
     * The codes of {@code lang} for the labels: {@code __label__eng_Latn} is taken for ISO 639-3 and a script, {@code
     * __label__en} and {@code __label__ceb} for the code of a Wikipedia, as lid.176 has them. Labels come by how often they
     * were seen in training: where several have one language in different scripts, the first has the plain code and the others
     * the script's behind it ({@code sr-Latn}). {@code und} and {@code zxx} stand for no language.
     */
    private static String[] codes(Dictionary dictionary) {
        String[] codes = new String[dictionary.labels()];
        Set<String> taken = new HashSet<>();
        for (int label = 0; label < codes.length; label++) {
            String name = dictionary.shortLabel(label);
            int bar = name.indexOf('_');
            String language = bar < 0 ? name : name.substring(0, bar);
            if (!isCode(language) || (bar >= 0 && !isScript(name, bar + 1))) {
                throw new IllegalArgumentException(
                        "Label " + dictionary.label(label) + " names no language: it should be one of"
                                + " ISO 639 with two or three letters, or one with _ and a script of ISO 15924, like eng_Latn");
            }
            if (language.equals("und") || language.equals("zxx")) {
                continue;
            }
            String code = bar < 0 ? ofWikipedia(language) : LanguageCodes.ofIso6393(language);
            codes[label] = taken.add(code) || bar < 0 ? code : code + "-" + name.substring(bar + 1);
        }
        return codes;
    }

    private static boolean isCode(String language) {
        return language.length() >= 2
                && language.length() <= 3
                && language.chars().allMatch(c -> c >= 'a' && c <= 'z');
    }

    /** Codes are written into tables and may name files: nothing else may come in by a label. */
    private static boolean isScript(String name, int from) {
        return name.length() == from + 4
                && name.charAt(from) >= 'A'
                && name.charAt(from) <= 'Z'
                && name.chars().skip(from + 1).allMatch(c -> c >= 'a' && c <= 'z');
    }

    /** Some Wikipedias have codes of their own. */
    private static String ofWikipedia(String code) {
        return switch (code) {
            case "als" -> "gsw";
            case "bh" -> "bho";
            case "eml" -> "egl";
            case "no" -> "nb";
            default -> code.length() == 3 ? LanguageCodes.ofIso6393(code) : code;
        };
    }

    @Override
    public Guess identify(CharSequence text) {
        byte[] utf8 = text.toString().getBytes(StandardCharsets.UTF_8);
        return identify(utf8, 0, utf8.length);
    }

    @Override
    public Guess identify(TextView view) {
        return identify(view.utf8(), 0, view.length());
    }

    @Override
    public Guess identify(byte[] utf8, int start, int end) {
        if (!hasLetter(utf8, start, end)) {
            return Guess.UNDETERMINED;
        }
        Scratch s = scratch.get();
        boolean read = end - start <= SAMPLE
                ? s.predictor.read(utf8, start, end)
                : s.predictor.read(s.sample, 0, sample(utf8, start, end, s.sample));
        int label = read ? s.predictor.best() : -1;
        if (label < 0 || codes[label] == null) {
            return Guess.UNDETERMINED;
        }
        return new Guess(codes[label], Math.max(0, Math.min(1, s.predictor.bestProbability())));
    }

    private static boolean hasLetter(byte[] utf8, int start, int end) {
        for (int i = start; i < end; ) {
            byte b = utf8[i];
            if (b >= 0) {
                if ((b | 0x20) >= 'a' && (b | 0x20) <= 'z') {
                    return true;
                }
                i++;
                continue;
            }
            int length = b >= (byte) 0xF0 ? 4 : b >= (byte) 0xE0 ? 3 : 2;
            int rest = Math.min(end, i + length);
            int codePoint = b & (0x7F >> length);
            for (int j = i + 1; j < rest; j++) {
                codePoint = codePoint << 6 | (utf8[j] & 0x3F);
            }
            if (Character.isLetter(codePoint)) {
                return true;
            }
            i = rest;
        }
        return false;
    }

    /** Copies windows of the text that begin and end at white space, where there is any in their last fifth. */
    private static int sample(byte[] utf8, int start, int end, byte[] to) {
        int window = SAMPLE / WINDOWS;
        int length = 0;
        for (int w = 0; w < WINDOWS; w++) {
            int from = start + (int) ((long) w * (end - start - window) / (WINDOWS - 1));
            int until = from + window - 1;
            from = w == 0 ? from : boundary(utf8, from, from + window / 5);
            if (w < WINDOWS - 1) {
                until = boundaryBefore(utf8, until, until - window / 5);
            } else {
                until = end;
            }
            // Where there is no white space, a byte less leaves room for the space behind the window.
            while (until - from >= window || (utf8[from] & 0xC0) == 0x80) {
                from++;
            }
            System.arraycopy(utf8, from, to, length, until - from);
            length += until - from;
            to[length++] = ' ';
        }
        return length;
    }

    /** The first white space from here, else the first place where a character begins. */
    private static int boundary(byte[] utf8, int from, int to) {
        for (int i = from; i < to; i++) {
            if (utf8[i] >= 0 && utf8[i] <= ' ') {
                return i;
            }
        }
        int i = from;
        while ((utf8[i] & 0xC0) == 0x80) {
            i++;
        }
        return i;
    }

    /** The last white space up to here, else the last place where a character begins. */
    private static int boundaryBefore(byte[] utf8, int from, int to) {
        for (int i = from; i > to; i--) {
            if (utf8[i] >= 0 && utf8[i] <= ' ') {
                return i;
            }
        }
        int i = from;
        while ((utf8[i] & 0xC0) == 0x80) {
            i--;
        }
        return i;
    }

    /** What one thread needs, kept from text to text. */
    private static final class Scratch {
        final Predictor predictor;
        final byte[] sample = new byte[SAMPLE];

        Scratch(Predictor predictor) {
            this.predictor = predictor;
        }
    }
}
