package dev.tamis.pipeline.rank;

import dev.tamis.filters.signal.SignalType;
import dev.tamis.pipeline.recipe.RankSpec;
import dev.tamis.pipeline.rule.RankExpressions;
import dev.tamis.pipeline.run.RunDirectory;
import dev.tamis.pipeline.table.MeasuredFiles;
import dev.tamis.pipeline.table.MeasuredReader;
import dev.tamis.pipeline.table.TableReader;
import java.io.Closeable;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;
import org.apache.parquet.example.data.Group;

/** Walks over the documents of one part with what ranks read of them. The text is not read. */
public final class ScoredDocuments implements Closeable {
    private final MeasuredReader reader;
    private final List<Rank> ranks = new ArrayList<>();
    private Group document;

    /** A rank with the places of its columns among all that are read, and its weight's, or -1. */
    private record Rank(RankExpressions expressions, int[] places, Object[] values, int weightAt) {}

    /**
     * @param files with what was measured before the ranks
     * @param seed of what ranks draw
     */
    public ScoredDocuments(RunDirectory run, MeasuredFiles files, List<RankSpec> specs, long seed) throws IOException {
        Map<String, SignalType> types = files.types();
        List<RankExpressions> expressions = new ArrayList<>();
        SortedSet<String> columns = new TreeSet<>();
        for (RankSpec spec : specs) {
            RankExpressions some = new RankExpressions(spec.name(), spec.of(), spec.where(), spec.by(), types, seed);
            expressions.add(some);
            columns.addAll(some.columns());
            if (spec.weight() != RankSpec.Weight.DOCUMENTS) {
                columns.add(spec.weight().id());
            }
        }
        List<String> names = List.copyOf(columns);
        for (int i = 0; i < specs.size(); i++) {
            RankExpressions one = expressions.get(i);
            int[] places = one.columns().stream().mapToInt(names::indexOf).toArray();
            ranks.add(new Rank(
                    one,
                    places,
                    new Object[places.length],
                    names.indexOf(specs.get(i).weight().id())));
        }
        reader = new MeasuredReader(run, files, names, "id", "source", "kind", "origin.url");
    }

    /** Goes to the next document; false after the last. */
    public boolean next() throws IOException {
        document = reader.next();
        if (document == null) {
            return false;
        }
        String url = TableReader.string(document.getGroup("origin", 0), "url");
        for (Rank rank : ranks) {
            for (int i = 0; i < rank.places.length; i++) {
                rank.values[i] = reader.values()[rank.places[i]];
            }
            rank.expressions.document(
                    id(), document.getString("kind", 0), document.getString("source", 0), url, rank.values);
        }
        return true;
    }

    public String id() {
        return document.getString("id", 0);
    }

    public String source() {
        return document.getString("source", 0);
    }

    /** The document's score by a rank; NaN where it takes no part. */
    public double score(int rank) {
        return ranks.get(rank).expressions.score();
    }

    /** The group in which a rank has the document. */
    public List<String> group(int rank) {
        return ranks.get(rank).expressions.group();
    }

    /** What a rank counts the document for. */
    long weight(int rank) {
        int at = ranks.get(rank).weightAt;
        if (at < 0) {
            return 1;
        }
        Object weight = reader.values()[at];
        return weight == null ? 0 : (Long) weight;
    }

    @Override
    public void close() throws IOException {
        reader.close();
    }
}
