package dev.tamis.filters.safety;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.StringTokenizer;

/**
 * What a page or server says on its use: robots directives in the HTML ({@code meta.robots}) and the HTTP header
 * ({@code meta.http_x_robots_tag}), W3C's TDM Reservation Protocol ({@code tdm-reservation} in either), and the IETF's
 * Content-Usage header.
 *
 * <p>Directives are read in lower case, split at commas, semicolons, colons and white space. One for a single crawler
 * ({@code otherbot: noai}) is taken as meant for us: an opt-out is not read narrowly.
 */
final class RobotsDirectives {
    private static final List<String> SOURCES = List.of("robots", "http_x_robots_tag");
    private static final List<String> RESERVATIONS = List.of("tdm_reservation", "http_tdm_reservation");

    /** Uses that Content-Usage may forbid with {@code =n} and that training falls under (draft-ietf-aipref-vocab). */
    private static final Set<String> USES = Set.of("train-ai", "train-genai", "genai", "ai", "tdm", "bots");

    private RobotsDirectives() {}

    /** Whether one of the directives is given. */
    static boolean contain(Map<String, String> meta, String... directives) {
        List<String> wanted = List.of(directives);
        for (String source : SOURCES) {
            String value = meta.get(source);
            if (value != null) {
                StringTokenizer tokens = new StringTokenizer(value.toLowerCase(Locale.ROOT), ",;: \t\r\n\u00a0");
                while (tokens.hasMoreTokens()) {
                    if (wanted.contains(tokens.nextToken())) {
                        return true;
                    }
                }
            }
        }
        return false;
    }

    /** Whether a key of {@code meta} is there and does not say no. */
    static boolean isSet(Map<String, String> meta, String key) {
        String value = meta.get(key);
        return value != null && !value.isBlank() && !"false".equals(value) && !"0".equals(value);
    }

    /** TRUE if text and data mining is reserved anywhere, FALSE if it is said not to be, null where nothing valid is said. */
    static Boolean tdmReservation(Map<String, String> meta) {
        Boolean reserved = null;
        for (String source : RESERVATIONS) {
            String value = meta.get(source);
            if (value != null) {
                StringTokenizer tokens = new StringTokenizer(value, ", \t\r\n\"'");
                while (tokens.hasMoreTokens()) {
                    String token = tokens.nextToken();
                    if (token.equals("1")) {
                        return true;
                    }
                    reserved = token.equals("0") ? Boolean.FALSE : reserved;
                }
            }
        }
        return reserved;
    }

    /** Whether the Content-Usage header forbids training. */
    static boolean usageForbidden(Map<String, String> meta) {
        String value = meta.get("http_content_usage");
        if (value == null) {
            return false;
        }
        StringTokenizer tokens = new StringTokenizer(value.toLowerCase(Locale.ROOT), ",; \t\r\n");
        while (tokens.hasMoreTokens()) {
            String token = tokens.nextToken();
            int equals = token.indexOf('=');
            if (equals > 0 && token.substring(equals + 1).equals("n") && USES.contains(token.substring(0, equals))) {
                return true;
            }
        }
        return false;
    }
}
