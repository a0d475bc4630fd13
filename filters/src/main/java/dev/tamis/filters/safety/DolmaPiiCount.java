package dev.tamis.filters.safety;

import dev.tamis.filters.signal.Example;
import dev.tamis.filters.signal.Signal;
import dev.tamis.filters.signal.SignalType;
import dev.tamis.filters.signal.Subject;
import java.util.List;

/** Dolma's count of personal data, as its regular expressions count it: see {@link DolmaPii}. */
final class DolmaPiiCount implements Signal {

    @Override
    public String name() {
        return "dolma_pii_count";
    }

    @Override
    public SignalType type() {
        return SignalType.LONG;
    }

    @Override
    public String doc() {
        return "E-mail addresses before white space, phone numbers 3-3-4 after white space, and IPv4 addresses anywhere, in"
                + " each line; 0 with more than 10,000 question marks. Dolma v1.6 (Soldaini et al. 2024),"
                + " pii_regex_with_counts_fast_v2.";
    }

    @Override
    public void measure(Subject subject, Value out) {
        out.set(DolmaPii.count(subject.view().utf8(), subject.view().length()));
    }

    @Override
    public List<Example> examples() {
        return List.of(
                Example.of("", 0),
                Example.of("mail a@b.example now", 1),
                // nothing follows the first, no white space stands before the second
                Example.of("a@b.example", 0),
                Example.of("(206) 555-0100", 0),
                Example.of("call (206) 555-0100 or 206.555.0100", 2),
                Example.of("127.0.0.1 and 8.8.8.8.5", 2));
    }
}
