package dev.tamis.pipeline.catalogue;

import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.Timer;
import java.util.TimerTask;

/**
 * An answer that is given up when it says nothing: the timeout of a request ends with the answer's first lines, and a
 * connection that stays open without a byte would be waited for without end.
 */
final class WatchedInput extends InputStream {
    private final InputStream in;
    private final Duration silence;
    private final Timer watch = new Timer("tamis-model-fetch-watch", true);

    /** Of the read that waits; 0 where none does. */
    private volatile long waiting;

    private volatile boolean silent;
    private long reads;
    private long seen;

    /** @param silence of a read, after which all is given up; after twice as long at most */
    WatchedInput(InputStream in, Duration silence) {
        this.in = in;
        this.silence = silence;
        TimerTask look = new TimerTask() {
            @Override
            public void run() {
                look();
            }
        };
        watch.schedule(look, silence.toMillis(), silence.toMillis());
    }

    /** Gives up a read that was waiting at the last look as well. */
    private void look() {
        long now = waiting;
        if (now != 0 && now == seen) {
            silent = true;
            try {
                // Wakes who waits in read.
                in.close();
            } catch (IOException e) {
                // Reading fails all the same.
            }
        }
        seen = now;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] bytes, int from, int length) throws IOException {
        reads++;
        waiting = reads;
        int n;
        try {
            n = in.read(bytes, from, length);
        } catch (IOException e) {
            throw silent ? silence(e) : e;
        } finally {
            waiting = 0;
        }
        // What another thread closes may as well look like its end.
        if (silent) {
            throw silence(null);
        }
        return n;
    }

    private IOException silence(IOException cause) {
        return new IOException("gives nothing for " + silence.toSeconds() + " s", cause);
    }

    @Override
    public void close() throws IOException {
        watch.cancel();
        in.close();
    }
}
