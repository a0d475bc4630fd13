/** Looking at a committed run: verification, tracing, samples. Nothing here needs Spark. */
package dev.tamis.pipeline.inspect;
