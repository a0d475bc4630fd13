package dev.tamis.pipeline.fit;

import java.util.Arrays;

/** The values of one signal over the documents of a corpus in which it is defined. */
final class Sample {
    private double[] values = new double[64];
    private int size;
    private boolean sorted;

    void add(double value) {
        if (size == values.length) {
            values = Arrays.copyOf(values, size * 2);
        }
        values[size++] = value;
        sorted = false;
    }

    int size() {
        return size;
    }

    /** The value with so many below it in ascending order. */
    double at(int rank) {
        if (!sorted) {
            Arrays.sort(values, 0, size);
            sorted = true;
        }
        return values[rank];
    }

    /** The middle value, or the mean of the two. */
    double median() {
        return (at((size - 1) / 2) + at(size / 2)) / 2;
    }

    double mean() {
        double sum = 0;
        for (int i = 0; i < size; i++) {
            sum += values[i];
        }
        return sum / size;
    }

    /** The standard deviation of these values, not an estimate for more. */
    double deviation() {
        double mean = mean();
        double sum = 0;
        for (int i = 0; i < size; i++) {
            sum += (values[i] - mean) * (values[i] - mean);
        }
        return Math.sqrt(sum / size);
    }

    /** The values that a limit rejects. */
    int rejected(Limit limit, double value) {
        int count = 0;
        for (int i = 0; i < size; i++) {
            if (!limit.keeps(values[i], value)) {
                count++;
            }
        }
        return count;
    }
}
