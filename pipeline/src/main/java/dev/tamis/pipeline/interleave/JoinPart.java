package dev.tamis.pipeline.interleave;

import java.io.Serializable;

/**
 * Where the tables of one part are, and what the part holds.
 *
 * @param source number of its source
 * @param pages whether its source has pages with images
 * @param images whether some source looks for its images here
 * @param survivors whether images of the part may stand in for others: whether its documents are images at all
 * @param quarantine path of the units of the part that could not be read
 */
public record JoinPart(
        int part,
        int source,
        boolean pages,
        boolean images,
        boolean survivors,
        String documents,
        String decisions,
        String dedup,
        String quarantine)
        implements Serializable {}
