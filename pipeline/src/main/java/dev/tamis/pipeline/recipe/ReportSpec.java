package dev.tamis.pipeline.recipe;

/**
 * What the report shows.
 *
 * @param samples how many kept and how many rejected records of each rule
 */
public record ReportSpec(int samples) {}
