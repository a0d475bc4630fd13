package dev.tamis.filters.clean;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** Keeps the table in {@code docs/cleaners.md} what the cleaners say of themselves. */
class CleanersDocTest {
    private static final String BEGIN = "<!-- begin cleaners -->\n";
    private static final String END = "<!-- end cleaners -->";

    @Test
    void docsTableIsWhatTheCleanersSay() throws IOException {
        Path file = Path.of(System.getProperty("tamis.root"), "docs", "cleaners.md");
        String page = Files.readString(file);
        int begin = page.indexOf(BEGIN) + BEGIN.length();
        int end = page.indexOf(END);
        assertTrue(begin >= BEGIN.length() && end >= begin, "docs/cleaners.md has lost its marks");
        if (Boolean.getBoolean("tamis.write")) {
            page = page.substring(0, begin) + table() + page.substring(end);
            Files.writeString(file, page);
            end = page.indexOf(END);
        }
        assertEquals(
                table(),
                page.substring(begin, end),
                "docs/cleaners.md is stale. Write it again with:"
                        + " ./mvnw -pl filters test -Dtest=CleanersDocTest -Dtamis.write=true");
    }

    private static String table() {
        StringBuilder table = new StringBuilder("| cleaner | what it does |\n| --- | --- |\n");
        for (Cleaner cleaner : Cleaners.all()) {
            table.append("| `")
                    .append(cleaner.name())
                    .append("` | ")
                    .append(cleaner.doc().replace("|", "\\|").replace("*", "\\*"))
                    .append(" |\n");
        }
        return table.toString();
    }
}
