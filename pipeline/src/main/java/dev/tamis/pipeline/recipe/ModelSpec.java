package dev.tamis.pipeline.recipe;

import dev.tamis.filters.signal.SignalType;
import dev.tamis.models.vision.ImageInput;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/** A model that scores the documents of a run. Its columns are named by it, so that rules can use them like signals. */
public sealed interface ModelSpec extends Serializable {
    /** The name that its columns begin with. */
    String name();

    /**
     * What it is: {@code fasttext}, {@code ngram}, {@code dsir}, {@code onnx}, {@code torchscript}, {@code cascade} or
     * {@code similarity}.
     */
    String type();

    /** The files it is read from. */
    List<PinnedFile> files();

    /** The columns that it gives to every document. */
    Map<String, SignalType> columns();

    /** Whether it can be loaded: its files are there, or the run has fitted it. */
    default boolean ready() {
        return true;
    }

    /** Whether it looks at images; else at texts. */
    default boolean ofImages() {
        return false;
    }

    /** Why a run goes without it, which the recipe allows: its columns are null then. Empty for a model that is there. */
    default Optional<String> absent() {
        return Optional.empty();
    }

    /** Whether it gives every document an embedding, in a column of its name. */
    default boolean embeds() {
        return false;
    }

    /** Whether the numbers that it gives are probabilities. */
    default boolean givesShares() {
        return false;
    }

    /** All that its scores depend on, in the shape of the recipe, with the files' digests in place of their paths. */
    SortedMap<String, Object> part();

    /** The whole of it, in the shape of the recipe. */
    SortedMap<String, Object> whole();

    /**
     * A fastText classifier.
     *
     * @param labels whose probabilities are wanted; none for the likeliest label and its probability
     * @param single whether the one label's probability has the model's own name
     * @param newlines what becomes of line ends, as {@code FastTextClassifier} knows it
     */
    record FastText(String name, PinnedFile file, List<String> labels, boolean single, String newlines)
            implements ModelSpec {
        public FastText {
            labels = List.copyOf(labels);
        }

        @Override
        public String type() {
            return "fasttext";
        }

        @Override
        public boolean givesShares() {
            return true;
        }

        @Override
        public List<PinnedFile> files() {
            return List.of(file);
        }

        @Override
        public Map<String, SignalType> columns() {
            return ModelSpec.ofLabels(name, labels, single);
        }

        @Override
        public SortedMap<String, Object> part() {
            SortedMap<String, Object> part = ModelSpec.labels(type(), labels, single);
            part.put("newlines", newlines);
            part.put("sha256", file.sha256());
            return part;
        }

        @Override
        public SortedMap<String, Object> whole() {
            SortedMap<String, Object> whole = part();
            whole.put("file", file.path());
            return whole;
        }
    }

    /**
     * An n-gram language model over SentencePiece pieces, or one for each language.
     *
     * @param normalize {@code ccnet} or {@code none}
     * @param languages by the code of {@code lang}; under the empty text the one for all others
     */
    record Ngram(String name, String normalize, SortedMap<String, Language> languages) implements ModelSpec {
        /** A language's model, and the tokenizer that it was trained with. */
        public record Language(PinnedFile file, PinnedFile tokenizer) implements Serializable {}

        public Ngram {
            languages = new TreeMap<>(languages);
        }

        @Override
        public String type() {
            return "ngram";
        }

        @Override
        public List<PinnedFile> files() {
            List<PinnedFile> files = new ArrayList<>();
            languages.values().forEach(language -> files.addAll(List.of(language.file(), language.tokenizer())));
            return files;
        }

        @Override
        public Map<String, SignalType> columns() {
            Map<String, SignalType> columns = new LinkedHashMap<>();
            columns.put(name, SignalType.DOUBLE);
            columns.put(name + "_tokens", SignalType.LONG);
            return columns;
        }

        @Override
        public SortedMap<String, Object> part() {
            return written(false);
        }

        @Override
        public SortedMap<String, Object> whole() {
            return written(true);
        }

        private SortedMap<String, Object> written(boolean paths) {
            SortedMap<String, Object> all = new TreeMap<>();
            all.put("type", type());
            all.put("normalize", normalize);
            SortedMap<String, Object> each = new TreeMap<>();
            languages.forEach((code, language) -> {
                SortedMap<String, Object> one = code.isEmpty() ? all : new TreeMap<>();
                one.put("sha256", language.file().sha256());
                one.put("tokenizer_sha256", language.tokenizer().sha256());
                if (paths) {
                    one.put("file", language.file().path());
                    one.put("tokenizer", language.tokenizer().path());
                }
                if (!code.isEmpty()) {
                    each.put(code, one);
                }
            });
            if (!each.isEmpty()) {
                all.put("languages", each);
            }
            return all;
        }
    }

    /**
     * DSIR importance weights, fitted by the run itself or by an earlier one.
     *
     * @param target paths or globs of texts of the target
     * @param targetSources sources of the recipe that are, or belong to, the target
     * @param file what was fitted; null where the run still has to
     */
    record Importance(
            String name, List<String> target, List<String> targetSources, int ngrams, int buckets, PinnedFile file)
            implements ModelSpec {
        public Importance {
            target = List.copyOf(target);
            targetSources = List.copyOf(targetSources);
        }

        /** The same with what was fitted. */
        public Importance fitted(PinnedFile fitted) {
            return new Importance(name, target, targetSources, ngrams, buckets, fitted);
        }

        @Override
        public String type() {
            return "dsir";
        }

        @Override
        public List<PinnedFile> files() {
            return file == null ? List.of() : List.of(file);
        }

        @Override
        public boolean ready() {
            return file != null;
        }

        @Override
        public Map<String, SignalType> columns() {
            Map<String, SignalType> columns = new LinkedHashMap<>();
            columns.put(name, SignalType.DOUBLE);
            columns.put(name + "_ngrams", SignalType.LONG);
            return columns;
        }

        @Override
        public SortedMap<String, Object> part() {
            SortedMap<String, Object> part = whole();
            // What the files hold counts, not where they are.
            part.remove("target");
            part.remove("file");
            return part;
        }

        @Override
        public SortedMap<String, Object> whole() {
            SortedMap<String, Object> whole = new TreeMap<>();
            whole.put("type", type());
            if (file != null) {
                whole.put("file", file.path());
                whole.put("sha256", file.sha256());
                return whole;
            }
            whole.put("target", target);
            whole.put("target_sources", targetSources);
            whole.put("ngrams", ngrams);
            whole.put("buckets", buckets);
            return whole;
        }
    }

    /**
     * A neural network.
     *
     * @param type {@code onnx} or {@code torchscript}
     * @param task {@code classify}, {@code multilabel}, {@code regress} or {@code embed}
     * @param labels of the network's outputs, in their order
     * @param label the one whose probability is wanted; null for all of a {@code multilabel}, for the likeliest of others
     * @param maxTokens of a text that are looked at
     * @param batchTokens of texts that are looked at together, padding included
     * @param pooling {@code mean} or {@code cls}
     */
    record Neural(
            String name,
            String type,
            PinnedFile file,
            PinnedFile tokenizer,
            String task,
            List<String> labels,
            String label,
            int maxTokens,
            int batchTokens,
            String pooling,
            String prefix,
            boolean probabilities,
            List<String> inputs,
            String output)
            implements ModelSpec {
        public Neural {
            labels = List.copyOf(labels);
            inputs = List.copyOf(inputs);
        }

        @Override
        public List<PinnedFile> files() {
            return List.of(file, tokenizer);
        }

        @Override
        public boolean givesShares() {
            return task.equals("classify") || task.equals("multilabel");
        }

        @Override
        public boolean embeds() {
            return task.equals("embed");
        }

        @Override
        public Map<String, SignalType> columns() {
            return ModelSpec.ofTask(name, task, labels, label);
        }

        @Override
        public SortedMap<String, Object> part() {
            SortedMap<String, Object> part = new TreeMap<>();
            part.put("type", type);
            part.put("task", task);
            part.put("labels", labels);
            if (label != null) {
                part.put("label", label);
            }
            part.put("max_tokens", maxTokens);
            part.put("batch_tokens", batchTokens);
            part.put("pooling", pooling);
            part.put("prefix", prefix);
            part.put("probabilities", probabilities);
            part.put("inputs", inputs);
            if (output != null) {
                part.put("output", output);
            }
            part.put("sha256", file.sha256());
            part.put("tokenizer_sha256", tokenizer.sha256());
            return part;
        }

        @Override
        public SortedMap<String, Object> whole() {
            SortedMap<String, Object> whole = part();
            whole.put("file", file.path());
            whole.put("tokenizer", tokenizer.path());
            return whole;
        }
    }

    /**
     * A network in ONNX that looks at images.
     *
     * @param task {@code classify}, {@code multilabel}, {@code regress}, {@code embed} or {@code text_area}
     * @param labels of the network's outputs, in their order
     * @param label the one whose probability is wanted; null for all of a {@code multilabel}, for the likeliest of others
     */
    record Vision(
            String name,
            PinnedFile file,
            ImageInput image,
            String task,
            List<String> labels,
            String label,
            boolean probabilities,
            String output)
            implements ModelSpec {
        public Vision {
            labels = List.copyOf(labels);
        }

        @Override
        public String type() {
            return "onnx";
        }

        @Override
        public List<PinnedFile> files() {
            return List.of(file);
        }

        @Override
        public boolean ofImages() {
            return true;
        }

        @Override
        public boolean givesShares() {
            return !task.equals("embed") && !task.equals("regress");
        }

        @Override
        public boolean embeds() {
            return task.equals("embed");
        }

        @Override
        public Map<String, SignalType> columns() {
            return ModelSpec.ofTask(name, task, labels, label);
        }

        @Override
        public SortedMap<String, Object> part() {
            SortedMap<String, Object> part = new TreeMap<>();
            part.put("type", type());
            part.put("input", "image");
            part.put("image", ModelSpec.image(image));
            part.put("task", task);
            part.put("sha256", file.sha256());
            if (!labels.isEmpty()) {
                part.put("labels", labels);
                part.put("probabilities", probabilities);
            }
            if (label != null) {
                part.put("label", label);
            }
            if (output != null) {
                part.put("output", output);
            }
            return part;
        }

        @Override
        public SortedMap<String, Object> whole() {
            SortedMap<String, Object> whole = part();
            whole.put("file", file.path());
            return whole;
        }
    }

    /**
     * A Haar cascade of OpenCV, which finds faces.
     *
     * @param side pixels of the longer side that images are shrunk to
     * @param minSize least side of a face, in pixels of the shrunk image
     */
    record Cascade(String name, PinnedFile file, int side, double scaleFactor, int neighbors, int minSize)
            implements ModelSpec {
        @Override
        public String type() {
            return "cascade";
        }

        @Override
        public List<PinnedFile> files() {
            return List.of(file);
        }

        @Override
        public boolean ofImages() {
            return true;
        }

        @Override
        public boolean givesShares() {
            return true;
        }

        @Override
        public Map<String, SignalType> columns() {
            Map<String, SignalType> columns = new LinkedHashMap<>();
            columns.put(name + "_count", SignalType.LONG);
            columns.put(name + "_largest", SignalType.DOUBLE);
            return columns;
        }

        @Override
        public SortedMap<String, Object> part() {
            SortedMap<String, Object> part = new TreeMap<>();
            part.put("type", type());
            part.put("side", side);
            part.put("scale_factor", scaleFactor);
            part.put("neighbors", neighbors);
            part.put("min_size", minSize);
            part.put("sha256", file.sha256());
            return part;
        }

        @Override
        public SortedMap<String, Object> whole() {
            SortedMap<String, Object> whole = part();
            whole.put("file", file.path());
            return whole;
        }
    }

    /**
     * Two networks in ONNX, of which one embeds images and one their captions, such as CLIP's: the score is the cosine of both.
     *
     * @param output of the network of images that is read; null for the first
     * @param textOutput the same of the network of texts
     */
    record Similarity(
            String name,
            PinnedFile file,
            PinnedFile textFile,
            PinnedFile tokenizer,
            ImageInput image,
            int maxTokens,
            String prefix,
            String output,
            String textOutput)
            implements ModelSpec {
        @Override
        public String type() {
            return "similarity";
        }

        @Override
        public List<PinnedFile> files() {
            return List.of(file, textFile, tokenizer);
        }

        @Override
        public boolean ofImages() {
            return true;
        }

        @Override
        public Map<String, SignalType> columns() {
            return Map.of(name, SignalType.DOUBLE);
        }

        @Override
        public SortedMap<String, Object> part() {
            SortedMap<String, Object> part = new TreeMap<>();
            part.put("type", type());
            part.put("image", ModelSpec.image(image));
            part.put("max_tokens", maxTokens);
            part.put("prefix", prefix);
            part.put("sha256", file.sha256());
            part.put("text_sha256", textFile.sha256());
            part.put("tokenizer_sha256", tokenizer.sha256());
            if (output != null) {
                part.put("output", output);
            }
            if (textOutput != null) {
                part.put("text_output", textOutput);
            }
            return part;
        }

        @Override
        public SortedMap<String, Object> whole() {
            SortedMap<String, Object> whole = part();
            whole.put("file", file.path());
            whole.put("text_file", textFile.path());
            whole.put("tokenizer", tokenizer.path());
            return whole;
        }
    }

    /**
     * A model that is not there, and that the recipe calls optional: its columns are null.
     *
     * @param wanted what it would be; its files have no paths
     * @param why it is not there
     */
    record Absent(ModelSpec wanted, String why) implements ModelSpec {
        @Override
        public String name() {
            return wanted.name();
        }

        @Override
        public String type() {
            return wanted.type();
        }

        @Override
        public List<PinnedFile> files() {
            return List.of();
        }

        @Override
        public Map<String, SignalType> columns() {
            return wanted.columns();
        }

        @Override
        public boolean ready() {
            return false;
        }

        @Override
        public Optional<String> absent() {
            return Optional.of(why);
        }

        @Override
        public boolean ofImages() {
            return wanted.ofImages();
        }

        @Override
        public boolean embeds() {
            return wanted.embeds();
        }

        @Override
        public boolean givesShares() {
            return wanted.givesShares();
        }

        @Override
        public SortedMap<String, Object> part() {
            SortedMap<String, Object> part = wanted.part();
            part.keySet().removeIf(key -> key.endsWith("sha256"));
            part.remove("languages");
            part.put("optional", true);
            return part;
        }

        @Override
        public SortedMap<String, Object> whole() {
            return part();
        }
    }

    private static SortedMap<String, Object> image(ImageInput image) {
        SortedMap<String, Object> map = new TreeMap<>();
        map.put("width", image.view().width());
        map.put("height", image.view().height());
        map.put("resize", image.view().filter().name().toLowerCase(Locale.ROOT));
        map.put("fit", image.view().fit().name().toLowerCase(Locale.ROOT));
        map.put("layout", image.layout().id());
        map.put("channels", image.channels().id());
        map.put("scale", image.scale());
        map.put("mean", image.mean());
        map.put("std", image.std());
        return map;
    }

    /** The columns of a network for a task. */
    private static Map<String, SignalType> ofTask(String name, String task, List<String> labels, String label) {
        return switch (task) {
            case "embed" -> Map.of();
            case "regress", "text_area" -> Map.of(name, SignalType.DOUBLE);
            case "multilabel" -> ofLabels(name, label == null ? labels : List.of(label), label != null);
            default -> ofLabels(name, label == null ? List.of() : List.of(label), label != null);
        };
    }

    private static Map<String, SignalType> ofLabels(String name, List<String> labels, boolean single) {
        Map<String, SignalType> columns = new LinkedHashMap<>();
        if (single) {
            columns.put(name, SignalType.DOUBLE);
        } else if (labels.isEmpty()) {
            columns.put(name + "_label", SignalType.STRING);
            columns.put(name + "_score", SignalType.DOUBLE);
        } else {
            labels.forEach(label -> columns.put(name + "_" + label, SignalType.DOUBLE));
        }
        return columns;
    }

    private static SortedMap<String, Object> labels(String type, List<String> labels, boolean single) {
        SortedMap<String, Object> part = new TreeMap<>();
        part.put("type", type);
        if (single) {
            part.put("label", labels.get(0));
        } else {
            part.put("labels", labels);
        }
        return part;
    }
}
