package dev.tamis.pipeline.stage;

import dev.tamis.pipeline.rule.DomainExpressions;
import dev.tamis.pipeline.run.RunDirectory;
import dev.tamis.pipeline.table.MeasuredFiles;
import dev.tamis.pipeline.table.MeasuredReader;
import dev.tamis.pipeline.table.TableReader;
import dev.tamis.pipeline.table.TableWriter;
import dev.tamis.pipeline.table.Tables;
import java.io.IOException;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.schema.MessageType;

/** Says of every tokenized document of a part which domain of the mixture it is in. */
final class DomainTask {
    /** The table. */
    static final String DOMAINS = "domains";
    /** Counts of tokens and of documents by domain. */
    static final String TOKENS = "domain_tokens/";

    static final String DOCUMENTS = "domain_documents/";

    private static final MessageType COUNTS = Tables.project(Tables.TOKENS, "row", "count");

    private DomainTask() {}

    /**
     * Writes the part's table.
     *
     * @param levels expressions that divide the source; none where it is one domain
     */
    static TaskResult run(
            RunDirectory run, MeasuredFiles documents, String tokens, int part, String source, List<String> levels)
            throws IOException {
        TaskOutput output = new TaskOutput(run, MixStage.NAME, part);
        TableWriter table = output.table(DOMAINS, "stages/mix/domains", Tables.DOMAINS);
        DomainExpressions expressions = new DomainExpressions(levels, documents.types());
        Set<String> seen = new HashSet<>();
        try (TableReader counts = new TableReader(run.path(tokens), COUNTS, run.conf());
                MeasuredReader measured =
                        new MeasuredReader(run, documents, expressions.signals(), "kind", "origin.url")) {
            for (Group row = counts.next(); row != null; row = counts.next()) {
                int count = row.getInteger("count", 0);
                String domain = source;
                if (!levels.isEmpty()) {
                    Group document = measured.at(row.getLong("row", 0), tokens);
                    String url = TableReader.string(document.getGroup("origin", 0), "url");
                    domain = expressions.domain(document.getString("kind", 0), source, url, measured.values(), count);
                }
                Group written = table.row();
                written.append("row", row.getLong("row", 0));
                written.append("domain", domain);
                written.append("count", count);
                table.write(written);
                if (seen.add(domain) && seen.size() > MixStage.MOST_DOMAINS) {
                    throw new IOException(MixStage.tooMany(source, domain));
                }
                output.count(TOKENS + domain, count);
                output.count(DOCUMENTS + domain, 1);
            }
        }
        return output.close();
    }
}
