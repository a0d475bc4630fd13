package dev.tamis.filters.safety;

import java.util.Map;

/** What pages keep for themselves, where a stage has to know it and not only a rule. See {@link RobotsDirectives}. */
public final class OptOuts {
    private OptOuts() {}

    /**
     * Whether a page opts its pictures out of training: the robots directive {@code noimageai} (DeviantArt 2022).
     *
     * @param meta of the page, with what its HTTP header said
     */
    public static boolean ofImages(Map<String, String> meta) {
        return RobotsDirectives.contain(meta, "noimageai") || RobotsDirectives.isSet(meta, "noimageai");
    }
}
