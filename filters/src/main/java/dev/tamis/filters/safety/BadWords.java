package dev.tamis.filters.safety;

import dev.tamis.filters.language.Guess;
import dev.tamis.filters.signal.Shared;
import dev.tamis.filters.signal.Subject;
import dev.tamis.filters.text.CharClasses;
import dev.tamis.filters.text.TextView;
import dev.tamis.filters.text.Utf8;
import java.nio.charset.StandardCharsets;
import java.text.Normalizer;

/** What the word list of a text's language finds in it. */
final class BadWords {
    static final Shared<BadWords> OF_TEXT = Shared.of(BadWords::new, BadWords::measure);

    private byte[] lower = new byte[1024];
    private int length;

    /** Whether there is a list for the text's language. */
    boolean known;
    /** Occurrences that do not overlap, between characters that are no letters, digits or underscores. */
    long occurrences;
    /** Words of the text that such an occurrence lies in. */
    long words;
    /** Whether one stands on a line between two bytes that are not a to z, as in C4. */
    boolean c4;
    /** RedPajama's count, or -1 for languages without one. */
    long redpajama;

    private static void measure(BadWords found, Subject subject) {
        found.known = false;
        WordLists lists = subject.setting(WordLists.SETTING);
        if (lists.isEmpty()) {
            return;
        }
        Guess guess = subject.language();
        WordLists.Language list = guess == null ? null : lists.of(guess.language());
        if (list != null) {
            found.measure(subject.view(), list);
        }
    }

    private void measure(TextView view, WordLists.Language list) {
        known = true;
        occurrences = 0;
        words = 0;
        c4 = false;
        lowerCase(view);
        search(list);
        redpajama = list.entries() == null ? -1 : redpajama(list.entries());
    }

    /** Simple lower case: code point by code point. */
    private void lowerCase(TextView view) {
        int size = view.length();
        // No lower case takes more than half as many bytes again: U+023A goes from two to three.
        if (lower.length < size + (size >> 1) + 8 || (lower.length > 1 << 24 && size < 1 << 20)) {
            lower = new byte[size * 2 + 16];
        }
        byte[] utf8 = view.utf8();
        length = 0;
        int i = 0;
        while (i < size) {
            byte b = utf8[i];
            if (b >= 0) {
                lower[length++] = (byte) Edges.lower(b);
                i++;
                continue;
            }
            int bytes = Utf8.lengthAt(utf8, i, size);
            write(Character.toLowerCase(Utf8.codePointAt(utf8, i, bytes)));
            i += bytes;
        }
    }

    private void write(int codePoint) {
        if (codePoint < 0x80) {
            lower[length++] = (byte) codePoint;
        } else if (codePoint < 0x800) {
            lower[length++] = (byte) (0xC0 | codePoint >> 6);
            lower[length++] = (byte) (0x80 | (codePoint & 0x3F));
        } else if (codePoint < 0x10000) {
            lower[length++] = (byte) (0xE0 | codePoint >> 12);
            lower[length++] = (byte) (0x80 | (codePoint >> 6 & 0x3F));
            lower[length++] = (byte) (0x80 | (codePoint & 0x3F));
        } else {
            lower[length++] = (byte) (0xF0 | codePoint >> 18);
            lower[length++] = (byte) (0x80 | (codePoint >> 12 & 0x3F));
            lower[length++] = (byte) (0x80 | (codePoint >> 6 & 0x3F));
            lower[length++] = (byte) (0x80 | (codePoint & 0x3F));
        }
    }

    private void search(WordLists.Language list) {
        Automaton automaton = list.words();
        int state = Automaton.START;
        int counted = 0;
        int lineFirst = 0;
        int lineEnd = -1;
        int word = 0;
        boolean inWord = false;
        int lastWord = 0;
        for (int i = 0; i < length; i++) {
            if (i > lineEnd) {
                lineFirst = i;
                lineEnd = i;
                while (lineEnd < length && !isBreakAt(lineEnd)) {
                    lineEnd++;
                }
                while (lineFirst < lineEnd && isSpaceAt(lineFirst)) {
                    lineFirst++;
                }
            }
            boolean space = isSpaceAt(i);
            if (!space && !inWord) {
                word++;
            }
            inWord = !space;
            state = automaton.step(state, lower[i]);
            int end = i + 1;
            for (int ending = automaton.ending(state); ending >= 0; ending = automaton.shorter(ending)) {
                int start = end - automaton.length(ending);
                c4 = c4 || isC4(start, end, lineFirst, lineEnd);
                if (start >= counted && (!list.spaced() || (!isWordBefore(start) && !isWordAt(end)))) {
                    occurrences++;
                    counted = end;
                    int first = word - spacesWithin(start, end);
                    words += word - Math.max(first - 1, lastWord);
                    lastWord = word;
                }
            }
        }
    }

    private int spacesWithin(int start, int end) {
        int spaces = 0;
        for (int i = start + 1; i < end; i++) {
            spaces += isSpaceAt(i) && !isSpaceAt(i - 1) ? 1 : 0;
        }
        return spaces;
    }

    /** Whether white space begins or goes on at a byte. */
    private boolean isSpaceAt(int at) {
        byte b = lower[at];
        if (b >= 0) {
            return b == ' ' || (b >= '\t' && b <= '\r') || (b >= 0x1C && b <= 0x1F);
        }
        int start = at;
        while (start > 0 && at - start < 3 && Utf8.isContinuation(lower[start])) {
            start--;
        }
        int bytes = Utf8.lengthAt(lower, start, length);
        return CharClasses.isSpace(Utf8.codePointAt(lower, start, bytes));
    }

    /** Whether a character that Python's {@code splitlines}, by which C4 takes lines, ends a line at begins at a byte. */
    private boolean isBreakAt(int at) {
        byte b = lower[at];
        if (b >= 0) {
            return (b >= '\n' && b <= '\r') || (b >= 0x1C && b <= 0x1E);
        }
        if (Utf8.isContinuation(b)) {
            return false;
        }
        int codePoint = Utf8.firstCodePoint(lower, at, length);
        return codePoint == 0x85 || codePoint == 0x2028 || codePoint == 0x2029;
    }

    /** {@code [^a-z](w)[^a-z]} within a line without the white space around it: a byte is asked for on both sides. */
    private boolean isC4(int start, int end, int lineFirst, int lineEnd) {
        if (start <= lineFirst || end >= lineEnd || isLetter(lower[start - 1]) || isLetter(lower[end])) {
            return false;
        }
        int i = end;
        while (i < lineEnd && isSpaceAt(i)) {
            i++;
        }
        return i < lineEnd;
    }

    private static boolean isLetter(byte b) {
        return b >= 'a' && b <= 'z';
    }

    private boolean isWordBefore(int at) {
        if (at == 0) {
            return false;
        }
        int codePoint = Utf8.lastCodePoint(lower, Math.max(0, at - 4), at);
        return codePoint == '_' || Character.isLetterOrDigit(codePoint);
    }

    private boolean isWordAt(int at) {
        if (at == length) {
            return false;
        }
        int codePoint = Utf8.firstCodePoint(lower, at, length);
        return codePoint == '_' || Character.isLetterOrDigit(codePoint);
    }

    /**
     * RedPajama-v2's {@code rps_doc_ldnoobw_words}: runs of words of the normalised text (no ASCII punctuation, lower case,
     * NFD, single spaces) that are an entry as the file has it. So entries with punctuation, capitals or accents in one
     * piece never count.
     */
    private long redpajama(Automaton entries) {
        byte[] text = lower;
        int size = length;
        boolean ascii = true;
        for (int i = 0; i < length && ascii; i++) {
            ascii = lower[i] >= 0;
        }
        if (!ascii) {
            String decomposed =
                    Normalizer.normalize(new String(lower, 0, length, StandardCharsets.UTF_8), Normalizer.Form.NFD);
            text = decomposed.getBytes(StandardCharsets.UTF_8);
            size = text.length;
        }
        long count = 0;
        int state = Automaton.START;
        int at = 0;
        int written = 0;
        boolean pending = false;
        byte[] words = text == lower ? new byte[size] : text;
        while (at < size) {
            int bytes = Utf8.lengthAt(text, at, size);
            int codePoint = Utf8.codePointAt(text, at, bytes);
            if (CharClasses.isSpace(codePoint)) {
                pending = written > 0;
            } else if (codePoint >= 0x80
                    || Edges.isLetterOrDigit((byte) codePoint)
                    || codePoint < ' '
                    || codePoint == 0x7F) {
                if (pending) {
                    words[written++] = ' ';
                    pending = false;
                }
                for (int i = 0; i < bytes; i++) {
                    words[written++] = text[at + i];
                }
            }
            at += bytes;
        }
        for (int i = 0; i < written; i++) {
            state = entries.step(state, words[i]);
            if (i + 1 < written && words[i + 1] != ' ') {
                continue;
            }
            for (int ending = entries.ending(state); ending >= 0; ending = entries.shorter(ending)) {
                int start = i + 1 - entries.length(ending);
                count += start == 0 || words[start - 1] == ' ' ? 1 : 0;
            }
        }
        return count;
    }
}
