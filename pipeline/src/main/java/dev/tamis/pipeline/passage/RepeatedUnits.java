package dev.tamis.pipeline.passage;

import dev.tamis.filters.passage.LongSet;
import dev.tamis.filters.passage.PassageUnits;
import dev.tamis.filters.passage.Ranges;
import dev.tamis.pipeline.cluster.Exchange;
import dev.tamis.pipeline.cluster.LongRows;
import dev.tamis.pipeline.dedup.Domains;
import dev.tamis.pipeline.dedup.Node;
import dev.tamis.pipeline.recipe.PassagesSpec;
import java.io.IOException;
import java.io.Serializable;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.Iterator;
import java.util.List;
import java.util.SortedMap;
import org.apache.spark.api.java.JavaPairRDD;
import org.apache.spark.api.java.JavaRDD;
import scala.Tuple2;

/**
 * Cuts the lines or paragraphs that several documents have.
 *
 * <p>Two questions: which 64-bit hashes do documents enough have, then which keys, and which is the best document with each.
 * Documents are counted, not places. The best document keeps all its copies: that a text repeats itself is for the
 * repetition rules to judge.
 */
record RepeatedUnits(Texts texts, PassagesSpec.Units spec, PassageMethod method, int ranksEach, int tasks)
        implements Serializable {
    /** The most repeated ones that are listed. */
    private static final int LISTED = 50;

    /** Bytes of text to expect a unit in, for the number of partitions. */
    private static final long BYTES_EACH = 50;

    /**
     * Adds what is cut.
     *
     * @param textBytes about how much text there is
     * @param figures where counts are added
     * @param templates where the most repeated ones are added
     */
    JavaRDD<PassagePart> cut(
            JavaRDD<PassagePart> parts,
            long textBytes,
            SortedMap<String, Long> figures,
            SortedMap<String, List<Template>> templates) {
        int last = texts.counts();
        SharedHashes hashes = new SharedHashes(last, spec.documents());
        int partitions = Exchange.partitions(textBytes / BYTES_EACH, SharedHashes.ROW, tasks);
        JavaPairRDD<Integer, byte[]> shared = hashes.answers(
                parts.mapPartitionsToPair(some -> SharedHashes.ask(hashes(some.next()), partitions)), partitions);
        Counts hashCounts = Counts.of(shared, last, SharedHashes.ROW);

        RepeatedKeys keys =
                new RepeatedKeys(last, ranksEach, spec.documents(), spec.keep() == PassagesSpec.Keep.BEST, LISTED);
        int keyPartitions = Exchange.partitions(hashCounts.answered(), keys.width(), tasks);
        JavaPairRDD<Integer, byte[]> repeated = keys.answers(
                SharedHashes.with(parts, shared).mapPartitionsToPair(some -> {
                    Tuple2<PassagePart, LongSet> part = some.next();
                    return keys.ask(keys(part._1(), part._2(), keys), keyPartitions);
                }),
                keyPartitions);
        Counts keyCounts = Counts.of(repeated, last, RepeatedKeys.ANSWER);

        String name = method.id();
        figures.put(name, hashCounts.different());
        figures.put("repeated_" + name, keyCounts.shared());
        figures.put("exchanged/" + name + "/hashes", hashCounts.asked() + hashCounts.answered());
        figures.put("exchanged/" + name + "/keys", keyCounts.asked() + keyCounts.answered());
        templates.put(name, templates(parts, keyCounts.listed()));
        return RepeatedKeys.verdicts(parts, shared, repeated).map(this::apply);
    }

    private PassageUnits units() {
        return new PassageUnits(
                method == PassageMethod.LINES ? PassageUnits.Kind.LINE : PassageUnits.Kind.PARAGRAPH, spec.words());
    }

    /** The hashes of each document, each once. */
    private Exchange.Feed hashes(PassagePart part) throws IOException {
        TextWalk walk = texts.walk(part);
        Domains domains = texts.domains(spec.scope(), part);
        PassageUnits units = units();
        LongRows own = new LongRows(1);
        long place = Node.of(part.documents().part(), 1);
        return rows -> {
            if (!walk.next()) {
                return false;
            }
            long domain = domains.of(walk.document());
            units.reset(walk.text(), walk.length());
            own.clear();
            for (int unit = 0; unit < units.count(); unit++) {
                own.add(units.hash64(unit) ^ domain);
            }
            own.sort(1);
            own.unique();
            for (int i = 0; i < own.size(); i++) {
                rows.add(own.get(i, 0), place);
            }
            return true;
        };
    }

    /** The keys of each document's units whose hashes are shared, each once. */
    private Exchange.Feed keys(PassagePart part, LongSet shared, RepeatedKeys keys) throws IOException {
        if (shared.size() == 0) {
            return rows -> false;
        }
        TextWalk walk = texts.walk(part);
        Domains domains = texts.domains(spec.scope(), part);
        PassageUnits units = units();
        LongRows own = new LongRows(RepeatedKeys.KEY);
        long[] row = new long[keys.width()];
        return rows -> {
            if (!walk.next()) {
                return false;
            }
            long domain = domains.of(walk.document());
            units.reset(walk.text(), walk.length());
            own.clear();
            for (int unit = 0; unit < units.count(); unit++) {
                if (shared.contains(units.hash64(unit) ^ domain)) {
                    units.digest(unit);
                    own.add(units.high() ^ domain, units.low());
                }
            }
            own.sort(RepeatedKeys.KEY);
            own.unique();
            for (int i = 0; i < own.size(); i++) {
                keys.write(row, own.get(i, 0), own.get(i, 1), part.documents(), walk.document(), 0);
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
        PassageUnits units = units();
        Ranges ranges = new Ranges();
        try (TextWalk walk = texts.walk(part)) {
            while (walk.next()) {
                long domain = domains.of(walk.document());
                long node = part.documents().node(walk.document());
                units.reset(walk.text(), walk.length());
                ranges.clear();
                for (int unit = 0; unit < units.count(); unit++) {
                    if (verdicts.shared().contains(units.hash64(unit) ^ domain)) {
                        units.digest(unit);
                        long high = units.high() ^ domain;
                        if (keys.isRepeated(high, units.low()) && !keys.isFirst(high, units.low(), node)) {
                            ranges.add(units.start(unit), units.end(unit));
                        }
                    }
                }
                walk.cut(ranges, method, cuts);
            }
        }
        return new PassagePart(part.documents(), cuts);
    }

    /** The most repeated ones of the corpus, with how they stand in the best document. */
    private List<Template> templates(JavaRDD<PassagePart> parts, LongRows listed) {
        List<long[]> most = new ArrayList<>();
        for (int row = 0; row < listed.size(); row++) {
            most.add(Arrays.copyOfRange(listed.values(), listed.at(row), listed.at(row) + listed.width()));
        }
        most.sort(RepeatedKeys.MOST_REPEATED);
        List<long[]> top = new ArrayList<>(most.subList(0, Math.min(LISTED, most.size())));
        List<Tuple2<Integer, Template>> found = top.isEmpty()
                ? List.of()
                : parts.flatMap(part -> templates(part, top)).collect();
        return found.stream()
                .sorted(Comparator.comparing(Tuple2::_1))
                .map(Tuple2::_2)
                .toList();
    }

    /** Those of the list whose best document is in the part, with their places in the list. */
    private Iterator<Tuple2<Integer, Template>> templates(PassagePart part, List<long[]> top) throws IOException {
        int number = part.documents().part();
        List<Tuple2<Integer, Template>> found = new ArrayList<>();
        if (top.stream().noneMatch(row -> Node.part(row[RepeatedKeys.KEY]) == number)) {
            return found.iterator();
        }
        Domains domains = texts.domains(spec.scope(), part);
        PassageUnits units = units();
        boolean[] done = new boolean[top.size()];
        try (TextWalk walk = texts.walk(part)) {
            while (walk.next()) {
                int document = walk.document();
                long node = part.documents().node(document);
                if (top.stream().noneMatch(row -> row[RepeatedKeys.KEY] == node)) {
                    continue;
                }
                units.reset(walk.text(), walk.length());
                for (int unit = 0; unit < units.count(); unit++) {
                    units.digest(unit);
                    for (int i = 0; i < done.length; i++) {
                        long[] row = top.get(i);
                        if (!done[i]
                                && row[RepeatedKeys.KEY] == node
                                && row[0] == (units.high() ^ domains.of(document))
                                && row[1] == units.low()) {
                            done[i] = true;
                            HexFormat hex = HexFormat.of();
                            found.add(new Tuple2<>(
                                    i,
                                    new Template(
                                            row[RepeatedKeys.KEY + 1],
                                            hex.toHexDigits(units.high()) + hex.toHexDigits(units.low()),
                                            texts.parts().get(number).source(),
                                            part.documents().id(document),
                                            example(walk.text(), units.start(unit), units.end(unit)))));
                        }
                    }
                }
            }
        }
        return found.iterator();
    }

    private static String example(byte[] utf8, int start, int end) {
        // No character takes more than four bytes; what is cut at the end of these is beyond the characters that stay.
        int bytes = Math.min(end - start, 4 * (Template.MOST_CHARS + 1));
        String text = new String(utf8, start, bytes, StandardCharsets.UTF_8).strip();
        int points = text.codePointCount(0, text.length());
        return points <= Template.MOST_CHARS
                ? text
                : text.substring(0, text.offsetByCodePoints(0, Template.MOST_CHARS));
    }
}
