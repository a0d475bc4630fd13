package dev.tamis.filters.signal;

import dev.tamis.filters.record.Kind;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Whether the page opts out of training: the robots directive {@code noai} in its HTML or HTTP header, {@code meta.noai}, or
 * a reservation of text and data mining (W3C TDMRep, {@code tdm-reservation: 1}).
 */
final class RobotsNoai implements Signal {

    @Override
    public String name() {
        return "robots_noai";
    }

    @Override
    public SignalType type() {
        return SignalType.FLAG;
    }

    @Override
    public String doc() {
        return "True if robots meta or X-Robots-Tag has noai, meta.noai is set, or tdm-reservation is 1; false where nothing is said.";
    }

    @Override
    public Set<Kind> kinds() {
        return EnumSet.allOf(Kind.class);
    }

    @Override
    public void measure(Subject subject, Value out) {
        Map<String, String> meta = subject.meta();
        String noai = meta.get("noai");
        out.set(RobotsDirectives.contain(meta, "noai")
                || (noai != null && !"false".equals(noai) && !"0".equals(noai))
                || "1".equals(meta.get("tdm_reservation"))
                || "1".equals(meta.get("http_tdm_reservation")));
    }

    @Override
    public List<Example> examples() {
        return List.of(
                Example.of("x", false),
                Example.of("x", false).with("robots", "index, noaides"),
                Example.of("x", true).with("robots", "index,NOAI"),
                Example.of("x", true).with("http_x_robots_tag", "somebot: noai, noimageai"),
                Example.of("x", true).with("http_tdm_reservation", "1"));
    }
}
