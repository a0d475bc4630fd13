/** Bytes of a text in whatever charset to a clean string. */
package dev.tamis.filters.decode;
