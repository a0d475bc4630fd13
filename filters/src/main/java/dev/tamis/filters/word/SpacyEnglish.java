package dev.tamis.filters.word;

import dev.tamis.filters.text.Ascii;
import dev.tamis.filters.text.TextView;
import dev.tamis.filters.text.Utf8;
import dev.tamis.filters.text.WordList;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Words as the tokenizer of {@code spacy.blank("en")} cuts them (spaCy 3.8), which is what datatrove's English filters
 * count: text is split at white space, then prefixes and suffixes are peeled off each piece until nothing more comes off
 * or a special string is left, then what is left is cut at infixes unless it is a URL, and at last special strings whose
 * parts were cut are put together again.
 *
 * <p>A hand-written scan of the same rules, linear in the text. Differences that are known: quotes of the private use area
 * are no quotes here, and special strings that span more than {@value #MOST_PARTS} parts stay cut. An instance belongs
 * to one thread.
 */
public final class SpacyEnglish {
    private static final int MOST_PARTS = 8;
    private static final int KEPT_ENTRIES = 1 << 20;

    /** Units that are cut off after a digit. */
    private static final byte[][] UNITS = utf8(
            "km km\u00b2 km\u00b3 m m\u00b2 m\u00b3 dm dm\u00b2 dm\u00b3 cm cm\u00b2 cm\u00b3 mm mm\u00b2 mm\u00b3 ha \u00b5m nm yd in"
                    + " ft kg g mg \u00b5g t lb oz m/s km/h kmh mph hPa Pa mbar mb MB kb KB gb GB tb TB T G M K %"
                    + " \u043a\u043c \u043a\u043c\u00b2 \u043a\u043c\u00b3 \u043c \u043c\u00b2 \u043c\u00b3 \u0434\u043c"
                    + " \u0434\u043c\u00b2 \u0434\u043c\u00b3 \u0441\u043c \u0441\u043c\u00b2 \u0441\u043c\u00b3 \u043c\u043c"
                    + " \u043c\u043c\u00b2 \u043c\u043c\u00b3 \u043d\u043c \u043a\u0433 \u0433 \u043c\u0433 \u043c/\u0441"
                    + " \u043a\u043c/\u0447 \u043a\u041f\u0430 \u041f\u0430 \u043c\u0431\u0430\u0440 \u041a\u0431 \u041a\u0411"
                    + " \u043a\u0431 \u041c\u0431 \u041c\u0411 \u043c\u0431 \u0413\u0431 \u0413\u0411 \u0433\u0431 \u0422\u0431"
                    + " \u0422\u0411 \u0442\u0431\u0643\u0645 \u0643\u0645\u00b2 \u0643\u0645\u00b3 \u0645 \u0645\u00b2 \u0645\u00b3"
                    + " \u0633\u0645 \u0633\u0645\u00b2 \u0633\u0645\u00b3 \u0645\u0645 \u0645\u0645\u00b2 \u0645\u0645\u00b3"
                    + " \u0643\u0645 \u063a\u0631\u0627\u0645 \u062c\u0631\u0627\u0645 \u062c\u0645 \u0643\u063a \u0645\u0644\u063a"
                    + " \u0643\u0648\u0628 \u0627\u0643\u0648\u0627\u0628");

    private static final byte[][] CURRENCY_WORDS = utf8("US$ C$ A$");

    private static final int LONGEST_UNIT =
            Arrays.stream(UNITS).mapToInt(unit -> unit.length).max().orElseThrow();

    private byte[] bytes;
    private WordList words;

    /** Ends of the suffixes peeled off, outermost first, each starting where the next one ends. */
    private int[] suffixStarts = new int[16];

    /** The pieces of one string, in order, before special strings are put together. */
    private int parts;

    private int[] partStarts = new int[16];
    private int[] partEnds = new int[16];

    private final Cuts cuts = new Cuts();

    private static byte[][] utf8(String list) {
        return Arrays.stream(list.split(" "))
                .map(word -> word.getBytes(StandardCharsets.UTF_8))
                .toArray(byte[][]::new);
    }

    /** Fills a list with the words of a text. */
    public void split(TextView view, WordList out) {
        bytes = view.utf8();
        words = out;
        out.begin(view.vocabulary());
        cuts.begin(view.vocabulary());
        if (partStarts.length > KEPT_ENTRIES) {
            suffixStarts = new int[16];
            partStarts = new int[16];
            partEnds = new int[16];
        }
        WordList chunks = view.wordList();
        for (int i = 0; i < chunks.size(); i++) {
            int number = chunks.number(i);
            int start = chunks.start(i);
            int end = chunks.end(i);
            if (cuts.repeat(number, start, end, out)) {
                continue;
            }
            byte[] special = chunks.isPlain(i) ? SpacySpecials.find(chunks.hash(i)) : null;
            if (special == null && chunks.isPlain(i)) {
                cuts.whole(number, start, end, out);
                continue;
            }
            int first = out.size();
            if (special != null) {
                addSpecial(start, special);
            } else if (!chunks.isAscii(i) || !splitCommon(start, end)) {
                parts = 0;
                cutAffixes(start, end);
                joinSpecials();
            }
            cuts.note(number, start, out, first);
        }
    }

    /** Splits letters with one mark after them, and numbers without any, which most other pieces are; false for the rest. */
    private boolean splitCommon(int start, int end) {
        int letters = start;
        while (letters < end && Ascii.isLetter(bytes[letters])) {
            letters++;
        }
        if (letters == start) {
            int digits = start;
            while (digits < end && Ascii.isDigit(bytes[digits])) {
                digits++;
            }
            if (digits == end) {
                words.add(bytes, start, end);
            }
            return digits == end;
        }
        if (letters != end - 1) {
            return false;
        }
        byte mark = bytes[letters];
        switch (mark) {
            case ',', ';', ':', '!', '?', ')', '"' -> {}
            case '.' -> {
                boolean lower = bytes[letters - 1] >= 'a';
                boolean capitals = letters - start > 1 && bytes[letters - 1] < 'a' && bytes[letters - 2] < 'a';
                if (!(lower || capitals) || SpacySpecials.find(bytes, start, end) != null) {
                    return false;
                }
            }
            default -> {
                return false;
            }
        }
        byte[] special = SpacySpecials.find(bytes, start, letters);
        if (special == null) {
            words.add(bytes, start, letters);
        } else {
            addSpecial(start, special);
        }
        words.add(bytes, letters, end);
        return true;
    }

    /** Adds a piece of the string that is being cut. */
    private void add(int start, int end) {
        if (parts == partStarts.length) {
            partStarts = Arrays.copyOf(partStarts, parts * 2);
            partEnds = Arrays.copyOf(partEnds, parts * 2);
        }
        partStarts[parts] = start;
        partEnds[parts] = end;
        parts++;
    }

    private void addParts(int start, byte[] lengths) {
        int at = start;
        for (byte length : lengths) {
            add(at, at + length);
            at += length;
        }
    }

    private void addSpecial(int start, byte[] lengths) {
        int at = start;
        for (byte length : lengths) {
            words.add(bytes, at, at + length);
            at += length;
        }
    }

    private void cutAffixes(int start, int end) {
        int from = start;
        int to = end;
        int suffixes = 0;
        byte[] special = null;
        while (from < to) {
            special = SpacySpecials.find(bytes, from, to);
            if (special != null) {
                break;
            }
            int afterPrefix = afterPrefix(from, to);
            if (afterPrefix > from && afterPrefix < to) {
                special = SpacySpecials.find(bytes, afterPrefix, to);
                if (special != null) {
                    add(from, afterPrefix);
                    from = afterPrefix;
                    break;
                }
            }
            int suffix = suffixStart(afterPrefix, to);
            if (suffix < to && suffix > from) {
                special = SpacySpecials.find(bytes, from, suffix);
                if (special != null) {
                    suffixes = pushSuffix(suffixes, to);
                    to = suffix;
                    break;
                }
            }
            boolean cut = false;
            if (afterPrefix > from) {
                add(from, afterPrefix);
                from = afterPrefix;
                cut = true;
            }
            if (suffix < to) {
                suffixes = pushSuffix(suffixes, to);
                to = suffix;
                cut = true;
            }
            if (!cut) {
                break;
            }
        }
        if (special != null) {
            addParts(from, special);
        } else if (from < to) {
            if (Urls.matches(bytes, from, to)) {
                add(from, to);
            } else {
                cutInfixes(from, to);
            }
        }
        int at = to;
        for (int i = suffixes - 1; i >= 0; i--) {
            add(at, suffixStarts[i]);
            at = suffixStarts[i];
        }
    }

    private int pushSuffix(int count, int end) {
        if (count == suffixStarts.length) {
            suffixStarts = Arrays.copyOf(suffixStarts, count * 2);
        }
        suffixStarts[count] = end;
        return count + 1;
    }

    /** The end of the prefix at the start of a string, or the start where it has none. */
    private int afterPrefix(int from, int to) {
        int length = Utf8.lengthAt(bytes, from, to);
        int c = Utf8.codePointAt(bytes, from, length);
        if (SpacyClasses.is(c, SpacyClasses.PREFIX)) {
            return from + length;
        }
        if (c == '+') {
            return from + 1 < to && Ascii.isDigit(bytes[from + 1]) ? from : from + 1;
        }
        if (c == '.') {
            int at = from;
            while (at < to && bytes[at] == '.') {
                at++;
            }
            return at - from > 1 ? at : from;
        }
        for (byte[] currency : CURRENCY_WORDS) {
            if (startsWith(from, to, currency)) {
                return from + currency.length;
            }
        }
        return from;
    }

    /** The start of the longest suffix at the end of a string, or the end where it has none. */
    private int suffixStart(int from, int to) {
        if (from >= to) {
            return to;
        }
        int last = Utf8.lastStart(bytes, from, to);
        int c = Utf8.codePointAt(bytes, last, to - last);
        int best = SpacyClasses.is(c, SpacyClasses.SUFFIX) ? last : to;
        if (c == '\u2026' && last > from && codePointBefore(from, last) == '\u2026') {
            return last - 3;
        }
        if (c == '.') {
            best = Math.min(best, stopStart(from, last, to));
        } else if (c == 's' || c == 'S') {
            if (last > from) {
                int before = codePointBefore(from, last);
                if (before == '\'' || before == '\u2019') {
                    best = Utf8.lastStart(bytes, from, last);
                }
            }
        } else if (c == '+' && last > from && Ascii.isDigit(bytes[last - 1])) {
            best = last;
        }
        return Math.min(best, amountUnitStart(from, to));
    }

    /** The start of a unit or currency that follows the last digit directly and ends the string, or the end. */
    private int amountUnitStart(int from, int to) {
        int at = to;
        while (at > from && to - at <= LONGEST_UNIT && !Ascii.isDigit(bytes[at - 1])) {
            at--;
        }
        if (at == to || at == from || !Ascii.isDigit(bytes[at - 1])) {
            return to;
        }
        int first = Utf8.lengthAt(bytes, at, to);
        if (at + first == to && SpacyClasses.is(Utf8.codePointAt(bytes, at, first), SpacyClasses.CURRENCY)) {
            return at;
        }
        return isOneOf(UNITS, at, to) || isOneOf(CURRENCY_WORDS, at, to) ? at : to;
    }

    private boolean isOneOf(byte[][] list, int from, int to) {
        for (byte[] word : list) {
            if (word.length == to - from && startsWith(from, to, word)) {
                return true;
            }
        }
        return false;
    }

    private int stopStart(int from, int last, int to) {
        int at = last;
        while (at > from && bytes[at - 1] == '.') {
            at--;
        }
        if (to - at > 1) {
            return at;
        }
        if (last == from) {
            return to;
        }
        int before = codePointBefore(from, last);
        if (SpacyClasses.is(before, SpacyClasses.BEFORE_STOP)) {
            return last;
        }
        int beforeStart = Utf8.lastStart(bytes, from, last);
        boolean twoCapitals = SpacyClasses.is(before, SpacyClasses.UPPER)
                && beforeStart > from
                && SpacyClasses.is(codePointBefore(from, beforeStart), SpacyClasses.UPPER);
        return twoCapitals ? last : to;
    }

    private boolean startsWith(int from, int to, byte[] prefix) {
        if (to - from < prefix.length) {
            return false;
        }
        for (int i = 0; i < prefix.length; i++) {
            if (bytes[from + i] != prefix[i]) {
                return false;
            }
        }
        return true;
    }

    private int codePointBefore(int from, int at) {
        return Utf8.lastCodePoint(bytes, from, at);
    }

    private void cutInfixes(int from, int to) {
        int start = from;
        int at = from;
        int before = -1;
        while (at < to) {
            int length = Utf8.lengthAt(bytes, at, to);
            int c = Utf8.codePointAt(bytes, at, length);
            int infix = infixLength(before, at, c, length, to);
            if (infix == 0) {
                before = c;
                at += length;
                continue;
            }
            // an infix at the very start is none
            if (at > from) {
                if (at > start) {
                    add(start, at);
                }
                add(at, at + infix);
                start = at + infix;
            }
            before = Utf8.lastCodePoint(bytes, at, at + infix);
            at += infix;
        }
        if (start < to) {
            add(start, to);
        }
    }

    private int infixLength(int before, int at, int c, int length, int to) {
        int next = at + length < to ? Utf8.firstCodePoint(bytes, at + length, to) : -1;
        switch (c) {
            case '.' -> {
                if (next == '.') {
                    int end = at;
                    while (end < to && bytes[end] == '.') {
                        end++;
                    }
                    return end - at;
                }
                boolean between = isOf(before, SpacyClasses.LOWER | SpacyClasses.QUOTE)
                        && isOf(next, SpacyClasses.UPPER | SpacyClasses.QUOTE);
                return between ? 1 : 0;
            }
            case '\u2026' -> {
                return length;
            }
            case '+', '*', '^' -> {
                return isDigit(before) && (isDigit(next) || next == '-') ? 1 : 0;
            }
            case ',' -> {
                return isOf(before, SpacyClasses.ALPHA) && isOf(next, SpacyClasses.ALPHA) ? 1 : 0;
            }
            case ':', '<', '>', '=', '/' -> {
                return isAlphaOrDigit(before) && isOf(next, SpacyClasses.ALPHA) ? 1 : 0;
            }
            case '-', '\u2013', '\u2014', '~' -> {
                if (c == '-' && isDigit(before) && (isDigit(next) || next == '-')) {
                    return 1;
                }
                return isAlphaOrDigit(before) ? hyphens(at, c, length, to) : 0;
            }
            default -> {
                return isOf(c, SpacyClasses.ICON) ? length : 0;
            }
        }
    }

    /** Bytes of a hyphen, of two or three of them or of two dashes, before a letter; or 0. */
    private int hyphens(int at, int c, int length, int to) {
        int most = c == '-' ? 3 : c == '\u2014' ? 2 : 1;
        int end = at;
        for (int i = 0; i < most; i++) {
            if (end >= to || Utf8.firstCodePoint(bytes, end, to) != c) {
                return 0;
            }
            end += length;
            if (end < to && isOf(Utf8.firstCodePoint(bytes, end, to), SpacyClasses.ALPHA)) {
                return end - at;
            }
        }
        return 0;
    }

    private static boolean isOf(int codePoint, int classes) {
        return codePoint >= 0 && SpacyClasses.is(codePoint, classes);
    }

    private static boolean isDigit(int codePoint) {
        return codePoint >= '0' && codePoint <= '9';
    }

    private static boolean isAlphaOrDigit(int codePoint) {
        return isDigit(codePoint) || isOf(codePoint, SpacyClasses.ALPHA);
    }

    /** Adds the pieces of one string to the words, with special strings that were cut put together. */
    private void joinSpecials() {
        int i = 0;
        while (i < parts) {
            int joined = 0;
            // the longest first, as spaCy prefers longer matches, and where they overlap the first
            for (int count = Math.min(MOST_PARTS, parts - i); count > 1 && joined == 0; count--) {
                byte[] special = SpacySpecials.find(bytes, partStarts[i], partEnds[i + count - 1]);
                if (special != null && !isPreceded(i, count)) {
                    addSpecial(partStarts[i], special);
                    joined = count;
                }
            }
            if (joined == 0) {
                words.add(bytes, partStarts[i], partEnds[i]);
                joined = 1;
            }
            i += joined;
        }
    }

    /** Whether a longer special string begins within some pieces and runs over their end, which then wins. */
    private boolean isPreceded(int first, int count) {
        for (int start = first + 1; start < first + count; start++) {
            int most = Math.min(MOST_PARTS, parts - start);
            for (int other = most; other > count; other--) {
                if (SpacySpecials.find(bytes, partStarts[start], partEnds[start + other - 1]) != null) {
                    return true;
                }
            }
        }
        return false;
    }
}
