package dev.tamis.filters.word;

import java.nio.charset.StandardCharsets;
import java.util.Set;

/** What a language keeps whole whatever spaCy's rules could cut off ({@code token_match} and special hyphens). */
enum WholeWords {
    NONE,
    /** Such as {@code chef-d'oeuvre} and {@code arc-en-ciel}, and words with a prefix and a hyphen. */
    FRENCH_COMPOUND,
    /** Numbers, sums, dates and codes, with an ending after a hyphen. */
    HUNGARIAN_NUMBER,
    /** Numbers, dates, fractions and Roman numerals, with an ending after an apostrophe. */
    TURKISH_NUMBER,
    /** Doubled words such as {@code anak-anak}. */
    TWICE;

    /** Longer strings in bytes are no such words. */
    private static final int LONGEST = 128;

    private static final int LONGEST_DOUBLED = 40;

    private static final Set<String> LINKS =
            Set.of("le l\u00e8 les l\u00e8s la en de des du sur sous au aux \u00e0 et pr\u00e8s saint".split(" "));

    private static final Set<String> PREFIXES =
            Set.of(("etats \u00e9tats anti apr\u00e8s arri\u00e8re auto avant bi bien bio co contre coup coups"
                            + " demi est ex extra extreme extr\u00eame franc franco grand grands grande grandes haut hauts haute hautes"
                            + " homme hors inter jean macro marie mi micro mini mono moyen multi n\u00e9o non nord ouest outre petit"
                            + " petits petite petites pierre porte post pr\u00e9 pro pseudo quasi saint sans semi sous sud super sur"
                            + " tiers tout trans ultra vice vingt")
                    .split(" "));

    boolean matches(byte[] utf8, int from, int to) {
        if (this == NONE || to - from > LONGEST) {
            return false;
        }
        int[] chars = new String(utf8, from, to - from, StandardCharsets.UTF_8)
                .codePoints()
                .toArray();
        return switch (this) {
            case NONE -> false;
            case FRENCH_COMPOUND -> isFrenchCompound(chars);
            case HUNGARIAN_NUMBER -> isSum(chars) || isTime(chars) || isCode(chars);
            case TURKISH_NUMBER -> isTurkishNumber(chars);
            case TWICE -> isDoubled(chars);
        };
    }

    private static boolean isFrenchCompound(int[] chars) {
        int first = hyphen(chars, 0);
        if (first <= 0 || !areLetters(chars, 0, first)) {
            return false;
        }
        int second = hyphen(chars, first + 1);
        if (second > 0 && LINKS.contains(lower(chars, first + 1, second))) {
            boolean elided = second + 2 < chars.length
                    && Character.toLowerCase(chars[second + 1]) == 'l'
                    && isApostrophe(chars[second + 2]);
            int rest = elided ? second + 3 : second + 1;
            if (rest < chars.length && areLetters(chars, rest, chars.length)) {
                return true;
            }
        }
        if (first + 1 == chars.length
                || !Character.isLetter(chars[first + 1])
                || !PREFIXES.contains(lower(chars, 0, first))) {
            return false;
        }
        for (int i = first + 2; i < chars.length; i++) {
            if (!isHyphen(chars[i]) && !isApostrophe(chars[i]) && !Character.isLetter(chars[i])) {
                return false;
            }
        }
        return true;
    }

    /** A number or several with signs between them, as in {@code 2+2}, {@code 3,5%} and {@code 1990-es}. */
    private static boolean isSum(int[] chars) {
        int at = decimal(chars, sign(chars, 0));
        while (at > 0 && at < chars.length && "=<>+-*/^()\u00f7%\u00b2".indexOf(chars[at]) >= 0) {
            int next = decimal(chars, sign(chars, at + 1));
            if (next < 0) {
                break;
            }
            at = next;
        }
        if (at < 0) {
            return false;
        }
        return isEnding(chars, at < chars.length && chars[at] == '%' ? at + 1 : at, '-', '-');
    }

    /** Numbers with colons between, and decimals at the end. */
    private static boolean isTime(int[] chars) {
        int at = times(chars);
        if (at < 0) {
            return false;
        }
        int decimals = at < chars.length && chars[at] == '.' ? digits(chars, at + 1) : -1;
        return isEnding(chars, Math.max(at, decimals), '-', '-');
    }

    /** Capitals and digits with marks between them, the last of which is a digit, with or without a full stop. */
    private static boolean isCode(int[] chars) {
        int at = 0;
        for (int run = 0; run < chars.length && isCapitalOrDigit(chars[run]); ) {
            int end = run;
            while (end < chars.length && isCapitalOrDigit(chars[end])) {
                end++;
            }
            if (end == chars.length || (chars[end] != '.' && chars[end] != '/' && chars[end] != '-')) {
                break;
            }
            run = end + 1;
            at = run;
        }
        at = Math.max(at, digits(chars, at));
        boolean stop = at < chars.length && chars[at] == '.';
        return (stop && followsDigit(chars, at + 1) && isEnding(chars, at + 1, '-', '-'))
                || (followsDigit(chars, at) && isEnding(chars, at, '-', '-'));
    }

    private static boolean followsDigit(int[] chars, int at) {
        int last = at > 1 && chars[at - 1] == '.' ? at - 2 : at - 1;
        return last >= 0 && isDigit(chars[last]);
    }

    private static boolean isTurkishNumber(int[] chars) {
        int end = 0;
        while (end < chars.length && !isApostrophe(chars[end])) {
            end++;
        }
        return end > 0 && isEnding(chars, end, '\'', '\u2019') && isTurkishNumber(chars, end);
    }

    private static boolean isTurkishNumber(int[] chars, int end) {
        int number = digits(chars, 0);
        if (number > 0 && (number == end || (number + 1 == end && chars[number] == '.'))) {
            return true;
        }
        if (decimal(chars, sign(chars, 0)) == end || times(chars) == end || isDate(chars, number, end)) {
            return true;
        }
        boolean fraction = end > 2 && chars[1] == '/' && digits(chars, 2) == end;
        if (fraction && (Character.isLetter(chars[0]) || isDigit(chars[0]))) {
            return true;
        }
        if (number > 0 && number + 2 == end && chars[number] == '/' && Character.isLetter(chars[number + 1])) {
            return true;
        }
        int roman = 0;
        while (roman < end && "MDCLXVI".indexOf(chars[roman]) >= 0) {
            roman++;
        }
        return roman > 0 && (roman == end || (roman + 1 == end && chars[roman] == '.'));
    }

    /** Day and month, or day, month and year, of which {@code first} is the end of the day. */
    private static boolean isDate(int[] chars, int first, int end) {
        if (first < 1 || first > 2 || first == end || !isDateMark(chars[first])) {
            return false;
        }
        int second = digits(chars, first + 1);
        if (second < 0 || second - first > 3) {
            return false;
        }
        boolean hyphen = chars[first] == '-';
        if (second == end || (second + 1 == end && chars[second] == '.')) {
            return !hyphen;
        }
        return isDateMark(chars[second]) && second + 5 == end && digits(chars, second + 1) == end;
    }

    private static boolean isDateMark(int c) {
        return c == '.' || c == '/' || c == '-';
    }

    private static boolean isDoubled(int[] chars) {
        int half = chars.length / 2;
        if (half < 2 || half > LONGEST_DOUBLED || chars.length != 2 * half + 1 || chars[half] != '-') {
            return false;
        }
        return areLetters(chars, 0, half) && lower(chars, 0, half).equals(lower(chars, half + 1, chars.length));
    }

    /** Whether nothing is left, or a mark and then lower-case letters. */
    private static boolean isEnding(int[] chars, int at, int mark, int otherMark) {
        if (at == chars.length) {
            return true;
        }
        if ((chars[at] != mark && chars[at] != otherMark) || at + 1 == chars.length) {
            return false;
        }
        for (int i = at + 1; i < chars.length; i++) {
            if (Character.getType(chars[i]) != Character.LOWERCASE_LETTER) {
                return false;
            }
        }
        return true;
    }

    private static int sign(int[] chars, int at) {
        return at < chars.length && (chars[at] == '+' || chars[at] == '-') ? at + 1 : at;
    }

    /** The end of digits with commas or full stops between, or -1. */
    private static int decimal(int[] chars, int from) {
        int at = digits(chars, from);
        while (at > 0 && at < chars.length && (chars[at] == ',' || chars[at] == '.')) {
            int next = digits(chars, at + 1);
            if (next < 0) {
                break;
            }
            at = next;
        }
        return at;
    }

    /** The end of digits with colons between, or -1. */
    private static int times(int[] chars) {
        int at = digits(chars, 0);
        while (at > 0 && at < chars.length && chars[at] == ':') {
            int next = digits(chars, at + 1);
            if (next < 0) {
                break;
            }
            at = next;
        }
        return at;
    }

    /** The end of one digit or more, or -1. */
    private static int digits(int[] chars, int from) {
        int at = from;
        while (at < chars.length && isDigit(chars[at])) {
            at++;
        }
        return at > from ? at : -1;
    }

    private static boolean isDigit(int c) {
        return c >= '0' && c <= '9';
    }

    private static boolean isCapitalOrDigit(int c) {
        return isDigit(c) || (c >= 'A' && c <= 'Z');
    }

    private static boolean isApostrophe(int c) {
        return c == '\'' || c == '\u2019';
    }

    private static boolean isHyphen(int c) {
        return c == '-' || c == '\u2013' || c == '\u2014' || c == '\u2010' || c == '\u2011';
    }

    private static int hyphen(int[] chars, int from) {
        for (int i = from; i < chars.length; i++) {
            if (isHyphen(chars[i])) {
                return i;
            }
        }
        return -1;
    }

    private static boolean areLetters(int[] chars, int from, int to) {
        for (int i = from; i < to; i++) {
            if (!Character.isLetter(chars[i])) {
                return false;
            }
        }
        return true;
    }

    private static String lower(int[] chars, int from, int to) {
        StringBuilder lower = new StringBuilder();
        for (int i = from; i < to; i++) {
            lower.appendCodePoint(Character.toLowerCase(chars[i]));
        }
        return lower.toString();
    }
}
