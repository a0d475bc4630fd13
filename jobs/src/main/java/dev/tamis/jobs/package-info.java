/** The {@code tamis} command line, which is also the entry point for spark-submit. */
package dev.tamis.jobs;
