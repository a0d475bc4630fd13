package dev.tamis.filters.safety;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.function.Predicate;

/**
 * A national identity number that is written in digits only: how it is grouped and what its check digits are.
 *
 * @param name the country's code (ISO 3166-1) and what the number is called there
 * @param alone groupings that hardly any other number has, in which it needs no word before it, such as {@code 3.4.4.2}
 * @param named groupings in which one of the words must stand before it
 * @param words what it is called
 * @param distance most characters between the word and the number
 * @param check whether digits have the scheme's form and check digits
 */
record IdScheme(
        String name,
        List<Grouping> alone,
        List<Grouping> named,
        ContextWords words,
        int distance,
        Predicate<byte[]> check) {

    private static final int NEAR = 40;

    /** All schemes; the source of each check stands at its method. */
    static final List<IdScheme> ALL = List.of(
            scheme("AR CUIL", "2-8-1", "11", IdChecks::isCuil, "cuil", "cuit"),
            scheme(
                    "AT Sozialversicherungsnummer",
                    "",
                    "4 6,10",
                    IdChecks::isAustrian,
                    "sozialversicherungsnummer",
                    "versicherungsnummer",
                    "svnr",
                    "sv-nr",
                    "sv-nummer"),
            near("AU tax file number", "3 3 3,9", IdChecks::isTaxFileNumber, "tfn", "tax file number"),
            scheme(
                    "BE rijksregisternummer",
                    "2.2.2-3.2",
                    "11,6 3 2",
                    IdChecks::isBelgian,
                    "rijksregisternummer",
                    "rijksregister",
                    "insz",
                    "registre national",
                    "niss",
                    "nationalregister"),
            scheme("BG EGN", "", "10", IdChecks::isEgn, "егн", "egn"),
            near(
                    "CA social insurance number",
                    "3 3 3,3-3-3,9",
                    IdChecks::isSocialInsurance,
                    "sin",
                    "social insurance number",
                    "social insurance no",
                    "nas",
                    "assurance sociale"),
            scheme("CH AHV", "3.4.4.2", "13", IdChecks::isAhv, "ahv", "avs", "ahv-nummer", "ahvn13", "navs13"),
            scheme("CL RUT", "2.3.3-1", "8-1", digits -> IdChecks.isRut(digits, 8), "rut", "run"),
            scheme("CL RUT below ten million", "1.3.3-1", "7-1", digits -> IdChecks.isRut(digits, 7), "rut", "run"),
            scheme(
                    "CZ, SK rodné číslo",
                    "",
                    "6/4,10",
                    IdChecks::isRodneCislo,
                    "rodné číslo",
                    "rodného čísla",
                    "rodne cislo",
                    "r.č",
                    "r. č",
                    "rč"),
            scheme("DK CPR", "", "6-4,6 4,10", IdChecks::isCpr, "cpr", "cpr-nr", "cpr-nummer", "cprnr", "personnummer"),
            scheme("EE isikukood, LT asmens kodas", "", "11", IdChecks::isBaltic, "isikukood", "asmens kodas", "a.k"),
            scheme("GR AMKA", "", "11", IdChecks::isAmka, "αμκα", "amka", "α.μ.κ.α"),
            scheme("HR OIB", "", "11", IdChecks::isOib, "oib"),
            near(
                    "IL teudat zehut",
                    "9,8-1",
                    IdChecks::isTeudatZehut,
                    "ת.ז",
                    "ת\"ז",
                    "ת״ז",
                    "תעודת זהות",
                    "מספר זהות",
                    "teudat zehut",
                    "israeli id"),
            scheme("JP individual number", "", "4 4 4,4-4-4,12", IdChecks::isMyNumber, "マイナンバー", "個人番号", "my number"),
            scheme("KR resident registration number", "6-7", "13", IdChecks::isRrn, "주민등록번호", "주민번호"),
            scheme("LV personas kods", "", "6-5,11", IdChecks::isLatvian, "personas kods", "personas kodu", "p.k"),
            scheme(
                    "NO fødselsnummer",
                    "",
                    "6 5,11",
                    IdChecks::isFodselsnummer,
                    "fødselsnummer",
                    "fødselsnr",
                    "personnummer",
                    "fnr",
                    "d-nummer"),
            near("PT NIF", "3 3 3,9", IdChecks::isNif, "nif", "contribuinte", "nº de contribuinte"),
            scheme("RO CNP", "", "13", IdChecks::isCnp, "cnp", "cod numeric personal"),
            scheme("RU INN", "", "12", IdChecks::isInn, "инн", "inn"),
            scheme("RU SNILS", "3-3-3 2,3-3-3-2", "3 3 3 2,11", IdChecks::isSnils, "снилс", "snils"),
            scheme(
                    "TH citizen number",
                    "1-4-5-2-1",
                    "1 4 5 2 1,13",
                    IdChecks::isThai,
                    "บัตรประชาชน",
                    "เลขประจำตัวประชาชน",
                    "เลขบัตรประชาชน",
                    "thai id"),
            scheme(
                    "TR kimlik numarası",
                    "",
                    "11,3 3 3 2",
                    IdChecks::isTurkish,
                    "tckn",
                    "tc kimlik no",
                    "t.c. kimlik no",
                    "kimlik no",
                    "kimlik numarası",
                    "kimlik numarasi"),
            scheme("UA RNOKPP", "", "10", IdChecks::isUkrainian, "рнокпп", "іпн", "ідентифікаційний номер"),
            near(
                    "ZA identity number",
                    "13,6 4 3",
                    IdChecks::isSouthAfrican,
                    "id number",
                    "identity number",
                    "id no",
                    "sa id"));

    /** Sizes of groups and what joins them. */
    record Grouping(int digits, List<Integer> sizes, List<Byte> joints) {
        Grouping {
            sizes = List.copyOf(sizes);
            joints = List.copyOf(joints);
        }

        /** Reads {@code 3.4.4.2} and the like. */
        static Grouping of(String form) {
            List<Integer> sizes = new ArrayList<>();
            List<Byte> joints = new ArrayList<>();
            int size = 0;
            int digits = 0;
            for (int i = 0; i <= form.length(); i++) {
                char c = i < form.length() ? form.charAt(i) : '\n';
                if (c >= '0' && c <= '9') {
                    size = size * 10 + c - '0';
                    continue;
                }
                sizes.add(size);
                digits += size;
                size = 0;
                if (i < form.length()) {
                    joints.add(joint(c));
                }
            }
            return new Grouping(digits, sizes, joints);
        }

        private static byte joint(char c) {
            return switch (c) {
                case ' ' -> NumberRun.SPACE;
                case '-' -> NumberRun.HYPHEN;
                case '.' -> NumberRun.DOT;
                case '/' -> NumberRun.SLASH;
                default -> throw new IllegalArgumentException("Joint " + c + " (must be one of space - . /)");
            };
        }

        boolean isOf(NumberRun run) {
            int count = sizes.size();
            if (run.groups < count || run.digits(count) != digits) {
                return false;
            }
            for (int i = 0; i < count; i++) {
                if (run.size(i) != sizes.get(i) || (i > 0 && run.separator(i) != joints.get(i - 1))) {
                    return false;
                }
            }
            return true;
        }
    }

    IdScheme {
        Objects.requireNonNull(name, "name");
        alone = List.copyOf(alone);
        named = List.copyOf(named);
        Objects.requireNonNull(words, "words");
        Objects.requireNonNull(check, "check");
    }

    private static IdScheme scheme(String name, String alone, String named, Predicate<byte[]> check, String... words) {
        return new IdScheme(name, groupings(alone), groupings(named), new ContextWords(words), NEAR, check);
    }

    /** A scheme whose check takes one number in ten, or whose words mean other things too: they must stand near. */
    private static IdScheme near(String name, String named, Predicate<byte[]> check, String... words) {
        return new IdScheme(name, List.of(), groupings(named), new ContextWords(words), 12, check);
    }

    private static List<Grouping> groupings(String forms) {
        return forms.isEmpty()
                ? List.of()
                : Arrays.stream(forms.split(",")).map(Grouping::of).toList();
    }

    /** Where a number of the scheme at the start of the run ends, or -1. */
    int end(byte[] utf8, int at, NumberRun run, int length) {
        for (Grouping grouping : alone) {
            if (isValid(utf8, grouping, run, length)) {
                return run.end(grouping.sizes().size() - 1);
            }
        }
        for (Grouping grouping : named) {
            if (isValid(utf8, grouping, run, length) && words.stand(utf8, at, distance)) {
                return run.end(grouping.sizes().size() - 1);
            }
        }
        return -1;
    }

    private boolean isValid(byte[] utf8, Grouping grouping, NumberRun run, int length) {
        return grouping.isOf(run)
                && Edges.closes(utf8, run.end(grouping.sizes().size() - 1), length)
                && check.test(run.digits);
    }
}
