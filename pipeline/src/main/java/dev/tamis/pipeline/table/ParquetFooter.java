package dev.tamis.pipeline.table;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.apache.parquet.format.ColumnChunk;
import org.apache.parquet.format.Encoding;
import org.apache.parquet.format.FileMetaData;
import org.apache.parquet.format.RowGroup;
import org.apache.parquet.format.Util;

/**
 * Gives a Parquet footer the same bytes in every process. Parquet lists the encodings of a column in the order of a hash
 * set of enum constants, whose hashes differ from one JVM to the next.
 */
final class ParquetFooter {
    /** Four bytes of length, and the magic. */
    private static final int TRAILER = 8;

    private ParquetFooter() {}

    /**
     * Sorts the encodings in the footer at the end of {@code tail}.
     *
     * @param tail the last bytes of a file; where they do not hold the whole footer they are given back as they are
     */
    static byte[] canonical(byte[] tail) throws IOException {
        if (tail.length < TRAILER) {
            return tail;
        }
        ByteBuffer buffer = ByteBuffer.wrap(tail).order(ByteOrder.LITTLE_ENDIAN);
        int length = buffer.getInt(tail.length - TRAILER);
        int start = tail.length - TRAILER - length;
        if (length < 0 || start < 0) {
            return tail;
        }
        FileMetaData footer = Util.readFileMetaData(new ByteArrayInputStream(tail, start, length));
        for (RowGroup group : footer.getRow_groups()) {
            for (ColumnChunk column : group.getColumns()) {
                List<Encoding> encodings = new ArrayList<>(column.getMeta_data().getEncodings());
                Collections.sort(encodings);
                column.getMeta_data().setEncodings(encodings);
            }
        }
        ByteArrayOutputStream out = new ByteArrayOutputStream(tail.length);
        out.write(tail, 0, start);
        Util.writeFileMetaData(footer, out);
        int written = out.size() - start;
        out.writeBytes(ByteBuffer.allocate(4)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putInt(written)
                .array());
        out.write(tail, tail.length - 4, 4);
        return out.toByteArray();
    }
}
