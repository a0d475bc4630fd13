package dev.tamis.filters.safety;

/** Check digits over arrays of digits (values 0 to 9). */
final class Checksums {
    private static final byte[][] DIHEDRAL = dihedral();
    private static final byte[][] PERMUTATION = permutation();

    private Checksums() {}

    /** Luhn's formula (ISO/IEC 7812-1, annex B), check digit last. */
    static boolean luhn(byte[] digits, int from, int count) {
        int sum = 0;
        for (int i = 0; i < count; i++) {
            int digit = digits[from + count - 1 - i];
            int doubled = (i & 1) == 0 ? digit : 2 * digit;
            sum += doubled > 9 ? doubled - 9 : doubled;
        }
        return sum % 10 == 0;
    }

    /** Verhoeff's scheme over the dihedral group D5 (Verhoeff 1969), check digit last. */
    static boolean verhoeff(byte[] digits, int from, int count) {
        int check = 0;
        for (int i = 0; i < count; i++) {
            check = DIHEDRAL[check][PERMUTATION[i & 7][digits[from + count - 1 - i]]];
        }
        return check == 0;
    }

    /** ISO 7064 MOD 11,10, check digit last. */
    static boolean mod11and10(byte[] digits, int from, int count) {
        int product = 10;
        for (int i = 0; i < count - 1; i++) {
            int sum = (digits[from + i] + product) % 10;
            product = (sum == 0 ? 10 : sum) * 2 % 11;
        }
        return (11 - product) % 10 == digits[from + count - 1];
    }

    /** Sum of digits times weights. */
    static int weighted(byte[] digits, int from, int... weights) {
        int sum = 0;
        for (int i = 0; i < weights.length; i++) {
            sum += digits[from + i] * weights[i];
        }
        return sum;
    }

    /** D5: 0 to 4 are rotations, 5 to 9 are reflections. */
    private static byte[][] dihedral() {
        byte[][] table = new byte[10][10];
        for (int a = 0; a < 10; a++) {
            for (int b = 0; b < 10; b++) {
                int turn = a < 5 ? (a % 5 + b % 5) % 5 : (a % 5 - b % 5 + 5) % 5;
                table[a][b] = (byte) (turn + ((a < 5) == (b < 5) ? 0 : 5));
            }
        }
        return table;
    }

    /** Powers of Verhoeff's permutation (1 5 8 9 4 2 7 0)(3 6). */
    private static byte[][] permutation() {
        byte[] base = {1, 5, 7, 6, 2, 8, 3, 0, 9, 4};
        byte[][] powers = new byte[8][10];
        for (int digit = 0; digit < 10; digit++) {
            powers[0][digit] = (byte) digit;
        }
        for (int power = 1; power < 8; power++) {
            for (int digit = 0; digit < 10; digit++) {
                powers[power][digit] = base[powers[power - 1][digit]];
            }
        }
        return powers;
    }
}
