package dev.tamis.tokenizer;

import dev.tamis.tokenizer.TokenizerCommands.Format;
import dev.tamis.tokenizer.encode.AlignedEncoder;
import dev.tamis.tokenizer.model.ModelType;
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
 * @param nbestSize length of an n-best list, 1 to {@value AlignedEncoder#MOST_NBEST}; for samples, how many best
 *     segmentations are drawn among, or -1 for all; others don't look at it
 * @param alpha for samples, the power of probabilities (unigram) or the probability to skip a merge (BPE): 0 or more
 * @param randomSeed for samples; a line's sample follows from this, its number and its text
 * @param extraOptions done in their order to each segmentation
 */
public record EncodeSettings(
        Format format, int nbestSize, float alpha, long randomSeed, List<ExtraOption> extraOptions) {
    public EncodeSettings {
        Objects.requireNonNull(format, "format");
        extraOptions = List.copyOf(extraOptions);
        if (isNbest(format) && (nbestSize < 1 || nbestSize > AlignedEncoder.MOST_NBEST)) {
            throw new IllegalArgumentException("nbest_size: must be from 1 to " + AlignedEncoder.MOST_NBEST
                    + " for an n-best list, found " + nbestSize);
        }
        if (isSample(format) && nbestSize > AlignedEncoder.MOST_NBEST) {
            throw new IllegalArgumentException("nbest_size: must be at most " + AlignedEncoder.MOST_NBEST
                    + ", or -1 to draw among all, found " + nbestSize);
        }
        if (isSample(format) && (!Float.isFinite(alpha) || alpha < 0)) {
            throw new IllegalArgumentException("alpha: must be 0 or more, found " + alpha);
        }
    }

    private static boolean isNbest(Format format) {
        return format == Format.NBEST_ID || format == Format.NBEST_PIECE;
    }

    private static boolean isSample(Format format) {
        return format == Format.SAMPLE_ID || format == Format.SAMPLE_PIECE;
    }

    /**
     * Checks that the model can do what is asked for.
     *
     * @throws IllegalArgumentException when it is of another type than n-best lists or samples need
     */
    void requireFor(SentencePieceModel model) {
        ModelType type = model.type();
        if (isNbest(format) && type != ModelType.UNIGRAM) {
            throw new IllegalArgumentException("output_format " + format.name().toLowerCase(Locale.ROOT)
                    + ": the model is of type " + type.option() + "; n-best lists need a unigram model");
        }
        if (isSample(format) && type != ModelType.UNIGRAM && type != ModelType.BPE) {
            throw new IllegalArgumentException("output_format " + format.name().toLowerCase(Locale.ROOT)
                    + ": the model is of type " + type.option() + "; samples need a unigram or BPE model");
        }
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
