/** The run directory: ledgers, manifests, and the one atomic step that publishes a stage. */
package dev.tamis.pipeline.run;
