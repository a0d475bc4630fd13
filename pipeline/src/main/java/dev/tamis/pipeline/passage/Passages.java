package dev.tamis.pipeline.passage;

import dev.tamis.pipeline.dedup.PartDocuments;
import dev.tamis.pipeline.dedup.PartFiles;
import dev.tamis.pipeline.dedup.RankedDocuments;
import dev.tamis.pipeline.recipe.PassagesSpec;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.storage.StorageLevel;

/**
 * Finds what is cut from the documents that survived dedup: repeated lines, then paragraphs, then substrings, each in the
 * texts without what the one before cuts, as {@link dev.tamis.filters.passage.CutText} leaves them.
 */
public final class Passages {
    private final JavaSparkContext spark;
    private final PassagesSpec spec;
    private final List<String> survivor;
    private final Texts texts;
    private final long textBytes;

    /**
     * The passages of a corpus.
     *
     * @param survivor expressions that say which document is the better one
     * @param parts of this run
     * @param verdicts path of what the stage before said of each part
     * @param interleaved whether that stage put images into pages; else it is dedup
     * @param textBytes about how much text there is; decides only how finely work is divided
     */
    public Passages(
            JavaSparkContext spark,
            PassagesSpec spec,
            List<String> survivor,
            List<PartFiles> parts,
            List<String> verdicts,
            boolean interleaved,
            long textBytes) {
        this.spark = spark;
        this.spec = spec;
        this.survivor = List.copyOf(survivor);
        this.texts = new Texts(List.copyOf(parts), List.copyOf(verdicts), interleaved);
        this.textBytes = textBytes;
    }

    /**
     * What was found.
     *
     * @param parts one object a partition, by part, and after them one of no documents; kept at hand until unpersisted
     * @param figures counts by name
     * @param templates the most repeated lines and paragraphs, by method, the most repeated first
     */
    public record Found(
            JavaRDD<PassagePart> parts, SortedMap<String, Long> figures, SortedMap<String, List<Template>> templates) {}

    /** Runs the methods that the recipe asks for. */
    public Found find() {
        SortedMap<String, Long> figures = new TreeMap<>();
        SortedMap<String, List<Template>> templates = new TreeMap<>();
        int tasks = spark.defaultParallelism();
        int ranks = survivor.size();
        JavaRDD<PassagePart> parts = read();
        if (spec.lines().isPresent()) {
            RepeatedUnits lines = new RepeatedUnits(texts, spec.lines().get(), PassageMethod.LINES, ranks, tasks);
            parts = kept(lines.cut(parts, textBytes, figures, templates), parts);
        }
        if (spec.paragraphs().isPresent()) {
            RepeatedUnits paragraphs =
                    new RepeatedUnits(texts, spec.paragraphs().get(), PassageMethod.PARAGRAPHS, ranks, tasks);
            parts = kept(paragraphs.cut(parts, textBytes, figures, templates), parts);
        }
        if (spec.substring().isPresent()) {
            RepeatedSubstrings substrings =
                    new RepeatedSubstrings(texts, spec.substring().get(), ranks, tasks);
            parts = kept(substrings.cut(parts, textBytes, figures), parts);
        }
        return new Found(parts, figures, templates);
    }

    private JavaRDD<PassagePart> read() {
        Texts where = texts;
        List<String> ranks = survivor;
        List<Integer> numbers = IntStream.rangeClosed(0, where.counts()).boxed().toList();
        return spark.parallelize(numbers, numbers.size())
                .map(number -> {
                    PartDocuments documents = number == where.counts()
                            ? PartDocuments.none(number, ranks.size())
                            : RankedDocuments.read(
                                    where.parts().get(number),
                                    where.parts().get(number).run().open(),
                                    ranks);
                    return new PassagePart(documents, new PartCuts());
                })
                .persist(StorageLevel.MEMORY_AND_DISK());
    }

    /** Keeps what was computed at hand, some ninety bytes a document, and forgets what it was computed from. */
    private static JavaRDD<PassagePart> kept(JavaRDD<PassagePart> parts, JavaRDD<PassagePart> from) {
        parts.persist(StorageLevel.MEMORY_AND_DISK());
        // Otherwise a lost executor would have all texts of the methods before read once more.
        parts.checkpoint();
        parts.count();
        from.unpersist();
        return parts;
    }
}
