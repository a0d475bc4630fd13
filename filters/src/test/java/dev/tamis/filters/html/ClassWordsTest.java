package dev.tamis.filters.html;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class ClassWordsTest {
    @ParameterizedTest
    @CsvSource(textBlock = """
            nav, true
            main-nav, true
            mainNav, true
            nav2, true
            navbarTop, true
            navy-blue, false
            unnavigable, false
            naval, false
            '  ', false
            '', false
            NAV, true
            """)
    void namesAreReadAsWords(String names, boolean navigation) {
        assertEquals(navigation, (ClassWords.of(names) & ClassWords.NAVIGATION) != 0);
    }

    @ParameterizedTest
    @CsvSource(textBlock = """
            share-bar, 8
            shared-mobility-report, 0
            entry-content, 12288
            post-content, 12288
            article__body, 12288
            cookieBanner, 192
            user-comments, 32
            """)
    void eachKindIsItsOwnBit(String names, int bits) {
        assertEquals(bits, ClassWords.of(names));
    }
}
