/** Kernels of deduplication: what makes two texts or two addresses the same, or nearly so. Knows no Spark. */
package dev.tamis.filters.dedup;
