package dev.tamis.filters.safety;

import dev.tamis.filters.record.Kind;
import dev.tamis.filters.signal.Example;
import dev.tamis.filters.signal.Signal;
import dev.tamis.filters.signal.SignalType;
import dev.tamis.filters.signal.Subject;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/** The licence that a page or source states, by its SPDX name: see {@link Licence}. */
final class PageLicence implements Signal {

    @Override
    public String name() {
        return "licence";
    }

    @Override
    public SignalType type() {
        return SignalType.STRING;
    }

    @Override
    public String doc() {
        return "Licence stated in meta.licence or meta.license as an SPDX id in lower case (cc-by-4.0, cc0-1.0; ports to countries by their version), other where it is none that we know; null where none is stated.";
    }

    @Override
    public Set<Kind> kinds() {
        return EnumSet.allOf(Kind.class);
    }

    @Override
    public void measure(Subject subject, Value out) {
        String stated = subject.meta().get("licence");
        out.set(Licence.of(stated == null ? subject.meta().get("license") : stated));
    }

    @Override
    public List<Example> examples() {
        return List.of(
                Example.undefined("x"),
                Example.of("x", "cc-by-sa-3.0").with("licence", "https://creativecommons.org/licenses/by-sa/3.0/de/"),
                Example.of("x", "other").with("licence", "https://example.org/terms"));
    }
}
