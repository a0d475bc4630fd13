package dev.tamis.filters.dedup;

import com.ibm.icu.text.IDNA;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Locale;
import java.util.Set;

/**
 * One key for all spellings of a web address.
 *
 * <p>The canonical form is {@code host[:port][/path][?query][#!fragment | #page=number]}. By RFC 3986, 6.2: the host in lower case; the
 * default port dropped (of either scheme, as the scheme is dropped); dot segments removed; percent-encoded unreserved characters decoded,
 * other encodings in upper-case hex digits; what may not stand bare encoded (as UTF-8, RFC 3987, 3.1). As browsers do (WHATWG URL):
 * tabs and line breaks anywhere and controls and spaces around are dropped, a backslash before the query is a slash, a percent sign
 * without two hex digits is itself, and hosts beyond ASCII become ASCII by UTS #46. As URL deduplication does (C4's key: no
 * scheme, no {@code www.}, nothing from {@code ?utm_}, {@code ?ref} or {@code ?feed} on, no slash at the end): http and https
 * are one, user, leading {@code www.} and a host's final dot are dropped, slashes at the path's end and an empty query too, and the fragment
 * unless it starts with {@code !}, which once named pages of their own, or is a page of a PDF (RFC 8118, 3: {@code page=12}). Of parameters only those known to follow visitors,
 * {@code ref} and {@code feed} are dropped, wherever they stand; C4 cuts what comes after them, too.
 *
 * <p>The remaining parameters keep their order. A site may give it a meaning, and the two errors differ in cost: a page kept twice is
 * found by its text, a page taken for another is lost.
 *
 * <p>Linear in the address.
 */
public final class UrlKey {
    /** UTF-16 units; longer addresses are not usable. */
    public static final int LONGEST = 1 << 16;

    /** The longest name in the domain name system, RFC 1035, 2.3.4. */
    private static final int LONGEST_HOST = 253;

    private static final int LAST_PORT = 65_535;
    private static final Set<String> DEFAULT_PORTS = Set.of("80", "443");
    private static final String HEX = "0123456789ABCDEF";

    private static final IDNA TO_ASCII = IDNA.getUTS46Instance(IDNA.NONTRANSITIONAL_TO_ASCII);

    private static final String CAMPAIGN = "utm_";
    private static final String PDF_PAGE = "page=";

    /** What advertisers, newsletters, social networks and sessions add to an address. */
    private static final Set<String> TRACKING = Set.of(
            // as C4
            "ref",
            "feed",
            // Google
            "gclid",
            "gclsrc",
            "dclid",
            "gbraid",
            "wbraid",
            "gad_source",
            "gad_campaignid",
            "srsltid",
            "_ga",
            "_gl",
            // Meta, Microsoft, Yandex, X, TikTok, LinkedIn, Pinterest
            "fbclid",
            "igshid",
            "igsh",
            "msclkid",
            "yclid",
            "ysclid",
            "_openstat",
            "twclid",
            "ttclid",
            "li_fat_id",
            "epik",
            // newsletters and campaigns: Mailchimp, HubSpot, Marketo, Vero, Omeda, Adobe, Impact
            "mc_cid",
            "mc_eid",
            "_hsenc",
            "_hsmi",
            "hsctatracking",
            "mkt_tok",
            "vero_id",
            "vero_conv",
            "oly_anon_id",
            "oly_enc_id",
            "s_kwcid",
            "irclickid",
            // sessions of PHP and Java servers
            "phpsessid",
            "jsessionid");

    private UrlKey() {}

    /**
     * The first 128 bits of the SHA-256 of an address's canonical form.
     *
     * @param url may be null
     * @param key takes the upper and the lower 64 bits; untouched where there is no key
     * @return false where {@link #canonical} is null
     */
    public static boolean of(String url, long[] key) {
        String canonical = canonical(url);
        if (canonical == null) {
            return false;
        }
        ByteBuffer digest = ByteBuffer.wrap(sha256().digest(canonical.getBytes(StandardCharsets.US_ASCII)));
        key[0] = digest.getLong();
        key[1] = digest.getLong();
        return true;
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("SHA-256 is missing: every Java platform must have it", e);
        }
    }

    /**
     * The canonical form, in ASCII. An address without a scheme is taken for one of the web if its host has a dot and it names no
     * user, so that a canonical form with such a host is its own.
     *
     * @param url may be null
     * @return null where the address is null or longer than {@link #LONGEST}, of another scheme than http or https, or has no
     *     usable host or port
     */
    public static String canonical(String url) {
        if (url == null || url.length() > LONGEST) {
            return null;
        }
        String address = clean(url);
        boolean schemed = address.regionMatches(true, 0, "http://", 0, 7)
                || address.regionMatches(true, 0, "https://", 0, 8)
                || address.startsWith("//");
        int from = schemed ? address.indexOf("//") + 2 : 0;
        int path = from;
        while (path < address.length() && "/\\?#".indexOf(address.charAt(path)) < 0) {
            path++;
        }
        StringBuilder out = new StringBuilder(address.length());
        if (!writeAuthority(address.substring(from, path), schemed, out)) {
            return null;
        }
        int fragment = address.indexOf('#', path);
        int end = fragment < 0 ? address.length() : fragment;
        int query = address.indexOf('?', path);
        int pathEnd = query < 0 || query > end ? end : query;
        writePath(address, path, pathEnd, out);
        if (pathEnd < end) {
            writeQuery(address, pathEnd + 1, end, out);
        }
        if (fragment >= 0 && (address.startsWith("!", fragment + 1) || isPdfPage(address, fragment + 1))) {
            out.append('#');
            write(address, fragment + 1, address.length(), out);
        }
        return out.toString();
    }

    private static boolean isPdfPage(String address, int fragment) {
        int digits = fragment + PDF_PAGE.length();
        if (!address.startsWith(PDF_PAGE, fragment) || digits == address.length()) {
            return false;
        }
        for (int i = digits; i < address.length(); i++) {
            char c = address.charAt(i);
            if (c < '0' || c > '9') {
                return false;
            }
        }
        return true;
    }

    private static String clean(String url) {
        int from = 0;
        int to = url.length();
        while (from < to && url.charAt(from) <= ' ') {
            from++;
        }
        while (from < to && url.charAt(to - 1) <= ' ') {
            to--;
        }
        StringBuilder kept = new StringBuilder(to - from);
        for (int i = from; i < to; i++) {
            char c = url.charAt(i);
            if (c != '\t' && c != '\n' && c != '\r') {
                kept.append(c);
            }
        }
        return kept.toString();
    }

    private static boolean writeAuthority(String authority, boolean schemed, StringBuilder out) {
        int user = authority.lastIndexOf('@');
        if (user >= 0 && !schemed) {
            return false;
        }
        int colon = authority.lastIndexOf(':');
        // in [2001:db8::1] colons are not before a port
        boolean ported = colon > user && authority.indexOf(']', colon) < 0;
        String host = host(authority.substring(user + 1, ported ? colon : authority.length()));
        if (host == null || (!schemed && host.indexOf('.') < 0)) {
            return false;
        }
        out.append(host);
        return !ported || writePort(authority.substring(colon + 1), out);
    }

    private static boolean writePort(String digits, StringBuilder out) {
        int port = 0;
        for (int i = 0; i < digits.length(); i++) {
            char c = digits.charAt(i);
            if (c < '0' || c > '9') {
                return false;
            }
            port = 10 * port + c - '0';
            if (port > LAST_PORT) {
                return false;
            }
        }
        String number = Integer.toString(port);
        if (!digits.isEmpty() && !DEFAULT_PORTS.contains(number)) {
            out.append(':').append(number);
        }
        return true;
    }

    /** The host in lower-case ASCII without {@code www.}, or null if it is not usable. */
    private static String host(String given) {
        String host = decoded(given);
        if (host == null) {
            return null;
        }
        boolean ascii = host.chars().allMatch(c -> c < 0x80);
        if (!ascii) {
            IDNA.Info info = new IDNA.Info();
            StringBuilder name = new StringBuilder();
            TO_ASCII.nameToASCII(host, name, info);
            if (info.hasErrors()) {
                return null;
            }
            host = name.toString();
        }
        host = host.toLowerCase(Locale.ROOT);
        if (host.startsWith("[")) {
            return host.endsWith("]") && isMadeOf(host.substring(1, host.length() - 1), "0123456789abcdef:.")
                    ? host
                    : null;
        }
        int from = 0;
        int to = host.endsWith(".") ? host.length() - 1 : host.length();
        while (host.startsWith("www.", from) && host.indexOf('.', from + 4) > 0 && host.indexOf('.', from + 4) < to) {
            from += 4;
        }
        String name = host.substring(from, to);
        return name.length() <= LONGEST_HOST
                        && !name.startsWith(".")
                        && !name.contains("..")
                        && isMadeOf(name, "abcdefghijklmnopqrstuvwxyz0123456789-_.")
                ? name
                : null;
    }

    /** The host with percent-encoded UTF-8 decoded, or null where it is too long or the encoding is broken. */
    private static String decoded(String host) {
        // three characters for each of four bytes of a code point that may become one letter
        if (host.length() > 12 * LONGEST_HOST) {
            return null;
        }
        if (host.indexOf('%') < 0) {
            return host.length() <= LONGEST_HOST + 1 ? host : null;
        }
        byte[] utf8 = host.getBytes(StandardCharsets.UTF_8);
        int size = 0;
        for (int i = 0; i < utf8.length; i++) {
            if (utf8[i] == '%') {
                int value = i + 2 < utf8.length ? hex(utf8[i + 1]) << 4 | hex(utf8[i + 2]) : -1;
                if (value < 0) {
                    return null;
                }
                utf8[size++] = (byte) value;
                i += 2;
            } else {
                utf8[size++] = utf8[i];
            }
        }
        String decoded = new String(utf8, 0, size, StandardCharsets.UTF_8);
        return decoded.length() <= LONGEST_HOST + 1 ? decoded : null;
    }

    private static boolean isMadeOf(String text, String allowed) {
        return !text.isEmpty() && text.chars().allMatch(c -> allowed.indexOf(c) >= 0);
    }

    /** Writes a path segment by segment, taking back what dot segments remove (RFC 3986, 5.2.4). */
    private static void writePath(String address, int from, int to, StringBuilder out) {
        int root = out.length();
        for (int at = from; at < to; ) {
            int end = at + 1;
            while (end < to && address.charAt(end) != '/' && address.charAt(end) != '\\') {
                end++;
            }
            int start = out.length();
            out.append('/');
            write(address, at + 1, end, out);
            int length = out.length() - start - 1;
            if (length == 1 && out.charAt(start + 1) == '.') {
                out.setLength(start);
            } else if (length == 2 && out.charAt(start + 1) == '.' && out.charAt(start + 2) == '.') {
                out.setLength(start);
                out.setLength(Math.max(root, out.lastIndexOf("/")));
            }
            at = end;
        }
        while (out.length() > root && out.charAt(out.length() - 1) == '/') {
            out.setLength(out.length() - 1);
        }
    }

    private static void writeQuery(String address, int from, int to, StringBuilder out) {
        char before = '?';
        for (int at = from; at < to; ) {
            int and = address.indexOf('&', at);
            int end = and < 0 || and > to ? to : and;
            int start = out.length();
            if (end > at) {
                out.append(before);
                write(address, at, end, out);
                if (isTracking(out, start + 1)) {
                    out.setLength(start);
                } else {
                    before = '&';
                }
            }
            at = end + 1;
        }
    }

    private static boolean isTracking(StringBuilder out, int from) {
        int equals = out.indexOf("=", from);
        String name = out.substring(from, equals < 0 ? out.length() : equals).toLowerCase(Locale.ROOT);
        return name.startsWith(CAMPAIGN) || TRACKING.contains(name);
    }

    /** Writes characters with their percent-encoding as it should be. */
    private static void write(String text, int from, int to, StringBuilder out) {
        for (int at = from; at < to; ) {
            int c = text.codePointAt(at);
            if (c == '%') {
                int value = at + 2 < to ? hex(text.charAt(at + 1)) << 4 | hex(text.charAt(at + 2)) : -1;
                if (value < 0) {
                    escape('%', out);
                    at++;
                } else {
                    if (isUnreserved(value)) {
                        out.append((char) value);
                    } else {
                        escape(value, out);
                    }
                    at += 3;
                }
                continue;
            }
            if (isUnreserved(c) || "!$&'()*+,;=:@/?".indexOf(c) >= 0) {
                out.append((char) c);
            } else {
                writeEncoded(c, out);
            }
            at += Character.charCount(c);
        }
    }

    private static void writeEncoded(int c, StringBuilder out) {
        if (c < 0x80) {
            escape(c, out);
        } else if (c < 0x800) {
            escape(0xC0 | c >> 6, out);
            escape(0x80 | (c & 0x3F), out);
        } else if (c < 0x10000) {
            // half a surrogate pair has no UTF-8
            int known = Character.isSurrogate((char) c) ? 0xFFFD : c;
            escape(0xE0 | known >> 12, out);
            escape(0x80 | (known >> 6 & 0x3F), out);
            escape(0x80 | (known & 0x3F), out);
        } else {
            escape(0xF0 | c >> 18, out);
            escape(0x80 | (c >> 12 & 0x3F), out);
            escape(0x80 | (c >> 6 & 0x3F), out);
            escape(0x80 | (c & 0x3F), out);
        }
    }

    private static void escape(int octet, StringBuilder out) {
        out.append('%').append(HEX.charAt(octet >> 4)).append(HEX.charAt(octet & 0xF));
    }

    /** The value of a hex digit, or a negative number. */
    private static int hex(int c) {
        if (c >= '0' && c <= '9') {
            return c - '0';
        }
        int lower = c | 0x20;
        return lower >= 'a' && lower <= 'f' ? lower - 'a' + 10 : -1;
    }

    /** RFC 3986, 2.3. */
    private static boolean isUnreserved(int c) {
        return (c >= 'a' && c <= 'z')
                || (c >= 'A' && c <= 'Z')
                || (c >= '0' && c <= '9')
                || c == '-'
                || c == '.'
                || c == '_'
                || c == '~';
    }
}
