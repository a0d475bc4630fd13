package dev.tamis.models.fasttext;

import java.util.Arrays;

/** What {@link Dictionary#line} found in one line of text; its storage is used again for the next line. */
public final class Line implements Tokens {
    private Dictionary dictionary;
    private int[] rows = new int[256];
    private int rowCount;
    private int[] labels = new int[4];
    private int labelCount;
    private int[] hashes = new int[64];
    private int hashCount;
    private int tokens;
    int end;

    /** Rows of the input matrix, {@link #rowCount()} of them, in the order in which fastText adds them. */
    public int[] rows() {
        return rows;
    }

    public int rowCount() {
        return rowCount;
    }

    /** Known labels of the line, {@link #labelCount()} of them, numbered from 0. */
    public int[] labels() {
        return labels;
    }

    public int labelCount() {
        return labelCount;
    }

    /** Tokens of the line, known or not, with its end and its labels. */
    public int tokens() {
        return tokens;
    }

    /** Place in the text after the line and its end. */
    public int end() {
        return end;
    }

    void clear(Dictionary dictionary) {
        this.dictionary = dictionary;
        rowCount = 0;
        labelCount = 0;
        hashCount = 0;
        tokens = 0;
    }

    @Override
    public void word(int word, int hash) {
        tokens++;
        addRow(word);
        dictionary.addCharacterNgrams(word, this);
        addHash(hash);
    }

    @Override
    public void unknownWord(byte[] utf8, int start, int end, int hash) {
        tokens++;
        dictionary.addCharacterNgrams(utf8, start, end, this);
        addHash(hash);
    }

    @Override
    public void end(int word, int hash) {
        tokens++;
        if (word >= 0) {
            addRow(word);
        }
        addHash(hash);
    }

    @Override
    public void label(int label) {
        tokens++;
        addLabel(label);
    }

    @Override
    public void unknownLabel() {
        tokens++;
    }

    void addRow(int row) {
        if (rowCount == rows.length) {
            rows = Arrays.copyOf(rows, rowCount + (rowCount >> 1));
        }
        rows[rowCount++] = row;
    }

    void addRows(int[] from, int start, int end) {
        int count = end - start;
        if (rows.length - rowCount < count) {
            rows = Arrays.copyOf(rows, Math.max(rowCount + count, rowCount + (rowCount >> 1)));
        }
        System.arraycopy(from, start, rows, rowCount, count);
        rowCount += count;
    }

    private void addLabel(int label) {
        if (labelCount == labels.length) {
            labels = Arrays.copyOf(labels, labelCount * 2);
        }
        labels[labelCount++] = label;
    }

    private void addHash(int hash) {
        if (hashCount == hashes.length) {
            hashes = Arrays.copyOf(hashes, hashCount + (hashCount >> 1));
        }
        hashes[hashCount++] = hash;
    }

    int[] hashes() {
        return hashes;
    }

    int hashCount() {
        return hashCount;
    }
}
