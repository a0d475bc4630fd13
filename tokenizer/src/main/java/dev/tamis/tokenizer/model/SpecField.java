package dev.tamis.tokenizer.model;

/** One field of a settings message: its number in the file, its kind and its proto default. */
public interface SpecField {
    /** How a field's value is held in memory and in the file. */
    enum Kind {
        BOOL(Boolean.class, 0),
        INT32(Integer.class, 0),
        UINT64(Long.class, 0),
        MODEL_TYPE(ModelType.class, 0),
        FLOAT(Float.class, 5),
        TEXT(String.class, 2),
        TEXTS(java.util.List.class, 2),
        BYTES(com.google.protobuf.ByteString.class, 2);

        final Class<?> type;
        final int wireType;

        Kind(Class<?> type, int wireType) {
            this.type = type;
            this.wireType = wireType;
        }
    }

    int number();

    Kind kind();

    /** The value that a file without the field means. */
    Object preset();

    /** The name in lower case, which is also the name of SentencePiece's command-line option. */
    String option();
}
