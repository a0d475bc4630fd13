package dev.tamis.pipeline.recipe;

import java.io.Serializable;

/**
 * A file of a model, with the bytes that it must have.
 *
 * @param path on any Hadoop filesystem
 * @param sha256 of its bytes, in lower-case hex
 */
public record PinnedFile(String path, String sha256) implements Serializable {}
