package dev.tamis.filters.safety;

import dev.tamis.filters.text.CharClasses;
import dev.tamis.filters.text.Swar;
import dev.tamis.filters.text.Utf8;

/**
 * The personal data that Dolma v1.6 counts and masks (allenai/dolma, taggers/pii.py, FastPiiRegex), found without its
 * regular expressions:
 *
 * <pre>
 * e-mail  [.\\s@,?!;:)(]*([^\\s@]+@[^\\s@,?!;:)(]+?)[.\\s@,?!;:)(]?[\\s\\n\\r]   with a "." after the first "@"
 * phone   \\s+\\(?(\\d{3})\\)?[-\\. ]*(\\d{3})[-. ]?(\\d{4})
 * IPv4    (?:(?:25[0-5]|2[0-4][0-9]|[01]?[0-9][0-9]?)\\.){3}(?:25[0-5]|2[0-4][0-9]|[01]?[0-9][0-9]?)
 * </pre>
 *
 * <p>Each is looked for in each line that is not blank, its LF included; \\d is ASCII here, \\s Unicode's White_Space and
 * U+001C to U+001F. Dolma's test of an address for a URL never holds (its pattern begins with a backspace) and is left out.
 */
final class DolmaPii {
    private static final int MOST_QUESTION_MARKS = 10_000;

    private DolmaPii() {}

    /** @param utf8 with {@link dev.tamis.filters.text.TextView#PADDING} bytes after the text */
    static long count(byte[] utf8, int length) {
        long questions = 0;
        boolean any = false;
        for (int at = 0; at < length; at += Swar.WIDTH) {
            long chunk = Swar.load(utf8, at);
            long low = chunk & ~Swar.TOP;
            questions += Long.bitCount(Swar.equal(low, '?') & ~chunk);
            any |= ((Swar.equal(low, '@') | Swar.digits(low)) & ~chunk) != 0;
        }
        if (questions > MOST_QUESTION_MARKS || !any) {
            return 0;
        }
        long count = 0;
        for (int line = 0; line < length; ) {
            int end = lineEnd(utf8, line, length);
            count += countLine(utf8, line, end);
            line = end;
        }
        return count;
    }

    /** The byte after the LF that ends a line, or after the text. */
    private static int lineEnd(byte[] utf8, int line, int length) {
        for (int at = line; at < length; at += Swar.WIDTH) {
            long chunk = Swar.load(utf8, at);
            long breaks = Swar.equal(chunk & ~Swar.TOP, '\n') & ~chunk;
            if (breaks != 0) {
                return Math.min(length, at + Swar.first(breaks) + 1);
            }
        }
        return length;
    }

    private static int countLine(byte[] utf8, int line, int end) {
        boolean mail = false;
        int digits = 0;
        int dotsAfterDigits = 0;
        long digitBefore = 0;
        for (int at = line; at < end; at += Swar.WIDTH) {
            long in = Swar.lowest(end - at);
            long chunk = Swar.load(utf8, at);
            long low = chunk & ~Swar.TOP;
            long found = Swar.digits(low) & ~chunk & in;
            mail |= (Swar.equal(low, '@') & ~chunk & in) != 0;
            digits += Long.bitCount(found);
            dotsAfterDigits += Long.bitCount((found << Byte.SIZE | digitBefore) & Swar.equal(low, '.') & ~chunk & in);
            digitBefore = found >>> (Long.SIZE - Byte.SIZE);
        }
        int count = 0;
        if (mail) {
            count += emails(utf8, line, end);
        }
        if (digits >= 10) {
            count += phones(utf8, line, end);
        }
        if (dotsAfterDigits >= 3) {
            count += quads(utf8, line, end);
        }
        return count;
    }

    /** Bytes of the white space at {@code at}; 0 for anything else. */
    private static int space(byte[] utf8, int at, int end) {
        byte b = utf8[at];
        if (b >= 0) {
            return b == ' ' || (b >= '\t' && b <= '\r') || (b >= 0x1C && b <= 0x1F) ? 1 : 0;
        }
        int size = Utf8.lengthAt(utf8, at, end);
        return CharClasses.isSpace(Utf8.codePointAt(utf8, at, size)) ? size : 0;
    }

    private static boolean isMark(byte b) {
        return b == '@' || b == ',' || b == '?' || b == '!' || b == ';' || b == ':' || b == ')' || b == '(';
    }

    /**
     * The expression begins with a greedy run of marks and white space, "@" included. So of the addresses that a run may lead
     * to, that after the run is tried first, then those within it from its end on.
     */
    private static int emails(byte[] utf8, int line, int end) {
        int found = 0;
        int from = line;
        int stop = -1;
        int stopDomain = -1;
        while (from < end) {
            int after = from;
            while (after < end && inRun(utf8, after, end) > 0) {
                after += inRun(utf8, after, end);
            }
            int at = -1;
            int domain = -1;
            if (after < end) {
                if (stop < after) {
                    stop = after;
                    while (stop < end && utf8[stop] != '@' && space(utf8, stop, end) == 0) {
                        stop++;
                    }
                    stopDomain = stop < end && utf8[stop] == '@' ? domainEnd(utf8, stop + 1, end) : -1;
                }
                at = stop;
                domain = stopDomain;
            }
            boolean bracket = false;
            for (int i = after - 1; i > from && domain < 0; i--) {
                if (utf8[i] == '@' && utf8[i - 1] != '@' && (isMark(utf8[i - 1]) || utf8[i - 1] == '.')) {
                    at = i;
                    domain = domainEnd(utf8, i + 1, end);
                    bracket = utf8[i - 1] == '(';
                }
            }
            if (domain >= 0) {
                // The expression goes on after what it matched, also where that is then dropped.
                found += hasDot(utf8, at + 1, domain) && !bracket ? 1 : 0;
                from = matchEnd(utf8, domain, end);
            } else {
                from = after;
                while (from < end && inRun(utf8, from, end) == 0) {
                    from++;
                }
            }
        }
        return found;
    }

    /** Bytes of a mark, full stop or white space at {@code at}; 0 for anything else. */
    private static int inRun(byte[] utf8, int at, int end) {
        return utf8[at] == '.' || isMark(utf8[at]) ? 1 : space(utf8, at, end);
    }

    /** Where the shortest domain ends that a mark or nothing and then white space follow, or -1. */
    private static int domainEnd(byte[] utf8, int from, int end) {
        int i = from;
        while (i < end && !isMark(utf8[i]) && space(utf8, i, end) == 0) {
            i++;
        }
        if (i == end || i == from) {
            return -1;
        }
        if (space(utf8, i, end) > 0) {
            return i - from > 1 && utf8[i - 1] == '.' ? i - 1 : i;
        }
        return i + 1 < end && space(utf8, i + 1, end) > 0 ? i : -1;
    }

    /** The byte after {@code [.\\s@,?!;:)(]?[\\s\\n\\r]}, of which the second part is known to follow. */
    private static int matchEnd(byte[] utf8, int from, int end) {
        int first = space(utf8, from, end);
        int second = from + Math.max(first, 1);
        int more = second < end ? space(utf8, second, end) : 0;
        return second + (more > 0 ? more : 0);
    }

    private static boolean hasDot(byte[] utf8, int from, int end) {
        for (int i = from; i < end; i++) {
            if (utf8[i] == '.') {
                return true;
            }
        }
        return false;
    }

    private static int phones(byte[] utf8, int line, int end) {
        int found = 0;
        int i = line;
        while (i < end) {
            int space = space(utf8, i, end);
            if (space == 0) {
                i++;
                continue;
            }
            while (space > 0) {
                i += space;
                space = i < end ? space(utf8, i, end) : 0;
            }
            int after = phoneEnd(utf8, i, end);
            if (after >= 0) {
                found++;
                i = after;
            }
        }
        return found;
    }

    private static int phoneEnd(byte[] utf8, int from, int end) {
        int i = from;
        i += i < end && utf8[i] == '(' ? 1 : 0;
        i = digits(utf8, i, end, 3);
        if (i < 0) {
            return -1;
        }
        i += i < end && utf8[i] == ')' ? 1 : 0;
        while (i < end && (utf8[i] == '-' || utf8[i] == '.' || utf8[i] == ' ')) {
            i++;
        }
        i = digits(utf8, i, end, 3);
        if (i < 0) {
            return -1;
        }
        i += i < end && (utf8[i] == '-' || utf8[i] == '.' || utf8[i] == ' ') ? 1 : 0;
        return digits(utf8, i, end, 4);
    }

    private static int digits(byte[] utf8, int from, int end, int count) {
        for (int i = from; i < from + count; i++) {
            if (i >= end || !Edges.isDigit(utf8[i])) {
                return -1;
            }
        }
        return from + count;
    }

    private static int quads(byte[] utf8, int line, int end) {
        int found = 0;
        int i = line;
        while (i < end) {
            int after = Edges.isDigit(utf8[i]) ? quadEnd(utf8, i, end) : -1;
            found += after >= 0 ? 1 : 0;
            i = after >= 0 ? after : i + 1;
        }
        return found;
    }

    private static int quadEnd(byte[] utf8, int from, int end) {
        int i = from;
        for (int part = 0; part < 3; part++) {
            int digits = 0;
            int value = 0;
            while (digits < 3 && i < end && Edges.isDigit(utf8[i])) {
                value = value * 10 + utf8[i++] - '0';
                digits++;
            }
            if (digits == 0 || value > 255 || i >= end || utf8[i] != '.') {
                return -1;
            }
            i++;
        }
        if (i >= end || !Edges.isDigit(utf8[i])) {
            return -1;
        }
        int value = 0;
        int last = i;
        while (last < end && last - i < 3 && Edges.isDigit(utf8[last]) && value * 10 + utf8[last] - '0' <= 255) {
            value = value * 10 + utf8[last++] - '0';
        }
        return last;
    }
}
