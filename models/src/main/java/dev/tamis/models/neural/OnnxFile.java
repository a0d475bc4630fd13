package dev.tamis.models.neural;

import dev.tamis.models.ModelException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;

/**
 * An ONNX file as far as it must be looked at before an engine opens it: onnx.proto's ModelProto, in protobuf's wire format.
 *
 * <p>Refused are weights in other files (the path could lead anywhere: CVE-2022-25882, CVE-2024-27318), operators of other
 * domains than ONNX's and ONNX Runtime's own (they need a library), loops (they need not end), and what is no such file. A
 * function that the file itself defines is made of operators that are looked at in turn, and may have any domain.
 */
final class OnnxFile {
    /** No protobuf message can be longer. */
    private static final long LARGEST = Integer.MAX_VALUE;

    /** Graphs within the branches of graphs. */
    private static final int DEEPEST = 16;

    private static final Set<String> DOMAINS = Set.of("", "ai.onnx", "ai.onnx.ml", "com.microsoft");

    private static final int VARINT = 0;
    private static final int EIGHT_BYTES = 1;
    private static final int BYTES = 2;
    private static final int FOUR_BYTES = 5;

    private final String name;
    private final ByteBuffer bytes;
    private final Set<String> domains = new TreeSet<>();
    private final Set<String> functions = new TreeSet<>();
    private boolean graph;
    private boolean opset;
    private boolean wholeTensorScales;

    private OnnxFile(String name, ByteBuffer bytes) {
        this.name = name;
        this.bytes = bytes;
    }

    /**
     * Looks at a file.
     *
     * @throws ModelException if it is refused, with the place and the reason
     */
    static OnnxFile check(String name, Path file) throws IOException {
        try (FileChannel channel = FileChannel.open(file)) {
            long length = channel.size();
            if (length > LARGEST) {
                throw new ModelException(name + " has " + length + " bytes, more than an ONNX file can (" + LARGEST
                        + "); weights kept in further files are not read");
            }
            return check(name, channel.map(FileChannel.MapMode.READ_ONLY, 0, length));
        }
    }

    static OnnxFile check(String name, ByteBuffer bytes) throws ModelException {
        OnnxFile file = new OnnxFile(name, bytes);
        file.model(bytes.limit());
        file.domains.removeAll(DOMAINS);
        file.domains.removeAll(file.functions);
        if (!file.domains.isEmpty()) {
            throw new ModelException(name + " has operators of the domain "
                    + file.domains.iterator().next() + ", which need a library of their own: refused");
        }
        if (!file.graph || !file.opset) {
            throw new ModelException(name + " is no ONNX file: it has no " + (file.graph ? "operator set" : "graph"));
        }
        return file;
    }

    /**
     * Whether it scales numbers by the range of a whole batch (DynamicQuantizeLinear, as in int8 files that are quantised
     * dynamically), so that a text's result depends on the others, unless it goes alone.
     */
    boolean scalesOverBatch() {
        return wholeTensorScales;
    }

    private void model(int end) throws ModelException {
        while (bytes.position() < end) {
            int start = bytes.position();
            long tag = tag(end);
            int field = (int) (tag >>> 3);
            switch (field) {
                case 1 -> {
                    long version = field(tag, VARINT, start) ? varint(end) : 0;
                    if (version < 1 || version > 1000) {
                        throw broken(start, "the version of its format is " + version);
                    }
                }
                case 7 -> {
                    graph = true;
                    graph(message(tag, start, end), 0);
                }
                case 8 -> {
                    opset = true;
                    operatorSet(message(tag, start, end));
                }
                case 20 -> throw refused(start, "it carries a training graph");
                case 25 -> function(message(tag, start, end));
                default -> skip(tag, end);
            }
        }
    }

    private void operatorSet(int end) throws ModelException {
        while (bytes.position() < end) {
            int start = bytes.position();
            long tag = tag(end);
            if (tag >>> 3 == 1) {
                domains.add(text(tag, start, end));
            } else {
                skip(tag, end);
            }
        }
    }

    private void function(int end) throws ModelException {
        while (bytes.position() < end) {
            int start = bytes.position();
            long tag = tag(end);
            switch ((int) (tag >>> 3)) {
                case 7 -> node(message(tag, start, end), 0);
                case 9 -> operatorSet(message(tag, start, end));
                case 10 -> functions.add(text(tag, start, end));
                case 11 -> attribute(message(tag, start, end), 0);
                default -> skip(tag, end);
            }
        }
    }

    private void graph(int end, int depth) throws ModelException {
        if (depth > DEEPEST) {
            throw refused(bytes.position(), "its graphs are nested more than " + DEEPEST + " deep");
        }
        while (bytes.position() < end) {
            int start = bytes.position();
            long tag = tag(end);
            switch ((int) (tag >>> 3)) {
                case 1 -> node(message(tag, start, end), depth);
                case 5 -> tensor(message(tag, start, end));
                case 15 -> sparseTensor(message(tag, start, end));
                default -> skip(tag, end);
            }
        }
    }

    private void node(int end, int depth) throws ModelException {
        while (bytes.position() < end) {
            int start = bytes.position();
            long tag = tag(end);
            switch ((int) (tag >>> 3)) {
                case 4 -> operator(start, text(tag, start, end));
                case 5 -> attribute(message(tag, start, end), depth);
                case 7 -> domains.add(text(tag, start, end));
                default -> skip(tag, end);
            }
        }
    }

    private void operator(int start, String type) throws ModelException {
        if (type.equals("Loop")) {
            throw refused(start, "it has the operator Loop, which need not end");
        }
        // DynamicQuantizeLinear, and ONNX Runtime's fused forms DynamicQuantizeMatMul and DynamicQuantizeLSTM.
        if (type.startsWith("DynamicQuantize")) {
            wholeTensorScales = true;
        }
    }

    private void attribute(int end, int depth) throws ModelException {
        while (bytes.position() < end) {
            int start = bytes.position();
            long tag = tag(end);
            switch ((int) (tag >>> 3)) {
                case 5, 10 -> tensor(message(tag, start, end));
                case 6, 11 -> graph(message(tag, start, end), depth + 1);
                case 22, 23 -> sparseTensor(message(tag, start, end));
                default -> skip(tag, end);
            }
        }
    }

    private void tensor(int end) throws ModelException {
        while (bytes.position() < end) {
            int start = bytes.position();
            long tag = tag(end);
            switch ((int) (tag >>> 3)) {
                case 13 -> throw refused(start, "it keeps weights in another file (external data)");
                case 14 -> {
                    if (!field(tag, VARINT, start) || varint(end) != 0) {
                        throw refused(start, "it keeps weights in another file (external data)");
                    }
                }
                default -> skip(tag, end);
            }
        }
    }

    private void sparseTensor(int end) throws ModelException {
        while (bytes.position() < end) {
            int start = bytes.position();
            long tag = tag(end);
            switch ((int) (tag >>> 3)) {
                case 1, 2 -> tensor(message(tag, start, end));
                default -> skip(tag, end);
            }
        }
    }

    private long tag(int end) throws ModelException {
        int start = bytes.position();
        long tag = varint(end);
        if (tag >>> 3 == 0 || tag >>> 32 != 0) {
            throw broken(start, "a field has the number " + (tag >>> 3));
        }
        return tag;
    }

    /** Whether the field has the wire type that onnx.proto gives it; else the file is refused. */
    private boolean field(long tag, int type, int start) throws ModelException {
        if ((tag & 7) != type) {
            throw broken(start, "field " + (tag >>> 3) + " has the wire type " + (tag & 7));
        }
        return true;
    }

    /** The end of a message that begins here. */
    private int message(long tag, int start, int end) throws ModelException {
        field(tag, BYTES, start);
        long length = varint(end);
        if (length < 0 || length > end - bytes.position()) {
            throw broken(
                    start,
                    "field " + (tag >>> 3) + " has " + length + " bytes, where " + (end - bytes.position())
                            + " are left");
        }
        return bytes.position() + (int) length;
    }

    private String text(long tag, int start, int end) throws ModelException {
        int last = message(tag, start, end);
        int length = last - bytes.position();
        if (length > 1024) {
            throw broken(start, "a name has " + length + " bytes");
        }
        byte[] text = new byte[length];
        bytes.get(text);
        return new String(text, StandardCharsets.UTF_8);
    }

    private void skip(long tag, int end) throws ModelException {
        int start = bytes.position();
        switch ((int) (tag & 7)) {
            case VARINT -> varint(end);
            case BYTES -> bytes.position(message(tag, start, end));
            case EIGHT_BYTES, FOUR_BYTES -> {
                int length = (tag & 7) == EIGHT_BYTES ? 8 : 4;
                if (end - start < length) {
                    throw broken(start, "a number is cut off");
                }
                bytes.position(start + length);
            }
            default -> throw broken(start, "field " + (tag >>> 3) + " has the wire type " + (tag & 7));
        }
    }

    private long varint(int end) throws ModelException {
        int start = bytes.position();
        long value = 0;
        for (int shift = 0; shift < 70; shift += 7) {
            if (bytes.position() >= end) {
                throw broken(start, "a number is cut off");
            }
            byte b = bytes.get();
            value |= (long) (b & 0x7f) << shift;
            if (b >= 0) {
                return value;
            }
        }
        throw broken(start, "a number has more than ten bytes");
    }

    private ModelException broken(int offset, String why) {
        return new ModelException(name + " is no sound ONNX file: at byte " + offset + ", " + why);
    }

    private ModelException refused(int offset, String why) {
        return new ModelException(name + " is refused: at byte " + offset + ", " + why);
    }
}
