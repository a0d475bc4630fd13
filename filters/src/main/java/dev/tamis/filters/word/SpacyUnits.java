package dev.tamis.filters.word;

import dev.tamis.filters.text.Ascii;
import dev.tamis.filters.text.Utf8;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Units and currencies that spaCy's tokenizers cut off after a digit. */
final class SpacyUnits {
    private static final byte[][] UNITS = utf8(
            "km km\u00b2 km\u00b3 m m\u00b2 m\u00b3 dm dm\u00b2 dm\u00b3 cm cm\u00b2 cm\u00b3 mm mm\u00b2 mm\u00b3 ha \u00b5m nm yd in"
                    + " ft kg g mg \u00b5g t lb oz m/s km/h kmh mph hPa Pa mbar mb MB kb KB gb GB tb TB T G M K %"
                    + " \u043a\u043c \u043a\u043c\u00b2 \u043a\u043c\u00b3 \u043c \u043c\u00b2 \u043c\u00b3 \u0434\u043c"
                    + " \u0434\u043c\u00b2 \u0434\u043c\u00b3 \u0441\u043c \u0441\u043c\u00b2 \u0441\u043c\u00b3 \u043c\u043c"
                    + " \u043c\u043c\u00b2 \u043c\u043c\u00b3 \u043d\u043c \u043a\u0433 \u0433 \u043c\u0433 \u043c/\u0441"
                    + " \u043a\u043c/\u0447 \u043a\u041f\u0430 \u041f\u0430 \u043c\u0431\u0430\u0440 \u041a\u0431 \u041a\u0411"
                    + " \u043a\u0431 \u041c\u0431 \u041c\u0411 \u043c\u0431 \u0413\u0431 \u0413\u0411 \u0433\u0431 \u0422\u0431"
                    + " \u0422\u0411 \u0442\u0431\u0643\u0645 \u0643\u0645\u00b2 \u0643\u0645\u00b3 \u0645 \u0645\u00b2 \u0645\u00b3"
                    + " \u0633\u0645 \u0633\u0645\u00b2 \u0633\u0645\u00b3 \u0645\u0645 \u0645\u0645\u00b2 \u0645\u0645\u00b3"
                    + " \u0643\u0645 \u063a\u0631\u0627\u0645 \u062c\u0631\u0627\u0645 \u062c\u0645 \u0643\u063a \u0645\u0644\u063a"
                    + " \u0643\u0648\u0628 \u0627\u0643\u0648\u0627\u0628");

    static final byte[][] CURRENCY_WORDS = utf8("US$ C$ A$");

    private static final int LONGEST_UNIT =
            Arrays.stream(UNITS).mapToInt(unit -> unit.length).max().orElseThrow();

    private SpacyUnits() {}

    private static byte[][] utf8(String list) {
        return Arrays.stream(list.split(" "))
                .map(word -> word.getBytes(StandardCharsets.UTF_8))
                .toArray(byte[][]::new);
    }

    /**
     * The start of a unit or currency that follows the last digit directly and ends the string, or the end.
     *
     * @param percent whether the percent sign is a unit
     */
    static int start(byte[] bytes, int from, int to, boolean percent) {
        int at = afterDigit(bytes, from, to);
        boolean unit = at < to && isOneOf(UNITS, bytes, at, to) && (percent || bytes[at] != '%');
        return unit ? at : currencyStart(bytes, from, to);
    }

    /** The start of a currency that follows the last digit directly and ends the string, or the end. */
    static int currencyStart(byte[] bytes, int from, int to) {
        int at = afterDigit(bytes, from, to);
        if (at == to) {
            return to;
        }
        int first = Utf8.lengthAt(bytes, at, to);
        boolean sign = at + first == to && SpacyClasses.is(Utf8.codePointAt(bytes, at, first), SpacyClasses.CURRENCY);
        return sign || isOneOf(CURRENCY_WORDS, bytes, at, to) ? at : to;
    }

    private static int afterDigit(byte[] bytes, int from, int to) {
        int at = to;
        while (at > from && to - at <= LONGEST_UNIT && !Ascii.isDigit(bytes[at - 1])) {
            at--;
        }
        return at > from && Ascii.isDigit(bytes[at - 1]) ? at : to;
    }

    private static boolean isOneOf(byte[][] list, byte[] bytes, int from, int to) {
        for (byte[] word : list) {
            if (word.length == to - from && Arrays.equals(bytes, from, to, word, 0, word.length)) {
                return true;
            }
        }
        return false;
    }
}
