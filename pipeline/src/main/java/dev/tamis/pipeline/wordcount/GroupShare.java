package dev.tamis.pipeline.wordcount;

import dev.tamis.pipeline.recipe.SampleSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The weight of one group of texts.
 *
 * @param group its name: a source or a language
 * @param sentences lines counted
 * @param bytes their bytes
 * @param asked the share of all bytes that it is to have
 * @param realised the share it has by its factor
 * @param factor what its counts are multiplied by, in units of 1 / 2^{@code fractionBits}
 * @param fractionBits the same for all groups
 */
public record GroupShare(
        String group, long sentences, long bytes, double asked, double realised, long factor, int fractionBits) {

    /** Bits of a factor that stand for less than 1, unless the text is so large that its sums would not fit 64 bits. */
    static final int FRACTION_BITS = 20;

    /** The factor as a number. */
    public double multiplier() {
        return (double) factor / (1L << fractionBits);
    }

    /**
     * The factors that give every group its share, so that all counts together stay what they were.
     *
     * @param sentences lines counted by group
     * @param bytes their bytes by group
     * @param sample null for the shares as they are
     * @throws IllegalArgumentException where a group with a weight has no text
     */
    static List<GroupShare> of(SortedMap<String, Long> sentences, SortedMap<String, Long> bytes, SampleSpec sample) {
        long total = bytes.values().stream().mapToLong(Long::longValue).sum();
        // A word has a byte or more, so all counts together stay below the bytes; twice, for what normalizing adds.
        int bits = sample == null ? 0 : Math.max(0, Math.min(FRACTION_BITS, Long.numberOfLeadingZeros(total) - 3));
        SortedMap<String, Double> asked = asked(bytes, sample, total);
        SortedMap<String, Long> factors = new TreeMap<>();
        double weighted = 0;
        for (var entry : bytes.entrySet()) {
            long own = entry.getValue();
            double factor = own == 0 ? 0 : asked.get(entry.getKey()) * total / own;
            long fixed = sample == null ? 1 : Math.round(factor * (1L << bits));
            factors.put(entry.getKey(), fixed);
            weighted += (double) own * fixed;
        }
        List<GroupShare> shares = new ArrayList<>();
        for (var entry : bytes.entrySet()) {
            String group = entry.getKey();
            shares.add(new GroupShare(
                    group,
                    sentences.get(group),
                    entry.getValue(),
                    asked.get(group),
                    weighted == 0 ? 0 : (double) entry.getValue() * factors.get(group) / weighted,
                    factors.get(group),
                    bits));
        }
        return shares;
    }

    private static SortedMap<String, Double> asked(SortedMap<String, Long> bytes, SampleSpec sample, long total) {
        SortedMap<String, Double> weights = new TreeMap<>();
        double sum = 0;
        for (var entry : bytes.entrySet()) {
            double weight;
            if (sample == null) {
                weight = entry.getValue();
            } else if (sample.exponent().isPresent()) {
                weight = entry.getValue() == 0
                        ? 0
                        : StrictMath.pow(
                                (double) entry.getValue() / total,
                                sample.exponent().getAsDouble());
            } else {
                weight = sample.weights().getOrDefault(entry.getKey(), 0.0);
            }
            weights.put(entry.getKey(), weight);
            sum += weight;
        }
        if (sample != null) {
            for (var entry : sample.weights().entrySet()) {
                if (entry.getValue() > 0 && bytes.getOrDefault(entry.getKey(), 0L) == 0) {
                    throw noText(sample, entry.getKey(), "there is no text of it to count");
                }
            }
        }
        for (var entry : weights.entrySet()) {
            entry.setValue(sum == 0 ? 0 : entry.getValue() / sum);
        }
        return weights;
    }

    static IllegalArgumentException noText(SampleSpec sample, String group, String why) {
        return new IllegalArgumentException(
                "tokenizer.sample.weights: " + sample.by().id() + " \"" + group + "\" has a weight of "
                        + sample.weights().get(group) + ", but " + why);
    }
}
