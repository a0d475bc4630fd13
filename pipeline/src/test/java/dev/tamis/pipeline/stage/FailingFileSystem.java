package dev.tamis.pipeline.stage;

import java.io.IOException;
import java.net.URI;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RawLocalFileSystem;

/** The local filesystem under {@code failing:///}, on which the first few opened tables cannot be read. */
public final class FailingFileSystem extends RawLocalFileSystem {
    static final String SCHEME = "failing";
    static final AtomicInteger FAILURES = new AtomicInteger();

    @Override
    public String getScheme() {
        return SCHEME;
    }

    @Override
    public URI getUri() {
        return URI.create(SCHEME + ":///");
    }

    @Override
    public FSDataInputStream open(Path path, int bufferSize) throws IOException {
        if (path.getName().endsWith(".parquet") && FAILURES.getAndUpdate(left -> Math.max(0, left - 1)) > 0) {
            throw new IOException("injected: cannot read " + path);
        }
        return super.open(path, bufferSize);
    }
}
