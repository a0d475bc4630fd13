package dev.tamis.pipeline.recipe;

import dev.tamis.filters.record.Kind;
import dev.tamis.filters.record.Limits;
import dev.tamis.filters.record.MediaLimits;
import dev.tamis.pipeline.mixture.Scheme;
import dev.tamis.pipeline.rule.Example;
import dev.tamis.pipeline.rule.Rule;
import dev.tamis.pipeline.rule.RuleTable;
import dev.tamis.shards.format.ShardFormat;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/** A recipe as maps and lists, in the shape of the recipe file. */
final class RecipeParts {

    private RecipeParts() {}

    static SortedMap<String, Object> whole(Recipe recipe) {
        SortedMap<String, Object> all = map(
                "name", recipe.name(),
                "output", recipe.output(),
                "seed", recipe.seed(),
                "sources", sources(recipe),
                "rules", List.of(rules(recipe, true)),
                "safety", safety(recipe.safety()),
                "dedup", dedup(recipe.dedup()),
                "passages", passages(recipe.passages()),
                "decontaminate", decontaminate(recipe.decontaminate()),
                "emit", emit(recipe.emit()),
                "limits", limits(recipe),
                "report",
                        map(
                                "samples",
                                recipe.report().samples(),
                                "media",
                                recipe.report().media()));
        if (recipe.hasPageImages()) {
            all.put("interleave", recipe.interleave().part());
        }
        recipe.language().ifPresent(l -> all.put("language", map("file", l.path(), "sha256", l.sha256())));
        if (!recipe.models().isEmpty()) {
            SortedMap<String, Object> models = new TreeMap<>();
            recipe.models().forEach(model -> models.put(model.name(), model.whole()));
            all.put("models", models);
        }
        if (!recipe.ranks().isEmpty()) {
            all.put("ranks", ranks(recipe));
        }
        if (!recipe.counts().isEmpty()) {
            all.put("counts", counts(recipe));
        }
        recipe.classifier().ifPresent(c -> all.put("classifier", ClassifierKeys.part(c)));
        recipe.tokenizer().ifPresent(t -> {
            SortedMap<String, Object> values = tokenizer(t);
            if (!recipe.report().compare().isEmpty()) {
                values.put("compare", recipe.report().compare());
            }
            all.put("tokenizer", values);
        });
        recipe.fim().ifPresent(f -> all.put("fim", FimKeys.part(f)));
        recipe.media().ifPresent(m -> all.put("media", MediaKeys.part(m)));
        recipe.budget().ifPresent(b -> all.put("budget", budget(b)));
        recipe.mixture().ifPresent(m -> all.put("mixture", mixture(m)));
        return all;
    }

    static SortedMap<String, String> of(Recipe recipe) {
        SortedMap<String, Object> whole = whole(recipe);
        SortedMap<String, String> parts = new TreeMap<>();
        for (String part : List.of(
                "seed",
                "sources",
                "safety",
                "dedup",
                "decontaminate",
                "emit",
                "fim",
                "interleave",
                "limits",
                "report",
                "tokenizer",
                "budget",
                "mixture")) {
            parts.put(part, CanonicalJson.of(whole.get(part)));
        }
        // Another model to compare with is no reason to train again.
        parts.put(
                "tokenizer",
                CanonicalJson.of(recipe.tokenizer().map(RecipeParts::tokenizer).orElse(null)));
        // How many media stand in a shard is no reason to tokenize again.
        parts.put(
                "media_tokens",
                CanonicalJson.of(recipe.media().map(MediaKeys::tokens).orElse(null)));
        parts.put(
                "media_shards",
                CanonicalJson.of(recipe.media().map(MediaKeys::shards).orElse(null)));
        parts.put("compare", CanonicalJson.of(recipe.report().compare()));
        // Which copy of a passage stays depends on what makes a document the better one.
        parts.put(
                "passages",
                CanonicalJson.of(map(
                        "passages",
                        whole.get("passages"),
                        "survivor",
                        recipe.dedup().survivor())));
        SortedMap<String, Object> signatures = signatures(recipe.dedup());
        if (recipe.dedup().semantic().isPresent()) {
            String model = recipe.dedup().semantic().get().model();
            signatures.put("embeddings", model == null ? (Object) true : model);
        }
        parts.put("signatures", CanonicalJson.of(signatures));
        parts.put("rules", CanonicalJson.of(rules(recipe, false)));
        parts.put(
                "language",
                CanonicalJson.of(recipe.language().map(PinnedFile::sha256).orElse(null)));
        SortedMap<String, Object> models = new TreeMap<>();
        recipe.models().forEach(model -> models.put(model.name(), model.part()));
        parts.put("models", CanonicalJson.of(models));
        parts.put("ranks", CanonicalJson.of(ranks(recipe)));
        parts.put("counts", CanonicalJson.of(counts(recipe)));
        return parts;
    }

    private static SortedMap<String, Object> counts(Recipe recipe) {
        SortedMap<String, Object> counts = new TreeMap<>();
        recipe.counts().forEach(count -> counts.put(count.name(), CountKeys.part(count)));
        return counts;
    }

    private static SortedMap<String, Object> ranks(Recipe recipe) {
        SortedMap<String, Object> ranks = new TreeMap<>();
        recipe.ranks().forEach(rank -> ranks.put(rank.name(), RankKeys.part(rank)));
        return ranks;
    }

    private static SortedMap<String, Object> sources(Recipe recipe) {
        SortedMap<String, Object> sources = new TreeMap<>();
        for (SourceSpec source : recipe.sources()) {
            SortedMap<String, Object> values = map(
                    "kind", source.kind().id(),
                    "format", source.format().id(),
                    "paths", source.paths());
            if (source.format().hasEntries()) {
                values.put("include", source.include());
                values.put("exclude", source.exclude());
            }
            if (source.format().hasFields() && source.kind() != Kind.IMAGE) {
                values.put("text_field", source.textField());
            }
            if (source.format().hasFields()) {
                values.put("id_field", source.idField());
            }
            if (source.format().hasFields()
                    || (source.kind() == Kind.IMAGE && source.format().hasSidecars())) {
                values.put("url_field", source.urlField());
            }
            if (source.format().hasFields()) {
                if (source.embeddingField() != null) {
                    values.put("embedding_field", source.embeddingField());
                }
            }
            putMediaFields(values, source.media());
            values.put("clean", source.clean());
            if (!source.images().isEmpty()) {
                values.put("images", source.images());
            }
            sources.put(source.name(), values);
        }
        return sources;
    }

    private static void putMediaFields(SortedMap<String, Object> values, SourceSpec.MediaFields media) {
        putUnlessNull(values, "caption_field", media.caption());
        putUnlessNull(values, "image_field", media.image());
        putUnlessNull(values, "path_field", media.path());
        putUnlessNull(values, "offset_field", media.offset());
        putUnlessNull(values, "length_field", media.length());
    }

    private static void putUnlessNull(SortedMap<String, Object> values, String key, String value) {
        if (value != null) {
            values.put(key, value);
        }
    }

    private static SortedMap<String, Object> rules(Recipe recipe, boolean documented) {
        SortedMap<String, Object> rules = new TreeMap<>();
        for (Rule rule : recipe.rules()) {
            SortedMap<String, Object> values = map(
                    "keep", rule.keep(),
                    "kinds", rule.kinds().stream().map(Kind::id).toList(),
                    "sources", List.copyOf(rule.sources()));
            if (!rule.tables().isEmpty()) {
                values.put("tables", tables(rule));
            }
            if (documented) {
                values.put("source", rule.source());
                values.put("doc", rule.doc());
                values.put("examples", examples(rule));
            }
            rules.put(rule.name(), values);
        }
        return rules;
    }

    /** What a rule may look up, by digest: other values in a table decide otherwise. */
    private static SortedMap<String, Object> tables(Rule rule) {
        SortedMap<String, Object> tables = new TreeMap<>();
        for (RuleTable table : rule.tables()) {
            tables.put(table.name(), map("key", table.key(), "sha256", table.sha256()));
        }
        return tables;
    }

    private static List<Object> examples(Rule rule) {
        List<Object> examples = new ArrayList<>();
        for (Example example : rule.examples()) {
            examples.add(map("signals", example.signals(), "keep", example.keep()));
        }
        return examples;
    }

    private static SortedMap<String, Object> safety(SafetySpec safety) {
        SortedMap<String, Object> words = new TreeMap<>();
        safety.strictUrlWords().ifPresent(path -> words.put("strict", path));
        safety.hardUrlWords().ifPresent(path -> words.put("hard", path));
        safety.softUrlWords().ifPresent(path -> words.put("soft", path));
        SortedMap<String, Object> values = map("url_blocklists", safety.urlBlocklists(), "url_words", words);
        safety.wordLists().ifPresent(path -> values.put("word_lists", path));
        safety.stopWords().ifPresent(path -> values.put("stop_words", path));
        if (!safety.hashLists().isEmpty()) {
            values.put("hash_lists", HashListKeys.part(safety.hashLists()));
        }
        return values;
    }

    private static SortedMap<String, Object> dedup(DedupSpec dedup) {
        SortedMap<String, Object> minhash = method(dedup.minhash().map(DedupSpec.MinHash::scope));
        minhash.putAll(signatures(dedup));
        dedup.minhash()
                .map(DedupSpec.MinHash::verify)
                .ifPresent(verify -> verify.ifPresent(least -> minhash.put("verify", least)));
        SortedMap<String, Object> semantic = method(dedup.semantic().map(DedupSpec.Semantic::scope));
        dedup.semantic().ifPresent(s -> {
            semantic.put("clusters", s.clusters());
            semantic.put("similarity", s.similarity());
            if (s.model() != null) {
                semantic.put("model", s.model());
            }
        });
        SortedMap<String, Object> all = map(
                "survivor", dedup.survivor(),
                "against", dedup.against(),
                "url", method(dedup.url()),
                "exact", method(dedup.exact()),
                "minhash", minhash,
                "semantic", semantic);
        dedup.images().ifPresent(images -> all.put("images", images(images)));
        return all;
    }

    private static SortedMap<String, Object> images(DedupSpec.Images images) {
        SortedMap<String, Object> pdq = map("enabled", images.distance().isPresent());
        images.distance().ifPresent(distance -> pdq.put("distance", distance));
        SortedMap<String, Object> values = map(
                "bytes", images.bytes(),
                "pixels", images.pixels(),
                "pdq", pdq,
                "scope", images.scope().id());
        // An empty list is no expression.
        if (!images.survivor().isEmpty()) {
            values.put("survivor", images.survivor());
        }
        return values;
    }

    /** What the signatures of documents depend on; a method that is off has no settings. */
    private static SortedMap<String, Object> signatures(DedupSpec dedup) {
        return dedup.minhash()
                .map(DedupSpec.MinHash::settings)
                .map(s -> map("ngram", s.ngram(), "bands", s.bands(), "rows", s.rows()))
                .orElseGet(RecipeParts::map);
    }

    private static SortedMap<String, Object> method(Optional<DedupSpec.Scope> scope) {
        return scope.map(s -> map("enabled", true, "scope", s.id())).orElseGet(() -> map("enabled", false));
    }

    private static SortedMap<String, Object> passages(PassagesSpec passages) {
        SortedMap<String, Object> substring = method(passages.substring().map(PassagesSpec.Substring::scope));
        passages.substring().ifPresent(s -> {
            substring.put("tokens", s.tokens());
            substring.put("keep", s.keep().id());
        });
        return map(
                "lines", units(passages.lines()),
                "paragraphs", units(passages.paragraphs()),
                "substring", substring,
                "drop_share", passages.dropShare());
    }

    private static SortedMap<String, Object> units(Optional<PassagesSpec.Units> units) {
        SortedMap<String, Object> values = method(units.map(PassagesSpec.Units::scope));
        units.ifPresent(u -> {
            values.put("documents", u.documents());
            values.put("words", u.words());
            values.put("keep", u.keep().id());
        });
        return values;
    }

    private static SortedMap<String, Object> decontaminate(DecontaminateSpec spec) {
        SortedMap<String, Object> sets = new TreeMap<>();
        spec.sets().forEach(set -> sets.put(set.name(), map("paths", set.paths(), "fields", set.fields())));
        return map(
                "sets", sets,
                "match", spec.match().id(),
                "ngram", spec.ngram(),
                "item_share", spec.itemShare(),
                "common_documents", spec.commonDocuments(),
                "action", spec.action().id(),
                "margin_chars", spec.marginChars());
    }

    private static SortedMap<String, Object> tokenizer(TokenizerSpec tokenizer) {
        if (tokenizer.model().isPresent()) {
            return map("model", tokenizer.model().get());
        }
        SortedMap<String, Object> values = new TreeMap<>(tokenizer.options());
        if (tokenizer.inputBytesPerSource() != TokenizerSpec.ALL) {
            values.put("input_bytes_per_source", tokenizer.inputBytesPerSource());
        }
        tokenizer.sample().ifPresent(sample -> {
            SortedMap<String, Object> weighting = map("by", sample.by().id());
            sample.exponent().ifPresent(exponent -> weighting.put("exponent", exponent));
            if (!sample.weights().isEmpty()) {
                weighting.put("weights", sample.weights());
            }
            values.put("sample", weighting);
        });
        return values;
    }

    private static SortedMap<String, Object> budget(BudgetSpec budget) {
        return map(budget.given().id(), budget.amount(), "law", budget.law());
    }

    private static SortedMap<String, Object> mixture(MixtureSpec mixture) {
        List<Object> phases = new ArrayList<>();
        for (MixtureSpec.Phase phase : mixture.phases()) {
            SortedMap<String, Object> values = map(
                    "name", phase.name(),
                    "share", phase.share(),
                    "sequence_length", phase.sequenceLength(),
                    "scheme", phase.scheme().kind().id());
            putUnlessEmpty(values, "weights", phase.weights());
            putUnlessEmpty(values, "floors", phase.floors());
            putUnlessEmpty(values, "ceilings", phase.ceilings());
            if (phase.scheme().kind() == Scheme.Kind.TEMPERATURE) {
                values.put("temperature", phase.scheme().temperature());
            }
            phase.rampTo().ifPresent(weights -> values.put("ramp_to", weights));
            phases.add(values);
        }
        return map(
                "packing", mixture.packing().id(),
                "split", mixture.split(),
                "max_epochs", mixture.maxEpochs(),
                "max_epochs_by_domain", mixture.maxEpochsByDomain(),
                "phases", phases);
    }

    /** The whole can be read as a recipe again, where an empty block of weights is a mistake. */
    private static void putUnlessEmpty(SortedMap<String, Object> values, String key, SortedMap<String, Double> map) {
        if (!map.isEmpty()) {
            values.put(key, map);
        }
    }

    private static SortedMap<String, Object> emit(EmitSpec emit) {
        return map(
                "layout",
                emit.layout().id(),
                "formats",
                emit.formats().stream().map(ShardFormat::id).toList(),
                "shard_bytes",
                emit.shardBytes(),
                "append_eod",
                emit.appendEod());
    }

    private static SortedMap<String, Object> limits(Recipe recipe) {
        Limits limits = recipe.limits();
        return map(
                "record_bytes", limits.recordBytes(),
                "expansion_ratio", limits.expansionRatio(),
                "archive_entries", limits.archiveEntries(),
                "archive_bytes", limits.archiveBytes(),
                "html_depth", limits.htmlDepth(),
                "text_chars", limits.textChars(),
                "document_millis", limits.documentMillis(),
                "document_heap_mib", limits.documentHeapMiB(),
                "quarantined_bytes", limits.quarantinedBytes(),
                "quarantine_share", recipe.quarantineShare(),
                "split_bytes", recipe.splitBytes(),
                "media", mediaLimits(limits.media()));
    }

    private static SortedMap<String, Object> mediaLimits(MediaLimits limits) {
        return map(
                "bytes", limits.bytes(),
                "pixels", limits.pixels(),
                "side", limits.side(),
                "frames", limits.frames(),
                "expansion", limits.expansion(),
                "millis", limits.millis(),
                "heap_mib", limits.heapMiB(),
                "native_mib", limits.nativeMiB(),
                "pdf_pages", limits.pdfPages(),
                "pdf_dpi", limits.pdfDpi(),
                "pdf_millis", limits.pdfMillis());
    }

    private static SortedMap<String, Object> map(Object... keysAndValues) {
        SortedMap<String, Object> map = new TreeMap<>();
        for (int i = 0; i < keysAndValues.length; i += 2) {
            map.put((String) keysAndValues[i], keysAndValues[i + 1]);
        }
        return map;
    }
}
