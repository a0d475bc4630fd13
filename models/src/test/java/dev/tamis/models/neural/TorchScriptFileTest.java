package dev.tamis.models.neural;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.tamis.models.ModelException;
import dev.tamis.models.ModelSource;
import dev.tamis.models.Scores;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;
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
                "getattr(torch, 'from_file')",
                "getattr(torch, \"sa\" 've')",
                "getattr(torch, \"sa\" \\\n # and\n \"ve\")",
                "getattr(torch, \"\\163\\141ve\")",
                "1 # type: torch.save(x)",
                "f(\"a\\\"\", torch.save(x), \"\")")) {
            refused("tiny/code/__torch__.py", "def f(x):\n  return " + code + "\n", "reaches the disk");
        }
        check(Map.of(
                "tiny/code/__torch__.py",
                TinyModels.latin(
                        "save = 1 # torch.save \" '\nx = save_all.saved\ny = \"\"\nz = \"to save\\n\"\nw = '\"'\n")));
    }

    /** Where a text ends decides what is code: texts that libtorch does not write are not guessed at. */
    @Test
    void textsThatLibtorchDoesNotWriteAreRefused() {
        refused("tiny/code/__torch__.py", "x = \"\"\"a\"b\"\"\"\ntorch.save(x)\n", "in three quotes");
        refused("tiny/code/__torch__.py", "x = '''a'b'''\n", "in three quotes");
        refused("tiny/code/__torch__.py", "x = \"a\ntorch.save(x)\n\"", "no end on its line");
        refused("tiny/code/__torch__.py", "x = \"a\\\ntorch.save(x)\n\"", "no end on its line");
        refused("tiny/code/__torch__.py", "x = \"a\\", "no end on its line");
    }

    @Test
    void codeAndPicklesAreFoundWithoutRegardToCaseAsLibtorchFindsThem() throws IOException {
        for (String entry : List.of(
                "tiny/code/__torch__/a.PY",
                "tiny/CODE/__torch__/a.py",
                "tiny/Code/__TORCH__/a.pY",
                "tiny/code/a/b.Py")) {
            check(Map.of(entry, TinyModels.latin("x = 1\n")));
            refused(entry, "torch.save(x, \"f\")\n", "reaches the disk");
        }
        for (String entry :
                List.of("tiny/DATA.pkl", "tiny/data.PKL", "tiny/Constants.Pkl", "tiny/code/a.py.DEBUG_pkl")) {
            Map<String, byte[]> replaced = new HashMap<>();
            replaced.put(entry.toLowerCase(Locale.ROOT), null);
            replaced.put(entry, TinyModels.latin("cos\nsystem\n."));
            ModelException thrown = assertThrows(ModelException.class, () -> check(replaced));
            assertTrue(thrown.getMessage().contains("os.system"), thrown.getMessage());
        }
    }

    @Test
    void entriesOfOneNameAreRefused() throws IOException {
        refused("tiny/code/__TORCH__.py", "x = 1\n", "another entry has this name");
        refused("tiny/Data.pkl", "\u0080\u0002).", "another entry has this name");
        // Of two of exactly one name, java.util.zip gives the same bytes for both; the second is renamed in the
        // finished file.
        byte[] twice = TinyModels.torchScript(Map.of("tiny/code/__torch__.pz", TinyModels.latin("torch.save(x)\n")));
        rename(twice, "tiny/code/__torch__.pz", "tiny/code/__torch__.py");
        refusedFile(twice, "m.pt!tiny/code/__torch__.py is refused: another entry has this name");
    }

    @Test
    void entriesOutsideOfTheArchivesFolderAreRefused() {
        refused("other/code/__torch__.py", "x = 1\n", "one folder");
        refused("Tiny/data/0", "x", "one folder");
        refused("version", "3", "one folder");
    }

    @Test
    void entriesOfUnknownKindsAreRefused() throws IOException {
        for (String entry : List.of(
                "tiny/model.json", "tiny/code/a", "tiny/code/a.so", "tiny/code/", "tiny/", "tiny/a.py", "tiny/data")) {
            refused(entry, entry.endsWith("/") ? "" : "x", "no entry that torch.jit.save writes");
        }
        refused("tiny/data\\0", "x", "a control character or a backslash");
        refused("tiny/data/\u0000", "x", "a control character or a backslash");
        check(Map.of(
                "tiny/data/0", new byte[64],
                "tiny/constants/12", new byte[64],
                "tiny/.data/serialization_id", new byte[40],
                "tiny/byteorder", TinyModels.latin("little"),
                "tiny/extra/config.json", TinyModels.latin("{}")));
    }

    /** The second of two directories, or one that begins elsewhere, would be another reader's. */
    @Test
    void aFileThatHasMoreThanOneReadingIsRefused() throws IOException {
        byte[] sound = TinyModels.torchScript(Map.of());
        byte[] longer = Arrays.copyOf(sound, sound.length + 1);
        refusedFile(longer, "does not end in a zip's directory");
        byte[] commented = Arrays.copyOf(sound, sound.length + 22);
        commented[sound.length - 2] = 22;
        refusedFile(commented, "does not end in a zip's directory");
        byte[] after = new byte[sound.length + 8];
        System.arraycopy(sound, 0, after, 8, sound.length);
        refusedFile(after, "its directory is not where its end says");
        byte[] local = sound.clone();
        local[30] = 'T';
        refusedFile(local, "m.pt!tiny/data.pkl is refused: its own header is not what the directory says");
        byte[] encrypted = sound.clone();
        encrypted[6] |= 1;
        refusedFile(encrypted, "its own header is not what the directory says");
    }

    private void refusedFile(byte[] bytes, String message) throws IOException {
        Path file = TinyModels.source(temp, "m.pt", bytes).local();
        ModelException thrown = assertThrows(ModelException.class, () -> TorchScriptFile.check("m.pt", file), message);
        assertTrue(thrown.getMessage().contains(message), thrown.getMessage());
    }

    private static void rename(byte[] bytes, String from, String to) {
        byte[] old = TinyModels.latin(from);
        for (int at = 0; at + old.length <= bytes.length; at++) {
            if (Arrays.equals(bytes, at, at + old.length, old, 0, old.length)) {
                System.arraycopy(TinyModels.latin(to), 0, bytes, at, old.length);
            }
        }
    }

    /** The tiny archive, opened and written again by libtorch 2.7.1. */
    @Test
    void whatLibtorchItselfWritesIsTaken() throws IOException {
        byte[] written;
        try (InputStream in = TorchScriptFileTest.class.getResourceAsStream("/neural/libtorch-2.7.1.pt")) {
            written = in.readAllBytes();
        }
        TorchScriptFile.check("m.pt", TinyModels.source(temp, "m.pt", written).local());
    }

    /** libtorch's writer compresses code, and writes a second end of the directory, whose numbers have 64 bits. */
    @Test
    void theFormThatLibtorchWritesIsTaken() throws IOException {
        byte[] plain = TinyModels.torchScript(Map.of());
        Path file = TinyModels.source(temp, "m.pt", wide(plain)).local();
        TorchScriptFile.check("m.pt", file);
        byte[] other = wide(plain);
        // The number of entries, in the second end alone.
        other[plain.length - 22 + 24]--;
        other[plain.length - 22 + 32]--;
        refusedFile(other, "its two ends of the directory do not agree");

        ByteArrayOutputStream zipped = new ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(zipped);
                ZipFile stored = new ZipFile(
                        TinyModels.source(temp, "s.pt", plain).local().toFile())) {
            for (ZipEntry entry : Collections.list(stored.entries())) {
                zip.putNextEntry(new ZipEntry(entry.getName()));
                zip.write(stored.getInputStream(entry).readAllBytes());
                zip.closeEntry();
            }
        }
        TorchScriptFile.check(
                "m.pt", TinyModels.source(temp, "m.pt", zipped.toByteArray()).local());
    }

    /** The same zip with the records of zip64 before its end. */
    private static byte[] wide(byte[] zip) {
        int at = zip.length - 22;
        ByteBuffer end = ByteBuffer.wrap(zip, at, 22).slice().order(ByteOrder.LITTLE_ENDIAN);
        ByteBuffer wide = ByteBuffer.allocate(zip.length + 76).order(ByteOrder.LITTLE_ENDIAN);
        wide.put(zip, 0, at);
        wide.putInt(0x06064b50).putLong(44).putShort((short) 45).putShort((short) 45);
        wide.putInt(0).putInt(0).putLong(end.getShort(10)).putLong(end.getShort(10));
        wide.putLong(end.getInt(12)).putLong(end.getInt(16));
        wide.putInt(0x07064b50).putInt(0).putLong(at).putInt(1);
        return wide.put(zip, at, 22).array();
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
