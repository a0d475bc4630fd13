package dev.tamis.filters.signal;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Texts that break careless code. */
final class Texts {
    private static final String[] PIECES = {
        " ",
        " ",
        " ",
        "\n",
        "\n\n",
        "\t",
        "\r\n",
        "\u00a0",
        "\u2003",
        "\u3000",
        "\u0085",
        "\u2028",
        "a",
        "b",
        "the",
        "and",
        "word",
        "Word",
        "WORD.",
        "...",
        "\u2026",
        "#",
        "-",
        "*",
        "\u2022",
        "{",
        "}",
        "1",
        "42",
        "javascript",
        "Lorem ipsum",
        "é",
        "e\u0301",
        "\u0316",
        "ß",
        "İ",
        "Σ",
        "ς",
        "ж",
        "中文",
        "の",
        "ไทย",
        "한국어",
        "\u1112\u1161\u11ab",
        "\uD83D\uDE00",
        "\uD83D\uDC68\u200D\uD83D\uDC69",
        "\u202e",
        "\u0000",
        "\ufeff",
        "\ufffd",
        "\\u0041",
        "0x1f,",
        "==",
        "http://x.y/z",
        "\u007f",
        "\u001c",
        "\u0e33",
        "\u212b"
    };

    private Texts() {}

    static List<String> hostile() {
        return List.of(
                "",
                " ",
                "\n",
                "\r\n\r\n",
                " \t\u00a0\u3000\n\u2028\u0085".repeat(1000),
                "\u0000",
                "\u0000\u0000 a\u0000b \u0000\n\u0000",
                "x".repeat(1 << 20),
                "é".repeat(1 << 19),
                "\n".repeat(100_000),
                "a\n".repeat(100_000),
                "Z\u0351\u036b\u0343\u036a\u0302\u0361a\u0319\u032dl\u0340g\u0344o\u0489 ".repeat(2000),
                "a" + "\u0301\u0316".repeat(50_000),
                "\u202eright to left\u202c \u2066isolate\u2069 \u200f\u200e",
                "\uD83D\uDC68\u200D\uD83D\uDC69\u200D\uD83D\uDC67 \uD83C\uDDEB\uD83C\uDDF7 \uD83D\uDE00".repeat(500),
                "\uD800 lone \uDC00 halves \uD83D",
                "İIıi ΣΑΣ ςσ ǅ ﬃ ß ẞ",
                "1e999 NaN Infinity null undefined -0",
                "....... \u2026\u2026 . . . ..",
                "#".repeat(10_000),
                "{}".repeat(10_000),
                "中".repeat(100_000),
                "\ufeff\ufffe\uffff\udbff\udfff",
                "' OR 1=1; DROP TABLE signals; --",
                "${jndi:ldap://x} %s %n {0} \\u0000 \\");
    }

    static List<String> random(Random random, int count) {
        List<String> texts = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            StringBuilder text = new StringBuilder();
            int pieces = random.nextInt(80);
            for (int piece = 0; piece < pieces; piece++) {
                if (random.nextInt(12) == 0) {
                    int codePoint = random.nextInt(0x110000);
                    text.appendCodePoint(codePoint >= 0xD800 && codePoint <= 0xDFFF ? 'x' : codePoint);
                } else {
                    text.append(PIECES[random.nextInt(PIECES.length)]);
                }
            }
            texts.add(text.toString());
        }
        return texts;
    }
}
