package dev.tamis.jobs;

import dev.tamis.tokenizer.TokenizerCommands;
import java.io.BufferedOutputStream;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Encodes standard input. */
@Command(
        name = "encode",
        mixinStandardHelpOptions = true,
        description = "Reads lines on standard input; writes the ids of each, separated by spaces, on a line.",
        footer = {"", "Example: tamis tokenizer encode --model my.model < a.txt"})
final class TokenizerEncodeCommand implements Callable<Integer> {
    @Option(names = "--model", required = true, paramLabel = "M", description = "The .model file.")
    private Path model;

    @Option(
            names = {"--output-format", "--output_format"},
            paramLabel = "F",
            description = "id (default) or piece.")
    private TokenizerCommands.Format format = TokenizerCommands.Format.ID;

    @Override
    public Integer call() throws Exception {
        OutputStream out = new BufferedOutputStream(System.out, 1 << 16);
        TokenizerCommands.encodeLines(System.in, out, TokenizerCommand.encoder(model), format);
        out.flush();
        return Tamis.DONE;
    }
}
