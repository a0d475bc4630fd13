package dev.tamis.models.train;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/** The lines of files in fastText's form, one after another: {@code __label__x text}. */
public final class LabelledLines implements Closeable {
    private static final int BLOCK = 1 << 20;
    private static final int LONGEST = 1 << 30;

    private final List<Path> files;
    private int file = -1;
    private InputStream in;
    private byte[] bytes = new byte[BLOCK];
    private int from;
    private int to;
    private int filled;
    private long number;

    public LabelledLines(List<Path> files) {
        this.files = List.copyOf(files);
    }

    /** Goes to the next line; false after the last. */
    public boolean next() throws IOException {
        from = to;
        int searched = from;
        while (true) {
            for (int i = searched; i < filled; i++) {
                if (bytes[i] == '\n') {
                    to = i + 1;
                    number++;
                    return true;
                }
            }
            searched = filled;
            int moved = from;
            if (!fill()) {
                to = filled;
                if (from < filled) {
                    number++;
                    return true;
                }
                if (!open()) {
                    return false;
                }
                searched = from;
            } else {
                searched -= moved - from;
            }
        }
    }

    private boolean open() throws IOException {
        close();
        if (file + 1 >= files.size()) {
            return false;
        }
        file++;
        number = 0;
        in = Files.newInputStream(files.get(file));
        from = 0;
        to = 0;
        filled = 0;
        return true;
    }

    /** Reads more after what is there, which moves to the beginning. False at the file's end. */
    private boolean fill() throws IOException {
        if (in == null) {
            return false;
        }
        System.arraycopy(bytes, from, bytes, 0, filled - from);
        filled -= from;
        from = 0;
        if (filled == bytes.length) {
            if (filled >= LONGEST) {
                throw new IOException(place() + ": the line is longer than " + LONGEST + " bytes");
            }
            bytes = Arrays.copyOf(bytes, bytes.length * 2);
        }
        int read = in.read(bytes, filled, bytes.length - filled);
        filled += Math.max(0, read);
        return read >= 0;
    }

    /** Holds the line; overwritten by {@link #next()}. */
    public byte[] bytes() {
        return bytes;
    }

    public int from() {
        return from;
    }

    /** After the line's end. */
    public int to() {
        return to;
    }

    /** File and number of the line, for messages. */
    public String place() {
        return files.get(Math.max(0, file)) + ":" + number;
    }

    /** Number of the line in its file, from 1. */
    public long number() {
        return number;
    }

    /** The file that the line is in. */
    public Path file() {
        return files.get(file);
    }

    @Override
    public void close() throws IOException {
        if (in != null) {
            in.close();
            in = null;
        }
    }
}
