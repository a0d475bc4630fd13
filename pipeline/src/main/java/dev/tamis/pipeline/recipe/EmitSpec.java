package dev.tamis.pipeline.recipe;

/**
 * How token shards are written.
 *
 * @param shardBytes size at which a new shard is begun
 * @param appendEod whether each document ends with the end-of-document token
 */
public record EmitSpec(long shardBytes, boolean appendEod) {}
