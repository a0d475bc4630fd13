package dev.tamis.pipeline.relevance;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.tamis.filters.ingest.TextLines;
import dev.tamis.filters.record.Limits;
import dev.tamis.models.relevance.NgramCounts;
import dev.tamis.pipeline.run.Digests;
import java.io.BufferedInputStream;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.security.DigestInputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/**
 * The files of a target sample, plain, gzip or zstd: in one whose name ends in {@code .jsonl} (before {@code .gz} or
 * {@code .zst}) the field {@code text} of each line is a text, in any other each line is one. N-grams do not go across
 * texts.
 */
public final class TargetFiles {
    private static final String FIELD = "text";

    private TargetFiles() {}

    /**
     * The files that paths and globs lead to, each once and in order of their paths.
     *
     * @throws FileNotFoundException if a path leads to no file
     */
    public static List<String> list(List<String> paths, Configuration conf) throws IOException {
        List<String> files = new ArrayList<>();
        for (String path : paths) {
            Path glob = new Path(path);
            FileSystem system = glob.getFileSystem(conf);
            FileStatus[] found = system.globStatus(glob);
            int before = files.size();
            for (FileStatus status : found == null ? new FileStatus[0] : found) {
                if (status.isFile()) {
                    files.add(status.getPath().toString());
                } else {
                    Arrays.stream(system.listStatus(status.getPath()))
                            .filter(FileStatus::isFile)
                            .map(FileStatus::getPath)
                            .filter(file -> !file.getName().startsWith(".")
                                    && !file.getName().startsWith("_"))
                            .forEach(file -> files.add(file.toString()));
                }
            }
            if (files.size() == before) {
                throw new FileNotFoundException(path + " leads to no file");
            }
        }
        return files.stream().distinct().sorted().toList();
    }

    /** Tells a file's texts from those of others: the SHA-256 of its bytes, and whether its name has them read as JSON. */
    public static String fingerprint(String file, Configuration conf) throws IOException {
        Path path = new Path(file);
        try (DigestInputStream in = new DigestInputStream(
                new BufferedInputStream(path.getFileSystem(conf).open(path), 1 << 16), Digests.sha256())) {
            in.transferTo(OutputStream.nullOutputStream());
            String form = isJson(path.getName()) ? "jsonl" : "lines";
            return form + ":" + Digests.hex(in.getMessageDigest().digest());
        }
    }

    /**
     * Reads a file as the fit will, so that a damaged one is told before a run.
     *
     * @return whether it has any word
     * @throws IOException as {@link #read}
     */
    public static boolean hasWords(String file, Limits limits, Configuration conf) throws IOException {
        NgramCounts words = new NgramCounts(1, 2);
        read(file, limits, conf, words::add);
        return words.total() > 0;
    }

    /**
     * Gives the texts of a file, in UTF-8.
     *
     * @throws IOException if the file is damaged, or a line of JSON has no text; the message names file and line
     */
    static void read(String file, Limits limits, Configuration conf, Consumer<byte[]> texts) throws IOException {
        Path path = new Path(file);
        boolean json = isJson(path.getName());
        JsonMapper mapper = new JsonMapper();
        long number = 0;
        try (InputStream in = path.getFileSystem(conf).open(path);
                TextLines lines = new TextLines(in, limits)) {
            while (lines.next()) {
                number = lines.number();
                byte[] line = Arrays.copyOf(lines.line(), lines.length());
                if (!json) {
                    texts.accept(line);
                } else if (line.length > 0) {
                    JsonNode text = mapper.readTree(line).get(FIELD);
                    if (text == null || !text.isTextual()) {
                        throw new IOException("the line has no text in field \"" + FIELD + "\"");
                    }
                    texts.accept(text.textValue().getBytes(StandardCharsets.UTF_8));
                }
            }
        } catch (IOException e) {
            throw new IOException("target " + file + ", line " + Math.max(1, number) + ": " + e.getMessage(), e);
        }
    }

    private static boolean isJson(String name) {
        String stem = name.endsWith(".gz") || name.endsWith(".zst") ? name.substring(0, name.lastIndexOf('.')) : name;
        return stem.endsWith(".jsonl");
    }
}
