package dev.tamis.models.neural;

import dev.tamis.models.ModelException;
import java.nio.charset.StandardCharsets;
import java.util.Set;

/**
 * Python's pickle as TorchScript archives use it. Its opcodes are walked, not run: a name that stands for anything but a
 * tensor, a class of the archive or an ordered dictionary is refused, and so is every opcode that libtorch does not write.
 */
final class Pickle {
    /** Of module torch: types of storage, of numbers and of devices. */
    private static final Set<String> TORCH = Set.of(
            "device",
            "DoubleStorage",
            "FloatStorage",
            "HalfStorage",
            "BFloat16Storage",
            "LongStorage",
            "IntStorage",
            "ShortStorage",
            "CharStorage",
            "ByteStorage",
            "BoolStorage",
            "ComplexFloatStorage",
            "ComplexDoubleStorage",
            "QInt8Storage",
            "QUInt8Storage",
            "QInt32Storage");

    private final String place;
    private final byte[] bytes;
    private int at;

    private Pickle(String place, byte[] bytes) {
        this.place = place;
        this.bytes = bytes;
    }

    /** @throws ModelException if it is refused, with the byte and the reason */
    static void check(String place, byte[] bytes) throws ModelException {
        new Pickle(place, bytes).walk();
    }

    private void walk() throws ModelException {
        while (true) {
            int start = at;
            int opcode = unsigned(1, start);
            switch (opcode) {
                case '.' -> {
                    return;
                }
                // PROTO, BINPUT, BINGET, BININT1
                case 0x80, 'q', 'h', 'K' -> skip(1, start);
                // BININT2
                case 'M' -> skip(2, start);
                // BININT, LONG_BINPUT, LONG_BINGET
                case 'J', 'r', 'j' -> skip(4, start);
                // BINFLOAT
                case 'G' -> skip(8, start);
                // LONG1, SHORT_BINSTRING, SHORT_BINUNICODE
                case 0x8a, 'U', 0x8c -> skip(unsigned(1, start), start);
                // BINUNICODE, BINSTRING
                case 'X', 'T' -> skip(unsigned(4, start), start);
                // MARK, NONE, NEWTRUE, NEWFALSE
                case '(', 'N', 0x88, 0x89 -> {}
                // EMPTY_LIST, EMPTY_TUPLE, EMPTY_DICT, TUPLE, TUPLE1, TUPLE2, TUPLE3
                case ']', ')', '}', 't', 0x85, 0x86, 0x87 -> {}
                // APPEND, APPENDS, SETITEM, SETITEMS
                case 'a', 'e', 's', 'u' -> {}
                // BINPERSID names a tensor's entry; NEWOBJ, REDUCE and BUILD make one of the allowed things.
                case 'Q', 0x81, 'R', 'b' -> {}
                case 'c' -> global(start);
                default -> throw refused(start, "the opcode 0x" + Integer.toHexString(opcode));
            }
        }
    }

    private void global(int start) throws ModelException {
        String module = line(start);
        String name = line(start);
        boolean harmless = module.equals("__torch__")
                || module.startsWith("__torch__.")
                || (module.equals("collections") && name.equals("OrderedDict"))
                || (module.equals("torch") && TORCH.contains(name))
                || (module.equals("torch._utils") && name.startsWith("_rebuild_"))
                || module.equals("torch.jit._pickle");
        if (!harmless) {
            throw refused(start, "the name " + module + "." + name);
        }
    }

    private String line(int start) throws ModelException {
        int end = at;
        while (end < bytes.length && bytes[end] != '\n') {
            end++;
        }
        if (end == bytes.length || end - at > 4096) {
            throw new ModelException(place + " is no sound pickle: at byte " + start + ", a name has no end");
        }
        String line = new String(bytes, at, end - at, StandardCharsets.UTF_8);
        at = end + 1;
        return line;
    }

    /** A little-endian number; one too large for an array's length is too large for the file as well. */
    private int unsigned(int length, int start) throws ModelException {
        need(length, start);
        int value = 0;
        for (int i = 0; i < length; i++) {
            value |= (bytes[at + i] & 0xff) << (8 * i);
        }
        at += length;
        return value;
    }

    private void skip(int length, int start) throws ModelException {
        need(length, start);
        at += length;
    }

    private void need(int length, int start) throws ModelException {
        if (length < 0 || length > bytes.length - at) {
            throw new ModelException(place + " is no sound pickle: it ends within what begins at byte " + start);
        }
    }

    private ModelException refused(int offset, String what) {
        return new ModelException(
                place + " is refused: at byte " + offset + ", its pickle has " + what + ", which could carry code");
    }
}
