package dev.tamis.jobs;

import dev.tamis.filters.record.Kind;
import dev.tamis.filters.record.Limits;
import dev.tamis.filters.signal.Signals;
import dev.tamis.pipeline.fit.LanguageFit;
import dev.tamis.pipeline.fit.Method;
import dev.tamis.pipeline.fit.ReferenceTexts;
import dev.tamis.pipeline.hocon.Problems;
import dev.tamis.pipeline.rule.Rule;
import dev.tamis.pipeline.rule.RuleFiles;
import dev.tamis.pipeline.run.SealedJson;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Works on rules. */
@Command(
        name = "rules",
        mixinStandardHelpOptions = true,
        description = "Works on rules and their tables.",
        subcommands = {RulesCommand.Fit.class, CommandLine.HelpCommand.class})
final class RulesCommand implements Runnable {
    @Spec
    private CommandSpec spec;

    @Override
    public void run() {
        spec.commandLine().usage(spec.commandLine().getOut());
    }

    /** Derives thresholds for another language. */
    @Command(
            name = "fit",
            mixinStandardHelpOptions = true,
            description = {
                "Derives the thresholds of rules for another language from good text in it, such as its Wikipedia.",
                "Every column of the rules' table that a rule compares with a signal gets a value; the stop words are"
                        + " the most frequent words. Prints a line for the table and one for a list of stop words."
            },
            footer = {
                "",
                "Examples: tamis rules fit --language eu --input wiki-eu.jsonl.gz --out eu.tsv --stop-words stop-words.tsv",
                "          tamis rules fit --language lv --input lv.txt.gz --lines-per-document 40 --method mean-std"
            })
    static final class Fit implements Callable<Integer> {
        @Spec
        private CommandSpec spec;

        @Option(names = "--language", required = true, paramLabel = "CODE", description = "The language's code.")
        private String language;

        @Option(
                names = "--input",
                required = true,
                arity = "1..*",
                paramLabel = "FILE",
                description = "Good text in it: JSON lines with a field text (.jsonl), else plain text; gzip or zstd.")
        private List<Path> input;

        @Option(
                names = "--lines-per-document",
                paramLabel = "N",
                description = "Splits text files; 0, the default: a file is a document.")
        private int linesPerDocument;

        @Option(
                names = "--rules",
                paramLabel = "FILE",
                description = "Rules with a table; default conf/rules/fineweb2.conf of the installation.")
        private Path rules;

        @Option(
                names = "--method",
                paramLabel = "M",
                description = "tail (default), mean-std, quantile or median-ratio.")
        private String method = Method.TAIL.id();

        @Option(names = "--tail", paramLabel = "SHARE", description = "Share that tail rejects; default 0.1.")
        private double tail = 0.1;

        @Option(
                names = "--deviations",
                paramLabel = "N",
                description = "Standard deviations that mean-std takes without --english; default 3.")
        private double deviations = 3;

        @Option(
                names = "--english",
                arity = "1..*",
                paramLabel = "FILE",
                description = "Good English text, to compare with; the English thresholds are the table's row en.")
        private List<Path> english;

        @Option(names = "--kind", paramLabel = "K", description = "Kind of record it is measured as; default web.")
        private Kind kind = Kind.WEB;

        @Option(names = "--out", paramLabel = "FILE", description = "Writes the line, below the table's header.")
        private Path out;

        @Option(
                names = "--stop-words",
                paramLabel = "FILE",
                description = "Writes the stop words, for the recipe's key safety.stop_words.")
        private Path stopWords;

        @Option(names = "--json", description = "Prints JSON.")
        private boolean json;

        @Override
        public Integer call() throws Exception {
            if (!(tail >= 0 && tail < 1)) {
                throw usage("--tail is " + tail + " (must be at least 0 and below 1)");
            }
            if (linesPerDocument < 0) {
                throw usage("--lines-per-document is " + linesPerDocument + " (must not be negative)");
            }
            Method chosen = Arrays.stream(Method.values())
                    .filter(one -> one.id().equals(method))
                    .findFirst()
                    .orElseThrow(() -> usage("--method is \"" + method + "\" (must be one of "
                            + Arrays.stream(Method.values()).map(Method::id).collect(Collectors.joining(", "))
                            + ")"));
            LanguageFit.Result result = new LanguageFit(rules(), kind)
                    .fit(
                            language,
                            new ReferenceTexts(input, linesPerDocument, Limits.DEFAULT),
                            english == null ? null : new ReferenceTexts(english, linesPerDocument, Limits.DEFAULT),
                            chosen,
                            tail,
                            deviations);
            if (out != null) {
                Files.writeString(out, result.header() + "\n" + result.row() + "\n", StandardCharsets.UTF_8);
            }
            if (stopWords != null) {
                if (result.stopWords().isEmpty()) {
                    throw new IllegalArgumentException(
                            "The reference has no word that is frequent enough: nothing to write to " + stopWords);
                }
                Files.writeString(stopWords, result.stopWordLine() + "\n", StandardCharsets.UTF_8);
            }
            PrintWriter print = spec.commandLine().getOut();
            if (json) {
                print.print(new String(SealedJson.plain(result), StandardCharsets.UTF_8));
            } else {
                print(print, result);
            }
            print.flush();
            return Tamis.DONE;
        }

        private CommandLine.ParameterException usage(String message) {
            return new CommandLine.ParameterException(spec.commandLine(), message);
        }

        private List<Rule> rules() throws IOException {
            Path file = rules;
            if (file == null) {
                if (RecipeFiles.installation() == null) {
                    throw usage("Where Tamis is installed is not known; name a rule file with --rules");
                }
                file = RecipeFiles.installation().resolve("conf/rules/fineweb2.conf");
            }
            Problems problems = new Problems();
            List<Rule> read = RuleFiles.complete(Signals.types(), problems).parse(file);
            if (!problems.isEmpty()) {
                throw new IllegalArgumentException(
                        problems.list().stream().map(Object::toString).collect(Collectors.joining("\n")));
            }
            return read;
        }

        private static void print(PrintWriter print, LanguageFit.Result result) {
            print.printf(
                    Locale.ROOT,
                    "%s by %s from %,d documents%n%n",
                    result.language(),
                    result.method(),
                    result.documents());
            print.printf(Locale.ROOT, "%-34s %-2s %10s %10s %9s%n", "signal", "", "threshold", "in table", "rejects");
            for (LanguageFit.Fitted one : result.thresholds()) {
                print.printf(
                        Locale.ROOT,
                        "%-34s %-2s %10s %10s %7.2f %%%n",
                        one.signal(),
                        one.sign(),
                        one.value() == null ? "-" : one.value(),
                        one.known() == null ? "-" : one.known(),
                        100 * one.rejected());
            }
            print.printf(
                    Locale.ROOT,
                    "%-34s %-2s %10d %10s %7.2f %%%n%n",
                    "stop words, two of",
                    "",
                    result.stopWords().size(),
                    "",
                    100 * result.withoutStopWords());
            print.println(result.header());
            print.println(result.row());
            print.println();
            print.println(result.stopWordLine());
        }
    }
}
