package dev.tamis.pipeline.media;

/**
 * A medium that stands in a kept document.
 *
 * @param index the how manieth of the document's media it is, from 0: that of its U+FFFC in the stored text
 * @param part of the document that the medium is
 * @param row of that document in its part
 * @param width in pixels, upright
 * @param height in pixels, upright
 * @param frames 1 for a still
 */
public record Medium(int index, int part, long row, int width, int height, int frames) {}
