package dev.tamis.filters.signal;

import dev.tamis.filters.text.TextView;
import java.util.List;

/**
 * 128 bits that two texts share when they differ only in case, Unicode composition or white space, as {@link
 * dev.tamis.filters.text.TextView#digest()} defines them. Exact deduplication groups by it.
 */
final class TextHash implements Signal {
    /** Of "caf\u00e9 noir" in UTF-8. */
    private static final String DIGEST = "ec1259cc2e6c783e9cb7f5cb9894ec2e";

    @Override
    public String name() {
        return "text_hash";
    }

    @Override
    public SignalType type() {
        return SignalType.STRING;
    }

    @Override
    public String doc() {
        return "First 128 bits, in hex, of the SHA-256 of the text in NFC, lower case (simple mapping), with single spaces; null without words.";
    }

    @Override
    public void measure(Subject subject, Value out) {
        TextView view = subject.view();
        if (view.words() > 0) {
            out.set(view.digest());
        }
    }

    @Override
    public List<Example> examples() {
        return List.of(
                Example.undefined(" \n"),
                Example.of(" Cafe\u0301\u00a0 NOIR\n", DIGEST),
                Example.of("caf\u00e9 noir", DIGEST));
    }
}
