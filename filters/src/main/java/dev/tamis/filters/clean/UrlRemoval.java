package dev.tamis.filters.clean;

/**
 * Cuts addresses out of text as DCLM's {@code url_removal_modifier} does, then caps line ends at two.
 *
 * <p>An address is up to 256 of the characters {@code -a-zA-Z0-9@:%._+~#=}, a dot and a top-level domain in lower case
 * that ends at a word boundary; or four decimal numbers of one to three digits with dots between them. Before it go
 * {@code http://}, {@code https://} or {@code ftp://} and up to ten white-space characters; after it, all characters a
 * path may have. Mail addresses and file names such as {@code readme.md} are of that form, too.
 *
 * <p>DCLM's code cuts the first kind only from pages that begin with the letters of a top-level domain ("The" begins with
 * {@code th}): its check is a {@code match}, which is anchored, where {@code search} was meant. {@link #dclm} keeps that.
 */
final class UrlRemoval implements Cleaner {
    private static final int MOST_HOST_CHARS = 256;
    private static final int MOST_SPACE = 10;
    private static final int OCTETS = 4;
    private static final char[][] SCHEMES = {"https://".toCharArray(), "http://".toCharArray(), "ftp://".toCharArray()};

    private final String name;
    private final String doc;
    private final boolean guarded;

    private UrlRemoval(String name, String doc, boolean guarded) {
        this.name = name;
        this.doc = doc;
        this.guarded = guarded;
    }

    /** What the paper says and the code means: every page. */
    static UrlRemoval refinedWeb() {
        return new UrlRemoval(
                "refinedweb_urls",
                "Cuts web addresses and IPv4 addresses with white space before them (RefinedWeb, DCLM's patterns with today's top-level domains), then caps line ends at two.",
                false);
    }

    /** What the code does. */
    static UrlRemoval dclm() {
        return new UrlRemoval(
                "dclm_urls",
                "As refinedweb_urls, but as DCLM's code has it: web addresses only from texts that begin with the letters of a top-level domain.",
                true);
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public String doc() {
        return doc;
    }

    @Override
    public String clean(String text, Removed removed) {
        String named = guarded && !TopLevelDomains.begins(text) ? text : cutNamed(text, removed);
        String result = NewlineCap.cap(cutNumbers(named, removed));
        return result.equals(text) ? text : removed.shorter(text, result);
    }

    private static String cutNamed(String text, Removed removed) {
        if (text.indexOf('.') < 0) {
            return text;
        }
        char[] chars = text.toCharArray();
        StringBuilder left = null;
        int copied = 0;
        int at = 0;
        while (at < chars.length) {
            if (!isHost(chars[at])) {
                at++;
                continue;
            }
            int run = at;
            while (at < chars.length && isHost(chars[at])) {
                at++;
            }
            int firstDot = domainDot(chars, run + 1, at);
            if (firstDot < 0) {
                continue;
            }
            int host = Math.max(run, firstDot - MOST_HOST_CHARS);
            int dot = firstDot;
            for (int next = firstDot; next >= 0 && next - host <= MOST_HOST_CHARS; ) {
                dot = next;
                next = domainDot(chars, next + 1, at);
            }
            int start = host > run ? host : withScheme(chars, copied, run);
            start = host > run ? host : withSpace(chars, copied, start);
            left = left == null ? new StringBuilder(chars.length) : left;
            left.append(chars, copied, start - copied);
            copied = skipPath(chars, labelEnd(chars, dot + 1));
            at = Math.max(at, copied);
            removed.spans(1);
        }
        return left == null
                ? text
                : left.append(chars, copied, chars.length - copied).toString();
    }

    /** The first dot from a place on, and before an end, that a top-level domain follows; or -1. */
    private static int domainDot(char[] text, int from, int end) {
        for (int i = from; i < end; i++) {
            if (text[i] == '.' && TopLevelDomains.contains(text, i + 1, labelEnd(text, i + 1))) {
                return i;
            }
        }
        return -1;
    }

    private static int labelEnd(char[] text, int start) {
        int at = start;
        while (at < text.length) {
            int codePoint = Character.codePointAt(text, at);
            // vowel signs belong to the domains of India and its neighbours
            boolean sign = at > start && text[at - 1] >= 0x300 && isMark(codePoint);
            if (!sign && !Python.isWord(codePoint)) {
                return at;
            }
            at += Character.charCount(codePoint);
        }
        return at;
    }

    private static boolean isMark(int codePoint) {
        int type = Character.getType(codePoint);
        return type == Character.NON_SPACING_MARK || type == Character.COMBINING_SPACING_MARK;
    }

    private static String cutNumbers(String text, Removed removed) {
        char[] chars = text.toCharArray();
        StringBuilder left = null;
        int copied = 0;
        int at = 0;
        while (at < chars.length) {
            if (chars[at] < '0' || chars[at] > '9') {
                at++;
                continue;
            }
            int end = startsWord(chars, at) ? addressEnd(chars, at) : -1;
            if (end < 0) {
                // no address begins within a number, as none begins within a word
                while (at < chars.length && chars[at] >= '0' && chars[at] <= '9') {
                    at++;
                }
                continue;
            }
            int start = withScheme(chars, copied, at);
            start = withSpace(chars, copied, start < at && !startsWord(chars, start) ? at : start);
            left = left == null ? new StringBuilder(chars.length) : left;
            left.append(chars, copied, start - copied);
            copied = skipPath(chars, end);
            at = copied;
            removed.spans(1);
        }
        return left == null
                ? text
                : left.append(chars, copied, chars.length - copied).toString();
    }

    /** Whether the character before is not of a word; the one here is. */
    private static boolean startsWord(char[] text, int at) {
        return at == 0 || !Python.isWord(Character.codePointBefore(text, at));
    }

    /** End of the four numbers that begin here, or -1. */
    private static int addressEnd(char[] text, int start) {
        int at = start;
        for (int octet = 1; octet <= OCTETS; octet++) {
            int digits = 0;
            while (at + digits < text.length && digits < 3 && text[at + digits] >= '0' && text[at + digits] <= '9') {
                digits++;
            }
            if (digits == 3 && text[at] > '2') {
                digits = 2;
            }
            if (digits == 0) {
                return -1;
            }
            at += digits;
            if (octet < OCTETS) {
                if (at == text.length || text[at] != '.') {
                    return -1;
                }
                at++;
            }
        }
        return at;
    }

    /** Start of the scheme that ends here, not before {@code from}; else the place itself. */
    private static int withScheme(char[] text, int from, int at) {
        for (char[] scheme : SCHEMES) {
            if (at - from >= scheme.length && endsWith(text, at, scheme)) {
                return at - scheme.length;
            }
        }
        return at;
    }

    private static boolean endsWith(char[] text, int end, char[] word) {
        for (int i = 1; i <= word.length; i++) {
            if (text[end - i] != word[word.length - i]) {
                return false;
            }
        }
        return true;
    }

    private static int withSpace(char[] text, int from, int at) {
        int start = at;
        while (start > from && at - start < MOST_SPACE && Python.isSpace(text[start - 1])) {
            start--;
        }
        return start;
    }

    private static int skipPath(char[] text, int start) {
        int at = start;
        while (at < text.length && isPath(text[at])) {
            at++;
        }
        return at;
    }

    private static boolean isHost(char c) {
        return isAlphanumeric(c) || "-@:%._+~#=".indexOf(c) >= 0;
    }

    private static boolean isPath(char c) {
        return isAlphanumeric(c) || "-()@:%_+.~#?&/=".indexOf(c) >= 0;
    }

    private static boolean isAlphanumeric(char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
    }
}
