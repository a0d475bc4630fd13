package dev.tamis.filters.book;

import dev.tamis.filters.record.Kind;
import dev.tamis.filters.signal.Example;
import dev.tamis.filters.signal.Signal;
import dev.tamis.filters.signal.SignalType;
import dev.tamis.filters.signal.Subject;
import dev.tamis.filters.text.Ascii;
import dev.tamis.filters.text.TextView;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/**
 * Whether the text still carries a Project Gutenberg header, footer or licence: a line with the words "project gutenberg"
 * and one of ebook, etext, e-text, license or licence, case ignored. Our own definition.
 */
final class Gutenberg implements Signal {
    private static final byte[] PROJECT = Ascii.phrase("project");
    private static final byte[] GUTENBERG = Ascii.phrase("gutenberg");
    private static final List<byte[]> KINDS = List.of(
            Ascii.phrase("ebook"),
            Ascii.phrase("etext"),
            Ascii.phrase("e-text"),
            Ascii.phrase("license"),
            Ascii.phrase("licence"));

    @Override
    public String name() {
        return "gutenberg";
    }

    @Override
    public SignalType type() {
        return SignalType.FLAG;
    }

    @Override
    public String doc() {
        return "True if a line names Project Gutenberg together with ebook, etext, e-text, license or licence, case ignored.";
    }

    @Override
    public Set<Kind> kinds() {
        return EnumSet.of(Kind.BOOK);
    }

    @Override
    public void measure(Subject subject, Value out) {
        TextView view = subject.view();
        for (int line = 0; line < view.lines(); line++) {
            if (isHeader(view, line)) {
                out.set(true);
                return;
            }
        }
        out.set(false);
    }

    @Override
    public List<Example> examples() {
        return List.of(
                Example.of("", false).as(Kind.BOOK),
                Example.of("The Project\nGutenberg EBook", false).as(Kind.BOOK),
                Example.of("x\n*** START OF THE PROJECT GUTENBERG EBOOK EMMA ***\n", true)
                        .as(Kind.BOOK),
                Example.of("He read of Project Gutenberg.", false).as(Kind.BOOK));
    }

    private static boolean isHeader(TextView view, int line) {
        byte[] utf8 = view.utf8();
        boolean named = false;
        for (int word = view.lineFirstWord(line) + 1; word < view.lineEndWord(line); word++) {
            named |= Ascii.startsWith(utf8, view.wordStart(word), view.wordEnd(word), GUTENBERG)
                    && Ascii.endsWith(utf8, view.wordStart(word - 1), view.wordEnd(word - 1), PROJECT);
        }
        boolean header = false;
        for (byte[] kind : KINDS) {
            header |= named && Ascii.contains(utf8, view.lineStart(line), view.lineEnd(line), kind);
        }
        return header;
    }
}
