package dev.tamis.jobs;

import dev.tamis.pipeline.inspect.Documents;
import dev.tamis.pipeline.inspect.QuarantinedUnit;
import dev.tamis.pipeline.inspect.StoredDocument;
import dev.tamis.pipeline.run.HadoopSettings;
import dev.tamis.pipeline.run.RunDirectory;
import dev.tamis.pipeline.run.SealedJson;
import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Shows documents of a run. */
@Command(
        name = "inspect",
        mixinStandardHelpOptions = true,
        description = "Shows documents of a run and why they were kept, rejected or quarantined.",
        footer = {"", "Example: tamis inspect runs/quickstart --rule gopher_word_count -n 5"})
final class InspectCommand implements Callable<Integer> {
    private static final int EXCERPT = 400;

    @Spec
    private CommandSpec spec;

    @Parameters(paramLabel = "RUN", description = "The run directory.")
    private String directory;

    @Option(
            names = "--rule",
            paramLabel = "NAME",
            description = "Only documents that failed this rule, or units quarantined for this reason.")
    private String rule;

    @Option(names = "--source", paramLabel = "NAME", description = "Only this source.")
    private String source;

    @Option(names = "--kept", description = "Only kept documents.")
    private boolean kept;

    @Option(names = "--rejected", description = "Only documents that a rule or dedup removed.")
    private boolean rejected;

    @Option(names = "--quarantined", description = "Units that could not be read, instead of documents.")
    private boolean quarantined;

    @Option(names = "-n", paramLabel = "N", description = "At most so many (default: ${DEFAULT-VALUE}).")
    private int n = 10;

    @Option(names = "--json", description = "Prints one JSON object a line, with the whole text.")
    private boolean json;

    @Override
    public Integer call() throws Exception {
        Documents documents = new Documents(new RunDirectory(directory, HadoopSettings.configuration()));
        PrintWriter out = spec.commandLine().getOut();
        int shown;
        if (quarantined) {
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
            shown = units.size();
        } else {
            List<StoredDocument> found = documents.sample(
                    n,
                    verdict -> (source == null || verdict.source().equals(source))
                            && (rule == null || verdict.rejectedBy().contains(rule))
                            && (!kept || verdict.kept())
                            && (!rejected || !verdict.kept()));
            for (StoredDocument document : found) {
                if (json) {
                    out.println(SealedJson.JSON.writeValueAsString(document));
                } else {
                    print(out, document);
                }
            }
            shown = found.size();
        }
        if (shown == 0 && !json) {
            out.println("Nothing matches.");
        }
        out.flush();
        return Tamis.DONE;
    }

    private static void print(PrintWriter out, StoredDocument document) {
        String verdict = document.verdict();
        out.println(document.id() + "  " + document.source() + "  " + document.lang() + "  " + verdict);
        out.println("  "
                + document.origin().getOrDefault("url", document.origin().get("record_id")) + "  ("
                + document.origin().get("shard") + ":" + document.origin().get("offset") + ")");
        out.println("  " + Excerpt.of(document.text(), EXCERPT));
        out.println();
    }
}
