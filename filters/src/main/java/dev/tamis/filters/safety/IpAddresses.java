package dev.tamis.filters.safety;

/**
 * Public IP addresses: dotted quads and RFC 4291 text forms that Python's {@code ipaddress.is_global} accepts (the IANA
 * special-purpose registries), less multicast, and for IPv6 only within 2000::/3, the only block given out for global unicast.
 *
 * <p>A quad within a longer dotted run, after "version" and its like, or of four single digits that number a heading is none.
 */
final class IpAddresses {
    private static final int MAX_IPV6 = 45;
    private static final ContextWords VERSION = new ContextWords(
            "version",
            "versions",
            "ver",
            "release",
            "build",
            "firmware",
            "revision",
            "rev",
            "section",
            "chapter",
            "clause",
            "paragraph",
            "driver",
            "update",
            "patch");

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
        if (address < 0 || !isPublic(address) || !opensAddress(utf8, at, length) || !closesAddress(utf8, end, length)) {
            return -1;
        }
        if (end - at == 7 && numbersHeading(utf8, at, end, length)) {
            return -1;
        }
        return VERSION.stand(utf8, at) ? -1 : end;
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

    /** By the first three groups. */
    private static boolean isGlobalIpv6(int first, int second, int third) {
        if (first < 0x2000 || first > 0x3FFF || first == 0x2002 || (first == 0x3FFF && second < 0x1000)) {
            return false;
        }
        if (first == 0x2001 && second == 0xDB8) {
            return false;
        }
        // 2001::/23 is for protocols, less what the registry calls globally reachable in it
        boolean amt = second == 3 || (second == 4 && third == 0x112);
        boolean orchid = second >= 0x20 && second <= 0x3F;
        return first != 0x2001 || second >= 0x200 || amt || orchid;
    }
}
