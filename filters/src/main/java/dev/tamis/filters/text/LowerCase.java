package dev.tamis.filters.text;

/** Unicode's simple lower-case mapping, {@link Character#toLowerCase(int)}, as a table for the first plane. */
final class LowerCase {
    private static final char[] BMP = new char[1 << 16];

    static {
        for (int c = 0; c < BMP.length; c++) {
            BMP[c] = (char) Character.toLowerCase(c);
        }
    }

    private LowerCase() {}

    static int of(int codePoint) {
        return codePoint < BMP.length ? BMP[codePoint] : Character.toLowerCase(codePoint);
    }
}
