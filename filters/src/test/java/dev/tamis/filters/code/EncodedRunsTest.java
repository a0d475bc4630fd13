package dev.tamis.filters.code;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.tamis.filters.record.Kind;
import dev.tamis.filters.signal.Settings;
import dev.tamis.filters.signal.SignalRow;
import dev.tamis.filters.signal.Signals;
import dev.tamis.filters.signal.Subject;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Encoded data is found as the three printed patterns find it, here run by Java's own engine. */
class EncodedRunsTest {
    private static final List<Pattern> PRINTED = List.of(
            Pattern.compile("[a-zA-Z0-9+/\\n=]{64,}"),
            Pattern.compile("(?:\\b(?:0x|\\\\x)?[0-9a-fA-F]{2}(?:,|\\b\\s*)){8,}", Pattern.UNICODE_CHARACTER_CLASS),
            Pattern.compile("(?:\\\\u[0-9a-fA-F]{4}){8,}"));

    @Test
    void randomTextsMatchWhereThePatternsDo() {
        String[] pieces = {
            "41",
            "4a",
            "0x41",
            "\\x41",
            ",",
            ", ",
            " ",
            "\n",
            "\t",
            "\\u0041",
            "\\u00e9",
            "g",
            "_",
            "é",
            "中",
            "-",
            "ab12",
            "\u00a0",
            "4",
            "=",
            "/",
            "TGl2ZSBsb25n",
            "0x",
            "\\x",
            "\\u12"
        };
        Random random = new Random(17);
        int matched = 0;
        for (int i = 0; i < 20_000; i++) {
            StringBuilder text = new StringBuilder();
            int favourite = random.nextInt(pieces.length);
            int second = random.nextInt(pieces.length);
            for (int n = random.nextInt(60); n > 0; n--) {
                int piece = random.nextInt(3) == 0
                        ? random.nextInt(pieces.length)
                        : random.nextBoolean() ? favourite : second;
                text.append(pieces[random.nextInt(12) == 0 ? piece : random.nextInt(4) == 0 ? second : favourite]);
            }
            matched += assertAsPrinted(text.toString());
        }
        assertEquals(true, matched > 2000, matched + " texts with a match");
    }

    @Test
    void handMadeTextsMatchWhereThePatternsDo() {
        for (String text : List.of(
                "",
                "\n".repeat(64),
                "a".repeat(63),
                "a".repeat(64),
                "=".repeat(64) + "-" + "/".repeat(64),
                "41,".repeat(8),
                "41, ".repeat(8),
                "0x41,0x42,0x43,0x44,0x45,0x46,0x47,0x48",
                "0x41 0x42 0x43 0x44 0x45 0x46 0x47 0x48 \n x",
                "\\x41\\x42\\x43\\x44\\x45\\x46\\x47\\x48",
                "x\\x41\\x42\\x43\\x44\\x45\\x46\\x47\\x48",
                "\\u0041".repeat(7),
                "\\u0041".repeat(8),
                "é41 ".repeat(9),
                "41\u00a0".repeat(9),
                "41 ".repeat(7) + "4")) {
            assertAsPrinted(text);
        }
    }

    /** Gives 1 if there was a match. */
    private static int assertAsPrinted(String text) {
        BitSet matched = new BitSet();
        long longest = 0;
        for (Pattern pattern : PRINTED) {
            Matcher matcher = pattern.matcher(text);
            while (matcher.find()) {
                matched.set(matcher.start(), matcher.end());
                longest = Math.max(longest, matcher.end() - matcher.start());
            }
        }
        SignalRow row =
                new SignalRow(List.of(Signals.byName("longest_encoded_run"), Signals.byName("encoded_data_fraction")));
        row.measure(new Subject(Settings.none()).reset(Kind.CODE, text, null, Map.of()));
        assertEquals(longest, row.valueAt(0), text);
        if (!text.isEmpty()) {
            assertEquals((double) matched.cardinality() / text.length(), (Double) row.valueAt(1), 1e-12, text);
        }
        return longest > 0 ? 1 : 0;
    }
}
