package dev.tamis.pipeline.cluster;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

final class LongRowsTest {

    private static LongRows table(SplittableRandom random, int rows, int width) {
        LongRows table = new LongRows(width);
        // Few values, many values, values that differ in one byte, and values with the sign bit.
        long mask = new long[] {7, -1, 0xFF00L, Long.MIN_VALUE | 3}[random.nextInt(4)];
        long[] row = new long[width];
        for (int i = 0; i < rows; i++) {
            for (int c = 0; c < width; c++) {
                row[c] = random.nextLong() & mask;
            }
            table.addFrom(row, 0);
        }
        return table;
    }

    private static List<long[]> rows(LongRows table) {
        List<long[]> rows = new ArrayList<>();
        for (int i = 0; i < table.size(); i++) {
            rows.add(Arrays.copyOfRange(table.values(), table.at(i), table.at(i) + table.width()));
        }
        return rows;
    }

    private static int compare(long[] a, long[] b, int columns) {
        for (int c = 0; c < columns; c++) {
            int order = Long.compareUnsigned(a[c], b[c]);
            if (order != 0) {
                return order;
            }
        }
        return 0;
    }

    private static void assertRows(List<long[]> expected, LongRows found) {
        assertEquals(expected.size(), found.size());
        for (int i = 0; i < expected.size(); i++) {
            long[] row = Arrays.copyOfRange(found.values(), found.at(i), found.at(i) + found.width());
            assertArrayEquals(expected.get(i), row);
        }
    }

    @Test
    void rowsAreSortedByTheirFirstColumnsAndOtherwiseKeepTheirOrder() {
        SplittableRandom random = new SplittableRandom(1);
        for (int trial = 0; trial < 400; trial++) {
            int width = random.nextInt(1, 6);
            int columns = random.nextInt(1, width + 1);
            LongRows table = table(random, random.nextInt(0, trial % 10 == 0 ? 5000 : 200), width);
            List<long[]> expected = rows(table);
            expected.sort(Comparator.comparing(row -> row, (a, b) -> compare(a, b, columns)));
            table.sort(columns);
            assertRows(expected, table);
        }
    }

    @Test
    void aRunEndsWhereTheKeyChangesAndFindGivesItsFirstRow() {
        SplittableRandom random = new SplittableRandom(2);
        for (int trial = 0; trial < 200; trial++) {
            LongRows table = table(random, random.nextInt(1, 300), 3);
            table.sort(2);
            List<long[]> rows = rows(table);
            for (int from = 0; from < table.size(); ) {
                int end = table.endOfRun(from, 2);
                assertEquals(from, table.find(rows.get(from)[0], rows.get(from)[1]));
                for (int i = from; i < end; i++) {
                    assertEquals(0, compare(rows.get(from), rows.get(i), 2));
                }
                assertEquals(true, end == rows.size() || compare(rows.get(from), rows.get(end), 2) < 0);
                from = end;
            }
            assertEquals(-1, table.find(0x1234_5678_9ABC_DEF0L, 5));
        }
    }

    @Test
    void uniqueRowsAreThoseOfASet() {
        SplittableRandom random = new SplittableRandom(3);
        for (int trial = 0; trial < 100; trial++) {
            LongRows table = table(random, random.nextInt(0, 300), 2);
            table.sort(2);
            List<long[]> expected = new ArrayList<>();
            for (long[] row : rows(table)) {
                if (expected.isEmpty() || !Arrays.equals(expected.get(expected.size() - 1), row)) {
                    expected.add(row);
                }
            }
            table.unique();
            assertRows(expected, table);
        }
    }

    @Test
    void rowsSurviveTheirBytesAndTheirArrays() {
        LongRows table = table(new SplittableRandom(4), 100_000, 3);
        LongRows fromBytes = new LongRows(3);
        fromBytes.addAll(table.bytes(0, 40_000));
        fromBytes.addAll(table.bytes(40_000, table.size()));
        LongRows fromArrays = new LongRows(3);
        table.arrays().forEachRemaining(array -> {
            for (int at = 0; at < array.length; at += 3) {
                fromArrays.addFrom(array, at);
            }
        });
        assertRows(rows(table), fromBytes);
        assertRows(rows(table), fromArrays);
    }

    @Test
    void aRowOfAnotherWidthIsRefused() {
        assertThrows(IllegalArgumentException.class, () -> new LongRows(3).add(1, 2, 3, 4));
        assertThrows(IllegalArgumentException.class, () -> new LongRows(0));
    }

    @Test
    void scramblingIsUndone() {
        SplittableRandom random = new SplittableRandom(5);
        for (int i = 0; i < 100_000; i++) {
            long x = i < 1000 ? i : random.nextLong();
            assertEquals(x, Scramble.unmix(Scramble.mix(x)));
        }
    }
}
