package dev.tamis.pipeline.stage;

import dev.tamis.pipeline.run.Ledger;
import dev.tamis.pipeline.run.ShardLine;
import java.io.Serializable;
import java.util.List;
import java.util.SortedMap;

/**
 * What one successful task gives to the driver: its files and its share of the stage's ledger. Both travel in the one
 * result that Spark takes from a partition, so that a retried or speculative twin counts nothing twice.
 */
record TaskResult(
        int part,
        List<WrittenFile> files,
        SortedMap<String, Ledger> ledger,
        SortedMap<String, Long> counts,
        List<ShardLine> shards)
        implements Serializable {}
