package dev.tamis.models.fasttext;

/** What a model was trained for, with the number that stands for it in a file. */
public enum Task {
    CBOW(1),
    SKIPGRAM(2),
    SUPERVISED(3);

    private final int code;

    Task(int code) {
        this.code = code;
    }

    /** Its number in a model file. */
    public int code() {
        return code;
    }

    /** The task of a number, or null for none. */
    static Task of(int code) {
        for (Task task : values()) {
            if (task.code == code) {
                return task;
            }
        }
        return null;
    }
}
