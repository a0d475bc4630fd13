package dev.tamis.pipeline.table;

import dev.tamis.filters.signal.SignalType;
import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.hadoop.ParquetReader;
import org.apache.parquet.hadoop.api.ReadSupport;
import org.apache.parquet.hadoop.example.GroupReadSupport;
import org.apache.parquet.schema.MessageType;
import org.apache.spark.TaskContext;

/** Reads one Parquet file of a table, row by row, in the order written. */
public final class TableReader implements Closeable {
    private final Path path;
    private final ParquetReader<Group> reader;
    private long rows;

    /** @param projection the columns wanted: part of the file's schema */
    public TableReader(Path path, MessageType projection, Configuration conf) throws IOException {
        this.path = path;
        Configuration withSchema = new Configuration(conf);
        withSchema.set(ReadSupport.PARQUET_READ_SCHEMA, projection.toString());
        this.reader = ParquetReader.builder(new GroupReadSupport(), path)
                .withConf(withSchema)
                .build();
    }

    /** Has the reader closed when the running task ends, however it ends: for rows that are read as they are asked for. */
    public TableReader closedWithTask() {
        TaskContext task = TaskContext.get();
        if (task != null) {
            task.addTaskCompletionListener(ended -> {
                try {
                    close();
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            });
        }
        return this;
    }

    /** The next row, or null after the last. */
    public Group next() throws IOException {
        Group row = reader.read();
        rows += row == null ? 0 : 1;
        return row;
    }

    /**
     * The row of this number, counted from 0, with those before it left out; numbers have to grow from call to call.
     *
     * @throws IOException if the file has no such row, which names both files: one that does not fit the other
     * @param by the file that names the row
     */
    public Group at(long number, String by) throws IOException {
        Group row = next();
        while (row != null && rows <= number) {
            row = next();
        }
        if (row == null) {
            throw new IOException(by + " names row " + number + ", but " + path + " has only " + rows);
        }
        return row;
    }

    /** The value of a signal among a document's, or null: Long, Double, Boolean or String. */
    public static Object signal(Group signals, String name, SignalType type) {
        if (signals.getFieldRepetitionCount(name) == 0) {
            return null;
        }
        return switch (type) {
            case LONG -> signals.getLong(name, 0);
            case DOUBLE -> signals.getDouble(name, 0);
            case FLAG -> signals.getBoolean(name, 0);
            case STRING -> signals.getString(name, 0);
        };
    }

    @Override
    public void close() throws IOException {
        reader.close();
    }

    /** A string column, or null where the row has none. */
    public static String string(Group row, String column) {
        return row.getFieldRepetitionCount(column) == 0 ? null : row.getString(column, 0);
    }

    /** A column of a list of strings, with Parquet's two levels of nesting unwrapped. */
    public static java.util.List<String> strings(Group row, String column) {
        Group list = row.getGroup(column, 0);
        int n = list.getFieldRepetitionCount(0);
        java.util.List<String> strings = new java.util.ArrayList<>(n);
        for (int i = 0; i < n; i++) {
            strings.add(list.getGroup(0, i).getString(0, 0));
        }
        return strings;
    }
}
