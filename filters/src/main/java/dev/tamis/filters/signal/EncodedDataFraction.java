package dev.tamis.filters.signal;

import dev.tamis.filters.record.Kind;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/**
 * Share of bytes in runs of base64, hex pairs or Unicode escapes, as {@link dev.tamis.filters.text.TextView#encodedBytes()}
 * finds them. The Stack v2 (Lozhkov et al. 2024, section 2.1) rejects above 0.5.
 */
final class EncodedDataFraction implements Signal {

    @Override
    public String name() {
        return "encoded_data_fraction";
    }

    @Override
    public SignalType type() {
        return SignalType.DOUBLE;
    }

    @Override
    public String doc() {
        return "Bytes in runs of base64 (64 bytes or more), hex pairs or \\u escapes (8 or more) / bytes; null for an empty text. The Stack v2 (Lozhkov et al. 2024, 2.1).";
    }

    @Override
    public Set<Kind> kinds() {
        return EnumSet.of(Kind.CODE);
    }

    @Override
    public void measure(Subject subject, Value out) {
        out.setRatio(subject.view().encodedBytes(), subject.view().length());
    }

    @Override
    public List<Example> examples() {
        return List.of(
                Example.undefined("").as(Kind.CODE),
                Example.of("=".repeat(80), 0.0).as(Kind.CODE),
                Example.of("0x01, 0x23, 0x45, 0x67, 0x89, 0xab, 0xcd, 0xef ", 46.0 / 47)
                        .as(Kind.CODE),
                Example.of("\\u0041".repeat(8) + "12", 48.0 / 50).as(Kind.CODE),
                Example.of("TGl2ZSBsb25n".repeat(6) + " ".repeat(28), 0.72).as(Kind.CODE));
    }
}
