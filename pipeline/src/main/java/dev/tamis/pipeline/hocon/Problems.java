package dev.tamis.pipeline.hocon;

import com.typesafe.config.ConfigOrigin;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Collects problems, so that an operator sees all of them at once. */
public final class Problems {

    private final List<Problem> found = new ArrayList<>();

    public void add(ConfigOrigin origin, String key, String message) {
        add(file(origin), line(origin), key, message);
    }

    public void add(String file, int line, String key, String message) {
        Problem problem = new Problem(file, line, key, message);
        if (!found.contains(problem)) {
            found.add(problem);
        }
    }

    /** How many so far; a caller compares two counts to learn whether a part was sound. */
    public int count() {
        return found.size();
    }

    public boolean isEmpty() {
        return found.isEmpty();
    }

    /** All problems: files in the order they were first complained about, and within a file by line. */
    public List<Problem> list() {
        Map<String, Integer> order = new LinkedHashMap<>();
        for (Problem problem : found) {
            order.putIfAbsent(problem.file(), order.size());
        }
        return found.stream()
                .sorted(Comparator.<Problem>comparingInt(p -> order.get(p.file()))
                        .thenComparingInt(Problem::line))
                .toList();
    }

    /** The file of an origin as the operator named it, or what else a value came from ({@code --set}). */
    static String file(ConfigOrigin origin) {
        if (origin.filename() != null) {
            return origin.filename();
        }
        // Content that was parsed from a text has the description that it was given, and ": " and the line.
        String description = origin.description();
        int colon = description.lastIndexOf(": ");
        boolean line =
                colon > 0 && description.substring(colon + 2).chars().allMatch(c -> (c >= '0' && c <= '9') || c == '-');
        return line ? description.substring(0, colon) : description;
    }

    /** The line in the file; 0 for what is not in a file. */
    static int line(ConfigOrigin origin) {
        return file(origin).startsWith("--") ? 0 : Math.max(0, origin.lineNumber());
    }
}
