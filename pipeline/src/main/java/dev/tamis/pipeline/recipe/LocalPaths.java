package dev.tamis.pipeline.recipe;

import dev.tamis.pipeline.hocon.Nearest;
import dev.tamis.pipeline.run.Digests;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.PatternSyntaxException;

/** Expands globs one path segment at a time, as Hadoop does, and stops at the first path that exists. */
final class LocalPaths implements PathCheck {

    /** Enough to find a match or a near name; a larger directory is not read to its end. */
    private static final int MOST_ENTRIES = 100_000;

    private final PathCheck remote;

    LocalPaths(PathCheck remote) {
        this.remote = remote;
    }

    @Override
    public Optional<String> problem(String path) {
        return problem(path, false);
    }

    @Override
    public Optional<String> listProblem(String path) {
        return problem(path, true);
    }

    @Override
    public Optional<String> sha256(String path) {
        String local = local(path);
        if (local == null || !Files.isRegularFile(Path.of(local))) {
            return Optional.empty();
        }
        try {
            return Optional.of(Digests.sha256(Path.of(local)));
        } catch (IOException e) {
            // Whoever reads the file next says what is wrong with it.
            return Optional.empty();
        }
    }

    /** The path without a scheme; null where it is on another file system. */
    private static String local(String path) {
        int colon = path.indexOf(':');
        if (colon <= 1
                || !path.substring(0, colon)
                        .chars()
                        .allMatch(c -> Character.isLetterOrDigit(c) || "+-.".indexOf(c) >= 0)) {
            return path;
        }
        if (!path.startsWith("file:")) {
            return null;
        }
        String local = path.substring("file:".length());
        while (local.startsWith("//")) {
            local = local.substring(1);
        }
        return local;
    }

    private Optional<String> problem(String path, boolean lists) {
        String local = local(path);
        if (local == null) {
            return lists ? remote.listProblem(path) : remote.problem(path);
        }
        if (local.contains("**")) {
            return Optional.of("\"**\" is not supported; write one * for each level of directories");
        }
        try {
            return find(local, lists);
        } catch (PatternSyntaxException e) {
            return Optional.of("is not a glob: " + e.getDescription());
        } catch (IOException e) {
            return Optional.of("cannot be listed: " + e);
        }
    }

    private static Optional<String> find(String path, boolean lists) throws IOException {
        List<Path> reached = List.of(Path.of(path.startsWith("/") ? "/" : ""));
        for (String segment : segments(path)) {
            List<Path> next = new ArrayList<>();
            for (Path directory : reached) {
                if (!isGlob(segment)) {
                    if (Files.exists(directory.resolve(segment))) {
                        next.add(directory.resolve(segment));
                    }
                } else if (Files.isDirectory(directory)) {
                    PathMatcher matcher = FileSystems.getDefault().getPathMatcher("glob:" + segment);
                    for (String name : entries(directory)) {
                        if (matcher.matches(Path.of(name))) {
                            next.add(directory.resolve(name));
                        }
                    }
                }
            }
            if (next.isEmpty()) {
                return Optional.of(missing(reached.get(0), segment));
            }
            reached = next;
        }
        if (lists) {
            for (Path one : reached) {
                if (holdsLists(one)) {
                    return Optional.empty();
                }
            }
            return Optional.of(
                    "leads to no file: " + reached.get(0) + " is a folder without lists, and so are its folders");
        }
        return Optional.empty();
    }

    /** Whether it is a file or has one that is not hidden, itself or in one of its folders, as {@code SettingFiles} looks. */
    private static boolean holdsLists(Path path) throws IOException {
        if (!Files.isDirectory(path)) {
            return true;
        }
        for (String name : entries(path)) {
            if (!name.startsWith(".") && !name.startsWith("_") && Files.isRegularFile(path.resolve(name))) {
                return true;
            }
            if (Files.exists(path.resolve(name).resolve("domains"))
                    || Files.exists(path.resolve(name).resolve("urls"))) {
                return true;
            }
        }
        return false;
    }

    /** Splits at slashes, but not within braces. */
    private static List<String> segments(String path) {
        List<String> segments = new ArrayList<>();
        int start = 0;
        int braces = 0;
        for (int i = 0; i <= path.length(); i++) {
            char c = i == path.length() ? '/' : path.charAt(i);
            braces += c == '{' ? 1 : c == '}' ? -1 : 0;
            if (c == '/' && (braces == 0 || i == path.length())) {
                if (i > start) {
                    segments.add(path.substring(start, i));
                }
                start = i + 1;
            }
        }
        return segments;
    }

    private static boolean isGlob(String segment) {
        return segment.chars().anyMatch(c -> "*?[{\\".indexOf(c) >= 0);
    }

    private static String missing(Path directory, String segment) throws IOException {
        String where = directory.toString().isEmpty() ? "the current directory" : directory.toString();
        if (!Files.isDirectory(directory)) {
            return "matches nothing: " + where + " is not a directory";
        }
        List<String> entries = entries(directory);
        if (!isGlob(segment)) {
            return "matches nothing: no \"" + segment + "\" in " + where + Nearest.hint(segment, entries);
        }
        if (entries.isEmpty()) {
            return "matches nothing: " + where + " is empty";
        }
        return "matches nothing: none of the " + entries.size() + " entries of " + where + " matches \"" + segment
                + "\"; the first is \"" + entries.get(0) + "\"";
    }

    /** Names in alphabetical order. */
    private static List<String> entries(Path directory) throws IOException {
        List<String> names = new ArrayList<>();
        try (DirectoryStream<Path> stream = Files.newDirectoryStream(directory)) {
            for (Path entry : stream) {
                names.add(entry.getFileName().toString());
                if (names.size() >= MOST_ENTRIES) {
                    break;
                }
            }
        }
        names.sort(null);
        return names;
    }
}
