package dev.tamis.pipeline.decontaminate;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** What a run says of its evaluation sets: how many items each has, which were hit, and by which documents. */
public final class ContaminationSummary {
    /** Items listed of a set. */
    private static final int LISTED = 50;

    private ContaminationSummary() {}

    /**
     * The summary as values for JSON, by set.
     *
     * @param documents how many documents hit any item of each set
     */
    public static SortedMap<String, Map<String, Object>> of(
            EvaluationSets sets, ItemDocuments found, Map<String, Long> documents) {
        List<EvaluationItem> items = sets.items();
        SortedMap<String, List<Integer>> bySet = new TreeMap<>();
        for (int i = 0; i < items.size(); i++) {
            bySet.computeIfAbsent(items.get(i).set(), set -> new ArrayList<>()).add(i);
        }
        SortedMap<String, Map<String, Object>> summary = new TreeMap<>();
        bySet.forEach((set, numbers) -> {
            List<Integer> hit = new ArrayList<>(
                    numbers.stream().filter(i -> found.documents(i) > 0).toList());
            Map<String, Object> one = new LinkedHashMap<>();
            one.put("items", numbers.size());
            one.put("items_too_short", tooShort(sets, numbers));
            one.put("items_hit", hit.size());
            one.put("documents_hit", documents.getOrDefault(set, 0L));
            hit.sort(Comparator.<Integer>comparingLong(i -> -found.documents(i)).thenComparing(i -> i));
            one.put(
                    "most_hit",
                    hit.stream()
                            .limit(LISTED)
                            .map(i -> item(items.get(i), found, i))
                            .toList());
            summary.put(set, one);
        });
        return summary;
    }

    /** How many of some items have too few words to be looked for. */
    public static long tooShort(EvaluationSets sets, List<Integer> items) {
        return items.stream().filter(i -> sets.index().patterns(i) == 0).count();
    }

    private static Map<String, Object> item(EvaluationItem item, ItemDocuments found, int number) {
        Map<String, Object> one = new LinkedHashMap<>();
        one.put("item", item.id());
        if (item.ownId() != null) {
            one.put("item_own_id", item.ownId());
        }
        one.put("field", item.field());
        one.put("documents", found.documents(number));
        one.put("document_ids", found.ids(number));
        return one;
    }
}
