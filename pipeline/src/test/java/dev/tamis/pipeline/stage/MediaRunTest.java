package dev.tamis.pipeline.stage;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.tamis.filters.image.TokenPolicy;
import dev.tamis.pipeline.inspect.Trace;
import dev.tamis.pipeline.inspect.Verification;
import dev.tamis.pipeline.recipe.Recipe;
import dev.tamis.pipeline.run.DataFile;
import dev.tamis.pipeline.run.Digests;
import dev.tamis.pipeline.run.Manifest;
import dev.tamis.pipeline.run.RunDirectory;
import dev.tamis.pipeline.table.TableReader;
import dev.tamis.pipeline.table.Tables;
import dev.tamis.shards.format.TokenType;
import dev.tamis.shards.read.MediaReference;
import dev.tamis.shards.read.PackedSequence;
import dev.tamis.shards.read.TokenCorpus;
import dev.tamis.tokenizer.model.SentencePieceModel;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.TreeSet;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.apache.parquet.example.data.Group;
import org.apache.spark.api.java.JavaSparkContext;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** Images and captions from shards to tokens, kept media and the sidecar between them, on a real local Spark. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class MediaRunTest {
    private static final int IMAGES = 40;
    private static final int SMALL = 60;
    private static final String SECRET = "GPS-48.85N-2.35E";
    /** Around the bounds of the policy. */
    private static final int[][] SIZES = {{384, 384}, {385, 200}, {768, 300}, {769, 300}, {64, 1540}, {901, 777}};

    @TempDir
    static Path temp;

    private RunDirectory run;
    private SentencePieceModel model;
    private int piece;

    @BeforeAll
    void runOnce() throws Exception {
        SplittableRandom random = new SplittableRandom(21);
        for (int shard = 0; shard < 2; shard++) {
            List<Object> files = new ArrayList<>();
            for (int i = shard; i < IMAGES; i += 2) {
                int[] size = SIZES[i % SIZES.length];
                byte[] image = ImageShards.image(i, size[0], size[1], i % 3 == 0 ? "png" : "jpg");
                files.add("k" + i + (i % 3 == 0 ? ".png" : ".jpg"));
                files.add(i % 3 == 1 ? withLocation(image) : image);
                if (i % 4 != 3) {
                    files.add("k" + i + ".txt");
                    files.add(String.join(" ", TextShards.words(random, 12)));
                }
                files.add("k" + i + ".json");
                files.add("{\"url\": \"http://x.org/" + i + "\", \"license\": \"CC0\", \"exif_gps\": \"" + SECRET
                        + "\"}");
            }
            ImageShards.write(temp.resolve("wds/" + shard + ".tar"), ImageShards.tar(files.toArray()));
        }
        List<Object> small = new ArrayList<>();
        for (int i = 0; i < SMALL; i++) {
            small.add("s" + i + ".png");
            small.add(ImageShards.image(1_000 + i, 30 + i, 40, "png"));
            if (i < 10) {
                small.add("s" + i + ".txt");
                small.add("no");
            }
        }
        ImageShards.write(temp.resolve("small/all.tar.gz"), ImageShards.gzip(ImageShards.tar(small.toArray())));
        StringBuilder lines = new StringBuilder();
        for (int i = 0; i < 300; i++) {
            lines.append("{\"text\": \"")
                    .append(String.join(" ", TextShards.words(random, 30)))
                    .append("\"}\n");
        }
        ImageShards.write(temp.resolve("lines/a.jsonl"), ImageShards.utf8(lines.toString()));
        run = run("run", "local[2]", "", "report");
        model = SentencePieceModel.parse(run.bytes(TokenizerStage.MODEL));
        piece = model.idOf("<image>");
    }

    private static byte[] withLocation(byte[] jpeg) {
        byte[] comment = SECRET.getBytes(StandardCharsets.US_ASCII);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.write(jpeg, 0, 20);
        out.writeBytes(new byte[] {(byte) 0xFF, (byte) 0xFE, 0, (byte) (2 + comment.length)});
        out.writeBytes(comment);
        out.write(jpeg, 20, jpeg.length - 20);
        return out.toByteArray();
    }

    private Recipe recipe(String output, String more) throws Exception {
        return ImageShards.recipe(temp, """
            output = "%s/%s"
            sources {
              pics { kind = image, format = webdataset, paths = ["%s/wds/*.tar"] }
              small { kind = image, format = webdataset, paths = ["%s/small/*"] }
              lines { kind = web, format = jsonl, paths = ["%s/lines/*.jsonl"] }
            }
            rules = [{ telling { keep = "chars = 0 or chars >= 20", kinds = [image], source = "test", doc = "No short caption" } }]
            tokenizer {
              model_type = bpe, vocab_size = 500, byte_fallback = true, num_threads = 1
              control_symbols = ["<image>", "<from>", "<to>", "<fim_prefix>", "<fim_middle>", "<fim_suffix>"]
            }
            fim { rate = 0.5, sources = [lines, pics] }
            media { start = "<from>", end = "<to>", samples = 17 }
            budget { tokens = 60000 }
            mixture {
              sequence_length = 512
              max_epochs = 8
              phases = [
                { name = main, share = 0.8, weights { pics = 0.6, lines = 0.2, small = 0.2 } }
                { name = late, share = 0.2, weights { pics = 0.3, lines = 0.6, small = 0.1 } }
              ]
            }
            emit { shard_bytes = 16k }
            report { samples = 2 }
            %s
            """.formatted(temp, output, temp, temp, temp, more));
    }

    private RunDirectory run(String output, String master, String more, String until) throws Exception {
        try (JavaSparkContext spark = Engine.start(master)) {
            return ImageShards.run(spark, recipe(output, more), until);
        }
    }

    /** The files of a stage but for its manifest, by path. */
    private static Map<String, String> files(RunDirectory run, String stage) throws IOException {
        Map<String, String> files = new TreeMap<>();
        run.required(stage).files().forEach(file -> files.put(file.path(), file.sha256()));
        return files;
    }

    private record Sample(String id, String ending, byte[] image, String caption, JsonNode json) {}

    private static Map<String, Sample> samples(byte[] tar) throws IOException {
        Map<String, TreeMap<String, byte[]>> byKey = new TreeMap<>();
        List<String> names = new ArrayList<>();
        try (TarArchiveInputStream in = new TarArchiveInputStream(new ByteArrayInputStream(tar))) {
            for (TarArchiveEntry entry = in.getNextEntry(); entry != null; entry = in.getNextEntry()) {
                assertEquals(0, entry.getLastModifiedTime().toMillis());
                assertTrue(entry.getName().matches("[0-9a-f]{32}\\.[a-z]{3,4}"), entry.getName());
                String key = entry.getName().substring(0, 32);
                if (byKey.containsKey(key)) {
                    assertTrue(names.get(names.size() - 1).startsWith(key), "samples stand together");
                }
                names.add(entry.getName());
                byKey.computeIfAbsent(key, k -> new TreeMap<>())
                        .put(entry.getName().substring(33), in.readAllBytes());
            }
        }
        Map<String, Sample> samples = new TreeMap<>();
        for (var one : byKey.entrySet()) {
            TreeMap<String, byte[]> files = one.getValue();
            JsonNode json = new JsonMapper().readTree(files.remove("json"));
            byte[] caption = files.remove("txt");
            assertEquals(1, files.size());
            samples.put(
                    one.getKey(),
                    new Sample(
                            one.getKey(),
                            files.firstKey(),
                            files.firstEntry().getValue(),
                            caption == null ? null : new String(caption, StandardCharsets.UTF_8),
                            json));
        }
        return samples;
    }

    private Map<String, Sample> samples() throws IOException {
        Map<String, Sample> samples = new TreeMap<>();
        for (DataFile file : run.required(MediaStage.NAME).table(MediaStage.SHARDS)) {
            Map<String, Sample> own = samples(run.bytes(file.path()));
            assertEquals(file.rows(), own.size());
            assertTrue(own.size() <= 17);
            samples.putAll(own);
        }
        return samples;
    }

    private Map<String, Group> documents() throws IOException {
        Map<String, Group> documents = new HashMap<>();
        ImageShards.rows(run, "documents").forEach(row -> documents.put(row.getString("id", 0), row));
        return documents;
    }

    @Test
    void theRunIsWholeAndEveryKeptImageIsASampleWithItsCaptionAndFacts() throws Exception {
        assertEquals(List.of(), Verification.verify(run).problems());
        Map<String, Group> documents = documents();
        Map<String, Sample> samples = samples();
        assertEquals(IMAGES + SMALL - 10, samples.size());
        int captions = 0;
        for (Sample sample : samples.values()) {
            Group document = documents.get(sample.id());
            Group medium = ImageShards.medium(document);
            String text = document.getString("text", 0);
            assertEquals(text.equals("\uFFFC") ? null : text.substring(2), sample.caption());
            captions += sample.caption() == null ? 0 : 1;
            assertEquals(
                    Digests.sha256(sample.image()), sample.json().get("sha256").asText());
            assertEquals(
                    medium.getString("sha256", 0),
                    sample.json().get("original_sha256").asText());
            assertEquals(
                    medium.getInteger("width", 0), sample.json().get("width").asInt());
            assertEquals(
                    medium.getInteger("height", 0), sample.json().get("height").asInt());
            assertEquals("image/" + (sample.ending().equals("jpg") ? "jpeg" : "png"), medium.getString("mime", 0));
            assertTrue(sample.json().get("measured").isObject());
            if (document.getString("source", 0).equals("pics")) {
                assertEquals("CC0", sample.json().get("meta").get("license").asText());
            }
        }
        assertEquals(30, captions);
        assertEquals(IMAGES, run.required(MediaStage.NAME).count("samples/pics"));
        JsonNode index = new JsonMapper().readTree(run.bytes(MediaStage.INDEX));
        assertEquals(samples.size(), index.get("samples").asInt());
    }

    @Test
    void whereAnImageWasTakenIsNotEmittedAndItsPixelsAre() throws Exception {
        Manifest media = run.required(MediaStage.NAME);
        assertTrue(media.count("metadata/pics/stripped") >= 13);
        for (DataFile file : media.table(MediaStage.SHARDS)) {
            String tar = new String(run.bytes(file.path()), StandardCharsets.ISO_8859_1);
            assertFalse(tar.contains(SECRET), file.path());
        }
        int stripped = 0;
        for (Sample sample : samples().values()) {
            JsonNode json = sample.json();
            boolean changed = !json.get("sha256").equals(json.get("original_sha256"));
            assertEquals(changed, json.get("metadata").asText().equals("stripped"));
            stripped += changed ? 1 : 0;
        }
        assertTrue(stripped >= 13);
    }

    @Test
    void everyImageHasThePlaceholdersOfThePolicyAndOtherTextIsAsItWas() throws Exception {
        Map<String, Group> documents = documents();
        Manifest tokenize = run.required("tokenize");
        TokenType type = TokenType.forVocabulary(model.size());
        long placeholders = 0;
        long media = 0;
        for (String path : tokenize.pathsByPart("tokens")) {
            try (TableReader rows = new TableReader(run.path(path), Tables.TOKENS, run.conf())) {
                for (Group row = rows.next(); row != null; row = rows.next()) {
                    int[] ids = new int[row.getInteger("count", 0)];
                    TokenBytes.read(row.getBinary("tokens", 0).getBytes(), type, ids, 0);
                    Group document = documents.get(row.getString("id", 0));
                    long found = Arrays.stream(ids).filter(id -> id == piece).count();
                    if (!document.getString("kind", 0).equals("image")) {
                        assertEquals(0, found);
                        continue;
                    }
                    Group medium = ImageShards.medium(document);
                    long expected = TokenPolicy.GEMINI_1_X_258.tokens(
                            medium.getInteger("width", 0), medium.getInteger("height", 0), 1);
                    assertEquals(expected, found);
                    assertEquals(null, TableReader.string(row, "fim"), "a document with media stays in its order");
                    Group span = row.getGroup("media", 0).getGroup(0, 0).getGroup(0, 0);
                    assertEquals(1, row.getGroup("media", 0).getFieldRepetitionCount(0));
                    assertEquals(1, span.getInteger("start", 0));
                    assertEquals(expected, span.getInteger("length", 0));
                    assertEquals(model.idOf("<from>"), ids[0]);
                    assertEquals(model.idOf("<to>"), ids[1 + (int) expected]);
                    placeholders += expected;
                    media++;
                }
            }
        }
        assertEquals(IMAGES + SMALL - 10, media);
        assertEquals(placeholders, tokenize.count("media_tokens/pics") + tokenize.count("media_tokens/small"));
        assertEquals(media, tokenize.count("media/pics") + tokenize.count("media/small"));
        assertTrue(tokenize.count("fim/lines/psm") > 0);
        assertEquals(0, tokenize.count("fim/pics/psm") + tokenize.count("fim/pics/spm"));
    }

    @Test
    void theTokenizerNeverSawAPlaceOfAMedium() {
        for (int id = 0; id < model.size(); id++) {
            assertFalse(model.piece(id).text().contains("\uFFFC"));
        }
    }

    @Test
    void theSidecarAloneGivesTheTotalsAndEveryReferenceItsBytes() throws Exception {
        Manifest emit = run.required("emit");
        Path root = Path.of(run.root().toUri());
        long tokens = 0;
        long spans = 0;
        long cut = 0;
        for (DataFile file : emit.table("media")) {
            for (String line : Files.readAllLines(root.resolve(file.path()))) {
                JsonNode json = new JsonMapper().readTree(line);
                tokens += json.get("length").asLong();
                spans++;
                cut += json.get("length").asInt() < json.get("of").asInt() ? 1 : 0;
                long expected = TokenPolicy.GEMINI_1_X_258.tokens(
                        json.get("width").asInt(), json.get("height").asInt(), 1);
                assertEquals(expected, json.get("of").asLong());
            }
        }
        assertEquals(sum(emit, EmitStage.MEDIA_TOKENS), tokens);
        assertEquals(sum(emit, EmitStage.MEDIA), spans);
        assertEquals(sum(emit, EmitStage.MEDIA_CUT), cut);
        assertTrue(cut > 0, "some images have more placeholders than a sequence");

        long inSequences = 0;
        Map<String, TreeSet<Integer>> parts = new HashMap<>();
        try (TokenCorpus corpus = TokenCorpus.open(root.resolve("tokens"))) {
            assertEquals(List.of(), corpus.verify());
            for (int phase = 0; phase < 2; phase++) {
                long sequences = corpus.index().phases().get(phase).sequences();
                for (long n = 0; n < sequences; n++) {
                    PackedSequence sequence = corpus.sequence(phase, n);
                    boolean[] placeholder = new boolean[sequence.tokens().length];
                    for (MediaReference one : sequence.media()) {
                        Arrays.fill(placeholder, one.start(), one.start() + one.length(), true);
                        byte[] tar = Files.readAllBytes(root.resolve(one.shard()));
                        byte[] image = Arrays.copyOfRange(tar, (int) one.offset(), (int) (one.offset() + one.bytes()));
                        assertEquals(one.sha256(), Digests.sha256(image));
                        parts.computeIfAbsent(one.sha256() + " " + one.of(), k -> new TreeSet<>())
                                .add(one.first());
                        inSequences += one.length();
                    }
                    for (int i = 0; i < placeholder.length; i++) {
                        assertEquals(placeholder[i], sequence.tokens()[i] == piece, "token " + i + " of " + n);
                    }
                }
            }
        }
        assertEquals(tokens, inSequences);
        assertTrue(parts.values().stream().anyMatch(firsts -> firsts.size() > 1), "parts of one image are told apart");
    }

    private static long sum(Manifest manifest, String prefix) {
        return manifest.counts(prefix).values().stream().mapToLong(n -> n).sum();
    }

    @Test
    void anotherRunWithOtherThreadsGivesTheSameBytes() throws Exception {
        RunDirectory again = run("again", "local[1]", "", "report");
        for (String stage : List.of("tokenize", "media", "emit", "report")) {
            assertEquals(files(run, stage), files(again, stage), stage);
        }
        assertArrayEquals(run.bytes(MediaStage.INDEX), again.bytes(MediaStage.INDEX));
    }

    @Test
    void theReportShowsKeptAndRejectedImagesWithinBounds() throws Exception {
        JsonNode images =
                new JsonMapper().readTree(run.bytes("report/report.json")).get("images");
        assertEquals("gemini-1.x-258", images.get("policy").asText());
        assertEquals(IMAGES, images.get("sources").get("pics").get("samples").asInt());
        assertEquals(
                run.required("tokenize").count("media_tokens/pics"),
                images.get("sources").get("pics").get("media_tokens").asLong());
        assertEquals(SMALL, images.get("formats").get("small").get("image/png").asInt());
        List<String> titles = new ArrayList<>();
        images.get("sheets").forEach(sheet -> {
            titles.add(sheet.get("title").asText());
            assertEquals(2, sheet.get("thumbnails").size());
            sheet.get("thumbnails")
                    .forEach(one -> assertTrue(
                            one.get("picture").asText().startsWith("data:image/jpeg;base64,"), one.toString()));
        });
        assertEquals(List.of("Kept of pics", "Kept of small", "Rejected: telling"), titles);
        String page = new String(run.bytes("report/index.html"), StandardCharsets.UTF_8);
        assertTrue(page.contains("<section id=images>"));
        assertTrue(page.contains("No model looked at the images"));
        assertTrue(page.length() < 1 << 20, page.length() + " characters");
    }

    @Test
    void aPlaceholderIsTracedToItsImage() throws Exception {
        MediaReference one = MediaReference.parse(Files.readAllLines(Path.of(
                                run.root().toUri())
                        .resolve(run.required("emit").table("media").get(0).path()))
                .get(0));
        Trace.SequenceTrace found = new Trace(run).sequence("main", one.sequence());
        assertEquals(one, found.media().get(0));
    }

    @Test
    void damageToASidecarOrATarIsFound() throws Exception {
        RunDirectory damaged = run("damaged", "local[2]", "", "emit");
        Path root = Path.of(damaged.root().toUri());
        DataFile sidecar = damaged.required("emit").table("media").get(0);
        Path file = root.resolve(sidecar.path());
        List<String> lines = Files.readAllLines(file);
        Files.write(file, lines.subList(1, lines.size()));
        List<String> problems = Verification.verify(damaged).problems();
        assertTrue(
                problems.stream().anyMatch(one -> one.startsWith("emit: references to media in the sidecars")),
                problems.toString());
        Files.write(file, List.of(lines.get(0).replace(".tar", ".zip")));
        assertTrue(Verification.verify(damaged).problems().stream()
                .anyMatch(one -> one.contains("points at no place of a shard of media")));
    }

    @Test
    void mediaWithoutTokensAreVerified() throws Exception {
        RunDirectory alone = run("alone", "local[2]", "", "media");
        assertEquals(List.of(), Verification.verify(alone).problems());
        Path root = Path.of(alone.root().toUri());
        DataFile tar = alone.required("media").table("media").get(0);
        Path file = root.resolve(tar.path());
        byte[] bytes = Files.readAllBytes(file);
        for (int i = 600; i < bytes.length; i += 512) {
            bytes[i] ^= 1;
        }
        Files.write(file, bytes);
        List<String> problems = Verification.verify(alone).problems();
        assertTrue(problems.stream().anyMatch(one -> one.contains("its bytes were changed")), problems.toString());
        assertTrue(problems.stream().anyMatch(one -> one.contains("was changed since")), problems.toString());
        Files.write(file, Arrays.copyOf(bytes, 1000));
        assertTrue(Verification.verify(alone).problems().stream().anyMatch(one -> one.startsWith("media: ")));
    }

    @Test
    void aMediumThatChangesUnderItsReferenceFailsTheStageThatReadsIt() throws Exception {
        byte[] whole = Files.readAllBytes(temp.resolve("wds/0.tar"));
        byte[] other = whole.clone();
        // Within the first image, whose bytes begin behind a header of 512.
        other[800] ^= 1;
        String changed = said(failure("changed", other));
        assertTrue(changed.contains("wds/0.tar:512 was changed since: SHA-256 is "), changed);
        String cut = said(failure("cut", Arrays.copyOf(whole, 700)));
        assertTrue(cut.contains("wds/0.tar:512 the file ends before"), cut);
    }

    /** What ends a run whose first shard has other bytes once the images to be kept are known. */
    private Exception failure(String output, byte[] bytes) throws Exception {
        Path shard = temp.resolve("wds/0.tar");
        byte[] whole = Files.readAllBytes(shard);
        Progress changing = new Progress() {
            @Override
            public void finished(String stage, Manifest manifest, long millis) {
                if (stage.equals(DecontaminateStage.NAME)) {
                    try {
                        Files.write(shard, bytes);
                    } catch (IOException e) {
                        throw new UncheckedIOException(e);
                    }
                }
            }
        };
        Recipe recipe = recipe(output, "");
        try (JavaSparkContext spark = Engine.start("local[2]")) {
            RunDirectory fails = new RunDirectory(recipe.output(), spark.hadoopConfiguration());
            River river = new River(spark, fails, recipe, List.of(), changing, Clock.systemUTC());
            return assertThrows(Exception.class, () -> river.run("media"));
        } finally {
            Files.write(shard, whole);
        }
    }

    private static String said(Throwable thrown) {
        StringBuilder all = new StringBuilder();
        for (Throwable one = thrown; one != null; one = one.getCause()) {
            all.append(one.getMessage()).append('\n');
        }
        return all.toString();
    }

    @Test
    void theNumberOfSamplesAShardChangesNoToken() throws Exception {
        Recipe one = recipe("run", "");
        Recipe other = recipe("run", "media.samples = 5");
        Recipe third = recipe("run", "media.tokens = patch16");
        TokenizeStage tokenize = new TokenizeStage();
        MediaStage media = new MediaStage();
        assertEquals(tokenize.recipePart(one), tokenize.recipePart(other));
        assertNotEquals(media.recipePart(one), media.recipePart(other));
        assertNotEquals(tokenize.recipePart(one), tokenize.recipePart(third));
        assertEquals(media.recipePart(one), media.recipePart(third));
    }

    @Test
    void aShardIsNotLargerThanAskedUnlessOneSampleIs() throws Exception {
        RunDirectory small = run("bytes", "local[2]", "media { samples = 1000, bytes = 20KiB }", "media");
        List<DataFile> shards = small.required(MediaStage.NAME).table(MediaStage.SHARDS);
        assertTrue(shards.size() > 10);
        for (DataFile shard : shards) {
            assertTrue(shard.bytes() <= 20 << 10 || shard.rows() == 1, shard.toString());
        }
    }

    @Test
    void aGivenModelWithoutThePiecesStopsTheRunBeforeItsWork() throws Exception {
        Path file = temp.resolve("plain.model");
        Files.write(file, run.bytes(TokenizerStage.MODEL));
        IOException refused = assertThrows(IOException.class, () -> {
            String text = Files.readString(temp.resolve("recipe.conf"));
            int from = text.indexOf("tokenizer {");
            int to = text.indexOf("fim {");
            String given = text.substring(0, from) + "tokenizer { model = \"" + file + "\" }\n" + text.substring(to)
                    + "\nmedia.piece = \"<picture>\"\noutput = \"" + temp + "/given\"\n";
            Recipe recipe = ImageShards.recipe(Files.createDirectories(temp.resolve("given-recipe")), given);
            try (JavaSparkContext spark = Engine.start("local[1]")) {
                ImageShards.run(spark, recipe, "annotate");
            }
        });
        assertTrue(
                refused.getMessage().startsWith("media: the model has no piece \"<picture>\" to stand for images"),
                refused.getMessage());
    }
}
