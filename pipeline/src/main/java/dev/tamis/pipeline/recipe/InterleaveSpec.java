package dev.tamis.pipeline.recipe;

import dev.tamis.pipeline.hocon.Block;
import dev.tamis.pipeline.hocon.Key;
import dev.tamis.pipeline.hocon.KeyType;
import java.io.Serializable;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * How pages get their images.
 *
 * @param least images that a page must have, unless it may go on as text
 * @param most images that a page may have
 * @param mostPages pages that an image's address may stand on
 * @param textAlone whether a page that is left without image goes on as text; else it is removed
 */
public record InterleaveSpec(int least, int most, int mostPages, boolean textAlone) implements Serializable {
    private static final List<String> WITHOUT = List.of("text", "drop");

    static List<Key> keys() {
        return List.of(
                Key.block(
                        "interleave",
                        "How the pages of sources with `images` get them, after dedup: see [images.md](images.md)."),
                Key.block("interleave.images", "How many images a page has, counted after the join."),
                Key.of(
                                "interleave.images.least",
                                KeyType.WHOLE,
                                "A page with fewer is removed, but for one without any, see `without_images`. OBELICS:"
                                        + " 1.")
                        .between(0, 2000)
                        .in("images")
                        .otherwise(1),
                Key.of("interleave.images.most", KeyType.WHOLE, "A page with more is removed. OBELICS: 30.")
                        .between(1, 2000)
                        .in("images")
                        .otherwise(30),
                Key.of(
                                "interleave.most_pages",
                                KeyType.WHOLE,
                                "An image whose address stands on more pages of the run is taken from all of them:"
                                        + " logos, buttons, banners. OBELICS: 10.")
                        .from(1)
                        .in("pages")
                        .otherwise(10),
                Key.of(
                                "interleave.without_images",
                                KeyType.CHOICE,
                                "Whether a page without any image left goes on as `text`, or is `drop`ped.")
                        .choosing(WITHOUT)
                        .otherwise("text"));
    }

    /** @param wanted whether any source has images */
    static InterleaveSpec read(Block root, boolean wanted) {
        Block block = root.block("interleave");
        Block images = block.block("images");
        InterleaveSpec spec = new InterleaveSpec(
                (int) images.whole("least"),
                (int) images.whole("most"),
                (int) Math.min(Integer.MAX_VALUE, block.whole("most_pages")),
                !"drop".equals(block.choice("without_images")));
        if (spec.least > spec.most) {
            images.problem("least", spec.least + " images at least are more than the " + spec.most + " at most");
        }
        if (root.has("interleave") && !wanted) {
            root.problem("interleave", "has no effect, for no source has images; name them by sources.<source>.images");
        }
        return spec;
    }

    SortedMap<String, Object> part() {
        SortedMap<String, Object> images = new TreeMap<>();
        images.put("least", least);
        images.put("most", most);
        SortedMap<String, Object> part = new TreeMap<>();
        part.put("images", images);
        part.put("most_pages", mostPages);
        part.put("without_images", WITHOUT.get(textAlone ? 0 : 1));
        return part;
    }
}
