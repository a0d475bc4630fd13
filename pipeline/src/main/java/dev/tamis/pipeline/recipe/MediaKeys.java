package dev.tamis.pipeline.recipe;

import dev.tamis.filters.image.TokenPolicy;
import dev.tamis.filters.record.Kind;
import dev.tamis.pipeline.hocon.Block;
import dev.tamis.pipeline.hocon.Key;
import dev.tamis.pipeline.hocon.KeyType;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/** The block {@code media}: its keys, how it is read, and its form as a map. */
final class MediaKeys {
    private static final String MEDIA = "media";

    private MediaKeys() {}

    static List<Key> all() {
        return List.of(
                Key.block(
                        MEDIA,
                        "How kept media are counted in tokens and written (see [images.md](images.md)). Goes with a source of kind image; every key may be left out."),
                Key.of(
                                "media.tokens",
                                KeyType.CHOICE,
                                "The policy that says how many placeholder tokens stand for an image.")
                        .choosing(TokenPolicy.ids())
                        .otherwise(TokenPolicy.DEFAULT.id()),
                Key.of(
                                "media.piece",
                                KeyType.TEXT,
                                "The piece that is the placeholder. It must be among `tokenizer.control_symbols`, or a control piece of `tokenizer.model`.")
                        .otherwise("<image>"),
                Key.of(
                        "media.start",
                        KeyType.TEXT,
                        "A piece of that sort before the placeholders of each medium; none when left out."),
                Key.of("media.end", KeyType.TEXT, "A piece of that sort after them; none when left out."),
                Key.of("media.samples", KeyType.WHOLE, "Most samples of a shard of kept media.")
                        .between(1, 1_000_000)
                        .in("samples")
                        .otherwise(10_000),
                Key.of("media.bytes", KeyType.BYTES, "Size at which a new shard of kept media is begun.")
                        .from(1)
                        .otherwise("256MiB"));
    }

    /** Empty where no source has media. */
    static Optional<MediaSpec> read(Block root, List<SourceSpec> sources, Optional<TokenizerSpec> tokenizer) {
        boolean given = root.has(MEDIA);
        Block block = root.block(MEDIA);
        String policy = block.choice("tokens");
        MediaSpec spec = new MediaSpec(
                policy == null ? TokenPolicy.DEFAULT : TokenPolicy.of(policy).orElseThrow(),
                block.text("piece"),
                block.has("start") ? block.text("start") : null,
                block.has("end") ? block.text("end") : null,
                (int) block.whole("samples"),
                block.whole("bytes"));
        if (sources.stream().noneMatch(source -> source.kind() == Kind.IMAGE)) {
            if (given) {
                root.problem(MEDIA, "has no effect: no source is of kind image");
            }
            return Optional.empty();
        }
        checkPieces(given ? block : null, root, spec, tokenizer);
        return Optional.of(spec);
    }

    /** A model that is trained gets its pieces from the recipe; one that is given is looked at when it is used. */
    private static void checkPieces(Block block, Block root, MediaSpec spec, Optional<TokenizerSpec> tokenizer) {
        List<String> pieces = spec.pieces();
        if (Set.copyOf(pieces).size() < pieces.size()) {
            block.problem("the pieces must differ, found " + String.join(", ", pieces));
        } else if (tokenizer.isPresent() && tokenizer.get().model().isEmpty()) {
            List<?> symbols = tokenizer.get().options().get("control_symbols") instanceof List<?> all ? all : List.of();
            List<String> missing =
                    pieces.stream().filter(piece -> !symbols.contains(piece)).toList();
            if (!missing.isEmpty()) {
                root.problem(
                        "tokenizer",
                        "would have no control symbol " + String.join(", ", missing)
                                + " to stand for images; set tokenizer.control_symbols to [\""
                                + String.join("\", \"", pieces) + "\"] and others it may need");
            }
        }
    }

    static SortedMap<String, Object> part(MediaSpec spec) {
        SortedMap<String, Object> values = tokens(spec);
        values.putAll(shards(spec));
        return values;
    }

    /** What the shards of media depend on. */
    static SortedMap<String, Object> shards(MediaSpec spec) {
        return new TreeMap<>(Map.of("samples", spec.samples(), "bytes", spec.bytes()));
    }

    /** What the tokens of documents depend on. */
    static SortedMap<String, Object> tokens(MediaSpec spec) {
        SortedMap<String, Object> values = new TreeMap<>();
        values.put("tokens", spec.tokens().id());
        values.put("piece", spec.piece());
        if (spec.start() != null) {
            values.put("start", spec.start());
        }
        if (spec.end() != null) {
            values.put("end", spec.end());
        }
        return values;
    }
}
