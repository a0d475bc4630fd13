package dev.tamis.pipeline.table;

import dev.tamis.filters.signal.SignalType;
import dev.tamis.filters.signal.Signals;
import dev.tamis.pipeline.run.RunDirectory;
import java.io.Closeable;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.parquet.example.data.Group;

/** Reads the documents of one part, row by row, with what was measured on them, whichever stage measured it. */
public final class MeasuredReader implements Closeable {
    private final String path;
    private final List<Table> tables = new ArrayList<>();
    private final Object[] values;
    private Group document;
    private long rows;

    /** A file with some of the wanted values, and where they stand among all. */
    private record Table(TableReader reader, String group, List<String> names, List<SignalType> types, int[] places) {}

    /**
     * Opens the files that hold what is wanted.
     *
     * @param names of the columns whose {@link #values} are wanted
     * @param columns of the documents that are wanted besides, {@code group.column} for one within a group
     */
    public MeasuredReader(RunDirectory run, MeasuredFiles files, List<String> names, String... columns)
            throws IOException {
        path = files.documents();
        values = new Object[names.size()];
        Map<String, SignalType> signals = Signals.types();
        List<String> own = names.stream().filter(signals::containsKey).toList();
        String[] wanted = Stream.concat(Stream.of(columns), own.stream().map(name -> "signals." + name))
                .toArray(String[]::new);
        tables.add(table(
                new TableReader(run.path(files.documents()), Tables.project(Tables.DOCUMENTS, wanted), run.conf()),
                "signals",
                own,
                signals,
                names));
        for (MeasuredFiles.Added added : files.added()) {
            List<String> some =
                    names.stream().filter(added.columns()::containsKey).toList();
            if (!some.isEmpty()) {
                tables.add(table(
                        new TableReader(
                                run.path(added.path()),
                                Tables.project(Tables.added(added.columns(), List.of()), some.toArray(String[]::new)),
                                run.conf()),
                        null,
                        some,
                        added.columns(),
                        names));
            }
        }
    }

    private static Table table(
            TableReader reader, String group, List<String> some, Map<String, SignalType> types, List<String> names) {
        return new Table(
                reader,
                group,
                some,
                some.stream().map(types::get).toList(),
                some.stream().mapToInt(names::indexOf).toArray());
    }

    /**
     * The next document with the wanted columns, or null after the last.
     *
     * @throws IOException also if a table beside the documents has fewer rows
     */
    public Group next() throws IOException {
        document = tables.get(0).reader.next();
        if (document != null) {
            rows++;
            take(rows - 1);
        }
        return document;
    }

    /** The document of this row, as {@link TableReader#at} finds it. */
    public Group at(long number, String by) throws IOException {
        document = tables.get(0).reader.at(number, by);
        rows = number + 1;
        take(number);
        return document;
    }

    private void take(long number) throws IOException {
        for (int t = 0; t < tables.size(); t++) {
            Table table = tables.get(t);
            if (table.names.isEmpty()) {
                continue;
            }
            Group measured = table.group == null ? table.reader.at(number, path) : document.getGroup(table.group, 0);
            for (int i = 0; i < table.places.length; i++) {
                values[table.places[i]] = TableReader.signal(measured, table.names.get(i), table.types.get(i));
            }
        }
    }

    /** The wanted values of the document read last, in the order asked for: Long, Double, Boolean, String or null. */
    public Object[] values() {
        return values;
    }

    @Override
    public void close() throws IOException {
        for (Table table : tables) {
            table.reader.close();
        }
    }
}
