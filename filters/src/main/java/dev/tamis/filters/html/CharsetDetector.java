package dev.tamis.filters.html;

import dev.tamis.filters.html.CharsetLabels.Encoding;
import java.nio.charset.StandardCharsets;
import org.apache.tika.parser.txt.CharsetMatch;

/**
 * Finds a page's encoding in the order of the HTML standard (13.2.3.2): byte order mark, the transport's charset
 * parameter, a prescan of the first 1024 bytes for a meta element; then what the bytes themselves say.
 */
final class CharsetDetector {
    /** How an encoding was found; the first that answers, in this order. */
    enum Source {
        BOM,
        HTTP,
        META,
        UTF8_BYTES,
        LATE_META,
        GUESS,
        DEFAULT
    }

    /**
     * An encoding and how it was found.
     *
     * @param bom length of the byte order mark to skip
     */
    record Detected(Encoding encoding, Source source, int bom) {}

    private static final int PRESCAN = 1024;
    /** A meta element behind the prescan still changes the encoding in a browser; nobody puts it further down. */
    private static final int LATE_PRESCAN = 1 << 16;

    private static final int GUESS_BYTES = 1 << 16;
    private static final int MIN_CONFIDENCE = 20;

    private CharsetDetector() {}

    /**
     * The encoding of a page.
     *
     * @param contentType value of the HTTP Content-Type field, or null
     */
    static Detected detect(byte[] html, String contentType) {
        if (starts(html, 0xef, 0xbb, 0xbf)) {
            return new Detected(CharsetLabels.UTF_8, Source.BOM, 3);
        }
        if (starts(html, 0xfe, 0xff)) {
            return new Detected(CharsetLabels.UTF_16BE, Source.BOM, 2);
        }
        if (starts(html, 0xff, 0xfe)) {
            return new Detected(CharsetLabels.UTF_16LE, Source.BOM, 2);
        }
        Encoding found = contentType == null ? null : ofContentType(contentType);
        if (found != null) {
            return new Detected(found, Source.HTTP, 0);
        }
        found = new MetaPrescan(html, Math.min(PRESCAN, html.length)).encoding();
        if (found != null) {
            return new Detected(found, Source.META, 0);
        }
        found = utf16WithoutMark(html);
        if (found != null) {
            return new Detected(found, Source.GUESS, 0);
        }
        if (looksLikeUtf8(html)) {
            return new Detected(CharsetLabels.UTF_8, Source.UTF8_BYTES, 0);
        }
        found = new MetaPrescan(html, Math.min(LATE_PRESCAN, html.length)).encoding();
        if (found != null) {
            return new Detected(found, Source.LATE_META, 0);
        }
        found = guess(html);
        return found != null
                ? new Detected(found, Source.GUESS, 0)
                : new Detected(CharsetLabels.WINDOWS_1252, Source.DEFAULT, 0);
    }

    /** The encoding that a Content-Type's charset parameter names, or null. */
    static Encoding ofContentType(String contentType) {
        int length = contentType.length();
        int i = contentType.indexOf(';');
        while (i >= 0 && i < length) {
            i++;
            while (i < length && contentType.charAt(i) <= ' ') {
                i++;
            }
            int nameEnd = i;
            while (nameEnd < length && contentType.charAt(nameEnd) != '=' && contentType.charAt(nameEnd) != ';') {
                nameEnd++;
            }
            if (nameEnd == length || contentType.charAt(nameEnd) == ';') {
                i = nameEnd;
                continue;
            }
            boolean charset = contentType.substring(i, nameEnd).strip().equalsIgnoreCase("charset");
            int from = nameEnd + 1;
            while (from < length && contentType.charAt(from) <= ' ') {
                from++;
            }
            int to;
            if (from < length && (contentType.charAt(from) == '"' || contentType.charAt(from) == '\'')) {
                char quote = contentType.charAt(from++);
                to = contentType.indexOf(quote, from);
                to = to < 0 ? length : to;
                i = contentType.indexOf(';', to);
            } else {
                to = contentType.indexOf(';', from);
                to = to < 0 ? length : to;
                i = to == length ? -1 : to;
            }
            if (charset) {
                return CharsetLabels.of(contentType.substring(from, to));
            }
        }
        return null;
    }

    private static boolean starts(byte[] bytes, int... with) {
        if (bytes.length < with.length) {
            return false;
        }
        for (int i = 0; i < with.length; i++) {
            if ((bytes[i] & 0xff) != with[i]) {
                return false;
            }
        }
        return true;
    }

    /** UTF-16 shows in markup as a NUL in every second byte. */
    private static Encoding utf16WithoutMark(byte[] html) {
        int pairs = Math.min(html.length, PRESCAN) / 2;
        int even = 0;
        int odd = 0;
        for (int i = 0; i < pairs; i++) {
            even += html[2 * i] == 0 ? 1 : 0;
            odd += html[2 * i + 1] == 0 ? 1 : 0;
        }
        if (pairs < 8) {
            return null;
        }
        if (odd > pairs / 2 && even < pairs / 16 + 1) {
            return CharsetLabels.UTF_16LE;
        }
        return even > pairs / 2 && odd < pairs / 16 + 1 ? CharsetLabels.UTF_16BE : null;
    }

    /** Valid UTF-8, or UTF-8 with so few broken sequences that no other encoding explains the many whole ones. */
    private static boolean looksLikeUtf8(byte[] b) {
        long whole = 0;
        long broken = 0;
        int i = 0;
        int n = b.length;
        while (i < n) {
            int c = b[i];
            if (c >= 0) {
                i++;
                continue;
            }
            c &= 0xff;
            int more = c >= 0xc2 && c <= 0xdf ? 1 : c >= 0xe0 && c <= 0xef ? 2 : c >= 0xf0 && c <= 0xf4 ? 3 : 0;
            boolean good = more > 0;
            if (good && i + more >= n) {
                // Cut in the middle of a character: says nothing.
                boolean tail = true;
                for (int k = i + 1; k < n; k++) {
                    tail &= (b[k] & 0xc0) == 0x80;
                }
                if (tail) {
                    break;
                }
            }
            for (int k = 1; good && k <= more; k++) {
                good = i + k < n && (b[i + k] & 0xc0) == 0x80;
            }
            if (good) {
                int second = b[i + 1] & 0xff;
                good = !((c == 0xe0 && second < 0xa0)
                        || (c == 0xed && second > 0x9f)
                        || (c == 0xf0 && second < 0x90)
                        || (c == 0xf4 && second > 0x8f));
            }
            if (good) {
                whole++;
                i += more + 1;
            } else {
                broken++;
                i++;
            }
        }
        return broken == 0 || whole > 20 * broken;
    }

    private static Encoding guess(byte[] html) {
        byte[] sample = html.length <= GUESS_BYTES ? html : java.util.Arrays.copyOf(html, GUESS_BYTES);
        org.apache.tika.parser.txt.CharsetDetector detector = new org.apache.tika.parser.txt.CharsetDetector();
        detector.enableInputFilter(true);
        detector.setText(sample);
        CharsetMatch match = detector.detect();
        if (match == null || match.getConfidence() < MIN_CONFIDENCE) {
            return null;
        }
        return CharsetLabels.of(match.getName());
    }

    /** The prescan of the HTML standard, step by step; a read past the end is its end condition. */
    static final class MetaPrescan {
        private final byte[] bytes;
        private final int end;
        private int at;
        private String name;
        private String value;

        MetaPrescan(byte[] bytes, int end) {
            this.bytes = bytes;
            this.end = end;
        }

        /** The encoding a meta element or an XML declaration names, or null. */
        Encoding encoding() {
            if (matches(0, "<\0?\0x\0")) {
                return CharsetLabels.UTF_16LE;
            }
            if (matches(0, "\0<\0?\0x")) {
                return CharsetLabels.UTF_16BE;
            }
            at = 0;
            while (at < end) {
                if (bytes[at] != '<') {
                    at++;
                    continue;
                }
                if (matches(at, "<!--")) {
                    // The two dashes that end the comment may be those that began it.
                    int close = indexOf("-->", at + 2);
                    if (close < 0) {
                        break;
                    }
                    at = close + 2;
                } else if (matchesIgnoreCase(at + 1, "meta") && at + 5 < end && isSpaceOrSlash(bytes[at + 5])) {
                    at += 6;
                    Encoding found = meta();
                    if (found != null) {
                        return found;
                    }
                } else if ((at + 1 < end && isLetter(bytes[at + 1]))
                        || (at + 2 < end && bytes[at + 1] == '/' && isLetter(bytes[at + 2]))) {
                    while (at < end && !isSpace(bytes[at]) && bytes[at] != '>') {
                        at++;
                    }
                    while (attribute()) {
                        // Reads to the end of the tag, so that a quoted "<meta" in it is not taken for one.
                    }
                } else if (at + 1 < end && (bytes[at + 1] == '!' || bytes[at + 1] == '/' || bytes[at + 1] == '?')) {
                    while (at < end && bytes[at] != '>') {
                        at++;
                    }
                }
                at++;
            }
            return xmlEncoding();
        }

        private Encoding meta() {
            boolean gotPragma = false;
            boolean seenHttpEquiv = false;
            boolean seenContent = false;
            boolean seenCharset = false;
            int needPragma = -1;
            boolean named = false;
            Encoding charset = null;
            while (attribute()) {
                switch (name) {
                    case "http-equiv" -> {
                        if (!seenHttpEquiv) {
                            seenHttpEquiv = true;
                            gotPragma = value.equals("content-type");
                        }
                    }
                    case "content" -> {
                        if (!seenContent) {
                            seenContent = true;
                            String label = charsetOfContent(value);
                            Encoding found = label == null ? null : CharsetLabels.of(label);
                            if (found != null && !named) {
                                charset = found;
                                named = true;
                                needPragma = 1;
                            }
                        }
                    }
                    case "charset" -> {
                        if (!seenCharset) {
                            seenCharset = true;
                            charset = CharsetLabels.of(value);
                            named = true;
                            needPragma = 0;
                        }
                    }
                    default -> {
                        // no other attribute names an encoding
                    }
                }
            }
            if (at >= end || needPragma < 0 || (needPragma == 1 && !gotPragma) || charset == null) {
                return null;
            }
            if (charset.equals(CharsetLabels.UTF_16LE) || charset.equals(CharsetLabels.UTF_16BE)) {
                return CharsetLabels.UTF_8;
            }
            return charset.name().equals("x-user-defined") ? CharsetLabels.WINDOWS_1252 : charset;
        }

        /** "Get an attribute": fills name and value, in lower case; false at the end of the tag or of the bytes. */
        private boolean attribute() {
            while (at < end && isSpaceOrSlash(bytes[at])) {
                at++;
            }
            if (at >= end || bytes[at] == '>') {
                return false;
            }
            StringBuilder readName = new StringBuilder();
            StringBuilder readValue = new StringBuilder();
            name = "";
            value = "";
            boolean equals = false;
            while (at < end) {
                byte c = bytes[at];
                if (c == '=' && readName.length() > 0) {
                    at++;
                    equals = true;
                    break;
                }
                if (isSpace(c)) {
                    while (at < end && isSpace(bytes[at])) {
                        at++;
                    }
                    if (at < end && bytes[at] == '=') {
                        at++;
                        equals = true;
                    }
                    break;
                }
                if (c == '/' || c == '>') {
                    break;
                }
                readName.append(lower(c));
                at++;
            }
            name = readName.toString();
            if (!equals) {
                return at < end;
            }
            while (at < end && isSpace(bytes[at])) {
                at++;
            }
            if (at >= end) {
                return false;
            }
            byte quote = bytes[at];
            if (quote == '"' || quote == '\'') {
                at++;
                while (at < end && bytes[at] != quote) {
                    readValue.append(lower(bytes[at++]));
                }
                if (at >= end) {
                    return false;
                }
                at++;
            } else {
                while (at < end && !isSpace(bytes[at]) && bytes[at] != '>') {
                    readValue.append(lower(bytes[at++]));
                }
                if (at >= end) {
                    return false;
                }
            }
            value = readValue.toString();
            return true;
        }

        /** "Extract a character encoding from a meta element": the label after charset= in a content value, or null. */
        private static String charsetOfContent(String content) {
            int from = 0;
            while (true) {
                int found = content.indexOf("charset", from);
                if (found < 0) {
                    return null;
                }
                int i = found + 7;
                while (i < content.length() && content.charAt(i) <= ' ') {
                    i++;
                }
                if (i >= content.length() || content.charAt(i) != '=') {
                    from = found + 7;
                    continue;
                }
                i++;
                while (i < content.length() && content.charAt(i) <= ' ') {
                    i++;
                }
                if (i >= content.length()) {
                    return null;
                }
                char quote = content.charAt(i);
                if (quote == '"' || quote == '\'') {
                    int close = content.indexOf(quote, i + 1);
                    return close < 0 ? null : content.substring(i + 1, close);
                }
                int to = i;
                while (to < content.length() && content.charAt(to) > ' ' && content.charAt(to) != ';') {
                    to++;
                }
                return content.substring(i, to);
            }
        }

        /** "Get an XML encoding": what an XML declaration at the very start says, or null. */
        private Encoding xmlEncoding() {
            if (!matches(0, "<?xml")) {
                return null;
            }
            int close = indexOf(">", 0);
            int i = indexOf("encoding", 0);
            if (close < 0 || i < 0 || i > close) {
                return null;
            }
            i += 8;
            while (i < close && bytes[i] <= ' ' && bytes[i] >= 0) {
                i++;
            }
            if (bytes[i] != '=') {
                return null;
            }
            i++;
            while (i < close && bytes[i] <= ' ' && bytes[i] >= 0) {
                i++;
            }
            byte quote = bytes[i];
            if (quote != '"' && quote != '\'') {
                return null;
            }
            int to = i + 1;
            while (to < close && bytes[to] != quote) {
                to++;
            }
            if (to >= close) {
                return null;
            }
            Encoding found = CharsetLabels.of(new String(bytes, i + 1, to - i - 1, StandardCharsets.ISO_8859_1));
            boolean wide = CharsetLabels.UTF_16LE.equals(found) || CharsetLabels.UTF_16BE.equals(found);
            return wide ? CharsetLabels.UTF_8 : found;
        }

        private boolean matches(int from, String ascii) {
            if (from + ascii.length() > end) {
                return false;
            }
            for (int i = 0; i < ascii.length(); i++) {
                if (bytes[from + i] != ascii.charAt(i)) {
                    return false;
                }
            }
            return true;
        }

        private boolean matchesIgnoreCase(int from, String ascii) {
            if (from + ascii.length() > end) {
                return false;
            }
            for (int i = 0; i < ascii.length(); i++) {
                if (lower(bytes[from + i]) != ascii.charAt(i)) {
                    return false;
                }
            }
            return true;
        }

        private int indexOf(String ascii, int from) {
            for (int i = from; i + ascii.length() <= end; i++) {
                if (matches(i, ascii)) {
                    return i;
                }
            }
            return -1;
        }

        private static char lower(byte b) {
            return (char) (b >= 'A' && b <= 'Z' ? b + 32 : b & 0xff);
        }

        private static boolean isSpace(byte b) {
            return b == ' ' || b == '\t' || b == '\n' || b == '\f' || b == '\r';
        }

        private static boolean isSpaceOrSlash(byte b) {
            return b == '/' || isSpace(b);
        }

        private static boolean isLetter(byte b) {
            return (b >= 'a' && b <= 'z') || (b >= 'A' && b <= 'Z');
        }
    }
}
