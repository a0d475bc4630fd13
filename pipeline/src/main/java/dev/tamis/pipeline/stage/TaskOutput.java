package dev.tamis.pipeline.stage;

import dev.tamis.pipeline.run.DataFile;
import dev.tamis.pipeline.run.Ledger;
import dev.tamis.pipeline.run.RunDirectory;
import dev.tamis.pipeline.run.ShardLine;
import dev.tamis.pipeline.table.DigestingOutputFile;
import dev.tamis.pipeline.table.TableWriter;
import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.parquet.schema.MessageType;
import org.apache.spark.TaskContext;

/** The files and counts of one task attempt. Nothing of it is visible until the driver publishes the stage. */
final class TaskOutput {
    private final RunDirectory run;
    private final int part;
    private final String directory;
    private final List<Open> open = new ArrayList<>();
    private final SortedMap<String, Ledger> ledger = new TreeMap<>();
    private final SortedMap<String, Long> counts = new TreeMap<>();
    private final List<ShardLine> shards = new ArrayList<>();

    private record Open(
            String table, String prefix, String suffix, String attempt, DigestingOutputFile file, TableWriter writer) {}

    TaskOutput(RunDirectory run, String stage, int part) {
        this.run = run;
        this.part = part;
        this.directory = run.attemptDirectory(stage, part, TaskContext.get().taskAttemptId());
    }

    /**
     * Opens a table file.
     *
     * @param prefix of its committed path, such as {@code stages/annotate/documents}; the part's number, the start of
     *     its digest and {@code .parquet} are added
     */
    TableWriter table(String table, String prefix, MessageType schema) throws IOException {
        return table(table, prefix, ".parquet", schema);
    }

    TableWriter table(String table, String prefix, String suffix, MessageType schema) throws IOException {
        String attempt = directory + "/" + table + ".parquet";
        DigestingOutputFile file = new DigestingOutputFile(run.fs(), run.path(attempt), true);
        TableWriter writer = new TableWriter(file, schema, run.conf());
        open.add(new Open(table, prefix, suffix, attempt, file, writer));
        return writer;
    }

    /**
     * Opens a file that is no table; the caller closes it. Files and tables of one prefix share their name but for the
     * suffix: the digest in it is that of the first of them opened.
     */
    OutputStream file(String table, String prefix, String suffix) throws IOException {
        String attempt = directory + "/" + table + suffix;
        DigestingOutputFile file = new DigestingOutputFile(run.fs(), run.path(attempt), false);
        open.add(new Open(table, prefix, suffix, attempt, file, null));
        return file.create(0);
    }

    void ledger(String source, Ledger units) {
        ledger.merge(source, units, Ledger::plus);
    }

    void shard(ShardLine line) {
        shards.add(line);
        ledger(line.source(), line.ledger());
    }

    void count(String name, long n) {
        counts.merge(name, n, Long::sum);
    }

    TaskResult close() throws IOException {
        List<WrittenFile> files = new ArrayList<>();
        SortedMap<String, String> digests = new TreeMap<>();
        for (Open one : open) {
            long rows = 0;
            if (one.writer != null) {
                one.writer.close();
                rows = one.writer.rows();
            }
            String sha256 = one.file.sha256();
            String digest = digests.computeIfAbsent(one.prefix, prefix -> sha256.substring(0, 12));
            String path = String.format(Locale.ROOT, "%s-%05d-%s%s", one.prefix, part, digest, one.suffix);
            files.add(
                    new WrittenFile(new DataFile(one.table, part, path, rows, one.file.length(), sha256), one.attempt));
        }
        return new TaskResult(part, files, ledger, counts, shards);
    }
}
