package dev.tamis.filters.code;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.typesafe.config.ConfigFactory;
import dev.tamis.filters.record.Kind;
import dev.tamis.filters.signal.Settings;
import dev.tamis.filters.signal.SignalRow;
import dev.tamis.filters.signal.Signals;
import dev.tamis.filters.signal.Subject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Rules speak of languages by the names that the signal gives. */
class LanguageNamesTest {
    private static final Pattern LANGUAGES =
            Pattern.compile("code_language (?:NOT )?(?:IN \\(([^)]*(?:\\)')?[^)]*)\\)|!?= ('[^']*'))");
    private static final Pattern NAME = Pattern.compile("'([^']*)'");

    @Test
    void eachLanguageOfARuleIsANameThatStaysItself() throws IOException {
        Set<String> named = new TreeSet<>();
        try (Stream<Path> files = Files.list(Path.of(System.getProperty("tamis.root"), "conf", "rules"))) {
            for (Path file :
                    files.filter(f -> f.toString().endsWith(".conf")).sorted().toList()) {
                Matcher lists = LANGUAGES.matcher(
                        ConfigFactory.parseFile(file.toFile()).root().render().replace("\\n", " "));
                while (lists.find()) {
                    Matcher names = NAME.matcher(lists.group());
                    while (names.find()) {
                        named.add(names.group(1));
                    }
                }
            }
        }
        assertTrue(
                named.containsAll(Set.of("html", "graphviz (dot)", "text", "webassembly", "python")), named.toString());
        for (String name : named) {
            assertEquals(name, measured(name));
        }
    }

    @Test
    void namesOfSeveralCorporaComeToOne() {
        Map.ofEntries(
                        Map.entry("Emacs Lisp", "emacs lisp"),
                        Map.entry("emacs-lisp", "emacs lisp"),
                        Map.entry("C#", "c#"),
                        Map.entry("c-sharp", "c#"),
                        Map.entry("plain-text", "text"),
                        Map.entry("LaTeX", "tex"),
                        Map.entry("bash", "shell"),
                        Map.entry("GRAPHVIZ_(DOT)", "graphviz (dot)"),
                        Map.entry("Roff-Manpage", "roff manpage"),
                        Map.entry("SMTLIB", "smt"),
                        Map.entry("Objective-C++", "objective-c++"),
                        Map.entry("vb.net", "visual basic .net"))
                .forEach((said, name) -> assertEquals(name, measured(said)));
    }

    private static Object measured(String said) {
        SignalRow row = new SignalRow(List.of(Signals.byName("code_language")));
        row.measure(new Subject(Settings.none()).reset(Kind.CODE, "", null, Map.of("language", said)));
        return row.valueAt(0);
    }
}
