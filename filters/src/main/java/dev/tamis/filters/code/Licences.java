package dev.tamis.filters.code;

import dev.tamis.filters.code.LicencePhrases.Found;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * Which licence a file states: by an SPDX line, or by phrases of licences and of the headers they ask for. Of several
 * licences the one named first holds, but for the customary pairs. A version of a GNU licence without "or any later
 * version" is that version only; none at all is any version, as SPDX advises. One for each thread.
 */
final class Licences {
    private static final List<String> PHRASES = new ArrayList<>();
    private static final Map<String, Integer> NUMBERS = new HashMap<>();
    /** The licence that a phrase alone tells, by the phrase's number; null for those that only help. */
    private static final List<String> TOLD = new ArrayList<>();

    private static final Map<String, String> BY_NAME = new HashMap<>();
    private static final Set<String> NO_STATEMENT =
            Set.of("", "none", "null", "noassertion", "unknown", "nolicense", "nolicence", "na");

    private static final String BSD = "BSD";
    private static final String MIT = "MIT";
    private static final String GPL = "GPL";
    private static final String LGPL = "LGPL";
    private static final String AGPL = "AGPL";
    private static final String CDDL = "CDDL-1.0";
    private static final int MOST_CHARS = 100;

    private static final Set<String> OPERATORS = Set.of("AND", "OR", "WITH");

    /** SPDX ids that are plain words, in lower case. */
    private static final Set<String> PLAIN_IDS = Set.of(
            "beerware",
            "curl",
            "fair",
            "ftl",
            "hpnd",
            "icu",
            "ijg",
            "imagemagick",
            "intel",
            "json",
            "libpng",
            "libtiff",
            "miros",
            "netcdf",
            "ngpl",
            "ntp",
            "openssl",
            "ruby",
            "sissl",
            "sleepycat",
            "smlnj",
            "tcl",
            "xerox",
            "xnet",
            "none",
            "noassertion");

    private static final String SPDX = "spdx license identifier";
    private static final String LATER = "any later version";

    static {
        tells(
                "Apache-2.0",
                "apache license version 2 0",
                "apache license 2 0",
                "apache license v2 0",
                "apache 2 0 license",
                "apache org licenses license 2 0");
        tells("Apache-1.1", "apache software license version 1 1");
        tells(
                MIT,
                "permission is hereby granted free of charge to any person obtaining a copy",
                "mit license",
                "licensed under the mit",
                "released under the mit",
                "opensource org licenses mit");
        tells(BSD, "redistribution and use in source and binary forms with or without modification are permitted");
        tells(
                "BSD-3-Clause",
                "bsd 3 clause",
                "3 clause bsd",
                "new bsd license",
                "modified bsd license",
                "governed by a bsd style license");
        tells("BSD-2-Clause", "bsd 2 clause", "2 clause bsd", "simplified bsd license", "freebsd license");
        tells(AGPL, "gnu affero general public license", "agplv3", "agpl v3");
        tells(LGPL, "gnu lesser general public license", "gnu library general public license", "lgplv2", "lgplv3");
        tells(GPL, "gnu general public license", "gnu gpl", "gplv2", "gplv3", "gpl v2", "gpl v3");
        tells("MPL-1.1 OR GPL-2.0-or-later OR LGPL-2.1-or-later", "mpl 1 1 gpl 2 0 lgpl 2 1");
        tells(
                "MPL-2.0",
                "mozilla public license v 2 0",
                "mozilla public license version 2 0",
                "mozilla public license 2 0",
                "mozilla org mpl 2 0");
        tells("MPL-1.1", "mozilla public license version 1 1", "mozilla public license v 1 1");
        tells(
                "EPL-1.0",
                "eclipse public license v1 0",
                "eclipse public license v 1 0",
                "eclipse public license version 1 0",
                "eclipse public license 1 0",
                "eclipse org legal epl v10");
        tells(
                "EPL-2.0",
                "eclipse public license v2 0",
                "eclipse public license v 2 0",
                "eclipse public license version 2 0",
                "eclipse public license 2 0",
                "eclipse org legal epl 2 0");
        tells(CDDL, "common development and distribution license");
        tells("Unlicense", "this is free and unencumbered software released into the public domain", "unlicense org");
        tells("CC0-1.0", "cc0 1 0 universal", "creativecommons org publicdomain zero 1 0", "creative commons zero");
        tells("CC-BY-4.0", "creative commons attribution 4 0", "creativecommons org licenses by 4 0");
        tells("CC-BY-SA-4.0", "creative commons attribution sharealike 4 0", "creativecommons org licenses by sa 4 0");
        tells(
                "ISC",
                "isc license",
                "with or without fee is hereby granted provided that the above copyright notice and this permission notice appear in all copies");
        tells("0BSD", "for any purpose with or without fee is hereby granted the software is provided as is");
        tells("Zlib", "zlib license", "altered source versions must be plainly marked as such");
        tells("BSL-1.0", "boost software license version 1 0", "boost org license 1 0");
        tells("Artistic-2.0", "artistic license 2 0", "artistic license version 2 0");
        tells("Artistic-1.0-Perl OR GPL-1.0-or-later", "same terms as perl itself", "same terms as perl 5 itself");
        tells("WTFPL", "do what the fuck you want to public license");
        tells("MS-PL", "microsoft public license");
        tells("EUPL-1.2", "european union public licence v 1 2", "eupl v 1 2", "eupl 1 2");
        tells("PSF-2.0", "python software foundation license version 2", "psf license agreement");
        tells("PostgreSQL", "postgresql license", "postgresql licence");
        for (String version : List.of("1", "2", "2 1", "3")) {
            for (String phrase : versionPhrases(version)) {
                helps(phrase);
            }
        }
        for (String phrase : List.of(
                SPDX,
                LATER,
                "or later",
                "classpath exception",
                "or the mit license",
                "neither the name",
                "may not be used to endorse",
                "all advertising materials mentioning features",
                "to permit persons to whom the software is furnished to do so the software is provided as is")) {
            helps(phrase);
        }
        for (String id : ("0BSD AFL-3.0 AGPL-3.0 AGPL-3.0-only AGPL-3.0-or-later Apache-1.1 Apache-2.0 Artistic-1.0"
                        + " Artistic-2.0 BSD-2-Clause BSD-3-Clause BSD-4-Clause BSL-1.0 CC-BY-3.0 CC-BY-4.0 CC-BY-SA-3.0"
                        + " CC-BY-SA-4.0 CC0-1.0 CDDL-1.0 CDDL-1.1 ECL-2.0 EPL-1.0 EPL-2.0 EUPL-1.1 EUPL-1.2 GPL-1.0-or-later"
                        + " GPL-2.0 GPL-2.0-only GPL-2.0-or-later GPL-3.0 GPL-3.0-only GPL-3.0-or-later ISC LGPL-2.0"
                        + " LGPL-2.1 LGPL-2.1-only LGPL-2.1-or-later LGPL-3.0 LGPL-3.0-only LGPL-3.0-or-later MIT MIT-0"
                        + " MPL-1.1 MPL-2.0 MS-PL MS-RL NCSA OFL-1.1 OSL-3.0 PostgreSQL PSF-2.0 Python-2.0 Unlicense UPL-1.0"
                        + " Vim W3C WTFPL X11 Zlib ZPL-2.1")
                .split(" ")) {
            BY_NAME.put(key(id), id);
        }
        alsoNamed(MIT, "mitlicense", "themitlicense", "themitlicensemit", "expat", "mitexpat");
        alsoNamed(
                "Apache-2.0",
                "apache",
                "apache2",
                "apachev2",
                "asl20",
                "apachelicense20",
                "apachelicensev20",
                "apachelicenseversion20",
                "apachesoftwarelicense20",
                "theapachelicenseversion20",
                "theapachesoftwarelicenseversion20");
        alsoNamed(
                "BSD-3-Clause",
                "bsd3",
                "newbsd",
                "newbsdlicense",
                "bsd3clauselicense",
                "revisedbsd",
                "thenewbsdlicense");
        alsoNamed("BSD-2-Clause", "bsd2", "simplifiedbsd", "freebsd", "bsd2clauselicense");
        alsoNamed("GPL-2.0", "gpl2", "gplv2", "gnugplv2");
        alsoNamed("GPL-3.0", "gpl3", "gplv3", "gnugplv3");
        alsoNamed("LGPL-2.1", "lgpl21", "lgplv21");
        alsoNamed("LGPL-3.0", "lgpl3", "lgplv3");
        alsoNamed("AGPL-3.0", "agpl3", "agplv3");
        alsoNamed("MPL-2.0", "mpl2", "mplv2", "mozillapubliclicense20");
        alsoNamed("EPL-1.0", "epl1", "eplv10", "eclipsepubliclicense10");
        alsoNamed("EPL-2.0", "epl2", "eplv20", "eclipsepubliclicense20");
        alsoNamed("CC0-1.0", "cc0");
        alsoNamed("Unlicense", "theunlicense");
        alsoNamed("BSL-1.0", "boost", "boostsoftwarelicense10");
        alsoNamed("ISC", "isclicense");
        alsoNamed("Zlib", "zliblicense");
    }

    private static final LicencePhrases FINDER = new LicencePhrases(PHRASES);

    private final Found found = new Found(PHRASES.size());

    private static void tells(String licence, String... phrases) {
        for (String phrase : phrases) {
            NUMBERS.put(phrase, PHRASES.size());
            PHRASES.add(phrase);
            TOLD.add(licence);
        }
    }

    private static void helps(String phrase) {
        if (!NUMBERS.containsKey(phrase)) {
            tells(null, phrase);
        }
    }

    private static void alsoNamed(String id, String... keys) {
        for (String key : keys) {
            BY_NAME.put(key, id);
        }
    }

    private static List<String> versionPhrases(String version) {
        return List.of(
                "version " + version + " of the license",
                "license version " + version,
                "license v" + version,
                "license " + version,
                "version " + version + " of the gnu",
                "foundation version " + version,
                "gplv" + version,
                "gpl v" + version,
                "lgplv" + version,
                "agplv" + version,
                "agpl v" + version);
    }

    /** The licence stated in some bytes as an SPDX id or expression, or null. */
    String stated(byte[] utf8, int start, int end) {
        FINDER.find(utf8, start, end, found);
        if (has(SPDX)) {
            String expression = expression(utf8, found.byteAt(NUMBERS.get(SPDX)), end);
            if (expression != null) {
                return expression;
            }
        }
        int first = -1;
        for (int phrase = 0; phrase < TOLD.size(); phrase++) {
            boolean earlier = first < 0 || found.at(phrase) < found.at(first);
            if (TOLD.get(phrase) != null && found.at(phrase) >= 0 && earlier) {
                first = phrase;
            }
        }
        return first < 0 ? null : refined(TOLD.get(first));
    }

    /** The SPDX id for a licence as a source names it, or the name itself; null for no statement. */
    static String named(String said) {
        String name = said.strip();
        if (name.startsWith("[") && name.endsWith("]")) {
            return namedAll(name.substring(1, name.length() - 1));
        }
        String key = key(name);
        if (NO_STATEMENT.contains(key)) {
            return null;
        }
        String id = BY_NAME.get(key);
        return id != null ? id : name.substring(0, name.offsetByCodePoints(0, Math.min(MOST_CHARS, codePoints(name))));
    }

    private static int codePoints(String text) {
        return text.codePointCount(0, text.length());
    }

    private static String namedAll(String list) {
        StringBuilder all = new StringBuilder();
        for (String part : list.split(",")) {
            String bare = part.strip();
            boolean quoted = bare.length() > 1 && (bare.startsWith("'") || bare.startsWith("\""));
            String id = named(quoted ? bare.substring(1, bare.length() - 1) : bare);
            if (id != null && all.length() < MOST_CHARS) {
                all.append(all.length() == 0 ? "" : " AND ").append(id);
            }
        }
        return all.length() == 0 ? null : all.toString();
    }

    private static String key(String name) {
        StringBuilder key = new StringBuilder();
        for (char c : name.toLowerCase(Locale.ROOT).toCharArray()) {
            if ((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9')) {
                key.append(c);
            }
        }
        return key.toString();
    }

    private boolean has(String phrase) {
        return found.at(NUMBERS.get(phrase)) >= 0;
    }

    private String refined(String licence) {
        return switch (licence) {
            case BSD -> bsd();
            case MIT ->
                has("to permit persons to whom the software is furnished to do so the software is provided as is")
                        ? "MIT-0"
                        : MIT;
            case "Apache-2.0" -> has("or the mit license") ? "Apache-2.0 OR MIT" : licence;
            case CDDL -> has("gnu general public license") ? CDDL + " OR " + gnu(GPL) : CDDL;
            case GPL -> has("common development and distribution license") ? CDDL + " OR " + gnu(GPL) : gnu(GPL);
            case LGPL, AGPL -> gnu(licence);
            default -> licence;
        };
    }

    private String bsd() {
        if (has("all advertising materials mentioning features")) {
            return "BSD-4-Clause";
        }
        return has("neither the name") || has("may not be used to endorse") ? "BSD-3-Clause" : "BSD-2-Clause";
    }

    private String gnu(String family) {
        String version = hasVersion("2 1") && family.equals(LGPL)
                ? "2.1"
                : hasVersion("3") ? "3.0" : hasVersion("2") ? "2.0" : hasVersion("1") ? "1.0" : null;
        boolean later = has(LATER) || has("or later") || version == null;
        if (version == null) {
            version = family.equals(LGPL) ? "2.0" : family.equals(AGPL) ? "3.0" : "1.0";
        }
        String id = family + "-" + version + (later ? "-or-later" : "-only");
        return has("classpath exception") ? id + " WITH Classpath-exception-2.0" : id;
    }

    private boolean hasVersion(String version) {
        for (String phrase : versionPhrases(version)) {
            if (has(phrase)) {
                return true;
            }
        }
        return false;
    }

    /** The expression that follows a colon in a line, as far as it is one, or null. */
    private static String expression(byte[] utf8, int start, int end) {
        // with the byte that ended the last word, which is the colon mostly
        int from = start - 1;
        boolean colon = false;
        while (from < end && (utf8[from] == ' ' || utf8[from] == '\t' || utf8[from] == ':')) {
            colon |= utf8[from] == ':';
            from++;
        }
        if (!colon) {
            return null;
        }
        int to = from;
        while (to < end && to - from < MOST_CHARS && isOfExpression(utf8[to])) {
            to++;
        }
        String text = wellFormed(new String(utf8, from, to - from, StandardCharsets.US_ASCII));
        if (text.startsWith("(") && text.indexOf(')') == text.length() - 1) {
            text = text.substring(1, text.length() - 1).strip();
        }
        return text.isEmpty() || NO_STATEMENT.contains(key(text)) ? null : BY_NAME.getOrDefault(exactKey(text), text);
    }

    /**
     * The longest beginning of a text that is an SPDX expression: ids with AND, OR and WITH between them, and parentheses.
     * What comes after is the comment's own words; nothing may be left.
     */
    private static String wellFormed(String text) {
        int whole = 0;
        int open = 0;
        boolean wantsId = true;
        int at = 0;
        while (at < text.length()) {
            char c = text.charAt(at);
            if (c == ' ') {
                at++;
            } else if (c == '(' || c == ')') {
                if ((c == '(') != wantsId || (c == ')' && open == 0)) {
                    break;
                }
                open += c == '(' ? 1 : -1;
                at++;
                whole = c == ')' && open == 0 ? at : whole;
            } else {
                int end = at;
                while (end < text.length() && " ()".indexOf(text.charAt(end)) < 0) {
                    end++;
                }
                String word = text.substring(at, end);
                if (!wantsId) {
                    if (!OPERATORS.contains(word.toUpperCase(Locale.ROOT))) {
                        break;
                    }
                    wantsId = true;
                } else {
                    int length = word.length();
                    while (length > 0 && "-.".indexOf(word.charAt(length - 1)) >= 0) {
                        length--;
                    }
                    if (!isId(word.substring(0, length))) {
                        break;
                    }
                    wantsId = false;
                    whole = open == 0 ? at + length : whole;
                }
                at = end;
            }
        }
        return text.substring(0, whole);
    }

    /** Whether a word may be an SPDX id: one that is known, or one with a digit or hyphen in it, as nearly all have. */
    private static boolean isId(String word) {
        return BY_NAME.containsKey(key(word))
                || PLAIN_IDS.contains(word.toLowerCase(Locale.ROOT))
                || word.chars().anyMatch(c -> c == '-' || (c >= '0' && c <= '9'));
    }

    /** As {@link #key}, but an expression with a plus sign or blanks is no known id. */
    private static String exactKey(String text) {
        return text.indexOf('+') >= 0 || text.indexOf(' ') >= 0 ? text : key(text);
    }

    private static boolean isOfExpression(byte b) {
        return (b >= 'a' && b <= 'z')
                || (b >= 'A' && b <= 'Z')
                || (b >= '0' && b <= '9')
                || b == '-'
                || b == '.'
                || b == '+'
                || b == '('
                || b == ')'
                || b == ' ';
    }
}
