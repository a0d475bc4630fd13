package dev.tamis.filters.safety;

import dev.tamis.filters.record.Kind;
import dev.tamis.filters.signal.Example;
import dev.tamis.filters.signal.Signal;
import dev.tamis.filters.signal.SignalType;
import dev.tamis.filters.signal.Subject;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/** Category of the block list that the page is on. RefinedWeb and RedPajama-v2 ask the UT1 lists so. */
final class UrlBlocklistCategory implements Signal {

    @Override
    public String name() {
        return "url_blocklist";
    }

    @Override
    public SignalType type() {
        return SignalType.STRING;
    }

    @Override
    public String doc() {
        return "Category of the block list (UT1 or the recipe's own) that the URL's host, a domain above it or an address above it is on; null if it is on none or there is no URL.";
    }

    @Override
    public Set<Kind> kinds() {
        return EnumSet.allOf(Kind.class);
    }

    @Override
    public void measure(Subject subject, Value out) {
        if (subject.url() != null) {
            out.set(subject.setting(UrlBlocklist.SETTING).category(subject.url()));
        }
    }

    @Override
    public List<Example> examples() {
        return List.of(Example.undefined("x"));
    }
}
