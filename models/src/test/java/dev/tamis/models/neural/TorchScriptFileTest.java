package dev.tamis.models.neural;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.tamis.models.ModelException;
import dev.tamis.models.ModelSource;
import dev.tamis.models.Scores;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** TorchScript archives: what is refused before an engine sees it, and what the engine makes of a sound one. */
final class TorchScriptFileTest {
    private static final NeuralSettings SETTINGS =
            SettingsBuilder.of(Task.CLASSIFY, "plus", "minus").withTokens(8, 64).build();

    @TempDir
    private Path temp;

    private void check(Map<String, byte[]> replaced) throws IOException {
        TorchScriptFile.check(
                "m.pt",
                TinyModels.source(temp, "m.pt", TinyModels.torchScript(replaced))
                        .local());
    }

    private void refused(String entry, String content, String message) {
        ModelException thrown =
                assertThrows(ModelException.class, () -> check(Map.of(entry, TinyModels.latin(content))), message);
        assertTrue(thrown.getMessage().contains(message), thrown.getMessage());
        assertTrue(thrown.getMessage().startsWith("m.pt!" + entry), thrown.getMessage());
    }

    private static boolean isPyTorchThere() {
        return TorchScriptFileTest.class.getResource("/jnilib/pytorch.properties") != null;
    }

    @Test
    void aSoundArchiveIsTaken() throws IOException {
        check(Map.of());
    }

    @Test
    void aPickleThatNamesAnythingElseIsRefused() {
        for (String name : List.of(
                "os\nsystem",
                "builtins\neval",
                "posix\nsystem",
                "torch\nload",
                "torch.hub\nload",
                "torch.serialization\nload",
                "collections\ndeque",
                "__torch_evil__\nx")) {
            refused(
                    "tiny/data.pkl",
                    "\u0080\u0002c" + name + "\nX\u0002\u0000\u0000\u0000ls\u0085R.",
                    name.replace('\n', '.'));
            refused("tiny/constants.pkl", "\u0080\u0002c" + name + "\n.", name.replace('\n', '.'));
            refused("tiny/code/__torch__.py.debug_pkl", "c" + name + "\n.", name.replace('\n', '.'));
        }
        // STACK_GLOBAL, INST, OBJ, EXT1, the opcodes of further protocols, and an end that does not come.
        for (int opcode : new int[] {0x93, 'i', 'o', 0x82, 0x95, 0x97, 'I', 'S', 'P'}) {
            refused("tiny/data.pkl", "\u0080\u0002" + (char) opcode + ".", "opcode 0x" + Integer.toHexString(opcode));
        }
        refused("tiny/data.pkl", "\u0080\u0002X\u00ff\u00ff\u00ff\u00ffab.", "ends within");
        refused("tiny/data.pkl", "\u0080\u0002X\u00ff\u00ff\u00ff\u007fab.", "ends within");
        refused("tiny/data.pkl", "\u0080\u0002(", "ends within");
        refused("tiny/data.pkl", "\u0080\u0002cos", "has no end");
    }

    @Test
    void codeThatReachesTheDiskIsRefused() throws IOException {
        for (String code : List.of(
                "torch.save(x, \"f\")",
                "torch . save(x)",
                "torch.\\\n  save(x)",
                "ops.aten.from_file(\"f\")",
                "getattr(torch, \"save\")",
                "getattr(torch, 'from_file')")) {
            refused("tiny/code/__torch__.py", "def f(x):\n  return " + code + "\n", "reaches the disk");
        }
        check(Map.of("tiny/code/__torch__.py", TinyModels.latin("save = 1 # torch.save\nx = save_all.saved\n")));
    }

    @Test
    void whatTorchSaveWritesIsRefused() {
        Map<String, byte[]> without = new HashMap<>();
        without.put("tiny/code/__torch__.py", null);
        without.put("tiny/constants.pkl", null);
        assertTrue(assertThrows(ModelException.class, () -> check(without))
                .getMessage()
                .contains("m.pt is a pickle for Python (torch.save), which can carry code: refused"));
        without.put("tiny/data.pkl", null);
        assertTrue(assertThrows(ModelException.class, () -> check(without))
                .getMessage()
                .contains("it has no data.pkl"));
    }

    @Test
    void aPlainPickleIsRefusedByItsType() throws IOException {
        ModelSource pickle = TinyModels.source(temp, "m.pt", TinyModels.latin("\u0080\u0002}."));
        ModelException thrown = assertThrows(
                ModelException.class,
                () -> NeuralModel.open(Format.TORCHSCRIPT, pickle, TinyModels.tokenizer(temp), SETTINGS));
        assertTrue(thrown.getMessage().contains("is no torchscript file"), thrown.getMessage());
    }

    @Test
    void withoutPyTorchTheJarsThatAreMissingAreNamed() throws IOException {
        assumeTrue(!isPyTorchThere());
        ModelSource model = TinyModels.source(temp, "m.pt", TinyModels.torchScript(Map.of()));
        ModelException thrown = assertThrows(
                ModelException.class,
                () -> NeuralModel.open(Format.TORCHSCRIPT, model, TinyModels.tokenizer(temp), SETTINGS));
        for (String jar : List.of("pytorch-engine:0.36.0", "pytorch-jni:2.7.1-0.36.0", "pytorch-native-cpu:2.7.1")) {
            assertTrue(thrown.getMessage().contains(jar), thrown.getMessage());
        }
        assertTrue(thrown.getMessage().contains("TAMIS_PLUGINS"), thrown.getMessage());
    }

    @Test
    void aSoundArchiveClassifies() throws IOException {
        assumeTrue(isPyTorchThere());
        ModelSource source = TinyModels.source(temp, "m.pt", TinyModels.torchScript(Map.of()));
        try (NeuralModel model = NeuralModel.open(Format.TORCHSCRIPT, source, TinyModels.tokenizer(temp), SETTINGS)) {
            Scores scores = TinyModels.score(model, "unheard", "good", "good bad");
            assertEquals(1 / (1 + Math.exp(-2)), (double) scores.get(0, 1), 1e-6);
            assertEquals("plus", scores.get(1, 0));
            assertEquals(1 / (1 + Math.exp(-4)), (double) scores.get(1, 1), 1e-6);
            assertEquals(1 / (1 + Math.exp(-10)), (double) scores.get(2, 1), 1e-6);
        }
    }

    @Test
    void tenThousandMutationsAreRefusedOrSound() throws IOException {
        byte[] sound = TinyModels.torchScript(Map.of());
        SplittableRandom random = new SplittableRandom(13);
        int taken = 0;
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
                TorchScriptFile.check(
                        "m.pt", TinyModels.source(temp, "m.pt", mutated).local());
                taken++;
            } catch (ModelException e) {
                assertFalse(e.getMessage().isEmpty());
            }
        }
        assertTrue(taken > 0, "none was taken");
    }
}
