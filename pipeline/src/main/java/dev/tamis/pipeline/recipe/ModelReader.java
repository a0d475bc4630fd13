package dev.tamis.pipeline.recipe;

import com.typesafe.config.ConfigObject;
import dev.tamis.filters.image.ImageView;
import dev.tamis.filters.signal.SignalType;
import dev.tamis.models.vision.ImageInput;
import dev.tamis.pipeline.catalogue.Catalogue;
import dev.tamis.pipeline.catalogue.CatalogueModel;
import dev.tamis.pipeline.hocon.Block;
import dev.tamis.pipeline.rule.RuleExpressions;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/** Reads the blocks {@code models} and {@code language} of a recipe. */
final class ModelReader {
    private static final int DIGEST_DIGITS = 64;
    private static final PinnedFile REFUSED = new PinnedFile("", "");
    private static final List<String> LANGUAGE_KEYS = List.of("file", "sha256");

    private final Block root;
    private final List<String> sources;
    private final RecipeContext context;
    /** Read when a block first names a model of it. */
    private Catalogue catalogue;
    /** Why the model that is read now is not there, where it is optional; null for one that is, or has to be. */
    private String absent;

    ModelReader(Block root, List<String> sources, RecipeContext context) {
        this.root = root;
        this.sources = sources;
        this.context = context;
    }

    /** The model that tells languages; empty for the bundled one. */
    Optional<PinnedFile> language() {
        if (!root.has("language")) {
            return Optional.empty();
        }
        Block given = root.block("language");
        Optional<Block> block = catalogued(given, LANGUAGE_KEYS);
        return block.map(whole -> file(whole, "file", "sha256"));
    }

    /**
     * The block with what the catalogue says of the model that it names; empty, and a problem, where the catalogue has none
     * or its files are not there.
     *
     * @param keys of the catalogue's that the block may have; none for all
     */
    private Optional<Block> catalogued(Block block, List<String> keys) {
        if (!block.has("use")) {
            return Optional.of(block);
        }
        String name = block.text("use");
        Optional<CatalogueModel> model = catalogue().find(name);
        if (model.isEmpty()) {
            block.problem("use", catalogue().unknown(name));
            return Optional.empty();
        }
        try {
            Optional<String> missing =
                    block.has("file") ? Optional.empty() : model.get().missing();
            if (missing.isPresent() && keys.isEmpty() && optional(block)) {
                absent = name + ": " + missing.get();
            } else if (missing.isPresent()) {
                block.problem(
                        "use",
                        name + ": " + missing.get()
                                + (keys.isEmpty() ? "; with optional = true a run goes without it" : ""));
                return Optional.empty();
            }
        } catch (IOException e) {
            block.problem("use", name + " cannot be looked at: " + e.getMessage());
            return Optional.empty();
        }
        ConfigObject known = model.get().block();
        if (!keys.isEmpty()) {
            for (String key : List.copyOf(known.keySet())) {
                known = keys.contains(key) ? known : known.withoutKey(key);
            }
        }
        return Optional.of(block.over(known));
    }

    private Catalogue catalogue() {
        if (catalogue == null) {
            catalogue = Catalogue.of(context.installation(), root.problems());
        }
        return catalogue;
    }

    /** The models by name. */
    List<ModelSpec> models() {
        List<ModelSpec> models = new ArrayList<>();
        Map<String, String> columns = new LinkedHashMap<>();
        root.block("models").named().forEach((name, block) -> {
            if (!soundName(name)) {
                block.problem("invalid model name \"" + name
                        + "\"; allowed: lower case letters, digits and _, starting with a letter, at most 64");
            }
            ModelSpec model = model(name, block);
            if (model != null) {
                List<String> own = new ArrayList<>(model.columns().keySet());
                if (model.embeds()) {
                    own.add(name);
                }
                own.forEach(column -> column(block, column, name, columns));
                if (own.stream().noneMatch(RuleExpressions::isReserved)) {
                    models.add(model);
                }
            }
        });
        return models;
    }

    private void column(Block block, String column, String model, Map<String, String> columns) {
        String other = columns.putIfAbsent(column, model);
        if (RuleExpressions.isReserved(column)) {
            block.problem(
                    "its column " + column + " has the name of a column of every record; give the model another name");
        } else if (context.signals().containsKey(column)) {
            block.problem("its column " + column + " has the name of a signal; give the model another name");
        } else if (other != null) {
            block.problem("its column " + column + " is one of model " + other + " too; rename one of them");
        }
    }

    /** Whether a name can stand in an expression as it is. */
    static boolean soundName(String name) {
        return !name.isEmpty()
                && name.length() <= 64
                && name.charAt(0) >= 'a'
                && name.charAt(0) <= 'z'
                && name.chars().allMatch(c -> (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_');
    }

    private static boolean optional(Block block) {
        return block.has("optional") && block.flag("optional");
    }

    private ModelSpec model(String name, Block given) {
        absent = null;
        ModelSpec model = described(name, given);
        return model == null || absent == null ? model : new ModelSpec.Absent(model, absent);
    }

    private ModelSpec described(String name, Block given) {
        Optional<Block> whole = catalogued(given, List.of());
        if (whole.isEmpty()) {
            return null;
        }
        Block block = whole.get();
        String type = block.choice("type");
        if (optional(block) && absent == null && !"dsir".equals(type)) {
            absent = optionalFile(block).orElse(null);
        }
        if (type == null) {
            if (!block.has("type")) {
                block.problem(
                        "type",
                        "is missing; one of " + String.join(", ", ModelKeys.TYPES)
                                + ", or `use` with the name of a model in conf/models.conf");
            }
            return null;
        }
        return switch (type) {
            case "fasttext" -> fastText(name, block);
            case "ngram" -> ngram(name, block);
            case "dsir" -> importance(name, block);
            case "cascade" -> cascade(name, block);
            case "similarity" -> similarity(name, block);
            default -> "image".equals(block.choice("input")) ? vision(name, type, block) : neural(name, type, block);
        };
    }

    /** Why an optional model is not there; empty if its file is. */
    private Optional<String> optionalFile(Block block) {
        String path = block.has("file") ? block.text("file") : null;
        return path == null
                ? Optional.of("no file is named")
                : context.paths().problem(path).map(problem -> path + ": " + problem);
    }

    private ModelSpec fastText(String name, Block block) {
        only(block, "fasttext", "file", "sha256", "label", "labels", "newlines");
        PinnedFile file = file(block, "file", "sha256");
        List<String> labels = block.has("label")
                ? List.of(plain(block.text("label")))
                : block.texts("labels").stream().map(ModelReader::plain).toList();
        if (block.has("label") && block.has("labels")) {
            block.problem("labels", "stands beside label; give one of them");
        }
        if (block.has("labels")) {
            soundLabels(block, labels);
        }
        return new ModelSpec.FastText(name, file, labels, block.has("label"), block.choice("newlines"));
    }

    private static String plain(String label) {
        return label.startsWith("__label__") ? label.substring("__label__".length()) : label;
    }

    /** Columns are named by labels, so they have to be names. */
    private static void soundLabels(Block block, List<String> labels) {
        for (int i = 0; i < labels.size(); i++) {
            String label = labels.get(i);
            if (!label.isEmpty() && !soundName("a" + label)) {
                block.problem(
                        "labels",
                        i,
                        "\"" + label
                                + "\" cannot name a column (allowed: lower case letters, digits and _); use `label` for one of them");
            }
            if (labels.indexOf(label) < i) {
                block.problem("labels", i, "\"" + label + "\" is listed twice");
            }
        }
    }

    private ModelSpec ngram(String name, Block block) {
        only(block, "ngram", "file", "sha256", "tokenizer", "tokenizer_sha256", "normalize", "languages");
        SortedMap<String, ModelSpec.Ngram.Language> languages = new TreeMap<>();
        if (block.has("file") || !block.has("languages")) {
            languages.put("", language(block));
        }
        block.block("languages").named().forEach((code, one) -> languages.put(code, language(one)));
        return new ModelSpec.Ngram(name, block.choice("normalize"), languages);
    }

    private ModelSpec.Ngram.Language language(Block block) {
        PinnedFile file = file(block, "file", "sha256");
        PinnedFile tokenizer = file(block, "tokenizer", "tokenizer_sha256");
        return new ModelSpec.Ngram.Language(file, tokenizer);
    }

    private ModelSpec importance(String name, Block block) {
        only(block, "dsir", "file", "sha256", "target", "target_sources", "ngrams", "buckets");
        if (block.has("file")) {
            for (String key : List.of("target", "target_sources", "ngrams", "buckets")) {
                if (block.has(key)) {
                    block.problem(key, "stands beside file; what was fitted before is used as it is");
                }
            }
            return new ModelSpec.Importance(name, List.of(), List.of(), 0, 0, file(block, "file", "sha256"));
        }
        List<String> target = block.texts("target");
        for (int i = 0; i < target.size(); i++) {
            Optional<String> problem =
                    target.get(i).isEmpty() ? Optional.empty() : context.paths().problem(target.get(i));
            if (problem.isPresent()) {
                block.problem("target", i, target.get(i) + ": " + problem.get());
            }
        }
        List<String> wanted = block.texts("target_sources");
        for (int i = 0; i < wanted.size(); i++) {
            if (!wanted.get(i).isEmpty() && !sources.contains(wanted.get(i))) {
                block.problem("target_sources", i, RecipeReader.unknownSource(wanted.get(i), sources));
            }
        }
        if (wanted.containsAll(sources)) {
            block.problem("target_sources", "has all sources, so that there is nothing to compare them with");
        }
        if (target.isEmpty() && wanted.isEmpty()) {
            block.problem("has no target: give target, target_sources or both, or a fitted model by file");
        }
        return new ModelSpec.Importance(
                name, target, wanted, (int) block.whole("ngrams"), (int) block.whole("buckets"), null);
    }

    private ModelSpec neural(String name, String type, Block block) {
        only(
                block,
                type,
                "file",
                "sha256",
                "tokenizer",
                "tokenizer_sha256",
                "task",
                "labels",
                "label",
                "max_tokens",
                "batch_tokens",
                "pooling",
                "prefix",
                "probabilities",
                "input",
                type.equals("onnx") ? "output" : "inputs");
        PinnedFile file = file(block, "file", "sha256");
        PinnedFile tokenizer = file(block, "tokenizer", "tokenizer_sha256");
        String task = block.choice("task");
        List<String> labels = block.texts("labels");
        String label = block.has("label") ? block.text("label") : null;
        if (ModelKeys.TEXT_AREA.equals(task)) {
            block.problem("task", "text_area is a task of images alone; say input = image");
        }
        checkLabels(block, task, labels, label);
        return task == null
                ? null
                : new ModelSpec.Neural(
                        name,
                        type,
                        file,
                        tokenizer,
                        task,
                        labels,
                        label,
                        (int) block.whole("max_tokens"),
                        (int) block.whole("batch_tokens"),
                        block.choice("pooling"),
                        block.has("prefix") ? block.text("prefix") : "",
                        block.flag("probabilities"),
                        block.texts("inputs"),
                        block.has("output") ? block.text("output") : null);
    }

    private static void checkLabels(Block block, String task, List<String> labels, String label) {
        boolean classes = "classify".equals(task) || "multilabel".equals(task);
        if (classes && labels.isEmpty()) {
            block.problem("labels", "is missing: the names of the outputs, in their order");
        }
        if (!classes && (!labels.isEmpty() || label != null)) {
            block.problem(label != null ? "label" : "labels", "has no effect with task " + task);
        }
        if (label != null && classes && !labels.contains(label)) {
            block.problem("label", "is none of labels: " + String.join(", ", labels));
        }
        if ("multilabel".equals(task) && label == null) {
            soundLabels(block, labels);
        }
    }

    private ModelSpec vision(String name, String type, Block block) {
        if (!type.equals("onnx")) {
            block.problem("input", "image has no effect with type " + type + "; models of images are of type onnx");
            return null;
        }
        only(
                block,
                "onnx and input image",
                "input",
                "file",
                "sha256",
                "task",
                "labels",
                "label",
                "probabilities",
                "output",
                "image");
        PinnedFile file = file(block, "file", "sha256");
        String task = block.choice("task");
        List<String> labels = block.texts("labels");
        String label = block.has("label") ? block.text("label") : null;
        if (task == null) {
            return null;
        }
        checkLabels(block, task, labels, label);
        ImageInput image = image(block);
        if (image == null) {
            return null;
        }
        return new ModelSpec.Vision(
                name,
                file,
                image,
                task,
                labels,
                label,
                block.flag("probabilities"),
                block.has("output") ? block.text("output") : null);
    }

    /** How an image becomes a model's input; null, and a problem, where that cannot be. */
    private static ImageInput image(Block block) {
        Block image = block.block("image");
        List<Double> mean = numbers(image, "mean", 0);
        List<Double> std = numbers(image, "std", 1);
        String fit = image.choice("fit");
        String resize = image.choice("resize");
        String layout = image.choice("layout");
        String channels = image.choice("channels");
        int width = (int) image.whole("width");
        int height = (int) image.whole("height");
        double scale = image.number("scale");
        if (fit == null || resize == null || layout == null || channels == null || mean == null || std == null) {
            return null;
        }
        try {
            return new ImageInput(
                    new ImageView(
                            width,
                            height,
                            ImageView.Fit.valueOf(fit.toUpperCase(Locale.ROOT)),
                            ImageView.Filter.valueOf(resize.toUpperCase(Locale.ROOT))),
                    ImageInput.Layout.valueOf(layout.toUpperCase(Locale.ROOT)),
                    ImageInput.Channels.valueOf(channels.toUpperCase(Locale.ROOT)),
                    scale,
                    mean,
                    std);
        } catch (IllegalArgumentException e) {
            image.problem(e.getMessage());
            return null;
        }
    }

    private static List<Double> numbers(Block block, String key, double otherwise) {
        if (!block.has(key)) {
            return List.of(otherwise);
        }
        List<Double> numbers = new ArrayList<>();
        List<String> texts = block.texts(key);
        for (int i = 0; i < texts.size(); i++) {
            try {
                numbers.add(Double.parseDouble(texts.get(i)));
            } catch (NumberFormatException e) {
                block.problem(key, i, "expected a number, found \"" + texts.get(i) + "\"");
                return null;
            }
        }
        return numbers;
    }

    private ModelSpec cascade(String name, Block block) {
        only(block, "cascade", "file", "sha256", "side", "scale_factor", "neighbors", "min_size");
        return new ModelSpec.Cascade(
                name,
                file(block, "file", "sha256"),
                (int) block.whole("side"),
                block.number("scale_factor"),
                (int) block.whole("neighbors"),
                (int) block.whole("min_size"));
    }

    private ModelSpec similarity(String name, Block block) {
        only(
                block,
                "similarity",
                "file",
                "sha256",
                "text_file",
                "text_sha256",
                "tokenizer",
                "tokenizer_sha256",
                "image",
                "max_tokens",
                "prefix",
                "output",
                "text_output");
        PinnedFile file = file(block, "file", "sha256");
        PinnedFile textFile = file(block, "text_file", "text_sha256");
        PinnedFile tokenizer = file(block, "tokenizer", "tokenizer_sha256");
        ImageInput image = image(block);
        if (image == null) {
            return null;
        }
        return new ModelSpec.Similarity(
                name,
                file,
                textFile,
                tokenizer,
                image,
                (int) block.whole("max_tokens"),
                block.has("prefix") ? block.text("prefix") : "",
                block.has("output") ? block.text("output") : null,
                block.has("text_output") ? block.text("text_output") : null);
    }

    /** A problem for each key that the type does not have. */
    private static void only(Block block, String type, String... keys) {
        List<String> known = new ArrayList<>(List.of(keys));
        known.addAll(List.of("use", "type", "optional"));
        for (String key : block.names()) {
            if (!known.contains(key)) {
                block.problem(key, "has no effect with type " + type + " (it has: " + String.join(", ", known) + ")");
            }
        }
    }

    /**
     * The file with its pin. Where one is missing or they do not fit, there are problems, and the file is {@link #REFUSED}, so
     * that the model's columns are known and expressions over them have no problems of their own.
     */
    private PinnedFile file(Block block, String key, String pin) {
        if (absent != null) {
            return REFUSED;
        }
        PinnedFile found = checked(block, key, pin);
        return found == null ? REFUSED : found;
    }

    private PinnedFile checked(Block block, String key, String pin) {
        String path = block.text(key);
        String sha256 = block.text(pin);
        if (path == null || path.isEmpty()) {
            block.problem(key, "is missing: the path of a file");
            return null;
        }
        Optional<String> problem = context.paths().problem(path);
        if (problem.isPresent()) {
            block.problem(key, path + ": " + problem.get());
            return null;
        }
        if (sha256 == null || sha256.isEmpty()) {
            block.problem(
                    key,
                    path + " is not pinned: " + pin + " is missing"
                            + context.paths()
                                    .sha256(path)
                                    .map(found -> "; the file's is " + pin + " = \"" + found + "\"")
                                    .orElse(""));
            return null;
        }
        if (sha256.length() != DIGEST_DIGITS
                || !sha256.chars().allMatch(c -> (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'))) {
            block.problem(pin, "expected 64 hex digits in lower case, found \"" + sha256 + "\"");
            return null;
        }
        Optional<String> found = context.paths().sha256(path);
        if (found.isPresent() && !found.get().equals(sha256)) {
            block.problem(
                    pin, path + " has SHA-256 " + found.get() + ", not the pinned one: it is another file, or damaged");
            return null;
        }
        return new PinnedFile(path, sha256);
    }

    /** The columns of models by name, with their types. */
    static Map<String, SignalType> types(List<ModelSpec> models) {
        Map<String, SignalType> types = new LinkedHashMap<>();
        models.forEach(model -> types.putAll(model.columns()));
        return types;
    }
}
