package dev.tamis.pipeline.dedup;

import dev.tamis.pipeline.rule.Ranking;
import dev.tamis.pipeline.run.RunDirectory;
import dev.tamis.pipeline.table.MeasuredReader;
import dev.tamis.pipeline.table.TableReader;
import dev.tamis.pipeline.table.Tables;
import java.io.IOException;
import java.util.List;
import org.apache.parquet.example.data.Group;

/** Reads the documents of a part with what says which of several is better. */
public final class RankedDocuments {
    private RankedDocuments() {}

    /**
     * Reads the documents that no rule rejected, with their ranks.
     *
     * @param files of a part of this run
     * @param survivor expressions that rank them
     */
    public static PartDocuments read(PartFiles files, RunDirectory run, List<String> survivor) throws IOException {
        Ranking ranking = new Ranking(survivor, files.measured().types());
        PartDocuments part = new PartDocuments(files.part(), false, ranking.size());
        long[] rank = new long[ranking.size()];
        try (TableReader signatures = new TableReader(
                        run.path(files.signatures()),
                        Tables.project(Tables.SIGNATURES, "row", "id", "lang"),
                        run.conf());
                MeasuredReader documents =
                        new MeasuredReader(run, files.measured(), ranking.signals(), "kind", "source", "origin.url")) {
            for (Group row = signatures.next(); row != null; row = signatures.next()) {
                long number = row.getLong("row", 0);
                Group document = documents.at(number, files.signatures());
                String url = TableReader.string(document.getGroup("origin", 0), "url");
                ranking.rank(
                        document.getString("kind", 0),
                        document.getString("source", 0),
                        url,
                        documents.values(),
                        rank,
                        0);
                part.add(number, row.getString("id", 0), language(row), rank, 0);
            }
        }
        return part.all();
    }

    static String language(Group signature) {
        String lang = TableReader.string(signature, "lang");
        return lang == null ? "und" : lang;
    }
}
