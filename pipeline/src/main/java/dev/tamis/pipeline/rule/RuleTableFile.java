package dev.tamis.pipeline.rule;

import dev.tamis.filters.signal.SignalType;
import dev.tamis.pipeline.hocon.Problems;
import dev.tamis.pipeline.run.Digests;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Reads a table of rules from tab-separated text in UTF-8. The first line names the columns, the first of which is the
 * key; an empty cell is null; lines that are empty or start with {@code #} are left out. A column of whole numbers is
 * one, a column of other numbers holds doubles, and any other column texts.
 */
final class RuleTableFile {
    private final String name;
    private final String key;
    private final Path file;
    private final Problems problems;
    private final List<String> header = new ArrayList<>();
    private final SortedMap<String, String[]> cells = new TreeMap<>();

    private RuleTableFile(String name, String key, Path file, Problems problems) {
        this.name = name;
        this.key = key;
        this.file = file;
        this.problems = problems;
    }

    /** The table, or null, and problems, if there is something wrong with the file. */
    static RuleTable read(String name, String key, Path file, Problems problems) throws IOException {
        return new RuleTableFile(name, key, file, problems).table(Files.readAllBytes(file));
    }

    private RuleTable table(byte[] bytes) {
        int before = problems.count();
        String[] lines = new String(bytes, StandardCharsets.UTF_8).split("\n", -1);
        for (int i = 0; i < lines.length; i++) {
            String line = lines[i].endsWith("\r") ? lines[i].substring(0, lines[i].length() - 1) : lines[i];
            if (line.isBlank() || line.startsWith("#")) {
                continue;
            }
            String[] values = line.split("\t", -1);
            if (header.isEmpty()) {
                header(values, i + 1);
            } else {
                row(values, i + 1);
            }
        }
        if (header.isEmpty()) {
            problem(1, "has no line that names its columns");
        }
        return problems.count() > before
                ? null
                : new RuleTable(name, key, types(), rows(), file.toString(), Digests.sha256(bytes));
    }

    private void header(String[] names, int line) {
        if (names.length < 2) {
            problem(line, "expected the name of the key and at least one column, with tabs between");
        }
        for (String column : names) {
            if (!RuleFiles.soundName(column)) {
                problem(line, "invalid column name \"" + column + "\"; allowed: " + RuleFiles.SOUND_NAMES);
            } else if (header.contains(column)) {
                problem(line, "column " + column + " is there twice");
            }
            header.add(column);
        }
    }

    private void row(String[] values, int line) {
        if (values.length != header.size()) {
            problem(line, "has " + values.length + " cells, expected " + header.size());
        } else if (values[0].isEmpty()) {
            problem(line, "has no key");
        } else if (cells.put(values[0], values) != null) {
            problem(line, "key \"" + values[0] + "\" is there twice");
        }
    }

    private void problem(int line, String message) {
        problems.add(file.toString(), line, "tables." + name, message);
    }

    private Map<String, SignalType> types() {
        Map<String, SignalType> types = new LinkedHashMap<>();
        for (int column = 1; column < header.size(); column++) {
            types.put(header.get(column), type(column));
        }
        return types;
    }

    private SignalType type(int column) {
        SignalType type = SignalType.LONG;
        for (String[] row : cells.values()) {
            if (!row[column].isEmpty()) {
                try {
                    if (new BigDecimal(row[column]).stripTrailingZeros().scale() > 0) {
                        type = SignalType.DOUBLE;
                    }
                } catch (NumberFormatException e) {
                    return SignalType.STRING;
                }
            }
        }
        return type;
    }

    private SortedMap<String, List<Object>> rows() {
        SortedMap<String, List<Object>> rows = new TreeMap<>();
        SignalType[] types = types().values().toArray(SignalType[]::new);
        cells.forEach((value, row) -> {
            Object[] values = new Object[types.length];
            for (int i = 0; i < types.length; i++) {
                values[i] = row[i + 1].isEmpty() ? null : value(row[i + 1], types[i]);
            }
            rows.put(value, Arrays.asList(values));
        });
        return rows;
    }

    private static Object value(String cell, SignalType type) {
        return switch (type) {
            case LONG -> (Object) new BigDecimal(cell).longValueExact();
            case DOUBLE -> Double.valueOf(new BigDecimal(cell).doubleValue());
            case STRING, FLAG -> cell;
        };
    }
}
