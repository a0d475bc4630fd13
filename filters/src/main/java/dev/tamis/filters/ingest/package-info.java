/** Shards of bytes to raw records: WARC, JSON lines, archives, plain files. Every unit read is returned or accounted for. */
package dev.tamis.filters.ingest;
