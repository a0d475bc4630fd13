package dev.tamis.filters.ingest;

import dev.tamis.filters.record.Reason;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * The head of a captured HTTP response.
 *
 * @param status 100 to 999
 * @param names field names in lower case, in order
 * @param values the values of {@code names}, trimmed
 * @param bodyFrom index of the body's first byte in the block
 */
record HttpResponse(int status, List<String> names, List<String> values, int bodyFrom) {
    /** Most bytes of status line and fields together. */
    static final int MOST_BYTES = 1 << 18;

    private static final byte[] MAGIC = "HTTP/".getBytes(StandardCharsets.US_ASCII);

    /** Reads the head at the start of a block. Lines may end in LF alone; a line without a colon is passed over. */
    static HttpResponse parse(byte[] block, int to) throws UnitDamage {
        for (int i = 0; i < MAGIC.length; i++) {
            if (i >= to || block[i] != MAGIC[i]) {
                throw new UnitDamage(Reason.HTTP_HEADER, "captured response does not begin with an HTTP status line");
            }
        }
        int end = Math.min(to, MOST_BYTES);
        List<String> names = new ArrayList<>(24);
        List<String> values = new ArrayList<>(24);
        int status = -1;
        int at = 0;
        while (true) {
            int lineEnd = at;
            while (lineEnd < end && block[lineEnd] != '\n') {
                lineEnd++;
            }
            if (lineEnd == end) {
                throw new UnitDamage(
                        Reason.HTTP_HEADER,
                        to > MOST_BYTES
                                ? "HTTP header has more than " + MOST_BYTES + " bytes"
                                : "HTTP header ends early, with the record");
            }
            int textEnd = lineEnd > at && block[lineEnd - 1] == '\r' ? lineEnd - 1 : lineEnd;
            if (status < 0) {
                status = status(block, textEnd);
            } else if (textEnd == at) {
                return new HttpResponse(status, names, values, lineEnd + 1);
            } else if ((block[at] == ' ' || block[at] == '\t') && !values.isEmpty()) {
                int last = values.size() - 1;
                // Long values are cut anyway; joining ever more lines to one would take quadratic time.
                if (values.get(last).length() < Meta.MOST_CHARS) {
                    values.set(last, (values.get(last) + ' ' + WarcHeader.text(block, at, textEnd)).strip());
                }
            } else {
                int colon = at;
                while (colon < textEnd && block[colon] != ':') {
                    colon++;
                }
                if (colon < textEnd) {
                    names.add(WarcHeader.text(block, at, colon).toLowerCase(Locale.ROOT));
                    values.add(WarcHeader.text(block, colon + 1, textEnd));
                }
            }
            at = lineEnd + 1;
        }
    }

    private static int status(byte[] block, int lineEnd) throws UnitDamage {
        int at = MAGIC.length;
        while (at < lineEnd && block[at] != ' ') {
            at++;
        }
        while (at < lineEnd && block[at] == ' ') {
            at++;
        }
        int status = 0;
        int digits = 0;
        while (at < lineEnd && block[at] >= '0' && block[at] <= '9' && digits < 4) {
            status = 10 * status + (block[at] - '0');
            at++;
            digits++;
        }
        if (digits != 3 || status < 100 || (at < lineEnd && block[at] != ' ')) {
            throw new UnitDamage(Reason.HTTP_HEADER, "HTTP status line has no status of three digits");
        }
        return status;
    }

    /** All values of a field joined by ", ", as far as {@link Meta#MOST_CHARS} allow, or null. */
    String value(String name) {
        String joined = null;
        for (int i = 0; i < names.size() && (joined == null || joined.length() < Meta.MOST_CHARS); i++) {
            if (names.get(i).equals(name)) {
                joined = joined == null ? values.get(i) : joined + ", " + values.get(i);
            }
        }
        return joined;
    }
}
