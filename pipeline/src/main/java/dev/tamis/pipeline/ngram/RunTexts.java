package dev.tamis.pipeline.ngram;

import dev.tamis.pipeline.wordcount.StoredTexts;
import java.io.IOException;
import java.io.Serializable;
import java.util.HashMap;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.apache.spark.api.java.JavaSparkContext;

/** The documents that a stage of a run kept, of one source or all and one language or all. */
public final class RunTexts implements TrainingTexts {
    private static final long serialVersionUID = 1L;

    private final StoredTexts texts;
    private final String source;
    private final String language;
    private final long bytes;

    /**
     * @param source null for all
     * @param language null for all
     * @param bytes of these documents, as {@link #sizesByLanguage} has them
     */
    public RunTexts(StoredTexts texts, String source, String language, long bytes) {
        this.texts = texts;
        this.source = source;
        this.language = language;
        this.bytes = bytes;
    }

    /** How much there is of a language. */
    public record Size(long documents, long bytes) implements Serializable {
        public static final Size NONE = new Size(0, 0);

        Size plus(Size other) {
            return new Size(documents + other.documents, bytes + other.bytes);
        }
    }

    /** The documents of a source, or of all for null, by language; those without one are under {@code und}. */
    public static SortedMap<String, Size> sizesByLanguage(JavaSparkContext spark, StoredTexts texts, String source) {
        Map<String, Size> none = new HashMap<>();
        return new TreeMap<>(
                spark.parallelize(IntStream.range(0, texts.parts()).boxed().toList(), Math.max(1, texts.parts()))
                        .map(part -> measure(texts, part, source))
                        .treeAggregate(none, RunTexts::sum, RunTexts::sum));
    }

    private static Map<String, Size> sum(Map<String, Size> one, Map<String, Size> other) {
        other.forEach((language, size) -> one.merge(language, size, Size::plus));
        return one;
    }

    private static Map<String, Size> measure(StoredTexts texts, int part, String source) throws IOException {
        Map<String, Size> sizes = new HashMap<>();
        if (source == null || source.equals(texts.source(part))) {
            try (StoredTexts.Walk walk = texts.walk(part)) {
                while (walk.next()) {
                    sizes.merge(walk.language(), new Size(1, walk.text().length), Size::plus);
                }
            }
        }
        return sizes;
    }

    @Override
    public int parts() {
        return texts.parts();
    }

    @Override
    public long bytes() {
        return bytes;
    }

    @Override
    public Walk open(int part) throws IOException {
        boolean wanted = source == null || source.equals(texts.source(part));
        StoredTexts.Walk walk = wanted ? texts.walk(part) : null;
        return new Walk() {
            @Override
            public boolean next() throws IOException {
                while (walk != null && walk.next()) {
                    if (language == null || language.equals(walk.language())) {
                        return true;
                    }
                }
                return false;
            }

            @Override
            public byte[] bytes() {
                return walk.text();
            }

            @Override
            public int start() {
                return 0;
            }

            @Override
            public int length() {
                return walk.text().length;
            }

            @Override
            public void close() throws IOException {
                if (walk != null) {
                    walk.close();
                }
            }
        };
    }
}
