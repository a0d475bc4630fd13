package dev.tamis.pipeline.passage;

import dev.tamis.pipeline.table.Cut;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** What is cut from the documents of one part, as ranges of bytes of the stored texts. Documents without cuts take no room. */
public final class PartCuts implements Serializable {
    private static final long serialVersionUID = 1L;

    private static final int SMALL = 16;

    private int size;
    private int[] documents = new int[SMALL];
    private int[] storedBytes = new int[SMALL];
    private boolean[] blank = new boolean[SMALL];
    /** The cut after the last one of each document. */
    private int[] to = new int[SMALL];

    private int cuts;
    private int[] starts = new int[SMALL];
    private int[] ends = new int[SMALL];
    private byte[] methods = new byte[SMALL];

    /** Adds a document, whose number has to be larger than those before; its cuts follow by {@link #add}. */
    void begin(int document, int bytes, boolean isBlank) {
        if (size == documents.length) {
            documents = Arrays.copyOf(documents, 2 * size);
            storedBytes = Arrays.copyOf(storedBytes, 2 * size);
            blank = Arrays.copyOf(blank, 2 * size);
            to = Arrays.copyOf(to, 2 * size);
        }
        documents[size] = document;
        storedBytes[size] = bytes;
        blank[size] = isBlank;
        to[size] = cuts;
        size++;
    }

    void add(int start, int end, int method) {
        if (cuts == starts.length) {
            starts = Arrays.copyOf(starts, 2 * cuts);
            ends = Arrays.copyOf(ends, 2 * cuts);
            methods = Arrays.copyOf(methods, 2 * cuts);
        }
        starts[cuts] = start;
        ends[cuts] = end;
        methods[cuts] = (byte) method;
        to[size - 1] = ++cuts;
    }

    /** Where the cuts of a document are, or a negative number if it has none. */
    public int find(int document) {
        return Arrays.binarySearch(documents, 0, size, document);
    }

    int from(int at) {
        return at == 0 ? 0 : to[at - 1];
    }

    int to(int at) {
        return to[at];
    }

    int start(int cut) {
        return starts[cut];
    }

    int end(int cut) {
        return ends[cut];
    }

    int method(int cut) {
        return methods[cut];
    }

    /** The cuts of a document, in order and disjoint. */
    public List<Cut> cuts(int at) {
        List<Cut> list = new ArrayList<>();
        for (int cut = from(at); cut < to(at); cut++) {
            list.add(new Cut(
                    starts[cut], ends[cut], PassageMethod.numbered(methods[cut]).id()));
        }
        return list;
    }

    /** Bytes that are cut from a document. */
    public long cutBytes(int at) {
        long bytes = 0;
        for (int cut = from(at); cut < to(at); cut++) {
            bytes += ends[cut] - starts[cut];
        }
        return bytes;
    }

    /** Bytes of the stored text of a document. */
    public int storedBytes(int at) {
        return storedBytes[at];
    }

    /** Whether nothing but white space is left of a document. */
    public boolean isBlank(int at) {
        return blank[at];
    }
}
