package dev.tamis.pipeline.table;

import java.io.Closeable;
import java.io.IOException;
import org.apache.hadoop.conf.Configuration;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.example.data.simple.SimpleGroup;
import org.apache.parquet.hadoop.ParquetWriter;
import org.apache.parquet.hadoop.example.ExampleParquetWriter;
import org.apache.parquet.hadoop.metadata.CompressionCodecName;
import org.apache.parquet.schema.MessageType;

/** Writes one Parquet file of a table, row by row. */
public final class TableWriter implements Closeable {
    private static final long ROW_GROUP_BYTES = 32L << 20;

    private final MessageType schema;
    private final ParquetWriter<Group> writer;
    private long rows;

    public TableWriter(DigestingOutputFile file, MessageType schema, Configuration conf) throws IOException {
        this.schema = schema;
        this.writer = ExampleParquetWriter.builder(file)
                .withType(schema)
                .withConf(conf)
                .withCompressionCodec(CompressionCodecName.ZSTD)
                .withRowGroupSize(ROW_GROUP_BYTES)
                .build();
    }

    /** An empty row of the table, to fill and {@link #write}. */
    public Group row() {
        return new SimpleGroup(schema);
    }

    public void write(Group row) throws IOException {
        writer.write(row);
        rows++;
    }

    public long rows() {
        return rows;
    }

    @Override
    public void close() throws IOException {
        writer.close();
    }
}
