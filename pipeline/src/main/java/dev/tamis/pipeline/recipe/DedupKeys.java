package dev.tamis.pipeline.recipe;

import dev.tamis.filters.dedup.HammingJoin;
import dev.tamis.filters.dedup.MinHashPreset;
import dev.tamis.filters.dedup.MinHashSettings;
import dev.tamis.pipeline.hocon.Key;
import dev.tamis.pipeline.hocon.KeyType;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** The keys of the blocks {@code dedup}, {@code passages} and {@code decontaminate}. */
final class DedupKeys {
    private static final List<String> SCOPES =
            Arrays.stream(DedupSpec.Scope.values()).map(DedupSpec.Scope::id).toList();
    private static final List<String> PRESETS =
            Arrays.stream(MinHashPreset.values()).map(MinHashPreset::key).toList();
    private static final List<String> KEEPS =
            Arrays.stream(PassagesSpec.Keep.values()).map(PassagesSpec.Keep::id).toList();
    private static final List<String> MATCHES = Arrays.stream(DecontaminateSpec.Match.values())
            .map(DecontaminateSpec.Match::id)
            .toList();
    private static final List<String> ACTIONS = Arrays.stream(DecontaminateSpec.Action.values())
            .map(DecontaminateSpec.Action::id)
            .toList();

    private DedupKeys() {}

    static List<Key> all() {
        List<Key> keys = new ArrayList<>();
        keys.addAll(dedup());
        keys.addAll(passages());
        keys.addAll(decontaminate());
        return keys;
    }

    private static List<Key> dedup() {
        List<Key> keys = new ArrayList<>();
        keys.add(
                Key.block(
                        "dedup",
                        "How duplicate documents are removed: by address, then by text, then by MinHash, then by embedding, then, of images, by bytes, pixels and perceptual hash, each on what is left. Images are compared with images alone."));
        keys.add(
                Key.of(
                        "dedup.survivor",
                        KeyType.TEXTS,
                        "Which document of a cluster survives: expressions over signals, scores and ranks, `source`, `kind` and `url`, as in rules. The largest value of the first wins, then of the next, then the smallest id. Left out: the longest, `[\"chars\"]`, or where a model or rank has the name `quality`, `[\"quality\", \"chars\"]`."));
        keys.add(
                Key.of(
                        "dedup.against",
                        KeyType.TEXTS,
                        "Earlier runs, whose signatures are compared with (their texts are not read). What repeats a document that came to their dedup is removed, whatever their later stages made of it."));
        keys.add(Key.block("dedup.url", "Documents of the same address, in its canonical form."));
        keys.addAll(method("dedup.url", false));
        keys.add(Key.block("dedup.exact", "Documents whose text is the same but for case and white space."));
        keys.addAll(method("dedup.exact", true));
        keys.add(Key.block("dedup.minhash", "Documents whose text is nearly the same: MinHash with bands (LSH)."));
        keys.addAll(method("dedup.minhash", false));
        keys.add(Key.of(
                        "dedup.minhash.preset",
                        KeyType.CHOICE,
                        "Published settings: FineWeb's 14 bands of 8, RefinedWeb's 450 of 20, DCLM's 93 of 15, all of word 5-grams. The keys below replace single ones.")
                .choosing(PRESETS)
                .otherwise(MinHashPreset.DEFAULT.key()));
        keys.add(Key.of("dedup.minhash.ngram", KeyType.WHOLE, "Words of a shingle.")
                .between(1, MinHashSettings.MOST_WORDS)
                .in("words"));
        keys.add(Key.of("dedup.minhash.bands", KeyType.WHOLE, "Bands.")
                .between(1, 10_000)
                .in("bands"));
        keys.add(Key.of("dedup.minhash.rows", KeyType.WHOLE, "Hashes of a band.")
                .between(1, 1000)
                .in("hashes"));
        keys.add(Key.of(
                        "dedup.minhash.verify",
                        KeyType.NUMBER,
                        "Least true Jaccard similarity of their shingles at which two candidates are linked; of more than 1,024 candidates in one bucket only neighbours are compared. Shingles are those of MinHash, in which all numbers are equal; documents of earlier runs are linked without comparing. Without it bands alone decide.")
                .between(0, 1));
        keys.add(
                Key.block(
                        "dedup.semantic",
                        "Documents whose embeddings are nearly the same (SemDeDup); a model gives the embeddings by `model`, or sources bring them by `embedding_field`."));
        keys.addAll(method("dedup.semantic", false));
        keys.add(
                Key.of(
                        "dedup.semantic.model",
                        KeyType.TEXT,
                        "The model of the recipe, of task embed, that gives the embeddings; those that the sources bring when left out."));
        keys.add(Key.of(
                        "dedup.semantic.clusters",
                        KeyType.WHOLE,
                        "Clusters of k-means; documents are compared within one.")
                .between(1, 1_000_000)
                .in("clusters")
                .otherwise(100));
        keys.add(Key.of(
                        "dedup.semantic.similarity",
                        KeyType.NUMBER,
                        "Least cosine similarity at which two documents are linked.")
                .between(-1, 1)
                .otherwise("0.99"));
        keys.add(
                Key.block(
                        "dedup.images",
                        "Images that are the same or nearly so; equal captions make no duplicates, and the methods for texts leave images alone. Of no effect where no source has images."));
        keys.add(Key.of("dedup.images.bytes", KeyType.FLAG, "Whether images of the same bytes are duplicates.")
                .otherwise(true));
        keys.add(Key.of(
                        "dedup.images.pixels",
                        KeyType.FLAG,
                        "Whether images of the same size and pixels are, in whatever format and with whatever metadata.")
                .otherwise(true));
        keys.add(
                Key.block(
                        "dedup.images.pdq",
                        "Images that look nearly the same, by the perceptual hash PDQ of 256 bits. What has a hash of too little quality, such as a plain surface, is not compared."));
        keys.add(Key.of("dedup.images.pdq.enabled", KeyType.FLAG, "Whether to look for them.")
                .otherwise(false));
        keys.add(Key.of(
                        "dedup.images.pdq.distance",
                        KeyType.WHOLE,
                        "Bits in which two hashes may differ. All pairs within it are found; PDQ's own limit for a match is 31. An image is removed only if it is within the distance of the one that stays.")
                .between(0, HammingJoin.MOST)
                .in("bits")
                .otherwise(HammingJoin.MOST));
        keys.add(scope("dedup.images.scope"));
        keys.add(
                Key.of(
                        "dedup.images.survivor",
                        KeyType.TEXTS,
                        "Which image survives, as `dedup.survivor` says it of texts. Left out: that of the largest area, then of the most bytes, then of the smallest id."));
        return keys;
    }

    private static List<Key> passages() {
        List<Key> keys = new ArrayList<>();
        keys.add(
                Key.block(
                        "passages",
                        "Which passages are cut from the documents that are left because they stand elsewhere too. The best document, by `dedup.survivor`, keeps its copy."));
        for (String units : List.of("lines", "paragraphs")) {
            String path = "passages." + units;
            boolean lines = units.equals("lines");
            keys.add(Key.block(path, lines ? "Repeated lines." : "Repeated paragraphs."));
            keys.addAll(method(path, false));
            keys.add(Key.of(path + ".documents", KeyType.WHOLE, "Documents that have to share one before it is cut.")
                    .from(2)
                    .in("documents")
                    .otherwise(2));
            keys.add(Key.of(path + ".words", KeyType.WHOLE, "Words of the shortest one looked at.")
                    .between(1, 10_000)
                    .in("words")
                    .otherwise(lines ? 5 : 10));
            keys.add(keep(path));
        }
        keys.add(Key.block("passages.substring", "Sequences of tokens that stand in two places (Lee et al. 2022)."));
        keys.addAll(method("passages.substring", false));
        keys.add(Key.of(
                        "passages.substring.tokens",
                        KeyType.WHOLE,
                        "Length of the shortest sequence: words, and signs, count one each.")
                .between(4, 10_000)
                .in("tokens")
                .otherwise(50));
        keys.add(keep("passages.substring"));
        keys.add(Key.of(
                        "passages.drop_share",
                        KeyType.NUMBER,
                        "Share of a document's bytes that may be cut; where more would be, it is dropped.")
                .between(0, 1)
                .otherwise("0.8"));
        return keys;
    }

    private static List<Key> decontaminate() {
        List<Key> keys = new ArrayList<>();
        keys.add(Key.block("decontaminate", "Which evaluation sets must not be in the text."));
        keys.add(Key.block("decontaminate.sets", "Evaluation sets, by name."));
        keys.add(Key.block("decontaminate.sets.<set>", "A set under its name: letters, digits, `_` and `-`."));
        keys.add(Key.of("decontaminate.sets.<set>.paths", KeyType.TEXTS, "JSONL files, plain, gz or zst, or globs.")
                .needed());
        keys.add(Key.of(
                "decontaminate.sets.<set>.fields",
                KeyType.TEXTS,
                "Fields whose strings are looked for; left out: every string of a line."));
        keys.add(Key.of(
                        "decontaminate.match",
                        KeyType.CHOICE,
                        "What is a hit: a shared `ngram` of words, or the `full` text of an item.")
                .choosing(MATCHES)
                .otherwise("ngram"));
        keys.add(Key.of(
                        "decontaminate.ngram",
                        KeyType.WHOLE,
                        "Words of the n-grams; GPT-3 (Brown et al. 2020) took 13, PaLM (Chowdhery et al. 2022) 8.")
                .between(2, 100)
                .in("words")
                .otherwise(13));
        keys.add(Key.of(
                        "decontaminate.item_share",
                        KeyType.NUMBER,
                        "Least share of an item's n-grams that a document has to hold to hit it; PaLM took 0.7. 0: any one.")
                .between(0, 1)
                .otherwise("0"));
        keys.add(Key.of(
                        "decontaminate.common_documents",
                        KeyType.WHOLE,
                        "An n-gram that more documents hold than this is a common phrase and no hit; GPT-3 took 10. 0: none is.")
                .from(0)
                .in("documents")
                .otherwise(0));
        keys.add(Key.of(
                        "decontaminate.action",
                        KeyType.CHOICE,
                        "Whether to `drop` the document, to `cut` what it shares from its text, or only to `report` it.")
                .choosing(ACTIONS)
                .otherwise("drop"));
        keys.add(Key.of(
                        "decontaminate.margin_chars",
                        KeyType.WHOLE,
                        "Characters cut on each side of a hit besides; GPT-3 took 200.")
                .between(0, 100_000)
                .in("characters")
                .otherwise(0));
        return keys;
    }

    private static List<Key> method(String path, boolean on) {
        return List.of(
                Key.of(path + ".enabled", KeyType.FLAG, "Whether to look for them.")
                        .otherwise(on),
                scope(path + ".scope"));
    }

    private static Key scope(String path) {
        return Key.of(
                        path,
                        KeyType.CHOICE,
                        "Whether to look in the whole corpus, or within each source, language, or both.")
                .choosing(SCOPES)
                .otherwise("corpus");
    }

    private static Key keep(String path) {
        return Key.of(path + ".keep", KeyType.CHOICE, "Which copy stays: the one in the `best` document, or `none`.")
                .choosing(KEEPS)
                .otherwise("best");
    }
}
