package dev.tamis.models.ngram;

import dev.tamis.filters.text.Utf8;
import dev.tamis.models.text.Casing;
import dev.tamis.tokenizer.ByteArray;
import java.nio.charset.StandardCharsets;
import java.text.Normalizer;
import java.util.Locale;

/**
 * The normal form in which CCNet's language models know text (Wenzek et al. 2020; {@code text_normalizer.py} of
 * facebookresearch/cc_net, {@code normalize} with its defaults): white space at the ends goes, then each character becomes
 * lower case, is decomposed canonically and loses its marks (category Mn; Hangul syllables become their letters), digits become
 * 0, 34 punctuation marks become ASCII, and control characters go, line feeds and tabs among them. The normal form of duplicate
 * lines in {@link dev.tamis.filters.passage.PassageUnits} is another one: it drops punctuation and keeps spaces apart.
 *
 * <p>Every character becomes something by itself, but for a capital sigma at a word's end.
 */
public final class CcnetText {
    /** Ideographs from U+20000 to before these stay as they are; these decompose. */
    private static final int COMPATIBLE_IDEOGRAPHS = 0x2F800;

    private static final byte[] FINAL_SIGMA =
            Character.toString(Casing.FINAL_SIGMA).getBytes(StandardCharsets.UTF_8);

    /** Marks that become others, and what: the same places of both lists. */
    private static final String MARKS = "，。、„”“«»「」《》´∶：？！（）；–～’━〈〉【】％►";

    private static final String ASCII = ",.,\"\"\"\"\"\"\"\"\"'::?!();-~'-<>[]%-";

    /** ASCII characters looked at together. */
    private static final int BATCH = 256;

    /** What code points become, as far as the planes that have case, marks and digits go. */
    private static final byte[][] FORMS = new byte[0x20000][];

    /** What ASCII characters become; 0 for those that go. */
    private static final byte[] ASCII_FORMS = new byte[128];

    static {
        for (int c = 0; c < FORMS.length; c++) {
            FORMS[c] = make(c);
        }
        for (int c = 0; c < ASCII_FORMS.length; c++) {
            ASCII_FORMS[c] = FORMS[c].length == 0 ? 0 : FORMS[c][0];
        }
    }

    private CcnetText() {}

    /**
     * Writes the normal form of a text.
     *
     * @param utf8 valid UTF-8
     * @param out emptied first
     */
    public static void normalize(byte[] utf8, int from, int length, ByteArray out) {
        out.clear();
        int start = from;
        int end = from + length;
        while (start < end && isSpace(Utf8.firstCodePoint(utf8, start, end))) {
            start += Utf8.lengthAt(utf8, start, end);
        }
        while (start < end && isSpace(Utf8.lastCodePoint(utf8, start, end))) {
            end = Utf8.lastStart(utf8, start, end);
        }
        int at = start;
        while (at < end) {
            int stop = Math.min(end, at + BATCH);
            out.reserve(BATCH);
            byte[] normal = out.array();
            int size = out.size();
            while (at < stop && utf8[at] >= 0) {
                byte form = ASCII_FORMS[utf8[at++]];
                normal[size] = form;
                size += form == 0 ? 0 : 1;
            }
            out.resize(size);
            while (at < end && utf8[at] < 0) {
                int width = Utf8.lengthAt(utf8, at, end);
                int c = Utf8.codePointAt(utf8, at, width);
                if (c >= FORMS.length && c < COMPATIBLE_IDEOGRAPHS) {
                    out.add(utf8, at, width);
                } else {
                    byte[] form = c < FORMS.length ? FORMS[c] : make(c);
                    out.add(isFinalSigma(c, utf8, start, at, end) ? FINAL_SIGMA : form);
                }
                at += width;
            }
        }
    }

    private static boolean isFinalSigma(int c, byte[] utf8, int start, int at, int end) {
        return c == Casing.CAPITAL_SIGMA && Casing.smallSigma(utf8, start, at, end) == Casing.FINAL_SIGMA;
    }

    /** What Python's {@code str.strip} takes off. */
    private static boolean isSpace(int c) {
        return c == ' '
                || (c >= 9 && c <= 13)
                || (c >= 0x1C && c <= 0x1F)
                || c == 0x85
                || c == 0xA0
                || (c > 0xFF && Character.isSpaceChar(c));
    }

    private static byte[] make(int c) {
        if (c >= 0xD800 && c <= 0xDFFF) {
            return new byte[0];
        }
        String lower = Character.toString(c).toLowerCase(Locale.ROOT);
        String decomposed = Normalizer.normalize(lower, Normalizer.Form.NFD);
        StringBuilder form = new StringBuilder();
        decomposed.codePoints().forEach(part -> {
            if (Character.isDigit(part)) {
                form.append('0');
            } else if (part == '\u2014') {
                form.append(" - ");
            } else if (part == '\uFF0E') {
                form.append(". ");
            } else if (part == '\u2026') {
                form.append("...");
            } else if (MARKS.indexOf(part) >= 0) {
                form.append(ASCII.charAt(MARKS.indexOf(part)));
            } else if (Character.getType(part) != Character.NON_SPACING_MARK && !Character.isISOControl(part)) {
                form.appendCodePoint(part);
            }
        });
        return form.toString().getBytes(StandardCharsets.UTF_8);
    }
}
