package dev.tamis.filters.safety;

/**
 * International Bank Account Numbers (ISO 13616): two capitals for a country of the registry, two check digits and the
 * country's length, in one piece or in groups of four, with ISO 7064 MOD 97-10.
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

    private Ibans() {}

    /** Where the IBAN whose country code begins at {@code at} ends, or -1. */
    static int end(byte[] utf8, int at, int length) {
        if (at + 15 > length || !Edges.isUpper(utf8[at]) || !Edges.isUpper(utf8[at + 1])) {
            return -1;
        }
        int wanted = LENGTH[(utf8[at] - 'A') * 26 + utf8[at + 1] - 'A'];
        if (wanted == 0 || !Edges.isDigitAt(utf8, at + 2, length) || !Edges.isDigitAt(utf8, at + 3, length)) {
            return -1;
        }
        boolean grouped = utf8[at + 4] == ' ';
        int remainder = 0;
        int read = 0;
        int i = at;
        while (read < wanted) {
            if (grouped && read > 0 && read % 4 == 0) {
                if (i >= length || utf8[i] != ' ') {
                    return -1;
                }
                i++;
            }
            if (i >= length || !(Edges.isDigit(utf8[i]) || Edges.isUpper(utf8[i]))) {
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
        return remainder == 1 && check >= 2 && check <= 98 && Edges.closes(utf8, i, length) ? i : -1;
    }

    private static int append(int remainder, byte b) {
        return Edges.isDigit(b) ? (remainder * 10 + b - '0') % 97 : (remainder * 100 + b - 'A' + 10) % 97;
    }

    /** Length of the country's IBANs, or 0. */
    static int lengthOf(String country) {
        return LENGTH[(country.charAt(0) - 'A') * 26 + country.charAt(1) - 'A'];
    }
}
