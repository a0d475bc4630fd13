package dev.tamis.filters.code;

import dev.tamis.filters.record.Kind;
import dev.tamis.filters.signal.Example;
import dev.tamis.filters.signal.SignalType;
import dev.tamis.filters.signal.Subject;
import java.util.List;

/** Characters of the longest run of encoded data, see {@link EncodedRuns}. The Stack v2 rejects above 1024. */
final class LongestEncodedRun extends CodeSignal {

    LongestEncodedRun() {
        super(
                "longest_encoded_run",
                SignalType.LONG,
                "Characters of the longest match of The Stack v2's three patterns for encoded data (see encoded_data_fraction); 0 without one. The Stack v2 (Lozhkov et al. 2024, 2.1).");
    }

    @Override
    public void measure(Subject subject, Value out) {
        out.set(subject.get(EncodedRuns.OF).longest());
    }

    @Override
    public List<Example> examples() {
        return List.of(
                Example.of("x = 1", 0).as(Kind.CODE),
                Example.of("\"" + "TGl2ZSBsb25n".repeat(6) + "\n" + "TGl2ZSBs".repeat(8) + "\"", 137)
                        .as(Kind.CODE),
                // the first \x has no word before it
                Example.of("\\x41".repeat(9), 32).as(Kind.CODE),
                Example.of("41 ".repeat(8), 24).as(Kind.CODE));
    }
}
