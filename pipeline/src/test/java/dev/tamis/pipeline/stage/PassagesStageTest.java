package dev.tamis.pipeline.stage;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tamis.filters.signal.Signals;
import dev.tamis.pipeline.inspect.Verification;
import dev.tamis.pipeline.recipe.PathCheck;
import dev.tamis.pipeline.recipe.Recipe;
import dev.tamis.pipeline.recipe.RecipeContext;
import dev.tamis.pipeline.recipe.Recipes;
import dev.tamis.pipeline.run.DataFile;
import dev.tamis.pipeline.run.Manifest;
import dev.tamis.pipeline.run.RunDirectory;
import dev.tamis.pipeline.run.SealedJson;
import dev.tamis.pipeline.table.Cut;
import dev.tamis.pipeline.table.KeptDocument;
import dev.tamis.pipeline.table.Parts;
import dev.tamis.pipeline.table.TableReader;
import dev.tamis.pipeline.table.Tables;
import dev.tamis.tokenizer.encode.Encoder;
import dev.tamis.tokenizer.model.SentencePieceModel;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.apache.parquet.example.data.Group;
import org.apache.spark.api.java.JavaSparkContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Repeated passages on a real local Spark, held against a map of everything. */
final class PassagesStageTest {
    private static final String[] SCOPES = {"corpus", "source", "language", "source_language"};
    private static final String[] METHODS = {"", "lines", "paragraphs", "substring"};
    /** More than the smallest split, so that a shard makes a part of its own. */
    private static final int PART_BYTES = 2_200_000;

    @TempDir
    Path folder;

    /** Texts by source and shard; {@code part} gives every shard a part of its own. */
    private void write(Map<String, List<List<String>>> sources, boolean ownParts) throws Exception {
        for (Map.Entry<String, List<List<String>>> source : sources.entrySet()) {
            for (int shard = 0; shard < source.getValue().size(); shard++) {
                StringBuilder lines = new StringBuilder();
                for (String text : source.getValue().get(shard)) {
                    boolean first = lines.length() == 0;
                    lines.append("{\"text\": ")
                            .append(SealedJson.JSON.writeValueAsString(text))
                            .append(first && ownParts ? " ".repeat(PART_BYTES) : "")
                            .append("}\n");
                }
                Path file = folder.resolve(source.getKey()).resolve(shard + ".jsonl");
                Files.createDirectories(file.getParent());
                Files.writeString(file, lines);
            }
        }
    }

    private Recipe recipe(String run, Iterable<String> sources, String more) throws Exception {
        StringBuilder blocks = new StringBuilder();
        for (String source : sources) {
            blocks.append("%s { kind = web, format = jsonl, paths = [\"%s/%s/*.jsonl\"] }\n"
                    .formatted(source, folder, source));
        }
        Path file = folder.resolve("recipe.conf");
        Files.writeString(file, """
                output = "%s/%s"
                sources { %s }
                dedup { exact { enabled = false } }
                %s
                """.formatted(folder, run, blocks, more));
        return Recipes.load(
                file, List.of(), null, new RecipeContext(Signals.types(), null, PathCheck.local(PathCheck.none())));
    }

    private static RunDirectory run(JavaSparkContext spark, Recipe recipe, String until) throws Exception {
        RunDirectory run = new RunDirectory(recipe.output(), spark.hadoopConfiguration());
        new River(spark, run, recipe, List.of(), Progress.SILENT, Clock.systemUTC()).run(until);
        return run;
    }

    private static List<PassageOracle.Document> documents(RunDirectory run) throws Exception {
        List<PassageOracle.Document> documents = new ArrayList<>();
        for (DataFile file : run.required("annotate").table("documents")) {
            try (TableReader reader = new TableReader(
                    run.path(file.path()),
                    Tables.project(Tables.DOCUMENTS, "id", "source", "text", "signals.lang"),
                    run.conf())) {
                for (Group row = reader.next(); row != null; row = reader.next()) {
                    String language = TableReader.string(row.getGroup("signals", 0), "lang");
                    documents.add(new PassageOracle.Document(
                            row.getString("id", 0),
                            row.getString("source", 0),
                            language == null ? "und" : language,
                            row.getBinary("text", 0).getBytes()));
                }
            }
        }
        return documents;
    }

    /** The cuts of each document by id; null where it was dropped. */
    private static Map<String, List<Cut>> cuts(RunDirectory run) throws Exception {
        Map<String, List<Cut>> cuts = new HashMap<>();
        for (DataFile file : run.required("passages").table("passages")) {
            try (TableReader reader = new TableReader(run.path(file.path()), Tables.PASSAGES, run.conf())) {
                for (Group row = reader.next(); row != null; row = reader.next()) {
                    boolean removed = row.getFieldRepetitionCount("removed_by") > 0;
                    List<Cut> some = KeptDocument.cuts(row);
                    assertTrue(!removed || some.isEmpty());
                    cuts.put(row.getString("id", 0), removed ? null : some);
                }
            }
        }
        return cuts;
    }

    private static byte[] marks(List<Cut> cuts, int length) {
        byte[] marks = new byte[length];
        int last = 0;
        for (Cut cut : cuts) {
            assertTrue(cut.start() >= last && cut.end() > cut.start(), cuts::toString);
            last = cut.end();
            Arrays.fill(
                    marks, cut.start(), cut.end(), (byte) Arrays.asList(METHODS).indexOf(cut.by()));
        }
        return marks;
    }

    /** Lines of a few words, which come again within and across texts, some with other case, digits or spaces. */
    private static String text(SplittableRandom random, List<String> pool) {
        StringBuilder text = new StringBuilder();
        int lines = 1 + random.nextInt(9);
        for (int line = 0; line < lines; line++) {
            if (!pool.isEmpty() && random.nextInt(3) == 0) {
                String again = pool.get(random.nextInt(pool.size()));
                text.append(random.nextInt(3) == 0 ? again.toUpperCase(java.util.Locale.ROOT) : again);
            } else {
                StringBuilder made = new StringBuilder();
                for (int words = 1 + random.nextInt(10); words > 0; words--) {
                    made.append("abcdefgh".charAt(random.nextInt(8)));
                    made.append(new String[] {"", "", "\u00E9", "1", "x."}[random.nextInt(5)]);
                    made.append(random.nextInt(12) == 0 ? " \uFFFC " : " ");
                }
                pool.add(made.toString().strip());
                text.append(made.toString().strip());
            }
            text.append(random.nextInt(3) == 0 ? "\n\n" : "\n");
        }
        return text.append('e').toString();
    }

    private static String passages(SplittableRandom random, int[] settings, String[] scopes, boolean[] best) {
        for (int method = 1; method <= 3; method++) {
            scopes[method] = SCOPES[random.nextInt(SCOPES.length)];
            best[method] = random.nextBoolean();
        }
        settings[0] = 1 + random.nextInt(7); // which methods
        settings[1] = 2 + random.nextInt(2); // documents
        settings[2] = 1 + random.nextInt(4); // words
        settings[3] = 4 + random.nextInt(5); // tokens
        settings[4] = random.nextInt(2) == 0 ? 100 : 30 + random.nextInt(70); // drop_share in hundredths
        return """
                passages {
                  lines { enabled = %s, scope = %s, documents = %d, words = %d, keep = %s }
                  paragraphs { enabled = %s, scope = %s, documents = %d, words = %d, keep = %s }
                  substring { enabled = %s, scope = %s, tokens = %d, keep = %s }
                  drop_share = %s
                }
                """.formatted(
                        (settings[0] & 1) != 0,
                        scopes[1],
                        settings[1],
                        settings[2],
                        best[1] ? "best" : "none",
                        (settings[0] & 2) != 0,
                        scopes[2],
                        settings[1],
                        settings[2],
                        best[2] ? "best" : "none",
                        (settings[0] & 4) != 0,
                        scopes[3],
                        settings[3],
                        best[3] ? "best" : "none",
                        settings[4] / 100.0);
    }

    @Test
    void cutsAreThoseOfAMapOfAllLinesParagraphsAndWindows() throws Exception {
        long cut = 0;
        long dropped = 0;
        try (JavaSparkContext spark = Engine.start("local[2]")) {
            for (int corpus = 0; corpus < 9; corpus++) {
                SplittableRandom random = new SplittableRandom(corpus);
                List<String> pool = new ArrayList<>();
                Map<String, List<List<String>>> sources = new TreeMap<>();
                for (String source : List.of("a", "b", "c")) {
                    List<List<String>> shards = new ArrayList<>();
                    for (int shard = 0; shard < (source.equals("a") ? 2 : 1); shard++) {
                        List<String> texts = new ArrayList<>();
                        for (int i = 0; i < 6; i++) {
                            texts.add(text(random, pool));
                        }
                        shards.add(texts);
                    }
                    sources.put(source + corpus, shards);
                }
                write(sources, true);
                for (int round = 0; round < 5; round++) {
                    int[] settings = new int[5];
                    String[] scopes = new String[4];
                    boolean[] best = new boolean[4];
                    String passages = passages(random, settings, scopes, best);
                    RunDirectory run = run(spark, recipe("run" + corpus, sources.keySet(), passages), "passages");
                    assertEquals(4, run.required("annotate").parts());
                    List<PassageOracle.Document> documents = documents(run);
                    if ((settings[0] & 1) != 0) {
                        PassageOracle.units(documents, true, scopes[1], settings[1], settings[2], best[1]);
                    }
                    if ((settings[0] & 2) != 0) {
                        PassageOracle.units(documents, false, scopes[2], settings[1], settings[2], best[2]);
                    }
                    if ((settings[0] & 4) != 0) {
                        PassageOracle.substrings(documents, scopes[3], settings[3], best[3]);
                    }
                    String seed = "corpus " + corpus + ", round " + round + ": " + passages;
                    Map<String, List<Cut>> cuts = cuts(run);
                    assertEquals(documents.size(), cuts.size(), seed);
                    long gone = 0;
                    for (PassageOracle.Document document : documents) {
                        List<Cut> own = cuts.get(document.id);
                        String text = new String(document.stored, StandardCharsets.UTF_8);
                        assertEquals(document.dropped(settings[4] / 100.0), own == null, () -> seed + text);
                        if (own == null) {
                            gone++;
                        } else {
                            cut += own.size();
                            assertEquals(
                                    Arrays.toString(document.by),
                                    Arrays.toString(marks(own, document.stored.length)),
                                    () -> seed + text);
                        }
                    }
                    dropped += gone;
                    Manifest manifest = run.required("passages");
                    assertEquals(gone, manifest.total().rejectedTotal());
                    assertEquals(
                            cuts.values().stream()
                                    .filter(c -> c != null)
                                    .mapToLong(List::size)
                                    .sum(),
                            manifest.counts("cuts/").values().stream()
                                    .mapToLong(Long::longValue)
                                    .sum());
                }
            }
        }
        assertTrue(cut > 500, cut + " cuts");
        assertTrue(dropped > 10, dropped + " dropped");
    }

    private static final String ALL_METHODS = """
            dedup { survivor = ["chars", "digit_fraction"] }
            passages {
              lines { enabled = true, words = 3 }
              paragraphs { enabled = true, words = 3 }
              substring { enabled = true, tokens = 5 }
            }
            """;

    private static SortedMap<String, String> files(RunDirectory run) throws Exception {
        SortedMap<String, String> files = new TreeMap<>();
        Manifest manifest = run.required("passages");
        manifest.files().forEach(file -> files.put(file.path(), file.sha256()));
        files.put("counts", manifest.counts().toString());
        files.put("ledger", manifest.ledger().toString());
        return files;
    }

    /** Cuts by source and text, which do not hang on how documents lie in shards. */
    private static SortedMap<String, String> byText(RunDirectory run) throws Exception {
        SortedMap<String, String> byText = new TreeMap<>();
        Map<String, List<Cut>> cuts = cuts(run);
        for (PassageOracle.Document document : documents(run)) {
            byText.put(
                    document.source + ": " + new String(document.stored, StandardCharsets.UTF_8),
                    String.valueOf(cuts.get(document.id)));
        }
        return byText;
    }

    @Test
    void cutsHangNeitherOnCoresNorOnPartitionsNorOnShards() throws Exception {
        SplittableRandom random = new SplittableRandom(17);
        List<String> pool = new ArrayList<>();
        List<String> texts = new ArrayList<>();
        Set<Integer> lengths = new HashSet<>();
        while (texts.size() < 40) {
            String text = text(random, pool);
            while (!lengths.add(text.codePointCount(0, text.length()))) {
                text += 'e';
            }
            texts.add(text);
        }
        write(
                Map.of("a", List.of(texts.subList(0, 15), texts.subList(15, 25)), "b", List.of(texts.subList(25, 40))),
                true);
        List<String> sources = List.of("a", "b");
        SortedMap<String, String> one;
        SortedMap<String, String> cuts;
        try (JavaSparkContext spark = Engine.start("local[1]")) {
            RunDirectory run = run(spark, recipe("one", sources, ALL_METHODS), "passages");
            one = files(run);
            cuts = byText(run);
        }
        try (JavaSparkContext spark = Engine.start("local[4]")) {
            assertEquals(one, files(run(spark, recipe("four", sources, ALL_METHODS), "passages")));
        }
        System.setProperty("spark.default.parallelism", "13");
        try (JavaSparkContext spark = Engine.start("local[2]")) {
            assertEquals(13, spark.defaultParallelism());
            assertEquals(one, files(run(spark, recipe("thirteen", sources, ALL_METHODS), "passages")));
        } finally {
            System.clearProperty("spark.default.parallelism");
        }
        Files.delete(folder.resolve("a/1.jsonl"));
        List<String> turned = new ArrayList<>(texts.subList(0, 25));
        java.util.Collections.reverse(turned);
        write(
                Map.of(
                        "a",
                        List.of(turned.subList(0, 4), turned.subList(4, 11), turned.subList(11, 25)),
                        "b",
                        List.of(texts.subList(25, 26), texts.subList(26, 40))),
                true);
        try (JavaSparkContext spark = Engine.start("local[2]")) {
            RunDirectory run = run(spark, recipe("turned", sources, ALL_METHODS), "passages");
            assertNotEquals(3, run.required("annotate").parts());
            assertEquals(cuts, byText(run));
        }
    }

    private static String sentence(SplittableRandom random, int words) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < words; i++) {
            text.append(i == 0 ? "" : " ");
            for (int letters = 3 + random.nextInt(6); letters > 0; letters--) {
                text.append((char) ('a' + random.nextInt(26)));
            }
        }
        return text.toString();
    }

    @Test
    void whatIsCutIsNotTokenized() throws Exception {
        SplittableRandom random = new SplittableRandom(3);
        String banner = "Subscribe to the zyzzyva newsletter for weekly updates";
        String passage = "quixotic " + sentence(random, 30) + " quixotic";
        List<String> texts = new ArrayList<>();
        for (int i = 0; i < 60; i++) {
            texts.add(sentence(random, 40) + "\n" + banner + "\n\n" + sentence(random, 20)
                    + (i % 3 == 0 ? " " + passage + " " : " ") + sentence(random, 20));
        }
        write(Map.of("a", List.of(texts.subList(0, 30)), "b", List.of(texts.subList(30, 60))), false);
        Recipe recipe = recipe("run", List.of("a", "b"), """
                passages {
                  lines { enabled = true, keep = none }
                  substring { enabled = true, tokens = 20 }
                }
                tokenizer { model_type = unigram, vocab_size = 300, byte_fallback = true, num_threads = 1,
                            normalization_rule_name = identity, remove_extra_whitespaces = false }
                """);
        RunDirectory run;
        try (JavaSparkContext spark = Engine.start("local[2]")) {
            run = run(spark, recipe, "tokenize");
        }
        assertEquals(List.of(), Verification.verify(run).problems());
        Map<String, List<Cut>> cuts = cuts(run);
        Map<String, byte[]> stored = new HashMap<>();
        documents(run).forEach(document -> stored.put(document.id, document.stored));
        SentencePieceModel model = SentencePieceModel.parse(run.bytes("tokenizer/tokenizer.model"));
        dev.tamis.tokenizer.IntArray ids = new dev.tamis.tokenizer.IntArray();
        int quixotic = 0;
        for (DataFile file : run.required("tokenize").table("tokens")) {
            try (TableReader reader = new TableReader(run.path(file.path()), Tables.TOKENS, run.conf())) {
                for (Group row = reader.next(); row != null; row = reader.next()) {
                    String id = row.getString("id", 0);
                    byte[] left = Cut.apply(new dev.tamis.filters.passage.CutText(), stored.get(id), cuts.get(id));
                    String text = new String(left, StandardCharsets.UTF_8);
                    assertFalse(text.contains("zyzzyva"));
                    quixotic += text.contains("quixotic") ? 1 : 0;
                    ids.clear();
                    new Encoder(model).encode(left, 0, left.length, ids);
                    ByteBuffer tokens = ByteBuffer.wrap(
                                    row.getBinary("tokens", 0).getBytes())
                            .order(ByteOrder.LITTLE_ENDIAN);
                    for (int i = 0; i < ids.size(); i++) {
                        assertEquals(ids.array()[i], tokens.getShort(2 * i) & 0xFFFF);
                    }
                }
            }
        }
        assertEquals(1, quixotic);

        DataFile list = run.required("passages").file("templates", 0);
        JsonNode lines = SealedJson.JSON.readTree(run.bytes(list.path())).get("lines");
        assertEquals(1, lines.size());
        assertEquals(60, lines.get(0).get("documents").asInt());
        assertEquals(banner, lines.get(0).get("text").asText());
        String id = lines.get(0).get("id").asText();
        assertTrue(new String(stored.get(id), StandardCharsets.UTF_8).contains(banner));
        assertEquals(
                stored.values().stream().mapToInt(text -> text.length).max().orElseThrow(), stored.get(id).length);
    }

    @Test
    void aHotPassageCostsRowsByPartsNotByDocuments() throws Exception {
        SplittableRandom random = new SplittableRandom(5);
        int tokens = 20;
        String hot = sentence(random, 2 * tokens);
        Map<String, List<List<String>>> sources = new TreeMap<>();
        for (String source : List.of("a", "b")) {
            List<String> texts = new ArrayList<>();
            for (int i = 0; i < 10_000; i++) {
                texts.add(hot + "\n" + source + i);
            }
            sources.put(source, List.of(texts));
        }
        write(sources, false);
        try (JavaSparkContext spark = Engine.start("local[2]")) {
            RunDirectory run = run(spark, recipe("run", sources.keySet(), """
                    passages {
                      lines { enabled = true }
                      drop_share = 1
                    }
                    """), "passages");
            Manifest lines = run.required("passages");
            assertEquals(19_999, lines.count("cuts/lines/a") + lines.count("cuts/lines/b"));
            assertEquals(4, lines.count("exchanged/lines/hashes"));
            assertEquals(4, lines.count("exchanged/lines/keys"));
            run(spark, recipe("run", sources.keySet(), """
                    passages {
                      substring { enabled = true, tokens = 20 }
                      drop_share = 1
                    }
                    """), "passages");
            Manifest substring = run.required("passages");
            assertEquals(19_999, substring.count("cuts/substring/a") + substring.count("cuts/substring/b"));
            assertEquals(tokens + 1, substring.count("repeated_windows"));
            // The windows across the end of the hot passage differ by document, but their fingerprints are few.
            assertEquals(4L * (tokens + 1), substring.count("exchanged/substring/keys"));
        }
    }

    @Test
    void documentsThatLoseTooMuchOrAllAreDroppedWhole() throws Exception {
        SplittableRandom random = new SplittableRandom(11);
        String shared = sentence(random, 30);
        String longest = shared + "\n" + sentence(random, 300);
        String half = shared + "\n" + sentence(random, 40);
        String most = shared + "\n" + sentence(random, 5);
        String all = "\n" + shared + "\n\n";
        write(Map.of("a", List.of(List.of(longest, half, most, all))), false);
        String lines = "passages { lines { enabled = true }, drop_share = %s }";
        try (JavaSparkContext spark = Engine.start("local[2]")) {
            for (Map.Entry<String, Integer> kept :
                    Map.of("0", 1, "0.6", 2, "1", 3).entrySet()) {
                RunDirectory run =
                        run(spark, recipe("run", List.of("a"), lines.formatted(kept.getKey())), "decontaminate");
                Manifest manifest = run.required("passages");
                assertEquals(
                        kept.getValue().longValue(), manifest.ledger().get("a").out(), kept.getKey());
                assertEquals(
                        Map.of("passages", 4L - kept.getValue()),
                        manifest.ledger().get("a").rejected());
                assertEquals(
                        kept.getValue() - 1,
                        cuts(run).values().stream()
                                .filter(cuts -> cuts != null)
                                .mapToInt(List::size)
                                .sum());
                assertEquals(List.of(), Verification.verify(run).problems());
                int[] left = {0};
                Parts.kept(
                        run,
                        run.required("annotate").pathsByPart("documents").get(0),
                        run.required("decontaminate")
                                .pathsByPart("decontamination")
                                .get(0),
                        Tables.DECONTAMINATION,
                        Tables.project(Tables.DOCUMENTS, "text"),
                        document -> left[0] +=
                                new String(document.text(), StandardCharsets.UTF_8).contains(shared) ? 1 : 0);
                assertEquals(1, left[0]);
            }
        }
    }

    @Test
    void nothingIsCountedOrPlacedWhereNothingIsAskedFor() throws Exception {
        write(Map.of("a", List.of(List.of("one two three four five six", "one two three four five six"))), false);
        try (JavaSparkContext spark = Engine.start("local[1]")) {
            Manifest manifest =
                    run(spark, recipe("run", List.of("a"), ""), "passages").required("passages");
            assertEquals(new TreeMap<>(), manifest.counts());
            assertEquals(1, manifest.files().size());
            assertEquals(2, manifest.total().out());
        }
    }
}
