package dev.tamis.tokenizer;

import dev.tamis.tokenizer.TokenizerCommands.Format;
import dev.tamis.tokenizer.model.SentencePieceModel;
import dev.tamis.tokenizer.model.TrainerField;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;

/**
 * How lines are encoded and shown; the names are those of {@code spm_encode}'s options.
 *
 * @param format what is printed for a line
 * @param nbestSize length of an n-best list; for samples, how many best segmentations are drawn among, or -1 for all
 * @param alpha for samples, the power of probabilities (unigram) or the probability to skip a merge (BPE)
 * @param randomSeed for samples; a line's sample follows from this, its number and its text
 * @param extraOptions done in their order to each segmentation
 */
public record EncodeSettings(
        Format format, int nbestSize, float alpha, long randomSeed, List<ExtraOption> extraOptions) {
    public EncodeSettings {
        Objects.requireNonNull(format, "format");
        extraOptions = List.copyOf(extraOptions);
    }

    /** What can be done to a segmentation after it is found. */
    public enum ExtraOption {
        /** Puts the begin-of-sentence piece in front. */
        BOS,
        /** Puts the end-of-sentence piece at the end. */
        EOS,
        /** Turns the order round. */
        REVERSE,
        /** Shows unknown pieces as the unknown piece instead of as they stand. */
        UNK
    }

    /** Ids or pieces of the best segmentation. */
    public static EncodeSettings of(Format format) {
        return new EncodeSettings(format, 10, 0.5f, 0, List.of());
    }

    /**
     * Reads options such as {@code bos:eos}, separated by colons.
     *
     * @throws IllegalArgumentException when one is unknown or the model has no piece for it
     */
    public static List<ExtraOption> extraOptions(String text, SentencePieceModel model) {
        List<ExtraOption> options = new ArrayList<>();
        if (text.isEmpty()) {
            return options;
        }
        for (String name : text.split(":", -1)) {
            ExtraOption option = switch (name.toLowerCase(Locale.ROOT)) {
                case "bos" -> ExtraOption.BOS;
                case "eos" -> ExtraOption.EOS;
                case "reverse" -> ExtraOption.REVERSE;
                case "unk", "unk_piece" -> ExtraOption.UNK;
                default ->
                    throw new IllegalArgumentException("extra_options: unknown option \"" + name
                            + "\"; known are bos, eos, reverse and unk, separated by colons");
            };
            boolean bos = option == ExtraOption.BOS;
            if ((bos && model.bosId() < 0) || (option == ExtraOption.EOS && model.eosId() < 0)) {
                throw new IllegalArgumentException("extra_options: " + name + " asks for the piece \""
                        + model.trainer().text(bos ? TrainerField.BOS_PIECE : TrainerField.EOS_PIECE)
                        + "\", which the model doesn't have; leave " + name + " out");
            }
            options.add(option);
        }
        return options;
    }
}
