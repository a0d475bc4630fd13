package dev.tamis.filters.ingest;

import dev.tamis.filters.record.Reason;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * The header of a WARC record (ISO 28500): a version line, named fields, and an empty line.
 *
 * <p>Versions 0.17 to 1.1 are read; lines may end in LF alone.
 *
 * @param length bytes of the header, including the empty line
 * @param names field names in lower case, in order
 * @param values the values of {@code names}, trimmed
 * @param contentLength bytes of the block that follows
 */
record WarcHeader(int length, List<String> names, List<String> values, long contentLength) {
    /** Most bytes of a header. Real ones have about a thousand. */
    static final int MOST_BYTES = 1 << 16;

    static final byte[] MAGIC = "WARC/".getBytes(StandardCharsets.US_ASCII);

    /**
     * Reads the header at {@code from}.
     *
     * <p>Stops at the first line that cannot belong to a header, so that trying many places of one buffer stays linear.
     *
     * @return null when {@code to} cuts the header
     */
    static WarcHeader parse(byte[] bytes, int from, int to) throws UnitDamage {
        int end = Math.min(to, from + MOST_BYTES);
        boolean cut = to - from < MOST_BYTES;
        int at = from;
        List<String> names = new ArrayList<>(16);
        List<String> values = new ArrayList<>(16);
        boolean first = true;
        while (true) {
            if (first && !startsLikeMagic(bytes, at, end)) {
                throw invalid("no WARC version line");
            }
            int lineEnd = at;
            while (lineEnd < end && bytes[lineEnd] != '\n') {
                lineEnd++;
            }
            if (lineEnd == end) {
                if (cut) {
                    return null;
                }
                throw invalid("WARC header has more than " + MOST_BYTES + " bytes");
            }
            int textEnd = lineEnd > at && bytes[lineEnd - 1] == '\r' ? lineEnd - 1 : lineEnd;
            int line = at;
            at = lineEnd + 1;
            if (first) {
                if (!isVersion(bytes, line, textEnd)) {
                    throw invalid("no WARC version line that is known (0.x, 1.x)");
                }
                first = false;
            } else if (textEnd == line) {
                return finished(at - from, names, values);
            } else if (bytes[line] == ' ' || bytes[line] == '\t') {
                if (values.isEmpty()) {
                    throw invalid("WARC header begins with a continuation line");
                }
                int last = values.size() - 1;
                if (values.get(last).length() < Meta.MOST_CHARS) {
                    values.set(last, (values.get(last) + ' ' + text(bytes, line, textEnd)).strip());
                }
            } else {
                int colon = line;
                while (colon < textEnd && bytes[colon] != ':') {
                    colon++;
                }
                if (colon == textEnd || colon == line) {
                    throw invalid("WARC header has a line without a field name");
                }
                names.add(text(bytes, line, colon).toLowerCase(Locale.ROOT));
                values.add(text(bytes, colon + 1, textEnd));
            }
        }
    }

    private static WarcHeader finished(int length, List<String> names, List<String> values) throws UnitDamage {
        WarcHeader header = new WarcHeader(length, names, values, 0);
        if (header.value("warc-type") == null) {
            throw invalid("WARC header has no WARC-Type");
        }
        String claimed = null;
        for (int i = 0; i < names.size(); i++) {
            if (names.get(i).equals("content-length")) {
                if (claimed != null && !claimed.equals(values.get(i))) {
                    throw invalid("WARC header has two different Content-Length fields");
                }
                claimed = values.get(i);
            }
        }
        long contentLength = claimed == null ? -1 : number(claimed);
        if (contentLength < 0) {
            throw invalid("WARC header has no valid Content-Length");
        }
        return new WarcHeader(length, names, values, contentLength);
    }

    private static UnitDamage invalid(String message) {
        return new UnitDamage(Reason.WARC_HEADER, message);
    }

    /** The first value of a field, named in lower case, or null. */
    String value(String name) {
        int at = names.indexOf(name);
        return at < 0 ? null : values.get(at);
    }

    /** A decimal number of at most 18 digits, or -1. */
    private static long number(String digits) {
        if (digits.isEmpty() || digits.length() > 18) {
            return -1;
        }
        long number = 0;
        for (int i = 0; i < digits.length(); i++) {
            char c = digits.charAt(i);
            if (c < '0' || c > '9') {
                return -1;
            }
            number = 10 * number + (c - '0');
        }
        return number;
    }

    private static boolean startsLikeMagic(byte[] bytes, int from, int to) {
        for (int i = 0; i < MAGIC.length && from + i < to; i++) {
            if (bytes[from + i] != MAGIC[i]) {
                return false;
            }
        }
        return true;
    }

    private static boolean isVersion(byte[] bytes, int from, int to) {
        int at = from + MAGIC.length;
        if (to - at < 3 || to - at > 4 || (bytes[at] != '0' && bytes[at] != '1') || bytes[at + 1] != '.') {
            return false;
        }
        for (int i = at + 2; i < to; i++) {
            if (bytes[i] < '0' || bytes[i] > '9') {
                return false;
            }
        }
        return true;
    }

    /** Bytes of a header as text: UTF-8 where they are that, else ISO-8859-1. */
    static String text(byte[] bytes, int from, int to) {
        return new String(
                        bytes,
                        from,
                        to - from,
                        Utf8.isValid(bytes, from, to) ? StandardCharsets.UTF_8 : StandardCharsets.ISO_8859_1)
                .strip();
    }
}
