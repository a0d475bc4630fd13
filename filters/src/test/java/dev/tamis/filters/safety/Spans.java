package dev.tamis.filters.safety;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** The spans that are found in a text, as text. */
final class Spans {
    private Spans() {}

    static List<String> of(String text, String language, Set<SensitiveKind> kinds) {
        PersonalData data = new PersonalData();
        byte[] utf8 = text.getBytes(UTF_8);
        data.find(utf8, utf8.length, () -> language);
        List<String> spans = new ArrayList<>();
        for (int i = 0; i < data.spans(); i++) {
            if (kinds.contains(data.kind(i))) {
                spans.add(new String(utf8, data.start(i), data.end(i) - data.start(i), UTF_8));
            }
        }
        return spans;
    }

    /** Rows of a file beside the tests: cells separated by tabs, {@code #} begins a comment. */
    static List<String[]> rows(String file) {
        List<String[]> rows = new ArrayList<>();
        try (InputStream in = Spans.class.getResourceAsStream("/safety/" + file)) {
            for (String line : new String(in.readAllBytes(), UTF_8).split("\n")) {
                if (!line.startsWith("#")) {
                    String[] cells = line.split("\t", -1);
                    for (int i = 0; i < cells.length; i++) {
                        cells[i] = unescape(cells[i]);
                    }
                    rows.add(cells);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return rows;
    }

    private static String unescape(String cell) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < cell.length(); i++) {
            char c = cell.charAt(i);
            if (c != '\\' || i + 1 == cell.length()) {
                text.append(c);
                continue;
            }
            char next = cell.charAt(++i);
            switch (next) {
                case 'n' -> text.append('\n');
                case 'r' -> text.append('\r');
                case 't' -> text.append('\t');
                case 'u' -> {
                    text.append((char) Integer.parseInt(cell.substring(i + 1, i + 5), 16));
                    i += 4;
                }
                default -> text.append(next);
            }
        }
        return text.toString();
    }
}
