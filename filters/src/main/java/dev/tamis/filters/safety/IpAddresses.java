package dev.tamis.filters.safety;

import dev.tamis.filters.text.Ascii;
import java.util.List;

/**
 * Public IP addresses: dotted quads and RFC 4291 text forms that Python's {@code ipaddress.is_global} accepts (the IANA
 * special-purpose registries), less multicast, and for IPv6 only within the blocks of 2000::/3 that IANA has given to the
 * regional registries.
 *
 * <p>Other things are written as four numbers too. A quad is none within a longer dotted run, after a word such as "version",
 * the name of a program ("V8 to 11.8.172.13") or "OID", after a section sign, or as one name of a path. One that looks more
 * like a version, a section or an object identifier than like a host (no number above {@value #SMALL}, the last aside where the others are that small together, or an arc of ITU-T
 * X.660's tree that certificates use, such as 1.3.101) counts only where its place says that it is an address: after "IP",
 * "host", "ping" and the like, {@code ://} or {@code @}, or before a port; of such, a few public resolvers that everyone
 * writes are taken anywhere.
 */
final class IpAddresses {
    private static final int MAX_IPV6 = 45;
    private static final int SMALL = 31;
    private static final ContextWords ADDRESS = new ContextWords(
            "ip",
            "ips",
            "ipv4",
            "ipaddr",
            "ipaddress",
            "address",
            "addresses",
            "addr",
            "host",
            "hostname",
            "server",
            "dns",
            "nameserver",
            "gateway",
            "proxy",
            "router",
            "ping",
            "ssh",
            "whois",
            "traceroute",
            "adresse",
            "dirección",
            "адрес");
    private static final ContextWords VERSION = new ContextWords(
            "version",
            "versions",
            "ver",
            "release",
            "released",
            "releases",
            "build",
            "firmware",
            "revision",
            "rev",
            "section",
            "sections",
            "sec",
            "chapter",
            "clause",
            "paragraph",
            "table",
            "figure",
            "driver",
            "drivers",
            "update",
            "updated",
            "upgrade",
            "upgraded",
            "downgrade",
            "bump",
            "roll",
            "patch",
            "rfc",
            "iso",
            "oid",
            "oids",
            "objectidentifier",
            "object identifier",
            "object");
    /** Programs that number their releases with four parts; they stand right before the number, "to" and "from" aside. */
    private static final ContextWords PROGRAM = new ContextWords(
            "v8",
            "firefox",
            "chrome",
            "chromium",
            "opera",
            "safari",
            "flash",
            "java",
            "jdk",
            "php",
            "mysql",
            "oracle",
            "windows",
            "office",
            "android",
            "ios",
            "skype",
            "acrobat",
            "reader",
            "player",
            "itunes",
            "dpkg",
            "linux",
            "kernel",
            "edge",
            "webview",
            "netscape",
            "explorer",
            "quicktime",
            "silverlight",
            "nvidia",
            "bios");

    private static final int PROGRAM_DISTANCE = 10;

    /** Addresses of public resolvers of small numbers (Google, Cloudflare, Quad9). */
    private static final List<Long> RESOLVERS = List.of(0x08080808L, 0x08080404L, 0x01010101L, 0x09090909L);

    /** First address, last address of the IPv4 blocks that are not public. */
    private static final long[][] NOT_PUBLIC = {
        block(0, 0, 0, 0, 8),
        block(10, 0, 0, 0, 8),
        block(100, 64, 0, 0, 10),
        block(127, 0, 0, 0, 8),
        block(169, 254, 0, 0, 16),
        block(172, 16, 0, 0, 12),
        block(192, 0, 0, 0, 24),
        block(192, 0, 2, 0, 24),
        block(192, 168, 0, 0, 16),
        block(198, 18, 0, 0, 15),
        block(198, 51, 100, 0, 24),
        block(203, 0, 113, 0, 24),
        block(224, 0, 0, 0, 3)
    };

    private IpAddresses() {}

    private static long[] block(int a, int b, int c, int d, int bits) {
        long first = (long) a << 24 | b << 16 | c << 8 | d;
        return new long[] {first, first + (1L << (32 - bits)) - 1};
    }

    /** The address of four numbers, or -1 where {@code ipaddress} refuses it: a number above 255 or with a leading zero. */
    static long quad(byte[] utf8, int at, int end) {
        long address = 0;
        int i = at;
        for (int part = 0; part < 4; part++) {
            int from = i;
            int value = 0;
            while (i < end && i - from < 3 && Edges.isDigit(utf8[i])) {
                value = value * 10 + utf8[i++] - '0';
            }
            if (i == from || value > 255 || (i - from > 1 && utf8[from] == '0')) {
                return -1;
            }
            address = address << 8 | value;
            if (part < 3) {
                if (i >= end || utf8[i] != '.') {
                    return -1;
                }
                i++;
            }
        }
        return i == end ? address : -1;
    }

    static boolean isPublic(long address) {
        if (address == (192L << 24 | 9) || address == (192L << 24 | 10)) {
            return true;
        }
        for (long[] block : NOT_PUBLIC) {
            if (address >= block[0] && address <= block[1]) {
                return false;
            }
        }
        return true;
    }

    /** Where the public IPv4 address that begins at {@code at} ends, or -1. */
    static int ipv4End(byte[] utf8, int at, int length) {
        int end = at;
        int dots = 0;
        while (end < length && end - at <= 15 && (Edges.isDigit(utf8[end]) || (utf8[end] == '.' && dots < 3))) {
            dots += utf8[end++] == '.' ? 1 : 0;
        }
        if (dots != 3 || end - at > 15) {
            return -1;
        }
        long address = quad(utf8, at, end);
        if (address < 0 || !opensAddress(utf8, at, length) || !closesAddress(utf8, end, length)) {
            return -1;
        }
        if (Ascii.startsWith(utf8, end, length, REVERSE)) {
            return isPublic(Integer.toUnsignedLong(Integer.reverseBytes((int) address))) ? end : -1;
        }
        if (!isPublic(address)
                || (end - at == 7 && numbersHeading(utf8, at, end, length))
                || isName(utf8, at, end, length)) {
            return -1;
        }
        if (isPlacedAsAddress(utf8, at, end, length)) {
            return end;
        }
        if (looksLikeNumbering(address) && !ADDRESS.stand(utf8, at)) {
            return RESOLVERS.contains(address) && !isVersion(utf8, at) ? end : -1;
        }
        return isVersion(utf8, at) ? -1 : end;
    }

    private static final byte[] REVERSE = Ascii.phrase(".in-addr.arpa");

    /** After {@code ://} or {@code @}. */
    private static boolean isPlacedAsAddress(byte[] utf8, int at, int end, int length) {
        boolean url = at > 2 && utf8[at - 1] == '/' && utf8[at - 2] == '/' && utf8[at - 3] == ':';
        boolean port =
                end + 2 < length && utf8[end] == ':' && Edges.isDigit(utf8[end + 1]) && Edges.isDigit(utf8[end + 2]);
        return url || port || (at > 0 && utf8[at - 1] == '@');
    }

    /** Small numbers, or an arc of object identifiers: 1.3.6, 14, 36, 101, 132 (ISO) and 2.5.4 to 2.5.29 (X.500). */
    private static boolean looksLikeNumbering(long address) {
        int first = (int) (address >> 24);
        int second = (int) (address >> 16) & 0xFF;
        int third = (int) (address >> 8) & 0xFF;
        int fourth = (int) address & 0xFF;
        if (first <= SMALL
                && second <= SMALL
                && third <= SMALL
                && (fourth <= SMALL || first + second + third <= SMALL)) {
            return true;
        }
        boolean iso =
                first == 1 && second == 3 && (third == 6 || third == 14 || third == 36 || third == 101 || third == 132);
        return iso || (first == 2 && second == 5 && third >= 4 && third <= SMALL);
    }

    /** One name of a path or a file: lib/11.8.172.13/x.js, foo-11.8.172.13.jar; but not //93.184.216.34/x. */
    private static boolean isName(byte[] utf8, int at, int end, int length) {
        boolean slash = at > 0 && utf8[at - 1] == '/';
        boolean doubled = at > 1 && utf8[at - 2] == '/';
        boolean goesOn = end + 1 < length && utf8[end] == '/' && !Edges.isDigit(utf8[end + 1]);
        return (slash && !doubled && goesOn) || isAmongDecimals(utf8, at, end, length);
    }

    /** As in the paths of drawings, where 3.51.98.32 is 3.51 .98 .32: between two numbers of one full stop. */
    private static boolean isAmongDecimals(byte[] utf8, int at, int end, int length) {
        if (at < 2 || utf8[at - 1] != ' ' || end + 1 >= length || utf8[end] != ' ') {
            return false;
        }
        int before = at - 1;
        while (before > 0 && at - before < 16 && isNumeric(utf8[before - 1])) {
            before--;
        }
        int after = end + 1;
        while (after < length && after - end < 16 && isNumeric(utf8[after])) {
            after++;
        }
        return isDecimal(utf8, before, at - 1) && isDecimal(utf8, end + 1, after);
    }

    private static boolean isNumeric(byte b) {
        return Edges.isDigit(b) || b == '.' || b == '-';
    }

    private static boolean isDecimal(byte[] utf8, int from, int to) {
        int stops = 0;
        for (int i = from; i < to; i++) {
            stops += utf8[i] == '.' ? 1 : 0;
        }
        return stops == 1 || stops == 2;
    }

    /** Whether what stands before says that a quad is a version or an object identifier; of a chain of quads, before the first. */
    private static boolean isVersion(byte[] utf8, int at) {
        int first = at;
        for (int links = 0; links < 4; links++) {
            int before = linkedTo(utf8, first);
            if (before == first) {
                break;
            }
            first = before;
        }
        if (first > 1 && utf8[first - 1] == (byte) 0xA7 && utf8[first - 2] == (byte) 0xC2) {
            return true;
        }
        if (first > 2 && utf8[first - 1] == ' ' && utf8[first - 2] == (byte) 0xA7 && utf8[first - 3] == (byte) 0xC2) {
            return true;
        }
        return VERSION.stand(utf8, first) || PROGRAM.stand(utf8, first, PROGRAM_DISTANCE);
    }

    /** Where a quad begins after which the one at {@code at} comes with "to", an arrow or a hyphen between; {@code at} if none. */
    private static int linkedTo(byte[] utf8, int at) {
        int i = at;
        while (i > 0 && at - i < 5 && " to->".indexOf(utf8[i - 1]) >= 0) {
            i--;
        }
        int start = i;
        while (start > 0 && i - start < 15 && (Edges.isDigit(utf8[start - 1]) || utf8[start - 1] == '.')) {
            start--;
        }
        return i < at && i - start >= 3 && Edges.isDigit(utf8[i - 1]) ? start : at;
    }

    private static boolean opensAddress(byte[] utf8, int at, int length) {
        if (at == 0) {
            return true;
        }
        return switch (utf8[at - 1]) {
            case '@', '=', '/', '?', '&' -> true;
            case '-' -> Edges.isDigitAt(utf8, at - 2, length) || Edges.opens(utf8, at, length);
            case '.' -> !Edges.isWordAt(utf8, at - 2, length) && !Edges.isMask(utf8, at - 4, length);
            default -> Edges.opens(utf8, at, length);
        };
    }

    private static boolean closesAddress(byte[] utf8, int end, int length) {
        if (end >= length) {
            return true;
        }
        return switch (utf8[end]) {
            case ':', '/', '=' -> true;
            case '-' -> !(end + 1 < length && Edges.isLetter(utf8[end + 1])) && !Edges.isMask(utf8, end + 1, length);
            default -> Edges.closes(utf8, end, length);
        };
    }

    private static boolean numbersHeading(byte[] utf8, int at, int end, int length) {
        return (at == 0 || utf8[at - 1] == '\n')
                && end + 1 < length
                && utf8[end] == ' '
                && (Edges.isUpper(utf8[end + 1]) || utf8[end + 1] < 0);
    }

    /** Where the public IPv6 address that begins at {@code at} ends, or -1. */
    static int ipv6End(byte[] utf8, int at, int length) {
        int end = at;
        int colons = 0;
        while (end < length && end - at <= MAX_IPV6 && (Edges.isHex(utf8[end]) || utf8[end] == ':')) {
            colons += utf8[end++] == ':' ? 1 : 0;
        }
        // A colon after the address, as before a list, is none of it.
        if (end - at > 1 && utf8[end - 1] == ':' && utf8[end - 2] != ':') {
            end--;
            colons--;
        }
        if (colons < 2 || end - at > 39) {
            return -1;
        }
        if (at > 0 && (Edges.isWord(utf8[at - 1]) || utf8[at - 1] == ':' || utf8[at - 1] == '.')) {
            return -1;
        }
        boolean closed = end == length
                || (!Edges.isWord(utf8[end]) && !(utf8[end] == '.' && Edges.isWordAt(utf8, end + 1, length)));
        return closed && isGlobalIpv6(utf8, at, end) ? end : -1;
    }

    private static boolean isGlobalIpv6(byte[] utf8, int at, int end) {
        int[] parts = new int[8];
        int count = 0;
        int gap = -1;
        int i = at;
        while (i < end) {
            if (utf8[i] == ':') {
                if (i + 1 < end && utf8[i + 1] == ':') {
                    if (gap >= 0) {
                        return false;
                    }
                    gap = count;
                    i += 2;
                    continue;
                }
                i++;
            }
            int from = i;
            int value = 0;
            while (i < end && utf8[i] != ':') {
                value = value << 4 | Character.digit(utf8[i++], 16);
            }
            if (i == from || i - from > 4 || count == 8) {
                return false;
            }
            parts[count++] = value;
        }
        if (gap < 0 ? count != 8 : count > 7) {
            return false;
        }
        int[] address = new int[8];
        int head = gap < 0 ? 8 : gap;
        System.arraycopy(parts, 0, address, 0, head);
        System.arraycopy(parts, head, address, 8 - (count - head), count - head);
        return isGlobalIpv6(address[0], address[1], address[2]);
    }

    /**
     * By the first three groups: those that IANA has given to the registries ("IPv6 Global Unicast Address Assignments",
     * 2024), as others are times, colours and constants rather than addresses.
     */
    private static boolean isGlobalIpv6(int first, int second, int third) {
        if (first == 0x2001) {
            return isGlobal2001(second, third);
        }
        int block = first & 0xFFF0;
        boolean large = block == 0x2400
                || block == 0x2410
                || block == 0x2600
                || block == 0x2630
                || block == 0x2800
                || block == 0x2A00
                || block == 0x2A10
                || block == 0x2C00;
        return large || first == 0x2610 || first == 0x2620 || (first == 0x2003 && second < 0x4000);
    }

    /** 2001::/23 is for protocols, less what the registry calls globally reachable in it, and 2001:db8::/32 for documents. */
    private static boolean isGlobal2001(int second, int third) {
        boolean amt = second == 3 || (second == 4 && third == 0x112);
        boolean orchid = second >= 0x20 && second <= 0x3F;
        return second != 0xDB8 && (second >= 0x200 || amt || orchid);
    }
}
