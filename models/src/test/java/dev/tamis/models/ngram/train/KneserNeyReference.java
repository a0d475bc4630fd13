package dev.tamis.models.ngram.train;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * Modified Kneser-Ney as the papers state it, n-gram by n-gram over maps, in double precision: slow, and made without a look at
 * the shards.
 */
final class KneserNeyReference {
    private static final int UNK = Estimation.UNK;
    private static final int BOS = Estimation.BOS;
    private static final int EOS = Estimation.EOS;

    private final Estimation settings;
    private final Map<List<Integer>, Long> occurs = new HashMap<>();
    private final Map<List<Integer>, Set<Integer>> before = new HashMap<>();
    private final Map<List<Integer>, Long> adjusted = new HashMap<>();
    private final double[][] discounts;
    final Set<Integer> words = new TreeSet<>(List.of(UNK, BOS, EOS));

    KneserNeyReference(List<int[]> sentences, Estimation settings) {
        this.settings = settings;
        for (int[] sentence : sentences) {
            List<Integer> padded = new ArrayList<>(List.of(BOS));
            for (int word : sentence) {
                padded.add(word);
                words.add(word);
            }
            padded.add(EOS);
            for (int end = 1; end < padded.size(); end++) {
                for (int n = 1; n <= settings.order() && n <= end + 1; n++) {
                    List<Integer> gram = List.copyOf(padded.subList(end + 1 - n, end + 1));
                    occurs.merge(gram, 1L, Long::sum);
                    if (end + 1 - n > 0) {
                        before.computeIfAbsent(gram, g -> new HashSet<>()).add(padded.get(end - n));
                    }
                }
            }
        }
        occurs.forEach((gram, count) -> adjusted.put(
                gram,
                gram.size() == settings.order() || gram.get(0) == BOS
                        ? count
                        : (long) before.get(gram).size()));
        discounts = new double[settings.order() + 1][];
        for (int n = 1; n <= settings.order(); n++) {
            discounts[n] = discounts(n);
        }
    }

    private double[] discounts(int order) {
        double[] with = new double[5];
        adjusted.forEach((gram, count) -> {
            if (gram.size() == order && count <= 4) {
                with[count.intValue()]++;
            }
        });
        double y = with[1] / (with[1] + 2 * with[2]);
        double[] found = {0, 1 - 2 * y * with[2] / with[1], 2 - 3 * y * with[3] / with[2], 3 - 4 * y * with[4] / with[3]
        };
        for (int count = 1; count <= 3; count++) {
            if (with[count] == 0 || !(found[count] >= 0 && found[count] <= count)) {
                return new double[] {
                    0,
                    settings.fallback().get(0),
                    settings.fallback().get(1),
                    settings.fallback().get(2)
                };
            }
        }
        return found;
    }

    Set<List<Integer>> kept() {
        Set<List<Integer>> kept = new HashSet<>();
        occurs.forEach((gram, count) -> {
            if (gram.size() == 1 || count > settings.threshold(gram.size())) {
                kept.add(gram);
            }
        });
        kept.add(List.of(UNK));
        kept.add(List.of(BOS));
        return kept;
    }

    /** The probability of the last word of an n-gram after the others. */
    double probability(List<Integer> gram) {
        int n = gram.size();
        if (n == 0) {
            return 1.0 / (words.size() - 1);
        }
        List<Integer> context = gram.subList(0, n - 1);
        double[] sums = sums(context);
        double lower = probability(gram.subList(1, n));
        if (sums[0] == 0) {
            return lower;
        }
        double own = isKept(gram) ? taken(gram) / sums[0] : 0;
        return own + sums[1] / sums[0] * lower;
    }

    private boolean isKept(List<Integer> gram) {
        return occurs.containsKey(gram) && (gram.size() == 1 || occurs.get(gram) > settings.threshold(gram.size()));
    }

    private double taken(List<Integer> gram) {
        long count = adjusted.get(gram);
        return count - discounts[gram.size()][(int) Math.min(3, count)];
    }

    /** The counts after a context, and what is left of them. */
    private double[] sums(List<Integer> context) {
        double all = 0;
        double left = 0;
        for (int word : words) {
            List<Integer> gram = new ArrayList<>(context);
            gram.add(word);
            if (adjusted.containsKey(gram)) {
                all += adjusted.get(gram);
                left += isKept(gram) ? adjusted.get(gram) - taken(gram) : adjusted.get(gram);
            }
        }
        return new double[] {all, left};
    }
}
