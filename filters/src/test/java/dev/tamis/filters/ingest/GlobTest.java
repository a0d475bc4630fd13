package dev.tamis.filters.ingest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class GlobTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = ' ',
            value = {
                "*.py a.py true",
                "*.py b/a.py false",
                "**.py b/a.py true",
                "**/*.py a.py true",
                "**/*.py c/b/a.py true",
                "src/**/*.py src/a.py true",
                "src/**/*.py src/b/c/a.py true",
                "src/**/*.py srcs/a.py false",
                "src/**/a.py src/ba.py false",
                "src/** src/a/b true",
                "src/** src false",
                "a?c abc true",
                "a?c a/c false",
                "a?c a\uD83D\uDE00c true",
                "*.{py,java} a.java true",
                "*.{py,java} a.js false",
                "{a,b{c,d}}/x bd/x true",
                "{,x}a a true",
                "a.b axb false",
                "[a] [a] true",
                "* '' true",
                "** a/b/c true",
                "**/b/** a/b/c true",
                "**/b/** b/c true",
            })
    void patternMatchesWholePath(String pattern, String path, boolean matches) {
        assertEquals(matches, Glob.compile(pattern).matches(path));
    }

    @ParameterizedTest
    @ValueSource(strings = {"{", "}", "{a", "a}", "a}{b", "{a{b}", "{a,b}{a,b}{a,b}{a,b}{a,b}{a,b}{a,b}{a,b}{a,b}"})
    void patternThatIsUnbalancedOrTooLargeIsRefused(String pattern) {
        assertThrows(IllegalArgumentException.class, () -> Glob.compile(pattern));
    }

    @Test
    void agreesWithBacktrackingByHand() {
        Random random = new Random(5);
        String[] parts = {"a", "b", "/", "?", "*", "**", "**/"};
        int matched = 0;
        for (int round = 0; round < 50_000; round++) {
            StringBuilder pattern = new StringBuilder();
            for (int i = random.nextInt(6); i >= 0; i--) {
                pattern.append(parts[random.nextInt(parts.length)]);
            }
            StringBuilder path = new StringBuilder();
            for (int i = random.nextInt(8); i > 0; i--) {
                path.append("ab/".charAt(random.nextInt(3)));
            }
            boolean expected = backtrack(pattern.toString(), 0, path.toString(), 0);
            matched += expected ? 1 : 0;
            assertEquals(expected, Glob.compile(pattern.toString()).matches(path.toString()), pattern + " on " + path);
        }
        assertTrue(matched > 1000);
    }

    private static boolean backtrack(String pattern, int p, String path, int at) {
        if (p == pattern.length()) {
            return at == path.length();
        }
        char c = pattern.charAt(p);
        if (c == '*') {
            int stars = p;
            while (stars < pattern.length() && pattern.charAt(stars) == '*') {
                stars++;
            }
            boolean folders = stars - p > 1
                    && (p == 0 || pattern.charAt(p - 1) == '/')
                    && stars < pattern.length()
                    && pattern.charAt(stars) == '/';
            if (folders) {
                for (int end = at; end <= path.length(); end++) {
                    boolean whole = end == at || path.charAt(end - 1) == '/';
                    // None, or whole folders; "none" only where one could begin.
                    if (whole && backtrack(pattern, stars + 1, path, end)) {
                        return true;
                    }
                }
                return false;
            }
            for (int end = at; end <= path.length(); end++) {
                if (backtrack(pattern, stars, path, end)) {
                    return true;
                }
                if (end < path.length() && stars - p == 1 && path.charAt(end) == '/') {
                    return false;
                }
            }
            return false;
        }
        return at < path.length()
                && (c == '?' ? path.charAt(at) != '/' : path.charAt(at) == c)
                && backtrack(pattern, p + 1, path, at + 1);
    }

    /** Backtracking would not end here. */
    @Test
    void manyStarsTakeLinearTime() {
        assertFalse(Glob.compile("*a".repeat(200) + "b").matches("a".repeat(20_000)));
    }
}
