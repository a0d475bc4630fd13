package dev.tamis.pipeline.recipe;

import java.util.Optional;

/** Tells before a run whether a path or glob of a recipe leads to anything. */
@FunctionalInterface
public interface PathCheck {

    /** What is wrong with the path, as the end of a sentence that starts with it; empty if something is there. */
    Optional<String> problem(String path);

    /** As {@link #problem}, for a path that must lead to a file or to a folder with lists in it. */
    default Optional<String> listProblem(String path) {
        return problem(path);
    }

    /** The digest of the bytes of a single file, in lower-case hex; empty where it is not looked at now. */
    default Optional<String> sha256(String path) {
        return Optional.empty();
    }

    /** Takes every path as it is: for recipes that are read again after a run. */
    static PathCheck none() {
        return path -> Optional.empty();
    }

    /**
     * Looks at local paths (without a scheme, or {@code file:}) itself, relative ones below the current directory, and
     * passes those with another scheme ({@code hdfs:}, {@code s3a:}) to the other check.
     */
    static PathCheck local(PathCheck remote) {
        return new LocalPaths(remote);
    }
}
