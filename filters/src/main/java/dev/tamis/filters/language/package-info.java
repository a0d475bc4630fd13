/** Which language a text is in. */
package dev.tamis.filters.language;
