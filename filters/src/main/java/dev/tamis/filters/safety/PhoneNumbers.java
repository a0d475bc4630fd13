package dev.tamis.filters.safety;

import com.google.i18n.phonenumbers.NumberParseException;
import com.google.i18n.phonenumbers.PhoneNumberUtil;
import com.google.i18n.phonenumbers.Phonenumber.PhoneNumber;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

/**
 * Phone numbers: candidates by a scan of our own, which libphonenumber then says to be numbers that are given out, or not.
 *
 * <ul>
 *   <li>International: {@code +} or {@code 00}, 7 to 15 digits.
 *   <li>North American, as (ddd) ddd-dddd, ddd-ddd-dddd or ddd.ddd.dddd.
 *   <li>National: of a region of the text's language, with the trunk prefix 0 and in groups, with the area code in brackets, in
 *       a form that is its language's own, or after a word such as "tel". The word gives regions too, and where the language
 *       is not known it must be there. Only after a word are slashes and hyphens with spaces read as joints.
 * </ul>
 */
final class PhoneNumbers {
    private static final PhoneNumberUtil NUMBERS = PhoneNumberUtil.getInstance();
    private static final String[] NONE = {};
    private static final String[] NORTH_AMERICA = {"US"};
    private static final String[] BRITAIN = {"GB"};
    private static final int MAX_TRIES = 4;

    /** Languages in which an area code stands in brackets without a trunk prefix. */
    private static final Set<String> BRACKETS = Set.of("en", "es", "pt", "ru");

    /** Regions whose numbers a text of a language is likely to have, likeliest first; at most four. */
    private static final Map<String, String[]> REGIONS = Map.ofEntries(
            Map.entry("en", new String[] {"US", "GB", "AU", "IN"}),
            Map.entry("fr", new String[] {"FR", "BE", "CH"}),
            Map.entry("de", new String[] {"DE", "AT", "CH"}),
            Map.entry("es", new String[] {"ES", "MX", "AR", "CO"}),
            Map.entry("pt", new String[] {"BR", "PT"}),
            Map.entry("it", new String[] {"IT", "CH"}),
            Map.entry("nl", new String[] {"NL", "BE"}),
            Map.entry("pl", new String[] {"PL"}),
            Map.entry("ru", new String[] {"RU", "KZ"}),
            Map.entry("uk", new String[] {"UA"}),
            Map.entry("ja", new String[] {"JP"}),
            Map.entry("zh", new String[] {"CN", "TW", "HK"}),
            Map.entry("ko", new String[] {"KR"}),
            Map.entry("sv", new String[] {"SE"}),
            Map.entry("da", new String[] {"DK"}),
            Map.entry("nb", new String[] {"NO"}),
            Map.entry("nn", new String[] {"NO"}),
            Map.entry("no", new String[] {"NO"}),
            Map.entry("fi", new String[] {"FI"}),
            Map.entry("cs", new String[] {"CZ"}),
            Map.entry("sk", new String[] {"SK"}),
            Map.entry("hu", new String[] {"HU"}),
            Map.entry("ro", new String[] {"RO"}),
            Map.entry("bg", new String[] {"BG"}),
            Map.entry("el", new String[] {"GR"}),
            Map.entry("tr", new String[] {"TR"}),
            Map.entry("ar", new String[] {"EG", "SA", "AE"}),
            Map.entry("he", new String[] {"IL"}),
            Map.entry("hi", new String[] {"IN"}),
            Map.entry("id", new String[] {"ID"}),
            Map.entry("vi", new String[] {"VN"}),
            Map.entry("th", new String[] {"TH"}),
            Map.entry("fa", new String[] {"IR"}));

    /** Regions, then the words of a language or two after which they are tried once those of the text's language are. */
    private static final String[][][] WORDS = {
        {{"US", "GB", "DE", "FR"}, {"tel", "tels", "telephone", "fax", "telefax"}},
        {{"US", "GB", "AU"}, {"phone", "phones", "call", "ph", "hotline"}},
        {{"GB", "IN", "FR"}, {"mobile", "mob"}},
        {{"US"}, {"cell"}},
        {{"IN", "BR", "GB"}, {"whatsapp"}},
        {{"FR", "BE"}, {"tél", "téléphone", "télécopie", "portable"}},
        {{"DE", "AT", "CH"}, {"handy", "telefonnummer", "telefonnr", "rufnummer", "handynummer", "mobilnummer"}},
        {{"DE", "AT", "CH"}, {"faxnummer", "mobilfunk", "durchwahl", "servicenummer"}},
        {{"DE", "PL", "SE", "CZ"}, {"telefon", "mobil", "telefonu", "telefonszám"}},
        {{"IT"}, {"telefono", "cellulare", "cell"}},
        {{"ES", "MX", "AR"}, {"teléfono", "teléfonos", "tlfno", "tfno", "móvil", "celular"}},
        {{"BR", "PT"}, {"telefone", "telefones", "celular", "telemóvel", "telem"}},
        {{"NL", "BE"}, {"telefoon", "telefoonnummer", "mobiel"}},
        {{"FI"}, {"puhelin", "puh", "puhelinnumero"}},
        {{"NO", "DK"}, {"tlf", "telefonnummer"}},
        {{"RU", "UA"}, {"тел", "телефон", "телефона", "телефону", "телефоны", "телефонам", "моб", "мобильный", "факс"}},
        {{"GR"}, {"τηλ", "τηλέφωνο", "τηλεφωνο", "τηλέφωνα", "κινητό", "κιν", "φαξ"}},
        {{"EG", "SA", "AE"}, {"هاتف", "الهاتف", "تليفون", "تلفون", "جوال", "الجوال", "موبايل", "فاكس"}},
        {{"IR"}, {"تلفن", "موبایل", "شماره"}},
        {{"IL"}, {"טל", "טלפון", "נייד", "פקס"}},
        {{"IN"}, {"फोन", "फ़ोन", "मोबाइल", "दूरभाष"}},
        {{"TH"}, {"โทร", "โทรศัพท์"}},
        {{"JP", "TW"}, {"電話", "電話番号"}},
        {{"CN"}, {"电话", "手机", "联系方式"}},
        {{"KR"}, {"전화", "휴대폰", "연락처"}}
    };

    private static final ContextWords CONTEXT;
    /** Regions of each of the words of {@link #CONTEXT}. */
    private static final String[][] REGIONS_OF_WORDS;

    static {
        List<String> words = new ArrayList<>();
        List<String[]> regions = new ArrayList<>();
        for (String[][] line : WORDS) {
            for (String word : line[1]) {
                words.add(word);
                regions.add(line[0]);
            }
        }
        CONTEXT = new ContextWords(words.toArray(String[]::new));
        REGIONS_OF_WORDS = regions.toArray(String[][]::new);
    }

    /**
     * For each region, which numbers of digits national numbers have there: bit n for n digits. Only these are read by
     * libphonenumber, as it is slow in saying no.
     */
    private static final Map<String, Integer> LENGTHS = new ConcurrentHashMap<>();

    private PhoneNumbers() {}

    /** First byte of a number whose digits begin at {@code at}: a {@code +} and a bracket before them belong to it. */
    static int start(byte[] utf8, int at) {
        int start = at;
        if (start > 0 && (utf8[start - 1] == '+' || utf8[start - 1] == '(')) {
            start--;
        }
        boolean closedLater = utf8[start] == '+' || utf8[start] == '(';
        if (closedLater && start > 0 && utf8[start - 1] == (utf8[start] == '+' ? '(' : '+')) {
            start--;
        }
        return start;
    }

    /** Where the number whose digits begin at {@code at} ends, or -1. */
    static int end(byte[] utf8, int start, int at, NumberRun run, int length, Supplier<String> language) {
        int most = run.digits(run.groups);
        if (most < 7 || isDecimal(run)) {
            return -1;
        }
        for (int i = start; i < at; i++) {
            if (utf8[i] == '+') {
                return international(utf8, run, length, 0);
            }
        }
        if (run.size(0) >= 2 && run.digits[0] == 0 && run.digits[1] == 0) {
            return most < 10 ? -1 : international(utf8, run, length, 2);
        }
        int american = american(utf8, start, at, run, length);
        return american >= 0 ? american : national(utf8, start, at, run, length, language);
    }

    /** 35236450.6; a full stop stands after no more than a country code in +1.2025550123, as RFC 5733 writes it. */
    private static boolean isDecimal(NumberRun run) {
        return run.groups == 2 && run.separator(1) == NumberRun.DOT && run.size(0) > 4;
    }

    /** Whether the number may end after some groups: there, and not within a bracket that was opened in it. */
    private static boolean closes(byte[] utf8, NumberRun run, int groups, int length) {
        int end = run.end(groups - 1);
        boolean opened = groups > 1 && utf8[run.start(groups - 1) - 1] == '(';
        return !opened && Edges.closes(utf8, end, length);
    }

    private static int international(byte[] utf8, NumberRun run, int length, int skipped) {
        int tries = 0;
        for (int groups = run.groups; groups > 0 && tries < MAX_TRIES; groups--) {
            int digits = run.digits(groups) - skipped;
            if (digits < 7) {
                return -1;
            }
            if (digits <= 15 && closes(utf8, run, groups, length)) {
                tries++;
                if (run.digits[skipped] != 0 && isGiven(run, skipped, digits, true, NONE)) {
                    return run.end(groups - 1);
                }
            }
        }
        return -1;
    }

    /** Ten digits 3-3-4, alone or after a 1, with hyphens, full stops or brackets. */
    private static int american(byte[] utf8, int start, int at, NumberRun run, int length) {
        int first = run.size(0) == 1 && run.digits[0] == 1 ? 1 : 0;
        if (run.groups < first + 3 || run.size(first) != 3 || run.size(first + 1) != 3 || run.size(first + 2) != 4) {
            return -1;
        }
        byte outer = run.separator(first + 1);
        byte inner = run.separator(first + 2);
        boolean bracketed = outer == NumberRun.BRACKET && (start < at || first == 1);
        boolean written = (outer == inner && (outer == NumberRun.HYPHEN || outer == NumberRun.DOT))
                || (bracketed && (inner == NumberRun.HYPHEN || inner == NumberRun.SPACE || inner == NumberRun.DOT));
        int end = run.end(first + 2);
        return written
                        && run.digits[first] >= 2
                        && run.digits[first + 3] >= 2
                        && Edges.closes(utf8, end, length)
                        && isGiven(run, first, 10, false, NORTH_AMERICA)
                ? end
                : -1;
    }

    private static int national(byte[] utf8, int start, int at, NumberRun run, int length, Supplier<String> language) {
        int relay = relayEnd(utf8, run, length);
        if (relay >= 0) {
            return relay;
        }
        boolean trunk = isTrunk(run);
        String only = onlyLanguage(start, at, run);
        boolean bracketed = start < at && utf8[at - 1] == '(' && isBracketed(run);
        int word = CONTEXT.find(utf8, start);
        if (!trunk && !bracketed && only == null && word < 0) {
            return -1;
        }
        String known = language.get();
        boolean own = (only != null && only.equals(known)) || (bracketed && known != null && BRACKETS.contains(known));
        if (!trunk && !own && word < 0) {
            return -1;
        }
        String[] regions = known == null ? NONE : REGIONS.getOrDefault(known, NONE);
        String[] others = word < 0 ? NONE : REGIONS_OF_WORDS[word];
        int tries = 0;
        for (int groups = run.groups; groups > 0 && tries < MAX_TRIES; groups--) {
            int digits = run.digits(groups);
            if (digits < 7) {
                return -1;
            }
            if (digits <= 13 && closes(utf8, run, groups, length) && (word >= 0 || isTight(run, groups))) {
                tries++;
                if (isGiven(run, 0, digits, false, regions) || isGiven(run, 0, digits, false, others)) {
                    return run.end(groups - 1);
                }
            }
        }
        return -1;
    }

    /** Whether a number begins with the trunk prefix 0 and an area code, and is no date and no page of a volume. */
    private static boolean isTrunk(NumberRun run) {
        boolean year = run.groups == 2
                && run.size(1) == 4
                && (run.value(run.size(0), 2) == 19 || run.value(run.size(0), 2) == 20);
        return run.digits[0] == 0 && run.groups > 1 && run.size(0) > 1 && !isDated(run) && !(year && run.size(0) > 5);
    }

    /** Without a word before it, a number has no wide joints, and full stops between all groups or none. */
    private static boolean isTight(NumberRun run, int groups) {
        int stops = 0;
        for (int i = 1; i < groups; i++) {
            if (run.separator(i) == NumberRun.WIDE) {
                return false;
            }
            stops += run.separator(i) == NumberRun.DOT ? 1 : 0;
        }
        return stops == 0 || stops == groups - 1;
    }

    /** (11) 91234-5678: an area code of two to five digits in brackets, then at least two groups or six digits; no year. */
    private static boolean isBracketed(NumberRun run) {
        int area = run.size(0);
        boolean year = area == 4 && (run.value(0, 2) == 19 || run.value(0, 2) == 20);
        return area >= 2 && area <= 5 && !year && run.groups > 1 && run.separator(1) == NumberRun.BRACKET;
    }

    /**
     * The language in which a number needs no word before it: Chinese for mobile numbers, in one piece or 3-4-4; Russian for
     * eleven digits that begin with the trunk prefix 8 or, before a bracket, with 7. Null for others.
     */
    private static String onlyLanguage(int start, int at, NumberRun run) {
        boolean mobile = run.digits[0] == 1 && run.digits[1] >= 3;
        if (mobile && (run.size(0) == 11 || run.isGrouped(NumberRun.NONE, 3, 4, 4))) {
            return "zh";
        }
        boolean russian = start == at && (run.digits[0] == 8 || run.digits[0] == 7);
        if (!russian) {
            return null;
        }
        boolean whole = run.size(0) == 11 && run.digits[0] == 8 && run.digits[1] == 9;
        boolean grouped = run.groups > 2 && run.size(0) == 1 && run.size(1) >= 3 && run.size(1) <= 5;
        boolean bracket = grouped && run.separator(1) == NumberRun.BRACKET;
        return whole || bracket || (grouped && run.digits[0] == 8) ? "ru" : null;
    }

    /** Where a British number after the text relay's prefix 18001 or 18002 ends, or -1. */
    private static int relayEnd(byte[] utf8, NumberRun run, int length) {
        boolean relay = run.groups > 1 && run.size(0) == 5 && (run.value(0, 5) == 18_001 || run.value(0, 5) == 18_002);
        for (int groups = relay ? run.groups : 0; groups > 1; groups--) {
            int digits = run.digits(groups) - 5;
            if (digits >= 10
                    && digits <= 11
                    && closes(utf8, run, groups, length)
                    && isGiven(run, 5, digits, false, BRITAIN)) {
                return run.end(groups - 1);
            }
        }
        return -1;
    }

    /** 01.02.2003 and the like. */
    private static boolean isDated(NumberRun run) {
        return run.groups >= 3 && run.size(0) == 2 && run.size(1) == 2 && (run.size(2) == 4 || run.groups == 3);
    }

    private static boolean isGiven(NumberRun run, int from, int digits, boolean international, String[] regions) {
        StringBuilder text = new StringBuilder(digits + 1);
        if (international) {
            text.append('+');
        }
        for (int i = from; i < from + digits; i++) {
            text.append((char) ('0' + run.digits[i]));
        }
        if (international) {
            return isValid(text, "ZZ");
        }
        for (String region : regions) {
            if (isPossible(digits, region) && isValid(text, region)) {
                return true;
            }
        }
        return false;
    }

    /** Whether so many digits can be a number of the region, of which up to four may be prefixes. */
    private static boolean isPossible(int digits, String region) {
        int lengths = LENGTHS.computeIfAbsent(region, PhoneNumbers::lengths);
        return (lengths >> Math.max(0, digits - 4) & 0x1F) != 0;
    }

    private static int lengths(String region) {
        int lengths = 0;
        long number = 1_000;
        for (int digits = 4; digits <= 17; digits++) {
            PhoneNumber of = new PhoneNumber()
                    .setCountryCode(NUMBERS.getCountryCodeForRegion(region))
                    .setNationalNumber(number);
            number *= 10;
            boolean possible = NUMBERS.isPossibleNumberWithReason(of) == PhoneNumberUtil.ValidationResult.IS_POSSIBLE;
            lengths |= possible ? 1 << digits : 0;
        }
        return lengths;
    }

    private static boolean isValid(CharSequence digits, String region) {
        try {
            PhoneNumber number = NUMBERS.parse(digits, region);
            return NUMBERS.isValidNumber(number);
        } catch (NumberParseException e) {
            // no number of any region
            return false;
        }
    }
}
