package dev.tamis.jobs;

import dev.tamis.pipeline.inspect.StoredDocument;
import dev.tamis.pipeline.inspect.Trace;
import dev.tamis.pipeline.run.HadoopSettings;
import dev.tamis.pipeline.run.RunDirectory;
import dev.tamis.pipeline.run.SealedJson;
import dev.tamis.shards.read.MediaReference;
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

/** Follows tokens back and documents forward. */
@Command(
        name = "trace",
        mixinStandardHelpOptions = true,
        description = {
            "Follows a document to the sequences that hold its tokens, or a sequence of a phase back to its documents,",
            "what was decided about them, and the bytes of the shards they came from."
        },
        footer = {
            "",
            "Examples: tamis trace runs/quickstart --phase late --sequence 17",
            "          tamis trace runs/quickstart 0f3c9d2a..."
        })
final class TraceCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Parameters(index = "0", paramLabel = "RUN", description = "The run directory.")
    private String directory;

    @Parameters(index = "1", arity = "0..1", paramLabel = "ID", description = "A document's id.")
    private String id;

    @Option(names = "--phase", paramLabel = "P", description = "A phase of the mixture.")
    private String phase;

    @Option(names = "--sequence", paramLabel = "N", description = "A sequence of the phase, counted from 0.")
    private Long sequence;

    @Option(names = "--json", description = "Prints one JSON object.")
    private boolean json;

    @Override
    public Integer call() throws Exception {
        if ((id == null) == (phase == null) || (phase == null) != (sequence == null)) {
            throw new ParameterException(spec.commandLine(), "Give either an ID, or --phase and --sequence");
        }
        Trace trace = new Trace(new RunDirectory(directory, HadoopSettings.configuration()));
        PrintWriter out = spec.commandLine().getOut();
        if (id != null) {
            Optional<Trace.DocumentTrace> found = trace.document(id);
            if (found.isEmpty()) {
                spec.commandLine().getErr().println("No document " + id + " in " + directory);
                return Tamis.NO;
            }
            if (json) {
                out.println(SealedJson.JSON.writeValueAsString(found.get()));
            } else {
                document(out, found.get().document());
                spans(out, found.get().spans());
            }
        } else {
            Trace.SequenceTrace found = trace.sequence(phase, sequence);
            if (json) {
                out.println(SealedJson.JSON.writeValueAsString(found));
            } else {
                out.println("sequence " + sequence + " of phase " + phase + ", "
                        + runs(found.spans().size()));
                for (int i = 0; i < found.spans().size(); i++) {
                    Trace.Span span = found.spans().get(i);
                    out.printf(
                            Locale.ROOT,
                            "%ntokens %d to %d: tokens %,d to %,d of a document of %s, epoch %d%n",
                            span.start(),
                            span.start() + span.length() - 1,
                            span.documentOffset(),
                            span.documentOffset() + span.length() - 1,
                            span.domain(),
                            span.epoch() + 1);
                    document(out, found.documents().get(i));
                    found.media().stream()
                            .filter(one -> one.start() >= span.start() && one.start() < span.start() + span.length())
                            .forEach(one -> medium(out, one));
                }
            }
        }
        out.flush();
        return Tamis.DONE;
    }

    private static void document(PrintWriter out, StoredDocument document) {
        out.println("  id       " + document.id());
        document.origin().forEach((name, value) -> out.printf("  %-12s %s%n", name, value));
        out.println("  decided  " + document.verdict());
        out.println("  text     " + Excerpt.of(document.text(), 160));
    }

    private static void medium(PrintWriter out, MediaReference one) {
        out.printf(
                Locale.ROOT,
                "  medium   tokens %d to %d%s: %s of %d x %d pixels, %,d bytes at %s:%d%n",
                one.start(),
                one.start() + one.length() - 1,
                one.isCut() ? ", placeholders from " + one.first() + " of " + one.of() : "",
                one.mime(),
                one.width(),
                one.height(),
                one.bytes(),
                one.shard(),
                one.offset());
    }

    private static String runs(int n) {
        return n + (n == 1 ? " run" : " runs") + " of tokens";
    }

    private static void spans(PrintWriter out, List<Trace.Span> spans) {
        out.println("  emitted  " + (spans.isEmpty() ? "nowhere, or not yet" : runs(spans.size())));
        for (Trace.Span span : spans) {
            out.printf(
                    Locale.ROOT,
                    "    %s sequence %d tokens %d to %d (%s), epoch %d%n",
                    span.phase(),
                    span.sequence(),
                    span.start(),
                    span.start() + span.length() - 1,
                    span.shard(),
                    span.epoch() + 1);
        }
    }
}
