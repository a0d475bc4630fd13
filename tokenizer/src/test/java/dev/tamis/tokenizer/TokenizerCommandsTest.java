package dev.tamis.tokenizer;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tamis.tokenizer.encode.Encoder;
import dev.tamis.tokenizer.model.SentencePieceModel;
import dev.tamis.tokenizer.train.Progress;
import dev.tamis.tokenizer.train.TrainerOptions;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TokenizerCommandsTest {
    private static ByteArrayInputStream in(String text) {
        return new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8));
    }

    private static TokenizerCommands.Trained train(Path folder, List<String> lines, String... more) throws IOException {
        Path input = folder.resolve("input.txt");
        Files.write(input, lines);
        Map<String, String> options = new java.util.LinkedHashMap<>(Map.of(
                "model_prefix", folder.resolve("made/m").toString(), "vocab_size", "500", "byte_fallback", "true"));
        for (int i = 0; i < more.length; i += 2) {
            options.put(more[i], more[i + 1]);
        }
        return TokenizerCommands.trainFromFiles(List.of(input), TrainerOptions.parse(options), Progress.NONE);
    }

    @Test
    void trainedFilesEncodeAndDecodeLines(@TempDir Path folder) throws IOException {
        List<String> lines = Corpora.generated(3000, 11);
        SentencePieceModel trained = train(folder, lines).model();
        byte[] file = Files.readAllBytes(folder.resolve("made/m.model"));
        assertArrayEquals(trained.serialize(), file);
        assertEquals(trained.vocab(), Files.readString(folder.resolve("made/m.vocab")));

        Encoder encoder = new Encoder(SentencePieceModel.parse(file));
        List<String> wanted = new ArrayList<>(lines.subList(0, 50));
        String text = String.join("\n", wanted) + "\n\nlast\r\nno end";
        ByteArrayOutputStream ids = new ByteArrayOutputStream();
        assertEquals(
                53,
                TokenizerCommands.encodeLines(in(text), ids, encoder, EncodeSettings.of(TokenizerCommands.Format.ID)));
        ByteArrayOutputStream back = new ByteArrayOutputStream();
        TokenizerCommands.decodeLines(
                in(ids.toString(StandardCharsets.UTF_8)), back, encoder, TokenizerCommands.InputFormat.ID);
        wanted.replaceAll(line -> encoder.normalize(line).replace('\u2581', ' ').strip());
        assertEquals(String.join("\n", wanted) + "\n\nlast\nno end\n", back.toString(StandardCharsets.UTF_8));

        ByteArrayOutputStream pieces = new ByteArrayOutputStream();
        TokenizerCommands.encodeLines(in(text), pieces, encoder, EncodeSettings.of(TokenizerCommands.Format.PIECE));
        ByteArrayOutputStream fromPieces = new ByteArrayOutputStream();
        TokenizerCommands.decodeLines(
                in(pieces.toString(StandardCharsets.UTF_8)), fromPieces, encoder, TokenizerCommands.InputFormat.PIECE);
        assertEquals(back.toString(StandardCharsets.UTF_8), fromPieces.toString(StandardCharsets.UTF_8));
    }

    @Test
    void aCarriageReturnBelongsToItsLine(@TempDir Path folder) throws IOException {
        Encoder encoder = new Encoder(train(folder, Corpora.generated(3000, 12), "normalization_rule_name", "identity")
                .model());
        ByteArrayOutputStream ids = new ByteArrayOutputStream();
        TokenizerCommands.encodeLines(in("\r\n"), ids, encoder, EncodeSettings.of(TokenizerCommands.Format.PIECE));
        assertEquals("\u2581 <0x0D>\n", ids.toString(StandardCharsets.UTF_8));
    }

    @Test
    void aBadLineIsNamedByItsNumber(@TempDir Path folder) throws IOException {
        Encoder encoder = new Encoder(train(folder, Corpora.generated(3000, 13)).model());
        for (String bad : List.of("1 2\n3 x\n", "1\n999999\n")) {
            IllegalArgumentException e = assertThrows(
                    IllegalArgumentException.class,
                    () -> TokenizerCommands.decodeLines(
                            in(bad), new ByteArrayOutputStream(), encoder, TokenizerCommands.InputFormat.ID));
            assertTrue(e.getMessage().startsWith("line 2: "), e.getMessage());
        }
    }

    @Test
    void tabsAndCarriageReturnsSeparateIdsAndLargeNumbersAreNoIds(@TempDir Path folder) throws IOException {
        Encoder encoder = new Encoder(train(folder, Corpora.generated(300, 5)).model());
        ByteArrayOutputStream plain = new ByteArrayOutputStream();
        TokenizerCommands.decodeLines(in("5 6 7\n"), plain, encoder, TokenizerCommands.InputFormat.ID);
        ByteArrayOutputStream columns = new ByteArrayOutputStream();
        TokenizerCommands.decodeLines(in("5\t6 7\r\n"), columns, encoder, TokenizerCommands.InputFormat.ID);
        assertEquals(plain.toString(StandardCharsets.UTF_8), columns.toString(StandardCharsets.UTF_8));
        String message = assertThrows(
                        IllegalArgumentException.class,
                        () -> TokenizerCommands.decodeLines(
                                in("99999999999\n"), columns, encoder, TokenizerCommands.InputFormat.ID))
                .getMessage();
        assertTrue(message.startsWith("line 1: id 99999999999 is not in the vocabulary"), message);
    }

    @Test
    void weightedAndSampledInputCountAsTheyShould(@TempDir Path folder) throws IOException {
        List<String> lines = Corpora.generated(2000, 14);
        List<String> weighted = new ArrayList<>();
        lines.forEach(line -> weighted.add(line + "\t2"));
        assertEquals(
                2 * train(folder, lines).counted().sentences(),
                train(folder, weighted, "input_format", "tsv").counted().sentences());
        long sampled = train(folder, lines, "input_sentence_size", "1000", "vocab_size", "450")
                .counted()
                .sentences();
        assertTrue(sampled > 800 && sampled < 1100, sampled + " sentences");
        IllegalArgumentException e =
                assertThrows(IllegalArgumentException.class, () -> train(folder, lines, "input_format", "tsv"));
        assertTrue(e.getMessage().contains("input.txt:"), e.getMessage());
    }

    private static String encoded(Encoder encoder, EncodeSettings settings, String text) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        TokenizerCommands.encodeLines(in(text), out, encoder, settings);
        return out.toString(StandardCharsets.UTF_8);
    }

    @Test
    void extraOptionsAreDoneInTheirOrderAndUnknownOnesRefused(@TempDir Path folder) throws IOException {
        SentencePieceModel model = train(folder, Corpora.generated(3000, 15)).model();
        Encoder encoder = new Encoder(model);
        String plain = encoded(encoder, EncodeSettings.of(TokenizerCommands.Format.ID), "ab cd\n");
        EncodeSettings settings = new EncodeSettings(
                TokenizerCommands.Format.ID, 10, 0.5f, 0, EncodeSettings.extraOptions("bos:eos", model));
        assertEquals(
                model.bosId() + " " + plain.strip() + " " + model.eosId() + "\n",
                encoded(encoder, settings, "ab cd\n"));
        IllegalArgumentException e =
                assertThrows(IllegalArgumentException.class, () -> EncodeSettings.extraOptions("bos:end", model));
        assertTrue(e.getMessage().contains("\"end\"; known are bos, eos, reverse and unk"), e.getMessage());
        SentencePieceModel without =
                train(folder, Corpora.generated(3000, 15), "bos_id", "-1").model();
        e = assertThrows(IllegalArgumentException.class, () -> EncodeSettings.extraOptions("bos", without));
        assertTrue(e.getMessage().contains("leave bos out"), e.getMessage());
    }

    @Test
    void samplesRepeatWithTheirSeedAndOffsetsAreJson(@TempDir Path folder) throws IOException {
        Encoder encoder = new Encoder(train(folder, Corpora.generated(3000, 16)).model());
        String text = String.join("\n", Corpora.generated(200, 17)) + "\n";
        EncodeSettings one = new EncodeSettings(TokenizerCommands.Format.SAMPLE_ID, -1, 0.2f, 1, List.of());
        EncodeSettings two = new EncodeSettings(TokenizerCommands.Format.SAMPLE_ID, -1, 0.2f, 2, List.of());
        assertEquals(encoded(encoder, one, text), encoded(encoder.another(), one, text));
        assertTrue(!encoded(encoder, one, text).equals(encoded(encoder, two, text)));
        EncodeSettings offset = EncodeSettings.of(TokenizerCommands.Format.OFFSET);
        assertEquals("{\"pieces\":[]}\n", encoded(encoder, offset, "\n"));
        ByteArrayOutputStream decoded = new ByteArrayOutputStream();
        TokenizerCommands.decodeLinesAligned(in("\n"), decoded, encoder);
        assertEquals("{\"text\":\"\",\"pieces\":[]}\n", decoded.toString(StandardCharsets.UTF_8));
    }

    /** Input that must not be read. */
    private static final class Untouched extends java.io.InputStream {
        @Override
        public int read() {
            throw new AssertionError("read before the settings were checked");
        }

        @Override
        public int read(byte[] bytes, int offset, int length) {
            return read();
        }
    }

    @Test
    void whatCannotBeDoneIsSaidBeforeALineIsRead(@TempDir Path folder) throws IOException {
        List<String> lines = Corpora.generated(3000, 18);
        Encoder bpe = new Encoder(train(folder, lines, "model_type", "bpe").model());
        EncodeSettings list = EncodeSettings.of(TokenizerCommands.Format.NBEST_ID);
        IllegalArgumentException e = assertThrows(
                IllegalArgumentException.class,
                () -> TokenizerCommands.encodeLines(new Untouched(), new ByteArrayOutputStream(), bpe, list));
        assertTrue(e.getMessage().contains("nbest_id: the model is of type bpe"), e.getMessage());
        for (int size : new int[] {-1, 0, 513}) {
            e = assertThrows(
                    IllegalArgumentException.class,
                    () -> new EncodeSettings(TokenizerCommands.Format.NBEST_PIECE, size, 0.5f, 0, List.of()));
            assertTrue(e.getMessage().contains("from 1 to 512"), e.getMessage());
        }
        for (float alpha : new float[] {-0.1f, Float.NaN, Float.POSITIVE_INFINITY}) {
            e = assertThrows(
                    IllegalArgumentException.class,
                    () -> new EncodeSettings(TokenizerCommands.Format.SAMPLE_ID, -1, alpha, 0, List.of()));
            assertTrue(e.getMessage().contains("alpha"), e.getMessage());
        }
    }
}
