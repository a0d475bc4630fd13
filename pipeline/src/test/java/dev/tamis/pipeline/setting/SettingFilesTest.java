package dev.tamis.pipeline.setting;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tamis.filters.signal.Setting;
import dev.tamis.filters.signal.SettingReader;
import dev.tamis.filters.signal.Settings;
import dev.tamis.pipeline.recipe.SafetySpec;
import dev.tamis.pipeline.run.HadoopSettings;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SettingFilesTest {
    private static final Setting<List<String>> WORDS = new Setting<>(List.of());
    private final Configuration conf = HadoopSettings.configuration();

    @TempDir
    Path folder;

    /** Gives a line for each file: its role, its name and what it holds. */
    private static final class Reader implements SettingReader<List<String>> {
        private final String key;

        Reader(String key) {
            this.key = key;
        }

        @Override
        public String key() {
            return key;
        }

        @Override
        public Setting<List<String>> setting() {
            return WORDS;
        }

        @Override
        public List<String> read(List<SettingFile> files) throws IOException {
            List<String> read = new ArrayList<>();
            for (SettingFile file : files) {
                try (InputStream in = file.open()) {
                    String text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
                    if (text.contains("bad")) {
                        throw new IOException(file.name() + " is bad");
                    }
                    assertTrue(!file.folder().isEmpty());
                    read.add(file.role() + " " + file.name() + " " + text);
                }
            }
            return read;
        }
    }

    @BeforeEach
    void write() throws IOException {
        Files.createDirectories(folder.resolve("words"));
        Files.writeString(folder.resolve("words/fr.txt"), "un");
        Files.writeString(folder.resolve("words/en.txt"), "one");
        Files.writeString(folder.resolve("words/.hidden"), "none");
        Files.writeString(folder.resolve("hard.txt"), "hard");
        Files.writeString(folder.resolve("soft.txt"), "soft");
    }

    private SafetySpec wordLists(String path) {
        return new SafetySpec(
                List.of(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.of(folder.resolve(path).toString()),
                Optional.empty());
    }

    private List<SettingRef> refs(SafetySpec safety) throws IOException {
        List<SettingRef> refs = new ArrayList<>();
        for (SettingRef ref : SettingFiles.list(safety, conf)) {
            refs.add(SettingFiles.digested(ref, conf));
        }
        return refs;
    }

    private List<String> read(SafetySpec safety, String key) throws IOException {
        return SettingFiles.load(refs(safety), conf, Map.of(key, new Reader(key)))
                .get(WORDS);
    }

    @Test
    void aFolderAGlobAndAFileGiveTheirFilesByName() throws IOException {
        assertEquals(List.of(" en.txt one", " fr.txt un"), read(wordLists("words"), "word_lists"));
        assertEquals(List.of(" fr.txt un"), read(wordLists("w*/f*.txt"), "word_lists"));
        assertEquals(List.of(" en.txt one"), read(wordLists("words/en.txt"), "word_lists"));
    }

    @Test
    void rolesOfUrlWordsAreKept() throws IOException {
        SafetySpec safety = new SafetySpec(
                List.of(),
                Optional.empty(),
                Optional.of(folder.resolve("hard.txt").toString()),
                Optional.of(folder.resolve("soft.txt").toString()),
                Optional.empty(),
                Optional.empty());
        assertEquals(List.of("hard hard.txt hard", "soft soft.txt soft"), read(safety, "url_words"));
    }

    @Test
    void aRecipeWithoutListsSetsNothing() throws IOException {
        assertEquals(List.of(), SettingFiles.list(SafetySpec.NONE, conf));
        assertSame(Settings.none(), SettingFiles.load(List.of(), conf));
    }

    @Test
    void aPathThatLeadsToNoFileIsRefused() {
        IOException refused = assertThrows(IOException.class, () -> SettingFiles.list(wordLists("nothing*"), conf));
        assertTrue(refused.getMessage().startsWith("safety.word_lists: "), refused.getMessage());
    }

    @Test
    void aFileThatChangedSinceItWasDigestedIsRefused() throws IOException {
        List<SettingRef> refs = refs(wordLists("words"));
        Files.writeString(folder.resolve("words/fr.txt"), "deux");
        IOException refused = assertThrows(
                IOException.class, () -> SettingFiles.load(refs, conf, Map.of("word_lists", new Reader("word_lists"))));
        assertTrue(refused.getMessage().contains("was changed"), refused.getMessage());
    }

    @Test
    void changedBytesGiveAnotherDigestAndTheSameBytesTheSame() throws IOException {
        List<SettingRef> before = refs(wordLists("words"));
        Files.writeString(folder.resolve("words/fr.txt"), "un");
        assertEquals(before, refs(wordLists("words")));
        Files.writeString(folder.resolve("words/fr.txt"), "deux");
        assertTrue(!before.equals(refs(wordLists("words"))));
    }

    @Test
    void badContentAndAMissingReaderFailWithTheKeysName() throws IOException {
        Files.writeString(folder.resolve("hard.txt"), "bad");
        IOException bad = assertThrows(IOException.class, () -> read(wordLists("hard.txt"), "word_lists"));
        assertEquals("safety.word_lists: hard.txt is bad", bad.getMessage());
        IOException missing = assertThrows(IOException.class, () -> read(wordLists("words"), "url_words"));
        assertTrue(missing.getMessage().startsWith("Nothing on the class path reads safety.word_lists"));
    }
}
