package dev.tamis.models.fasttext;

/** How a model turns its output into probabilities, with the number that stands for it in a file. */
public enum Loss {
    HIERARCHICAL_SOFTMAX(1),
    NEGATIVE_SAMPLING(2),
    SOFTMAX(3),
    ONE_VS_ALL(4);

    private final int code;

    Loss(int code) {
        this.code = code;
    }

    /** Its number in a model file. */
    public int code() {
        return code;
    }

    /** The loss of a number, or null for none. */
    static Loss of(int code) {
        for (Loss loss : values()) {
            if (loss.code == code) {
                return loss;
            }
        }
        return null;
    }
}
