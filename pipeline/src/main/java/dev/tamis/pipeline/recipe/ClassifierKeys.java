package dev.tamis.pipeline.recipe;

import dev.tamis.models.fasttext.Loss;
import dev.tamis.models.fasttext.QuantizeOptions;
import dev.tamis.models.train.TrainOptions;
import dev.tamis.pipeline.hocon.Block;
import dev.tamis.pipeline.hocon.Key;
import dev.tamis.pipeline.hocon.KeyType;
import dev.tamis.pipeline.recipe.ClassifierSpec.Unit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/** The block {@code classifier}: its keys, how it is read, and its form as a map. */
final class ClassifierKeys {
    private static final TrainOptions USUAL = TrainOptions.DEFAULTS;
    private static final QuantizeOptions SMALL = QuantizeOptions.DEFAULTS;

    /** fastText's names of losses. */
    private static final Map<String, Loss> LOSSES = Map.of(
            "softmax", Loss.SOFTMAX,
            "hs", Loss.HIERARCHICAL_SOFTMAX,
            "ova", Loss.ONE_VS_ALL,
            "ns", Loss.NEGATIVE_SAMPLING);

    private ClassifierKeys() {}

    static List<Key> all() {
        return List.of(
                Key.block(
                        "classifier",
                        "A classifier that `tamis classifier train` makes of the texts that the run keeps; a run itself does not read this. See [classifiers.md](classifiers.md)."),
                Key.block("classifier.labels", "The labels to tell apart, at least two, and their sources.")
                        .needed(),
                Key.of(
                        "classifier.labels.<label>",
                        KeyType.TEXTS,
                        "The sources whose texts have this label: `hq = [\"books\", \"wiki\"]`."),
                Key.of(
                                "classifier.held_out",
                                KeyType.NUMBER,
                                "Share of the texts that the classifier is measured with and does not learn from. Copies of a text are never on both sides.")
                        .between(0, 0.9)
                        .otherwise(0.1),
                Key.of(
                                "classifier.max_documents",
                                KeyType.COUNT,
                                "Most documents of each label, chosen by a keyed digest of their ids; 0 for all.")
                        .between(0, 1e9)
                        .otherwise(0),
                Key.of("classifier.unit", KeyType.CHOICE, "What is learnt as one text; line ends in it are spaces.")
                        .choosing(Arrays.stream(Unit.values()).map(Unit::id).toList())
                        .otherwise(Unit.DOCUMENT.id()),
                Key.of("classifier.lr", KeyType.NUMBER, "Learning rate at the start; it falls linearly to 0.")
                        .between(1e-6, 100)
                        .otherwise(USUAL.lr()),
                whole("lr_update_rate", USUAL.lrUpdateRate(), 1, 1 << 30, "Words after which the learning rate falls.")
                        .in("words"),
                whole("dim", USUAL.dim(), 1, 4096, "Length of vectors."),
                whole("epoch", USUAL.epoch(), 1, 10_000, "Passes over the texts."),
                whole("word_ngrams", USUAL.wordNgrams(), 1, 16, "Longest n-gram of words that is a feature.")
                        .in("words"),
                whole("min_count", USUAL.minCount(), 1, 1 << 30, "Words seen less often are no features of their own."),
                whole("min_count_label", USUAL.minCountLabel(), 0, 1 << 30, "Labels seen less often are left out."),
                whole(
                        "bucket",
                        USUAL.bucket(),
                        0,
                        1 << 30,
                        "Vectors that hashed n-grams share. Memory is 4 bytes times `dim` times the sum of this and the words."),
                whole("minn", USUAL.minn(), 0, 16, "Shortest n-gram of a word's characters that is a feature."),
                whole("maxn", USUAL.maxn(), 0, 16, "Longest n-gram of a word's characters; 0 for none."),
                Key.of(
                                "classifier.loss",
                                KeyType.CHOICE,
                                "Softmax over all labels, a tree of decisions (hs), a decision for each label (ova), or the label against drawn others (ns).")
                        .choosing(List.of("softmax", "hs", "ova", "ns"))
                        .otherwise("softmax"),
                whole("neg", USUAL.neg(), 1, 1000, "Labels drawn for each text with loss ns."),
                whole("thread", USUAL.thread(), 1, 256, "Threads of training; the model is the same with any.")
                        .in("threads"),
                flag("quantize", false, "Make a small copy, `model.ftz`, as well."),
                whole(
                        "cutoff",
                        SMALL.cutoff(),
                        0,
                        1 << 30,
                        "Of the small copy: features kept, those with the longest vectors; 0 for all, else at least 256."),
                flag("retrain", SMALL.retrain(), "Of the small copy: train the kept features again."),
                flag("qnorm", SMALL.qnorm(), "Of the small copy: code norms apart from directions."),
                flag("qout", SMALL.qout(), "Of the small copy: code the labels' vectors too."),
                whole("dsub", SMALL.dsub(), 1, 64, "Of the small copy: numbers of a vector that share a byte."));
    }

    private static Key whole(String name, int value, int least, int most, String doc) {
        return Key.of("classifier." + name, KeyType.WHOLE, doc)
                .between(least, most)
                .otherwise(value);
    }

    private static Key flag(String name, boolean value, String doc) {
        return Key.of("classifier." + name, KeyType.FLAG, doc).otherwise(value);
    }

    static Optional<ClassifierSpec> read(Block root, List<String> sources, long seed) {
        if (!root.has("classifier")) {
            return Optional.empty();
        }
        Block block = root.block("classifier");
        SortedMap<String, List<String>> labels = labels(block.block("labels"), sources);
        if (labels.size() < 2 && block.has("labels")) {
            block.problem("labels", "expected at least two labels, found " + labels.size());
        }
        String unit = Optional.ofNullable(block.choice("unit")).orElse(Unit.DOCUMENT.id());
        return Optional.of(new ClassifierSpec(
                labels,
                block.number("held_out"),
                (long) block.number("max_documents"),
                Unit.valueOf(unit.toUpperCase(Locale.ROOT)),
                options(block, seed),
                quantize(block)));
    }

    private static SortedMap<String, List<String>> labels(Block block, List<String> sources) {
        SortedMap<String, List<String>> labels = new TreeMap<>();
        Map<String, String> taken = new HashMap<>();
        for (String label : block.names()) {
            if (!RecipeReader.soundName(label)) {
                block.problem(label, "invalid label \"" + label + "\"; " + RecipeReader.SOUND);
            }
            List<String> of = block.texts(label);
            for (int i = 0; i < of.size(); i++) {
                String source = of.get(i);
                if (!sources.contains(source)) {
                    block.problem(label, i, RecipeReader.unknownSource(source, sources));
                }
                String other = taken.putIfAbsent(source, label);
                if (other != null) {
                    block.problem(label, i, "source " + source + " has the label " + other + " already");
                }
            }
            if (of.isEmpty()) {
                block.problem(label, "expected at least one source");
            }
            labels.put(label, of);
        }
        return labels;
    }

    private static TrainOptions options(Block block, long seed) {
        int maxn = (int) block.whole("maxn");
        int minn = (int) block.whole("minn");
        int ngrams = (int) block.whole("word_ngrams");
        int bucket = (int) block.whole("bucket");
        if (minn > maxn && maxn > 0) {
            block.problem("minn", "is " + minn + ", must be at most maxn, which is " + maxn);
            minn = maxn;
        }
        if (bucket == 0 && (ngrams > 1 || maxn > 0)) {
            block.problem("bucket", "expected at least 1: there are n-grams to hash");
            bucket = 1;
        }
        String loss = Optional.ofNullable(block.choice("loss")).orElse("softmax");
        return new TrainOptions(
                block.number("lr"),
                (int) block.whole("lr_update_rate"),
                (int) block.whole("dim"),
                (int) block.whole("epoch"),
                ngrams,
                (int) block.whole("min_count"),
                (int) block.whole("min_count_label"),
                bucket,
                minn,
                maxn,
                LOSSES.get(loss),
                (int) block.whole("neg"),
                (int) block.whole("thread"),
                seed);
    }

    private static Optional<QuantizeOptions> quantize(Block block) {
        boolean wanted = block.flag("quantize");
        List<String> without = new ArrayList<>(List.of("cutoff", "retrain", "qnorm", "qout", "dsub"));
        without.removeIf(key -> !block.has(key));
        if (!wanted) {
            without.forEach(key -> block.problem(key, "has no effect without quantize = true"));
            return Optional.empty();
        }
        int cutoff = (int) block.whole("cutoff");
        if (cutoff != 0 && cutoff < 256) {
            block.problem("cutoff", "expected 0 or at least 256, found " + cutoff);
            cutoff = 256;
        }
        boolean retrain = block.flag("retrain");
        if (retrain && cutoff == 0) {
            block.problem("retrain", "has no effect without a cutoff");
            retrain = false;
        }
        return Optional.of(new QuantizeOptions(
                cutoff, retrain, block.flag("qnorm"), block.flag("qout"), (int) block.whole("dsub")));
    }

    static SortedMap<String, Object> part(ClassifierSpec spec) {
        TrainOptions options = spec.options();
        SortedMap<String, Object> values = new TreeMap<>();
        values.put("labels", spec.labels());
        values.put("held_out", spec.heldOut());
        values.put("max_documents", spec.maxDocuments());
        values.put("unit", spec.unit().id());
        values.put("lr", options.lr());
        values.put("lr_update_rate", options.lrUpdateRate());
        values.put("dim", options.dim());
        values.put("epoch", options.epoch());
        values.put("word_ngrams", options.wordNgrams());
        values.put("min_count", options.minCount());
        values.put("min_count_label", options.minCountLabel());
        values.put("bucket", options.bucket());
        values.put("minn", options.minn());
        values.put("maxn", options.maxn());
        LOSSES.forEach((name, loss) -> {
            if (loss == options.loss()) {
                values.put("loss", name);
            }
        });
        values.put("neg", options.neg());
        values.put("thread", options.thread());
        values.put("quantize", spec.quantize().isPresent());
        spec.quantize().ifPresent(small -> {
            values.put("cutoff", small.cutoff());
            values.put("retrain", small.retrain());
            values.put("qnorm", small.qnorm());
            values.put("qout", small.qout());
            values.put("dsub", small.dsub());
        });
        return values;
    }
}
