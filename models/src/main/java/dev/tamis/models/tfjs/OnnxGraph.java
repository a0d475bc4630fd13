package dev.tamis.models.tfjs;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;

/**
 * An ONNX graph as it is built up: onnx.proto's ModelProto of IR version 7 and operator set 13, whose nodes stand in the order
 * in which they were added.
 */
final class OnnxGraph {
    private static final int IR_VERSION = 7;
    private static final int OPERATOR_SET = 13;
    private static final int FLOAT = 1;
    private static final int LONG = 7;

    private final List<Protobuf> nodes = new ArrayList<>();
    private final List<Protobuf> weights = new ArrayList<>();

    /** An operator with one output; its attributes are added to what is returned. */
    Node node(String operator, String output, String... inputs) {
        Protobuf node = new Protobuf();
        for (String input : inputs) {
            node.text(1, input);
        }
        node.text(2, output).text(4, operator);
        nodes.add(node);
        return new Node(node);
    }

    /** Attributes of an operator. */
    static final class Node {
        private final Protobuf node;

        private Node(Protobuf node) {
            this.node = node;
        }

        Node with(String attribute, long value) {
            node.message(5, new Protobuf().text(1, attribute).number(3, value).number(20, 2));
            return this;
        }

        Node with(String attribute, float value) {
            node.message(5, new Protobuf().text(1, attribute).real(2, value).number(20, 1));
            return this;
        }

        Node with(String attribute, int... values) {
            Protobuf list = new Protobuf().text(1, attribute);
            for (int value : values) {
                list.number(8, value);
            }
            node.message(5, list.number(20, 7));
            return this;
        }
    }

    /** A constant; without sizes a scalar. */
    void weight(String name, float[] values, int... sizes) {
        ByteBuffer raw = ByteBuffer.allocate(Float.BYTES * values.length).order(ByteOrder.LITTLE_ENDIAN);
        raw.asFloatBuffer().put(values);
        weights.add(tensor(name, FLOAT, raw.array(), sizes));
    }

    /** A constant list of whole numbers. */
    void weight(String name, long[] values) {
        ByteBuffer raw = ByteBuffer.allocate(Long.BYTES * values.length).order(ByteOrder.LITTLE_ENDIAN);
        raw.asLongBuffer().put(values);
        weights.add(tensor(name, LONG, raw.array(), values.length));
    }

    private static Protobuf tensor(String name, int type, byte[] raw, int... sizes) {
        Protobuf tensor = new Protobuf();
        for (int size : sizes) {
            tensor.number(1, size);
        }
        return tensor.number(2, type).text(8, name).bytes(9, raw);
    }

    /**
     * The file.
     *
     * @param inputSizes of one image; so many images as are given come before
     */
    byte[] file(String input, int[] inputSizes, String output, int[] outputSizes) {
        Protobuf graph = new Protobuf();
        nodes.forEach(node -> graph.message(1, node));
        graph.text(2, "model");
        weights.forEach(weight -> graph.message(5, weight));
        graph.message(11, value(input, inputSizes)).message(12, value(output, outputSizes));
        return new Protobuf()
                .number(1, IR_VERSION)
                .text(2, "tamis")
                .message(7, graph)
                .message(8, new Protobuf().text(1, "").number(2, OPERATOR_SET))
                .toBytes();
    }

    private static Protobuf value(String name, int[] sizes) {
        Protobuf shape = new Protobuf().message(1, new Protobuf().text(2, "images"));
        for (int size : sizes) {
            shape.message(1, new Protobuf().number(1, size));
        }
        Protobuf tensor = new Protobuf().number(1, FLOAT).message(2, shape);
        return new Protobuf().text(1, name).message(2, new Protobuf().message(1, tensor));
    }
}
