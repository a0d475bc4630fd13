package dev.tamis.filters.clean;

import java.net.IDN;
import java.util.HashSet;
import java.util.Locale;
import java.util.Set;
import org.apache.commons.validator.routines.DomainValidator;
import org.apache.commons.validator.routines.DomainValidator.ArrayType;

/** The top-level domains of IANA's root zone, as commons-validator lists them, in lower case and as Unicode. */
final class TopLevelDomains {
    private static final Set<String> ALL = load();
    private static final int SHORTEST =
            ALL.stream().mapToInt(String::length).min().orElseThrow();
    private static final int LONGEST =
            ALL.stream().mapToInt(String::length).max().orElseThrow();

    private TopLevelDomains() {}

    /** Whether a stretch of text is one, case heeded. */
    static boolean contains(char[] text, int start, int end) {
        return end - start >= SHORTEST && end - start <= LONGEST && ALL.contains(new String(text, start, end - start));
    }

    /** Whether a text begins with the letters of one, case ignored, whatever follows. */
    static boolean begins(String text) {
        for (int length = SHORTEST; length <= Math.min(LONGEST, text.length()); length++) {
            if (ALL.contains(folded(text.substring(0, length)))) {
                return true;
            }
        }
        return false;
    }

    /** Lower case, with the other letters that match s and i where a pattern ignores case. */
    private static String folded(String text) {
        return text.replace('\u017F', 's')
                .replace('\u0130', 'i')
                .replace('\u0131', 'i')
                .toLowerCase(Locale.ROOT);
    }

    private static Set<String> load() {
        Set<String> all = new HashSet<>();
        for (ArrayType type :
                new ArrayType[] {ArrayType.GENERIC_RO, ArrayType.COUNTRY_CODE_RO, ArrayType.INFRASTRUCTURE_RO}) {
            for (String domain : DomainValidator.getTLDEntries(type)) {
                all.add(IDN.toUnicode(domain).toLowerCase(Locale.ROOT));
            }
        }
        return all;
    }
}
