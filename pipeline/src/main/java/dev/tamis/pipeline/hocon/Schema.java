package dev.tamis.pipeline.hocon;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The keys that a kind of file may have, in the order of its documentation. */
public final class Schema {

    private final Map<String, Key> keys = new LinkedHashMap<>();

    public Schema(List<Key> keys) {
        for (Key key : keys) {
            if (this.keys.put(key.path(), key) != null) {
                throw new IllegalArgumentException("Duplicate key in the schema: " + key.path());
            }
        }
    }

    public List<Key> keys() {
        return List.copyOf(keys.values());
    }

    Key key(String path) {
        Key key = keys.get(path);
        if (key == null) {
            throw new IllegalArgumentException("No such key in the schema: " + path);
        }
        return key;
    }

    /** The key for names that the operator chooses, if the block at this path has such. */
    Optional<Key> free(String block) {
        return children(block).stream().filter(k -> k.name().startsWith("<")).findFirst();
    }

    /** The keys directly in the block at this path; the empty path is the file itself. */
    List<Key> children(String block) {
        List<Key> children = new ArrayList<>();
        for (Key key : keys.values()) {
            int dot = key.path().lastIndexOf('.');
            if ((dot < 0 ? "" : key.path().substring(0, dot)).equals(block)) {
                children.add(key);
            }
        }
        return children;
    }
}
