package dev.tamis.filters.clean;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Each cleaner does what its rule says, case by case. */
class GoldenCleanersTest {

    static List<GoldenCases.Case> cases() throws IOException {
        return GoldenCases.all();
    }

    @ParameterizedTest
    @MethodSource("cases")
    void leavesWhatTheRuleLeaves(GoldenCases.Case golden) {
        Removed removed = new Removed();
        String left = Cleaners.byName(golden.cleaner()).clean(golden.text(), removed);
        assertEquals(golden.left(), left);
        if (left.equals(golden.text())) {
            assertSame(golden.text(), left, "a new object though nothing changed");
            assertEquals(0, removed.chars());
            assertEquals(0, removed.lines());
            assertEquals(0, removed.spans());
        }
    }

    @Test
    void everyFamilyHasAtLeastThirtyCases() throws IOException {
        Map<String, Long> cases = GoldenCases.all().stream()
                .collect(Collectors.groupingBy(GoldenCases.Case::cleaner, Collectors.counting()));
        for (String cleaner : List.of(
                "c4_lines_tfds",
                "c4_lines_datatrove",
                "c4_lines_fineweb",
                "c4_lines_dclm",
                "refinedweb_lines",
                "refinedweb_urls",
                "dclm_urls")) {
            assertTrue(cases.get(cleaner) >= 30, cleaner + ": " + cases.get(cleaner));
        }
    }

    @Test
    void whatWasRemovedIsCounted() {
        Removed removed = new Removed();
        Cleaners.byName("c4_lines_tfds")
                .clean("Menu\n\nThis is a whole sentence here.[1]\nWe use cookies on this site.\n", removed);
        assertEquals(2, removed.lines());
        assertEquals(1, removed.spans());
        assertEquals(
                "Menu\n\n".length() + "[1]".length() + "\nWe use cookies on this site.\n".length(), removed.chars());
        removed = new Removed();
        Cleaners.byName("refinedweb_urls").clean("\uD83D\uDE00 a.com \uD83D\uDE00\n\n\n\nb", removed);
        assertEquals(0, removed.lines());
        assertEquals(1, removed.spans());
        assertEquals(" a.com".length() + 2, removed.chars());
        removed = new Removed();
        Cleaners.byName("symbol_lines_fineweb2").clean("a\n|\n| |\nb", removed);
        assertEquals(2, removed.lines());
        assertEquals(4, removed.chars());
    }

    @Test
    void aChainAppliesItsCleanersInOrderAndMeasuresEach() {
        Cleaned cleaned = Cleaning.named(List.of("citations", "refinedweb_lines", "citations"))
                .clean("A plain line[1] of words.\n3 likes\n");
        assertEquals("A plain line of words.", cleaned.text());
        assertEquals(
                List.of("citations", "refinedweb_lines", "citations"),
                cleaned.steps().stream().map(Cleaned.Step::cleaner).toList());
        assertEquals(7, cleaned.steps().get(0).wordsBefore());
        assertEquals(7, cleaned.steps().get(1).wordsBefore());
        assertEquals(5, cleaned.steps().get(1).wordsAfter());
        assertEquals(1, cleaned.steps().get(0).removed().spans());
        assertEquals(1, cleaned.steps().get(1).removed().lines());
        assertEquals(0, cleaned.steps().get(2).removed().spans());
    }
}
