package dev.tamis.filters.safety;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class UrlWordsTest {
    private static final UrlWords WORDS = words();

    private static UrlWords words() {
        try {
            return UrlWords.read(
                    new ByteArrayInputStream("frobcam\nGrumble\n".getBytes(UTF_8)),
                    new ByteArrayInputStream("frob\nbig-frob\n".getBytes(UTF_8)),
                    new ByteArrayInputStream("mild\nmeek\n".getBytes(UTF_8)));
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    /** Strict, hard and soft words, then datatrove's reason. */
    @ParameterizedTest
    @CsvSource(
            nullValues = "-",
            value = {
                "http://fine.example/, 0, 0, 0, -",
                "http://frobcam.example/, 1, 0, 0, blacklisted_subword",
                "http://myfrobcams.example/, 1, 0, 0, blacklisted_subword",
                "http://frob-cam.example/, 1, 1, 0, hard_blacklisted",
                "http://frob.cam.example/, 1, 1, 0, hard_blacklisted",
                "http://x.example/frob/cam, 0, 1, 0, hard_blacklisted",
                "http://x.example/gr-um.ble, 1, 0, 0, blacklisted_subword",
                "http://x.example/GRUMBLE/frobcam, 2, 0, 0, blacklisted_subword",
                "http://x.example/grumble/grumble, 1, 0, 0, blacklisted_subword",
                "http://x.example/FROB, 0, 1, 0, -",
                "http://x.example/frobs, 0, 0, 0, -",
                "http://x.example/frob_s, 0, 0, 0, hard_blacklisted",
                "http://x.example/big-frob, 0, 2, 0, hard_blacklisted",
                "http://x.example/mild, 0, 0, 1, -",
                "http://x.example/mild/mild, 0, 0, 1, -",
                "http://x.example/mild/meek, 0, 0, 2, soft_blacklisted",
                "http://mild.meek.example/, 0, 0, 2, soft_blacklisted",
                "http://x.example/Mild/Meek, 0, 0, 2, -",
                "http://x.example/mildmeek, 0, 0, 0, -",
                "http://x.example/gr/um/ble, 0, 0, 0, blacklisted_subword",
                "http://x.example/%66rob, 0, 0, 0, -",
                "http://x.example/éfrob, 0, 0, 0, hard_blacklisted",
            })
    void countsAreOfDistinctWords(String url, int strict, int hard, int soft, String datatrove) {
        assertEquals(strict, WORDS.strict(url), url);
        assertEquals(hard, WORDS.hard(url), url);
        assertEquals(soft, WORDS.soft(url), url);
        assertEquals(datatrove, WORDS.datatrove(url), url);
    }

    @Test
    void withoutListsNothingIsFound() throws IOException {
        UrlWords none = UrlWords.read(
                new ByteArrayInputStream(new byte[0]),
                new ByteArrayInputStream(new byte[0]),
                new ByteArrayInputStream(new byte[0]));
        assertEquals(0, none.strict("http://x.example/frob") + none.hard("frob") + none.soft("frob"));
        assertNull(none.datatrove("http://x.example/"));
    }
}
