package dev.tamis.pipeline.recipe;

import dev.tamis.filters.signal.SignalType;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** A model that scores the documents of a run. Its columns are named by it, so that rules can use them like signals. */
public sealed interface ModelSpec extends Serializable {
    /** The name that its columns begin with. */
    String name();

    /** What it is: {@code fasttext}, {@code ngram}, {@code dsir}, {@code onnx} or {@code torchscript}. */
    String type();

    /** The files it is read from. */
    List<PinnedFile> files();

    /** The columns that it gives to every document. */
    Map<String, SignalType> columns();

    /** Whether it can be loaded: its files are there, or the run has fitted it. */
    default boolean ready() {
        return true;
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
            return switch (task) {
                case "embed" -> Map.of();
                case "regress" -> Map.of(name, SignalType.DOUBLE);
                case "multilabel" -> ModelSpec.ofLabels(name, label == null ? labels : List.of(label), label != null);
                default -> ModelSpec.ofLabels(name, label == null ? List.of() : List.of(label), label != null);
            };
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
