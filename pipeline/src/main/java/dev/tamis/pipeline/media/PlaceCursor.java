package dev.tamis.pipeline.media;

import dev.tamis.pipeline.run.RunDirectory;
import dev.tamis.pipeline.table.TableReader;
import dev.tamis.pipeline.table.Tables;
import java.io.Closeable;
import java.io.IOException;
import java.util.Map;
import java.util.TreeMap;
import org.apache.parquet.example.data.Group;

/** Walks the places of media of the documents of a part, beside another table of them. */
public final class PlaceCursor implements Closeable {
    private final String path;
    private final TableReader places;
    private Group ahead;

    /** @param path of the part's places */
    public PlaceCursor(RunDirectory run, String path) throws IOException {
        this.path = path;
        this.places = new TableReader(run.path(path), Tables.MEDIA_PLACES, run.conf()).closedWithTask();
        this.ahead = places.next();
    }

    /** The places of a document's media, by their index among them. Rows have to grow from call to call. */
    public Map<Integer, MediaPlace> of(long row) throws IOException {
        Map<Integer, MediaPlace> found = new TreeMap<>();
        while (ahead != null && ahead.getLong("row", 0) <= row) {
            if (ahead.getLong("row", 0) == row) {
                found.put(ahead.getInteger("index", 0), MediaPlace.read(ahead));
            }
            ahead = places.next();
        }
        return found;
    }

    /** The place of a document's medium. */
    public static MediaPlace require(Map<Integer, MediaPlace> places, int index, long row, String path)
            throws IOException {
        MediaPlace place = places.get(index);
        if (place == null) {
            throw new IOException(path + " has no place of medium " + index + " of row " + row + ", which has tokens");
        }
        return place;
    }

    /** Path of the table. */
    public String path() {
        return path;
    }

    @Override
    public void close() throws IOException {
        places.close();
    }
}
