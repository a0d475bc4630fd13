package dev.tamis.pipeline.recipe;

import dev.tamis.filters.dedup.HammingIndex;
import dev.tamis.filters.hashlist.HashKind;
import dev.tamis.pipeline.hocon.Block;
import dev.tamis.pipeline.hocon.Key;
import dev.tamis.pipeline.hocon.KeyType;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/** The keys of {@code safety.hash_lists}. */
final class HashListKeys {
    private static final String LISTS = "hash_lists";
    /** Bits up to which two hashes are of one picture; PDQ's authors advise 31. */
    private static final int DISTANCE = 31;

    private HashListKeys() {}

    static List<Key> all() {
        return List.of(
                Key.of(
                        "safety." + LISTS,
                        KeyType.BLOCKS,
                        "Lists of hashes of media that must be neither kept nor shown. What is on one is quarantined"
                                + " as `media.listed`, with nothing but hashes. A list that is not there, is empty or has"
                                + " a line that is no hash stops the run. Kind image."),
                Key.of(
                                "safety." + LISTS + "[].file",
                                KeyType.TEXT,
                                "Path of a list, on any Hadoop filesystem: one hash in hex on each line, `#` before"
                                        + " remarks; after one of PDQ perhaps a comma and its quality.")
                        .needed(),
                Key.of("safety." + LISTS + "[].kind", KeyType.CHOICE, "What the hashes are; all but pdq are of files.")
                        .choosing(HashKind.ids())
                        .needed(),
                Key.of(
                                "safety." + LISTS + "[].distance",
                                KeyType.WHOLE,
                                "Most bits, of 256, that an image's hash may differ by from one of the list. Kind pdq.")
                        .between(0, HammingIndex.MOST)
                        .in("bits")
                        .otherwise(DISTANCE));
    }

    /** @param safety the block {@code safety} */
    static List<SafetySpec.HashList> read(Block safety, PathCheck paths) {
        List<SafetySpec.HashList> lists = new ArrayList<>();
        for (Block block : safety.blocks(LISTS)) {
            String file = block.text("file");
            if (file != null) {
                Optional<String> problem = paths.listProblem(file);
                problem.ifPresent(what -> block.problem("file", file + ": " + what));
            }
            String kind = block.choice("kind");
            if (kind != null && !kind.equals(HashKind.PDQ.id()) && block.has("distance")) {
                block.problem("distance", "has no effect with kind " + kind + "; only pdq has it");
            }
            int distance = (int) block.whole("distance");
            if (file != null && kind != null) {
                lists.add(new SafetySpec.HashList(file, HashKind.of(kind), distance));
            }
        }
        return lists;
    }

    /** The lists in the shape of the recipe. */
    static List<Object> part(List<SafetySpec.HashList> lists) {
        List<Object> part = new ArrayList<>();
        for (SafetySpec.HashList list : lists) {
            SortedMap<String, Object> values = new TreeMap<>();
            values.put("file", list.path());
            values.put("kind", list.kind().id());
            if (list.kind() == HashKind.PDQ) {
                values.put("distance", list.distance());
            }
            part.add(values);
        }
        return part;
    }
}
