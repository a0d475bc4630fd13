package dev.tamis.filters.signal;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;

/**
 * What a page tells robots, in its HTML ({@code meta.robots}) and its HTTP header ({@code meta.http_x_robots_tag}): the
 * directives, in lower case, split at commas, semicolons and white space.
 *
 * <p>A directive for one crawler ({@code otherbot: noai}) is taken as meant for us: an opt-out is not read narrowly.
 */
final class RobotsDirectives {
    private static final List<String> SOURCES = List.of("robots", "http_x_robots_tag");
    private static final String SEPARATORS = "[,;:\\s]+";

    private RobotsDirectives() {}

    /** Whether one of the directives is given. */
    static boolean contain(Map<String, String> meta, String... directives) {
        List<String> wanted = Arrays.asList(directives);
        return SOURCES.stream()
                .map(meta::get)
                .filter(value -> value != null)
                .flatMap(value -> Stream.of(value.toLowerCase(Locale.ROOT).split(SEPARATORS)))
                .anyMatch(wanted::contains);
    }
}
