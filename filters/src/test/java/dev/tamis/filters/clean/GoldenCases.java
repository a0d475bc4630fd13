package dev.tamis.filters.clean;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Reads the cases of {@code src/test/resources/clean}. */
final class GoldenCases {
    static final List<String> FILES =
            List.of("c4-lines.txt", "refinedweb-lines.txt", "urls.txt", "symbol-lines.txt", "lines.txt", "books.txt");

    private GoldenCases() {}

    /** What a cleaner must leave of a text. */
    record Case(String file, String name, String text, String cleaner, String left) {
        @Override
        public String toString() {
            return file + ": " + name + ": " + cleaner;
        }
    }

    static List<Case> all() throws IOException {
        List<Case> cases = new ArrayList<>();
        for (String file : FILES) {
            cases.addAll(read(file));
        }
        return cases;
    }

    static List<Case> read(String file) throws IOException {
        List<Case> cases = new ArrayList<>();
        String name = null;
        String text = null;
        for (String line : lines(file)) {
            if (line.startsWith("  in ")) {
                text = value(line.substring("  in ".length()));
            } else if (line.startsWith("  ")) {
                int space = line.indexOf(' ', 2);
                String left = line.substring(space + 1);
                cases.add(new Case(file, name, text, line.substring(2, space), left.equals("=") ? text : value(left)));
            } else if (!line.isEmpty() && !line.startsWith("#")) {
                name = line;
            }
        }
        return cases;
    }

    private static List<String> lines(String file) throws IOException {
        try (InputStream in = GoldenCases.class.getResourceAsStream("/clean/" + file)) {
            // lines() would end a line at CR, too
            return List.of(new String(in.readAllBytes(), StandardCharsets.UTF_8).split("\n"));
        }
    }

    private static String value(String bracketed) {
        String raw = bracketed
                .substring(1, bracketed.length() - 1)
                .replace("<w1000>", "w".repeat(1000))
                .replace("<w1001>", "w".repeat(1001))
                .replace("<x256>", "x".repeat(256))
                .replace("<x257>", "x".repeat(257))
                .replace("<e1000>", "\uD83D\uDE00".repeat(1000));
        StringBuilder value = new StringBuilder();
        for (int i = 0; i < raw.length(); i++) {
            char c = raw.charAt(i);
            if (c != '\\') {
                value.append(c);
                continue;
            }
            switch (raw.charAt(++i)) {
                case 'n' -> value.append('\n');
                case 'r' -> value.append('\r');
                case 't' -> value.append('\t');
                case 'u' -> {
                    value.append((char) Integer.parseInt(raw.substring(i + 1, i + 5), 16));
                    i += 4;
                }
                default -> value.append(raw.charAt(i));
            }
        }
        return value.toString();
    }
}
