package dev.tamis.filters.safety;

import dev.tamis.filters.record.Kind;
import dev.tamis.filters.signal.Example;
import dev.tamis.filters.signal.Signal;
import dev.tamis.filters.signal.SignalType;
import dev.tamis.filters.signal.Subject;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/** Whether rights to text and data mining are reserved (W3C TDMRep 2024), by the page or by its HTTP response; one that reserves is enough. */
final class TdmReservation implements Signal {

    @Override
    public String name() {
        return "tdm_reservation";
    }

    @Override
    public SignalType type() {
        return SignalType.FLAG;
    }

    @Override
    public String doc() {
        return "True if tdm-reservation is 1 in HTML or HTTP header, false if it is 0; null where nothing is said. W3C TDMRep, 2024.";
    }

    @Override
    public Set<Kind> kinds() {
        return EnumSet.allOf(Kind.class);
    }

    @Override
    public void measure(Subject subject, Value out) {
        Boolean reserved = RobotsDirectives.tdmReservation(subject.meta());
        if (reserved != null) {
            out.set(reserved.booleanValue());
        }
    }

    @Override
    public List<Example> examples() {
        return List.of(
                Example.undefined("x"),
                Example.of("x", false).with("tdm_reservation", "0"),
                Example.of("x", true).with("tdm_reservation", "0").with("http_tdm_reservation", "1"));
    }
}
