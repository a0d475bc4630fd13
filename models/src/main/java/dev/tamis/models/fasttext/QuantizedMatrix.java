package dev.tamis.models.fasttext;

import java.io.IOException;
import java.util.Arrays;

/** A matrix whose rows are codes of a product quantiser, and of a second one for their norms where it has one. */
public final class QuantizedMatrix implements Matrix {
    private final int rows;
    private final byte[] codes;
    private final ProductQuantizer quantizer;

    /** Of the norms, with {@link #norms}; both null where the norm is in the row's own code. */
    private final byte[] normCodes;

    private final ProductQuantizer norms;

    QuantizedMatrix(int rows, byte[] codes, ProductQuantizer quantizer, byte[] normCodes, ProductQuantizer norms) {
        if (codes.length != (long) rows * quantizer.parts()) {
            throw new IllegalArgumentException(
                    rows + " rows of " + quantizer.parts() + " parts have " + codes.length + " codes");
        }
        if (norms != null && (norms.dim() != 1 || normCodes.length != rows)) {
            throw new IllegalArgumentException("Norms of " + norms.dim() + " columns");
        }
        this.rows = rows;
        this.codes = codes;
        this.quantizer = quantizer;
        this.normCodes = normCodes;
        this.norms = norms;
    }

    @Override
    public int rows() {
        return rows;
    }

    @Override
    public int columns() {
        return quantizer.dim();
    }

    @Override
    public void addRow(int row, float[] vector) {
        float norm = norm(row);
        float[] centroids = quantizer.centroids();
        int parts = quantizer.parts();
        int width = quantizer.width();
        int code = row * parts;
        for (int part = 0; part < parts; part++) {
            int from = quantizer.centroid(part, codes[code + part] & 0xFF);
            int to = part * width;
            int end = to + quantizer.width(part);
            while (to < end) {
                vector[to] = Vectors.fused(norm, centroids[from++], vector[to]);
                to++;
            }
        }
    }

    @Override
    public float dot(int row, float[] vector) {
        float[] centroids = quantizer.centroids();
        int parts = quantizer.parts();
        int width = quantizer.width();
        int code = row * parts;
        float sum = 0;
        for (int part = 0; part < parts; part++) {
            int from = quantizer.centroid(part, codes[code + part] & 0xFF);
            int to = part * width;
            int end = to + quantizer.width(part);
            while (to < end) {
                sum += vector[to++] * centroids[from++];
            }
        }
        return sum * norm(row);
    }

    @Override
    public float fusedDot(int row, float[] vector) {
        float[] centroids = quantizer.centroids();
        int parts = quantizer.parts();
        int width = quantizer.width();
        int code = row * parts;
        float sum = 0;
        for (int part = 0; part < parts; part++) {
            int from = quantizer.centroid(part, codes[code + part] & 0xFF);
            int to = part * width;
            int end = to + quantizer.width(part);
            while (to < end) {
                sum = Vectors.fused(vector[to++], centroids[from++], sum);
            }
        }
        return sum * norm(row);
    }

    /** The same rows as plain floats. */
    DenseMatrix dense() {
        DenseMatrix dense = new DenseMatrix(rows, columns());
        float[] vector = new float[columns()];
        for (int row = 0; row < rows; row++) {
            Arrays.fill(vector, 0);
            addRow(row, vector);
            System.arraycopy(vector, 0, dense.block(row), dense.offset(row), vector.length);
        }
        return dense;
    }

    private float norm(int row) {
        return norms == null ? 1 : norms.centroids()[norms.centroid(0, normCodes[row] & 0xFF)];
    }

    static QuantizedMatrix read(LittleEndianInput in, String what) throws IOException {
        long at = in.offset();
        boolean hasNorms = in.readBoolean("quantised norm of " + what);
        long rows = in.readLong();
        long columns = in.readLong();
        int length = in.readInt();
        if (rows < 0 || rows > Integer.MAX_VALUE || length < 0) {
            throw in.broken(at, what + " is " + rows + " by " + columns + ", with " + length + " bytes of codes");
        }
        in.require(length, what);
        byte[] codes = new byte[length];
        in.readBytes(codes, length);
        ProductQuantizer quantizer = ProductQuantizer.read(in, "quantiser of " + what);
        if (quantizer.dim() != columns) {
            throw in.broken(at, what + " has " + columns + " columns, its quantiser " + quantizer.dim());
        }
        byte[] normCodes = null;
        ProductQuantizer norms = null;
        if (hasNorms) {
            in.require(rows, "norms of " + what);
            normCodes = new byte[(int) rows];
            in.readBytes(normCodes, normCodes.length);
            norms = ProductQuantizer.read(in, "quantiser of the norms of " + what);
        }
        try {
            return new QuantizedMatrix((int) rows, codes, quantizer, normCodes, norms);
        } catch (IllegalArgumentException e) {
            throw in.broken(at, what + ": " + e.getMessage());
        }
    }

    @Override
    public void write(LittleEndianOutput out) throws IOException {
        out.writeByte(norms == null ? 0 : 1);
        out.writeLong(rows);
        out.writeLong(columns());
        out.writeInt(codes.length);
        out.writeBytes(codes, 0, codes.length);
        quantizer.write(out);
        if (norms != null) {
            out.writeBytes(normCodes, 0, normCodes.length);
            norms.write(out);
        }
    }
}
