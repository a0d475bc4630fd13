package dev.tamis.pipeline.pack;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class WindowsTest {
    @Test
    void theLastWindowTakesWhatIsLeftOver() {
        int w = Windows.PIECES;
        Windows windows = new Windows(new long[] {0, 1, w - 1, w, 2L * w - 1, 2L * w, 0});
        assertEquals(6, windows.count());
        assertEquals(
                Arrays.asList(1, w - 1, w, 2 * w - 1, w, w),
                java.util.stream.IntStream.range(0, 6).mapToObj(windows::size).toList());
        assertEquals(3, windows.of(4, 2L * w - 2));
        assertEquals(4, windows.of(5, w - 1));
        assertEquals(5, windows.of(5, w));
    }

    @Test
    void everyPieceIsInAWindowOfItsStockAndTheyFollowEachOther() {
        SplittableRandom random = new SplittableRandom(1);
        for (int round = 0; round < 300; round++) {
            long[] pieces = random.longs(1 + random.nextInt(6), 0, 200_000).toArray();
            pieces[random.nextInt(pieces.length)] = 0;
            Windows windows = new Windows(pieces);
            int next = 0;
            for (int stock = 0; stock < pieces.length; stock++) {
                long left = pieces[stock];
                for (long piece = 0; piece < pieces[stock]; piece += windows.size(next++)) {
                    assertEquals(next, windows.of(stock, piece));
                    assertEquals(next, windows.of(stock, piece + windows.size(next) - 1));
                    assertEquals(stock, windows.stock(next));
                    left -= windows.size(next);
                }
                assertEquals(0, left);
            }
            assertEquals(next, windows.count());
        }
    }

    @Test
    void moreDocumentsThanAnIntCountsAreDivided() {
        long pieces = 40_000_000_000L;
        Windows windows = new Windows(new long[] {pieces});
        assertEquals(pieces / Windows.PIECES, windows.count());
        assertEquals(windows.count() - 1, windows.of(0, pieces - 1));
        assertTrue(windows.size(windows.count() - 1) < 2 * Windows.PIECES);
    }
}
