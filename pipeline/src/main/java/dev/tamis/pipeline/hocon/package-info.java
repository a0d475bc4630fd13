/** Reads HOCON files against a list of keys, and tells every problem of a file at once, with file, line and key. */
package dev.tamis.pipeline.hocon;
