package dev.tamis.filters.safety;

import dev.tamis.filters.record.Kind;
import dev.tamis.filters.signal.Example;
import dev.tamis.filters.signal.Signal;
import dev.tamis.filters.signal.SignalType;
import dev.tamis.filters.signal.Subject;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Whether the page opts out of training: {@code noai} (DeviantArt 2022) or {@code noml} (noml.info) as robots directive in its
 * HTML or HTTP header, {@code meta.noai}, a reservation of text and data mining, or a Content-Usage header that forbids it.
 * See {@link RobotsDirectives}.
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
        return "True if robots meta or X-Robots-Tag has noai or noml, meta.noai is set, tdm-reservation is 1, or"
                + " Content-Usage forbids training; of images also for noimageai; false where nothing is said.";
    }

    @Override
    public Set<Kind> kinds() {
        return EnumSet.allOf(Kind.class);
    }

    @Override
    public void measure(Subject subject, Value out) {
        Map<String, String> meta = subject.meta();
        out.set((subject.kind() == Kind.IMAGE && OptOuts.ofImages(meta))
                || RobotsDirectives.contain(meta, "noai", "noml")
                || RobotsDirectives.isSet(meta, "noai")
                || Boolean.TRUE.equals(RobotsDirectives.tdmReservation(meta))
                || RobotsDirectives.usageForbidden(meta));
    }

    @Override
    public List<Example> examples() {
        return List.of(
                Example.of("x", false),
                Example.of("x", false).with("robots", "index, noaides"),
                Example.of("x", false).with("robots", "noimageai"),
                Example.of("x", true).as(Kind.IMAGE).with("http_x_robots_tag", "noimageai"),
                Example.of("x", true).with("robots", "index,NOAI"),
                Example.of("x", true).with("http_x_robots_tag", "somebot: noai, noimageai"),
                Example.of("x", true).with("http_content_usage", "search=y, train-ai=n"),
                Example.of("x", true).with("http_tdm_reservation", "1"));
    }
}
