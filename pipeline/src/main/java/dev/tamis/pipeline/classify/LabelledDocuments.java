package dev.tamis.pipeline.classify;

import dev.tamis.models.train.HeldOutSplit;
import dev.tamis.pipeline.recipe.ClassifierSpec;
import dev.tamis.pipeline.recipe.ClassifierSpec.Unit;
import dev.tamis.pipeline.run.Digests;
import dev.tamis.pipeline.wordcount.StoredTexts;
import java.io.IOException;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;

/** The texts of a run that have a label by their source, or a sample of them. */
public final class LabelledDocuments {
    private static final int HEX_OF_LONG = 16;

    private LabelledDocuments() {}

    /**
     * Writes the texts of each label to a split, part by part, so that memory holds those of one part at most.
     *
     * @param seed of the sample
     * @throws IOException where the run has no text of a label
     */
    public static void write(
            JavaSparkContext spark, StoredTexts texts, ClassifierSpec spec, long seed, HeldOutSplit split)
            throws IOException {
        List<Integer> all = IntStream.range(0, texts.parts()).boxed().toList();
        Selection selection = new Selection(spec, seed);
        List<Integer> labelled = new ArrayList<>(all.stream()
                .filter(part -> selection.label(texts.source(part)) != null)
                .toList());
        checkSources(texts, all, spec);
        if (labelled.isEmpty()) {
            throw new IOException("The run has no texts of any source that has a label");
        }
        JavaRDD<Integer> parts = spark.parallelize(labelled, labelled.size());
        if (spec.maxDocuments() > 0) {
            selection.limit(
                    parts.map(part -> selection.smallest(texts, part)).treeAggregate(new Keys(), Keys::add, Keys::add),
                    spec.maxDocuments());
        }
        Map<String, Long> found = new HashMap<>();
        Iterator<LabelledText> iterator =
                parts.flatMap(part -> selection.texts(texts, part)).toLocalIterator();
        while (iterator.hasNext()) {
            LabelledText text = iterator.next();
            found.merge(text.label(), 1L, Long::sum);
            if (spec.unit() == Unit.DOCUMENT) {
                split.add(text.label(), text.utf8(), 0, text.utf8().length, text.place());
            } else {
                addLines(text, split);
            }
        }
        for (String label : spec.labels().keySet()) {
            if (!found.containsKey(label)) {
                throw new IOException("The run kept no text of label " + label + ": sources "
                        + String.join(", ", spec.labels().get(label)));
            }
        }
    }

    private static void checkSources(StoredTexts texts, List<Integer> parts, ClassifierSpec spec) throws IOException {
        List<String> there =
                parts.stream().map(texts::source).distinct().sorted().toList();
        for (var label : spec.labels().entrySet()) {
            for (String source : label.getValue()) {
                if (!there.contains(source)) {
                    throw new IOException("The run has no texts of source " + source + ", which has the label "
                            + label.getKey() + "; it has: " + String.join(", ", there));
                }
            }
        }
    }

    private static void addLines(LabelledText text, HeldOutSplit split) throws IOException {
        byte[] utf8 = text.utf8();
        int start = 0;
        for (int i = 0; i <= utf8.length; i++) {
            if (i == utf8.length || utf8[i] == '\n') {
                if (i > start) {
                    split.add(text.label(), utf8, start, i, text.place());
                }
                start = i + 1;
            }
        }
    }

    /** The smallest keys of each label. */
    private static final class Keys implements Serializable {
        private static final long serialVersionUID = 1L;

        private final TreeMap<String, PriorityQueue<Long>> largestFirst = new TreeMap<>();
        private long most = Long.MAX_VALUE;

        void add(String label, long key) {
            PriorityQueue<Long> keys =
                    largestFirst.computeIfAbsent(label, l -> new PriorityQueue<>(java.util.Comparator.reverseOrder()));
            if (keys.size() >= most) {
                if (keys.peek() <= key) {
                    return;
                }
                keys.poll();
            }
            keys.add(key);
        }

        private Keys add(Keys other) {
            most = Math.min(most, other.most);
            other.largestFirst.forEach((label, keys) -> keys.forEach(key -> add(label, key)));
            return this;
        }
    }

    /** Which documents are taken; sent to tasks. */
    private static final class Selection implements Serializable {
        private static final long serialVersionUID = 1L;

        private final TreeMap<String, String> labels = new TreeMap<>();
        private final TreeMap<String, Long> lastKeys = new TreeMap<>();
        private final long most;
        private final long seed;

        Selection(ClassifierSpec spec, long seed) {
            spec.labels().forEach((label, sources) -> sources.forEach(source -> labels.put(source, label)));
            most = spec.maxDocuments();
            this.seed = seed;
        }

        String label(String source) {
            return labels.get(source);
        }

        void limit(Keys keys, long count) {
            keys.largestFirst.forEach((label, smallest) -> {
                if (smallest.size() >= count) {
                    lastKeys.put(label, smallest.peek());
                }
            });
        }

        /** By the seed and the id alone, so that the sample is the same however the run is divided. */
        private long key(String id) {
            return Long.parseUnsignedLong(
                            Digests.sha256(Long.toString(seed), id).substring(0, HEX_OF_LONG), HEX_OF_LONG)
                    >>> 1;
        }

        Keys smallest(StoredTexts texts, int part) throws IOException {
            Keys keys = new Keys();
            keys.most = most;
            String label = label(texts.source(part));
            try (StoredTexts.Walk walk = texts.walk(part)) {
                while (walk.next()) {
                    keys.add(label, key(walk.id()));
                }
            }
            return keys;
        }

        Iterator<LabelledText> texts(StoredTexts texts, int part) throws IOException {
            String source = texts.source(part);
            String label = label(source);
            Long last = lastKeys.get(label);
            List<LabelledText> taken = new ArrayList<>();
            try (StoredTexts.Walk walk = texts.walk(part)) {
                while (walk.next()) {
                    if (last == null || key(walk.id()) <= last) {
                        taken.add(new LabelledText(label, source + " " + walk.id(), walk.text()));
                    }
                }
            }
            return taken.iterator();
        }
    }

    /** Documents of each label that a run kept, before sampling. */
    public static SortedMap<String, Long> kept(StoredTexts texts, ClassifierSpec spec) {
        SortedMap<String, Long> kept = new TreeMap<>();
        texts.kept().forEach((source, count) -> {
            String label = spec.label(source);
            if (label != null) {
                kept.merge(label, count, Long::sum);
            }
        });
        return kept;
    }
}
