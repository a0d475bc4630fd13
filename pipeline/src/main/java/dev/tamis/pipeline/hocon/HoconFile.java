package dev.tamis.pipeline.hocon;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigOrigin;
import com.typesafe.config.ConfigParseOptions;
import com.typesafe.config.ConfigSyntax;
import com.typesafe.config.ConfigValue;
import com.typesafe.config.ConfigValueFactory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Parses HOCON files. A syntax error becomes a problem with its line, and the rest of that file is not read. */
public final class HoconFile {

    /** Recipes are written by hand; what is larger is the wrong file. */
    private static final long LARGEST_BYTES = 4L << 20;

    private HoconFile() {}

    /** The file's content without substitutions resolved; empty when it cannot be parsed. */
    public static Config parse(Path file, Problems problems) {
        return parse(file, problems, 0);
    }

    static Config parse(Path file, Problems problems, int depth) {
        String name = file.toString();
        try {
            if (!Files.isRegularFile(file)) {
                problems.add(name, 0, "", Files.exists(file) ? "is not a regular file" : "no such file");
                return ConfigFactory.empty();
            }
            long bytes = Files.size(file);
            if (bytes > LARGEST_BYTES) {
                problems.add(name, 0, "", "is " + bytes + " bytes long (limit " + LARGEST_BYTES + ")");
                return ConfigFactory.empty();
            }
            ConfigParseOptions options = ConfigParseOptions.defaults()
                    .setSyntax(ConfigSyntax.CONF)
                    .setAllowMissing(false)
                    .setIncluder(new LocalIncluder(file, problems, depth));
            String text = Files.readString(file);
            String quoted = IncludeKeys.quoted(text);
            return quoted.equals(text)
                    ? ConfigFactory.parseFile(file.toFile(), options)
                    : ConfigFactory.parseString(quoted, options.setOriginDescription(name));
        } catch (IOException e) {
            problems.add(name, 0, "", "cannot be read: " + e.getMessage());
        } catch (ConfigException e) {
            add(e, name, problems);
        } catch (StackOverflowError e) {
            problems.add(name, 0, "", "is nested too deeply to be read");
        }
        return ConfigFactory.empty();
    }

    /**
     * The content that an assignment {@code key=value} from the command line stands for. The value is HOCON when it
     * starts like a list, a block or a quoted text, and is taken to the letter otherwise.
     */
    public static Config assignment(String text, String option, Problems problems) {
        int equals = text.indexOf('=');
        if (equals <= 0) {
            problems.add(option, 0, "", "expected key=value, found \"" + text + "\"");
            return ConfigFactory.empty();
        }
        String key = text.substring(0, equals).strip();
        String value = text.substring(equals + 1).strip();
        try {
            boolean literal = value.isEmpty() || "[{\"".indexOf(value.charAt(0)) < 0;
            ConfigValue parsed = literal
                    ? ConfigValueFactory.fromAnyRef(value, option)
                    : ConfigFactory.parseString(
                                    "value = " + value,
                                    ConfigParseOptions.defaults()
                                            .setOriginDescription(option)
                                            .setIncluder(LocalIncluder.refusing(option, problems)))
                            .root()
                            .get("value");
            return ConfigFactory.empty().withValue(key, parsed);
        } catch (ConfigException e) {
            problems.add(option, 0, key, "cannot be read: " + e.getMessage());
            return ConfigFactory.empty();
        }
    }

    /** The content with its substitutions resolved; what cannot be resolved is a problem. */
    public static ConfigObject resolve(Config config, String name, Problems problems) {
        try {
            return config.resolve().root();
        } catch (ConfigException e) {
            add(e, name, problems);
            return ConfigFactory.empty().root();
        }
    }

    private static void add(ConfigException e, String name, Problems problems) {
        ConfigOrigin origin = e.origin();
        String message = e.getMessage();
        if (origin == null) {
            problems.add(name, 0, "", message);
            return;
        }
        // The library puts the origin's description before the text; ours has the same in its own form.
        String prefix = origin.description() + ": ";
        problems.add(origin, "", message.startsWith(prefix) ? message.substring(prefix.length()) : message);
    }
}
