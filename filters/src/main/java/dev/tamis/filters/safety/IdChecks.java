package dev.tamis.filters.safety;

/**
 * Forms and check digits of the national numbers of {@link IdScheme}, each by its publisher's rule. Digits after the number's
 * own are not looked at.
 */
final class IdChecks {
    private IdChecks() {}

    /** CUIL, CUIT of persons (AR): prefix 20, 23, 24 or 27, weights 5 4 3 2 7 6 5 4 3 2, MOD 11 (ANSES; AFIP RG 10/97). */
    static boolean isCuil(byte[] digits) {
        int prefix = two(digits, 0);
        int rest = Checksums.weighted(digits, 0, 5, 4, 3, 2, 7, 6, 5, 4, 3, 2) % 11;
        boolean person = prefix == 20 || prefix == 23 || prefix == 24 || prefix == 27;
        return person && rest != 1 && (11 - rest) % 11 == digits[10];
    }

    /**
     * Sozialversicherungsnummer (AT): running number, check digit, date of birth; weights 3 7 9 and 5 8 4 2 1 6, MOD 11
     * (Dachverband der Sozialversicherungsträger).
     */
    static boolean isAustrian(byte[] digits) {
        int rest = Checksums.weighted(digits, 0, 3, 7, 9, 0, 5, 8, 4, 2, 1, 6) % 11;
        int month = two(digits, 6);
        // months 13 to 15 are given where a day has run out of numbers
        return digits[0] != 0 && rest == digits[3] && month >= 1 && month <= 15 && isDay(two(digits, 4));
    }

    /** Tax file number (AU): nine digits, weights 1 4 3 7 5 8 6 9 10, a multiple of 11 (Australian Taxation Office). */
    static boolean isTaxFileNumber(byte[] digits) {
        int sum = Checksums.weighted(digits, 0, 1, 4, 3, 7, 5, 8, 6, 9, 10);
        return sum > 0 && sum % 11 == 0;
    }

    /**
     * Rijksregisternummer (BE): date of birth, order, and 97 - number MOD 97, the number with a 2 before it from 2000 on
     * (Royal Decree of 3 April 1984).
     */
    static boolean isBelgian(byte[] digits) {
        long number = value(digits, 9);
        int check = two(digits, 9);
        int month = two(digits, 2) % 20;
        boolean dated = month <= 12 && two(digits, 4) <= 31 && number > 0;
        return dated && (check == 97 - number % 97 || check == 97 - (2_000_000_000L + number) % 97);
    }

    /** EGN (BG): date of birth, month + 20 before 1900 and + 40 from 2000, weights 2 4 8 5 10 9 7 3 6, MOD 11 (GRAO). */
    static boolean isEgn(byte[] digits) {
        int month = two(digits, 2);
        boolean dated = isDate(month > 40 ? month - 40 : month > 20 ? month - 20 : month, two(digits, 4));
        return dated && Checksums.weighted(digits, 0, 2, 4, 8, 5, 10, 9, 7, 3, 6) % 11 % 10 == digits[9];
    }

    /** Social insurance number (CA): nine digits, the first neither 0 nor 8, Luhn (Employment and Social Development Canada). */
    static boolean isSocialInsurance(byte[] digits) {
        return digits[0] != 0 && digits[0] != 8 && Checksums.luhn(digits, 0, 9);
    }

    /** AHV number (CH): 756 and ten digits with the check digit of EAN-13 (Zentrale Ausgleichsstelle). */
    static boolean isAhv(byte[] digits) {
        int sum = Checksums.weighted(digits, 0, 1, 3, 1, 3, 1, 3, 1, 3, 1, 3, 1, 3, 1);
        return digits[0] == 7 && digits[1] == 5 && digits[2] == 6 && sum % 10 == 0;
    }

    /** RUT (CL) of so many digits and one as mark: weights 2 to 7 from the right, again and again, MOD 11 (Registro Civil). */
    static boolean isRut(byte[] digits, int count) {
        return rutMark(digits, count) == digits[count] && digits[0] != 0;
    }

    /** Mark of a RUT after so many digits; 10 is written K. */
    static int rutMark(byte[] digits, int count) {
        int sum = 0;
        for (int i = 0; i < count; i++) {
            sum += digits[count - 1 - i] * (2 + i % 6);
        }
        return (11 - sum % 11) % 11;
    }

    /**
     * Rodné číslo (CZ, SK) of ten digits: date of birth, month + 50 for women and + 20 where numbers ran out, a multiple of
     * 11; until 1985 a rest of 10 was written 0 (Czech Act 133/2000 Coll.).
     */
    static boolean isRodneCislo(byte[] digits) {
        int month = two(digits, 2) % 50;
        boolean dated = isDate(month > 20 ? month - 20 : month, two(digits, 4));
        long first = value(digits, 9);
        boolean old = first % 11 == 10 && digits[9] == 0 && two(digits, 0) <= 85 && two(digits, 0) >= 54;
        return dated && (first % 11 == digits[9] || old);
    }

    /** CPR number (DK): date of birth, weights 4 3 2 7 6 5 4 3 2 1, a multiple of 11, as all were before 2007 (CPR-kontoret). */
    static boolean isCpr(byte[] digits) {
        return isDate(two(digits, 2), two(digits, 0))
                && Checksums.weighted(digits, 0, 4, 3, 2, 7, 6, 5, 4, 3, 2, 1) % 11 == 0;
    }

    /**
     * Isikukood (EE) and asmens kodas (LT): century and sex, date of birth; weights 1 to 9 and 1, MOD 11, and where that
     * gives 10 weights 3 to 9, 1, 2, 3 (EVS 585; Lithuanian Act on the population register).
     */
    static boolean isBaltic(byte[] digits) {
        int rest = Checksums.weighted(digits, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 1) % 11;
        if (rest == 10) {
            rest = Checksums.weighted(digits, 0, 3, 4, 5, 6, 7, 8, 9, 1, 2, 3) % 11 % 10;
        }
        return digits[0] >= 1 && digits[0] <= 8 && isDate(two(digits, 3), two(digits, 5)) && rest == digits[10];
    }

    /** AMKA (GR): date of birth, number, Luhn (IDIKA). */
    static boolean isAmka(byte[] digits) {
        return isDate(two(digits, 2), two(digits, 0)) && Checksums.luhn(digits, 0, 11);
    }

    /** OIB (HR): eleven digits, ISO 7064 MOD 11,10 (Porezna uprava). */
    static boolean isOib(byte[] digits) {
        return Checksums.mod11and10(digits, 0, 11);
    }

    /** Teudat zehut (IL): nine digits, Luhn (Population and Immigration Authority). */
    static boolean isTeudatZehut(byte[] digits) {
        return value(digits, 9) > 0 && Checksums.luhn(digits, 0, 9);
    }

    /** Individual number, "my number" (JP): twelve digits, weights 6 5 4 3 2 7 6 5 4 3 2, MOD 11 (MIC Ordinance 85 of 2014). */
    static boolean isMyNumber(byte[] digits) {
        int rest = Checksums.weighted(digits, 0, 6, 5, 4, 3, 2, 7, 6, 5, 4, 3, 2) % 11;
        return value(digits, 11) > 0 && (rest <= 1 ? 0 : 11 - rest) == digits[11];
    }

    /**
     * Resident registration number (KR): date of birth, century and sex, weights 2 to 9 and 2 to 5, MOD 11, as all were
     * before October 2020 (Resident Registration Act, Enforcement Rules).
     */
    static boolean isRrn(byte[] digits) {
        int check = (11 - Checksums.weighted(digits, 0, 2, 3, 4, 5, 6, 7, 8, 9, 2, 3, 4, 5) % 11) % 10;
        return isDate(two(digits, 2), two(digits, 4)) && check == digits[12];
    }

    /** Personas kods (LV) given before July 2017: date of birth, weights 1 6 3 7 9 10 5 8 4 2, MOD 11 (PMLP). */
    static boolean isLatvian(byte[] digits) {
        int check = (1101 - Checksums.weighted(digits, 0, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)) % 11;
        return isDate(two(digits, 2), two(digits, 0)) && digits[6] <= 2 && check == digits[10];
    }

    /**
     * Fødselsnummer and D-nummer (NO): date of birth, day + 40 in the latter, two check digits MOD 11 with weights 3 7 6 1 8 9
     * 4 5 2 and 5 4 3 2 7 6 5 4 3 2 (Skatteetaten).
     */
    static boolean isFodselsnummer(byte[] digits) {
        int day = two(digits, 0);
        return isDate(two(digits, 2), day > 40 ? day - 40 : day)
                && Checksums.weighted(digits, 0, 3, 7, 6, 1, 8, 9, 4, 5, 2, 1) % 11 == 0
                && Checksums.weighted(digits, 0, 5, 4, 3, 2, 7, 6, 5, 4, 3, 2, 1) % 11 == 0;
    }

    /** NIF of persons (PT): nine digits that begin with 1, 2, 3 or 45, weights 9 to 2, MOD 11 (Decree-Law 14/2013). */
    static boolean isNif(byte[] digits) {
        int rest = Checksums.weighted(digits, 0, 9, 8, 7, 6, 5, 4, 3, 2) % 11;
        boolean person = (digits[0] >= 1 && digits[0] <= 3) || two(digits, 0) == 45;
        return person && (rest <= 1 ? 0 : 11 - rest) == digits[8];
    }

    /** CNP (RO): sex and century, date of birth, weights 2 7 9 1 4 6 3 5 8 2 7 9, MOD 11 (Law 105/1996). */
    static boolean isCnp(byte[] digits) {
        int rest = Checksums.weighted(digits, 0, 2, 7, 9, 1, 4, 6, 3, 5, 8, 2, 7, 9) % 11;
        return digits[0] != 0 && isDate(two(digits, 3), two(digits, 5)) && (rest == 10 ? 1 : rest) == digits[12];
    }

    /** INN of persons (RU): twelve digits, two of them checks MOD 11, MOD 10 (Federal Tax Service, order ММВ-7-6/435). */
    static boolean isInn(byte[] digits) {
        return value(digits, 12) > 0
                && Checksums.weighted(digits, 0, 7, 2, 4, 10, 3, 5, 9, 4, 6, 8) % 11 % 10 == digits[10]
                && Checksums.weighted(digits, 0, 3, 7, 2, 4, 10, 3, 5, 9, 4, 6, 8) % 11 % 10 == digits[11];
    }

    /** SNILS (RU): nine digits, weights 9 to 1, MOD 101, 100 written 00 (Pension Fund, resolution 192p of 2006). */
    static boolean isSnils(byte[] digits) {
        int check = Checksums.weighted(digits, 0, 9, 8, 7, 6, 5, 4, 3, 2, 1) % 101 % 100;
        return value(digits, 9) > 1_001_998 && check == two(digits, 9);
    }

    /** Citizen number (TH): thirteen digits, weights 13 to 2, MOD 11 (Department of Provincial Administration). */
    static boolean isThai(byte[] digits) {
        int check = (11 - Checksums.weighted(digits, 0, 13, 12, 11, 10, 9, 8, 7, 6, 5, 4, 3, 2) % 11) % 10;
        return digits[0] != 0 && check == digits[12];
    }

    /**
     * Kimlik numarası (TR): eleven digits, not 0 first; the tenth is 7 times the odd places less the even ones, MOD 10, the
     * last the sum of all before it, MOD 10 (NVİ).
     */
    static boolean isTurkish(byte[] digits) {
        int tenth = Checksums.weighted(digits, 0, 7, -1, 7, -1, 7, -1, 7, -1, 7);
        int sum = Checksums.weighted(digits, 0, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1);
        return digits[0] != 0 && Math.floorMod(tenth, 10) == digits[9] && sum % 10 == digits[10];
    }

    /** RNOKPP (UA): ten digits, weights -1 5 7 9 4 6 10 5 7, MOD 11, MOD 10 (State Tax Service). */
    static boolean isUkrainian(byte[] digits) {
        int sum = Checksums.weighted(digits, 0, -1, 5, 7, 9, 4, 6, 10, 5, 7);
        return value(digits, 10) > 0 && Math.floorMod(sum, 11) % 10 == digits[9];
    }

    /** Identity number (ZA): date of birth, number, citizenship 0 to 2, Luhn over thirteen digits (Home Affairs). */
    static boolean isSouthAfrican(byte[] digits) {
        return isDate(two(digits, 2), two(digits, 4)) && digits[10] <= 2 && Checksums.luhn(digits, 0, 13);
    }

    static int two(byte[] digits, int from) {
        return digits[from] * 10 + digits[from + 1];
    }

    private static boolean isDay(int day) {
        return day >= 1 && day <= 31;
    }

    private static boolean isDate(int month, int day) {
        return month >= 1
                && month <= 12
                && day >= 1
                && day <= (month == 2 ? 29 : month == 4 || month == 6 || month == 9 || month == 11 ? 30 : 31);
    }

    private static long value(byte[] digits, int count) {
        long value = 0;
        for (int i = 0; i < count; i++) {
            value = value * 10 + digits[i];
        }
        return value;
    }
}
