package dev.tamis.pipeline.setting;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tamis.filters.language.StopWordTable;
import dev.tamis.filters.safety.UrlBlocklist;
import dev.tamis.filters.safety.UrlWords;
import dev.tamis.filters.safety.WordLists;
import dev.tamis.filters.signal.Settings;
import dev.tamis.filters.signal.StopWordSetting;
import dev.tamis.pipeline.recipe.PathCheck;
import dev.tamis.pipeline.recipe.SafetySpec;
import dev.tamis.pipeline.run.HadoopSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The lists of a recipe become what the safety signals ask. */
class SafetySettingsTest {
    private final Configuration conf = HadoopSettings.configuration();

    @TempDir
    Path folder;

    private void write(String name, String text) throws IOException {
        Path file = folder.resolve(name);
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
    }

    private Optional<String> path(String name) {
        return Optional.of(folder.resolve(name).toString());
    }

    private List<SettingRef> refs(SafetySpec safety) throws IOException {
        List<SettingRef> refs = new ArrayList<>();
        for (SettingRef ref : SettingFiles.list(safety, conf)) {
            refs.add(SettingFiles.digested(ref, conf));
        }
        return refs;
    }

    @Test
    void everyKeyOfTheBlockIsReadAndLoadedOnce() throws IOException {
        write("ut1/games/domains", "games.example\n");
        write("ut1/games/urls", "host.example/games");
        write("ut1/games/usage", "black\n");
        write("own.txt", "bad.example");
        write("strict.txt", "strictword");
        write("soft.txt", "softone\nsofttwo");
        write("words/en.txt", "darn");
        write("words/README.md", "not a list");
        write("stop.tsv", "eu\teta da\nmi\tte o he\n");
        SafetySpec safety = new SafetySpec(
                List.of(
                        folder.resolve("ut1/*").toString(),
                        folder.resolve("own.txt").toString()),
                path("strict.txt"),
                Optional.empty(),
                path("soft.txt"),
                path("words"),
                path("stop.tsv"));
        List<SettingRef> refs = refs(safety);
        Settings settings = SettingFiles.load(refs, conf);
        UrlBlocklist blocklist = settings.get(UrlBlocklist.SETTING);
        assertEquals("games", blocklist.category("https://www.games.example/x"));
        assertEquals("games", blocklist.category("https://host.example/games/1"));
        assertEquals("own", blocklist.category("http://bad.example/"));
        assertNull(blocklist.category("http://black/"));
        UrlWords words = settings.get(UrlWords.SETTING);
        assertEquals(1, words.strict("http://a.example/strictword"));
        assertEquals(2, words.soft("http://a.example/softone-softtwo"));
        assertEquals(0, words.hard("http://a.example/strictword"));
        WordLists lists = settings.get(WordLists.SETTING);
        assertNotNull(lists);
        assertEquals(false, lists.isEmpty());
        StopWordTable stopWords = settings.get(StopWordSetting.STOP_WORDS);
        assertEquals(2, stopWords.of("eu").size());
        assertEquals(3, stopWords.of("mi").size());
        assertEquals(StopWordTable.bundled().of("de").size(), stopWords.of("de").size());
        assertSame(settings, SettingFiles.load(refs(safety), conf));
    }

    @Test
    void aTableOfStopWordsOfAnotherFormOrOfNoLanguageIsRefused() throws IOException {
        for (String bad : new String[] {"eu eta da\n", "eus\teta da\n", "eu\teta\neu\tda\n"}) {
            write("stop.tsv", bad);
            List<SettingRef> refs = refs(new SafetySpec(
                    List.of(),
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty(),
                    path("stop.tsv")));
            String message = assertThrows(IOException.class, () -> SettingFiles.load(refs, conf))
                    .getMessage();
            assertTrue(message.startsWith("safety.stop_words: stop.tsv"), message);
        }
    }

    @Test
    void theRootOfUt1StandsForAllItsCategories() throws IOException {
        write("ut1/adult/domains", "adult.example\n");
        write("ut1/games/domains", "games.example\n");
        write("ut1/games/urls", "host.example/games");
        write("ut1/games/usage", "black\n");
        write("ut1/README", "readme.example\n");
        SafetySpec safety = new SafetySpec(
                List.of(folder.resolve("ut1").toString()),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
        UrlBlocklist blocklist = SettingFiles.load(refs(safety), conf).get(UrlBlocklist.SETTING);
        assertEquals("adult", blocklist.category("https://www.adult.example/x"));
        assertEquals("games", blocklist.category("https://host.example/games/1"));
        assertNull(blocklist.category("http://readme.example/"));
    }

    @Test
    void aFolderWithoutListsIsRefusedBeforeARun() throws IOException {
        Files.createDirectories(folder.resolve("none/empty"));
        write("ut1/adult/domains", "adult.example\n");
        PathCheck check = PathCheck.local(PathCheck.none());
        String problem = check.listProblem(folder.resolve("none").toString()).orElseThrow();
        assertTrue(problem.startsWith("leads to no file: "), problem);
        assertEquals(Optional.empty(), check.problem(folder.resolve("none").toString()));
        for (String good : new String[] {"ut1", "ut1/adult", "ut1/adult/domains", "u*"}) {
            assertEquals(
                    Optional.empty(), check.listProblem(folder.resolve(good).toString()));
        }
    }

    @Test
    void aWordListThatNamesNoLanguageIsRefused() throws IOException {
        write("words/english.txt", "darn");
        SafetySpec safety = new SafetySpec(
                List.of(), Optional.empty(), Optional.empty(), Optional.empty(), path("words"), Optional.empty());
        List<SettingRef> refs = refs(safety);
        assertThrows(IOException.class, () -> SettingFiles.load(refs, conf));
    }
}
