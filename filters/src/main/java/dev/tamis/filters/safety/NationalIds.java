package dev.tamis.filters.safety;

/**
 * Numbers that states give to persons (Brazil and Chile to companies too), each by its form and its check digits. Those whose
 * form is a plain number need a word before them that says what they are. What each one's rule is and where it comes from
 * stands at its method; those of digits only that are no more than a row of a table are in {@link IdScheme}.
 */
final class NationalIds {
    private static final ContextWords BSN = new ContextWords("bsn", "burgerservicenummer", "sofinummer", "sofi-nummer");
    private static final ContextWords CPF = new ContextWords("cpf");
    private static final ContextWords CNPJ = new ContextWords("cnpj");
    private static final ContextWords PESEL = new ContextWords("pesel");
    private static final ContextWords PERSONNUMMER =
            new ContextWords("personnummer", "personnr", "samordningsnummer", "pnr");
    private static final ContextWords AADHAAR = new ContextWords("aadhaar", "aadhar", "adhaar", "uidai", "uid", "आधार");
    private static final ContextWords SSN =
            new ContextWords("ssn", "social security number", "social security no", "social security");
    private static final ContextWords STEUER_ID = new ContextWords(
            "steuer-id",
            "steuerid",
            "steueridentifikationsnummer",
            "steuer-identifikationsnummer",
            "steuer-idnr",
            "steuerliche identifikationsnummer",
            "identifikationsnummer",
            "idnr",
            "id-nr");
    private static final ContextWords NHS = new ContextWords("nhs number", "nhs no", "nhs");

    private static final ContextWords NIR = new ContextWords(
            "nir", "sécurité sociale", "securite sociale", "numéro de sécu", "n° sécu", "insee", "immatriculation");
    private static final ContextWords PPS = new ContextWords("pps", "ppsn", "pps number", "personal public service");
    private static final ContextWords TAIWAN =
            new ContextWords("身分證", "身份證", "身分證字號", "身分證號", "統一證號", "居留證", "taiwan id", "roc id");
    private static final ContextWords RUT = new ContextWords("rut", "run");

    private static final String PPS_LETTERS = "WABCDEFGHIJKLMNOPQRSTUV";
    /** Letters of Taiwan's numbers in the order of their values, 10 and up. */
    private static final String TAIWAN_LETTERS = "ABCDEFGHJKLMNPQRSTUVXYWZIO";

    private static final String CURP_MARKS = "0123456789ABCDEFGHIJKLMN\u00D1OPQRSTUVWXYZ";
    private static final String DNI_LETTERS = "TRWAGMYFPDXBNJZSQVHLCKE";
    private static final String HETU_MARKS = "0123456789ABCDEFHJKLMNPRSTUVWXY";
    private static final String HETU_CENTURIES = "+-ABCDEFUVWXY";
    private static final String RESIDENT_MARKS = "10X98765432";
    private static final String OMOCODIA = "LMNPQRSTUV";
    private static final String FISCALE_MONTHS = "ABCDEHLMPRST";
    /** Values of 0 to 9 and of A to J in odd places; decree of 23 December 1976, annex. */
    private static final int[] FISCALE_ODD = {
        1, 0, 5, 7, 9, 13, 15, 17, 19, 21, 2, 4, 18, 20, 11, 3, 6, 8, 12, 14, 16, 10, 22, 25, 24, 23
    };

    private NationalIds() {}

    /** Where an id that is a run of digits in groups ends, or -1. */
    static int ofRun(byte[] utf8, int at, NumberRun run, int length) {
        int groups = groups(utf8, at, run);
        if (groups > 0 && Edges.closes(utf8, run.end(groups - 1), length)) {
            int end = run.end(groups - 1);
            return run.size(0) == 4 && Edges.isInHexTable(utf8, at, end, length) ? -1 : end;
        }
        for (IdScheme scheme : IdScheme.ALL) {
            int end = scheme.end(utf8, at, run, length);
            if (end >= 0) {
                return end;
            }
        }
        return -1;
    }

    /** Whether a run is grouped as a NIR is, whatever its key: parts of it look like phone numbers. */
    static boolean isLikeNir(NumberRun run) {
        int sex = run.digits[0];
        return run.isGrouped(NumberRun.SPACE, 1, 2, 2, 2, 3, 3, 2) && (sex == 1 || sex == 2) && isNirMonth(run.digits);
    }

    /** Groups of the run that are an id, or 0. */
    private static int groups(byte[] utf8, int at, NumberRun run) {
        int first = run.size(0);
        return switch (first) {
            case 1 -> {
                boolean nir = run.isGrouped(NumberRun.SPACE, 1, 2, 2, 2, 3, 3, 2);
                // one whose key is mistyped is still somebody's
                yield nir && (isNir(run.digits) || (isLikeNir(run) && NIR.stand(utf8, at))) ? 7 : 0;
            }
            case 2 -> twos(utf8, at, run);
            case 3 -> threes(utf8, at, run);
            case 4 -> fours(run);
            case 6, 8 -> {
                boolean written = run.groups > 1 && run.size(1) == 4 && run.separator(1) == NumberRun.HYPHEN;
                yield written && isPersonnummer(run.digits, first - 6) ? 2 : 0;
            }
            default -> single(utf8, at, run, first) ? 1 : 0;
        };
    }

    private static int twos(byte[] utf8, int at, NumberRun run) {
        if (cnpjIsGrouped(run) && isCnpj(run.digits)) {
            return 5;
        }
        boolean german = run.isGrouped(NumberRun.SPACE, 2, 3, 3, 3) && isSteuerId(run.digits);
        return german && STEUER_ID.stand(utf8, at) ? 4 : 0;
    }

    private static int fours(NumberRun run) {
        boolean three = run.isGrouped(NumberRun.NONE, 4, 4, 4) && !(run.groups > 3 && run.size(3) == 4);
        return three && !areYears(run) && isAadhaar(run.digits) ? 3 : 0;
    }

    /** 2019 2020 2021, the head of many a table. */
    private static boolean areYears(NumberRun run) {
        for (int group = 0; group < 3; group++) {
            long century = run.value(group * 4, 2);
            if (century != 19 && century != 20) {
                return false;
            }
        }
        return true;
    }

    private static int threes(byte[] utf8, int at, NumberRun run) {
        if (run.groups >= 3 && run.size(1) == 2 && run.size(2) == 4 && run.separator(1) == run.separator(2)) {
            boolean written = run.separator(1) == NumberRun.HYPHEN
                    || (run.separator(1) == NumberRun.SPACE && SSN.stand(utf8, at));
            return written && isSsn(run.digits) ? 3 : 0;
        }
        if (run.groups >= 4
                && run.size(1) == 3
                && run.size(2) == 3
                && run.size(3) == 2
                && run.separator(1) == NumberRun.DOT
                && run.separator(2) == NumberRun.DOT
                && run.separator(3) == NumberRun.HYPHEN) {
            return isCpf(run.digits) ? 4 : 0;
        }
        return run.isGrouped(NumberRun.NONE, 3, 3, 4) && isNhs(run.digits) && NHS.stand(utf8, at) ? 3 : 0;
    }

    private static boolean single(byte[] utf8, int at, NumberRun run, int count) {
        byte[] digits = run.digits;
        return switch (count) {
            case 9 -> (isBsn(digits, 0) && BSN.stand(utf8, at)) || (isSsn(digits) && SSN.stand(utf8, at));
            case 10 ->
                (isNhs(digits) && NHS.stand(utf8, at)) || (isPersonnummer(digits, 0) && PERSONNUMMER.stand(utf8, at));
            case 11 ->
                (isCpf(digits) && CPF.stand(utf8, at))
                        || (isPesel(digits) && PESEL.stand(utf8, at))
                        || (isSteuerId(digits) && STEUER_ID.stand(utf8, at));
            case 12 ->
                (isAadhaar(digits) && AADHAAR.stand(utf8, at))
                        || (isPersonnummer(digits, 2) && PERSONNUMMER.stand(utf8, at));
            case 14 -> isCnpj(digits) && CNPJ.stand(utf8, at);
            case 15 -> isNir(digits);
            case 18 -> isResident(digits, (char) ('0' + digits[17]));
            default -> false;
        };
    }

    /** Where an id of digits followed by a letter or a mark ends, or -1; {@code end} is after the first digits. */
    static int ofDigitsAndLetters(byte[] utf8, int at, int end, int length) {
        int count = end - at;
        if (end >= length) {
            return -1;
        }
        int found = switch (count) {
            case 1 -> {
                int rut = dottedRut(utf8, at, end, length);
                yield rut >= 0 ? rut : corsicanNir(utf8, at, length);
            }
            case 2 -> {
                int rut = dottedRut(utf8, at, end, length);
                yield rut >= 0 ? rut : dottedDni(utf8, at, length);
            }
            case 6 ->
                hetu(utf8, at, length) && Edges.closes(utf8, at + 11, length) ? at + 11 : corsicanNir(utf8, at, length);
            case 7 -> {
                int pps = ppsEnd(utf8, at, length);
                yield pps >= 0 ? pps : rutEnd(utf8, at, end, length);
            }
            case 8 -> {
                int dni = dniEnd(utf8, at, end, (int) number(utf8, at, end), length);
                yield dni >= 0 ? dni : rutEnd(utf8, at, end, length);
            }
            case 17 -> utf8[end] == 'X' || utf8[end] == 'x' ? residentX(utf8, at, end) : -1;
            default -> -1;
        };
        return found >= 0 && Edges.closes(utf8, found, length) ? found : -1;
    }

    /** Where an id that begins with letters before the digits at {@code at} ends, or -1; {@code start} is its first letter. */
    static int ofLettersAndDigits(byte[] utf8, int start, int at, int length) {
        int found = -1;
        if (at - start == 6) {
            found = codiceFiscaleEnd(utf8, start, length);
        } else if (at - start == 4) {
            found = curpEnd(utf8, start, length);
        } else if (at - start == 1 && isTaiwan(utf8, start, length)) {
            found = TAIWAN.stand(utf8, start) ? start + 10 : -1;
        } else if (at - start == 1 || (at - start == 2 && utf8[start + 1] == '-')) {
            found = nieEnd(utf8, start, at, length);
        }
        return found >= 0 && Edges.closes(utf8, found, length) ? found : -1;
    }

    /** Burgerservicenummer (NL): nine digits whose sum by weights 9 to 2 and -1 is a multiple of 11 ("elfproef", Besluit BSN). */
    static boolean isBsn(byte[] digits, int from) {
        int sum = Checksums.weighted(digits, from, 9, 8, 7, 6, 5, 4, 3, 2, -1);
        return sum % 11 == 0 && sum != 0;
    }

    /** Social Security Number (US): area not 000, 666 or 9xx, group not 00, serial not 0000 (SSA, 2011); no check digit. */
    static boolean isSsn(byte[] digits) {
        int area = digits[0] * 100 + digits[1] * 10 + digits[2];
        int group = digits[3] * 10 + digits[4];
        int serial = digits[5] * 1000 + digits[6] * 100 + digits[7] * 10 + digits[8];
        // two that were printed in advertisements, which the SSA took out of use
        boolean printed = (area == 78 && group == 5 && serial == 1120) || (area == 219 && group == 9 && serial == 9999);
        return area != 0
                && area != 666
                && area < 900
                && group != 0
                && serial != 0
                && !printed
                && !isMadeUp(area, group, serial);
    }

    /** 111-22-3333, 123-45-6789 and 555-55-5555 stand in documents for a number; 457-55-5462 was in advertisements. */
    private static boolean isMadeUp(int area, int group, int serial) {
        boolean repeated = area % 111 == 0 && group % 11 == 0 && serial % 1111 == 0;
        return repeated
                || (area == 123 && group == 45 && serial == 6789)
                || (area == 457 && group == 55 && serial == 5462);
    }

    /** NHS number (England): ten digits, weights 10 to 2, MOD 11 (NHS Data Dictionary). */
    static boolean isNhs(byte[] digits) {
        int check = 11 - Checksums.weighted(digits, 0, 10, 9, 8, 7, 6, 5, 4, 3, 2) % 11;
        return check != 10 && check % 11 == digits[9];
    }

    /** Cadastro de Pessoas Físicas (BR): eleven digits, not all the same, two of them checks MOD 11 (Receita Federal). */
    static boolean isCpf(byte[] digits) {
        boolean same = true;
        for (int i = 1; i < 11; i++) {
            same &= digits[i] == digits[0];
        }
        return !same
                && brazilian(Checksums.weighted(digits, 0, 10, 9, 8, 7, 6, 5, 4, 3, 2)) == digits[9]
                && brazilian(Checksums.weighted(digits, 0, 11, 10, 9, 8, 7, 6, 5, 4, 3, 2)) == digits[10];
    }

    /** Cadastro Nacional da Pessoa Jurídica (BR): fourteen digits, two of them checks MOD 11 (Receita Federal). */
    static boolean isCnpj(byte[] digits) {
        boolean same = true;
        for (int i = 1; i < 14; i++) {
            same &= digits[i] == digits[0];
        }
        return !same
                && brazilian(Checksums.weighted(digits, 0, 5, 4, 3, 2, 9, 8, 7, 6, 5, 4, 3, 2)) == digits[12]
                && brazilian(Checksums.weighted(digits, 0, 6, 5, 4, 3, 2, 9, 8, 7, 6, 5, 4, 3, 2)) == digits[13];
    }

    private static int brazilian(int sum) {
        return sum % 11 < 2 ? 0 : 11 - sum % 11;
    }

    private static boolean cnpjIsGrouped(NumberRun run) {
        return run.groups >= 5
                && run.size(1) == 3
                && run.size(2) == 3
                && run.size(3) == 4
                && run.size(4) == 2
                && run.separator(1) == NumberRun.DOT
                && run.separator(2) == NumberRun.DOT
                && run.separator(3) == NumberRun.SLASH
                && run.separator(4) == NumberRun.HYPHEN;
    }

    /** PESEL (PL): eleven digits, a date of birth with the century in the month, weights 1 3 7 9, MOD 10 (Act of 24 September 2010). */
    static boolean isPesel(byte[] digits) {
        int month = digits[2] * 10 + digits[3];
        int sum = Checksums.weighted(digits, 0, 1, 3, 7, 9, 1, 3, 7, 9, 1, 3, 1);
        return sum % 10 == 0 && isDate(month % 20, digits[4] * 10 + digits[5]);
    }

    /** Steuer-Identifikationsnummer (DE): eleven digits, one of the first ten twice or thrice, ISO 7064 MOD 11,10 (BZSt). */
    static boolean isSteuerId(byte[] digits) {
        if (digits[0] == 0) {
            return false;
        }
        int[] times = new int[10];
        for (int i = 0; i < 10; i++) {
            times[digits[i]]++;
        }
        int repeated = 0;
        for (int count : times) {
            if (count > 3) {
                return false;
            }
            repeated += count > 1 ? 1 : 0;
        }
        return repeated == 1 && Checksums.mod11and10(digits, 0, 11);
    }

    /** Aadhaar (IN): twelve digits, the first 2 to 9, Verhoeff's check digit, not a palindrome (UIDAI). */
    static boolean isAadhaar(byte[] digits) {
        boolean palindrome = true;
        for (int i = 0; i < 6; i++) {
            palindrome &= digits[i] == digits[11 - i];
        }
        return digits[0] >= 2 && !palindrome && Checksums.verhoeff(digits, 0, 12);
    }

    /** Personnummer (SE): date of birth, day + 60 for a samordningsnummer, Luhn over ten digits (Skatteverket, SKV 704). */
    static boolean isPersonnummer(byte[] digits, int from) {
        if (from == 2) {
            int century = digits[0] * 10 + digits[1];
            if (century < 18 || century > 20) {
                return false;
            }
        }
        int month = digits[from + 2] * 10 + digits[from + 3];
        int day = digits[from + 4] * 10 + digits[from + 5];
        return isDate(month, day > 60 ? day - 60 : day) && Checksums.luhn(digits, from, 10);
    }

    /** NIR (FR): sex, year, month, department, commune, order, and 97 - number MOD 97 as key (INSEE). */
    static boolean isNir(byte[] digits) {
        int month = digits[3] * 10 + digits[4];
        int department = digits[5] * 10 + digits[6];
        return isNir(digits[0], month, department, value(digits, 0, 13), digits[13] * 10 + digits[14]);
    }

    private static boolean isNirMonth(byte[] digits) {
        return isNirMonth(digits[3] * 10 + digits[4]);
    }

    private static boolean isNirMonth(int month) {
        return (month >= 1 && month <= 12) || (month >= 20 && month <= 42) || (month >= 50 && month <= 99);
    }

    private static boolean isNir(int sex, int month, int department, long number, int key) {
        boolean dated = isNirMonth(month);
        return (sex == 1 || sex == 2 || sex == 7 || sex == 8) && dated && department != 0 && key == 97 - number % 97;
    }

    /** NIR of Corsica: 2A counts as 19 and 2B as 18 in the key (INSEE). In one piece, or in groups with spaces. */
    private static int corsicanNir(byte[] utf8, int at, int length) {
        long number = 0;
        int read = 0;
        int month = 0;
        int i = at;
        while (i < length && read < 15) {
            byte b = utf8[i];
            if (b == ' ' && i - at < 21 && i + 1 < length && utf8[i + 1] != ' ' && read > 0) {
                i++;
                continue;
            }
            boolean letter = read == 6 && (b == 'A' || b == 'B') && utf8[i - 1] == '2';
            if (!letter && !Edges.isDigit(b)) {
                return -1;
            }
            if (letter) {
                number = number / 10 * 100 + (b == 'A' ? 19 : 18);
            } else if (read < 13) {
                number = number * 10 + b - '0';
            }
            if (read == 6 && !letter) {
                return -1;
            }
            if (read == 4) {
                month = (int) (number % 100);
            }
            read++;
            i++;
            if (read == 13) {
                break;
            }
        }
        if (read < 13) {
            return -1;
        }
        i += i < length && utf8[i] == ' ' ? 1 : 0;
        if (!Edges.isDigitAt(utf8, i, length) || !Edges.isDigitAt(utf8, i + 1, length)) {
            return -1;
        }
        int key = (utf8[i] - '0') * 10 + utf8[i + 1] - '0';
        return isNir(utf8[at] - '0', month, 20, number, key) ? i + 2 : -1;
    }

    /** Henkilötunnus (FI): DDMMYY, sign of the century, number, and the rest of the nine digits MOD 31 as mark (DVV). */
    private static boolean hetu(byte[] utf8, int at, int length) {
        if (at + 11 > length || HETU_CENTURIES.indexOf(utf8[at + 6]) < 0) {
            return false;
        }
        for (int i = at + 7; i < at + 10; i++) {
            if (!Edges.isDigit(utf8[i])) {
                return false;
            }
        }
        int day = (int) number(utf8, at, at + 2);
        int month = (int) number(utf8, at + 2, at + 4);
        long number = number(utf8, at, at + 6) * 1000 + number(utf8, at + 7, at + 10);
        return isDate(month, day) && number % 1000 >= 2 && HETU_MARKS.charAt((int) (number % 31)) == utf8[at + 10];
    }

    /** DNI (ES): eight digits and the letter of the rest MOD 23 (Real Decreto 1553/2005), with a hyphen between or none. */
    private static int dniEnd(byte[] utf8, int at, int end, int number, int length) {
        int letter = utf8[end] == '-' ? end + 1 : end;
        boolean valid = letter < length && utf8[letter] == DNI_LETTERS.charAt(number % 23) && number > 0;
        return valid && at < end ? letter + 1 : -1;
    }

    /** DNI with full stops: 12.345.678-Z. */
    private static int dottedDni(byte[] utf8, int at, int length) {
        if (at + 11 > length || utf8[at + 2] != '.' || utf8[at + 6] != '.') {
            return -1;
        }
        int number = 0;
        for (int i = at; i < at + 10; i++) {
            if (i != at + 2 && i != at + 6) {
                if (!Edges.isDigit(utf8[i])) {
                    return -1;
                }
                number = number * 10 + utf8[i] - '0';
            }
        }
        return dniEnd(utf8, at, at + 10, number, length);
    }

    /** NIE (ES): X, Y or Z for 0, 1 or 2, seven digits, and the letter of the DNI. */
    private static int nieEnd(byte[] utf8, int start, int at, int length) {
        int first = utf8[start] - 'X';
        if (first < 0 || first > 2 || at + 8 > length) {
            return -1;
        }
        for (int i = at; i < at + 7; i++) {
            if (!Edges.isDigit(utf8[i])) {
                return -1;
            }
        }
        int number = first * 10_000_000 + (int) number(utf8, at, at + 7);
        return dniEnd(utf8, at, at + 7, number, length);
    }

    /** Resident identity number (CN): region, date, order and a mark of ISO 7064 MOD 11-2 (GB 11643-1999). */
    static boolean isResident(byte[] digits, char mark) {
        int year = (int) value(digits, 6, 4);
        int sum = Checksums.weighted(digits, 0, 7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2);
        int province = digits[0] * 10 + digits[1];
        return province >= 11
                && province <= 91
                && year >= 1900
                && year < 2100
                && isDate(digits[10] * 10 + digits[11], digits[12] * 10 + digits[13])
                && RESIDENT_MARKS.charAt(sum % 11) == mark;
    }

    private static int residentX(byte[] utf8, int at, int end) {
        byte[] digits = new byte[17];
        for (int i = 0; i < 17; i++) {
            digits[i] = (byte) (utf8[at + i] - '0');
        }
        return isResident(digits, 'X') ? end + 1 : -1;
    }

    /** Codice fiscale (IT): name, year, month, day, place and a check letter; letters may stand for digits (omocodia). */
    private static int codiceFiscaleEnd(byte[] utf8, int start, int length) {
        if (start + 16 > length) {
            return -1;
        }
        int sum = 0;
        for (int i = 0; i < 16; i++) {
            byte b = utf8[start + i];
            boolean number = i == 6 || i == 7 || i == 9 || i == 10 || (i >= 12 && i <= 14);
            if (number ? !Edges.isDigit(b) && OMOCODIA.indexOf(b) < 0 : !Edges.isUpper(b)) {
                return -1;
            }
            if (i < 15) {
                int value = Edges.isDigit(b) ? b - '0' : b - 'A';
                sum += (i & 1) == 0 ? FISCALE_ODD[value] : value;
            }
        }
        int day = omocode(utf8[start + 9]) * 10 + omocode(utf8[start + 10]);
        boolean dated = FISCALE_MONTHS.indexOf(utf8[start + 8]) >= 0 && day % 40 >= 1 && day % 40 <= 31 && day <= 71;
        return dated && utf8[start + 15] == 'A' + sum % 26 ? start + 16 : -1;
    }

    private static int omocode(byte b) {
        return Edges.isDigit(b) ? b - '0' : OMOCODIA.indexOf(b);
    }

    /**
     * PPS number (IE): seven digits, a check letter and since 2013 one more; weights 8 to 2, 9 for the last letter, MOD 23
     * (Department of Social Protection). A word must stand before it.
     */
    private static int ppsEnd(byte[] utf8, int at, int length) {
        if (at + 8 > length || !Edges.isUpper(utf8[at + 7])) {
            return -1;
        }
        int sum = 0;
        for (int i = 0; i < 7; i++) {
            sum += (utf8[at + i] - '0') * (8 - i);
        }
        boolean two = at + 8 < length && Edges.isUpper(utf8[at + 8]);
        if (two) {
            sum += utf8[at + 8] == 'W' ? 0 : 9 * (utf8[at + 8] - 'A' + 1);
        }
        boolean valid = PPS_LETTERS.charAt(sum % 23) == utf8[at + 7];
        return valid && PPS.stand(utf8, at) ? at + (two ? 9 : 8) : -1;
    }

    /** RUT (CL) with the mark K: see {@link IdChecks#rutMark}. */
    private static int rutEnd(byte[] utf8, int at, int end, int length) {
        boolean written = end + 1 < length && utf8[end] == '-' && Edges.lower(utf8[end + 1]) == 'k';
        return written && isRutOfK(utf8, at, end) && RUT.stand(utf8, at) ? end + 2 : -1;
    }

    /** 12.345.678-K. */
    private static int dottedRut(byte[] utf8, int at, int end, int length) {
        int last = end + 8;
        boolean written = last + 1 < length
                && utf8[end] == '.'
                && utf8[end + 4] == '.'
                && utf8[last] == '-'
                && Edges.lower(utf8[last + 1]) == 'k';
        return written && isRutOfK(utf8, at, last) ? last + 2 : -1;
    }

    private static boolean isRutOfK(byte[] utf8, int from, int to) {
        byte[] digits = new byte[8];
        int count = 0;
        for (int i = from; i < to; i++) {
            if (Edges.isDigit(utf8[i]) && count < 8) {
                digits[count++] = (byte) (utf8[i] - '0');
            } else if (utf8[i] != '.') {
                return false;
            }
        }
        return count >= 7 && digits[0] != 0 && IdChecks.rutMark(digits, count) == 10;
    }

    /**
     * CURP (MX): four letters, date of birth, sex, state, three consonants, a letter or digit, and a check digit; values in
     * the alphabet with \u00D1, weights 18 to 2, MOD 10 (RENAPO, Diario Oficial of 18 October 2021).
     */
    private static int curpEnd(byte[] utf8, int start, int length) {
        if (start + 18 > length) {
            return -1;
        }
        int sum = 0;
        for (int i = 0; i < 17; i++) {
            byte b = utf8[start + i];
            boolean digit = i >= 4 && i <= 9;
            if (digit ? !Edges.isDigit(b) : !Edges.isUpper(b) && !(i == 16 && Edges.isDigit(b))) {
                return -1;
            }
            sum += CURP_MARKS.indexOf(b) * (18 - i);
        }
        byte sex = utf8[start + 10];
        boolean known = sex == 'H' || sex == 'M' || sex == 'X';
        boolean dated = isDate((int) number(utf8, start + 6, start + 8), (int) number(utf8, start + 8, start + 10));
        return known && dated && utf8[start + 17] == '0' + (10 - sum % 10) % 10 ? start + 18 : -1;
    }

    /**
     * National and resident number (TW): a letter for 10 to 35, sex, eight digits; weights 1 9 8 7 6 5 4 3 2 1 1, a multiple
     * of 10 (Ministry of the Interior). A word must stand before it.
     */
    private static boolean isTaiwan(byte[] utf8, int start, int length) {
        int letter = TAIWAN_LETTERS.indexOf(utf8[start]);
        if (letter < 0 || start + 10 > length) {
            return false;
        }
        int sum = (letter + 10) / 10 + (letter + 10) % 10 * 9;
        for (int i = 1; i < 10; i++) {
            if (!Edges.isDigit(utf8[start + i])) {
                return false;
            }
            sum += (utf8[start + i] - '0') * (i == 9 ? 1 : 9 - i);
        }
        byte sex = utf8[start + 1];
        return (sex == '1' || sex == '2' || sex == '8' || sex == '9') && sum % 10 == 0;
    }

    private static boolean isDate(int month, int day) {
        return month >= 1
                && month <= 12
                && day >= 1
                && day <= (month == 2 ? 29 : month == 4 || month == 6 || month == 9 || month == 11 ? 30 : 31);
    }

    private static long value(byte[] digits, int from, int count) {
        long value = 0;
        for (int i = from; i < from + count; i++) {
            value = value * 10 + digits[i];
        }
        return value;
    }

    private static long number(byte[] utf8, int from, int to) {
        long value = 0;
        for (int i = from; i < to; i++) {
            value = value * 10 + utf8[i] - '0';
        }
        return value;
    }
}
