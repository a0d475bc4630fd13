package dev.tamis.filters.safety;

import dev.tamis.filters.record.Kind;
import dev.tamis.filters.signal.Example;
import dev.tamis.filters.signal.Signal;
import dev.tamis.filters.signal.SignalType;
import dev.tamis.filters.signal.Subject;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/** Whether the page opts its pictures out of training: the robots directive {@code noimageai} (DeviantArt 2022). */
final class RobotsNoimageai implements Signal {

    @Override
    public String name() {
        return "robots_noimageai";
    }

    @Override
    public SignalType type() {
        return SignalType.FLAG;
    }

    @Override
    public String doc() {
        return "True if robots meta or X-Robots-Tag has noimageai, or meta.noimageai is set; false where nothing is said.";
    }

    @Override
    public Set<Kind> kinds() {
        return EnumSet.allOf(Kind.class);
    }

    @Override
    public void measure(Subject subject, Value out) {
        out.set(OptOuts.ofImages(subject.meta()));
    }

    @Override
    public List<Example> examples() {
        return List.of(
                Example.of("x", false),
                Example.of("x", false).with("robots", "noai"),
                Example.of("x", true).with("http_x_robots_tag", "noai, NoImageAI"));
    }
}
