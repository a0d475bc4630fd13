package dev.tamis.pipeline.source;

import dev.tamis.filters.ingest.ShardEntry;
import dev.tamis.filters.ingest.ShardReader;
import dev.tamis.filters.record.Limits;
import dev.tamis.filters.record.Origin;
import dev.tamis.filters.record.Reason;
import dev.tamis.pipeline.recipe.SourceSpec;
import dev.tamis.pipeline.table.TableReader;
import java.io.IOException;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.hadoop.ParquetFileReader;
import org.apache.parquet.hadoop.util.HadoopInputFile;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName;
import org.apache.parquet.schema.Type;

/** Reads a Parquet shard row by row. The offset of a record is the number of its row, since a row has no byte offset. */
abstract class ParquetRows implements ShardReader {
    /** Most columns beside the named ones that become meta. */
    static final int MOST_COLUMNS = 64;

    /** Most characters of a value that becomes meta. */
    static final int MOST_META_CHARS = 4096;

    final Path path;
    final Shard shard;
    final SourceSpec source;
    final Limits limits;
    final Configuration conf;

    private MessageType projection;
    private TableReader rows;
    private long row;
    private boolean ended;

    ParquetRows(Path path, Shard shard, SourceSpec source, Limits limits, Configuration conf) {
        this.path = path;
        this.shard = shard;
        this.source = source;
        this.limits = limits;
        this.conf = conf;
    }

    /** The columns that are read; fails where the shard does not have what its source needs. */
    abstract MessageType project(MessageType schema);

    /** What a row is. */
    abstract ShardEntry entry(Group group);

    final MessageType projection() {
        return projection;
    }

    /** The number of the row that is read. */
    final long row() {
        return row;
    }

    @Override
    public final ShardEntry next() throws IOException {
        if (ended) {
            return null;
        }
        if (shard.bytes() == 0) {
            ended = true;
            return null;
        }
        Group group;
        try {
            if (rows == null) {
                open();
            }
            group = rows.next();
        } catch (IOException | RuntimeException e) {
            // A row group that cannot be decoded leaves no verified place to go on from.
            ended = true;
            return damaged(
                    Origin.at(shard.name(), row, -1),
                    Reason.PARQUET_CORRUPT,
                    e.getClass().getSimpleName(),
                    "rows from " + row + " on: " + e.getMessage());
        }
        if (group == null) {
            ended = true;
            return null;
        }
        ShardEntry entry = entry(group);
        row++;
        return entry;
    }

    private void open() throws IOException {
        MessageType schema;
        try (ParquetFileReader footer = ParquetFileReader.open(HadoopInputFile.fromPath(path, conf))) {
            schema = footer.getFileMetaData().getSchema();
        }
        projection = project(schema);
        rows = new TableReader(path, projection, conf);
    }

    /** Whether a column has one value a row that meta can hold. */
    static boolean isScalar(Type column) {
        if (!column.isPrimitive() || column.isRepetition(Type.Repetition.REPEATED)) {
            return false;
        }
        PrimitiveTypeName name = column.asPrimitiveType().getPrimitiveTypeName();
        return isString(column)
                || name == PrimitiveTypeName.INT32
                || name == PrimitiveTypeName.INT64
                || name == PrimitiveTypeName.DOUBLE
                || name == PrimitiveTypeName.FLOAT
                || name == PrimitiveTypeName.BOOLEAN;
    }

    static boolean isString(Type column) {
        return column.isPrimitive()
                && column.asPrimitiveType().getPrimitiveTypeName() == PrimitiveTypeName.BINARY
                && column.getLogicalTypeAnnotation() != null
                && column.getLogicalTypeAnnotation().toString().equals("STRING");
    }

    static ShardEntry damaged(Origin origin, Reason reason, String errorClass, String message) {
        return new ShardEntry.Damaged(origin, reason, errorClass, message, new byte[0], "");
    }

    @Override
    public final long bytesRead() {
        return ended ? shard.bytes() : 0;
    }

    @Override
    public void close() throws IOException {
        if (rows != null) {
            rows.close();
        }
    }
}
