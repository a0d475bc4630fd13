package dev.tamis.pipeline.recipe;

import dev.tamis.filters.record.Kind;
import dev.tamis.filters.record.Limits;
import dev.tamis.filters.record.MediaLimits;
import dev.tamis.pipeline.hocon.Key;
import dev.tamis.pipeline.hocon.KeyType;
import dev.tamis.pipeline.hocon.Schema;
import dev.tamis.pipeline.rule.RuleKeys;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Every key of a recipe. The reader checks against this list, and docs/recipes.md is held to it by a test. */
final class RecipeKeys {

    /** Scaling laws by the names that {@code tamis plan} uses. */
    /** The kinds that sources may have in this version. */
    static final List<String> READABLE_KINDS = List.of("web", "book", "code", "image");

    private static final List<String> KINDS =
            Arrays.stream(Kind.values()).map(Kind::id).toList();

    private static final List<String> FORMATS =
            Arrays.stream(SourceSpec.Format.values()).map(SourceSpec.Format::id).toList();

    static final Schema SCHEMA = new Schema(keys());

    private RecipeKeys() {}

    private static List<Key> keys() {
        List<Key> keys = new ArrayList<>();
        keys.addAll(top());
        keys.addAll(sources());
        keys.addAll(ImageKeys.all());
        keys.addAll(safety());
        keys.addAll(HashListKeys.all());
        keys.addAll(ModelKeys.all());
        keys.addAll(RankKeys.all());
        keys.addAll(CountKeys.all());
        keys.addAll(ClassifierKeys.all());
        keys.addAll(rules());
        keys.addAll(tokenizer());
        keys.addAll(FimKeys.all());
        keys.addAll(MediaKeys.all());
        keys.addAll(MixtureKeys.all());
        keys.addAll(report());
        keys.addAll(limits());
        return keys;
    }

    private static List<Key> top() {
        return List.of(
                Key.of(
                                "output",
                                KeyType.TEXT,
                                "Directory of the run, on any Hadoop filesystem; `--output` overrides it.")
                        .needed(),
                Key.of(
                        "name",
                        KeyType.TEXT,
                        "Name of the recipe in reports; the file's name without `.conf` when left out."),
                Key.of("seed", KeyType.WHOLE, "Seed of every choice by chance.").otherwise(17));
    }

    private static List<Key> sources() {
        return List.of(
                Key.block("sources", "Where records come from, by name.").needed(),
                Key.block("sources.<source>", "A source under its name: letters, digits, `_` and `-`."),
                Key.of(
                                "sources.<source>.kind",
                                KeyType.CHOICE,
                                "What sort of records it holds; audio and video are not read yet.")
                        .choosing(READABLE_KINDS)
                        .needed(),
                Key.of("sources.<source>.format", KeyType.CHOICE, "How its shards are stored.")
                        .choosing(FORMATS)
                        .needed(),
                Key.of(
                                "sources.<source>.paths",
                                KeyType.TEXTS,
                                "Paths or globs of its shards, on any Hadoop filesystem; each must match something.")
                        .needed(),
                Key.of(
                        "sources.<source>.include",
                        KeyType.TEXTS,
                        "Globs of the files or archive entries to take; all when left out. Formats files, archive and"
                                + " webdataset."),
                Key.of(
                        "sources.<source>.exclude",
                        KeyType.TEXTS,
                        "Globs of the files or archive entries to leave out. Formats files, archive and webdataset."),
                Key.of(
                                "sources.<source>.text_field",
                                KeyType.TEXT,
                                "Field or column of the text. Formats jsonl and parquet.")
                        .otherwise("text"),
                Key.of(
                                "sources.<source>.id_field",
                                KeyType.TEXT,
                                "Field or column of the record's own id, read if present. Formats jsonl and parquet.")
                        .otherwise("id"),
                Key.of(
                                "sources.<source>.url_field",
                                KeyType.TEXT,
                                "Field or column of the address, read if present. Formats jsonl and parquet; of images"
                                        + " also webdataset and files, in the JSON beside them.")
                        .otherwise("url"),
                Key.of(
                        "sources.<source>.embedding_field",
                        KeyType.TEXT,
                        "Field or column of a vector for the text, which `dedup.semantic` compares: an array or list"
                                + " of numbers, as many in every record. Formats jsonl and parquet."),
                Key.of(
                        "sources.<source>.clean",
                        KeyType.TEXTS,
                        "Cleaners that its texts go through, by name and in this order: see"
                                + " [cleaners.md](cleaners.md)."),
                Key.of(
                        "sources.<source>.images",
                        KeyType.TEXTS,
                        "Sources of kind image that hold the images of its pages: their text then has U+FFFC where"
                                + " images stand, and the stage `interleave` puts the images there. Kind web; formats"
                                + " warc, files and archive."));
    }

    private static List<Key> safety() {
        return List.of(
                Key.block(
                        "safety",
                        "Lists that signals compare with: those of safety, and stop words. A path may be a glob, or a"
                                + " directory for the files in it."),
                Key.of(
                        "safety.url_blocklists",
                        KeyType.TEXTS,
                        "Lists of domains and addresses whose pages are unwanted. A folder with files `domains` or"
                                + " `urls` is a category of UT1's, and a folder of such folders is all of UT1"
                                + " (`ut1/adult/domains`); any other file is a list of its own, named by its file."),
                Key.block("safety.url_words", "Lists of words that are unwanted in addresses."),
                Key.of("safety.url_words.strict", KeyType.TEXT, "Words of which one anywhere in an address is enough."),
                Key.of("safety.url_words.hard", KeyType.TEXT, "Words of which one is enough as a word of its own."),
                Key.of("safety.url_words.soft", KeyType.TEXT, "Words of which two are needed."),
                Key.of(
                        "safety.word_lists",
                        KeyType.TEXT,
                        "Lists of words that are unwanted in texts, one file a language, in the form of LDNOOBW: a"
                                + " file `en` or `en.txt` with a word or phrase on each line."),
                Key.of(
                        "safety.stop_words",
                        KeyType.TEXT,
                        "Tables of stop words, as `tamis rules fit --stop-words` writes them: on each line a"
                                + " language's code, a tab and its words with spaces between. They are added to those that"
                                + " come with Tamis, or replace a language's."));
    }

    private static List<Key> rules() {
        List<Key> keys = new ArrayList<>();
        keys.add(Key.of(
                "rules",
                KeyType.ANY,
                "Rule files, or blocks of rules as in a rule file: `[\"rules/gopher-quality.conf\", { my_rule"
                        + " { keep = \"words >= 5\" } }]`."));
        keys.addAll(RuleKeys.at("rules[]"));
        keys.add(Key.block("overrides", "Changes to single rules, by rule name."));
        keys.add(Key.block("overrides.<rule>", "The changes to one rule."));
        keys.add(Key.of("overrides.<rule>.enabled", KeyType.FLAG, "`false` drops the rule.")
                .otherwise(true));
        keys.add(Key.of("overrides.<rule>.keep", KeyType.TEXT, "Another expression."));
        keys.add(Key.of("overrides.<rule>.kinds", KeyType.CHOICES, "Other kinds of record.")
                .choosing(KINDS));
        keys.add(Key.of("overrides.<rule>.sources", KeyType.TEXTS, "Other sources."));
        keys.addAll(DedupKeys.all());
        keys.addAll(InterleaveSpec.keys());
        return keys;
    }

    private static List<Key> tokenizer() {
        List<Key> keys = new ArrayList<>();
        keys.add(Key.block(
                "tokenizer", "The tokenizer to train, or to use. Without it the run ends after decontamination."));
        keys.add(Key.of(
                "tokenizer.model",
                KeyType.TEXT,
                "An existing SentencePiece model, used as it is; of the other keys only `compare` may then be set."));
        keys.add(Key.block(
                "tokenizer.compare",
                "Other SentencePiece models that the report shows beside the run's own; no other stage is"
                        + " redone for them."));
        keys.add(Key.of("tokenizer.compare.<name>", KeyType.TEXT, "Path of this model."));
        keys.add(Key.of(
                        "tokenizer.input_bytes_per_source",
                        KeyType.BYTES,
                        "Most text taken from each source for training; all of it when left out.")
                .from(1));
        keys.addAll(TokenizerKeys.SAMPLE);
        keys.addAll(TokenizerKeys.OPTIONS);
        return keys;
    }

    private static List<Key> report() {
        return List.of(
                Key.block("report", "What the report shows."),
                Key.of("report.samples", KeyType.WHOLE, "Records shown of each rule, kept and rejected.")
                        .between(0, 1000)
                        .in("records")
                        .otherwise(20),
                Key.of(
                                "report.media",
                                KeyType.CHOICE,
                                "Which images the report shows as small pictures: `all`; `safe`, where those that a rule about a model's score removed are blurred; or `none`. What is on a hash list is never shown.")
                        .choosing(ReportSpec.MEDIA)
                        .otherwise("safe"));
    }

    private static List<Key> limits() {
        Limits limits = Limits.DEFAULT;
        int most = Integer.MAX_VALUE;
        MediaLimits media = limits.media();
        return List.of(
                Key.block("limits", "Bounds on what one unit of input may cost."),
                bytes(
                        "record_bytes",
                        limits.recordBytes(),
                        "Most bytes of one record after decompression; larger ones are quarantined."),
                whole(
                        "expansion_ratio",
                        limits.expansionRatio(),
                        most,
                        "",
                        "Most decompressed bytes for each compressed byte, from 1 MiB on."),
                whole("archive_entries", limits.archiveEntries(), most, "entries", "Most entries of one archive."),
                bytes("archive_bytes", limits.archiveBytes(), "Most decompressed bytes of one archive."),
                whole(
                        "html_depth",
                        limits.htmlDepth(),
                        most,
                        "elements",
                        "Deepest nesting of elements that extraction follows."),
                whole(
                        "text_chars",
                        limits.textChars(),
                        most,
                        "UTF-16 units",
                        "Most text that extraction returns; longer ones are quarantined."),
                whole(
                        "document_millis",
                        limits.documentMillis(),
                        most,
                        "ms",
                        "Most time for one document in the child process."),
                whole(
                        "document_heap_mib",
                        limits.documentHeapMiB(),
                        1 << 20,
                        "MiB",
                        "Heap of the child process that parses documents."),
                bytes(
                                "quarantined_bytes",
                                limits.quarantinedBytes(),
                                "Most raw bytes kept of one quarantined unit, for replay.")
                        .between(1, most),
                Key.block(
                        "limits.media",
                        "Bounds on what one image or PDF may cost; conf/media-limits.conf has them all."),
                bytes("media.bytes", media.bytes(), "Most bytes of one image as stored.")
                        .between(1, most),
                // Three bytes a pixel are one array.
                whole(
                        "media.pixels",
                        (int) media.pixels(),
                        700_000_000,
                        "pixels",
                        "Most pixels of one image; the header is asked, before any is decoded."),
                whole("media.side", media.side(), 65_535, "pixels", "Most pixels of one side of an image."),
                whole("media.frames", media.frames(), most, "frames", "Most frames of an animation."),
                whole(
                        "media.expansion",
                        media.expansion(),
                        most,
                        "",
                        "Most decoded bytes, three a pixel, for each byte of an image, from 16 MiB on."),
                whole(
                        "media.millis",
                        media.millis(),
                        most,
                        "ms",
                        "Most time for one image in the child process; then that is ended."),
                whole(
                        "media.heap_mib",
                        media.heapMiB(),
                        1 << 20,
                        "MiB",
                        "Heap of a child process that decodes images; each task has one."),
                whole(
                        "media.native_mib",
                        media.nativeMiB(),
                        1 << 20,
                        "MiB",
                        "Most memory of a child process besides its heap: the decoders' own."),
                whole("media.pdf_pages", media.pdfPages(), most, "pages", "Most pages of a PDF that are drawn."),
                whole("media.pdf_dpi", media.pdfDpi(), 1200, "dots an inch", "How finely pages of a PDF are drawn."),
                whole("media.pdf_millis", media.pdfMillis(), most, "ms", "Most time for drawing one PDF."),
                Key.of(
                                "limits.quarantine_share",
                                KeyType.NUMBER,
                                "Share of records that may be quarantined before the run is refused.")
                        .between(0, 1)
                        .otherwise("0.01"),
                bytes(
                                "split_bytes",
                                64L << 20,
                                "Most bytes of a shard that one task reads, where a format can be split.")
                        .from(1 << 16));
    }

    private static Key bytes(String name, long value, String doc) {
        int power = (Long.numberOfTrailingZeros(value) / 10) * 10;
        String unit = power >= 30 ? "GiB" : power >= 20 ? "MiB" : "KiB";
        int shift = power >= 30 ? 30 : power >= 20 ? 20 : 10;
        return Key.of("limits." + name, KeyType.BYTES, doc).from(1).otherwise((value >> shift) + unit);
    }

    private static Key whole(String name, int value, int most, String unit, String doc) {
        return Key.of("limits." + name, KeyType.WHOLE, doc)
                .between(1, most)
                .in(unit)
                .otherwise(value);
    }
}
