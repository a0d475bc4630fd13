package dev.tamis.jobs;

import dev.tamis.tokenizer.encode.Encoder;
import dev.tamis.tokenizer.encode.UnigramRules;
import dev.tamis.tokenizer.model.ModelFormatException;
import dev.tamis.tokenizer.model.SentencePieceModel;
import java.io.BufferedOutputStream;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
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

    /** The encoder of {@code --model}. */
    static Encoder encoder(Path model, UnigramRules rules) throws IOException {
        SentencePieceModel read = read(model);
        return opened(model, () -> new Encoder(read, rules));
    }

    /** The model of {@code --model}. */
    static SentencePieceModel read(Path model) throws IOException {
        byte[] bytes = bytes("--model", model);
        return opened(model, () -> SentencePieceModel.parse(bytes));
    }

    /** The bytes of a model file that an option names. */
    static byte[] bytes(String option, Path model) throws IOException {
        try {
            return SentencePieceModel.bytes(model);
        } catch (IOException e) {
            throw new IOException(option + ": " + e.getMessage(), e);
        }
    }

    /** What is made of a model file, with the file's name in the message where that fails. */
    static <T> T opened(Path model, Supplier<T> made) {
        try {
            return made.get();
        } catch (IllegalArgumentException e) {
            throw new ModelFormatException(model + ": " + e.getMessage(), e);
        }
    }

    /** Refuses what can't be read as text, before the work starts. */
    static void checkReadable(String option, Path file) throws IOException {
        if (file.toString().isEmpty()) {
            throw new IOException(option + ": no file is named between commas, or after =");
        }
        if (!Files.exists(file)) {
            throw new IOException(option + ": no file " + file);
        }
        if (Files.isDirectory(file)) {
            throw new IOException(option + ": " + file + " is a directory");
        }
        if (!Files.isReadable(file)) {
            throw new IOException(option + ": no permission to read " + file);
        }
    }

    /** Refuses a file that can't be written, before the work starts. */
    static void checkWritable(String option, Path file) throws IOException {
        if (file == null) {
            return;
        }
        Path folder = file.toAbsolutePath().getParent();
        if (Files.isDirectory(file)) {
            throw new IOException(option + ": cannot write " + file + ": it is a directory");
        }
        if (folder == null || !Files.isDirectory(folder)) {
            throw new IOException(option + ": cannot write " + file + ": no directory " + folder);
        }
    }

    /**
     * Standard output, where a failed write is an error: {@link System#out} would hide it, and what is left of the ids on a
     * full disk would look like all of them. Flushed by who writes, and never closed.
     */
    static OutputStream standardOutput() {
        return new BufferedOutputStream(
                new FileOutputStream(FileDescriptor.out) {
                    @Override
                    public void write(byte[] bytes, int from, int length) throws IOException {
                        try {
                            super.write(bytes, from, length);
                        } catch (IOException e) {
                            throw new IOException("cannot write to standard output: " + e.getMessage(), e);
                        }
                    }
                },
                1 << 16);
    }
}
