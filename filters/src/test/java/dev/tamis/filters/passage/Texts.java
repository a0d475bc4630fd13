package dev.tamis.filters.passage;

import java.util.SplittableRandom;

/** Well-formed texts of many scripts, for tests. */
final class Texts {
    private static final int[] RARE = {
        '\n', '\r', 0x1C, 0x85, 0xA0, 0xBD, 0xDF, 0xC9, 0x130, 0x301, 0x3A3, 0x451, 0x5B0, 0x64B, 0x660, 0x93F, 0x94D,
        0xE01, 0xE31, 0xE46, 0xEC0, 0x1039, 0x1780, 0x17D2, 0x1E9E, 0x200B, 0x200D, 0x2028, 0x2126, 0x3005, 0x304B,
        0x3099, 0x30FC, 0x3131, 0x4E00, 0xAC00, 0xD7A3, 0xE000, 0xFB01, 0xFE0F, 0xFEFF, 0xFFFC, 0xFFFD, 0x10400,
        0x1D7CE, 0x1F600, 0x20000, 0xE0100
    };

    private Texts() {}

    static String random(SplittableRandom random, int longest) {
        StringBuilder text = new StringBuilder();
        int kinds = 1 + random.nextInt(4);
        for (int length = random.nextInt(longest + 1); length > 0; length--) {
            switch (random.nextInt(kinds)) {
                case 0 -> text.append((char) ('a' + random.nextInt(26)));
                case 1 -> text.append((char) random.nextInt(0x80));
                case 2 -> text.appendCodePoint(RARE[random.nextInt(RARE.length)]);
                default -> text.append(" \n,A0é".charAt(random.nextInt(6)));
            }
        }
        return text.toString();
    }
}
