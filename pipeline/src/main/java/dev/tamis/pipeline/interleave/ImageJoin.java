package dev.tamis.pipeline.interleave;

import dev.tamis.filters.dedup.UrlKey;
import dev.tamis.pipeline.cluster.Exchange;
import dev.tamis.pipeline.cluster.LongRows;
import dev.tamis.pipeline.dedup.Node;
import dev.tamis.pipeline.recipe.InterleaveSpec;
import dev.tamis.pipeline.run.RunDirectory;
import dev.tamis.pipeline.run.RunReference;
import dev.tamis.pipeline.table.MediaList;
import dev.tamis.pipeline.table.Parts;
import dev.tamis.pipeline.table.TableReader;
import dev.tamis.pipeline.table.Tables;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HexFormat;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.schema.MessageType;
import org.apache.spark.api.java.JavaPairRDD;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.storage.StorageLevel;
import scala.Tuple2;

/**
 * Finds for each slot of a page the image document that stands there.
 *
 * <p>Four exchanges: images go to the owner of their survivor's id, which says where that is; from there to the owner of their
 * address, where the slots of that address come, too, and each is answered; the images that pages took after that are asked for
 * their references, which go to the pages. An address of which one part has more pages than may have it is not asked about, so
 * that the buttons of the web come to no owner in numbers.
 *
 * @param holders by the number of a page's source those of the sources that hold its images
 */
public record ImageJoin(RunReference reference, List<JoinPart> parts, List<BitSet> holders, InterleaveSpec spec)
        implements Serializable {
    private static final int WIDTH = 6;
    private static final int ANSWER = 4;
    private static final int REQUEST = 3;

    // What an image document is, in the order in which one of several with an address is taken.
    private static final long KEPT = 0;
    /** Kept, and known by no address: it may still survive others that are. */
    private static final long KEPT_UNNAMED = 1;

    private static final long DUPLICATE = 2;
    private static final long REJECTED = 3;
    private static final long QUARANTINED = 4;
    private static final long LOST = 5;

    private static final long IMAGE = 0;
    private static final long SLOT = 1;

    private static final int BLOCK_BYTES = 1 << 20;

    private static final MessageType NO_COLUMN = Tables.project(Tables.DOCUMENTS, "id");
    private static final MessageType NAMES = Tables.project(Tables.DOCUMENTS, "id", "origin.url", "media");
    private static final MessageType REFERENCES = Tables.project(Tables.DOCUMENTS, "id", "media");

    /**
     * Joins.
     *
     * @param documents of all parts; decides only how finely work is divided
     * @return one object a partition, by part
     */
    public JavaRDD<JoinedPart> join(JavaSparkContext spark, long documents) {
        int all = parts.size();
        int partitions = Exchange.partitions(documents, WIDTH, spark.defaultParallelism());
        JavaRDD<Integer> numbers =
                spark.parallelize(IntStream.range(0, all).boxed().toList(), all);
        JavaRDD<AskedSlots> asked = numbers.map(part -> AskedSlots.read(reference.open(), parts.get(part)))
                .persist(StorageLevel.MEMORY_AND_DISK());

        JavaPairRDD<Integer, byte[]> images = Exchange.divide(
                        numbers.mapPartitionsToPair(some -> send(images(some.next()), partitions)), partitions)
                .mapPartitionsToPair(blocks -> send(feed(survivors(Exchange.receive(blocks, WIDTH))), partitions));
        JavaPairRDD<Integer, byte[]> slots =
                asked.mapPartitionsToPair(some -> send(feed(slots(some.next())), partitions));
        JavaPairRDD<Integer, byte[]> answers = Exchange.divide(
                Exchange.divide(images.union(slots), partitions)
                        .mapPartitionsToPair(blocks -> toParts(answer(Exchange.receive(blocks, WIDTH)), all)),
                all);

        JavaRDD<PageSlots> decided = asked.zipPartitions(
                        answers,
                        (some, blocks) -> List.of(PageSlots.of(some.next(), Exchange.receive(blocks, ANSWER), spec))
                                .iterator())
                .persist(StorageLevel.MEMORY_AND_DISK());
        JavaPairRDD<Integer, byte[]> requests = Exchange.divide(
                numbers.zipPartitions(decided, (part, some) -> toParts(requests(part.next(), some.next()), all))
                        .mapToPair(block -> block),
                all);
        JavaPairRDD<Integer, byte[]> references = Exchange.divide(
                numbers.zipPartitions(
                                requests, (part, blocks) -> references(part.next(), Exchange.receive(blocks, REQUEST)))
                        .mapToPair(block -> block),
                all);
        return numbers.zipPartitions(
                        decided,
                        (part, some) ->
                                List.of(new Tuple2<>(part.next(), some.next())).iterator())
                .zipPartitions(references, (some, blocks) -> {
                    List<byte[]> own = new ArrayList<>();
                    blocks.forEachRemaining(block -> own.add(block._2()));
                    return List.of(new Tuple2<>(some.next(), own)).iterator();
                })
                .zipPartitions(requests, (some, blocks) -> {
                    var part = some.next();
                    return List.of(new JoinedPart(
                                    part._1()._1(), part._1()._2(), part._2(), Exchange.receive(blocks, REQUEST)))
                            .iterator();
                });
    }

    private static Iterator<Tuple2<Integer, byte[]>> send(Exchange.Feed feed, int partitions) {
        return Exchange.send(WIDTH, feed, null, (values, at) -> Exchange.spread(values[at], partitions), partitions);
    }

    /** Sends rows that begin with a place to its part. */
    private static Iterator<Tuple2<Integer, byte[]>> toParts(LongRows rows, int parts) {
        return Exchange.send(
                rows.width(),
                Exchange.feed(rows.arrays(), rows.width()),
                null,
                (values, at) -> Node.part(values[at]),
                parts);
    }

    private static Exchange.Feed feed(LongRows rows) {
        return Exchange.feed(rows.arrays(), WIDTH);
    }

    /** A row for each image of a part: the survivor's id, what the image is, its place, its address. */
    private Exchange.Feed images(int number) throws IOException {
        JoinPart files = parts.get(number);
        LongRows rows = new LongRows(WIDTH);
        RunDirectory run = reference.open();
        if (!files.images()) {
            if (files.survivors()) {
                Parts.kept(run, files.documents(), files.dedup(), Tables.DEDUP, NO_COLUMN, kept -> {
                    rows.add(high(kept.id()), low(kept.id()), KEPT_UNNAMED, Node.of(number, kept.row()), 0, 0);
                });
            }
            return feed(rows);
        }
        long[] url = new long[2];
        try (TableReader documents = new TableReader(run.path(files.documents()), NAMES, run.conf());
                TableReader decisions = new TableReader(
                        run.path(files.decisions()), Tables.project(Tables.DECISIONS, "rejected_by"), run.conf());
                TableReader dedup = new TableReader(
                        run.path(files.dedup()),
                        Tables.project(Tables.DEDUP, "removed_by", "duplicate_of"),
                        run.conf())) {
            long row = 0;
            for (Group document = documents.next(); document != null; document = documents.next()) {
                long node = Node.of(number, row++);
                boolean rejected = decisions.next().getGroup("rejected_by", 0).getFieldRepetitionCount(0) > 0;
                Group verdict = rejected ? null : dedup.next();
                boolean named = UrlKey.of(address(document), url);
                if (rejected) {
                    if (named) {
                        rows.add(url[0], url[1], REJECTED, node, url[0], url[1]);
                    }
                } else if (verdict.getFieldRepetitionCount("removed_by") == 0) {
                    String id = document.getString("id", 0);
                    rows.add(
                            high(id),
                            low(id),
                            named ? KEPT : KEPT_UNNAMED,
                            node,
                            named ? url[0] : 0,
                            named ? url[1] : 0);
                } else if (named) {
                    String id = TableReader.string(verdict, "duplicate_of");
                    rows.add(high(id), low(id), DUPLICATE, node, url[0], url[1]);
                }
            }
        }
        try (TableReader quarantine = new TableReader(
                run.path(files.quarantine()), Tables.project(Tables.QUARANTINE, "origin.url"), run.conf())) {
            for (Group unit = quarantine.next(); unit != null; unit = quarantine.next()) {
                if (UrlKey.of(TableReader.string(unit.getGroup("origin", 0), "url"), url)) {
                    rows.add(url[0], url[1], QUARANTINED, Node.of(number, 0), url[0], url[1]);
                }
            }
        }
        return feed(rows);
    }

    /** What an image is known by: the address that its source gives for it, else that of its record. */
    private static String address(Group document) {
        String own = MediaList.size(document) == 0 ? null : TableReader.string(MediaList.get(document, 0), "url");
        return own == null ? TableReader.string(document.getGroup("origin", 0), "url") : own;
    }

    private static long high(String id) {
        return HexFormat.fromHexDigitsToLong(id, 0, 16);
    }

    private static long low(String id) {
        return HexFormat.fromHexDigitsToLong(id, 16, 32);
    }

    /** A row for each image with an address: that, what the image is, its place, and that of what stands in for it. */
    private static LongRows survivors(LongRows rows) {
        rows.sort(WIDTH);
        LongRows found = new LongRows(WIDTH);
        for (int from = 0; from < rows.size(); ) {
            int end = rows.endOfRun(from, 2);
            long survivor = rows.get(from, 2) <= KEPT_UNNAMED ? rows.get(from, 3) : PageSlots.NOWHERE;
            for (int row = from; row < end; row++) {
                long is = rows.get(row, 2);
                if (is == KEPT_UNNAMED) {
                    continue;
                }
                boolean stands = is == KEPT || is == DUPLICATE;
                found.add(
                        rows.get(row, 4),
                        rows.get(row, 5),
                        IMAGE,
                        is == DUPLICATE && survivor == PageSlots.NOWHERE ? LOST : is,
                        rows.get(row, 3),
                        stands ? survivor : PageSlots.NOWHERE);
            }
            from = end;
        }
        return found;
    }

    /** A row for each address of a page: that, and the page with its first slot of it. */
    private LongRows slots(AskedSlots asked) {
        LongRows byKey = new LongRows(4);
        for (int page = 0; page < asked.pages(); page++) {
            long node = Node.of(asked.part(), asked.row(page));
            for (int slot = asked.from(page); slot < asked.to(page); slot++) {
                if (asked.first(slot) == slot) {
                    byKey.add(asked.keyHigh(slot), asked.keyLow(slot), node, slot);
                }
            }
        }
        byKey.sort(4);
        LongRows rows = new LongRows(WIDTH);
        for (int from = 0; from < byKey.size(); ) {
            int end = byKey.endOfRun(from, 2);
            for (int row = from; row < end && end - from <= spec.mostPages(); row++) {
                rows.add(byKey.get(row, 0), byKey.get(row, 1), SLOT, byKey.get(row, 2), byKey.get(row, 3), 0);
            }
            from = end;
        }
        return rows;
    }

    /** Answers the slots of each address. */
    private LongRows answer(LongRows rows) {
        rows.sort(WIDTH);
        LongRows answers = new LongRows(ANSWER);
        for (int from = 0; from < rows.size(); ) {
            int end = rows.endOfRun(from, 2);
            int slots = from;
            while (slots < end && rows.get(slots, 2) == IMAGE) {
                slots++;
            }
            boolean many = end - slots > spec.mostPages();
            for (int row = slots; row < end; row++) {
                long page = rows.get(row, 3);
                BitSet sources = holders.get(parts.get(Node.part(page)).source());
                int image = from;
                while (image < slots
                        && !sources.get(parts.get(Node.part(rows.get(image, 4))).source())) {
                    image++;
                }
                long target = image < slots && !many ? rows.get(image, 5) : PageSlots.NOWHERE;
                long reason = target != PageSlots.NOWHERE
                        ? 0
                        : many
                                ? EmptySlot.MANY_PAGES.number()
                                : image == slots ? EmptySlot.MISSING.number() : reason(rows.get(image, 3));
                answers.add(page, rows.get(row, 4), target, reason);
            }
            from = end;
        }
        return answers;
    }

    private static long reason(long is) {
        EmptySlot reason =
                is == REJECTED ? EmptySlot.REJECTED : is == QUARANTINED ? EmptySlot.QUARANTINED : EmptySlot.EARLIER;
        return reason.number();
    }

    /** Which images the pages of a part have, and where. */
    private static LongRows requests(int part, PageSlots slots) {
        LongRows rows = new LongRows(REQUEST);
        for (int page = 0; page < slots.pages(); page++) {
            for (int slot = slots.from(page); slot < slots.to(page); slot++) {
                if (slots.target(slot) != PageSlots.NOWHERE) {
                    rows.add(slots.target(slot), Node.of(part, slots.row(page)), slot);
                }
            }
        }
        return rows;
    }

    /** Tells pages what they have. */
    private Iterator<Tuple2<Integer, byte[]>> references(int number, LongRows requests) throws IOException {
        requests.sort(REQUEST);
        List<Tuple2<Integer, byte[]>> blocks = new ArrayList<>();
        Map<Integer, ByteArrayOutputStream> open = new TreeMap<>();
        if (requests.isEmpty()) {
            return blocks.iterator();
        }
        RunDirectory run = reference.open();
        String path = parts.get(number).documents();
        try (TableReader documents = new TableReader(run.path(path), REFERENCES, run.conf())) {
            for (int from = 0; from < requests.size(); ) {
                int end = requests.endOfRun(from, 1);
                Group document = documents.at(Node.row(requests.get(from, 0)), "the join of images");
                for (int row = from; row < end; row++) {
                    long page = requests.get(row, 1);
                    int to = Node.part(page);
                    ByteArrayOutputStream block = open.computeIfAbsent(to, part -> new ByteArrayOutputStream());
                    ImageReference.of(page, (int) requests.get(row, 2), requests.get(row, 0), document)
                            .writeTo(new DataOutputStream(block));
                    if (block.size() >= BLOCK_BYTES) {
                        blocks.add(new Tuple2<>(to, block.toByteArray()));
                        open.remove(to);
                    }
                }
                from = end;
            }
        }
        open.forEach((to, block) -> blocks.add(new Tuple2<>(to, block.toByteArray())));
        return blocks.iterator();
    }
}
