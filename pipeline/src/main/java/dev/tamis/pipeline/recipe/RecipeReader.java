package dev.tamis.pipeline.recipe;

import dev.tamis.filters.clean.Cleaners;
import dev.tamis.filters.record.Kind;
import dev.tamis.filters.record.Limits;
import dev.tamis.filters.record.MediaLimits;
import dev.tamis.filters.signal.SignalType;
import dev.tamis.pipeline.hocon.Block;
import dev.tamis.pipeline.hocon.Nearest;
import dev.tamis.pipeline.recipe.SourceSpec.Format;
import java.nio.file.FileSystems;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.PatternSyntaxException;

/** Reads a recipe from its file's root block. The recipe is fit for use only if no problem was found. */
final class RecipeReader {

    private final Path file;
    private final Block root;
    private final RecipeContext given;

    RecipeReader(Path file, Block root, RecipeContext given) {
        this.file = file;
        this.root = root;
        this.given = given;
    }

    Recipe read() {
        List<SourceSpec> sources = sources();
        List<String> names = sources.stream().map(SourceSpec::name).toList();
        sources.forEach(source -> checkImages(source, sources));
        Block limits = root.block("limits");
        ModelReader scoring = new ModelReader(root, names, given);
        Optional<PinnedFile> language = scoring.language();
        List<ModelSpec> models = scoring.models();
        RecipeContext scored = given.with(ModelReader.types(models));
        List<RankSpec> ranks = RankKeys.read(root, scored.signals());
        Map<String, SignalType> ranked = RankKeys.types(ranks);
        List<CountSpec> counts = CountKeys.read(root, scored.signals(), ranked.keySet());
        RecipeContext context = scored.with(ranked).with(CountKeys.types(counts));
        MixtureReader training = new MixtureReader(root, names, context.signals());
        Optional<MixtureSpec> mixture = training.mixture();
        TokenizerReader tokenizer = new TokenizerReader(root, names, mixture, context.paths());
        Optional<TokenizerSpec> model = tokenizer.tokenizer();
        DedupReader dedup = new DedupReader(
                root,
                context.signals(),
                context.paths(),
                sources.stream().anyMatch(source -> source.kind() == Kind.IMAGE));
        Recipe recipe = new Recipe(
                root.has("name") ? root.text("name") : fileName(),
                file.toString(),
                output(),
                root.whole("seed"),
                sources,
                new RecipeRules(file, root, context, names).read(),
                safety(root.block("safety")),
                language,
                models,
                ranks,
                counts,
                ClassifierKeys.read(root, names, root.whole("seed")),
                dedup.dedup(),
                InterleaveSpec.read(
                        root,
                        sources.stream().anyMatch(source -> !source.images().isEmpty())),
                dedup.passages(),
                dedup.decontaminate(),
                model,
                FimKeys.read(root, sources, model),
                MediaKeys.read(root, sources, model),
                training.budget(),
                mixture,
                training.emit(),
                limits(limits),
                limits.number("quarantine_share"),
                limits.whole("split_bytes"),
                report(root.block("report"), tokenizer));
        training.checkTogether();
        recipe.dedup().semantic().ifPresent(semantic -> checkEmbeddings(semantic.model(), recipe));
        Block semantic = root.block("dedup").block("semantic");
        if (semantic.has("model") && !semantic.flag("enabled")) {
            semantic.problem("model", "has no effect, for dedup.semantic is off; say enabled = true too");
        }
        return recipe;
    }

    private static ReportSpec report(Block block, TokenizerReader tokenizer) {
        return new ReportSpec((int) block.whole("samples"), block.choice("media"), tokenizer.compared());
    }

    /** @param model that gives the embeddings; null where the sources bring them */
    private void checkEmbeddings(String model, Recipe recipe) {
        Block semantic = root.block("dedup").block("semantic");
        List<String> embedding = recipe.models().stream()
                .filter(ModelSpec::embeds)
                .map(ModelSpec::name)
                .toList();
        if (model != null && !embedding.contains(model)) {
            semantic.problem(
                    "model", "no model of task embed is named \"" + model + "\"" + Nearest.hint(model, embedding));
        } else if (model == null && recipe.sources().stream().allMatch(source -> source.embeddingField() == null)) {
            semantic.problem(
                    "enabled",
                    "no source has embeddings; name their field by sources.<source>.embedding_field, or a model that"
                            + " gives them by model");
        }
    }

    /** Whether a name may become part of paths and columns. */
    static boolean soundName(String name) {
        return !name.isEmpty()
                && name.length() <= 64
                && asciiLetter(name.charAt(0))
                && name.chars().allMatch(c -> asciiLetter(c) || (c >= '0' && c <= '9') || c == '_' || c == '-');
    }

    static final String SOUND = "allowed: letters, digits, _ and -, starting with a letter, at most 64";

    private static boolean asciiLetter(int c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
    }

    private String fileName() {
        String name = String.valueOf(file.getFileName());
        return name.endsWith(".conf") ? name.substring(0, name.length() - ".conf".length()) : name;
    }

    private String output() {
        String output = root.text("output");
        if (output != null && output.isBlank()) {
            root.problem("output", "expected the path of a run directory, found \"" + output + "\"");
        }
        return output;
    }

    private List<SourceSpec> sources() {
        Block block = root.block("sources");
        List<SourceSpec> sources = new ArrayList<>();
        block.named().forEach((name, source) -> sources.add(source(name, source)));
        if (root.has("sources") && sources.isEmpty()) {
            root.problem("sources", "is empty; expected at least one source");
        }
        return sources;
    }

    private SourceSpec source(String name, Block block) {
        if (!soundName(name)) {
            block.problem("invalid source name \"" + name + "\"; " + SOUND);
        }
        Kind kind = kind(block);
        String formatId = block.choice("format");
        Format format = formatId == null ? null : Format.valueOf(formatId.toUpperCase(Locale.ROOT));
        List<String> paths = block.texts("paths");
        for (int i = 0; i < paths.size(); i++) {
            String path = paths.get(i);
            Optional<String> problem =
                    path.isEmpty() ? Optional.empty() : given.paths().problem(path);
            if (problem.isPresent()) {
                block.problem("paths", i, path + ": " + problem.get());
            }
        }
        if (format != null) {
            boolean image = kind == Kind.IMAGE;
            onlyWith(format.hasEntries(), block, "files, archive and webdataset", "include", "exclude");
            onlyWith(format.hasFields(), block, "jsonl and parquet", "id_field");
            onlyWith(
                    format.hasFields() || (image && format.hasSidecars()),
                    block,
                    "jsonl and parquet, and with images files and webdataset,",
                    "url_field");
            onlyWith(
                    format.hasFields() && !image,
                    block,
                    image ? "texts in formats jsonl and parquet" : "jsonl and parquet",
                    "text_field",
                    "embedding_field");
        }
        return new SourceSpec(
                name,
                kind,
                format,
                paths,
                globs(block, "include"),
                globs(block, "exclude"),
                block.text("text_field"),
                block.text("id_field"),
                block.text("url_field"),
                block.has("embedding_field") ? block.text("embedding_field") : null,
                ImageKeys.read(block, kind, format),
                cleaners(block),
                block.texts("images"));
    }

    private void checkImages(SourceSpec source, List<SourceSpec> all) {
        if (source.images().isEmpty()) {
            return;
        }
        Block block = root.block("sources").named().get(source.name());
        if (source.kind() != Kind.WEB) {
            block.problem("images", "has no effect with kind " + source.kind().id() + "; only web has it");
        }
        onlyWith(
                source.format() == Format.WARC
                        || source.format() == null
                        || source.format().hasEntries(),
                block,
                "warc, files and archive",
                "images");
        List<String> holders = all.stream()
                .filter(other -> other.kind() == Kind.IMAGE)
                .map(SourceSpec::name)
                .toList();
        for (int i = 0; i < source.images().size(); i++) {
            String name = source.images().get(i);
            if (!name.isEmpty() && !holders.contains(name)) {
                block.problem(
                        "images",
                        i,
                        "no source of kind image is named \"" + name + "\"" + Nearest.hint(name, holders)
                                + (holders.isEmpty()
                                        ? "; the recipe has none"
                                        : "; the recipe has: " + String.join(", ", holders)));
            }
        }
    }

    private static List<String> cleaners(Block block) {
        List<String> names = block.texts("clean");
        List<String> known = Cleaners.names();
        for (int i = 0; i < names.size(); i++) {
            String name = names.get(i);
            if (!name.isEmpty() && !known.contains(name)) {
                block.problem(
                        "clean",
                        i,
                        "unknown cleaner \"" + name + "\"" + Nearest.hint(name, known) + "; allowed: "
                                + String.join(", ", known));
            }
        }
        return names;
    }

    private SafetySpec safety(Block block) {
        Block words = block.block("url_words");
        List<String> blocklists = block.texts("url_blocklists");
        for (int i = 0; i < blocklists.size(); i++) {
            Optional<String> problem = blocklists.get(i).isEmpty()
                    ? Optional.empty()
                    : given.paths().listProblem(blocklists.get(i));
            if (problem.isPresent()) {
                block.problem("url_blocklists", i, blocklists.get(i) + ": " + problem.get());
            }
        }
        return new SafetySpec(
                blocklists,
                path(words, "strict"),
                path(words, "hard"),
                path(words, "soft"),
                path(block, "word_lists"),
                path(block, "stop_words"),
                HashListKeys.read(block, given.paths()));
    }

    private Optional<String> path(Block block, String key) {
        Optional<String> path = Optional.ofNullable(block.text(key));
        path.flatMap(given.paths()::listProblem).ifPresent(problem -> block.problem(key, path.get() + ": " + problem));
        return path;
    }

    private static Kind kind(Block block) {
        String id = block.has("kind") ? block.text("kind") : null;
        for (Kind kind : Kind.values()) {
            if (kind.id().equals(id) && !RecipeKeys.READABLE_KINDS.contains(id)) {
                block.problem(
                        "kind", id + " is not read yet; allowed: " + String.join(", ", RecipeKeys.READABLE_KINDS));
                return kind;
            }
        }
        String known = block.choice("kind");
        return known == null ? Kind.WEB : Kind.valueOf(known.toUpperCase(Locale.ROOT));
    }

    private static void onlyWith(boolean fits, Block block, String formats, String... keys) {
        for (String key : keys) {
            if (!fits && block.has(key)) {
                String image = Kind.IMAGE.id().equals(block.text("kind")) ? "kind image and " : "";
                block.problem(
                        key,
                        "has no effect with " + image + "format " + block.text("format") + "; only " + formats
                                + " have it");
            }
        }
    }

    private static List<String> globs(Block block, String key) {
        List<String> globs = block.texts(key);
        for (int i = 0; i < globs.size(); i++) {
            try {
                FileSystems.getDefault().getPathMatcher("glob:" + globs.get(i));
            } catch (PatternSyntaxException e) {
                block.problem(key, i, "\"" + globs.get(i) + "\" is not a glob: " + e.getDescription());
            }
        }
        return globs;
    }

    private static Limits limits(Block block) {
        return new Limits(
                block.whole("record_bytes"),
                (int) block.whole("expansion_ratio"),
                (int) block.whole("archive_entries"),
                block.whole("archive_bytes"),
                (int) block.whole("html_depth"),
                (int) block.whole("text_chars"),
                (int) block.whole("document_millis"),
                (int) block.whole("document_heap_mib"),
                (int) block.whole("quarantined_bytes"),
                mediaLimits(block.block("media")));
    }

    private static MediaLimits mediaLimits(Block block) {
        return new MediaLimits(
                block.whole("bytes"),
                block.whole("pixels"),
                (int) block.whole("side"),
                (int) block.whole("frames"),
                (int) block.whole("expansion"),
                (int) block.whole("millis"),
                (int) block.whole("heap_mib"),
                (int) block.whole("native_mib"),
                (int) block.whole("pdf_pages"),
                (int) block.whole("pdf_dpi"),
                (int) block.whole("pdf_millis"));
    }

    /** A problem for each name that is not one of the recipe's sources. */
    static void checkSources(Block block, List<String> used, List<String> sources) {
        for (String name : used) {
            if (!sources.contains(name)) {
                block.problem(name, unknownSource(name, sources));
            }
        }
    }

    static String unknownSource(String name, List<String> sources) {
        return "unknown source \"" + name + "\"" + Nearest.hint(name, sources) + "; the recipe has: "
                + String.join(", ", sources);
    }
}
