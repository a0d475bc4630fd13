package dev.tamis.models.fasttext;

/**
 * The labels with the highest scores, in falling order. Kept in a heap whose least is its first, as the C++ library does
 * it that fastText is built with: so that of equal scores, which tables of the sigmoid give often, the same labels are
 * left and in the same order.
 */
final class Best {
    private float[] scores = new float[4];
    private int[] labels = new int[4];
    private int most;
    private int size;

    /** Forgets all, and keeps at most so many from now on. */
    void clear(int most) {
        this.most = most;
        size = 0;
        if (scores.length < most + 1) {
            scores = new float[most + 1];
            labels = new int[most + 1];
        }
    }

    int size() {
        return size;
    }

    int label(int rank) {
        return labels[rank];
    }

    float score(int rank) {
        return scores[rank];
    }

    /** Whether a score, and all lower ones, cannot come in. */
    boolean refuses(float score) {
        return size == most && score < scores[0];
    }

    void add(int label, float score) {
        if (refuses(score)) {
            return;
        }
        up(size++, label, score);
        if (size > most) {
            removeLeast();
            size--;
        }
    }

    /** Puts the highest first; nothing may be added after that. */
    void sort() {
        int all = size;
        while (size > 1) {
            removeLeast();
            size--;
        }
        size = all;
    }

    /** Moves the least to the last place, and makes a heap of the others. */
    private void removeLeast() {
        int last = size - 1;
        float leastScore = scores[0];
        int leastLabel = labels[0];
        float score = scores[last];
        int label = labels[last];
        // The hole goes down to a leaf by the lesser children, the right one of equals, and then the last comes up from
        // it.
        int hole = 0;
        while (2 * hole + 2 < last) {
            int child = 2 * hole + 2;
            if (scores[child] > scores[child - 1]) {
                child--;
            }
            move(child, hole);
            hole = child;
        }
        if (2 * hole + 2 == last) {
            move(last - 1, hole);
            hole = last - 1;
        }
        up(hole, label, score);
        scores[last] = leastScore;
        labels[last] = leastLabel;
    }

    private void up(int hole, int label, float score) {
        int place = hole;
        while (place > 0 && scores[(place - 1) / 2] > score) {
            move((place - 1) / 2, place);
            place = (place - 1) / 2;
        }
        scores[place] = score;
        labels[place] = label;
    }

    private void move(int from, int to) {
        scores[to] = scores[from];
        labels[to] = labels[from];
    }
}
