package dev.tamis.jobs;

import dev.tamis.tokenizer.model.SentencePieceModel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** SentencePiece on one machine, and its training on Spark. */
@Command(
        name = "tokenizer",
        mixinStandardHelpOptions = true,
        description = "Trains SentencePiece models on local files or on a run, and applies any SentencePiece model.",
        footer = {
            "",
            "Examples: tamis tokenizer train --input=a.txt,b.txt --model_prefix=my --vocab_size=8000",
            "          tamis tokenizer encode --model my.model < a.txt > a.ids"
        },
        subcommands = {
            TokenizerTrainCommand.class,
            TokenizerEncodeCommand.class,
            TokenizerDecodeCommand.class,
            TokenizerNormalizeCommand.class,
            TokenizerEvalCommand.class,
            TokenizerDiffCommand.class
        })
final class TokenizerCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() {
        throw new ParameterException(spec.commandLine(), "Say which: train, encode, decode, normalize, eval or diff");
    }

    static SentencePieceModel read(Path model) throws IOException {
        if (!Files.exists(model)) {
            throw new IOException("No model file " + model);
        }
        return SentencePieceModel.parse(Files.readAllBytes(model));
    }
}
