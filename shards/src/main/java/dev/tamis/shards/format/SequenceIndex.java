package dev.tamis.shards.format;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * {@code index.json} of a directory of packed sequences: of a phase, in the order of training, or of a stock, in the
 * order of its packing. It is written last, so where it is, the directory is whole.
 *
 * <p>Sequences are numbered through all shards from 0: shard i holds {@code first_sequence} to {@code first_sequence +
 * sequences}, without gaps. Each is stored as exactly {@code sequence_length} tokens, of which the last may be padding.
 * Counts of tokens are without padding.
 *
 * @param phase {@code phase}: name of the phase that is stored here, or null
 * @param stock {@code stock}: name of the stock that is stored here, {@code <domain>@<sequence length>}, or null; just
 *     one of the two is null
 * @param vocabSize {@code vocab_size}: every token id is below it
 * @param dtype {@code dtype}: how ids are stored, "uint16" or "int32"
 * @param padId {@code pad_id}: what fills a sequence that its documents don't
 * @param eodId {@code eod_id}: what ends each document, or -1 (in the file null) if nothing does
 * @param sequenceLength {@code sequence_length}: tokens of each sequence as stored
 * @param packing {@code packing}: how documents were put into sequences, "concat" or "best_fit"
 * @param formats {@code formats}: in which the tokens are stored, at least one
 * @param sequences {@code sequences}: of all shards
 * @param tokens {@code tokens}: of all shards, without padding
 * @param shards {@code shards}: in order
 * @param domains {@code domains}: what each domain has here, by name
 */
public record SequenceIndex(
        String phase,
        String stock,
        int vocabSize,
        TokenType dtype,
        int padId,
        int eodId,
        int sequenceLength,
        String packing,
        Set<ShardFormat> formats,
        long sequences,
        long tokens,
        List<Shard> shards,
        SortedMap<String, Count> domains) {

    /** The file's name. */
    public static final String FILE = "index.json";

    /**
     * A shard: the files that hold some consecutive sequences.
     *
     * @param firstSequence {@code first_sequence}: number of its first sequence in the directory
     * @param sequences {@code sequences}: in this shard; a directory without sequences lists no shards
     * @param tokens {@code tokens}: in this shard, without padding
     * @param runs {@code runs}: records of {@link FileKind#RUNS}
     * @param files {@code files}: those of the formats, {@link FileKind#SEQUENCES} and {@link FileKind#RUNS} always
     */
    public record Shard(long firstSequence, long sequences, long tokens, long runs, Map<FileKind, ShardFile> files) {
        public Shard {
            Map<FileKind, ShardFile> copy = new EnumMap<>(FileKind.class);
            copy.putAll(files);
            files = Collections.unmodifiableMap(copy);
        }

        /** The file of a kind, or null if the shard has none. */
        public ShardFile file(FileKind kind) {
            return files.get(kind);
        }
    }

    /** How much comes from one domain; tokens without padding. */
    public record Count(long sequences, long tokens) {}

    /** @throws IllegalArgumentException if the parts contradict each other, or a file lies elsewhere */
    public SequenceIndex {
        Objects.requireNonNull(dtype, "dtype");
        Objects.requireNonNull(packing, "packing");
        shards = List.copyOf(shards);
        formats = formats.isEmpty() ? Set.of() : Collections.unmodifiableSet(EnumSet.copyOf(formats));
        domains = Collections.unmodifiableSortedMap(new TreeMap<>(domains));
        check((phase == null) != (stock == null), "phase", phase, "either phase or stock must be given");
        check(vocabSize >= 1, "vocab_size", vocabSize, "must be >= 1");
        check(vocabSize - 1 <= dtype.maxToken(), "vocab_size", vocabSize, "ids do not fit " + dtype.id());
        check(padId >= 0 && padId < vocabSize, "pad_id", padId, "must be below vocab_size " + vocabSize);
        check(eodId >= -1 && eodId < vocabSize, "eod_id", eodId, "must be below vocab_size " + vocabSize);
        check(sequenceLength >= 1, "sequence_length", sequenceLength, "must be >= 1");
        check(
                stock == null || stock.endsWith("@" + sequenceLength),
                "stock",
                stock,
                "must end in @ and sequence_length " + sequenceLength);
        check(packing.equals("concat") || packing.equals("best_fit"), "packing", packing, "allowed: concat, best_fit");
        check(!formats.isEmpty(), "formats", formats, "must name at least one");
        long nextSequence = 0;
        long tokenSum = 0;
        Set<String> names = new HashSet<>();
        for (int i = 0; i < shards.size(); i++) {
            Shard shard = shards.get(i);
            checkShard(i, shard, nextSequence, sequenceLength);
            checkFiles(i, shard, formats, names);
            if (formats.contains(ShardFormat.MEGATRON)) {
                long stored = shard.sequences * sequenceLength * dtype.bytes();
                long found = shard.file(FileKind.BIN).bytes();
                if (found != stored) {
                    throw invalid(i, "files.bin.bytes", found, "its sequences take " + stored);
                }
            }
            nextSequence += shard.sequences;
            tokenSum += shard.tokens;
        }
        check(sequences == nextSequence, "sequences", sequences, "the shards have " + nextSequence);
        check(tokens == tokenSum, "tokens", tokens, "the shards have " + tokenSum);
        long domainSequences =
                domains.values().stream().mapToLong(Count::sequences).sum();
        long domainTokens = domains.values().stream().mapToLong(Count::tokens).sum();
        check(sequences == domainSequences, "sequences", sequences, "the domains have " + domainSequences);
        check(tokens == domainTokens, "tokens", tokens, "the domains have " + domainTokens);
    }

    /** There may be many shards, so nothing here is put into words unless it is wrong. */
    private static void checkShard(int i, Shard shard, long first, int sequenceLength) {
        if (shard.firstSequence != first) {
            throw invalid(i, "first_sequence", shard.firstSequence, "must be " + first);
        }
        if (shard.sequences < 0 || shard.sequences > (Long.MAX_VALUE - first) / sequenceLength / 4) {
            throw invalid(i, "sequences", shard.sequences, "must be >= 0, and the sum is bounded");
        }
        if (shard.tokens < 0 || shard.tokens > shard.sequences * sequenceLength) {
            throw invalid(i, "tokens", shard.tokens, "must be from 0 to sequences * sequence_length");
        }
        if (shard.runs < shard.sequences || shard.runs > shard.tokens) {
            throw invalid(i, "runs", shard.runs, "must be from " + shard.sequences + " to " + shard.tokens);
        }
    }

    private static void checkFiles(int i, Shard shard, Set<ShardFormat> formats, Set<String> names) {
        for (Map.Entry<FileKind, ShardFile> entry : shard.files.entrySet()) {
            FileKind kind = entry.getKey();
            String name = entry.getValue().name();
            if (!names.add(kind.directory().isEmpty() ? name : kind.directory() + name)) {
                throw invalid(i, "files." + kind.id(), name, "is listed twice");
            }
        }
        for (FileKind kind : FileKind.values()) {
            boolean needed = switch (kind) {
                case SEQUENCES, RUNS -> true;
                case BIN, IDX -> formats.contains(ShardFormat.MEGATRON);
                case MDS -> formats.contains(ShardFormat.MDS);
                case PROVENANCE, MEDIA -> false;
            };
            if (needed && shard.file(kind) == null) {
                throw invalid(i, "files." + kind.id(), "absent", "the shard must have one");
            }
        }
    }

    private static IllegalArgumentException invalid(int shard, String field, Object found, String bound) {
        return JsonFields.invalid("shards[" + shard + "]." + field, found, bound);
    }

    private static void check(boolean holds, String field, Object found, String bound) {
        JsonFields.check(holds, field, found, bound);
    }

    /** The phase or the stock: what the directory holds. */
    public String name() {
        return phase != null ? phase : stock;
    }

    /** The domain of the stock, or null for a phase. */
    public String domain() {
        return stock == null ? null : stock.substring(0, stock.lastIndexOf('@'));
    }

    /** Tokens of padding in all shards. */
    public long padding() {
        return sequences * sequenceLength - tokens;
    }

    /** The text of the file: fixed order of keys, the same bytes on every machine; to be stored as UTF-8. */
    public String toJson() {
        ObjectNode root = JsonNodeFactory.instance.objectNode();
        if (phase != null) {
            root.put("phase", phase);
        } else {
            root.put("stock", stock);
            root.put("domain", domain());
        }
        root.put("vocab_size", vocabSize);
        root.put("dtype", dtype.id());
        root.put("pad_id", padId);
        if (eodId < 0) {
            root.putNull("eod_id");
        } else {
            root.put("eod_id", eodId);
        }
        root.put("sequence_length", sequenceLength);
        root.put("packing", packing);
        ArrayNode names = root.putArray("formats");
        formats.forEach(format -> names.add(format.id()));
        root.put("sequences", sequences);
        root.put("tokens", tokens);
        ArrayNode list = root.putArray("shards");
        for (Shard shard : shards) {
            ObjectNode node = list.addObject()
                    .put("first_sequence", shard.firstSequence)
                    .put("sequences", shard.sequences)
                    .put("tokens", shard.tokens)
                    .put("runs", shard.runs);
            ObjectNode files = node.putObject("files");
            shard.files.forEach((kind, file) -> files.putObject(kind.id())
                    .put("name", file.name())
                    .put("bytes", file.bytes())
                    .put("sha256", file.sha256()));
        }
        ObjectNode counts = root.putObject("domains");
        domains.forEach((domain, count) ->
                counts.putObject(domain).put("sequences", count.sequences).put("tokens", count.tokens));
        return JsonFields.write(root);
    }

    /**
     * Reads the file's text. Fields and kinds of files that are not known are passed over, so that later releases may
     * add some.
     *
     * @param where the file's name, for messages
     * @throws IOException if it is not such an index
     */
    public static SequenceIndex parse(byte[] json, String where) throws IOException {
        return JsonFields.parse(json, where, SequenceIndex::parse);
    }

    private static SequenceIndex parse(JsonNode root) {
        Set<ShardFormat> formats = EnumSet.noneOf(ShardFormat.class);
        for (JsonNode node : JsonFields.array(root, "formats")) {
            ShardFormat format = ShardFormat.ofId(node.asText());
            check(format != null, "formats", node, "allowed: megatron, mds");
            formats.add(format);
        }
        List<Shard> shards = new ArrayList<>();
        for (JsonNode node : JsonFields.array(root, "shards")) {
            Map<FileKind, ShardFile> files = new EnumMap<>(FileKind.class);
            for (Map.Entry<String, JsonNode> entry :
                    JsonFields.object(node, "files").properties()) {
                FileKind kind = FileKind.ofId(entry.getKey());
                if (kind != null) {
                    files.put(
                            kind,
                            new ShardFile(
                                    JsonFields.text(entry.getValue(), "name"),
                                    JsonFields.whole(entry.getValue(), "bytes"),
                                    JsonFields.text(entry.getValue(), "sha256")));
                }
            }
            shards.add(new Shard(
                    JsonFields.whole(node, "first_sequence"),
                    JsonFields.whole(node, "sequences"),
                    JsonFields.whole(node, "tokens"),
                    JsonFields.whole(node, "runs"),
                    files));
        }
        SortedMap<String, Count> domains = new TreeMap<>();
        for (Map.Entry<String, JsonNode> entry :
                JsonFields.object(root, "domains").properties()) {
            domains.put(
                    entry.getKey(),
                    new Count(
                            JsonFields.whole(entry.getValue(), "sequences"),
                            JsonFields.whole(entry.getValue(), "tokens")));
        }
        return new SequenceIndex(
                JsonFields.textOrNull(root, "phase"),
                JsonFields.textOrNull(root, "stock"),
                JsonFields.int32(root, "vocab_size"),
                JsonFields.tokenType(root),
                JsonFields.int32(root, "pad_id"),
                root.hasNonNull("eod_id") ? JsonFields.int32(root, "eod_id") : -1,
                JsonFields.int32(root, "sequence_length"),
                JsonFields.text(root, "packing"),
                formats,
                JsonFields.whole(root, "sequences"),
                JsonFields.whole(root, "tokens"),
                shards,
                domains);
    }
}
