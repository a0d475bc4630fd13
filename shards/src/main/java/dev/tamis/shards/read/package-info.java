/** What a trainer reads a corpus by: the sequences that emission wrote, in the order of training. Knows no engine. */
package dev.tamis.shards.read;
