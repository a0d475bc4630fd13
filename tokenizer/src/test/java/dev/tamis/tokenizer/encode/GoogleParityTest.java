package dev.tamis.tokenizer.encode;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import ai.djl.sentencepiece.SpTokenizer;
import dev.tamis.tokenizer.ByteArray;
import dev.tamis.tokenizer.Corpora;
import dev.tamis.tokenizer.EncodeSettings;
import dev.tamis.tokenizer.IntArray;
import dev.tamis.tokenizer.TokenizerCommands;
import dev.tamis.tokenizer.model.ModelType;
import dev.tamis.tokenizer.model.Piece;
import dev.tamis.tokenizer.model.PieceType;
import dev.tamis.tokenizer.model.SentencePieceModel;
import dev.tamis.tokenizer.model.TrainerField;
import dev.tamis.tokenizer.train.Progress;
import dev.tamis.tokenizer.train.TokenizerTrainer;
import dev.tamis.tokenizer.train.TrainerOptions;
import dev.tamis.tokenizer.train.WordCounter;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Google's own encoder, as DJL brings it, loads our models and gives the same ids; so does spm_encode when installed. */
class GoogleParityTest {
    private static final Map<Map<String, String>, SentencePieceModel> MODELS = new HashMap<>();
    private static List<String> lines;

    @BeforeAll
    static void readLines() throws IOException {
        System.setProperty("ai.djl.offline", "true");
        lines = new ArrayList<>(Corpora.real(250));
        lines.addAll(Corpora.generated(3000, 21));
    }

    static List<Map<String, String>> options() {
        return List.of(
                Map.of("vocab_size", "3000"),
                Map.of(
                        "vocab_size", "3000",
                        "byte_fallback", "true",
                        "normalization_rule_name", "identity",
                        "add_dummy_prefix", "false",
                        "remove_extra_whitespaces", "false",
                        "split_digits", "true",
                        "allow_whitespace_only_pieces", "true",
                        "user_defined_symbols", "<sep>,the,th",
                        "control_symbols", "<mask>"),
                Map.of(
                        "vocab_size", "3000",
                        "normalization_rule_name", "nmt_nfkc_cf",
                        "treat_whitespace_as_suffix", "true"),
                Map.of("vocab_size", "3000", "model_type", "word"),
                Map.of("vocab_size", "3000", "model_type", "char", "normalization_rule_name", "nfkc"));
    }

    private static SentencePieceModel trained(Map<String, String> map) {
        return MODELS.computeIfAbsent(map, GoogleParityTest::train);
    }

    private static SentencePieceModel train(Map<String, String> map) {
        TrainerOptions options = TrainerOptions.parse(map);
        WordCounter counter = new WordCounter(options);
        lines.forEach(counter::add);
        return TokenizerTrainer.train(counter.table(), options, Progress.NONE);
    }

    @ParameterizedTest
    @MethodSource("options")
    void djlGivesTheSameIds(Map<String, String> options) {
        SentencePieceModel model = trained(options);
        Encoder encoder = new Encoder(model);
        List<String> all = new ArrayList<>(lines);
        all.addAll(Corpora.corners());
        try (SpTokenizer google = new SpTokenizer(model.serialize())) {
            for (String line : all) {
                assertEquals(
                        Arrays.toString(google.getProcessor().encode(line)),
                        Arrays.toString(encoder.encode(line)),
                        line);
            }
        }
    }

    /** BPE models with the pieces of trained ones, each as likely a merge as its rank says. */
    static List<SentencePieceModel> bpeModels() {
        List<SentencePieceModel> models = new ArrayList<>();
        for (Map<String, String> options : options().subList(0, 3)) {
            SentencePieceModel model = trained(options);
            List<Piece> pieces = new ArrayList<>();
            for (int id = 0; id < model.size(); id++) {
                Piece piece = model.piece(id);
                boolean merge = piece.type() == PieceType.NORMAL;
                // Ties and unused pieces must end as they do in SentencePiece.
                PieceType type = merge && id % 50 == 49 ? PieceType.UNUSED : piece.type();
                pieces.add(Piece.of(piece.bytes(), merge ? -(id / 3) : piece.score(), type));
            }
            models.add(SentencePieceModel.of(
                    pieces, model.trainer().with(TrainerField.MODEL_TYPE, ModelType.BPE), model.normalizer()));
        }
        return models;
    }

    @ParameterizedTest
    @MethodSource("bpeModels")
    void djlGivesTheSameIdsForBpe(SentencePieceModel model) {
        Encoder encoder = new Encoder(model);
        List<String> all = new ArrayList<>(lines);
        all.addAll(Corpora.corners());
        try (SpTokenizer google = new SpTokenizer(model.serialize())) {
            for (String line : all) {
                assertEquals(
                        Arrays.toString(google.getProcessor().encode(line)),
                        Arrays.toString(encoder.encode(line)),
                        line);
            }
        }
    }

    @Test
    void spmEncodeAndDecodeGiveTheSameBytes(@TempDir Path folder) throws Exception {
        assumeTrue(
                Arrays.stream(System.getenv().getOrDefault("PATH", "").split(java.io.File.pathSeparator))
                        .anyMatch(path -> Files.isExecutable(Path.of(path, "spm_encode"))),
                "spm_encode is not on the PATH (Debian: sentencepiece)");
        Path text = folder.resolve("text");
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        for (String line : lines) {
            bytes.writeBytes((line + "\n").getBytes(StandardCharsets.UTF_8));
        }
        for (String line : Corpora.corners()) {
            bytes.writeBytes((line + "\n").getBytes(StandardCharsets.UTF_8));
        }
        byte[][] malformed = {
            {(byte) 0x80},
            {'a', (byte) 0xE2, (byte) 0x96},
            {(byte) 0xC0, (byte) 0xAF},
            {'x', 0, 'y'},
            {(byte) 0xED, (byte) 0xA0, (byte) 0x80},
            {(byte) 0xF4, (byte) 0x90, (byte) 0x80, (byte) 0x80},
            {(byte) 0xFF}
        };
        for (byte[] line : malformed) {
            bytes.writeBytes(line);
            bytes.write('\n');
        }
        Files.write(text, bytes.toByteArray());
        for (Map<String, String> options : options()) {
            SentencePieceModel model = trained(options);
            Path file = folder.resolve("model");
            Files.write(file, model.serialize());
            Encoder encoder = new Encoder(model);
            ByteArrayOutputStream ids = new ByteArrayOutputStream();
            TokenizerCommands.encodeLines(
                    new ByteArrayInputStream(bytes.toByteArray()),
                    ids,
                    encoder,
                    EncodeSettings.of(TokenizerCommands.Format.ID));
            Path theirIds = folder.resolve("ids");
            run(text, theirIds, "spm_encode", "--model=" + file, "--output_format=id");
            assertEquals(Files.readString(theirIds), ids.toString(StandardCharsets.UTF_8), options.toString());

            Path theirText = folder.resolve("decoded");
            run(theirIds, theirText, "spm_decode", "--model=" + file, "--input_format=id");
            ByteArrayOutputStream decoded = new ByteArrayOutputStream();
            TokenizerCommands.decodeLines(
                    Files.newInputStream(theirIds), decoded, encoder, TokenizerCommands.InputFormat.ID);
            assertEquals(Files.readString(theirText), decoded.toString(StandardCharsets.UTF_8), options.toString());
        }
    }

    private static void run(Path in, Path out, String... command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command)
                .redirectInput(in.toFile())
                .redirectOutput(out.toFile())
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        assertEquals(0, process.waitFor(), String.join(" ", command));
    }

    @Test
    void theSameBytesEncodeAlikeFromAnyOffset() {
        SentencePieceModel model = trained(Map.of("vocab_size", "3000"));
        Encoder encoder = new Encoder(model);
        ByteArray text = new ByteArray();
        IntArray ids = new IntArray();
        for (String line : lines.subList(0, 300)) {
            byte[] utf8 = line.getBytes(StandardCharsets.UTF_8);
            text.clear();
            text.add("xx".getBytes(StandardCharsets.UTF_8));
            text.add(utf8);
            text.add(0xE2);
            ids.clear();
            encoder.encode(text.array(), 2, utf8.length, ids);
            assertEquals(Arrays.toString(encoder.encode(line)), Arrays.toString(ids.toArray()), line);
        }
    }
}
