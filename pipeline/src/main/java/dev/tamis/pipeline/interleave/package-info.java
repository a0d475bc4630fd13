/**
 * The join of pages with their images: which image document stands at each U+FFFC of a page.
 *
 * <p>Keys of addresses, places of documents and references to bytes are exchanged, never a text or the bytes of a medium.
 */
package dev.tamis.pipeline.interleave;
