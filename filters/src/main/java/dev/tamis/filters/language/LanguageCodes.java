package dev.tamis.filters.language;

import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * The codes of languages that {@code lang} has: ISO 639-1 where there is one, else ISO 639-3. A language that ISO 639-3 has as
 * one of several of a macrolanguage takes the code of that where it is the standard or by far the most written one, as {@code
 * cmn} of {@code zh}.
 */
public final class LanguageCodes {
    /** Withdrawn codes that the JDK still lists beside those in their place. */
    private static final Set<String> WITHDRAWN = Set.of("in", "iw", "ji", "jw", "mo");

    private static final Map<String, String> SHORT = shortCodes();

    private LanguageCodes() {}

    private static Map<String, String> shortCodes() {
        Map<String, String> codes = new HashMap<>();
        for (String code : Locale.getISOLanguages()) {
            if (!WITHDRAWN.contains(code)) {
                codes.put(new Locale(code).getISO3Language(), code);
            }
        }
        String members =
                "als sq,arb ar,azj az,cmn zh,ekk et,fil tl,gaz om,khk mn,kmr ku,lvs lv,npi ne,nob nb,ory or,pbt ps,"
                        + "pes fa,plt mg,swh sw,uzn uz,ydd yi,zsm ms";
        for (String pair : members.split(",")) {
            codes.put(pair.substring(0, 3), pair.substring(4));
        }
        return Map.copyOf(codes);
    }

    /** The code of an ISO 639-3 code: two letters where there is one, else itself. */
    public static String ofIso6393(String code) {
        return SHORT.getOrDefault(code, code);
    }
}
