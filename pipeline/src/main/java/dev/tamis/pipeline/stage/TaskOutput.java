package dev.tamis.pipeline.stage;

import dev.tamis.pipeline.run.DataFile;
import dev.tamis.pipeline.run.Digests;
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
            String table,
            String prefix,
            String number,
            String suffix,
            String attempt,
            DigestingOutputFile file,
            TableWriter writer) {}

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
        open.add(new Open(table, prefix, "", suffix, attempt, file, writer));
        return writer;
    }

    /**
     * Opens a file that is no table; the caller closes it. Files and tables of one prefix share their name but for the
     * suffix: the digest in it is that of all of them.
     */
    OutputStream file(String table, String prefix, String suffix) throws IOException {
        return open(table, prefix, "", suffix);
    }

    /** Opens one of several files of a table and part: their number stands in their names, behind that of the part. */
    OutputStream file(String table, String prefix, int number, String suffix) throws IOException {
        return open(table, prefix, String.format(Locale.ROOT, "-%04d", number), suffix);
    }

    private OutputStream open(String table, String prefix, String number, String suffix) throws IOException {
        String attempt = directory + "/" + table + number + suffix;
        DigestingOutputFile file = new DigestingOutputFile(run.fs(), run.path(attempt), false);
        open.add(new Open(table, prefix, number, suffix, attempt, file, null));
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
        for (Open one : open) {
            if (one.writer != null) {
                one.writer.close();
            }
        }
        List<WrittenFile> files = new ArrayList<>();
        for (Open one : open) {
            String sha256 = one.file.sha256();
            String path =
                    String.format(Locale.ROOT, "%s-%05d%s-%s%s", one.prefix, part, one.number, digest(one), one.suffix);
            long rows = one.writer == null ? 0 : one.writer.rows();
            files.add(
                    new WrittenFile(new DataFile(one.table, part, path, rows, one.file.length(), sha256), one.attempt));
        }
        return new TaskResult(part, files, ledger, counts, shards);
    }

    /** Of a file alone its own; of several that share a name that of their digests, so that the name stands for all. */
    private String digest(Open of) {
        List<String> own = open.stream()
                .filter(one -> one.prefix.equals(of.prefix) && one.number.equals(of.number))
                .map(one -> one.file.sha256())
                .toList();
        String digest = own.size() == 1 ? own.get(0) : Digests.sha256(own.toArray(String[]::new));
        return digest.substring(0, 12);
    }
}
