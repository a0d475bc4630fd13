package dev.tamis.filters.book;

import dev.tamis.filters.signal.Signal;
import dev.tamis.filters.signal.SignalSet;
import java.util.List;

/** Signals of books and other scanned or paged text. A new one takes one line here. */
public final class BookSignals implements SignalSet {
    private static final List<Signal> SIGNALS = List.of(
            new PageNumberLineFraction(),
            new HyphenatedLineEndFraction(),
            new NoiseWordFraction(),
            new Gutenberg(),
            new LetterDigitWordFraction(),
            new SpacedLetterFraction(),
            new GarbageLineFraction(),
            new RunningHeadLineFraction(),
            new ContentsLineFraction(),
            new FrontMatterFraction(),
            new VerseLineFraction(),
            new OtherScriptLineFraction(),
            new OtherLanguageFraction(),
            new SpecialCharFraction(),
            new CharRepetitionFraction(),
            new WordRepetitionFraction());

    @Override
    public List<Signal> signals() {
        return SIGNALS;
    }
}
