package dev.tamis.filters.passage;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.BitSet;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

final class RangesTest {
    private final Ranges ranges = new Ranges();

    @Test
    void unionIsSortedAndDisjointWhateverTheOrder() {
        SplittableRandom random = new SplittableRandom(1);
        for (int round = 0; round < 3_000; round++) {
            ranges.clear();
            BitSet expected = new BitSet();
            for (int adds = random.nextInt(30); adds > 0; adds--) {
                int start = random.nextInt(200);
                int end = start + random.nextInt(9);
                ranges.add(start, end);
                expected.set(start, end);
                if (random.nextInt(5) == 0) {
                    assertUnion(expected);
                }
            }
            assertUnion(expected);
        }
    }

    private void assertUnion(BitSet expected) {
        BitSet found = new BitSet();
        int before = -1;
        for (int i = 0; i < ranges.size(); i++) {
            assertTrue(ranges.start(i) > before && ranges.end(i) > ranges.start(i), "touches the one before");
            before = ranges.end(i);
            found.set(ranges.start(i), ranges.end(i));
        }
        assertEquals(expected, found);
    }

    @Test
    void windowsSideBySideAreOneRangeOfBytes() {
        byte[] text = " a b  c d e\n".getBytes(StandardCharsets.UTF_8);
        PassageTokens tokens = new PassageTokens();
        tokens.reset(text, text.length);
        ranges.add(2, 4);
        ranges.add(0, 2);
        ranges.toBytes(tokens);
        assertEquals("1-9 ", OutsideWorld.written(ranges));
        ranges.clear();
        ranges.add(4, 5);
        ranges.add(0, 3);
        ranges.toBytes(tokens);
        assertEquals("1-7 10-11 ", OutsideWorld.written(ranges));
        ranges.clear();
        ranges.add(3, 6);
        assertThrows(IndexOutOfBoundsException.class, () -> ranges.toBytes(tokens));
    }

    @Test
    void largeNumbersAreTakenAndBackwardRangesRefused() {
        ranges.add(Integer.MAX_VALUE - 1, Integer.MAX_VALUE);
        ranges.add(0, 1);
        assertEquals("0-1 2147483646-2147483647 ", OutsideWorld.written(ranges));
        assertThrows(IllegalArgumentException.class, () -> ranges.add(-1, 1));
        assertThrows(IllegalArgumentException.class, () -> ranges.add(2, 1));
    }
}
