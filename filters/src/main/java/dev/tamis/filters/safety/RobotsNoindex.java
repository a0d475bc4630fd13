package dev.tamis.filters.safety;

import dev.tamis.filters.record.Kind;
import dev.tamis.filters.signal.Example;
import dev.tamis.filters.signal.Signal;
import dev.tamis.filters.signal.SignalType;
import dev.tamis.filters.signal.Subject;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/** Whether the page asks not to be indexed: {@code noindex} or {@code none} in its HTML or HTTP header. */
final class RobotsNoindex implements Signal {

    @Override
    public String name() {
        return "robots_noindex";
    }

    @Override
    public SignalType type() {
        return SignalType.FLAG;
    }

    @Override
    public String doc() {
        return "True if robots meta or X-Robots-Tag has noindex or none, of images also for noimageindex; false where"
                + " nothing is said.";
    }

    @Override
    public Set<Kind> kinds() {
        return EnumSet.allOf(Kind.class);
    }

    @Override
    public void measure(Subject subject, Value out) {
        out.set(RobotsDirectives.contain(subject.meta(), "noindex", "none")
                || (subject.kind() == Kind.IMAGE && RobotsDirectives.contain(subject.meta(), "noimageindex")));
    }

    @Override
    public List<Example> examples() {
        return List.of(
                Example.of("x", false),
                Example.of("x", false).with("robots", "noimageindex"),
                Example.of("x", true).as(Kind.IMAGE).with("robots", "noimageindex"),
                Example.of("x", true).with("robots", "NoIndex, nofollow"),
                Example.of("x", true).with("http_x_robots_tag", "none"));
    }
}
