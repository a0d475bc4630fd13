package dev.tamis.pipeline.dedup;

import java.io.IOException;
import java.io.Serializable;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HexFormat;

/**
 * What dedup knows of the documents of one part and what has become of them: some seventy bytes a document, never its
 * text. Documents are numbered from 0 in the order of their rows.
 */
public final class PartDocuments implements Serializable {
    private static final long serialVersionUID = 1L;

    private final int part;
    private final boolean earlier;
    private final int ranksEach;
    private int size;
    private long[] rows = new long[16];
    private long[] ids = new long[32];
    private long[] ranks;
    private int[] languages = new int[16];
    private String[] languageNames = new String[0];
    private BitSet images = new BitSet();

    /** 0 while a document is kept, else the number of the method that removed it, from 1. */
    private byte[] removedBy = new byte[0];

    /** In an earlier run, the method that had removed a document, or 0: later methods did not see it. */
    private byte[] lastMethod = new byte[16];

    private long[] duplicateOf = new long[0];
    private long[] duplicateIds = new long[0];
    private long[] weights = new long[0];

    /**
     * An empty part.
     *
     * @param earlier whether it belongs to an earlier run: its documents remove others and are never removed
     * @param ranksEach numbers that rank a document
     */
    PartDocuments(int part, boolean earlier, int ranksEach) {
        this.part = part;
        this.earlier = earlier;
        this.ranksEach = ranksEach;
        this.ranks = new long[16 * ranksEach];
    }

    /** A part without documents. */
    public static PartDocuments none(int part, int ranksEach) {
        return new PartDocuments(part, false, ranksEach).all();
    }

    /**
     * Adds a document; rows have to grow.
     *
     * @param image whether it is an image
     * @param removedBy in an earlier run, the number of the method that removed it, else 0
     */
    void add(long row, String id, String language, long[] rank, boolean image, int removedBy) {
        if (size == rows.length) {
            int room = size * 2;
            rows = Arrays.copyOf(rows, room);
            ids = Arrays.copyOf(ids, room * 2);
            ranks = Arrays.copyOf(ranks, room * ranksEach);
            languages = Arrays.copyOf(languages, room);
            lastMethod = Arrays.copyOf(lastMethod, room);
        }
        lastMethod[size] = (byte) removedBy;
        rows[size] = row;
        ids[2 * size] = HexFormat.fromHexDigitsToLong(id, 0, 16);
        ids[2 * size + 1] = HexFormat.fromHexDigitsToLong(id, 16, 32);
        System.arraycopy(rank, 0, ranks, size * ranksEach, ranksEach);
        languages[size] = language(language);
        images.set(size, image);
        size++;
    }

    private int language(String name) {
        // A part has few languages, and the last ones come again.
        for (int i = 0; i < languageNames.length; i++) {
            if (languageNames[i].equals(name)) {
                return i;
            }
        }
        languageNames = Arrays.copyOf(languageNames, languageNames.length + 1);
        languageNames[languageNames.length - 1] = name;
        return languageNames.length - 1;
    }

    /** Ends adding. */
    PartDocuments all() {
        rows = Arrays.copyOf(rows, size);
        ids = Arrays.copyOf(ids, 2 * size);
        ranks = Arrays.copyOf(ranks, ranksEach * size);
        languages = Arrays.copyOf(languages, size);
        lastMethod = earlier ? Arrays.copyOf(lastMethod, size) : new byte[0];
        removedBy = new byte[size];
        duplicateOf = new long[size];
        duplicateIds = new long[2 * size];
        weights = new long[size];
        Arrays.fill(weights, 1);
        return this;
    }

    /** A copy that may be changed while this one stays as it is: what Spark may compute again must not change. */
    PartDocuments copy() {
        PartDocuments copy = new PartDocuments(part, earlier, ranksEach);
        copy.size = size;
        copy.rows = rows;
        copy.ids = ids;
        copy.ranks = ranks;
        copy.languages = languages;
        copy.languageNames = languageNames;
        copy.images = images;
        copy.lastMethod = lastMethod;
        copy.removedBy = removedBy.clone();
        copy.duplicateOf = duplicateOf.clone();
        copy.duplicateIds = duplicateIds.clone();
        copy.weights = weights.clone();
        return copy;
    }

    /**
     * The part as a method sees it: of an earlier run, without the documents that an earlier method had removed there. What
     * repeats one of those need not repeat what survived: documents of one address may have different texts.
     */
    PartDocuments seenBy(int method) {
        if (!earlier) {
            return this;
        }
        PartDocuments seen = copy();
        for (int i = 0; i < size; i++) {
            seen.removedBy[i] = lastMethod[i] < method ? lastMethod[i] : 0;
        }
        return seen;
    }

    public int part() {
        return part;
    }

    boolean earlier() {
        return earlier;
    }

    public int size() {
        return size;
    }

    public long row(int document) {
        return rows[document];
    }

    /** Refuses a file whose row for a document is another than that of the document. */
    void expect(int document, long row, String file) throws IOException {
        if (row != rows[document]) {
            throw new IOException(file + ": row " + row + " stands where row " + rows[document] + " was expected");
        }
    }

    /** The document of a row, or -1. */
    public int find(long row) {
        int document = Arrays.binarySearch(rows, row);
        return Math.max(document, -1);
    }

    /** The document as one number, see {@link Node}. */
    public long node(int document) {
        return Node.of(part, rows[document]);
    }

    /** The languages of the part, by {@link #languageNumber}. */
    String[] languageNames() {
        return languageNames;
    }

    int languageNumber(int document) {
        return languages[document];
    }

    /** Whether a document is an image. */
    public boolean image(int document) {
        return images.get(document);
    }

    public boolean kept(int document) {
        return removedBy[document] == 0;
    }

    /** The number of the method that removed a document, from 1, or 0. */
    public int removedBy(int document) {
        return removedBy[document];
    }

    /** The node in whose favour a document was removed. */
    public long duplicateOf(int document) {
        return duplicateOf[document];
    }

    /** The id of the document in whose favour this one was removed. */
    public String duplicateId(int document) {
        return hex(duplicateIds, document);
    }

    public String id(int document) {
        return hex(ids, document);
    }

    /** A number that orders documents in a way that hangs on their ids alone. */
    long idOrder(int document) {
        return ids[2 * document];
    }

    private static String hex(long[] ids, int document) {
        HexFormat hex = HexFormat.of();
        return hex.toHexDigits(ids[2 * document]) + hex.toHexDigits(ids[2 * document + 1]);
    }

    /** Number of documents that a survivor stands for, itself included. */
    public long weight(int document) {
        return weights[document];
    }

    void weigh(int document, long weight) {
        weights[document] = weight;
    }

    void remove(int document, int method, long survivor, long idHigh, long idLow) {
        removedBy[document] = (byte) method;
        redirect(document, survivor, idHigh, idLow);
    }

    void redirect(int document, long survivor, long idHigh, long idLow) {
        duplicateOf[document] = survivor;
        duplicateIds[2 * document] = idHigh;
        duplicateIds[2 * document + 1] = idLow;
    }

    long duplicateIdHigh(int document) {
        return duplicateIds[2 * document];
    }

    long duplicateIdLow(int document) {
        return duplicateIds[2 * document + 1];
    }

    /** Writes what makes a document better than another: whether it is published, its ranks, its id. */
    void candidate(int document, long[] row, int at) {
        row[at] = earlier ? 1 : 0;
        System.arraycopy(ranks, document * ranksEach, row, at + 1, ranksEach);
        row[at + 1 + ranksEach] = ids[2 * document];
        row[at + 2 + ranksEach] = ids[2 * document + 1];
    }

    /** Numbers that rank a document. */
    public int ranksEach() {
        return ranksEach;
    }
}
