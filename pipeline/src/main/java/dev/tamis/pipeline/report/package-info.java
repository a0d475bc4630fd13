/** The report of a run: its figures, and the one page that shows them. */
package dev.tamis.pipeline.report;
