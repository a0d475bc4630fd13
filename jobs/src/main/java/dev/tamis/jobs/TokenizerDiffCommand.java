package dev.tamis.jobs;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.tamis.jobs.TokenizerEvalCommand.EvaluatedText;
import dev.tamis.pipeline.eval.SharedModels.ModelFile;
import dev.tamis.pipeline.run.SealedJson;
import dev.tamis.tokenizer.eval.EvalFigures;
import dev.tamis.tokenizer.eval.EvalModel;
import dev.tamis.tokenizer.eval.EvalTable;
import dev.tamis.tokenizer.eval.Measuring;
import dev.tamis.tokenizer.eval.VocabularyDiff;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Says what differs between two models. */
@Command(
        name = "diff",
        mixinStandardHelpOptions = true,
        description = {
            "Says which pieces came, went and moved between two SentencePiece models, by kind and script.",
            "Also which settings differ, and, with --input or --run, how the tokens of each language change."
        },
        footer = {"", "Example: tamis tokenizer diff old.model new.model --input en=en.txt --json diff.json"})
final class TokenizerDiffCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Parameters(index = "0", paramLabel = "OLD", description = "The earlier .model file.")
    private Path old;

    @Parameters(index = "1", paramLabel = "NEW", description = "The later .model file.")
    private Path now;

    @Option(names = "--examples", paramLabel = "N", description = "Pieces printed of each sort; ${DEFAULT-VALUE}.")
    private int examples = 20;

    @Option(names = "--json", paramLabel = "FILE", description = "Writes every piece and figure as JSON.")
    private Path json;

    @Mixin
    private EvaluatedText text;

    /**
     * The difference as JSON.
     *
     * @param text what both models make of text, the earlier first; null where none was given
     */
    private record Difference(
            @JsonProperty("vocabulary") VocabularyDiff vocabulary,
            @JsonProperty("text") EvalFigures text) {}

    @Override
    public Integer call() throws Exception {
        List<ModelFile> files = List.of(
                new ModelFile("old", TokenizerCommand.bytes("OLD", old)),
                new ModelFile("new", TokenizerCommand.bytes("NEW", now)));
        TokenizerCommand.checkWritable("--json", json);
        if (text.isGiven()) {
            text.check(spec);
        }
        List<EvalModel> models = TokenizerEvalCommand.opened(files, List.of(old, now));
        VocabularyDiff difference =
                VocabularyDiff.of(models.get(0).model(), models.get(1).model());
        PrintWriter out = spec.commandLine().getOut();
        out.print(difference.toText(examples));
        EvalFigures figures = null;
        if (text.isGiven()) {
            figures = Measuring.of(models, text.count(files, models), Measuring.Comparison.DEFAULT);
            out.print("\n" + EvalTable.of(figures));
        }
        out.flush();
        if (json != null) {
            Files.write(json, SealedJson.plain(new Difference(difference, figures)));
        }
        return Tamis.DONE;
    }
}
