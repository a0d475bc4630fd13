/** Named, composable transforms of a text, each of which counts what it removed. */
package dev.tamis.filters.clean;
