package dev.tamis.filters.safety;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Texts with the spans that must be found in them, and no others. */
class PersonalDataGoldenTest {

    static Stream<Arguments> cases() {
        return Stream.of(
                        cases("email.tsv", EnumSet.of(SensitiveKind.EMAIL)),
                        cases("ip.tsv", EnumSet.of(SensitiveKind.IP)),
                        cases(
                                "number.tsv",
                                EnumSet.of(SensitiveKind.CARD, SensitiveKind.IBAN, SensitiveKind.NATIONAL_ID)),
                        cases("phone.tsv", EnumSet.of(SensitiveKind.PHONE)))
                .flatMap(list -> list);
    }

    private static Stream<Arguments> cases(String file, Set<SensitiveKind> kinds) {
        return Spans.rows(file).stream()
                .map(cells -> Arguments.of(file, cells[0], cells[1], cells.length > 2 ? cells[2] : null, kinds));
    }

    @ParameterizedTest
    @MethodSource("cases")
    void spansAreTheseAndNoOthers(
            String file, String text, String expected, String language, Set<SensitiveKind> kinds) {
        List<String> spans = expected.equals("-") ? List.of() : List.of(expected.split(" ; "));
        assertEquals(spans, Spans.of(text, language, kinds), file + ": " + text);
    }
}
