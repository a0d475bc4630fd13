package dev.tamis.pipeline.hocon;

import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigIncludeContext;
import com.typesafe.config.ConfigIncluder;
import com.typesafe.config.ConfigIncluderClasspath;
import com.typesafe.config.ConfigIncluderFile;
import com.typesafe.config.ConfigIncluderURL;
import com.typesafe.config.ConfigObject;
import java.io.File;
import java.io.IOException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Resolves HOCON's {@code include} to local files relative to the including one. Nothing is fetched from anywhere. */
final class LocalIncluder implements ConfigIncluder, ConfigIncluderFile, ConfigIncluderURL, ConfigIncluderClasspath {

    private static final int DEEPEST = 16;

    private final Path from;
    private final Problems problems;
    private final int depth;

    LocalIncluder(Path from, Problems problems, int depth) {
        this.from = from;
        this.problems = problems;
        this.depth = depth;
    }

    /** For what is not in a file: every include is refused. */
    static ConfigIncluder refusing(String where, Problems problems) {
        return new LocalIncluder(Path.of(where), problems, Integer.MAX_VALUE);
    }

    @Override
    public ConfigIncluder withFallback(ConfigIncluder fallback) {
        return this;
    }

    @Override
    public ConfigObject include(ConfigIncludeContext context, String what) {
        if (depth == Integer.MAX_VALUE || what.contains("://") || what.startsWith("/")) {
            return refuse(what);
        }
        Path file = from.resolveSibling(what);
        if (!Files.isRegularFile(file)) {
            return problem(what, "include \"" + what + "\": no such file: " + file);
        }
        if (depth >= DEEPEST) {
            return problem(what, "include \"" + what + "\": nested deeper than " + DEEPEST + " files");
        }
        return HoconFile.parse(file, problems, depth + 1).root();
    }

    @Override
    public ConfigObject includeFile(ConfigIncludeContext context, File what) {
        return what.isAbsolute() ? refuse(what.getPath()) : include(context, what.getPath());
    }

    @Override
    public ConfigObject includeURL(ConfigIncludeContext context, URL what) {
        return refuse(what.toString());
    }

    @Override
    public ConfigObject includeResources(ConfigIncludeContext context, String what) {
        return refuse(what);
    }

    private ConfigObject refuse(String what) {
        return problem(
                what, "include \"" + what + "\" is not allowed; allowed: a local file, relative to the including one");
    }

    private ConfigObject problem(String what, String message) {
        problems.add(from.toString(), lineOf(what), "", message);
        return ConfigFactory.empty().root();
    }

    /** The library does not say where an include stands, so this looks for it. */
    private int lineOf(String what) {
        if (!Files.isRegularFile(from)) {
            return 0;
        }
        try {
            List<String> lines = Files.readAllLines(from);
            for (int i = 0; i < lines.size(); i++) {
                if (lines.get(i).strip().startsWith("include") && lines.get(i).contains(what)) {
                    return i + 1;
                }
            }
        } catch (IOException e) {
            // The file was parsed a moment ago; without it the message goes out without a line.
            return 0;
        }
        return 0;
    }
}
