package dev.tamis.jobs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code tamis models}: exit codes and what is said. */
final class ModelsCommandTest {
    @TempDir
    private Path temp;

    private record Printed(int exit, String out, String err) {}

    private static synchronized Printed models(String... arguments) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        PrintStream realOut = System.out;
        PrintStream realErr = System.err;
        String realHome = System.getProperty("tamis.home");
        try {
            System.setProperty("tamis.home", System.getProperty("tamis.root"));
            System.setOut(new PrintStream(out, true, StandardCharsets.UTF_8));
            System.setErr(new PrintStream(err, true, StandardCharsets.UTF_8));
            String[] all = new String[arguments.length + 1];
            all[0] = "models";
            System.arraycopy(arguments, 0, all, 1, arguments.length);
            int exit = Tamis.execute(all);
            return new Printed(exit, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
        } finally {
            System.setOut(realOut);
            System.setErr(realErr);
            if (realHome == null) {
                System.clearProperty("tamis.home");
            } else {
                System.setProperty("tamis.home", realHome);
            }
        }
    }

    @Test
    void theCatalogueIsListed() {
        Printed printed = models("list");
        assertEquals(Tamis.DONE, printed.exit(), printed.err());
        assertTrue(
                printed.out().lines().anyMatch(line -> line.startsWith("lid.176 ") && line.contains("CC-BY-SA-3.0")),
                printed.out());
        assertTrue(printed.out().lines().anyMatch(line -> line.startsWith("glotlid ") && line.contains("by hand")));
        assertTrue(models("list", "--json").out().contains("\"minilm-l6-v2\""));
    }

    @Test
    void whatTheCatalogueDoesNotHaveIsNotFetched() {
        Printed unknown = models("fetch", "lid.167");
        assertEquals(Tamis.USAGE, unknown.exit());
        assertTrue(unknown.err().contains("did you mean \"lid.176\"?"), unknown.err());
        Printed slot = models("fetch", "glotlid");
        assertEquals(Tamis.FAILED, slot.exit());
        assertTrue(slot.err().contains("https://huggingface.co/cis-lmu/glotlid"), slot.err());
    }

    @Test
    void aFileThatIsCheckedIsSaidAndPinned() throws IOException {
        Path arpa = temp.resolve("tiny.arpa");
        Files.writeString(arpa, "\\data\\\nngram 1=3\n\n\\1-grams:\n-1\t<unk>\n-1\t<s>\n-0.5\t</s>\n\n\\end\\\n");
        Printed sound = models("check", arpa.toString());
        assertEquals(Tamis.DONE, sound.exit(), sound.out() + sound.err());
        assertTrue(sound.out().contains("an ARPA file of an n-gram model of order 1"), sound.out());
        assertTrue(sound.out().contains("  sha256 = \""), sound.out());
        Path config = temp.resolve("config.json");
        Files.writeString(config, "{\"id2label\":{\"0\":\"no\",\"1\":\"a \\\"b\\\"\"}}");
        assertTrue(models("check", config.toString()).out().contains("labels = [\"no\", \"a \\\"b\\\"\"]"));
        Path pickle = temp.resolve("model.bin");
        Files.write(pickle, new byte[] {(byte) 0x80, 2, 'c', 'o', 's', '\n', 's', '\n', '.'});
        Printed refused = models("check", pickle.toString());
        assertEquals(Tamis.NO, refused.exit());
        assertTrue(refused.out().contains("REFUSED") && refused.out().contains("pickles are refused"), refused.out());
        // One that is not there is told, and the others are looked at all the same.
        Printed both = models("check", temp.resolve("none").toString(), arpa.toString());
        assertEquals(Tamis.NO, both.exit());
        assertTrue(both.out().contains("no file that can be read") && both.out().contains("an ARPA file"), both.out());
    }
}
