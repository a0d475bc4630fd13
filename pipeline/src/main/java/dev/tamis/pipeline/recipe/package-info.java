/** Recipes: what a run reads, decides and makes, read from HOCON and checked as a whole before Spark starts. */
package dev.tamis.pipeline.recipe;
