package dev.tamis.filters.safety;

/**
 * Payment card numbers (ISO/IEC 7812): an issuer's prefix with a length it uses, Luhn's check digit, and written in one
 * piece or in the groups printed on cards. In one piece only 16 digits, or American Express's 15, stand alone; other lengths
 * need a word such as "card" before them, as 13 digits are more often a barcode and 14 a time.
 */
final class CardNumbers {
    private static final ContextWords CARD = new ContextWords(
            "card",
            "credit",
            "debit",
            "visa",
            "mastercard",
            "maestro",
            "amex",
            "pan",
            "carte",
            "karte",
            "kreditkarte",
            "tarjeta",
            "cartão",
            "carta",
            "kaart",
            "карта",
            "карты",
            "カード",
            "卡号",
            "卡");

    private CardNumbers() {}

    /** Where a card number at the start of the run ends, or -1. */
    static int end(byte[] utf8, int at, NumberRun run, int length) {
        int first = run.size(0);
        if (first >= 13) {
            boolean usual = first == 16 || (first == 15 && run.digits[0] == 3);
            boolean valid = first <= 19
                    && isValid(run, first)
                    && Edges.closes(utf8, run.end(0), length)
                    && (usual || CARD.stand(utf8, at));
            return valid ? run.end(0) : -1;
        }
        if (first != 4) {
            return -1;
        }
        int groups = run.isGrouped(NumberRun.NONE, 4, 4, 4, 4, 3)
                ? 5
                : run.isGrouped(NumberRun.NONE, 4, 4, 4, 4) ? 4 : run.isGrouped(NumberRun.NONE, 4, 6, 5) ? 3 : 0;
        if (groups == 0 && run.isGrouped(NumberRun.NONE, 4, 6, 4)) {
            groups = 3;
        }
        for (int count = groups; count >= 3; count--) {
            boolean whole = count > 3 || run.size(1) == 6;
            int end = run.end(count - 1);
            if (whole
                    && isValid(run, run.digits(count))
                    && Edges.closes(utf8, end, length)
                    && !Edges.isInHexTable(utf8, at, end, length)) {
                return end;
            }
        }
        return -1;
    }

    private static boolean isValid(NumberRun run, int count) {
        return isIssued((int) run.value(0, 6), count) && Checksums.luhn(run.digits, 0, count);
    }

    /** Prefixes of six digits and the lengths issued under them, as the schemes publish them. */
    static boolean isIssued(int prefix, int count) {
        int two = prefix / 10_000;
        int three = prefix / 1_000;
        int four = prefix / 100;
        if (two / 10 == 4) {
            return count == 13 || count == 16 || count == 19; // Visa
        }
        if ((two >= 51 && two <= 55) || (four >= 2221 && four <= 2720)) {
            return count == 16; // Mastercard
        }
        if (two == 34 || two == 37) {
            return count == 15; // American Express
        }
        if ((three >= 300 && three <= 305) || three == 309 || two == 36 || two == 38 || two == 39) {
            return count == 14 || count == 16 || count == 19; // Diners Club
        }
        if (four >= 3528 && four <= 3589) {
            return count >= 16 && count <= 19; // JCB
        }
        if (four == 6011 || (three >= 644 && three <= 649) || two == 65 || two == 62) {
            return count >= 16 && count <= 19; // Discover, UnionPay
        }
        if (four >= 2200 && four <= 2204) {
            return count >= 16 && count <= 19; // Mir
        }
        boolean maestro = four == 5018
                || four == 5020
                || four == 5038
                || four == 5893
                || four == 6304
                || four == 6759
                || (four >= 6761 && four <= 6763);
        return maestro ? count >= 13 && count <= 19 : two == 60 && count == 16; // RuPay
    }
}
