package dev.tamis.shards.read;

import dev.tamis.shards.format.SequenceRun;
import java.util.List;

/**
 * A sequence of a phase and where it came from.
 *
 * @param phase name
 * @param slot place in the phase, from 0
 * @param domain that all of it comes from
 * @param epoch how often the domain's sequences of this length had been gone through before; at most 65535 in layout
 *     "phases"
 * @param sequence number in its directory
 * @param tokens all, padding included; the caller's
 * @param length tokens without padding
 * @param crc32c of the tokens as stored
 * @param runs its documents, in order
 * @param media that its placeholder tokens stand for, in order; empty for text
 */
public record PackedSequence(
        String phase,
        long slot,
        String domain,
        long epoch,
        long sequence,
        int[] tokens,
        int length,
        int crc32c,
        List<SequenceRun> runs,
        List<MediaReference> media) {}
