package dev.tamis.models.fasttext;

/**
 * Adds rows of a matrix to a vector, always in their order, as fast as the compiler allows: it makes vector instructions
 * only of loops over whole arrays, so that long rows are copied first, four at a time, and short ones are added in
 * local variables. Not for several threads.
 */
final class RowSums {
    /** Shorter rows gain nothing by copies. */
    private static final int FEWEST_COPIED = 40;

    /** A matrix of so few floats stays in a processor's caches. */
    private static final int CACHED_FLOATS = 1 << 18;

    /** Floats that are touched before they are added: they fit the first cache. */
    private static final int BATCH_FLOATS = 1 << 12;

    /** Floats of a cache line. */
    private static final int LINE_FLOATS = 16;

    private final Matrix matrix;
    private final DenseMatrix dense;
    private final boolean copied;
    private final int batch;
    private final float[] first;
    private final float[] second;
    private final float[] third;
    private final float[] fourth;

    /** Never read: without it, the compiler would leave the touching out. */
    @SuppressWarnings("unused")
    private float sink;

    RowSums(Matrix matrix) {
        this.matrix = matrix;
        dense = matrix instanceof DenseMatrix plain ? plain : null;
        int columns = matrix.columns();
        copied = dense != null && columns >= FEWEST_COPIED;
        boolean cached = (long) matrix.rows() * columns <= CACHED_FLOATS;
        batch = cached ? Integer.MAX_VALUE : Math.max(4, BATCH_FLOATS / columns);
        first = new float[copied ? columns : 0];
        second = new float[copied ? columns : 0];
        third = new float[copied ? columns : 0];
        fourth = new float[copied ? columns : 0];
    }

    /** Adds the rows. */
    void add(int[] rows, int count, float[] vector) {
        if (dense == null) {
            for (int i = 0; i < count; i++) {
                matrix.addRow(rows[i], vector);
            }
            return;
        }
        for (int start = 0; start < count; ) {
            int end = Math.min(count, start + Math.min(batch, count - start));
            if (batch < Integer.MAX_VALUE) {
                touch(rows, start, end, vector.length);
            }
            if (copied) {
                addCopies(rows, start, end, vector);
            } else {
                addInPlace(rows, start, end, vector);
            }
            start = end;
        }
    }

    /**
     * Loads something of each cache line. The rows of hashed features lie anywhere in a matrix that no cache holds; so the
     * processor waits for many of them at once and not for one after the other.
     */
    private void touch(int[] rows, int start, int end, int columns) {
        float touched = 0;
        for (int i = start; i < end; i++) {
            float[] block = dense.block(rows[i]);
            int offset = dense.offset(rows[i]);
            for (int j = 0; j < columns; j += LINE_FLOATS) {
                touched += block[offset + j];
            }
        }
        sink = touched;
    }

    private void addCopies(int[] rows, int start, int end, float[] vector) {
        int i = start;
        for (; i + 4 <= end; i += 4) {
            copy(rows[i], first);
            copy(rows[i + 1], second);
            copy(rows[i + 2], third);
            copy(rows[i + 3], fourth);
            for (int j = 0; j < vector.length; j++) {
                vector[j] = (((vector[j] + first[j]) + second[j]) + third[j]) + fourth[j];
            }
        }
        for (; i < end; i++) {
            copy(rows[i], first);
            Vectors.add(vector, first);
        }
    }

    private void copy(int row, float[] to) {
        System.arraycopy(dense.block(row), dense.offset(row), to, 0, to.length);
    }

    private void addInPlace(int[] rows, int start, int end, float[] vector) {
        int column = 0;
        for (; column + 8 <= vector.length; column += 8) {
            addEight(rows, start, end, vector, column);
        }
        if (column < vector.length) {
            for (int i = start; i < end; i++) {
                float[] block = dense.block(rows[i]);
                int offset = dense.offset(rows[i]);
                for (int j = column; j < vector.length; j++) {
                    vector[j] += block[offset + j];
                }
            }
        }
    }

    private void addEight(int[] rows, int start, int end, float[] vector, int column) {
        float a = vector[column];
        float b = vector[column + 1];
        float c = vector[column + 2];
        float d = vector[column + 3];
        float e = vector[column + 4];
        float f = vector[column + 5];
        float g = vector[column + 6];
        float h = vector[column + 7];
        for (int i = start; i < end; i++) {
            float[] block = dense.block(rows[i]);
            int place = dense.offset(rows[i]) + column;
            a += block[place];
            b += block[place + 1];
            c += block[place + 2];
            d += block[place + 3];
            e += block[place + 4];
            f += block[place + 5];
            g += block[place + 6];
            h += block[place + 7];
        }
        vector[column] = a;
        vector[column + 1] = b;
        vector[column + 2] = c;
        vector[column + 3] = d;
        vector[column + 4] = e;
        vector[column + 5] = f;
        vector[column + 6] = g;
        vector[column + 7] = h;
    }
}
