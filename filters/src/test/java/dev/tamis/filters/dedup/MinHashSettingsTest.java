package dev.tamis.filters.dedup;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class MinHashSettingsTest {

    /** FineWeb's paper (Penedo et al. 2024, 3.4) has 56, 77, 92 and 98.8 % at 0.7, 0.75, 0.8 and 0.85. */
    @Test
    void probabilitiesAreThoseOfThePapers() {
        MinHashSettings fineweb = MinHashPreset.FINEWEB.settings();
        assertEquals(112, fineweb.hashes());
        assertEquals(0.56, fineweb.probability(0.7), 0.006);
        assertEquals(0.77, fineweb.probability(0.75), 0.006);
        assertEquals(0.92, fineweb.probability(0.8), 0.006);
        assertEquals(0.988, fineweb.probability(0.85), 0.0006);
        // and the same paper for RefinedWeb's 9,000 hashes: 76 and 99.4 %
        assertEquals(0.76, MinHashPreset.REFINEDWEB.settings().probability(0.75), 0.006);
        assertEquals(0.994, MinHashPreset.REFINEDWEB.settings().probability(0.8), 0.0015);
        assertEquals(0.714, MinHashPreset.DCLM.settings().probability(0.75), 0.001);
        assertEquals(9000, MinHashPreset.REFINEDWEB.settings().hashes());
        assertEquals(1395, MinHashPreset.DCLM.settings().hashes());
    }

    @Test
    void smallProbabilitiesKeepTheirDigits() {
        MinHashSettings steep = new MinHashSettings(5, 450, 20, 0);
        double s = 0.1;
        assertEquals(450e-20, steep.probability(s), 450e-20 * 1e-12);
        assertEquals(0, steep.probability(0));
        assertEquals(1, steep.probability(1));
    }

    @Test
    void theSimilarityOfAProbabilityIsThatWhoseProbabilityItIs() {
        for (MinHashPreset preset : MinHashPreset.values()) {
            MinHashSettings settings = preset.settings();
            for (int percent = 1; percent < 100; percent++) {
                double probability = percent / 100.0;
                assertEquals(probability, settings.probability(settings.similarity(probability)), 1e-9);
            }
            assertEquals(0, settings.similarity(0));
            assertEquals(1, settings.similarity(1));
        }
        assertThrows(
                IllegalArgumentException.class,
                () -> MinHashPreset.FINEWEB.settings().similarity(-0.1));
        // by hand: (1 - 0.5^(1/14))^(1/8)
        assertEquals(0.6847, MinHashPreset.FINEWEB.settings().similarity(0.5), 0.0005);
    }

    @Test
    void numbersOutOfBoundsAreNamed() {
        assertTrue(message(0, 14, 8).contains("ngram is 0"));
        assertTrue(message(5, 0, 8).contains("bands is 0"));
        assertTrue(message(5, 14, -1).contains("rows is -1"));
        assertTrue(message(5, 1 << 20, 1 << 20).contains("hashes"));
        assertThrows(
                IllegalArgumentException.class,
                () -> MinHashPreset.FINEWEB.settings().probability(1.01));
        assertThrows(
                IllegalArgumentException.class,
                () -> MinHashPreset.FINEWEB.settings().probability(Double.NaN));
    }

    @Test
    void presetsAreFoundByName() {
        for (MinHashPreset preset : MinHashPreset.values()) {
            assertEquals(preset, MinHashPreset.named(preset.key()));
        }
        IllegalArgumentException unknown =
                assertThrows(IllegalArgumentException.class, () -> MinHashPreset.named("fineweb2"));
        assertTrue(unknown.getMessage().contains("fineweb, refinedweb, dclm"));
    }

    private static String message(int ngram, int bands, int rows) {
        return assertThrows(IllegalArgumentException.class, () -> new MinHashSettings(ngram, bands, rows, 1))
                .getMessage();
    }
}
