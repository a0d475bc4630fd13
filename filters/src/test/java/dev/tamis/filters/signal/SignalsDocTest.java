package dev.tamis.filters.signal;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.tamis.filters.record.Kind;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Makes {@code docs/signals.md} of what the signals say of themselves. */
class SignalsDocTest {

    @Test
    void docsTableIsWhatTheSignalsSay() throws IOException {
        Path file = Path.of(System.getProperty("tamis.root"), "docs", "signals.md");
        if (Boolean.getBoolean("tamis.write")) {
            Files.createDirectories(file.getParent());
            Files.writeString(file, table());
        }
        String found = Files.exists(file) ? Files.readString(file, StandardCharsets.UTF_8) : "";
        assertEquals(
                table(),
                found,
                "docs/signals.md is stale. Write it again with:"
                        + " ./mvnw -pl filters test -Dtest=SignalsDocTest -Dtamis.write=true");
    }

    private static String table() {
        StringBuilder table = new StringBuilder()
                .append("# Signals\n\n")
                .append(
                        "What Tamis measures on a record; rules in `conf/rules` refer to these names. A signal is null\n")
                .append(
                        "where it does not apply to the kind of record or is undefined. A word is a longest run of code\n")
                .append(
                        "points without Unicode White_Space; a line ends at LF; a paragraph is a run of lines that are\n")
                .append("not blank; characters are code points.\n\n")
                .append("This file is made from the signals by `SignalsDocTest`.\n\n")
                .append("| signal | type | kinds | definition |\n| --- | --- | --- | --- |\n");
        for (Signal signal : Signals.all()) {
            String kinds = signal.kinds().size() == Kind.values().length
                    ? "all"
                    : signal.kinds().stream().sorted().map(Kind::id).collect(Collectors.joining(", "));
            table.append("| `")
                    .append(signal.name())
                    .append("` | ")
                    .append(signal.type().name().toLowerCase(Locale.ROOT))
                    .append(" | ")
                    .append(kinds)
                    .append(" | ")
                    .append(signal.doc().replace("|", "\\|").replace("*", "\\*"))
                    .append(" |\n");
        }
        return table.toString();
    }
}
