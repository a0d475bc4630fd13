package dev.tamis.pipeline.stage;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tamis.models.ngram.ArpaReader;
import dev.tamis.models.ngram.NgramModel;
import dev.tamis.models.ngram.NgramScorer;
import dev.tamis.models.ngram.Normalization;
import dev.tamis.models.ngram.train.Estimation;
import dev.tamis.pipeline.inspect.StoredDocument;
import dev.tamis.pipeline.ngram.FileTexts;
import dev.tamis.pipeline.ngram.NgramTraining;
import dev.tamis.pipeline.ngram.RunTexts;
import dev.tamis.pipeline.ngram.TrainingTexts;
import dev.tamis.pipeline.run.Digests;
import dev.tamis.pipeline.run.RunDirectory;
import dev.tamis.pipeline.stage.TextShards.Doc;
import dev.tamis.pipeline.wordcount.StoredTexts;
import dev.tamis.tokenizer.encode.Encoder;
import dev.tamis.tokenizer.model.SentencePieceModel;
import dev.tamis.tokenizer.train.Progress;
import dev.tamis.tokenizer.train.TokenizerTrainer;
import dev.tamis.tokenizer.train.TrainerOptions;
import dev.tamis.tokenizer.train.WordCounter;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.SplittableRandom;
import org.apache.spark.api.java.JavaSparkContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Language models of the documents of a run, and their perplexity in another run. */
final class PerplexityOfRunTest {
    private static final String ENGLISH = "The river runs past the old stone bridge and the market town below it, ";
    private static final String GERMAN = "Der alte Fluss fließt an der steinernen Brücke und am Markt vorbei, ";

    @TempDir
    private Path temp;

    private static List<Doc> documents() {
        SplittableRandom random = new SplittableRandom(6);
        List<Doc> docs = new ArrayList<>();
        for (int i = 0; i < 80; i++) {
            StringBuilder text = new StringBuilder();
            for (int line = 0; line < 5; line++) {
                text.append(i % 4 == 0 ? GERMAN : ENGLISH)
                        .append(TextShards.word(random))
                        .append(line < 4 ? ".\n" : ".");
            }
            docs.add(new Doc(i % 3 == 0 ? "books" : "web", null, text.toString()));
        }
        return docs;
    }

    private static byte[] tokenizer(List<Doc> docs) {
        TrainerOptions options =
                TrainerOptions.parse(Map.of("vocab_size", "150", "hard_vocab_limit", "false", "model_prefix", "none"));
        WordCounter counter = new WordCounter(options);
        docs.forEach(doc -> doc.text().lines().forEach(counter::add));
        return TokenizerTrainer.train(counter.table(), options, Progress.NONE).serialize();
    }

    @Test
    void documentsOfALanguageMakeAModelAndGetTheirPerplexityFromIt() throws Exception {
        List<Doc> docs = documents();
        byte[] tokenizer = tokenizer(docs);
        Path tokenizerFile = Files.write(temp.resolve("t.model"), tokenizer);
        TextShards shards = new TextShards(temp);
        shards.write("a", docs, 2);
        RunDirectory plain =
                shards.run("local[2]", shards.recipe("a", "plain", List.of("books", "web"), ""), "annotate");
        List<String> english = new ArrayList<>();
        long bytes = 0;
        for (StoredDocument document : TextShards.documents(plain)) {
            if (document.lang().equals("en")) {
                english.addAll(document.text().lines().toList());
                bytes += document.text().getBytes(StandardCharsets.UTF_8).length;
            }
        }
        NgramTraining.Request request =
                new NgramTraining.Request(new Estimation(3, List.of(), List.of(0.5f, 1f, 1.5f)), Normalization.NONE);
        Path ofRun = temp.resolve("en.arpa.gz");
        Path ofFile = temp.resolve("file.arpa.gz");
        try (JavaSparkContext spark = Engine.start("local[2]")) {
            StoredTexts texts =
                    StoredTexts.of(new RunDirectory(plain.toString(), spark.hadoopConfiguration()), "annotate");
            SortedMap<String, RunTexts.Size> sizes = RunTexts.sizesByLanguage(spark, texts, null);
            assertEquals(new RunTexts.Size(english.size() / 5, bytes), sizes.get("en"));
            TrainingTexts all = new RunTexts(texts, null, "en", bytes);
            NgramTraining.train(spark, all, tokenizer, request, ofRun, line -> {});
            Path lines = Files.write(temp.resolve("en.txt"), english);
            NgramTraining.train(
                    spark,
                    new FileTexts(List.of(lines.toString()), spark.hadoopConfiguration()),
                    tokenizer,
                    request,
                    ofFile,
                    line -> {});
            long ofBooks =
                    RunTexts.sizesByLanguage(spark, texts, "books").get("en").bytes();
            assertTrue(ofBooks > 0 && ofBooks < bytes, ofBooks + " of " + bytes);
        }
        assertArrayEquals(Files.readAllBytes(ofFile), Files.readAllBytes(ofRun));
        String models = "models { ppl { type = ngram, languages { en { file = \"" + ofRun + "\", sha256 = \""
                + Digests.sha256(Files.readAllBytes(ofRun)) + "\", tokenizer = \"" + tokenizerFile
                + "\", tokenizer_sha256 = \"" + Digests.sha256(tokenizer) + "\" } } } }";
        RunDirectory scored =
                shards.run("local[2]", shards.recipe("a", "scored", List.of("books", "web"), models), "score");
        check(TextShards.documents(scored), ofRun, tokenizer);
    }

    private static void check(List<StoredDocument> documents, Path arpa, byte[] tokenizer) throws Exception {
        NgramModel model;
        try (InputStream in = Files.newInputStream(arpa)) {
            model = ArpaReader.read("en", in);
        }
        NgramScorer scorer = model.scorer();
        Encoder encoder = new Encoder(SentencePieceModel.parse(tokenizer));
        int english = 0;
        for (StoredDocument document : documents) {
            if (!document.lang().equals("en")) {
                assertNull(document.signals().get("ppl"));
                continue;
            }
            double log10 = 0;
            long tokens = 0;
            for (String line : document.text().lines().toList()) {
                int[] ids = encoder.encodePieces(line).stream()
                        .mapToInt(model::word)
                        .toArray();
                log10 += scorer.score(ids, 0, ids.length, true, true);
                tokens += ids.length + 1;
            }
            assertEquals(tokens, document.signals().get("ppl_tokens"));
            assertEquals(
                    Math.pow(10, -log10 / tokens), (double) document.signals().get("ppl"), 1e-5);
            english++;
        }
        assertTrue(english > 40, english + " documents in English");
    }
}
