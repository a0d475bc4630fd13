package dev.tamis.tokenizer.encode;

/**
 * How SentencePiece's unigram encoder scores user-defined symbols and compares paths, which changed in release 0.2.2.
 * Where two segmentations tie but for rounding, as with runs of one character, the releases may choose different ones:
 * on some 0.2 % of lines.
 */
public enum UnigramRules {
    /**
     * Releases 0.1.97 to 0.2.1: sums are compared in double and kept in float; a symbol scores its length times the
     * largest score above zero of the model, less 0.1.
     */
    V0_1 {
        @Override
        double userScore(int length, float largest) {
            return length * largest - 0.1;
        }
    },

    /** Releases 0.2.2 and 0.2.3: sums are compared as kept, in float; a symbol scores 0.1 for each unit but the first. */
    V0_2_2 {
        @Override
        double userScore(int length, float largest) {
            return (float) ((length - 1) * 0.1);
        }
    };

    /**
     * What a user-defined symbol scores.
     *
     * @param length in bytes for the plain encoder, in characters for n-best lists and samples
     * @param largest the largest score of a normal piece, but above zero
     */
    abstract double userScore(int length, float largest);

    boolean comparesInFloat() {
        return this == V0_2_2;
    }
}
