package dev.tamis.pipeline.source;

import dev.tamis.filters.record.Kind;
import dev.tamis.pipeline.recipe.SourceSpec;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.NavigableSet;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/** Lists the shards that the patterns of a recipe match. */
public final class ShardListing {
    private final Configuration conf;

    public ShardListing(Configuration conf) {
        this.conf = conf;
    }

    /** The shards of all sources: by source in the recipe's order, then by name. */
    public List<Shard> list(List<SourceSpec> sources) throws IOException {
        List<Shard> shards = new ArrayList<>();
        for (int i = 0; i < sources.size(); i++) {
            SortedMap<String, Shard> bySource = new TreeMap<>();
            for (String pattern : sources.get(i).paths()) {
                list(i, pattern, bySource);
            }
            if (bySource.isEmpty()) {
                throw new IOException("sources." + sources.get(i).name() + ".paths: nothing matches "
                        + sources.get(i).paths());
            }
            SourceSpec source = sources.get(i);
            shards.addAll(
                    source.kind() == Kind.IMAGE && source.format() == SourceSpec.Format.FILES
                            ? withSidecars(bySource)
                            : bySource.values());
        }
        return shards;
    }

    /**
     * Images with the files beside them that have their stem and end in {@code .txt} or {@code .json}, whether or not the
     * recipe's patterns match those. Such a file without an image stays one of its own.
     */
    private List<Shard> withSidecars(SortedMap<String, Shard> found) throws IOException {
        SortedMap<String, List<String>> byStem = new TreeMap<>();
        for (Shard shard : found.values()) {
            if (!isSidecar(shard.uri())) {
                byStem.putIfAbsent(stem(shard.uri()), new ArrayList<>());
            }
        }
        NavigableSet<Path> folders = new TreeSet<>();
        byStem.keySet().forEach(stem -> folders.add(new Path(stem).getParent()));
        for (Path folder : folders) {
            for (FileStatus status : folder.getFileSystem(conf).listStatus(folder)) {
                String uri = status.getPath().toString();
                List<String> sidecars = status.isFile() && isSidecar(uri) ? byStem.get(stem(uri)) : null;
                if (sidecars != null) {
                    sidecars.add(uri);
                }
            }
        }
        NavigableSet<String> taken = new TreeSet<>();
        byStem.values().forEach(taken::addAll);
        List<Shard> shards = new ArrayList<>();
        for (Shard shard : found.values()) {
            List<String> sidecars = new ArrayList<>(byStem.getOrDefault(stem(shard.uri()), List.of()));
            if (isSidecar(shard.uri())) {
                if (!taken.contains(shard.uri())) {
                    shards.add(shard);
                }
            } else {
                Collections.sort(sidecars);
                shards.add(new Shard(shard.source(), shard.name(), shard.uri(), shard.bytes(), sidecars));
            }
        }
        return shards;
    }

    private static boolean isSidecar(String uri) {
        String name = uri.toLowerCase(Locale.ROOT);
        return name.endsWith(".txt") || name.endsWith(".json");
    }

    private static String stem(String uri) {
        int dot = uri.lastIndexOf('.');
        return dot > uri.lastIndexOf('/') + 1 ? uri.substring(0, dot) : uri;
    }

    /** Whether a pattern matches at least one file. */
    public boolean matches(String pattern) throws IOException {
        SortedMap<String, Shard> found = new TreeMap<>();
        list(0, pattern, found);
        return !found.isEmpty();
    }

    private void list(int source, String pattern, SortedMap<String, Shard> found) throws IOException {
        Path glob = new Path(pattern);
        FileSystem fs = glob.getFileSystem(conf);
        FileStatus[] matches = fs.globStatus(glob);
        if (matches == null) {
            return;
        }
        String base = glob.isAbsolute() || glob.toUri().getScheme() != null
                ? null
                : fs.getWorkingDirectory().toUri().getPath() + "/";
        List<FileStatus> pending = new ArrayList<>(List.of(matches));
        while (!pending.isEmpty()) {
            FileStatus status = pending.remove(pending.size() - 1);
            String last = status.getPath().getName();
            if (last.startsWith(".") || last.startsWith("_")) {
                continue;
            }
            if (status.isDirectory()) {
                pending.addAll(List.of(fs.listStatus(status.getPath())));
                continue;
            }
            String path = status.getPath().toUri().getPath();
            String name;
            if (base != null && path.startsWith(base)) {
                name = path.substring(base.length());
            } else if ("file".equals(fs.getUri().getScheme())) {
                name = path;
            } else {
                name = status.getPath().toString();
            }
            found.put(name, new Shard(source, name, status.getPath().toString(), status.getLen()));
        }
    }
}
