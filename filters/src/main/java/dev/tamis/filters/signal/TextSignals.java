package dev.tamis.filters.signal;

import java.util.List;

/** Signals of any text. A new one takes one line here. */
public final class TextSignals implements SignalSet {
    private static final List<Signal> SIGNALS = List.of(
            new Chars(),
            new Bytes(),
            new Words(),
            new Lines(),
            new Paragraphs(),
            new MeanLineLength(),
            new MaxLineLength(),
            new MeanWordLength(),
            new MedianWordLength(),
            new HashToWordRatio(),
            new EllipsisToWordRatio(),
            new BulletLineFraction(),
            new EllipsisLineFraction(),
            new AlphabeticWordFraction(),
            new StopWords(),
            new UnspacedScriptFraction(),
            new DuplicateLineFraction(),
            new DuplicateLineCharFraction(),
            new DuplicateParagraphFraction(),
            new DuplicateParagraphCharFraction(),
            new TopNgramCharFraction(2),
            new TopNgramCharFraction(3),
            new TopNgramCharFraction(4),
            new DuplicateNgramCharFraction(5),
            new DuplicateNgramCharFraction(6),
            new DuplicateNgramCharFraction(7),
            new DuplicateNgramCharFraction(8),
            new DuplicateNgramCharFraction(9),
            new DuplicateNgramCharFraction(10),
            new LinesEndPunctuationFraction(),
            new ShortLineFraction(),
            new CurlyBrackets(),
            new LoremIpsum(),
            new JavascriptLines(),
            new AlphabeticFraction(),
            new AlphanumericFraction(),
            new DigitFraction(),
            new UppercaseFraction(),
            new PunctuationFraction(),
            new WhitespaceFraction(),
            new UniqueWordFraction(),
            new PythonMeanLineLength(),
            new PythonCharsPerLine(),
            new PythonMaxLineLength(),
            new PythonAlnumFraction(),
            new TextHash(),
            new Lang(),
            new LangScore(),
            new OtherLanguageLineFraction());

    @Override
    public List<Signal> signals() {
        return SIGNALS;
    }
}
