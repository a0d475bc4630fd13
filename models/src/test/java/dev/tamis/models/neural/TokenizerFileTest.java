package dev.tamis.models.neural;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tamis.models.ModelSource;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Broken tokenizer.json files. */
final class TokenizerFileTest {
    @TempDir
    private Path temp;

    @Test
    void tenThousandMutationsAreRefusedOrSound() throws IOException {
        byte[] sound = Files.readAllBytes(TinyModels.tokenizer(temp).local());
        SplittableRandom random = new SplittableRandom(17);
        int opened = 0;
        for (int i = 0; i < 10_000; i++) {
            byte[] mutated = sound.clone();
            int changes = 1 + random.nextInt(2);
            for (int c = 0; c < changes; c++) {
                // Half of the changes keep to what JSON is made of, so that more of them are read.
                mutated[random.nextInt(mutated.length)] = random.nextBoolean()
                        ? (byte) "0123456789-abc\"{}[]:, ".charAt(random.nextInt(22))
                        : (byte) random.nextInt(256);
            }
            ModelSource source = TinyModels.source(temp, "tokenizer.json", mutated);
            try (TokenizerFile tokenizer = TokenizerFile.open(source.name(), source.local())) {
                tokenizer.tokens("", "good bad unheard".getBytes(StandardCharsets.UTF_8), 2);
                opened++;
            } catch (IOException e) {
                assertFalse(e.getMessage().isEmpty());
            }
        }
        assertTrue(opened > 100, opened + " opened");
    }
}
