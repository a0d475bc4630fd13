package dev.tamis.filters.safety;

import java.util.List;
import java.util.Locale;
import java.util.Set;

/** What a page states as its licence, by its SPDX id in lower case. */
final class Licence {
    /** Stated, but none that we know. */
    private static final String OTHER = "other";

    private static final Set<String> CREATIVE_COMMONS = Set.of("by", "by-sa", "by-nd", "by-nc", "by-nc-sa", "by-nc-nd");
    private static final List<String> VERSIONS = List.of("1.0", "2.0", "2.1", "2.5", "3.0", "4.0");

    /** Ids of licences of works other than programs, and the commonest ones of programs, which some pages have. */
    private static final Set<String> KNOWN = Set.of(
            "mit",
            "apache-2.0",
            "bsd-2-clause",
            "bsd-3-clause",
            "gpl-2.0",
            "gpl-3.0",
            "agpl-3.0",
            "lgpl-2.1",
            "lgpl-3.0",
            "mpl-2.0",
            "isc",
            "unlicense",
            "gfdl-1.1",
            "gfdl-1.2",
            "gfdl-1.3",
            "odbl-1.0",
            "odc-by-1.0",
            "pddl-1.0",
            "ogl-uk-3.0",
            "etalab-2.0",
            "dl-de-by-2.0",
            "cc0-1.0",
            "cc-pdm-1.0");

    private Licence() {}

    /**
     * The SPDX id of a licence given by address or name; ports of Creative Commons licences to a country are named by their
     * version alone. {@code other} for what is not known, null for null and blank.
     */
    static String of(String stated) {
        if (stated == null || stated.isBlank()) {
            return null;
        }
        String text = stated.strip().toLowerCase(Locale.ROOT);
        int host = text.indexOf("creativecommons.org/");
        if (host >= 0) {
            return byAddress(text.substring(host + "creativecommons.org/".length()));
        }
        if (text.contains("gnu.org/") && text.contains("/fdl")) {
            return text.contains("1.2") ? "gfdl-1.2" : text.contains("1.1") ? "gfdl-1.1" : "gfdl-1.3";
        }
        String id = text.endsWith("-only") ? text.substring(0, text.length() - 5) : text;
        id = id.endsWith("-or-later") ? id.substring(0, id.length() - 9) : id;
        return KNOWN.contains(id) ? id : byName(text);
    }

    /** {@code licenses/by-sa/3.0/de/}, {@code publicdomain/zero/1.0/}. */
    private static String byAddress(String path) {
        int kind = path.indexOf('/');
        int code = kind < 0 ? -1 : path.indexOf('/', kind + 1);
        if (code < 0) {
            return OTHER;
        }
        int end = code + 1;
        while (end < path.length() && (Character.isDigit(path.charAt(end)) || path.charAt(end) == '.')) {
            end++;
        }
        String version = path.substring(code + 1, end);
        String name = path.substring(kind + 1, code);
        return switch (path.substring(0, kind)) {
            case "licenses" -> named(name, version);
            case "publicdomain" -> name.equals("zero") ? "cc0-1.0" : name.equals("mark") ? "cc-pdm-1.0" : OTHER;
            default -> OTHER;
        };
    }

    private static String named(String code, String version) {
        // the first licences wrote their parts in another order
        String parts = code.equals("by-nd-nc") ? "by-nc-nd" : code;
        return CREATIVE_COMMONS.contains(parts) && VERSIONS.contains(version) ? "cc-" + parts + "-" + version : OTHER;
    }

    /** "CC BY-SA 4.0", "cc-by-4.0", "Creative Commons Attribution-NonCommercial 4.0 International", "CC0". */
    private static String byName(String text) {
        StringBuilder words = new StringBuilder(" ");
        for (int i = 0; i < Math.min(text.length(), 300); i++) {
            char c = text.charAt(i);
            boolean kept = Character.isLetterOrDigit(c)
                    || (c == '.' && i + 1 < text.length() && Character.isDigit(text.charAt(i + 1)));
            words.append(kept ? c : ' ');
        }
        String all = words.append(' ').toString();
        if (all.contains(" cc0 ") || all.contains(" cc zero ")) {
            return "cc0-1.0";
        }
        boolean brief = all.contains(" cc ");
        if (!brief && !all.contains(" creative commons ")) {
            return OTHER;
        }
        boolean by = all.contains(" by ") || all.contains(" attribution ");
        boolean nc = all.contains(" nc ") || all.contains(" noncommercial ") || all.contains(" non commercial ");
        boolean nd = all.contains(" nd ")
                || all.contains(" noderivatives ")
                || all.contains(" noderivs ")
                || all.contains(" no derivatives ");
        boolean sa = all.contains(" sa ") || all.contains(" sharealike ") || all.contains(" share alike ");
        if (!by) {
            return OTHER;
        }
        String code = "by" + (nc ? "-nc" : "") + (nd ? "-nd" : "") + (sa ? "-sa" : "");
        for (String version : VERSIONS) {
            if (all.contains(" " + version + " ")) {
                return named(code, version);
            }
        }
        return OTHER;
    }
}
