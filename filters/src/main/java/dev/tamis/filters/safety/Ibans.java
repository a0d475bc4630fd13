package dev.tamis.filters.safety;

/**
 * International Bank Account Numbers (ISO 13616): two letters for a country of the registry, two check digits and the
 * country's length, in one piece or in groups of four with spaces or hyphens, with ISO 7064 MOD 97-10.
 */
final class Ibans {
    /** Lengths of the IBAN registry (SWIFT, release 99), by country. */
    private static final String LENGTHS =
            "AD24AE23AL28AT20AZ28BA20BE16BG22BH22BI27BR29BY28CH21CR22CY28CZ24DE22DJ27DK18DO28"
                    + "EE20EG29ES24FI18FK18FO18FR27GB22GE22GI23GL18GR27GT28HN28HR21HU28IE22IL23IQ23IS26IT27JO30KW30KZ20LB28LC32LI21"
                    + "LT20LU20LV21LY25MC27MD24ME22MK19MN20MR27MT31MU30NI28NL18NO15OM23PK24PL28PS29PT25QA29RO24RS22RU33SA24SC31SD18"
                    + "SE24SI19SK24SM27SO23ST25SV28TL23TN24TR26UA29VA22VG24XK20YE30";

    private static final byte[] LENGTH = new byte[26 * 26];

    static {
        for (int i = 0; i < LENGTHS.length(); i += 4) {
            int country = (LENGTHS.charAt(i) - 'A') * 26 + LENGTHS.charAt(i + 1) - 'A';
            LENGTH[country] = (byte) ((LENGTHS.charAt(i + 2) - '0') * 10 + LENGTHS.charAt(i + 3) - '0');
        }
    }

    private static final ContextWords IBAN = new ContextWords("iban");

    private Ibans() {}

    /**
     * Where the IBAN whose country code begins at {@code at} ends, or -1. In one piece small letters need the word IBAN before
     * them, as a hash of small letters and digits looks the same.
     */
    static int end(byte[] utf8, int at, int length) {
        if (at + 15 > length) {
            return -1;
        }
        boolean lower = utf8[at] >= 'a';
        int country = country(utf8, at, lower);
        int wanted = country < 0 ? 0 : LENGTH[country];
        if (wanted == 0 || !Edges.isDigitAt(utf8, at + 2, length) || !Edges.isDigitAt(utf8, at + 3, length)) {
            return -1;
        }
        int joint = joint(utf8, at + 4, length);
        int kind = joint == 0 ? 0 : utf8[at + 4];
        int remainder = 0;
        int read = 0;
        int i = at;
        while (read < wanted) {
            if (joint > 0 && read > 0 && read % 4 == 0) {
                int next = joint(utf8, i, length);
                // hyphens are not mixed with spaces; spaces of different widths are
                if (next == 0 || (kind == '-') != (utf8[i] == '-')) {
                    return -1;
                }
                i += next;
            }
            if (i >= length || !isPart(utf8[i], lower)) {
                return -1;
            }
            if (read >= 4) {
                remainder = append(remainder, utf8[i]);
            }
            i++;
            read++;
        }
        for (int head = at; head < at + 4; head++) {
            remainder = append(remainder, utf8[head]);
        }
        int check = (utf8[at + 2] - '0') * 10 + utf8[at + 3] - '0';
        boolean valid = remainder == 1 && check >= 2 && check <= 98 && Edges.closes(utf8, i, length);
        return valid && (!lower || joint > 0 || IBAN.stand(utf8, at)) ? i : -1;
    }

    private static int country(byte[] utf8, int at, boolean lower) {
        int base = lower ? 'a' : 'A';
        int first = utf8[at] - base;
        int second = utf8[at + 1] - base;
        return first < 0 || first > 25 || second < 0 || second > 25 ? -1 : first * 26 + second;
    }

    private static boolean isPart(byte b, boolean lower) {
        return Edges.isDigit(b) || (Edges.isLetter(b) && (b >= 'a') == lower);
    }

    /** Bytes of the space (U+0020, U+00A0, U+2009, U+202F) or hyphen (U+002D) at {@code at}; 0 for anything else. */
    private static int joint(byte[] utf8, int at, int length) {
        if (at >= length) {
            return 0;
        }
        if (utf8[at] == ' ' || utf8[at] == '-') {
            return 1;
        }
        if (at + 1 < length && utf8[at] == (byte) 0xC2 && utf8[at + 1] == (byte) 0xA0) {
            return 2;
        }
        boolean general = at + 2 < length && utf8[at] == (byte) 0xE2 && utf8[at + 1] == (byte) 0x80;
        boolean space = general && (utf8[at + 2] == (byte) 0x89 || utf8[at + 2] == (byte) 0xAF);
        return space ? 3 : 0;
    }

    private static int append(int remainder, byte b) {
        return Edges.isDigit(b) ? (remainder * 10 + b - '0') % 97 : (remainder * 100 + Edges.lower(b) - 'a' + 10) % 97;
    }

    /** Length of the country's IBANs, or 0. */
    static int lengthOf(String country) {
        return LENGTH[(country.charAt(0) - 'A') * 26 + country.charAt(1) - 'A'];
    }
}
