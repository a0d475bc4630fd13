package dev.tamis.jobs;

import dev.tamis.tokenizer.TokenizerCommands;
import dev.tamis.tokenizer.encode.Encoder;
import dev.tamis.tokenizer.encode.UnigramRules;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Decodes standard input. */
@Command(
        name = "decode",
        mixinStandardHelpOptions = true,
        description = "Reads lines of ids (or pieces) on standard input; writes the text of each on a line.",
        footer = {"", "Example: tamis tokenizer decode --model my.model < a.ids"})
final class TokenizerDecodeCommand implements Callable<Integer> {
    /** What decoded lines are printed as. */
    enum Result {
        STRING,
        OFFSET
    }

    @Spec
    private CommandSpec spec;

    @Option(names = "--model", required = true, paramLabel = "M", description = "The .model file.")
    private Path model;

    @Option(
            names = {"--input-format", "--input_format"},
            paramLabel = "F",
            description = "id (default) or piece.")
    private TokenizerCommands.InputFormat format = TokenizerCommands.InputFormat.ID;

    @Option(
            names = {"--output-format", "--output_format"},
            paramLabel = "F",
            description = "string (default), or offset: JSON lines with each piece's bytes in the text; takes ids.")
    private Result result = Result.STRING;

    @Override
    public Integer call() throws Exception {
        if (result == Result.OFFSET && format != TokenizerCommands.InputFormat.ID) {
            throw new ParameterException(spec.commandLine(), "--output_format offset takes --input_format id");
        }
        OutputStream out = TokenizerCommand.standardOutput();
        Encoder encoder = TokenizerCommand.encoder(model, UnigramRules.V0_1);
        if (result == Result.OFFSET) {
            TokenizerCommands.decodeLinesAligned(System.in, out, encoder);
        } else {
            TokenizerCommands.decodeLines(System.in, out, encoder, format);
        }
        out.flush();
        return Tamis.DONE;
    }
}
