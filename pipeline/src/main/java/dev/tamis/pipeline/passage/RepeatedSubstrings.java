package dev.tamis.pipeline.passage;

import dev.tamis.filters.passage.LongSet;
import dev.tamis.filters.passage.PassageTokens;
import dev.tamis.filters.passage.Ranges;
import dev.tamis.filters.passage.WindowKeys;
import dev.tamis.filters.passage.Winnowing;
import dev.tamis.pipeline.cluster.Exchange;
import dev.tamis.pipeline.dedup.Domains;
import dev.tamis.pipeline.dedup.Node;
import dev.tamis.pipeline.recipe.PassagesSpec;
import java.io.IOException;
import java.io.Serializable;
import java.util.Arrays;
import java.util.SortedMap;
import org.apache.spark.api.java.JavaPairRDD;
import org.apache.spark.api.java.JavaRDD;
import scala.Tuple2;

/**
 * Cuts the runs of tokens that stand elsewhere too, in another document or the same one: the steps of {@link
 * dev.tamis.filters.passage} with an exchange after each.
 */
record RepeatedSubstrings(Texts texts, PassagesSpec.Substring spec, int ranksEach, int tasks) implements Serializable {
    /** Bytes of text to expect a token in, for the number of partitions. */
    private static final long BYTES_EACH = 4;

    private static final int TWICE = 2;

    /** Keys given at a time: a long text that is repeated as a whole has millions, in rows of a hundred bytes. */
    private static final int SLICE = 1 << 14;

    /**
     * Adds what is cut.
     *
     * @param textBytes about how much text there is
     * @param figures where counts are added
     */
    JavaRDD<PassagePart> cut(JavaRDD<PassagePart> parts, long textBytes, SortedMap<String, Long> figures) {
        int last = texts.counts();
        SharedHashes hashes = new SharedHashes(last, TWICE);
        long grams = new Winnowing(spec.tokens()).gramsOfWindow();

        int partitions = Exchange.partitions(textBytes / BYTES_EACH * 2 / (grams + 1), SharedHashes.ROW, tasks);
        JavaPairRDD<Integer, byte[]> fingerprints = hashes.answers(
                parts.mapPartitionsToPair(some -> SharedHashes.ask(fingerprints(some.next()), partitions)), partitions);
        Counts fingerprintCounts = Counts.of(fingerprints, last, SharedHashes.ROW);

        // Half as many windows as a window has grams select the same fingerprint, on average.
        int windowPartitions =
                Exchange.partitions(fingerprintCounts.answered() * (grams + 1) / 2, SharedHashes.ROW, tasks);
        JavaPairRDD<Integer, byte[]> windows = hashes.answers(
                SharedHashes.with(parts, fingerprints).mapPartitionsToPair(some -> {
                    Tuple2<PassagePart, LongSet> part = some.next();
                    return SharedHashes.ask(windows(part._1(), part._2()), windowPartitions);
                }),
                windowPartitions);
        Counts windowCounts = Counts.of(windows, last, SharedHashes.ROW);

        RepeatedKeys keys = new RepeatedKeys(last, ranksEach, TWICE, spec.keep() == PassagesSpec.Keep.BEST, 0);
        int keyPartitions = Exchange.partitions(windowCounts.answered(), keys.width(), tasks);
        JavaPairRDD<Integer, byte[]> repeated = keys.answers(
                SharedHashes.with(parts, windows).mapPartitionsToPair(some -> {
                    Tuple2<PassagePart, LongSet> part = some.next();
                    return keys.ask(keys(part._1(), part._2(), keys), keyPartitions);
                }),
                keyPartitions);
        Counts keyCounts = Counts.of(repeated, last, RepeatedKeys.ANSWER);

        figures.put("fingerprints", fingerprintCounts.different());
        figures.put("shared_fingerprints", fingerprintCounts.shared());
        figures.put("windows", windowCounts.different());
        figures.put("repeated_windows", keyCounts.shared());
        String exchanged = "exchanged/" + PassageMethod.SUBSTRING.id();
        figures.put(exchanged + "/fingerprints", fingerprintCounts.asked() + fingerprintCounts.answered());
        figures.put(exchanged + "/windows", windowCounts.asked() + windowCounts.answered());
        figures.put(exchanged + "/keys", keyCounts.asked() + keyCounts.answered());
        return RepeatedKeys.verdicts(parts, windows, repeated).map(this::apply);
    }

    private Exchange.Feed fingerprints(PassagePart part) throws IOException {
        TextWalk walk = texts.walk(part);
        Domains domains = texts.domains(spec.scope(), part);
        PassageTokens tokens = new PassageTokens();
        Winnowing winnowing = new Winnowing(spec.tokens());
        long place = Node.of(part.documents().part(), 1);
        return rows -> {
            if (!walk.next()) {
                return false;
            }
            long domain = domains.of(walk.document());
            tokens.reset(walk.text(), walk.length());
            winnowing.fingerprints(tokens, hash -> rows.add(hash ^ domain, place));
            return true;
        };
    }

    /** The windows with a shared fingerprint. */
    private Exchange.Feed windows(PassagePart part, LongSet shared) throws IOException {
        if (shared.size() == 0) {
            return rows -> false;
        }
        TextWalk walk = texts.walk(part);
        Domains domains = texts.domains(spec.scope(), part);
        PassageTokens tokens = new PassageTokens();
        Winnowing winnowing = new Winnowing(spec.tokens());
        long place = Node.of(part.documents().part(), 1);
        return rows -> {
            if (!walk.next()) {
                return false;
            }
            long domain = domains.of(walk.document());
            tokens.reset(walk.text(), walk.length());
            winnowing.windows(
                    tokens,
                    fingerprint -> shared.contains(fingerprint ^ domain),
                    (position, hash) -> rows.add(hash ^ domain, place));
            return true;
        };
    }

    /** The keys of the windows whose hashes are shared. */
    private Exchange.Feed keys(PassagePart part, LongSet shared, RepeatedKeys keys) throws IOException {
        if (shared.size() == 0) {
            return rows -> false;
        }
        TextWalk walk = texts.walk(part);
        Domains domains = texts.domains(spec.scope(), part);
        Candidates candidates = new Candidates(spec.tokens(), shared);
        long[] row = new long[keys.width()];
        int[] next = {0};
        return rows -> {
            if (next[0] == candidates.count) {
                if (!walk.next()) {
                    return false;
                }
                candidates.find(walk, domains.of(walk.document()));
                next[0] = 0;
            }
            int end = Math.min(candidates.count, next[0] + SLICE);
            for (; next[0] < end; next[0]++) {
                candidates.digest(next[0]);
                keys.write(
                        row,
                        candidates.high(),
                        candidates.low(),
                        part.documents(),
                        walk.document(),
                        candidates.positions[next[0]]);
                rows.addFrom(row, 0);
            }
            return true;
        };
    }

    private PassagePart apply(RepeatedKeys.Verdicts verdicts) throws IOException {
        PassagePart part = verdicts.part();
        RepeatedKeys.Answers keys = verdicts.keys();
        if (keys.isEmpty()) {
            return part;
        }
        PartCuts cuts = new PartCuts();
        Domains domains = texts.domains(spec.scope(), part);
        Candidates candidates = new Candidates(spec.tokens(), verdicts.shared());
        Ranges ranges = new Ranges();
        try (TextWalk walk = texts.walk(part)) {
            while (walk.next()) {
                long node = part.documents().node(walk.document());
                ranges.clear();
                candidates.find(walk, domains.of(walk.document()));
                for (int i = 0; i < candidates.count; i++) {
                    candidates.digest(i);
                    long high = candidates.high();
                    long low = candidates.low();
                    int position = candidates.positions[i];
                    if (keys.isRepeated(high, low) && !keys.isFirst(high, low, node, position)) {
                        ranges.add(position, position + spec.tokens());
                    }
                }
                ranges.toBytes(candidates.tokens);
                walk.cut(ranges, PassageMethod.SUBSTRING, cuts);
            }
        }
        return new PassagePart(part.documents(), cuts);
    }

    /** The windows of a text whose hashes are shared, with their keys. */
    private static final class Candidates {
        private final PassageTokens tokens = new PassageTokens();
        private final Winnowing winnowing;
        private final WindowKeys keys;
        private final LongSet shared;
        private long domain;
        private int count;
        private int[] positions = new int[16];

        Candidates(int windowTokens, LongSet shared) {
            this.winnowing = new Winnowing(windowTokens);
            this.keys = new WindowKeys(windowTokens);
            this.shared = shared;
        }

        void find(TextWalk walk, long ofDomain) {
            domain = ofDomain;
            count = 0;
            tokens.reset(walk.text(), walk.length());
            // The hash decides, so the fingerprints of the step before need not be kept.
            winnowing.windows(tokens, fingerprint -> true, (position, hash) -> {
                if (shared.contains(hash ^ domain)) {
                    if (count == positions.length) {
                        positions = Arrays.copyOf(positions, 2 * count);
                    }
                    positions[count++] = position;
                }
            });
            if (count > 0) {
                keys.reset(tokens);
            }
        }

        void digest(int candidate) {
            keys.digest(positions[candidate]);
        }

        long high() {
            return keys.high() ^ domain;
        }

        long low() {
            return keys.low();
        }
    }
}
