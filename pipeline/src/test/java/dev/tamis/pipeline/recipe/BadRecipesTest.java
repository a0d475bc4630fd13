package dev.tamis.pipeline.recipe;

import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.fail;

import dev.tamis.pipeline.hocon.Problem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every recipe under {@code recipe/bad} is refused with exactly the problems it announces in its comments, as {@code #
 * expect: [file:]line: key: part of the message}. Lines {@code # set:} are given as {@code --set}.
 */
class BadRecipesTest {

    @ParameterizedTest
    @MethodSource("recipes")
    void everyProblemIsListedWithItsPlaceAndNothingElseIs(Path file) throws IOException {
        List<String> expected = comments(file, "# expect: ");
        RecipeException refused = assertThrows(
                RecipeException.class, () -> Recipes.load(file, comments(file, "# set: "), null, TestSignals.CONTEXT));
        List<Problem> unexpected = new ArrayList<>(refused.problems());
        List<String> missing = new ArrayList<>();
        for (String line : expected) {
            if (!unexpected.removeIf(problem -> meets(problem, line, file))) {
                missing.add(line);
            }
        }
        if (!missing.isEmpty() || !unexpected.isEmpty() || refused.problems().size() != expected.size()) {
            fail("missing:\n  " + String.join("\n  ", missing) + "\nof what was found:\n" + refused.getMessage()
                    + "\nunexpected: " + unexpected);
        }
    }

    private static boolean meets(Problem problem, String expected, Path file) {
        int space = expected.indexOf(": ");
        String place = expected.substring(0, space);
        String rest = expected.substring(space + 2);
        int colon = place.lastIndexOf(':');
        String wantedFile = colon < 0 ? file.toString() : place.substring(0, colon);
        if (colon >= 0 && !wantedFile.startsWith("--")) {
            wantedFile = file.resolveSibling(wantedFile).toString();
        }
        int keyEnd = rest.indexOf(": ");
        return problem.file().equals(wantedFile)
                && problem.line() == Integer.parseInt(place.substring(colon + 1))
                && problem.key().equals(rest.substring(0, keyEnd))
                && problem.message().contains(rest.substring(keyEnd + 2));
    }

    private static List<String> comments(Path file, String prefix) throws IOException {
        return Files.readAllLines(file).stream()
                .map(String::stripLeading)
                .filter(line -> line.startsWith(prefix))
                .map(line -> line.substring(prefix.length()))
                .toList();
    }

    static Stream<Path> recipes() throws IOException {
        try (Stream<Path> files = Files.list(TestSignals.RECIPES.resolve("bad"))) {
            return files.sorted().toList().stream();
        }
    }
}
