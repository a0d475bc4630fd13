package dev.tamis.pipeline.setting;

import dev.tamis.filters.signal.SettingReader;
import dev.tamis.filters.signal.Settings;
import dev.tamis.pipeline.recipe.Recipe;
import dev.tamis.pipeline.recipe.SafetySpec;
import dev.tamis.pipeline.run.Digests;
import java.io.BufferedInputStream;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/** Finds the files of a recipe's settings and loads them, once in a process for each state of their bytes. */
public final class SettingFiles {
    /** Settings of this many runs are kept; a process serves one at a time. */
    private static final int KEPT = 2;

    /** The key of the model that tells languages. */
    public static final String LANGUAGE = "language";

    /** The key of the lists of hashes of media. */
    public static final String HASH_LISTS = "hash_lists";

    private static final Map<List<SettingRef>, Settings> LOADED = new LinkedHashMap<>();

    private SettingFiles() {}

    /** The readers on the class path, by key. */
    public static Map<String, SettingReader<?>> readers() {
        Map<String, SettingReader<?>> readers = new LinkedHashMap<>();
        for (SettingReader<?> reader : ServiceLoader.load(SettingReader.class, SettingReader.class.getClassLoader())) {
            SettingReader<?> other = readers.putIfAbsent(reader.key(), reader);
            if (other != null) {
                throw new IllegalStateException("Setting " + reader.key() + " is read by "
                        + other.getClass().getName() + " and by "
                        + reader.getClass().getName() + " (take the jar of one off the class path)");
            }
        }
        return readers;
    }

    /**
     * Expands the recipe's paths and globs; a directory stands for the files in it whose names do not begin with a dot or an
     * underscore, or, if its directories have files {@code domains} or {@code urls}, for these alone: that is the form of
     * UT1, whose root has files about the lists beside them. Digests are still empty.
     *
     * @throws IOException if a path leads to no file
     */
    public static List<SettingRef> list(SafetySpec safety, Configuration conf) throws IOException {
        List<SettingRef> refs = new ArrayList<>();
        for (SafetySpec.NamedPath named : safety.paths()) {
            List<String> files = files(new Path(named.path()), conf);
            if (files.isEmpty()) {
                throw new FileNotFoundException("safety." + named.key() + ": " + named.path() + " leads to no file");
            }
            files.forEach(uri -> refs.add(new SettingRef(named.key(), named.role(), uri, "")));
        }
        return refs;
    }

    /** All files of a recipe's settings: its lists, and the model that tells languages. Digests are still empty. */
    public static List<SettingRef> list(Recipe recipe, Configuration conf) throws IOException {
        List<SettingRef> refs = new ArrayList<>(list(recipe.safety(), conf));
        recipe.language().ifPresent(model -> refs.add(new SettingRef(LANGUAGE, "", model.path(), "")));
        return refs;
    }

    /**
     * Compares the model that tells languages with its pin, and loads it once.
     *
     * @param refs digested
     * @throws IOException if its bytes are others, or it is broken
     */
    public static void checkLanguage(Recipe recipe, List<SettingRef> refs, Configuration conf) throws IOException {
        for (SettingRef ref : refs) {
            if (ref.key().equals(LANGUAGE)) {
                String pin = recipe.language().orElseThrow().sha256();
                if (!ref.sha256().equals(pin)) {
                    throw new IOException("language: " + ref.uri() + " has SHA-256 " + ref.sha256()
                            + ", but the recipe pins " + pin + ": it is another file, or damaged");
                }
                load(List.of(ref), conf, readers());
            }
        }
    }

    /**
     * Digests and reads the lists of hashes, so that one that cannot be read, or is damaged, stops a run before anything is
     * read that it might be needed for.
     *
     * @param refs all files of a recipe's settings
     * @return those of the lists, digested
     * @throws IOException if a list is not what it must be
     */
    public static List<SettingRef> checkedHashLists(List<SettingRef> refs, Configuration conf) throws IOException {
        List<SettingRef> lists = new ArrayList<>();
        for (SettingRef ref : refs) {
            if (ref.key().equals(HASH_LISTS)) {
                try {
                    lists.add(digested(ref, conf));
                } catch (IOException e) {
                    throw new IOException(
                            place(HASH_LISTS) + ": " + ref.uri() + " cannot be read: " + e.getMessage(), e);
                }
            }
        }
        load(lists, conf);
        return lists;
    }

    private static List<String> files(Path path, Configuration conf) throws IOException {
        FileSystem system = path.getFileSystem(conf);
        FileStatus[] found = system.globStatus(path);
        List<String> uris = new ArrayList<>();
        for (FileStatus status : found == null ? new FileStatus[0] : found) {
            List<FileStatus> inside = status.isDirectory()
                    ? Arrays.asList(system.listStatus(status.getPath(), SettingFiles::isVisible))
                    : List.of(status);
            List<FileStatus> ofCategories = new ArrayList<>();
            for (FileStatus folder : inside) {
                if (folder.isDirectory()) {
                    ofCategories.addAll(Arrays.asList(system.listStatus(
                            folder.getPath(),
                            list -> list.getName().equals("domains")
                                    || list.getName().equals("urls"))));
                }
            }
            (ofCategories.isEmpty() ? inside : ofCategories)
                    .stream()
                            .filter(FileStatus::isFile)
                            .map(file -> file.getPath().toString())
                            .sorted(Comparator.naturalOrder())
                            .forEach(uris::add);
        }
        return uris;
    }

    private static boolean isVisible(Path path) {
        return !path.getName().startsWith(".") && !path.getName().startsWith("_");
    }

    /** The same file with the digest of the bytes that it has now. */
    public static SettingRef digested(SettingRef ref, Configuration conf) throws IOException {
        Path path = new Path(ref.uri());
        try (InputStream in = path.getFileSystem(conf).open(path)) {
            return new SettingRef(ref.key(), ref.role(), ref.uri(), Digests.sha256(in));
        }
    }

    /**
     * The settings that the files make, from this process's memory if they were loaded before.
     *
     * @throws IOException if a file cannot be read, is not what it must be, or was changed since it was digested
     */
    public static Settings load(List<SettingRef> refs, Configuration conf) throws IOException {
        if (refs.isEmpty()) {
            return Settings.none();
        }
        synchronized (LOADED) {
            Settings settings = LOADED.get(refs);
            if (settings == null) {
                settings = load(refs, conf, readers());
                if (LOADED.size() == KEPT) {
                    LOADED.remove(LOADED.keySet().iterator().next());
                }
                LOADED.put(List.copyOf(refs), settings);
            }
            return settings;
        }
    }

    static Settings load(List<SettingRef> refs, Configuration conf, Map<String, SettingReader<?>> readers)
            throws IOException {
        Map<String, List<SettingReader.SettingFile>> byKey = new LinkedHashMap<>();
        for (SettingRef ref : refs) {
            if (!digested(ref, conf).equals(ref)) {
                throw new IOException(
                        ref.uri() + " was changed while the run read it: its SHA-256 was " + ref.sha256());
            }
            byKey.computeIfAbsent(ref.key(), key -> new ArrayList<>()).add(new Stored(ref, conf));
        }
        Settings settings = Settings.none();
        for (Map.Entry<String, List<SettingReader.SettingFile>> files : byKey.entrySet()) {
            SettingReader<?> reader = readers.get(files.getKey());
            if (reader == null) {
                throw new IOException("Nothing on the class path reads " + place(files.getKey()) + " (known: "
                        + String.join(", ", readers.keySet()) + ")");
            }
            settings = with(settings, reader, files.getValue());
        }
        return settings;
    }

    private static <T> Settings with(Settings settings, SettingReader<T> reader, List<SettingReader.SettingFile> files)
            throws IOException {
        try {
            return settings.with(reader.setting(), reader.read(files));
        } catch (IOException e) {
            throw new IOException(place(reader.key()) + ": " + e.getMessage(), e);
        }
    }

    /** Where the recipe has it. */
    private static String place(String key) {
        return key.equals(LANGUAGE) ? LANGUAGE : "safety." + key;
    }

    private record Stored(SettingRef ref, Configuration conf) implements SettingReader.SettingFile {
        @Override
        public String role() {
            return ref.role();
        }

        @Override
        public String name() {
            return new Path(ref.uri()).getName();
        }

        @Override
        public String folder() {
            return new Path(ref.uri()).getParent().getName();
        }

        @Override
        public InputStream open() throws IOException {
            Path path = new Path(ref.uri());
            return new BufferedInputStream(path.getFileSystem(conf).open(path));
        }
    }
}
