package dev.tamis.pipeline.source;

import java.io.Serializable;
import java.util.List;

/**
 * One input file.
 *
 * @param source index of its source in the recipe
 * @param name the path as records will show it: relative where the recipe's was, so that ids do not depend on the place
 *     of the checkout
 * @param uri the path to open
 * @param bytes its length
 * @param sidecars paths of the files beside it that say something of it: {@code .json} and {@code .txt} of the same stem
 */
public record Shard(int source, String name, String uri, long bytes, List<String> sidecars) implements Serializable {
    public Shard {
        sidecars = List.copyOf(sidecars);
    }

    /** A file with none beside it. */
    public Shard(int source, String name, String uri, long bytes) {
        this(source, name, uri, bytes, List.of());
    }

    /**
     * What a reference to its bytes calls it: the name where that is relative, so that tables do not depend on the place of
     * the checkout, else the path to open.
     */
    public String reference() {
        boolean relative = !name.startsWith("/") && uri.endsWith("/" + name);
        return relative ? name : uri;
    }
}
