package dev.tamis.jobs;

import dev.tamis.tokenizer.TokenizerCommands;
import java.io.BufferedOutputStream;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Decodes standard input. */
@Command(
        name = "decode",
        mixinStandardHelpOptions = true,
        description = "Reads lines of ids (or pieces) on standard input; writes the text of each on a line.",
        footer = {"", "Example: tamis tokenizer decode --model my.model < a.ids"})
final class TokenizerDecodeCommand implements Callable<Integer> {
    @Option(names = "--model", required = true, paramLabel = "M", description = "The .model file.")
    private Path model;

    @Option(
            names = {"--input-format", "--input_format"},
            paramLabel = "F",
            description = "id (default) or piece.")
    private TokenizerCommands.Format format = TokenizerCommands.Format.ID;

    @Override
    public Integer call() throws Exception {
        OutputStream out = new BufferedOutputStream(System.out, 1 << 16);
        TokenizerCommands.decodeLines(System.in, out, TokenizerCommand.encoder(model), format);
        out.flush();
        return Tamis.DONE;
    }
}
