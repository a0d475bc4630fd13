package dev.tamis.pipeline.budget;

import java.util.ArrayList;
import java.util.List;

/** Rows of text in columns: the first to the left, the others, numbers, to the right. */
final class TextTable {
    private final List<String[]> rows = new ArrayList<>();

    TextTable(String... header) {
        rows.add(header);
    }

    void row(String... cells) {
        rows.add(cells);
    }

    /** Header and rows. */
    List<String[]> rows() {
        return rows;
    }

    boolean isEmpty() {
        return rows.size() == 1;
    }

    void appendTo(StringBuilder out) {
        int[] width = new int[rows.get(0).length];
        for (String[] row : rows) {
            for (int i = 0; i < row.length; i++) {
                width[i] = Math.max(width[i], row[i].length());
            }
        }
        for (String[] row : rows) {
            for (int i = 0; i < row.length; i++) {
                String gap = " ".repeat(width[i] - row[i].length());
                out.append(i == 0 ? row[i] + gap : "  " + gap + row[i]);
            }
            out.append('\n');
        }
    }
}
