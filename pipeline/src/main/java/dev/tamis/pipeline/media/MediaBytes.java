package dev.tamis.pipeline.media;

import dev.tamis.pipeline.run.DataFile;
import dev.tamis.pipeline.run.Digests;
import dev.tamis.pipeline.run.RunDirectory;
import dev.tamis.pipeline.table.TableReader;
import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.Path;
import org.apache.parquet.example.data.Group;

/**
 * Reads the bytes of media again, by the references that documents carry: a file, where in it they begin, and how many
 * there are.
 *
 * <p>A file whose name begins with {@code run:} is one of the run: {@code run:stages/annotate/media-00007.tar} is what the
 * manifest of {@code annotate} names {@code stages/annotate/media-00007-}DIGEST{@code .tar}. Documents are written before
 * the digest of what is stored beside them is known.
 *
 * <p>The last file stays open: references in the order of a file read it once, from its start to its end. One thread.
 */
public final class MediaBytes implements Closeable {
    /** How a reference to a file of the run begins. */
    public static final String OF_RUN = "run:";

    /** Name of the table, in the manifest of {@code annotate}, of the tars that hold what cannot be read where it lies. */
    public static final String STORE = "media_store";

    private static final String STORE_PREFIX = "stages/annotate/media";
    /** Gaps up to here are read through rather than jumped over, which on object stores is a request anew. */
    private static final int READ_THROUGH = 1 << 18;

    private final RunDirectory run;
    private final Map<String, String> stored = new HashMap<>();
    private final byte[] skipped = new byte[1 << 13];
    private String name;
    private FSDataInputStream in;
    private long position;

    public MediaBytes(RunDirectory run) {
        this.run = run;
    }

    /** Path of the store of a part below the run directory, without the digest and the ending. */
    public static String storePrefix() {
        return STORE_PREFIX;
    }

    /** How documents refer to the store of a part. */
    public static String storeOf(int part) {
        return String.format(Locale.ROOT, "%s%s-%05d.tar", OF_RUN, STORE_PREFIX, part);
    }

    /** Whether an element of {@code documents.media} says where its bytes lie. */
    public static boolean isReference(Group medium) {
        return medium.getFieldRepetitionCount("shard") > 0
                && medium.getFieldRepetitionCount("offset") > 0
                && medium.getFieldRepetitionCount("length") > 0;
    }

    /**
     * The bytes of a medium.
     *
     * @param medium an element of {@code documents.media} with at least {@code shard}, {@code offset}, {@code length} and
     *     {@code sha256}
     * @throws IOException if they cannot be read, or are no longer those that the document was made from
     */
    public byte[] read(Group medium) throws IOException {
        if (!isReference(medium)) {
            throw new IOException(
                    "a medium" + (medium.getFieldRepetitionCount("url") > 0 ? " of " + medium.getString("url", 0) : "")
                            + " has no bytes: it was never joined to any");
        }
        return read(
                medium.getString("shard", 0),
                medium.getLong("offset", 0),
                medium.getLong("length", 0),
                TableReader.string(medium, "sha256"));
    }

    /**
     * The bytes of a medium.
     *
     * @param shard URI, path below the working directory, or {@code run:} and a path below the run's
     * @param sha256 hex digest that they must have; null for any
     * @throws IOException if they cannot be read, or have another digest
     */
    public byte[] read(String shard, long offset, long length, String sha256) throws IOException {
        if (offset < 0 || length < 0 || length > Integer.MAX_VALUE - 64) {
            throw failure(shard, offset, length, "is no range", null);
        }
        byte[] bytes = new byte[(int) length];
        try {
            moveTo(shard, offset);
            in.readFully(bytes);
            position = offset + length;
        } catch (EOFException e) {
            forget();
            throw failure(shard, offset, length, "the file ends before: it is not the one that was read", e);
        } catch (IOException e) {
            forget();
            throw failure(shard, offset, length, "cannot be read: " + e.getMessage(), e);
        }
        if (sha256 != null) {
            String found = Digests.sha256(bytes);
            if (!found.equals(sha256)) {
                throw failure(
                        shard, offset, length, "was changed since: SHA-256 is " + found + ", was " + sha256, null);
            }
        }
        return bytes;
    }

    private void moveTo(String shard, long offset) throws IOException {
        if (!shard.equals(name)) {
            forget();
            Path path = path(shard);
            in = path.getFileSystem(run.conf()).open(path);
            position = 0;
            name = shard;
        }
        if (offset > position && offset - position <= READ_THROUGH) {
            while (position < offset) {
                int step = (int) Math.min(skipped.length, offset - position);
                in.readFully(skipped, 0, step);
                position += step;
            }
        } else if (offset != position) {
            in.seek(offset);
            position = offset;
        }
    }

    private Path path(String shard) throws IOException {
        if (!shard.startsWith(OF_RUN)) {
            return new Path(shard);
        }
        String below = shard.substring(OF_RUN.length());
        if (!below.startsWith(STORE_PREFIX + "-")) {
            return run.path(below);
        }
        if (stored.isEmpty()) {
            for (DataFile file : run.required("annotate").table(STORE)) {
                stored.put(storeOf(file.part()), file.path());
            }
        }
        String path = stored.get(shard);
        if (path == null) {
            throw new IOException("stage annotate has no such store");
        }
        return run.path(path);
    }

    private static IOException failure(String shard, long offset, long length, String what, Throwable cause) {
        return new IOException(
                String.format(Locale.ROOT, "medium of %,d bytes at %s:%d %s", length, shard, offset, what), cause);
    }

    private void forget() throws IOException {
        name = null;
        if (in != null) {
            in.close();
            in = null;
        }
    }

    @Override
    public void close() throws IOException {
        forget();
    }
}
