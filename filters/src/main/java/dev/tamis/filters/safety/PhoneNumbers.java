package dev.tamis.filters.safety;

import com.google.i18n.phonenumbers.NumberParseException;
import com.google.i18n.phonenumbers.PhoneNumberUtil;
import com.google.i18n.phonenumbers.Phonenumber.PhoneNumber;
import java.util.Map;
import java.util.function.Supplier;

/**
 * Phone numbers: candidates by a scan of our own, which libphonenumber then says to be numbers that are given out, or not.
 *
 * <ul>
 *   <li>International: {@code +} or {@code 00}, 7 to 15 digits.
 *   <li>North American, as (ddd) ddd-dddd, ddd-ddd-dddd or ddd.ddd.dddd.
 *   <li>National: of a region of the text's language, with the trunk prefix 0 and in groups, or after a word such as "tel".
 *       The word gives regions too, and where the language is not known it must be there.
 * </ul>
 */
final class PhoneNumbers {
    private static final PhoneNumberUtil NUMBERS = PhoneNumberUtil.getInstance();
    private static final String[] NONE = {};
    private static final String[] NORTH_AMERICA = {"US"};
    private static final int MAX_TRIES = 4;

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

    /** A word, then the regions tried after it once those of the language are. */
    private static final String[][] WORDS = {
        {"tel", "US", "GB", "DE", "FR"},
        {"phone", "US", "GB"},
        {"telephone", "US", "GB"},
        {"call", "US", "GB"},
        {"mobile", "GB", "IN", "FR"},
        {"cell", "US"},
        {"fax", "US", "GB", "DE"},
        {"whatsapp", "IN", "BR", "GB"},
        {"ph", "US", "AU"},
        {"tél", "FR", "BE"},
        {"téléphone", "FR", "BE"},
        {"telefon", "DE", "PL", "SE"},
        {"handy", "DE"},
        {"mobil", "DE", "SE", "CZ"},
        {"telefax", "DE"},
        {"telefono", "IT"},
        {"cellulare", "IT"},
        {"teléfono", "ES", "MX", "AR"},
        {"móvil", "ES"},
        {"telefone", "BR", "PT"},
        {"celular", "BR", "MX"},
        {"telefoon", "NL", "BE"},
        {"puhelin", "FI"},
        {"puh", "FI"},
        {"tlf", "NO", "DK"},
        {"тел", "RU", "UA"},
        {"телефон", "RU", "UA"},
        {"電話", "JP", "TW"},
        {"电话", "CN"},
        {"手机", "CN"},
        {"전화", "KR"}
    };

    private static final ContextWords CONTEXT = context();

    private PhoneNumbers() {}

    private static ContextWords context() {
        String[] words = new String[WORDS.length];
        for (int i = 0; i < words.length; i++) {
            words[i] = WORDS[i][0];
        }
        return new ContextWords(words);
    }

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
        if (most < 7) {
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
        return american >= 0 ? american : national(utf8, start, run, length, language);
    }

    private static int international(byte[] utf8, NumberRun run, int length, int skipped) {
        int tries = 0;
        for (int groups = run.groups; groups > 0 && tries < MAX_TRIES; groups--) {
            int digits = run.digits(groups) - skipped;
            if (digits < 7) {
                return -1;
            }
            if (digits <= 15 && Edges.closes(utf8, run.end(groups - 1), length)) {
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

    private static int national(byte[] utf8, int start, NumberRun run, int length, Supplier<String> language) {
        boolean trunk = run.digits[0] == 0 && run.groups > 1 && run.size(0) > 1 && !isDated(run);
        boolean chinese = run.size(0) == 11 && run.digits[0] == 1 && run.digits[1] >= 3;
        int word = CONTEXT.find(utf8, start);
        if (!trunk && !chinese && word < 0) {
            return -1;
        }
        String known = language.get();
        if (!trunk && word < 0 && !"zh".equals(known)) {
            return -1;
        }
        String[] regions = known == null ? NONE : REGIONS.getOrDefault(known, NONE);
        int tries = 0;
        for (int groups = run.groups; groups > 0 && tries < MAX_TRIES; groups--) {
            int digits = run.digits(groups);
            if (digits < 7) {
                return -1;
            }
            if (digits <= 13 && Edges.closes(utf8, run.end(groups - 1), length)) {
                tries++;
                if (isGiven(run, 0, digits, false, regions)
                        || (word >= 0 && isGiven(run, 0, digits, false, WORDS[word]))) {
                    return run.end(groups - 1);
                }
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
            if (region.length() == 2 && Character.isUpperCase(region.charAt(0)) && isValid(text, region)) {
                return true;
            }
        }
        return false;
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
