package dev.tamis.filters.image;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashSet;
import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

final class TokenPolicyTest {
    private static void assertTokens(TokenPolicy policy, int width, int height, long tokens) {
        assertEquals(tokens, policy.tokens(width, height, 1), policy.id() + " of " + width + " x " + height);
        assertEquals(tokens, policy.tokens(height, width, 1), policy.id() + " of " + height + " x " + width);
    }

    @Test
    void anImageOfAtMost384PixelsASideIsOneTile() {
        assertTokens(TokenPolicy.GEMINI_1_X_258, 1, 1, 258);
        assertTokens(TokenPolicy.GEMINI_1_X_258, 384, 384, 258);
        assertTokens(TokenPolicy.GEMINI_1_X_258, 385, 384, 258);
        assertTokens(TokenPolicy.GEMINI_1_X_258, 385, 385, 258);
    }

    @Test
    void aTileBeginsAtEvery769thPixel() {
        assertTokens(TokenPolicy.GEMINI_1_X_258, 768, 768, 258);
        assertTokens(TokenPolicy.GEMINI_1_X_258, 769, 768, 516);
        assertTokens(TokenPolicy.GEMINI_1_X_258, 769, 1, 516);
        assertTokens(TokenPolicy.GEMINI_1_X_258, 769, 769, 1032);
        assertTokens(TokenPolicy.GEMINI_1_X_258, 1536, 768, 516);
        assertTokens(TokenPolicy.GEMINI_1_X_258, 1537, 768, 774);
        assertTokens(TokenPolicy.GEMINI_1_X_258, 4000, 3000, 6192);
    }

    @Test
    void patchesAtTheEdgesCountWhole() {
        assertTokens(TokenPolicy.PATCH16, 224, 224, 196);
        assertTokens(TokenPolicy.PATCH16, 384, 384, 576);
        assertTokens(TokenPolicy.PATCH16, 385, 384, 600);
        assertTokens(TokenPolicy.PATCH16, 1, 1, 1);
        assertTokens(TokenPolicy.PATCH16, 17, 15, 2);
        assertTokens(TokenPolicy.PATCH16, 769, 31, 98);
        assertTokens(TokenPolicy.PATCH14, 224, 224, 256);
        assertTokens(TokenPolicy.PATCH14, 15, 13, 2);
    }

    @Test
    void policiesOfOneSizeDoNotLookAtTheImage() {
        for (int side : new int[] {1, 384, 385, 768, 769, 65_535}) {
            assertTokens(TokenPolicy.SIGLIP256, side, 7, 256);
            assertTokens(TokenPolicy.SIGLIP729, side, 7, 729);
            assertTokens(TokenPolicy.GEMINI_2_5_LOW, side, 7, 64);
            assertTokens(TokenPolicy.GEMINI_2_5_MEDIUM, side, 7, 256);
        }
    }

    @Test
    void tokensArePositiveGrowWithTheSidesAndDoNotDependOnFrames() {
        SplittableRandom random = new SplittableRandom(3);
        for (int i = 0; i < 20_000; i++) {
            int width = 1 + random.nextInt(0xFFFE);
            int height = 1 + random.nextInt(0xFFFF);
            for (TokenPolicy policy : TokenPolicy.values()) {
                long tokens = policy.tokens(width, height, 1);
                assertTrue(tokens >= 1, policy.id());
                assertTrue(policy.tokens(width + 1, height, 1) >= tokens, policy.id());
                assertEquals(tokens, policy.tokens(width, height, 1 + random.nextInt(300)), policy.id());
            }
        }
    }

    @Test
    void theLargestSidesDoNotOverflow() {
        int most = Integer.MAX_VALUE;
        assertTokens(TokenPolicy.PATCH16, most, most, (1L << 27) * (1L << 27));
        assertTokens(TokenPolicy.GEMINI_1_X_258, most, 1, 258L * 2_796_203);
    }

    @Test
    void sidesOutOfRangeAreRefused() {
        for (TokenPolicy policy : TokenPolicy.values()) {
            assertThrows(IllegalArgumentException.class, () -> policy.tokens(0, 1, 1));
            assertThrows(IllegalArgumentException.class, () -> policy.tokens(1, -1, 1));
            assertThrows(IllegalArgumentException.class, () -> policy.tokens(1, 1, 0));
        }
    }

    @Test
    void namesFindTheirPolicyAndDiffer() {
        assertEquals(TokenPolicy.values().length, new HashSet<>(TokenPolicy.ids()).size());
        for (TokenPolicy policy : TokenPolicy.values()) {
            assertEquals(Optional.of(policy), TokenPolicy.of(policy.id()));
        }
        assertEquals(Optional.empty(), TokenPolicy.of("gemini"));
    }
}
