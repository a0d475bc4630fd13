package dev.tamis.pipeline.run;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

final class SealedJsonTest {
    private static final Manifest MANIFEST = new Manifest(
            "decide",
            "f".repeat(64),
            new TreeMap<>(Map.of("annotate", "0".repeat(64))),
            1,
            List.of(new DataFile("decisions", 0, "stages/decide/decisions-00000-aa.parquet", 3, 10, "a".repeat(64))),
            new TreeMap<>(Map.of("web", new Ledger(3, 2, new TreeMap<>(Map.of("r", 1L)), new TreeMap<>()))),
            new TreeMap<>(Map.of("rule/r/web/failed", 1L)),
            List.of());

    @Test
    void whatIsWrittenIsRead() throws IOException {
        byte[] bytes = SealedJson.write(MANIFEST);
        assertEquals(MANIFEST, SealedJson.read(bytes, Manifest.class, "manifest.json"));
        assertArrayEquals(bytes, SealedJson.write(MANIFEST));
    }

    @Test
    void everyFlippedBitIsNoticed() {
        byte[] bytes = SealedJson.write(MANIFEST);
        for (int bit = 0; bit < bytes.length * 8; bit++) {
            byte[] flipped = bytes.clone();
            flipped[bit / 8] ^= (byte) (1 << bit % 8);
            assertThrows(IOException.class, () -> SealedJson.read(flipped, Manifest.class, "m"), "bit " + bit);
        }
    }

    @Test
    void everyCutIsNoticed() {
        byte[] bytes = SealedJson.write(MANIFEST);
        for (int length = 0; length < bytes.length; length++) {
            byte[] cut = java.util.Arrays.copyOf(bytes, length);
            assertThrows(IOException.class, () -> SealedJson.read(cut, Manifest.class, "m"), length + " bytes");
        }
    }

    @Test
    void aLedgerThatDoesNotBalanceCannotBeMade() {
        IllegalArgumentException error = assertThrows(
                IllegalArgumentException.class,
                () -> new Ledger(4, 2, new TreeMap<>(Map.of("r", 1L)), new TreeMap<>()));
        assertEquals("Ledger does not balance: in 4, out 2 + rejected 1 + quarantined 0 = 3", error.getMessage());
    }
}
