package dev.tamis.jobs;

import dev.tamis.pipeline.eval.RunEvaluation;
import dev.tamis.pipeline.eval.SharedModels.ModelFile;
import dev.tamis.pipeline.report.EvaluationPage;
import dev.tamis.pipeline.run.RunDirectory;
import dev.tamis.pipeline.run.SealedJson;
import dev.tamis.pipeline.stage.Engine;
import dev.tamis.pipeline.wordcount.StoredTexts;
import dev.tamis.tokenizer.eval.EvalFigures;
import dev.tamis.tokenizer.eval.EvalModel;
import dev.tamis.tokenizer.eval.EvalTable;
import dev.tamis.tokenizer.eval.LocalEvaluation;
import dev.tamis.tokenizer.eval.Measuring;
import dev.tamis.tokenizer.eval.Tally;
import dev.tamis.tokenizer.eval.TextGroup;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import org.apache.spark.api.java.JavaSparkContext;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Measures how well models cut text. */
@Command(
        name = "eval",
        mixinStandardHelpOptions = true,
        description = {
            "Measures how well SentencePiece models cut text, side by side, by language and source.",
            "Tokens a byte and a word, unknown and byte tokens, vocabulary used, efficiency, parity, texts lost."
        },
        footer = {
            "",
            "Examples: tamis tokenizer eval --model my.model --model other.model --input en=en.txt --input ja=ja.txt",
            "          tamis tokenizer eval --model my.model --run runs/quickstart --sample-bytes 10000000"
        })
final class TokenizerEvalCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Option(names = "--model", required = true, paramLabel = "M", description = "A .model file; may be repeated.")
    private List<Path> models;

    @Option(
            names = "--name",
            paramLabel = "N",
            description = "What to call the models, in their order; else by their files.")
    private List<String> names = List.of();

    @Mixin
    private EvaluatedText text;

    @Option(names = "--parallel", description = "Line n says the same in every language.")
    private boolean parallel;

    @Option(
            names = "--reference",
            paramLabel = "LANG",
            description =
                    "The language to compare with; else the one with most text, of the sample where one is taken.")
    private String reference;

    @Option(
            names = "--nsl-reference",
            paramLabel = "N",
            description = "The model whose lengths others are compared with; else the first.")
    private String nslReference;

    @Option(names = "--json", paramLabel = "FILE", description = "Writes all figures as JSON.")
    private Path json;

    @Option(names = "--html", paramLabel = "FILE", description = "Writes a page with a chart.")
    private Path html;

    @Override
    public Integer call() throws Exception {
        List<ModelFile> files = modelFiles();
        if (nslReference != null && files.stream().noneMatch(file -> file.name().equals(nslReference))) {
            throw new ParameterException(
                    spec.commandLine(),
                    "--nsl-reference: no model \"" + nslReference + "\"; there are "
                            + files.stream().map(ModelFile::name).toList());
        }
        text.check(spec);
        if (parallel && text.isRun()) {
            throw new ParameterException(spec.commandLine(), "--parallel goes with --input: documents have no order");
        }
        TokenizerCommand.checkWritable("--json", json);
        TokenizerCommand.checkWritable("--html", html);
        List<EvalModel> opened = opened(files, models);
        EvalFigures figures = Measuring.of(
                opened, text.count(files, opened), new Measuring.Comparison(reference, parallel, nslReference));
        PrintWriter out = spec.commandLine().getOut();
        out.print(EvalTable.of(figures));
        out.flush();
        if (json != null) {
            Files.write(json, SealedJson.plain(figures));
        }
        if (html != null) {
            Files.write(html, EvaluationPage.html("Tokenizers", figures));
        }
        return Tamis.DONE;
    }

    private List<ModelFile> modelFiles() throws IOException {
        if (!names.isEmpty() && names.size() != models.size()) {
            throw new ParameterException(
                    spec.commandLine(), "--name: " + names.size() + " names for " + models.size() + " models");
        }
        List<ModelFile> files = new ArrayList<>();
        Set<String> taken = new HashSet<>();
        for (int i = 0; i < models.size(); i++) {
            Path model = models.get(i);
            String name = names.isEmpty() ? EvaluatedText.withoutExtension(model) : names.get(i);
            if (!taken.add(name)) {
                throw new ParameterException(
                        spec.commandLine(), "two models are called \"" + name + "\"; tell them apart with --name");
            }
            files.add(new ModelFile(name, TokenizerCommand.bytes("--model", model)));
        }
        return files;
    }

    /** The models, ready to encode; the paths are for messages. */
    static List<EvalModel> opened(List<ModelFile> files, List<Path> paths) {
        List<EvalModel> opened = new ArrayList<>();
        for (int i = 0; i < files.size(); i++) {
            opened.add(TokenizerCommand.opened(paths.get(i), files.get(i)::open));
        }
        return opened;
    }

    /** The options that say which text to encode: files, or the documents of a run. */
    static final class EvaluatedText {
        @Option(
                names = {"--input", "--text"},
                paramLabel = "[LANG=]FILE",
                description = "Lines in a language, else named after the file; also SOURCE/LANG=FILE; may be repeated.")
        private List<String> inputs = List.of();

        @Option(names = "--run", paramLabel = "RUN", description = "The kept documents of a run.")
        private String run;

        @Option(
                names = "--stage",
                paramLabel = "STAGE",
                description =
                        "Of the run: the texts kept after annotate (all), decide, dedup, interleave, passages or decontaminate"
                                + " (default).")
        private String stage;

        @Option(
                names = "--sample-bytes",
                paramLabel = "N",
                description = "Of the run: about so many bytes of each source and language, chosen by id; 0 takes all.")
        private Long sampleBytes;

        @Option(names = "--master", paramLabel = "URL", description = "Of the run: Spark master; else local[*].")
        private String master;

        boolean isRun() {
            return run != null;
        }

        boolean isGiven() {
            return run != null || !inputs.isEmpty() || stage != null || sampleBytes != null || master != null;
        }

        void check(CommandSpec spec) {
            if ((run == null) == inputs.isEmpty()) {
                throw new ParameterException(spec.commandLine(), "Say what to encode: either --input or --run");
            }
            if (run == null && (stage != null || sampleBytes != null || master != null)) {
                throw new ParameterException(spec.commandLine(), "--stage, --sample-bytes and --master go with --run");
            }
            if (stage != null && !StoredTexts.STAGES.contains(stage)) {
                throw new ParameterException(
                        spec.commandLine(),
                        "--stage is \"" + stage + "\" (must be one of " + String.join(", ", StoredTexts.STAGES) + ")");
            }
            if (sampleBytes != null && sampleBytes < 0) {
                throw new ParameterException(
                        spec.commandLine(), "--sample-bytes: expected 0 or more, found " + sampleBytes);
            }
        }

        /**
         * Counts what the models make of the text.
         *
         * @param opened the same models, used where no Spark is needed
         */
        Tally count(List<ModelFile> files, List<EvalModel> opened) throws IOException {
            if (run == null) {
                return LocalEvaluation.count(opened, groups());
            }
            try (JavaSparkContext spark = Engine.start(master)) {
                StoredTexts texts = StoredTexts.of(
                        new RunDirectory(run, spark.hadoopConfiguration()), stage == null ? "decontaminate" : stage);
                return RunEvaluation.count(spark, texts, files, sampleBytes == null ? 0 : sampleBytes);
            }
        }

        private SortedMap<TextGroup, List<Path>> groups() throws IOException {
            SortedMap<TextGroup, List<Path>> groups = new TreeMap<>();
            for (String input : inputs) {
                int equals = input.indexOf('=');
                Path file = Path.of(input.substring(equals + 1));
                TokenizerCommand.checkReadable("--input", file);
                String name = equals > 0 ? input.substring(0, equals) : withoutExtension(file);
                int slash = name.indexOf('/');
                TextGroup group = new TextGroup(slash < 0 ? "" : name.substring(0, slash), name.substring(slash + 1));
                groups.computeIfAbsent(group, g -> new ArrayList<>()).add(file);
            }
            return groups;
        }

        private static String withoutExtension(Path file) {
            String name = String.valueOf(file.getFileName());
            int dot = name.lastIndexOf('.');
            return dot > 0 ? name.substring(0, dot) : name;
        }
    }
}
