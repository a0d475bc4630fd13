package dev.tamis.tokenizer.model;

import com.google.protobuf.ByteString;
import java.util.Locale;

/** The fields of {@code NormalizerSpec} as of SentencePiece 0.2.3, in the order of their numbers. */
@SuppressWarnings("ImmutableEnumChecker") // presets are strings, numbers and lists made by List.of
public enum NormalizerField implements SpecField {
    NAME(1, Kind.TEXT, ""),
    PRECOMPILED_CHARSMAP(2, Kind.BYTES, ByteString.EMPTY),
    ADD_DUMMY_PREFIX(3, Kind.BOOL, true),
    REMOVE_EXTRA_WHITESPACES(4, Kind.BOOL, true),
    ESCAPE_WHITESPACES(5, Kind.BOOL, true),
    NORMALIZATION_RULE_TSV(6, Kind.TEXT, "");

    private final int number;
    private final Kind kind;
    private final Object preset;

    NormalizerField(int number, Kind kind, Object preset) {
        this.number = number;
        this.kind = kind;
        this.preset = preset;
    }

    @Override
    public int number() {
        return number;
    }

    @Override
    public Kind kind() {
        return kind;
    }

    @Override
    public Object preset() {
        return preset;
    }

    @Override
    public String option() {
        return name().toLowerCase(Locale.ROOT);
    }
}
