package dev.tamis.models.neural;

import dev.tamis.models.ModelException;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/**
 * The entries of a zip that no two readers can take differently.
 *
 * <p>What is looked at here is read again by libtorch, whose zip reader is another: it finds entries without regard to case,
 * takes one of two of the same name, and looks for the directory in its own way. Only the plain form that libtorch writes is
 * taken, therefore: the directory right before the end of the file, no comment, names that differ even without case, entries
 * that do not overlap and whose own headers say what the directory says. The format is PKWARE's APPNOTE 6.3.
 */
final class ZipDirectory implements AutoCloseable {
    private static final int MOST_ENTRIES = 100_000;
    private static final int LARGEST = 64 << 20;

    private static final int END = 22;
    private static final int END64 = 56;
    private static final int LOCATOR64 = 20;
    private static final int CENTRAL = 46;
    private static final int LOCAL = 30;

    private static final int NO_SHORT = 0xffff;
    private static final long NO_INT = 0xffff_ffffL;

    private final String file;
    private final FileChannel channel;
    private final List<Entry> entries = new ArrayList<>();

    /**
     * One entry.
     *
     * @param name as the directory has it
     * @param deflated whether it is compressed; else it is stored
     * @param compressed bytes in the file
     * @param bytes bytes of the content
     * @param header where its own header begins
     * @param content where its bytes begin
     */
    record Entry(String name, boolean deflated, long compressed, long bytes, long header, long content) {}

    private ZipDirectory(String file, FileChannel channel) {
        this.file = file;
        this.channel = channel;
    }

    /** @throws ModelException if the file is no zip, or not of the plain form */
    static ZipDirectory open(String name, Path file) throws IOException {
        ZipDirectory directory = new ZipDirectory(name, FileChannel.open(file));
        try {
            directory.read();
            return directory;
        } catch (IOException | RuntimeException e) {
            directory.close();
            throw e;
        }
    }

    /** In the directory's order. */
    List<Entry> entries() {
        return entries;
    }

    private void read() throws IOException {
        long size = channel.size();
        if (size < END) {
            throw broken("it has " + size + " bytes");
        }
        long at = size - END;
        ByteBuffer end = bytes(at, END);
        if (end.getInt(0) != 0x06054b50 || u16(end, 20) != 0) {
            throw broken("it does not end in a zip's directory");
        }
        long count = u16(end, 10);
        long length = u32(end, 12);
        long start = u32(end, 16);
        if (end.getInt(4) != 0 || u16(end, 8) != count) {
            throw broken("its directory is in parts");
        }
        ByteBuffer locator = at < LOCATOR64 + END64 ? null : bytes(at - LOCATOR64, LOCATOR64);
        if (locator != null && locator.getInt(0) == 0x07064b50) {
            at -= LOCATOR64 + END64;
            ByteBuffer end64 = bytes(at, END64);
            if (locator.getLong(8) != at
                    || locator.getInt(4) != 0
                    || end64.getInt(0) != 0x06064b50
                    || end64.getLong(4) != END64 - 12
                    || end64.getLong(16) != 0
                    || end64.getLong(24) != end64.getLong(32)
                    || !agrees(count, NO_SHORT, end64.getLong(32))
                    || !agrees(length, NO_INT, end64.getLong(40))
                    || !agrees(start, NO_INT, end64.getLong(48))) {
                throw broken("its two ends of the directory do not agree");
            }
            count = end64.getLong(32);
            length = end64.getLong(40);
            start = end64.getLong(48);
        }
        if (count < 0 || count > MOST_ENTRIES || length < 0 || length > LARGEST) {
            throw broken("its directory has " + count + " entries in " + length + " bytes (limits " + MOST_ENTRIES
                    + " and " + LARGEST + ")");
        }
        if (start != at - length) {
            throw broken("its directory is not where its end says");
        }
        ByteBuffer directory = bytes(start, (int) length);
        for (int i = 0; i < count; i++) {
            entries.add(entry(directory));
        }
        if (directory.hasRemaining()) {
            throw broken("its directory is longer than its entries");
        }
        checkNames();
        checkPlaces(start);
    }

    /** The short field holds the number, or says that the long one does. */
    private static boolean agrees(long inShort, long none, long inLong) {
        return inShort == inLong || inShort == none;
    }

    private Entry entry(ByteBuffer directory) throws IOException {
        int at = directory.position();
        if (directory.remaining() < CENTRAL || directory.getInt(at) != 0x02014b50) {
            throw broken("its directory ends early");
        }
        int nameLength = u16(directory, at + 28);
        int extraLength = u16(directory, at + 30);
        int length = CENTRAL + nameLength + extraLength + u16(directory, at + 32);
        if (directory.remaining() < length) {
            throw broken("its directory ends early");
        }
        directory.position(at + length);
        byte[] rawName = new byte[nameLength];
        directory.get(at + CENTRAL, rawName);
        String name = new String(rawName, StandardCharsets.UTF_8);
        int method = u16(directory, at + 10);
        if ((u16(directory, at + 8) & 1) != 0 || (method != 0 && method != 8) || u16(directory, at + 34) != 0) {
            throw refused(name, "it is encrypted, or compressed by method " + method);
        }
        long[] wide = {u32(directory, at + 24), u32(directory, at + 20), u32(directory, at + 42)};
        widen(name, directory, at + CENTRAL + nameLength, extraLength, wide);
        long bytes = wide[0];
        long compressed = wide[1];
        long header = wide[2];
        if (bytes < 0 || compressed < 0 || header < 0 || (method == 0 && bytes != compressed)) {
            throw refused(name, "its lengths do not agree");
        }
        ByteBuffer local = bytes(header, LOCAL);
        byte[] localName = new byte[u16(local, 26)];
        bytes(header + LOCAL, localName.length).get(localName);
        if (local.getInt(0) != 0x04034b50
                || (u16(local, 6) & 1) != 0
                || u16(local, 8) != method
                || !Arrays.equals(localName, rawName)) {
            throw refused(name, "its own header is not what the directory says");
        }
        return new Entry(name, method == 8, compressed, bytes, header, header + LOCAL + nameLength + u16(local, 28));
    }

    /** Replaces the numbers that do not fit into 32 bits by those of the extra field 1, which has only them. */
    private void widen(String name, ByteBuffer in, int from, int length, long[] wide) throws ModelException {
        int at = from;
        int end = from + length;
        boolean found = false;
        while (end - at >= 4) {
            int id = u16(in, at);
            int next = at + 4 + u16(in, at + 2);
            if (next > end || (id == 1 && found)) {
                throw refused(name, "its extra fields are broken");
            }
            if (id == 1) {
                found = true;
                int field = at + 4;
                for (int i = 0; i < wide.length; i++) {
                    if (wide[i] == NO_INT) {
                        if (next - field < 8) {
                            throw refused(name, "its extra fields are broken");
                        }
                        wide[i] = in.getLong(field);
                        field += 8;
                    }
                }
            }
            at = next;
        }
        for (long number : wide) {
            if (!found && number == NO_INT) {
                throw refused(name, "its lengths are missing");
            }
        }
    }

    private void checkNames() throws ModelException {
        Set<String> names = new HashSet<>();
        for (Entry entry : entries) {
            String name = entry.name();
            for (int i = 0; i < name.length(); i++) {
                if (name.charAt(i) < ' ' || name.charAt(i) == 0x7f || name.charAt(i) == '\\') {
                    throw refused(name, "its name has a control character or a backslash");
                }
            }
            if (!names.add(name.toLowerCase(Locale.ROOT))) {
                throw refused(name, "another entry has this name, upper case or lower");
            }
        }
    }

    /** Entries that share bytes could make a small file take for ever. */
    private void checkPlaces(long directory) throws ModelException {
        List<Entry> byPlace = new ArrayList<>(entries);
        byPlace.sort(Comparator.comparingLong(Entry::header));
        if (byPlace.isEmpty() || byPlace.get(0).header() != 0) {
            throw broken("it does not begin with an entry");
        }
        long end = 0;
        for (Entry entry : byPlace) {
            if (entry.header() < end) {
                throw refused(entry.name(), "it overlaps another entry");
            }
            if (entry.content() > directory || entry.compressed() > directory - entry.content()) {
                throw refused(entry.name(), "it is longer than the file");
            }
            end = entry.content() + entry.compressed();
        }
    }

    /**
     * The content of an entry.
     *
     * @throws ModelException if it has more than so many bytes, or not those that it is said to have
     */
    byte[] content(Entry entry, int most) throws IOException {
        if (entry.bytes() > most || entry.compressed() > most) {
            throw refused(entry.name(), "it has more than " + most + " bytes");
        }
        ByteBuffer stored = bytes(entry.content(), (int) entry.compressed());
        byte[] content = new byte[(int) entry.bytes()];
        if (!entry.deflated()) {
            stored.get(content);
            return content;
        }
        Inflater inflater = new Inflater(true);
        try {
            inflater.setInput(stored);
            int length = 0;
            while (length < content.length) {
                int n = inflater.inflate(content, length, content.length - length);
                if (n == 0) {
                    throw refused(entry.name(), "it is shorter than it says");
                }
                length += n;
            }
            if (inflater.inflate(new byte[1]) != 0 || !inflater.finished()) {
                throw refused(entry.name(), "it is longer than it says");
            }
        } catch (DataFormatException e) {
            throw new ModelException(
                    file + "!" + entry.name() + " is refused: it cannot be unpacked: " + e.getMessage(), e);
        } finally {
            inflater.end();
        }
        return content;
    }

    private ByteBuffer bytes(long at, int length) throws IOException {
        if (at < 0 || length > channel.size() - at) {
            throw broken("it ends early");
        }
        ByteBuffer bytes = ByteBuffer.allocate(length).order(ByteOrder.LITTLE_ENDIAN);
        while (bytes.hasRemaining()) {
            if (channel.read(bytes, at + bytes.position()) < 0) {
                throw new EOFException(file + " became shorter while it was read");
            }
        }
        return bytes.flip();
    }

    private static int u16(ByteBuffer bytes, int at) {
        return bytes.getShort(at) & 0xffff;
    }

    private static long u32(ByteBuffer bytes, int at) {
        return bytes.getInt(at) & NO_INT;
    }

    private ModelException broken(String what) {
        return new ModelException(file + " is no TorchScript archive: " + what);
    }

    private ModelException refused(String entry, String what) {
        return new ModelException(file + "!" + entry + " is refused: " + what);
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
