/**
 * Token shards as trainers read them: Megatron {@code .bin/.idx} pairs, MosaicML's MDS, NumPy tables of sequences and of
 * runs, and the {@code index.json} files that list them. {@link dev.tamis.shards.format.SequenceShardWriter} writes a
 * shard. Knows no engine; bytes come through {@link dev.tamis.shards.format.ByteSource}.
 */
package dev.tamis.shards.format;
