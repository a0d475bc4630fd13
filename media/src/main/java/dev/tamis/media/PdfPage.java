package dev.tamis.media;

import dev.tamis.filters.record.Reason;

/**
 * A page of a PDF, drawn.
 *
 * @param number from 1
 * @param png the page as a PNG file; null where it could not be drawn
 * @param reason why it could not; null where it was
 * @param message more of that, for people; null where it was drawn
 */
public record PdfPage(int number, byte[] png, Reason reason, String message) {}
