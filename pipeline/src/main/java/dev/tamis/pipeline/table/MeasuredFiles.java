package dev.tamis.pipeline.table;

import dev.tamis.filters.signal.SignalType;
import dev.tamis.filters.signal.Signals;
import dev.tamis.pipeline.run.Manifest;
import dev.tamis.pipeline.run.RunDirectory;
import java.io.IOException;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.fs.Path;
import org.apache.parquet.hadoop.ParquetFileReader;
import org.apache.parquet.hadoop.util.HadoopInputFile;
import org.apache.parquet.schema.Type;

/**
 * Where all that was measured on the documents of one part is: their signals, and what later stages added, such as the scores
 * of models. The tables line up row by row.
 *
 * @param documents path of the documents
 * @param added the tables beside them, in the order of their stages
 */
public record MeasuredFiles(String documents, List<Added> added) implements Serializable {

    public MeasuredFiles {
        added = List.copyOf(added);
    }

    /**
     * A table with further columns.
     *
     * @param path of its file
     * @param columns that rules and other expressions may read; serialisable
     */
    public record Added(String path, Map<String, SignalType> columns) implements Serializable {}

    /**
     * What a stage added to every part.
     *
     * @param table name of its table
     */
    public record Layer(Manifest manifest, String table, Map<String, SignalType> columns) {

        /** The layer as a stage stored it, for those who do not know its recipe. */
        public static Layer stored(RunDirectory run, Manifest manifest, String table) throws IOException {
            Map<String, SignalType> columns = new LinkedHashMap<>();
            if (manifest.parts() > 0) {
                Path file = run.path(manifest.file(table, 0).path());
                try (ParquetFileReader reader = ParquetFileReader.open(HadoopInputFile.fromPath(file, run.conf()))) {
                    for (Type column :
                            reader.getFooter().getFileMetaData().getSchema().getFields()) {
                        SignalType type = column.isRepetition(Type.Repetition.OPTIONAL) ? Tables.type(column) : null;
                        if (type != null) {
                            columns.put(column.getName(), type);
                        }
                    }
                }
            }
            return new Layer(manifest, table, columns);
        }
    }

    /** The files of every part. */
    public static List<MeasuredFiles> byPart(Manifest annotate, List<Layer> layers) {
        List<MeasuredFiles> files = new ArrayList<>();
        for (int part = 0; part < annotate.parts(); part++) {
            List<Added> added = new ArrayList<>();
            for (Layer layer : layers) {
                added.add(new Added(
                        layer.manifest().file(layer.table(), part).path(), new LinkedHashMap<>(layer.columns())));
            }
            files.add(new MeasuredFiles(annotate.file("documents", part).path(), added));
        }
        return files;
    }

    /** All columns with their types: the signals in their order, then what was added. */
    public Map<String, SignalType> types() {
        Map<String, SignalType> types = Signals.types();
        added.forEach(table -> types.putAll(table.columns()));
        return types;
    }
}
