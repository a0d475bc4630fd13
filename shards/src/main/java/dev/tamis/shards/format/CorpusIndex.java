package dev.tamis.shards.format;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.Set;

/**
 * {@code tokens/index.json}: the corpus of a run. It is written after all else, so where it is, the corpus is whole.
 *
 * <p>It names the plan and each directory of sequences with the SHA-256 of its {@link SequenceIndex}, which has those of
 * all files; {@link #digest} is therefore that of the whole corpus. All names are relative: a copy works elsewhere.
 *
 * @param layout {@code layout}: "phases" or "domains"
 * @param vocabSize {@code vocab_size}: every token id is below it
 * @param dtype {@code dtype}: how ids are stored
 * @param padId {@code pad_id}: what fills a sequence that its documents don't
 * @param eodId {@code eod_id}: what ends each document, or -1 (in the file null) if nothing does
 * @param planSha256 {@code plan_sha256}: of {@code plan.json} beside this file
 * @param phases {@code phases}: in the order of training
 * @param stocks {@code stocks}: in the order of the plan
 */
public record CorpusIndex(
        Layout layout,
        int vocabSize,
        TokenType dtype,
        int padId,
        int eodId,
        String planSha256,
        List<Phase> phases,
        List<Stock> stocks) {

    /** The file's name. */
    public static final String FILE = "index.json";

    /** Name of the plan beside it. */
    public static final String PLAN = "plan.json";

    private static final int VERSION = 1;

    /** What the directories hold. */
    public enum Layout {
        /** One for each phase: its sequences in the order of training; one that is drawn twice is stored twice. */
        PHASES("phases"),
        /** One for each stock: every packed sequence once; the order of training follows from the plan. */
        DOMAINS("domains");

        private final String id;

        Layout(String id) {
            this.id = id;
        }

        /** The name in recipes and in the file. */
        public String id() {
            return id;
        }

        /** The layout of this {@link #id}, or null. */
        public static Layout ofId(String id) {
            for (Layout layout : values()) {
                if (layout.id.equals(id)) {
                    return layout;
                }
            }
            return null;
        }
    }

    /**
     * A directory of sequences.
     *
     * @param path {@code directory}: below the one of tokens/index.json, plain names joined by single slashes
     * @param indexSha256 {@code index_sha256}: of its index.json
     */
    public record Directory(String path, String indexSha256) {
        /** @throws IllegalArgumentException if the path may lead elsewhere, or the digest is none */
        public Directory {
            for (String segment : path.split("/", -1)) {
                JsonFields.check(ShardFile.plainName(segment), "directory", path, "must be plain names below this one");
            }
            JsonFields.check(
                    ShardFile.isSha256(indexSha256), "index_sha256", indexSha256, "must be 64 hexadecimal digits");
        }
    }

    /**
     * A phase of training.
     *
     * @param name {@code name}: as in the plan
     * @param sequenceLength {@code sequence_length}: tokens of its sequences
     * @param sequences {@code sequences}: slots of the phase
     * @param directory where its sequences are; null in layout "domains"
     */
    public record Phase(String name, int sequenceLength, long sequences, Directory directory) {
        public Phase {
            Objects.requireNonNull(name, "name");
        }
    }

    /**
     * The packed sequences of a domain at one length.
     *
     * @param domain {@code domain}: as in the plan
     * @param sequenceLength {@code sequence_length}: tokens of its sequences
     * @param sequences {@code sequences}: how many there are, each counted once
     * @param directory where they are; null in layout "phases"
     */
    public record Stock(String domain, int sequenceLength, long sequences, Directory directory) {
        public Stock {
            Objects.requireNonNull(domain, "domain");
        }

        /** {@code <domain>@<sequence length>}. */
        public String name() {
            return domain + "@" + sequenceLength;
        }
    }

    /** @throws IllegalArgumentException if the parts contradict each other */
    public CorpusIndex {
        Objects.requireNonNull(layout, "layout");
        Objects.requireNonNull(dtype, "dtype");
        phases = List.copyOf(phases);
        stocks = List.copyOf(stocks);
        JsonFields.check(vocabSize >= 1, "vocab_size", vocabSize, "must be >= 1");
        JsonFields.check(vocabSize - 1 <= dtype.maxToken(), "vocab_size", vocabSize, "ids do not fit " + dtype.id());
        JsonFields.check(padId >= 0 && padId < vocabSize, "pad_id", padId, "must be below vocab_size " + vocabSize);
        JsonFields.check(eodId >= -1 && eodId < vocabSize, "eod_id", eodId, "must be below vocab_size " + vocabSize);
        JsonFields.check(ShardFile.isSha256(planSha256), "plan_sha256", planSha256, "must be 64 hexadecimal digits");
        Set<String> names = new HashSet<>();
        Set<String> directories = new HashSet<>();
        for (Phase phase : phases) {
            JsonFields.check(names.add("phase " + phase.name), "phases", phase.name, "is listed twice");
            checkPart(phase.name, phase.sequenceLength, phase.sequences, phase.directory, layout == Layout.PHASES);
            if (phase.directory != null) {
                JsonFields.check(
                        directories.add(phase.directory.path), "directory", phase.directory.path, "is listed twice");
            }
        }
        for (Stock stock : stocks) {
            JsonFields.check(names.add("stock " + stock.name()), "stocks", stock.name(), "is listed twice");
            checkPart(stock.name(), stock.sequenceLength, stock.sequences, stock.directory, layout == Layout.DOMAINS);
            if (stock.directory != null) {
                JsonFields.check(
                        directories.add(stock.directory.path), "directory", stock.directory.path, "is listed twice");
            }
        }
    }

    private static void checkPart(String name, int length, long sequences, Directory directory, boolean stored) {
        JsonFields.check(length >= 1, "sequence_length of " + name, length, "must be >= 1");
        JsonFields.check(sequences >= 0, "sequences of " + name, sequences, "must be >= 0");
        JsonFields.check(
                (directory != null) == stored,
                "directory of " + name,
                directory == null ? "absent" : directory.path,
                stored ? "this layout has one" : "this layout has none");
    }

    /** The directories of sequences: of the phases or of the stocks, in their order. */
    public List<Directory> directories() {
        return layout == Layout.PHASES
                ? phases.stream().map(Phase::directory).toList()
                : stocks.stream().map(Stock::directory).toList();
    }

    /**
     * The digest of the corpus, 64 hexadecimal digits: SHA-256 over the ASCII lines {@code tamis corpus 1}, the layout,
     * {@code plan_sha256}, and path and {@code index_sha256} of each directory, joined by a space; each ends in a line
     * feed. It changes when any file does.
     */
    public String digest() {
        StringBuilder text = new StringBuilder("tamis corpus 1\n");
        text.append(layout.id).append('\n').append(planSha256).append('\n');
        for (Directory directory : directories()) {
            text.append(directory.path)
                    .append(' ')
                    .append(directory.indexSha256)
                    .append('\n');
        }
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            return HexFormat.of().formatHex(digest.digest(text.toString().getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("every Java platform has SHA-256", e);
        }
    }

    /** The text of the file: fixed order of keys, the same bytes on every machine; to be stored as UTF-8. */
    public String toJson() {
        ObjectNode root = JsonNodeFactory.instance.objectNode();
        root.put("version", VERSION);
        root.put("layout", layout.id);
        root.put("vocab_size", vocabSize);
        root.put("dtype", dtype.id());
        root.put("pad_id", padId);
        if (eodId < 0) {
            root.putNull("eod_id");
        } else {
            root.put("eod_id", eodId);
        }
        root.put("plan_sha256", planSha256);
        root.put("digest", digest());
        ArrayNode phaseList = root.putArray("phases");
        for (Phase phase : phases) {
            ObjectNode node = phaseList
                    .addObject()
                    .put("name", phase.name)
                    .put("sequence_length", phase.sequenceLength)
                    .put("sequences", phase.sequences);
            put(node, phase.directory);
        }
        ArrayNode stockList = root.putArray("stocks");
        for (Stock stock : stocks) {
            ObjectNode node = stockList
                    .addObject()
                    .put("domain", stock.domain)
                    .put("sequence_length", stock.sequenceLength)
                    .put("sequences", stock.sequences);
            put(node, stock.directory);
        }
        return JsonFields.write(root);
    }

    private static void put(ObjectNode node, Directory directory) {
        if (directory != null) {
            node.put("directory", directory.path).put("index_sha256", directory.indexSha256);
        }
    }

    /**
     * Reads the file's text. Fields that are not known are passed over, so that later releases may add some.
     *
     * @param where the file's name, for messages
     * @throws IOException if it is not such an index, or its digest is not that of its parts
     */
    public static CorpusIndex parse(byte[] json, String where) throws IOException {
        return JsonFields.parse(json, where, CorpusIndex::parse);
    }

    private static CorpusIndex parse(JsonNode root) {
        long version = JsonFields.whole(root, "version");
        JsonFields.check(version == VERSION, "version", version, "this release reads " + VERSION);
        String id = JsonFields.text(root, "layout");
        Layout layout = Layout.ofId(id);
        JsonFields.check(layout != null, "layout", id, "allowed: phases, domains");
        List<Phase> phases = new ArrayList<>();
        for (JsonNode node : JsonFields.array(root, "phases")) {
            phases.add(new Phase(
                    JsonFields.text(node, "name"),
                    JsonFields.int32(node, "sequence_length"),
                    JsonFields.whole(node, "sequences"),
                    directory(node)));
        }
        List<Stock> stocks = new ArrayList<>();
        for (JsonNode node : JsonFields.array(root, "stocks")) {
            stocks.add(new Stock(
                    JsonFields.text(node, "domain"),
                    JsonFields.int32(node, "sequence_length"),
                    JsonFields.whole(node, "sequences"),
                    directory(node)));
        }
        CorpusIndex index = new CorpusIndex(
                layout,
                JsonFields.int32(root, "vocab_size"),
                JsonFields.tokenType(root),
                JsonFields.int32(root, "pad_id"),
                root.hasNonNull("eod_id") ? JsonFields.int32(root, "eod_id") : -1,
                JsonFields.text(root, "plan_sha256"),
                phases,
                stocks);
        String digest = JsonFields.text(root, "digest");
        JsonFields.check(digest.equals(index.digest()), "digest", digest, "the parts give " + index.digest());
        return index;
    }

    private static Directory directory(JsonNode node) {
        return node.hasNonNull("directory")
                ? new Directory(JsonFields.text(node, "directory"), JsonFields.text(node, "index_sha256"))
                : null;
    }
}
