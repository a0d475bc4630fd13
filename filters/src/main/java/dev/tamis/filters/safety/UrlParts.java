package dev.tamis.filters.safety;

/** Where the parts of a URL begin and end (RFC 3986), read leniently and without a copy. */
final class UrlParts {
    private UrlParts() {}

    /** First character of the authority: after {@code scheme://} or {@code //}, else of the URL, white space skipped. */
    static int authority(String url) {
        int from = 0;
        while (from < url.length() && url.charAt(from) <= ' ') {
            from++;
        }
        int i = from;
        while (i < url.length() && isScheme(url.charAt(i))) {
            i++;
        }
        if (i < url.length() && url.charAt(i) == ':' && url.startsWith("//", i + 1)) {
            return i + 3;
        }
        return url.startsWith("//", from) ? from + 2 : from;
    }

    private static boolean isScheme(char c) {
        return (c >= 'a' && c <= 'z')
                || (c >= 'A' && c <= 'Z')
                || (c >= '0' && c <= '9')
                || c == '+'
                || c == '-'
                || c == '.';
    }

    /** The character after the authority: the first slash, question or number sign. */
    static int authorityEnd(String url, int from) {
        int i = from;
        while (i < url.length() && "/?#\\".indexOf(url.charAt(i)) < 0 && url.charAt(i) > ' ') {
            i++;
        }
        return i;
    }

    /** First character of the host, after the user. */
    static int host(String url, int from, int to) {
        int at = url.lastIndexOf('@', to - 1);
        return at >= from ? at + 1 : from;
    }

    /** The character after the host: before the port and a final dot. */
    static int hostEnd(String url, int from, int to) {
        int end = to;
        int i = to;
        while (i > from && url.charAt(i - 1) >= '0' && url.charAt(i - 1) <= '9') {
            i--;
        }
        if (i > from && url.charAt(i - 1) == ':') {
            end = i - 1;
        }
        while (end > from && url.charAt(end - 1) == '.') {
            end--;
        }
        return end;
    }

    /** The character after the URL, white space at its end left out. */
    static int end(String url, int from) {
        int end = url.length();
        while (end > from && url.charAt(end - 1) <= ' ') {
            end--;
        }
        return end;
    }

    static int withoutWww(String host, int from, int to) {
        return to - from > 4 && host.regionMatches(true, from, "www.", 0, 4) ? from + 4 : from;
    }

    static boolean isAscii(String text, int from, int to) {
        for (int i = from; i < to; i++) {
            if (text.charAt(i) >= 128) {
                return false;
            }
        }
        return true;
    }
}
