package dev.tamis.pipeline.run;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileContext;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Options;
import org.apache.hadoop.fs.Path;

/**
 * A run's directory on any Hadoop filesystem: paths, and the commit protocol.
 *
 * <p>Tasks write under {@code attempts/}, where nobody reads. {@link #publish} moves the files of the successful
 * attempts to names made from their content and then replaces the stage's manifest in one atomic step. Files of an
 * earlier manifest stay where they are.
 */
public final class RunDirectory {
    private static final List<String> OBJECT_STORES = List.of("s3a", "s3", "gs", "abfs", "abfss", "wasb", "wasbs");

    private final Path root;
    private final FileSystem fs;
    private final Configuration conf;

    public RunDirectory(String root, Configuration conf) throws IOException {
        Path path = new Path(root);
        this.fs = path.getFileSystem(conf);
        this.root = fs.makeQualified(path);
        this.conf = conf;
    }

    public Path path(String relative) {
        return new Path(root, relative);
    }

    public Path root() {
        return root;
    }

    /** The filesystem's scheme; not every implementation knows its own. */
    private String scheme() {
        return fs.getUri().getScheme();
    }

    public FileSystem fs() {
        return fs;
    }

    public Configuration conf() {
        return conf;
    }

    @Override
    public String toString() {
        return "file".equals(scheme()) ? root.toUri().getPath() : root.toString();
    }

    public boolean exists(String relative) throws IOException {
        return fs.exists(path(relative));
    }

    public InputStream open(String relative) throws IOException {
        return fs.open(path(relative));
    }

    public byte[] bytes(String relative) throws IOException {
        try (InputStream in = open(relative)) {
            return in.readAllBytes();
        }
    }

    /** Where the attempt of a task may write. */
    public String attemptDirectory(String stage, int part, long attempt) {
        return "attempts/" + stage + "/" + part + "-" + attempt;
    }

    /** The committed manifest of a stage, if there is one. */
    public Optional<Manifest> manifest(String stage) throws IOException {
        String file = manifestFile(stage);
        try {
            return Optional.of(SealedJson.read(bytes(file), Manifest.class, file));
        } catch (FileNotFoundException e) {
            return Optional.empty();
        }
    }

    /** The committed manifest of a stage that must be there. */
    public Manifest required(String stage) throws IOException {
        return manifest(stage)
                .orElseThrow(() -> new IOException(this + " has no committed stage \"" + stage
                        + "\": run `tamis run RECIPE` with this output first"));
    }

    public static String manifestFile(String stage) {
        return "stages/" + stage + "/manifest.json";
    }

    /** Forgets what earlier, unpublished attempts of a stage left behind. */
    public void clearAttempts(String stage) throws IOException {
        fs.delete(path("attempts/" + stage), true);
        Path attempts = path("attempts");
        if (fs.exists(attempts) && fs.listStatus(attempts).length == 0) {
            fs.delete(attempts, false);
        }
    }

    /**
     * Commits a stage.
     *
     * @param attempts where each file stands, in the order of {@code manifest.files()}; an attempt equal to its
     *     committed file is taken as already in place
     */
    public void publish(Manifest manifest, List<String> attempts) throws IOException {
        publish(manifest, attempts, Map.of());
    }

    /**
     * Commits a stage that has files under fixed names as well. They are written when all others are in place, in their
     * order, so that an index never names what is not there.
     *
     * @param placed bytes by path; these files' attempts are their paths
     */
    public void publish(Manifest manifest, List<String> attempts, Map<String, byte[]> placed) throws IOException {
        for (int i = 0; i < attempts.size(); i++) {
            DataFile file = manifest.files().get(i);
            if (!placed.containsKey(file.path())) {
                moveIntoPlace(attempts.get(i), file);
            }
        }
        for (Map.Entry<String, byte[]> one : placed.entrySet()) {
            writeAtomically(one.getKey(), one.getValue());
        }
        writeAtomically(manifestFile(manifest.stage()), SealedJson.write(manifest));
        clearAttempts(manifest.stage());
    }

    private void moveIntoPlace(String attempt, DataFile file) throws IOException {
        Path target = path(file.path());
        if (!attempt.equals(file.path())) {
            Path from = path(attempt);
            long length = fs.getFileStatus(from).getLen();
            if (length != file.bytes()) {
                throw new IOException("Torn write: " + attempt + " has " + length + " bytes, its task wrote "
                        + file.bytes() + "; nothing was published, run again");
            }
            // The name holds the content's digest, so whatever stands there already is the same file.
            if (fs.exists(target) && fs.getFileStatus(target).getLen() == file.bytes()) {
                return;
            }
            fs.mkdirs(target.getParent());
            if (!fs.rename(from, target)) {
                throw new IOException("Cannot rename " + attempt + " to " + file.path() + "; nothing was published");
            }
        }
        long length = fs.getFileStatus(target).getLen();
        if (length != file.bytes()) {
            throw new IOException("Lost write: " + file.path() + " has " + length + " bytes, expected " + file.bytes()
                    + "; nothing was published, run again");
        }
    }

    /** Replaces a small file in one step: readers see the old bytes or the new, never a mixture. */
    public void writeAtomically(String relative, byte[] bytes) throws IOException {
        Path target = path(relative);
        fs.mkdirs(target.getParent());
        if (OBJECT_STORES.contains(scheme())) {
            // An object appears whole when its upload is completed; a rename would be a copy.
            write(target, bytes);
            return;
        }
        Path temporary = new Path(target.getParent(), "." + target.getName() + ".next");
        write(temporary, bytes);
        if ("file".equals(scheme())) {
            // Hadoop's local rename deletes an existing target first, which is two steps.
            Files.move(
                    java.nio.file.Path.of(temporary.toUri().getPath()),
                    java.nio.file.Path.of(target.toUri().getPath()),
                    StandardCopyOption.ATOMIC_MOVE,
                    StandardCopyOption.REPLACE_EXISTING);
        } else {
            FileContext.getFileContext(target.toUri(), conf).rename(temporary, target, Options.Rename.OVERWRITE);
        }
    }

    private void write(Path path, byte[] bytes) throws IOException {
        try (OutputStream out = fs.create(path, true)) {
            out.write(bytes);
        }
    }
}
