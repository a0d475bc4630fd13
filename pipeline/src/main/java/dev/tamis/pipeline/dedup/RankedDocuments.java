package dev.tamis.pipeline.dedup;

import dev.tamis.filters.record.Kind;
import dev.tamis.pipeline.rule.Ranking;
import dev.tamis.pipeline.run.RunDirectory;
import dev.tamis.pipeline.table.MeasuredReader;
import dev.tamis.pipeline.table.MediaList;
import dev.tamis.pipeline.table.TableReader;
import dev.tamis.pipeline.table.Tables;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.apache.parquet.example.data.Group;

/** Reads the documents of a part with what says which of several is better. */
public final class RankedDocuments {
    private RankedDocuments() {}

    /**
     * Reads the documents that no rule rejected, with their ranks.
     *
     * @param files of a part of this run
     * @param survivor expressions that rank them, whatever their kind
     */
    public static PartDocuments read(PartFiles files, RunDirectory run, List<String> survivor) throws IOException {
        return read(files, run, new SurvivorOrder(survivor, null));
    }

    static PartDocuments read(PartFiles files, RunDirectory run, SurvivorOrder order) throws IOException {
        Ranks texts = new Ranks(order.texts(), files);
        Ranks images = order.images() == null ? texts : order.bySize() ? null : new Ranks(order.images(), files);
        List<String> signals = Stream.concat(texts.signals(), images == null ? Stream.empty() : images.signals())
                .distinct()
                .toList();
        List<String> columns = new ArrayList<>(List.of("kind", "source", "origin.url"));
        if (order.bySize()) {
            columns.addAll(List.of("media.width", "media.height", "media.length"));
        }
        PartDocuments part = new PartDocuments(files.part(), false, order.each());
        long[] rank = new long[order.each()];
        try (TableReader signatures = new TableReader(
                        run.path(files.signatures()),
                        Tables.project(Tables.SIGNATURES, "row", "id", "lang"),
                        run.conf());
                MeasuredReader documents =
                        new MeasuredReader(run, files.measured(), signals, columns.toArray(String[]::new))) {
            for (Group row = signatures.next(); row != null; row = signatures.next()) {
                long number = row.getLong("row", 0);
                Group document = documents.at(number, files.signatures());
                boolean image = document.getString("kind", 0).equals(Kind.IMAGE.id());
                Arrays.fill(rank, 0);
                if (image && images == null) {
                    sizes(document, rank);
                } else {
                    (image ? images : texts).rank(document, signals, documents.values(), rank);
                }
                part.add(number, row.getString("id", 0), language(row), rank, image, 0);
            }
        }
        return part.all();
    }

    /** The area and the bytes of an image; what is not known is worse than anything. */
    private static void sizes(Group document, long[] rank) {
        Arrays.fill(rank, 0, SurvivorOrder.SIZES, Long.MIN_VALUE);
        if (MediaList.size(document) == 0) {
            return;
        }
        Group image = MediaList.get(document, 0);
        if (image.getFieldRepetitionCount("width") > 0 && image.getFieldRepetitionCount("height") > 0) {
            rank[0] = (long) image.getInteger("width", 0) * image.getInteger("height", 0);
        }
        if (image.getFieldRepetitionCount("length") > 0) {
            rank[1] = image.getLong("length", 0);
        }
    }

    static String language(Group signature) {
        String lang = TableReader.string(signature, "lang");
        return lang == null ? "und" : lang;
    }

    /** Expressions over values that others may want as well. */
    private static final class Ranks {
        private final Ranking ranking;
        private final Object[] own;

        Ranks(List<String> expressions, PartFiles files) {
            this.ranking = new Ranking(expressions, files.measured().types());
            this.own = new Object[ranking.signals().size()];
        }

        Stream<String> signals() {
            return ranking.signals().stream();
        }

        void rank(Group document, List<String> signals, Object[] values, long[] rank) {
            for (int i = 0; i < own.length; i++) {
                own[i] = values[signals.indexOf(ranking.signals().get(i))];
            }
            ranking.rank(
                    document.getString("kind", 0),
                    document.getString("source", 0),
                    TableReader.string(document.getGroup("origin", 0), "url"),
                    own,
                    rank,
                    0);
        }
    }
}
