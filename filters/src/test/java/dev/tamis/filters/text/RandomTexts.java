package dev.tamis.filters.text;

import java.util.Random;
import java.util.function.Consumer;

/** Texts put together at random from given pieces; a failure names the text. */
final class RandomTexts {
    private static final long SEED = 20231;

    private RandomTexts() {}

    /** Runs a check on so many texts of up to 120 pieces each. */
    static void forEach(int texts, String[] pieces, Consumer<String> check) {
        Random random = new Random(SEED);
        for (int i = 0; i < texts; i++) {
            StringBuilder text = new StringBuilder();
            for (int left = random.nextInt(121); left > 0; left--) {
                text.append(pieces[random.nextInt(pieces.length)]);
            }
            try {
                check.accept(text.toString());
            } catch (AssertionError e) {
                throw new AssertionError("text " + i + " of seed " + SEED + ": \"" + text + "\"", e);
            }
        }
    }
}
