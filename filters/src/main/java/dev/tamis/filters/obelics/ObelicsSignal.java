package dev.tamis.filters.obelics;

import dev.tamis.filters.language.StopWordTable;
import dev.tamis.filters.record.Kind;
import dev.tamis.filters.signal.Example;
import dev.tamis.filters.signal.LanguageStopWords;
import dev.tamis.filters.signal.Shared;
import dev.tamis.filters.signal.Signal;
import dev.tamis.filters.signal.SignalType;
import dev.tamis.filters.signal.Subject;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/** Something that OBELICS measures on the text of a page. Null where the page has no images, for its rules are made for those. */
final class ObelicsSignal implements Signal {
    /** The key of {@code meta} that says how many images a page has. */
    private static final String IMAGES = "images";

    private static final Shared<ObelicsFigures> FIGURES =
            Shared.of(ObelicsFigures::new, (figures, subject) -> figures.reset(subject.view()));

    private final String name;
    private final SignalType type;
    private final String doc;
    private final Measure measure;
    private final List<Example> examples;

    /** Measures a page that has images. */
    private interface Measure {
        void measure(ObelicsFigures figures, Subject subject, Value out);
    }

    private ObelicsSignal(String name, SignalType type, String doc, Measure measure, List<Example> examples) {
        this.name = name;
        this.type = type;
        this.doc = doc + " Null for a page without images. OBELICS (Laurençon et al. 2023).";
        this.measure = measure;
        this.examples = List.copyOf(examples);
    }

    static List<Signal> all() {
        return List.of(
                new ObelicsSignal(
                        "obelics_words",
                        SignalType.LONG,
                        "Words between white space, those of special characters alone left out.",
                        (figures, subject, out) -> out.set((long) figures.words()),
                        List.of(page(Example.of("a b -- c.", 3)), Example.undefined("a b"))),
                new ObelicsSignal(
                        "obelics_char_repetition_fraction",
                        SignalType.DOUBLE,
                        "Runs of 10 characters that are among the floor(sqrt(d)) most frequent of the d distinct ones"
                                + " and occur more than once / runs of 10 characters; 0 for fewer than 10 characters.",
                        (figures, subject, out) -> out.set(figures.charRepetition()),
                        List.of(page(Example.of("abcdefghijabcdefghij", 2.0 / 11)), page(Example.of("short", 0.0)))),
                new ObelicsSignal(
                        "obelics_word_repetition_fraction",
                        SignalType.DOUBLE,
                        "Runs of 5 words (lower case, stripped of special characters) that occur more than once / runs"
                                + " of 5 words; 0 for fewer than 5 words.",
                        (figures, subject, out) -> out.set(figures.wordRepetition()),
                        List.of(page(Example.of("a b c d e -- A, B. C d (e)", 2.0 / 6)), page(Example.of("a b", 0.0)))),
                new ObelicsSignal(
                        "obelics_special_char_fraction",
                        SignalType.DOUBLE,
                        "White space, ASCII digits, punctuation, symbols and other numbers / characters.",
                        (figures, subject, out) -> out.set(figures.special()),
                        List.of(page(Example.of("ab 1", 0.5)))),
                new ObelicsSignal(
                        "obelics_stop_word_fraction",
                        SignalType.DOUBLE,
                        "Stop words of the text's language, in any case / words; also null where there are none of the"
                                + " language. OBELICS has a longer list, of English.",
                        ObelicsSignal::stopWords,
                        List.of(page(Example.undefined("1 2 3")))),
                new ObelicsSignal(
                        "obelics_punctuation_fraction",
                        SignalType.DOUBLE,
                        "Punctuation marks and symbols / marks and words, where words are runs of letters, digits,"
                                + " underscores and apostrophes; 0 without either.",
                        (figures, subject, out) -> out.set(figures.punctuation(0)),
                        List.of(page(Example.of("It's a b_c, d.", 2.0 / 6)), page(Example.of(" ", 0.0)))));
    }

    private static Example page(Example example) {
        return example.with(IMAGES, "1");
    }

    private static void stopWords(ObelicsFigures figures, Subject subject, Value out) {
        StopWordTable.Words table = LanguageStopWords.of(subject);
        if (table != null) {
            out.set(figures.stopWords(table));
        }
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public SignalType type() {
        return type;
    }

    @Override
    public String doc() {
        return doc;
    }

    @Override
    public Set<Kind> kinds() {
        return EnumSet.of(Kind.WEB);
    }

    @Override
    public void measure(Subject subject, Value out) {
        if (subject.meta().containsKey(IMAGES)) {
            measure.measure(subject.get(FIGURES), subject, out);
        }
    }

    @Override
    public List<Example> examples() {
        return examples;
    }
}
