package dev.tamis.pipeline.run;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.io.Serializable;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What became of the units that entered a stage. It cannot be made unless it balances.
 *
 * @param in units that entered
 * @param out units that went on
 * @param rejected units judged and refused, by reason; each unit under one reason only
 * @param quarantined units that could not be judged, by reason
 */
public record Ledger(
        @JsonProperty("in") long in,
        @JsonProperty("out") long out,
        @JsonProperty("rejected") SortedMap<String, Long> rejected,
        @JsonProperty("quarantined") SortedMap<String, Long> quarantined)
        implements Serializable {

    public static final Ledger EMPTY = new Ledger(0, 0, new TreeMap<>(), new TreeMap<>());

    public Ledger {
        rejected = new TreeMap<>(rejected);
        quarantined = new TreeMap<>(quarantined);
        long accounted = out + sum(rejected) + sum(quarantined);
        if (in != accounted) {
            throw new IllegalArgumentException("Ledger does not balance: in " + in + ", out " + out + " + rejected "
                    + sum(rejected) + " + quarantined " + sum(quarantined) + " = " + accounted);
        }
    }

    public long rejectedTotal() {
        return sum(rejected);
    }

    public long quarantinedTotal() {
        return sum(quarantined);
    }

    public Ledger plus(Ledger other) {
        return new Ledger(
                in + other.in, out + other.out, added(rejected, other.rejected), added(quarantined, other.quarantined));
    }

    /** Sums two maps of counts by key. */
    public static SortedMap<String, Long> added(Map<String, Long> a, Map<String, Long> b) {
        SortedMap<String, Long> sum = new TreeMap<>(a);
        b.forEach((key, count) -> sum.merge(key, count, Long::sum));
        return sum;
    }

    private static long sum(Map<String, Long> counts) {
        return counts.values().stream().mapToLong(Long::longValue).sum();
    }

    /** Counts units one by one, in one task. */
    public static final class Builder {
        private long in;
        private long out;
        private final SortedMap<String, Long> rejected = new TreeMap<>();
        private final SortedMap<String, Long> quarantined = new TreeMap<>();

        public void out() {
            in++;
            out++;
        }

        public void rejected(String reason) {
            in++;
            rejected.merge(reason, 1L, Long::sum);
        }

        public void quarantined(String reason) {
            in++;
            quarantined.merge(reason, 1L, Long::sum);
        }

        public Ledger build() {
            return new Ledger(in, out, rejected, quarantined);
        }
    }
}
