package dev.tamis.pipeline.source;

import java.io.Serializable;

/**
 * One input file.
 *
 * @param source index of its source in the recipe
 * @param name the path as records will show it: relative where the recipe's was, so that ids do not depend on the place
 *     of the checkout
 * @param uri the path to open
 * @param bytes its length
 */
public record Shard(int source, String name, String uri, long bytes) implements Serializable {}
