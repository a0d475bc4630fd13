package dev.tamis.jobs;

import dev.tamis.tokenizer.EncodeSettings;
import dev.tamis.tokenizer.TokenizerCommands;
import dev.tamis.tokenizer.encode.Encoder;
import dev.tamis.tokenizer.encode.UnigramRules;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Encodes standard input. */
@Command(
        name = "encode",
        mixinStandardHelpOptions = true,
        description = {
            "Reads lines on standard input; writes the ids of each, separated by spaces, on a line.",
            "Takes spm_encode's own options."
        },
        footer = {
            "",
            "Examples: tamis tokenizer encode --model my.model < a.txt",
            "          tamis tokenizer encode --model my.model --output_format nbest_piece --nbest_size 3 < a.txt"
        })
final class TokenizerEncodeCommand implements Callable<Integer> {
    @Option(names = "--model", required = true, paramLabel = "M", description = "The .model file.")
    private Path model;

    @Option(
            names = {"--output-format", "--output_format"},
            paramLabel = "F",
            description = "id (default), piece, nbest_id, nbest_piece, sample_id, sample_piece, or offset: JSON lines"
                    + " with each piece's bytes in the line.")
    private TokenizerCommands.Format format = TokenizerCommands.Format.ID;

    @Option(
            names = {"--nbest-size", "--nbest_size"},
            paramLabel = "N",
            defaultValue = "10",
            description = "Length of n-best lists; samples are drawn among as many, or among all with -1"
                    + " (default ${DEFAULT-VALUE}).")
    private int nbestSize;

    @Option(
            names = "--alpha",
            paramLabel = "A",
            defaultValue = "0.5",
            description = "For samples: the power of probabilities (unigram), the probability to skip a merge (BPE)"
                    + " (default ${DEFAULT-VALUE}).")
    private float alpha;

    @Option(
            names = {"--random-seed", "--random_seed"},
            paramLabel = "S",
            defaultValue = "0",
            description = "Samples repeat with the same seed (default ${DEFAULT-VALUE}).")
    private long seed;

    @Option(
            names = {"--extra-options", "--extra_options"},
            paramLabel = "E",
            defaultValue = "",
            description = "bos, eos, reverse and unk, separated by colons, done in that order.")
    private String extraOptions;

    @Option(
            names = {"--unigram-rules", "--unigram_rules"},
            paramLabel = "R",
            defaultValue = "v0_1",
            description = "Ties as SentencePiece up to 0.2.1 breaks them (v0_1) or from 0.2.2 on (v0_2_2)"
                    + " (default ${DEFAULT-VALUE}).")
    private UnigramRules rules;

    @Override
    public Integer call() throws Exception {
        OutputStream out = TokenizerCommand.standardOutput();
        Encoder encoder = TokenizerCommand.encoder(model, rules);
        EncodeSettings settings = new EncodeSettings(
                format, nbestSize, alpha, seed, EncodeSettings.extraOptions(extraOptions, encoder.model()));
        TokenizerCommands.encodeLines(System.in, out, encoder, settings);
        out.flush();
        return Tamis.DONE;
    }
}
