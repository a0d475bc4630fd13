package dev.tamis.models.neural;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tamis.models.ModelException;
import dev.tamis.models.ModelSource;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** ONNX files that are refused before an engine sees them. */
final class OnnxFileTest {
    @TempDir
    private Path temp;

    private static OnnxFile check(Protobuf model) throws ModelException {
        return OnnxFile.check("m.onnx", ByteBuffer.wrap(model.toBytes()));
    }

    private static void refused(Protobuf model, String message) {
        ModelException thrown = assertThrows(ModelException.class, () -> check(model));
        assertTrue(thrown.getMessage().contains(message), thrown.getMessage());
        assertTrue(thrown.getMessage().startsWith("m.onnx "), thrown.getMessage());
    }

    @Test
    void aSoundFileIsTaken() throws ModelException {
        assertFalse(check(Protobuf.model(TinyModels.graph(2, true))).scalesOverBatch());
        assertTrue(check(Protobuf.model(
                        TinyModels.graph(2, true).message(1, Protobuf.node("DynamicQuantizeLinear", "q", "mean"))))
                .scalesOverBatch());
    }

    @Test
    void weightsInOtherFilesAreRefusedWhereverTheyAreNamed() {
        Protobuf location = new Protobuf().text(1, "location").text(2, "../../etc/passwd");
        Protobuf outside = new Protobuf().number(1, 1).number(2, 1).text(8, "w").message(13, location);
        Protobuf flagged = new Protobuf().number(1, 1).number(2, 1).text(8, "w").number(14, 1);
        for (Protobuf tensor : new Protobuf[] {outside, flagged}) {
            refused(Protobuf.model(TinyModels.graph(1, false).message(5, tensor)), "external data");
            refused(
                    Protobuf.model(TinyModels.graph(1, false).message(15, new Protobuf().message(1, tensor))),
                    "external data");
            Protobuf constant = Protobuf.node("Constant", "c")
                    .message(5, new Protobuf().text(1, "value").message(5, tensor));
            refused(Protobuf.model(TinyModels.graph(1, false).message(1, constant)), "external data");
            Protobuf branch = Protobuf.node("If", "c", "x")
                    .message(5, new Protobuf().text(1, "then_branch").message(6, new Protobuf().message(1, constant)));
            refused(Protobuf.model(TinyModels.graph(1, false).message(1, branch)), "external data");
            Protobuf function = new Protobuf().text(1, "f").text(10, "own").message(7, constant);
            refused(Protobuf.model(TinyModels.graph(1, false)).message(25, function), "external data");
        }
    }

    @Test
    void operatorsThatNeedALibraryAreRefusedAndFunctionsOfTheFileAreNot() throws ModelException {
        Protobuf custom = TinyModels.graph(1, false)
                .message(1, Protobuf.node("Evil", "e", "mean").text(7, "my.ops"));
        refused(Protobuf.model(custom), "operators of the domain my.ops");
        refused(
                Protobuf.model(TinyModels.graph(1, false)).message(8, new Protobuf().text(1, "ai.onnx.contrib")),
                "operators of the domain ai.onnx.contrib");
        check(Protobuf.model(custom).message(25, new Protobuf().text(1, "Evil").text(10, "my.ops")));
        check(Protobuf.model(TinyModels.graph(1, false)
                .message(1, Protobuf.node("Gelu", "e", "mean").text(7, "com.microsoft"))));
    }

    @Test
    void loopsTrainingGraphsAndDeepNestingAreRefused() {
        refused(Protobuf.model(TinyModels.graph(1, false).message(1, Protobuf.node("Loop", "l"))), "Loop");
        refused(Protobuf.model(TinyModels.graph(1, false)).message(20, new Protobuf()), "training graph");
        Protobuf graph = new Protobuf();
        for (int i = 0; i < 40; i++) {
            graph = new Protobuf()
                    .message(
                            1,
                            Protobuf.node("If", "x")
                                    .message(5, new Protobuf().text(1, "a").message(6, graph)));
        }
        refused(Protobuf.model(graph), "nested more than 16 deep");
    }

    @Test
    void whatIsNoOnnxFileIsRefused() throws IOException {
        for (String text : new String[] {"", "PK\u0003\u0004", "\u0080\u0002c", "{\"a\":1}", "<html>", "__label__x"}) {
            assertThrows(
                    ModelException.class,
                    () -> OnnxFile.check("m.onnx", ByteBuffer.wrap(text.getBytes(StandardCharsets.ISO_8859_1))));
        }
        ModelSource pickle = TinyModels.source(temp, "m.bin", TinyModels.latin("\u0080\u0002cos\nsystem\n."));
        ModelException thrown = assertThrows(
                ModelException.class,
                () -> NeuralModel.open(
                        Format.ONNX,
                        pickle,
                        TinyModels.tokenizer(temp),
                        SettingsBuilder.of(Task.REGRESS).build()));
        assertTrue(thrown.getMessage().contains("m.bin is no onnx file; pickles"), thrown.getMessage());
    }

    /** What passes the check goes to the engine, as a recipe's model would. */
    @Test
    void tenThousandMutationsAreRefusedOrSound() throws IOException {
        byte[] sound = Protobuf.model(TinyModels.graph(2, false)).toBytes();
        NeuralSettings settings =
                SettingsBuilder.of(Task.CLASSIFY, "a", "b").withTokens(8, 64).build();
        ModelSource tokenizer = TinyModels.tokenizer(temp);
        SplittableRandom random = new SplittableRandom(11);
        int opened = 0;
        int engine = 0;
        for (int i = 0; i < 10_000; i++) {
            byte[] mutated = sound.clone();
            int changes = 1 + random.nextInt(3);
            for (int c = 0; c < changes; c++) {
                mutated[random.nextInt(mutated.length)] = (byte) random.nextInt(256);
            }
            if (random.nextInt(10) == 0) {
                mutated = Arrays.copyOf(mutated, random.nextInt(mutated.length));
            }
            try {
                OnnxFile.check("m.onnx", ByteBuffer.wrap(mutated));
            } catch (ModelException e) {
                continue;
            }
            engine++;
            try (NeuralModel model =
                    NeuralModel.open(Format.ONNX, TinyModels.source(temp, "m.onnx", mutated), tokenizer, settings)) {
                TinyModels.score(model, "good");
                opened++;
            } catch (IOException e) {
                assertFalse(e.getMessage().isEmpty());
            }
        }
        assertTrue(engine > 1000 && opened > 100, engine + " passed the check, " + opened + " opened");
    }
}
