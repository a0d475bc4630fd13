package dev.tamis.filters.code;

import dev.tamis.filters.record.Kind;
import dev.tamis.filters.signal.Example;
import dev.tamis.filters.signal.Signal;
import dev.tamis.filters.signal.SignalType;
import java.util.EnumSet;
import java.util.Set;

/** A signal of source files alone, with what it says of itself. */
abstract class CodeSignal implements Signal {
    private final String name;
    private final SignalType type;
    private final String doc;

    CodeSignal(String name, SignalType type, String doc) {
        this.name = name;
        this.type = type;
        this.doc = doc;
    }

    @Override
    public final String name() {
        return name;
    }

    @Override
    public final SignalType type() {
        return type;
    }

    @Override
    public final String doc() {
        return doc;
    }

    @Override
    public final Set<Kind> kinds() {
        return EnumSet.of(Kind.CODE);
    }

    /** An example for a file of that name. */
    static Example file(Example example, String path) {
        return example.as(Kind.CODE).with("path", path);
    }

    /** An example in a language. */
    static Example in(Example example, String language) {
        return example.as(Kind.CODE).with("language", language);
    }
}
