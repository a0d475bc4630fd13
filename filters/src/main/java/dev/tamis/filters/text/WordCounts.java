package dev.tamis.filters.text;

/** Counts distinct 64-bit keys, such as {@link TextView#wordHash}; storage is reused. */
public final class WordCounts {
    private final IdTable table = new IdTable();

    public void clear() {
        table.clear();
    }

    /** Counts one more of a key. */
    public void add(long key) {
        table.add(key);
    }

    /** Distinct keys; they are numbered from 0 in the order they came. */
    public int distinct() {
        return table.size();
    }

    public int count(int id) {
        return table.count(id);
    }
}
