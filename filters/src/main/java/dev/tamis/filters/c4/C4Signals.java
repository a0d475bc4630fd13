package dev.tamis.filters.c4;

import dev.tamis.filters.signal.Example;
import dev.tamis.filters.signal.Measured;
import dev.tamis.filters.signal.Shared;
import dev.tamis.filters.signal.SharedWords;
import dev.tamis.filters.signal.Signal;
import dev.tamis.filters.signal.SignalSet;
import dev.tamis.filters.text.TextView;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/**
 * C4's page rules in three variants: the code that made C4 ({@code tfds}), datatrove's filter with its defaults, and the
 * same as FineWeb ran it. They count what the line rules would leave, whether or not a cleaner takes the other lines out.
 *
 * <p>Sentences are those of spaCy's sentencizer in all three. C4 itself used the Punkt model of NLTK, which is data and
 * not shipped here.
 */
public final class C4Signals implements SignalSet {
    private static final Shared<Phrases> PHRASES =
            Shared.of(Phrases::new, (phrases, subject) -> phrases.find(subject.view()));

    private final List<Signal> signals = list();

    @Override
    public List<Signal> signals() {
        return signals;
    }

    private static List<Signal> list() {
        List<Signal> all = new ArrayList<>();
        add(all, "c4_tfds", "TFDS c4_utils.py", C4Page::tfds);
        add(all, "c4_datatrove", "datatrove's C4QualityFilter", C4Page::datatrove);
        add(all, "c4_fineweb", "datatrove's C4QualityFilter without end marks, as FineWeb ran it", C4Page::fineweb);
        all.add(Measured.number(
                "mc4_third_longest_line",
                "Code points of the third longest line (split at LF); null with fewer than three lines. mC4 drops below 200.",
                (subject, out) -> {
                    double third = thirdLongestLine(subject.view());
                    if (third >= 0) {
                        out.set(third);
                    }
                },
                Example.undefined("a\nb"),
                Example.of("a\nbbb\ncc\n", 1.0),
                Example.of("dddd\na\nbbb\ncc", 2.0)));
        return List.copyOf(all);
    }

    private static void add(List<Signal> all, String name, String source, Supplier<C4Page> variant) {
        Shared<C4Page> page = Shared.of(
                variant,
                (c4, subject) -> c4.measure(
                        subject.view(),
                        subject.get(SharedWords.SPACY_ENGLISH),
                        subject.get(SharedWords.PYTHON_LINES),
                        subject.get(PHRASES)));
        String line = "Hello to all of you. It is a good day.\n";
        all.add(Measured.count(
                name + "_sentences",
                "Sentences in the lines that C4's line rules leave. " + source + ".",
                s -> s.get(page).sentences(),
                Example.of("", 0),
                Example.of(line + "Enable javascript in your browser now.\n" + line, 4),
                Example.of(line + "Read our privacy policy before you go.", 2)));
        all.add(Measured.ratio(
                name + "_kept_line_fraction",
                "Lines that C4's line rules leave / lines (splitlines); null without lines. " + source + ".",
                s -> s.get(page).kept(),
                s -> s.get(page).lines(),
                Example.undefined(""),
                Example.of(line + "short\n", 0.5)));
        all.add(Measured.flag(
                name + "_lorem_ipsum",
                "True if a line that the rules before it leave has lorem ipsum, case ignored. " + source + ".",
                (s, out) -> out.set(s.get(page).loremIpsum()),
                Example.of("Here Lorem Ipsum dolor sit amet.", true),
                Example.of("lorem ipsum", false)));
        all.add(Measured.flag(
                name + "_curly_bracket",
                "True if a line that the rules before it leave has an opening curly bracket. " + source + ".",
                (s, out) -> out.set(s.get(page).curlyBracket()),
                Example.of("It is a { that opens here.", true),
                Example.of("{", false)));
    }

    private static double thirdLongestLine(TextView view) {
        boolean open = view.length() == 0 || view.utf8()[view.length() - 1] == '\n';
        if (view.lines() + (open ? 1 : 0) < 3) {
            return -1;
        }
        int first = 0;
        int second = 0;
        int third = 0;
        for (int i = 0; i < view.lines(); i++) {
            int length = view.lineCodePoints(i);
            if (length > first) {
                third = second;
                second = first;
                first = length;
            } else if (length > second) {
                third = second;
                second = length;
            } else if (length > third) {
                third = length;
            }
        }
        return third;
    }
}
