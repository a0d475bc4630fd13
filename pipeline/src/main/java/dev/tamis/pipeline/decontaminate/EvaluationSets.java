package dev.tamis.pipeline.decontaminate;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonFactoryBuilder;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.tamis.filters.decontaminate.BenchmarkIndex;
import dev.tamis.filters.ingest.TextLines;
import dev.tamis.filters.record.Limits;
import dev.tamis.pipeline.hocon.Nearest;
import dev.tamis.pipeline.recipe.DecontaminateSpec;
import dev.tamis.pipeline.recipe.DecontaminateSpec.EvaluationSet;
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
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/**
 * The items of a recipe's evaluation sets. Every string in the chosen fields of a line is one, however deep in arrays and
 * objects. What cannot be read, or yields nothing, fails: a run that looks for nothing and finds nothing would look clean.
 */
public final class EvaluationSets {
    private static final int MOST_DEPTH = 200;
    /** Paths of strings that are named where a chosen field has none. */
    private static final int MOST_PATHS = 50;

    private static final String FIX = " (correct the file, or take it out of decontaminate.sets.";

    private final List<EvaluationItem> items = new ArrayList<>();
    private final List<String> digests = new ArrayList<>();
    private final BenchmarkIndex index;

    private EvaluationSets(DecontaminateSpec spec, Limits limits, Configuration conf) throws IOException {
        BenchmarkIndex.Builder builder =
                new BenchmarkIndex.Builder(spec.ngram(), spec.match() == DecontaminateSpec.Match.FULL);
        for (EvaluationSet set : spec.sets()) {
            int before = items.size();
            boolean any = new Reader(set, limits, conf, builder, spec).read();
            if (!any) {
                throw new IOException("decontaminate.sets." + set.name() + ": none of its " + (items.size() - before)
                        + " strings has the " + fewestWords(spec) + " words of the shortest that is looked for"
                        + " (name longer fields in decontaminate.sets." + set.name() + ".fields, or take the set out)");
            }
        }
        index = builder.build();
    }

    /**
     * Reads the sets.
     *
     * @throws IOException if a path leads to no file, a file cannot be read, a line is not one JSON object, a chosen field
     *     has no string in any line, or a set has no item long enough to look for; the message names set, file and line
     */
    public static EvaluationSets read(DecontaminateSpec spec, Limits limits, Configuration conf) throws IOException {
        return new EvaluationSets(spec, limits, conf);
    }

    /** Words of the shortest item that is looked for. */
    private static int fewestWords(DecontaminateSpec spec) {
        return spec.match() == DecontaminateSpec.Match.FULL
                ? BenchmarkIndex.FEWEST_WORDS
                : Math.min(spec.ngram(), BenchmarkIndex.FEWEST_WORDS);
    }

    /** All items, by their number in the {@link #index}. */
    public List<EvaluationItem> items() {
        return List.copyOf(items);
    }

    public BenchmarkIndex index() {
        return index;
    }

    /** One text for each file, in order: its set, its name and the SHA-256 of its bytes. */
    public List<String> digests() {
        return List.copyOf(digests);
    }

    private final class Reader {
        private final EvaluationSet set;
        private final Limits limits;
        private final Configuration conf;
        private final BenchmarkIndex.Builder builder;
        private final int fewest;
        private final JsonMapper json;
        private final SortedSet<String> paths = new TreeSet<>();
        private final Set<String> fieldsFound = new HashSet<>();
        private boolean any;
        private long lines;

        Reader(
                EvaluationSet set,
                Limits limits,
                Configuration conf,
                BenchmarkIndex.Builder builder,
                DecontaminateSpec spec) {
            this.set = set;
            this.limits = limits;
            this.conf = conf;
            this.builder = builder;
            this.fewest = fewestWords(spec);
            JsonFactory factory = new JsonFactoryBuilder()
                    .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                    .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxNestingDepth(MOST_DEPTH)
                            .maxStringLength((int) Math.min(limits.recordBytes(), Integer.MAX_VALUE - 64))
                            .maxNameLength(4096)
                            .build())
                    .build();
            json = JsonMapper.builder(factory)
                    .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                    .build();
        }

        private String key() {
            return "decontaminate.sets." + set.name();
        }

        /** Whether any item is long enough to be looked for. */
        boolean read() throws IOException {
            List<Path> files = new ArrayList<>();
            for (String path : set.paths()) {
                List<Path> found = files(new Path(path));
                if (found.isEmpty()) {
                    throw new FileNotFoundException(key() + ".paths: " + path + " leads to no file");
                }
                found.stream().filter(file -> !files.contains(file)).forEach(files::add);
            }
            long names = files.stream().map(Path::getName).distinct().count();
            for (Path file : files) {
                read(file, names == files.size() ? file.getName() : file.toString());
            }
            for (String field : set.fields()) {
                if (!fieldsFound.contains(field)) {
                    throw new IOException(key() + ".fields: no string in field \"" + field + "\" of any of " + lines
                            + " lines" + Nearest.hint(field, List.copyOf(paths)) + "; strings are in: "
                            + (paths.isEmpty() ? "no field" : String.join(", ", paths)));
                }
            }
            return any;
        }

        private List<Path> files(Path glob) throws IOException {
            FileSystem system = glob.getFileSystem(conf);
            FileStatus[] found = system.globStatus(glob);
            List<Path> files = new ArrayList<>();
            for (FileStatus status : found == null ? new FileStatus[0] : found) {
                FileStatus[] inside = status.isDirectory()
                        ? system.listStatus(
                                status.getPath(),
                                path -> !path.getName().startsWith(".")
                                        && !path.getName().startsWith("_"))
                        : new FileStatus[] {status};
                Arrays.stream(inside)
                        .filter(FileStatus::isFile)
                        .map(FileStatus::getPath)
                        .sorted()
                        .forEach(files::add);
            }
            return files;
        }

        private void read(Path file, String name) throws IOException {
            try (InputStream stored = file.getFileSystem(conf).open(file);
                    DigestInputStream digesting =
                            new DigestInputStream(new BufferedInputStream(stored), Digests.sha256());
                    TextLines reader = new TextLines(digesting, limits)) {
                long before = lines;
                while (next(reader, file)) {
                    byte[] line = reader.line();
                    if (!isBlank(line, reader.length())) {
                        lines++;
                        line(parse(line, reader, file), name, reader.number());
                    }
                }
                if (lines == before) {
                    throw new IOException(
                            key() + ": " + file + " has no line: fetch it again, or leave it out of paths");
                }
                digesting.transferTo(OutputStream.nullOutputStream());
                digests.add(set.name() + "\n" + name + "\n"
                        + Digests.hex(digesting.getMessageDigest().digest()));
            }
        }

        private boolean next(TextLines reader, Path file) throws IOException {
            try {
                return reader.next();
            } catch (IOException e) {
                throw new IOException(
                        key() + ": " + file + ":" + Math.max(1, reader.number()) + ": " + e.getMessage() + FIX
                                + set.name() + ".paths)",
                        e);
            }
        }

        private JsonNode parse(byte[] line, TextLines reader, Path file) throws IOException {
            String problem;
            try {
                JsonNode node = json.readTree(line, 0, reader.length());
                if (node != null && node.isObject()) {
                    return node;
                }
                problem = "is JSON, but no object";
            } catch (JsonProcessingException e) {
                problem = "is not one JSON object: " + e.getOriginalMessage();
            } catch (IOException e) {
                // bytes that are no UTF-8 come here
                problem = "is not one JSON object: " + e.getMessage();
            }
            throw new IOException(key() + ": " + file + ":" + reader.number() + ": the line " + problem + FIX
                    + set.name() + ".paths)");
        }

        private void line(JsonNode line, String file, long number) {
            String ownId = null;
            for (String name : List.of("task_id", "id")) {
                JsonNode id = line.get(name);
                if (ownId == null && id != null && id.isValueNode() && !id.isNull()) {
                    ownId = id.asText();
                }
            }
            walk(line, null, "", file, number, ownId);
        }

        /**
         * @param field path with the places in arrays, such as {@code choices[2].text}, that no other string of the line has;
         *     null for the line itself
         * @param path as recipes name it, without places and escapes, such as {@code choices.text}
         */
        private void walk(JsonNode node, String field, String path, String file, long number, String ownId) {
            if (node.isTextual()) {
                if (paths.size() < MOST_PATHS) {
                    paths.add(path);
                }
                if (isChosen(path)) {
                    int words = builder.add(node.textValue().getBytes(StandardCharsets.UTF_8));
                    any |= words >= fewest;
                    items.add(new EvaluationItem(set.name(), file, number, field, ownId));
                }
            } else if (node.isArray()) {
                for (int i = 0; i < node.size(); i++) {
                    walk(node.get(i), field + "[" + i + "]", path, file, number, ownId);
                }
            } else if (node.isObject()) {
                for (Map.Entry<String, JsonNode> one : node.properties()) {
                    String dot = path.isEmpty() ? "" : ".";
                    String key = escaped(one.getKey());
                    String below = field == null ? key : field + "." + key;
                    walk(one.getValue(), below, path + dot + one.getKey(), file, number, ownId);
                }
            }
        }

        /** A key in which no sign of a path or an id stands alone. */
        private static String escaped(String key) {
            StringBuilder escaped = new StringBuilder(key.length());
            for (int i = 0; i < key.length(); i++) {
                char c = key.charAt(i);
                if (c == '.' || c == ':' || c == '[' || c == ']' || c == '\\') {
                    escaped.append('\\');
                }
                escaped.append(c);
            }
            return escaped.toString();
        }

        private boolean isChosen(String path) {
            boolean chosen = set.fields().isEmpty();
            for (String field : set.fields()) {
                if (path.equals(field) || path.startsWith(field + ".")) {
                    fieldsFound.add(field);
                    chosen = true;
                }
            }
            return chosen;
        }
    }

    private static boolean isBlank(byte[] line, int length) {
        for (int i = 0; i < length; i++) {
            if (line[i] != ' ' && line[i] != '\t' && line[i] != '\r') {
                return false;
            }
        }
        return true;
    }
}
