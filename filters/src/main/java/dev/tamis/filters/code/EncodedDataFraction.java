package dev.tamis.filters.code;

import dev.tamis.filters.record.Kind;
import dev.tamis.filters.signal.Example;
import dev.tamis.filters.signal.SignalType;
import dev.tamis.filters.signal.Subject;
import java.util.List;

/** Share of characters in runs of encoded data, see {@link EncodedRuns}. The Stack v2 rejects above 0.5. */
final class EncodedDataFraction extends CodeSignal {

    EncodedDataFraction() {
        super(
                "encoded_data_fraction",
                SignalType.DOUBLE,
                "Characters within matches of The Stack v2's three patterns (base64 of 64 characters or more, line ends included; 8 or more hex pairs; 8 or more \\u escapes), each counted once / characters; null for an empty text. The Stack v2 (Lozhkov et al. 2024, 2.1).");
    }

    @Override
    public void measure(Subject subject, Value out) {
        out.setRatio(subject.get(EncodedRuns.OF).chars(), subject.view().codePoints());
    }

    @Override
    public List<Example> examples() {
        return List.of(
                Example.undefined("").as(Kind.CODE),
                Example.of("=".repeat(80), 1.0).as(Kind.CODE),
                Example.of("-".repeat(80), 0.0).as(Kind.CODE),
                // no pair may follow a comma and a space
                Example.of("0x01, ".repeat(20), 0.0).as(Kind.CODE),
                Example.of("0x01,".repeat(20) + "\u00e9", 100.0 / 101).as(Kind.CODE),
                Example.of("\\u0041".repeat(8) + "12", 48.0 / 50).as(Kind.CODE),
                Example.of("TGl2ZSBsb25n".repeat(6) + " ".repeat(28), 0.72).as(Kind.CODE));
    }
}
