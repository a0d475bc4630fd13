package dev.tamis.pipeline.catalogue;

import java.io.IOException;
import java.io.InputStream;

/** Stops where an archive has no end. */
final class BoundedInput extends InputStream {
    private final InputStream in;
    private final long most;
    private long left;

    /** @param most bytes; with one more, reading fails */
    BoundedInput(InputStream in, long most) {
        this.in = in;
        this.most = most;
        this.left = most;
    }

    @Override
    public int read() throws IOException {
        int b = in.read();
        count(b < 0 ? 0 : 1);
        return b;
    }

    @Override
    public int read(byte[] bytes, int from, int length) throws IOException {
        int n = in.read(bytes, from, length);
        count(Math.max(0, n));
        return n;
    }

    private void count(int n) throws IOException {
        left -= n;
        if (left < 0) {
            throw new IOException("has more than " + most + " bytes, more than any archive of the catalogue");
        }
    }

    @Override
    public void close() throws IOException {
        in.close();
    }
}
