package dev.tamis.tokenizer.eval;

import dev.tamis.tokenizer.normalize.Utf8;
import java.util.Arrays;

/** What a group of texts holds, whatever a tokenizer makes of it. Sums only, so groups add in any order. */
final class TextCounts {
    private static final int SPACE = 1;
    private static final int LETTER = 2;
    private static final byte[] ASCII = new byte[128];

    static {
        for (int c = 0; c < 128; c++) {
            ASCII[c] = (byte) (TextScripts.isSpace(c) ? SPACE : TextScripts.of(c) == TextScripts.LATIN ? LETTER : 0);
        }
    }

    long texts;
    long bytes;
    /** Code points; a malformed byte is one. */
    long chars;
    /** Runs of what is no white space. */
    long words;

    final long[] charsByScript = new long[TextScripts.COUNT];

    void add(byte[] text, int offset, int length) {
        texts++;
        bytes += length;
        int end = offset + length;
        long counted = 0;
        long begun = 0;
        long latin = 0;
        long letters = 0;
        // 1 after white space and at the start, so that a word's first character adds one without a branch.
        int afterSpace = 1;
        for (int at = offset; at < end; counted++) {
            int c = text[at];
            int space;
            if (c >= 0) {
                int kind = ASCII[c];
                space = kind & SPACE;
                latin += kind >>> 1;
                at++;
            } else {
                c = Utf8.decode(text, at, end);
                at += c < 0 ? 1 : Utf8.length(c);
                space = c >= 0 && TextScripts.isSpace(c) ? SPACE : 0;
                int script = c < 0 ? TextScripts.NONE : TextScripts.of(c);
                if (script != TextScripts.NONE) {
                    charsByScript[script]++;
                    letters++;
                }
            }
            begun += afterSpace & ~space;
            afterSpace = space;
        }
        chars += counted;
        words += begun;
        charsByScript[TextScripts.LATIN] += latin;
        charsByScript[TextScripts.NONE] += counted - letters - latin;
    }

    void add(TextCounts other) {
        texts += other.texts;
        bytes += other.bytes;
        chars += other.chars;
        words += other.words;
        for (int i = 0; i < charsByScript.length; i++) {
            charsByScript[i] += other.charsByScript[i];
        }
    }

    /** Whether most letters are of scripts without spaces between words; then a word is no measure. */
    boolean isUnspaced() {
        long letters = 0;
        long unspaced = 0;
        for (int script = 0; script < charsByScript.length; script++) {
            if (script != TextScripts.NONE) {
                letters += charsByScript[script];
                unspaced += TextScripts.isUnspaced(script) ? charsByScript[script] : 0;
            }
        }
        return 2 * unspaced > letters;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof TextCounts that
                && texts == that.texts
                && bytes == that.bytes
                && chars == that.chars
                && words == that.words
                && Arrays.equals(charsByScript, that.charsByScript);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(charsByScript);
    }
}
