package dev.tamis.models.neural;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/** Writes protobuf messages field by field: all that a small ONNX file needs. */
public final class Protobuf {
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

    public Protobuf number(int field, long value) {
        varint((long) field << 3);
        varint(value);
        return this;
    }

    public Protobuf bytes(int field, byte[] value) {
        varint(((long) field << 3) | 2);
        varint(value.length);
        bytes.writeBytes(value);
        return this;
    }

    public Protobuf text(int field, String value) {
        return bytes(field, value.getBytes(StandardCharsets.UTF_8));
    }

    public Protobuf message(int field, Protobuf value) {
        return bytes(field, value.toBytes());
    }

    public byte[] toBytes() {
        return bytes.toByteArray();
    }

    private void varint(long value) {
        long left = value;
        while ((left & ~0x7fL) != 0) {
            bytes.write((int) ((left & 0x7f) | 0x80));
            left >>>= 7;
        }
        bytes.write((int) left);
    }

    /** A NodeProto. */
    public static Protobuf node(String operator, String output, String... inputs) {
        Protobuf node = new Protobuf();
        for (String input : inputs) {
            node.text(1, input);
        }
        return node.text(2, output).text(4, operator);
    }

    /** The same with an integer attribute. */
    public Protobuf attribute(String name, long value) {
        return message(5, new Protobuf().text(1, name).number(3, value).number(20, 2));
    }

    /** A TensorProto of floats. */
    public static Protobuf tensor(String name, float[] values, long... dims) {
        ByteBuffer raw = ByteBuffer.allocate(4 * values.length).order(ByteOrder.LITTLE_ENDIAN);
        for (float value : values) {
            raw.putFloat(value);
        }
        return tensor(name, 1, raw.array(), dims);
    }

    /** A TensorProto of longs. */
    public static Protobuf tensor(String name, long... values) {
        ByteBuffer raw = ByteBuffer.allocate(8 * values.length).order(ByteOrder.LITTLE_ENDIAN);
        for (long value : values) {
            raw.putLong(value);
        }
        return tensor(name, 7, raw.array(), values.length);
    }

    private static Protobuf tensor(String name, int type, byte[] raw, long... dims) {
        Protobuf tensor = new Protobuf();
        for (long dim : dims) {
            tensor.number(1, dim);
        }
        return tensor.number(2, type).text(8, name).bytes(9, raw);
    }

    /** A ValueInfoProto of a tensor whose sizes have names, or are numbers. */
    public static Protobuf value(String name, int type, String... dims) {
        Protobuf shape = new Protobuf();
        for (String dim : dims) {
            boolean number = Character.isDigit(dim.charAt(0));
            shape.message(1, number ? new Protobuf().number(1, Long.parseLong(dim)) : new Protobuf().text(2, dim));
        }
        Protobuf tensor = new Protobuf().number(1, type).message(2, shape);
        return new Protobuf().text(1, name).message(2, new Protobuf().message(1, tensor));
    }

    /** A ModelProto of operator set 13. */
    public static Protobuf model(Protobuf graph) {
        return new Protobuf()
                .number(1, 8)
                .message(7, graph)
                .message(8, new Protobuf().text(1, "").number(2, 13));
    }
}
