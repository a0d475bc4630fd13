package dev.tamis.filters.signal;

import dev.tamis.filters.record.Kind;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/**
 * Bytes of the longest run of base64, hex pairs or Unicode escapes. The Stack v2 (Lozhkov et al. 2024, section 2.1)
 * rejects above 1024.
 */
final class LongestEncodedRun implements Signal {

    @Override
    public String name() {
        return "longest_encoded_run";
    }

    @Override
    public SignalType type() {
        return SignalType.LONG;
    }

    @Override
    public String doc() {
        return "Bytes of the longest run of base64, hex pairs or Unicode escapes; 0 without one. The Stack v2 (Lozhkov et al. 2024, 2.1).";
    }

    @Override
    public Set<Kind> kinds() {
        return EnumSet.of(Kind.CODE);
    }

    @Override
    public void measure(Subject subject, Value out) {
        out.set(subject.view().longestEncodedRun());
    }

    @Override
    public List<Example> examples() {
        return List.of(
                Example.of("x = 1", 0).as(Kind.CODE),
                Example.of("\"" + "TGl2ZSBsb25n".repeat(6) + "\n" + "TGl2ZSBs".repeat(8) + "\"", 137)
                        .as(Kind.CODE));
    }
}
