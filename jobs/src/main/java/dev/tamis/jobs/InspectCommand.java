package dev.tamis.jobs;

import dev.tamis.pipeline.inspect.Cluster;
import dev.tamis.pipeline.inspect.Documents;
import dev.tamis.pipeline.inspect.QuarantinedUnit;
import dev.tamis.pipeline.inspect.StoredDocument;
import dev.tamis.pipeline.run.HadoopSettings;
import dev.tamis.pipeline.run.RunDirectory;
import dev.tamis.pipeline.run.SealedJson;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Shows documents of a run. */
@Command(
        name = "inspect",
        mixinStandardHelpOptions = true,
        description = "Shows documents of a run and why they were kept, rejected or quarantined.",
        footer = {
            "",
            "Examples: tamis inspect runs/quickstart --rule gopher_word_count -n 5",
            "          tamis inspect runs/quickstart --duplicates",
            "          tamis inspect runs/quickstart --cluster 0f3c9d2a..."
        })
final class InspectCommand implements Callable<Integer> {
    private static final int EXCERPT = 400;

    @Spec
    private CommandSpec spec;

    @Parameters(paramLabel = "RUN", description = "The run directory.")
    private String directory;

    @Option(
            names = "--rule",
            paramLabel = "NAME",
            description = {
                "Only documents that failed this rule, or were removed for this reason, such as exact_duplicate;",
                "with --quarantined, units quarantined for it."
            })
    private String rule;

    @Option(names = "--source", paramLabel = "NAME", description = "Only this source.")
    private String source;

    @Option(names = "--kept", description = "Only kept documents.")
    private boolean kept;

    @Option(names = "--rejected", description = "Only documents that a rule or dedup removed.")
    private boolean rejected;

    @Option(names = "--duplicates", description = "Only documents that dedup removed.")
    private boolean duplicates;

    @Option(
            names = "--cluster",
            paramLabel = "ID",
            description = {
                "The cluster that the document of this id belongs to: the one that survived, then those that were",
                "removed as its duplicates, by id."
            })
    private String cluster;

    @Option(names = "--quarantined", description = "Units that could not be read, instead of documents.")
    private boolean quarantined;

    @Option(names = "-n", paramLabel = "N", description = "At most so many (default: ${DEFAULT-VALUE}).")
    private int n = 10;

    @Option(names = "--json", description = "Prints one JSON object a line, with the whole text.")
    private boolean json;

    @Override
    public Integer call() throws Exception {
        if (n < 1) {
            throw new ParameterException(spec.commandLine(), "-n is " + n + ", must be at least 1");
        }
        if (cluster != null && (rule != null || source != null || kept || rejected || duplicates || quarantined)) {
            throw new ParameterException(
                    spec.commandLine(), "--cluster shows one cluster; it goes with -n and --json only");
        }
        if (quarantined && (kept || rejected || duplicates)) {
            throw new ParameterException(
                    spec.commandLine(),
                    "--quarantined shows units that gave no document; it goes with --rule,"
                            + " --source, -n and --json only");
        }
        Documents documents = new Documents(new RunDirectory(directory, HadoopSettings.configuration()));
        PrintWriter out = spec.commandLine().getOut();
        int exit = cluster == null ? list(documents, out) : cluster(documents, out);
        out.flush();
        return exit;
    }

    private int list(Documents documents, PrintWriter out) throws IOException {
        int shown = quarantined ? units(documents, out) : documents(documents, out);
        if (shown == 0 && !json) {
            out.println("Nothing matches.");
        }
        return Tamis.DONE;
    }

    private int units(Documents documents, PrintWriter out) throws IOException {
        List<QuarantinedUnit> units = documents.quarantined(
                n,
                unit -> (source == null || unit.source().equals(source))
                        && (rule == null || unit.reason().equals(rule)));
        for (QuarantinedUnit unit : units) {
            if (json) {
                out.println(SealedJson.JSON.writeValueAsString(unit));
            } else {
                out.printf(
                        Locale.ROOT,
                        "quarantined %s: %s at %s:%d%s%n",
                        unit.reason(),
                        unit.message(),
                        unit.shard(),
                        unit.offset(),
                        unit.url() == null ? "" : " (url " + unit.url() + ")");
            }
        }
        return units.size();
    }

    private int documents(Documents documents, PrintWriter out) throws IOException {
        List<StoredDocument> found = documents.sample(
                n,
                verdict -> (source == null || verdict.source().equals(source))
                        && (rule == null || verdict.reasons().contains(rule))
                        && (!kept || verdict.kept())
                        && (!rejected || !verdict.kept())
                        && (!duplicates || verdict.fate().isDuplicate()));
        for (StoredDocument document : found) {
            show(out, document);
        }
        return found.size();
    }

    private int cluster(Documents documents, PrintWriter out) throws IOException {
        Optional<Cluster> found = documents.cluster(cluster, n);
        if (found.isEmpty()) {
            spec.commandLine()
                    .getErr()
                    .println(
                            documents.find(cluster).isPresent()
                                    ? "Document " + cluster + " is in no cluster: dedup found no other like it"
                                    : "No document " + cluster + " in " + directory);
            return Tamis.NO;
        }
        Cluster all = found.get();
        if (!json) {
            out.printf(
                    Locale.ROOT,
                    "cluster %s: %,d %s of this run%n",
                    all.id(),
                    all.documents(),
                    all.documents() == 1 ? "document" : "documents");
            all.removedBy().forEach((place, count) -> {
                int slash = place.indexOf('/');
                out.printf(
                        Locale.ROOT,
                        "  %,d of %s removed as %s%n",
                        count,
                        place.substring(slash + 1),
                        place.substring(0, slash));
            });
            if (all.survivor().isEmpty()) {
                out.println("  the one that survived is of an earlier run (dedup.against)");
            }
            out.println();
        }
        if (all.survivor().isPresent()) {
            show(out, all.survivor().get());
        }
        for (StoredDocument document : all.removed()) {
            show(out, document);
        }
        int shown = all.removed().size() + (all.survivor().isPresent() ? 1 : 0);
        if (!json && shown < all.documents()) {
            out.printf(Locale.ROOT, "... and %,d more; -n shows more of them%n", all.documents() - shown);
        }
        return Tamis.DONE;
    }

    private void show(PrintWriter out, StoredDocument document) throws IOException {
        if (json) {
            out.println(SealedJson.JSON.writeValueAsString(document));
        } else {
            print(out, document);
        }
    }

    private static void print(PrintWriter out, StoredDocument document) {
        String verdict = document.verdict();
        out.println(document.id() + "  " + document.source() + "  " + document.lang() + "  " + verdict);
        out.println("  "
                + place(document) + "  ("
                + document.origin().get("shard") + ":" + document.origin().get("offset") + ")");
        out.printf(
                Locale.ROOT,
                "  %,d characters%n",
                document.text().codePointCount(0, document.text().length()));
        out.println("  " + Excerpt.of(document.text(), EXCERPT));
        out.println();
    }

    /** Its address, or its name in the shard, where it has one. */
    private static Object place(StoredDocument document) {
        return document.origin().getOrDefault("url", document.origin().getOrDefault("record_id", "(no address)"));
    }
}
