package dev.tamis.filters.signal;

import dev.tamis.filters.record.Kind;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/**
 * Share of letters in scripts written without spaces between words. Where it is high, words are no words and rules on
 * them say nothing.
 */
final class UnspacedScriptFraction implements Signal {

    @Override
    public String name() {
        return "unspaced_script_fraction";
    }

    @Override
    public SignalType type() {
        return SignalType.DOUBLE;
    }

    @Override
    public String doc() {
        return "Letters of Han, kana, Bopomofo, Thai, Lao, Khmer, Myanmar or Tibetan / letters; null without letters.";
    }

    @Override
    public Set<Kind> kinds() {
        return EnumSet.of(Kind.WEB, Kind.BOOK, Kind.CODE, Kind.IMAGE);
    }

    @Override
    public void measure(Subject subject, Value out) {
        out.setRatio(subject.view().unspacedLetters(), subject.view().letters());
    }

    @Override
    public List<Example> examples() {
        return List.of(
                Example.undefined("1 2"), Example.of("ab\u4e00\u3042", 0.5), Example.of("\ud55c\uad6d\uc5b4", 0.0));
    }
}
