package dev.tamis.filters.safety;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.math.BigInteger;
import java.util.EnumSet;
import java.util.List;
import java.util.Random;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;

/** Numbers made with right check digits are found; with any one digit wrong they are not. */
class ChecksumsTest {
    private static final int ROUNDS = 200;

    @Test
    void luhnTakesEachNumberAndNoneWithOneWrongDigit() {
        checkDigit(16, digits -> Checksums.luhn(digits, 0, 16));
    }

    @Test
    void verhoeffTakesEachNumberAndNoneWithOneWrongDigit() {
        checkDigit(12, digits -> Checksums.verhoeff(digits, 0, 12));
    }

    @Test
    void verhoeffRefusesTwoNeighboursThatChangedPlaces() {
        Random random = new Random(5);
        for (int round = 0; round < ROUNDS; round++) {
            byte[] digits = completed(random, 12, all -> Checksums.verhoeff(all, 0, 12));
            for (int i = 0; i + 1 < 12; i++) {
                byte[] swapped = digits.clone();
                swapped[i] = digits[i + 1];
                swapped[i + 1] = digits[i];
                assertEquals(digits[i] == digits[i + 1], Checksums.verhoeff(swapped, 0, 12));
            }
        }
    }

    @Test
    void mod11and10TakesEachNumberAndNoneWithOneWrongDigit() {
        checkDigit(11, digits -> Checksums.mod11and10(digits, 0, 11));
    }

    @Test
    void bsnTakesEachNumberAndNoneWithOneWrongDigit() {
        checkDigit(9, digits -> NationalIds.isBsn(digits, 0));
    }

    @Test
    void nhsNumberTakesEachNumberAndNoneWithOneWrongDigit() {
        checkDigit(10, NationalIds::isNhs);
    }

    private static void checkDigit(int count, Predicate<byte[]> valid) {
        Random random = new Random(count);
        for (int round = 0; round < ROUNDS; round++) {
            byte[] digits = completed(random, count, valid);
            for (int i = 0; i < count; i++) {
                for (byte other = 0; other < 10; other++) {
                    byte[] wrong = digits.clone();
                    wrong[i] = other;
                    assertEquals(other == digits[i], valid.test(wrong));
                }
            }
        }
    }

    /** Random digits whose last one makes them valid; some schemes have no such digit for some, which are drawn again. */
    private static byte[] completed(Random random, int count, Predicate<byte[]> valid) {
        while (true) {
            byte[] digits = new byte[count];
            for (int i = 0; i < count; i++) {
                digits[i] = (byte) random.nextInt(10);
            }
            for (byte last = 0; last < 10; last++) {
                digits[count - 1] = last;
                if (valid.test(digits)) {
                    return digits;
                }
            }
        }
    }

    @Test
    void cardNumbersAreFoundAndNotWithOneWrongDigit() {
        Random random = new Random(17);
        for (int round = 0; round < ROUNDS; round++) {
            byte[] digits = completed(random, 16, all -> all[0] == 4 && Checksums.luhn(all, 0, 16));
            String number = text(digits);
            assertEquals(List.of(number), spans("pay " + number + " now", SensitiveKind.CARD));
            int place = 1 + random.nextInt(15);
            digits[place] = (byte) ((digits[place] + 1 + random.nextInt(9)) % 10);
            assertEquals(List.of(), spans("pay " + text(digits) + " now", SensitiveKind.CARD));
        }
    }

    @Test
    void ibansOfEveryCountryAreFoundAndNotWithOneWrongDigit() {
        Random random = new Random(19);
        int countries = 0;
        for (char first = 'A'; first <= 'Z'; first++) {
            for (char second = 'A'; second <= 'Z'; second++) {
                String country = "" + first + second;
                int length = Ibans.lengthOf(country);
                if (length == 0) {
                    continue;
                }
                countries++;
                StringBuilder account = new StringBuilder();
                while (account.length() < length - 4) {
                    account.append(
                            random.nextInt(4) == 0
                                    ? (char) ('A' + random.nextInt(26))
                                    : (char) ('0' + random.nextInt(10)));
                }
                String iban = country + check(country, account.toString()) + account;
                String grouped = String.join(" ", iban.split("(?<=\\G.{4})"));
                assertEquals(List.of(iban), spans("to " + iban + ".", SensitiveKind.IBAN), country);
                assertEquals(List.of(grouped), spans("to " + grouped + ".", SensitiveKind.IBAN), country);
                char[] wrong = iban.toCharArray();
                int place = 2 + random.nextInt(2);
                wrong[place] = (char) ('0' + (wrong[place] - '0' + 1 + random.nextInt(9)) % 10);
                assertEquals(List.of(), spans("to " + new String(wrong) + ".", SensitiveKind.IBAN), country);
            }
        }
        assertTrue(countries > 80);
    }

    private static String check(String country, String account) {
        StringBuilder number = new StringBuilder();
        (account + country + "00").chars().forEach(c -> number.append(Character.digit(c, 36)));
        int check = 98
                - new BigInteger(number.toString()).mod(BigInteger.valueOf(97)).intValue();
        return (check < 10 ? "0" : "") + check;
    }

    @Test
    void brazilianNumbersAreFoundAndNotWithOneWrongDigit() {
        Random random = new Random(23);
        for (int round = 0; round < ROUNDS; round++) {
            int[] cpf = new int[11];
            for (int i = 0; i < 9; i++) {
                cpf[i] = random.nextInt(10);
            }
            cpf[9] = mod11(cpf, 9, 10);
            cpf[10] = mod11(cpf, 10, 11);
            String written = "%d%d%d.%d%d%d.%d%d%d-%d%d";
            Object[] boxed = new Object[11];
            for (int i = 0; i < 11; i++) {
                boxed[i] = cpf[i];
            }
            String number = String.format(java.util.Locale.ROOT, written, boxed);
            assertEquals(List.of(number), spans(number, SensitiveKind.NATIONAL_ID));
            int check = 9 + random.nextInt(2);
            boxed[check] = (cpf[check] + 1 + random.nextInt(9)) % 10;
            String wrong = String.format(java.util.Locale.ROOT, written, boxed);
            assertEquals(List.of(), spans(wrong, SensitiveKind.NATIONAL_ID));
        }
    }

    private static int mod11(int[] digits, int count, int weight) {
        int sum = 0;
        for (int i = 0; i < count; i++) {
            sum += digits[i] * (weight - i);
        }
        return sum % 11 < 2 ? 0 : 11 - sum % 11;
    }

    @Test
    void spanishLettersAreFoundAndOthersAreNot() {
        Random random = new Random(29);
        for (int round = 0; round < ROUNDS; round++) {
            int number = 10_000_000 + random.nextInt(90_000_000);
            char letter = "TRWAGMYFPDXBNJZSQVHLCKE".charAt(number % 23);
            assertEquals(List.of(number + "" + letter), spans("DNI " + number + letter, SensitiveKind.NATIONAL_ID));
            char other = (char) ('A' + (letter - 'A' + 1 + random.nextInt(25)) % 26);
            assertFalse(
                    spans("DNI " + number + other, SensitiveKind.NATIONAL_ID).contains(number + "" + other));
        }
    }

    @Test
    void chineseNumbersAreFoundAndNotWithOneWrongDigit() {
        Random random = new Random(31);
        int[] weights = {7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2};
        for (int round = 0; round < ROUNDS; round++) {
            String body = "110105" + (1950 + random.nextInt(60)) + "0" + (1 + random.nextInt(9))
                    + (10 + random.nextInt(18)) + (100 + random.nextInt(900));
            int sum = 0;
            for (int i = 0; i < 17; i++) {
                sum += (body.charAt(i) - '0') * weights[i];
            }
            char mark = "10X98765432".charAt(sum % 11);
            assertEquals(List.of(body + mark), spans(body + mark, SensitiveKind.NATIONAL_ID));
            char wrong = mark == 'X' ? '1' : (char) ('0' + (mark - '0' + 1) % 10);
            assertEquals(List.of(), spans(body + wrong, SensitiveKind.NATIONAL_ID));
        }
    }

    @Test
    void frenchNumbersOfMainlandAndCorsicaAreFound() {
        Random random = new Random(37);
        for (int round = 0; round < ROUNDS; round++) {
            String head = (1 + random.nextInt(2)) + "85" + "0" + (1 + random.nextInt(9));
            String tail = "" + (100 + random.nextInt(900)) + (100 + random.nextInt(900));
            for (String department : List.of("75", "2A", "2B")) {
                String digits = head + department.replace("2A", "19").replace("2B", "18") + tail;
                long key = 97 - Long.parseLong(digits) % 97;
                String number = head + department + tail + (key < 10 ? "0" : "") + key;
                assertEquals(List.of(number), spans("NIR " + number + ".", SensitiveKind.NATIONAL_ID));
                String wrong = head + department + tail + (key % 97 + 1 < 10 ? "0" : "") + (key % 97 + 1);
                assertEquals(List.of(), spans("NIR " + wrong + ".", SensitiveKind.NATIONAL_ID));
            }
        }
    }

    private static List<String> spans(String text, SensitiveKind kind) {
        return Spans.of(text, null, EnumSet.of(kind));
    }

    private static String text(byte[] digits) {
        StringBuilder text = new StringBuilder();
        for (byte digit : digits) {
            text.append(digit);
        }
        return text.toString();
    }
}
