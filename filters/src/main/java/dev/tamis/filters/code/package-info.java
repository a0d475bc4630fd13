/** What is measured on source files: generated, encoded, commented, licensed, and what their names tell. */
package dev.tamis.filters.code;
