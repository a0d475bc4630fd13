/** The Parquet tables of a run: their schemas, and writing and reading one file of them. */
package dev.tamis.pipeline.table;
