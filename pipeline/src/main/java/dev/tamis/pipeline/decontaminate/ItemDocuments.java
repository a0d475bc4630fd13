package dev.tamis.pipeline.decontaminate;

import java.io.Serializable;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/** Which documents hit each item: how many, and some of their ids, the same whatever the order they are added in. */
public final class ItemDocuments implements Serializable {
    private static final long serialVersionUID = 1L;
    /** Ids kept of an item, the smallest. */
    private static final int IDS = 5;

    private final SortedMap<Integer, Documents> byItem = new TreeMap<>();

    private static final class Documents implements Serializable {
        private static final long serialVersionUID = 1L;

        private long count;
        private final TreeSet<String> ids = new TreeSet<>();

        void add(String id) {
            ids.add(id);
            if (ids.size() > IDS) {
                ids.pollLast();
            }
        }
    }

    /** Adds a document that hits an item, once. */
    public void add(int item, String id) {
        Documents documents = byItem.computeIfAbsent(item, i -> new Documents());
        documents.count++;
        documents.add(id);
    }

    /** Adds what another part of the documents has. */
    public void addAll(ItemDocuments other) {
        other.byItem.forEach((item, theirs) -> {
            Documents documents = byItem.computeIfAbsent(item, i -> new Documents());
            documents.count += theirs.count;
            theirs.ids.forEach(documents::add);
        });
    }

    /** The items that are hit, by number. */
    public List<Integer> items() {
        return List.copyOf(byItem.keySet());
    }

    /** How many documents hit an item. */
    public long documents(int item) {
        Documents documents = byItem.get(item);
        return documents == null ? 0 : documents.count;
    }

    /** The smallest ids of the documents that hit an item that is hit. */
    public List<String> ids(int item) {
        return List.copyOf(byItem.get(item).ids);
    }
}
