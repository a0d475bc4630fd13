/**
 * Token shards as trainers read them: Megatron {@code .bin/.idx} pairs, and the {@code index.json} that lists the
 * shards of a phase. Knows no engine; bytes come through {@link ByteSource}.
 */
package dev.tamis.shards.format;
