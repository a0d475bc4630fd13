package dev.tamis.tokenizer.model;

import com.google.protobuf.ByteString;
import com.google.protobuf.CodedInputStream;
import com.google.protobuf.CodedOutputStream;
import com.google.protobuf.UnknownFieldSet;
import com.google.protobuf.WireFormat;
import java.io.IOException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Objects;

/**
 * An immutable settings message of the model file ({@code TrainerSpec} or {@code NormalizerSpec}): which fields are
 * set, to what, and the fields that this version doesn't know, which survive a rewrite.
 *
 * @param <F> the fields of the message
 */
public final class Spec<F extends Enum<F> & SpecField> {
    private final Class<F> fields;
    /** Texts are held as the bytes of the file, for those that are not UTF-8, such as paths, must survive a rewrite. */
    private final EnumMap<F, Object> values;

    private final UnknownFieldSet unknown;

    private Spec(Class<F> fields, EnumMap<F, Object> values, UnknownFieldSet unknown) {
        this.fields = fields;
        this.values = values;
        this.unknown = unknown;
    }

    /** The message with no field set: every value is the proto default. */
    public static <F extends Enum<F> & SpecField> Spec<F> empty(Class<F> fields) {
        return new Spec<>(fields, new EnumMap<>(fields), UnknownFieldSet.getDefaultInstance());
    }

    /** Whether the file or a caller has set the field, even to its default. */
    public boolean isSet(F field) {
        return values.containsKey(field);
    }

    /** The field's value, or its proto default. Bytes of a text that are not UTF-8 show as U+FFFD. */
    public Object value(F field) {
        Object value = values.get(field);
        if (value == null) {
            return field.preset();
        }
        return switch (field.kind()) {
            case TEXT -> ((ByteString) value).toStringUtf8();
            case TEXTS -> encoded(value).stream().map(ByteString::toStringUtf8).toList();
            default -> value;
        };
    }

    @SuppressWarnings("unchecked") // with() and read() store texts as lists of bytes
    private static List<ByteString> encoded(Object texts) {
        return (List<ByteString>) texts;
    }

    public boolean flag(F field) {
        return (Boolean) value(field);
    }

    public int integer(F field) {
        return (Integer) value(field);
    }

    public long whole(F field) {
        return (Long) value(field);
    }

    public float real(F field) {
        return (Float) value(field);
    }

    public String text(F field) {
        return (String) value(field);
    }

    @SuppressWarnings("unchecked") // presets and values of kind TEXTS are lists of strings
    public List<String> texts(F field) {
        return (List<String>) value(field);
    }

    public ByteString bytes(F field) {
        return (ByteString) value(field);
    }

    /** A copy with one field set. */
    public Spec<F> with(F field, Object value) {
        Objects.requireNonNull(value, field.option());
        if (!field.kind().type.isInstance(value)) {
            throw new IllegalArgumentException(
                    field.option() + " takes a " + field.kind().type.getSimpleName() + ", found " + value + " of class "
                            + value.getClass().getSimpleName());
        }
        EnumMap<F, Object> copy = new EnumMap<>(values);
        copy.put(field, kept(field, value));
        return new Spec<>(fields, copy, unknown);
    }

    private static Object kept(SpecField field, Object value) {
        return switch (field.kind()) {
            case TEXT -> ByteString.copyFromUtf8((String) value);
            case TEXTS ->
                ((List<?>) value)
                        .stream()
                                .map(text -> ByteString.copyFromUtf8((String) text))
                                .toList();
            default -> value;
        };
    }

    /** A copy in which every field is set, as spm_train writes it; lists that are empty stay unset. */
    public Spec<F> explicit() {
        EnumMap<F, Object> copy = new EnumMap<>(values);
        for (F field : fields.getEnumConstants()) {
            if (field.kind() != SpecField.Kind.TEXTS) {
                copy.putIfAbsent(field, kept(field, field.preset()));
            }
        }
        return new Spec<>(fields, copy, unknown);
    }

    /** A copy without a value for the field. */
    public Spec<F> without(F field) {
        EnumMap<F, Object> copy = new EnumMap<>(values);
        copy.remove(field);
        return new Spec<>(fields, copy, unknown);
    }

    /** Reads the message up to the stream's current limit; fields set here win over those set in {@code this}. */
    Spec<F> read(CodedInputStream in) throws IOException {
        EnumMap<F, Object> read = new EnumMap<>(values);
        EnumMap<F, List<ByteString>> lists = new EnumMap<>(fields);
        UnknownFieldSet.Builder rest = UnknownFieldSet.newBuilder(unknown);
        for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
            F field = field(WireFormat.getTagFieldNumber(tag));
            if (field == null || field.kind().wireType != WireFormat.getTagWireType(tag)) {
                rest.mergeFieldFrom(tag, in);
                continue;
            }
            switch (field.kind()) {
                case BOOL -> read.put(field, in.readBool());
                case INT32 -> read.put(field, in.readInt32());
                case UINT64 -> read.put(field, in.readUInt64());
                case FLOAT -> read.put(field, in.readFloat());
                case TEXT, BYTES -> read.put(field, in.readBytes());
                case TEXTS ->
                    lists.computeIfAbsent(field, f -> new ArrayList<>(encoded(values.getOrDefault(f, List.of()))))
                            .add(in.readBytes());
                case MODEL_TYPE -> {
                    long number = in.readUInt64();
                    ModelType type = ModelType.of(number);
                    if (type == null) {
                        rest.mergeVarintField(field.number(), (int) number);
                    } else {
                        read.put(field, type);
                    }
                }
            }
        }
        lists.forEach((field, texts) -> read.put(field, List.copyOf(texts)));
        return new Spec<>(fields, read, rest.build());
    }

    void write(CodedOutputStream out) throws IOException {
        for (var entry : values.entrySet()) {
            int number = entry.getKey().number();
            Object value = entry.getValue();
            switch (entry.getKey().kind()) {
                case BOOL -> out.writeBool(number, (Boolean) value);
                case INT32 -> out.writeInt32(number, (Integer) value);
                case UINT64 -> out.writeUInt64(number, (Long) value);
                case FLOAT -> out.writeFloat(number, (Float) value);
                case TEXT, BYTES -> out.writeBytes(number, (ByteString) value);
                case MODEL_TYPE -> out.writeEnum(number, ((ModelType) value).number());
                case TEXTS -> {
                    for (ByteString text : encoded(value)) {
                        out.writeBytes(number, text);
                    }
                }
            }
        }
        unknown.writeTo(out);
    }

    private F field(int number) {
        for (F field : fields.getEnumConstants()) {
            if (field.number() == number) {
                return field;
            }
        }
        return null;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Spec<?> spec
                && spec.fields == fields
                && spec.values.equals(values)
                && spec.unknown.equals(unknown);
    }

    @Override
    public int hashCode() {
        return Objects.hash(values, unknown);
    }

    @Override
    public String toString() {
        StringBuilder text = new StringBuilder();
        for (F field : values.keySet()) {
            Object value = value(field);
            text.append(field.option())
                    .append(": ")
                    .append(value instanceof ByteString bytes ? bytes.size() + " bytes" : value)
                    .append('\n');
        }
        return text.toString();
    }
}
