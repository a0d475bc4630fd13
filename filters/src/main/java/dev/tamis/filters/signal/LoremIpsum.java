package dev.tamis.filters.signal;

import dev.tamis.filters.text.Ascii;
import dev.tamis.filters.text.TextView;
import java.util.List;

/**
 * Number of times "lorem ipsum" occurs, in any case and with any white space between. C4 (Raffel et al. 2020, section 2.2)
 * rejects pages with one.
 */
final class LoremIpsum implements Signal {
    private static final byte[] LOREM = Ascii.phrase("lorem");
    private static final byte[] IPSUM = Ascii.phrase("ipsum");

    @Override
    public String name() {
        return "lorem_ipsum";
    }

    @Override
    public SignalType type() {
        return SignalType.LONG;
    }

    @Override
    public String doc() {
        return "Occurrences of lorem ipsum, case ignored. C4 (Raffel et al. 2020).";
    }

    @Override
    public void measure(Subject subject, Value out) {
        TextView view = subject.view();
        byte[] utf8 = view.utf8();
        long count = 0;
        for (int word = 1; word < view.words(); word++) {
            int start = view.wordStart(word);
            boolean found = (utf8[start] | 0x20) == 'i'
                    && Ascii.startsWith(utf8, start, view.wordEnd(word), IPSUM)
                    && Ascii.endsWith(utf8, view.wordStart(word - 1), view.wordEnd(word - 1), LOREM);
            count += found ? 1 : 0;
        }
        out.set(count);
    }

    @Override
    public List<Example> examples() {
        return List.of(Example.of("", 0), Example.of("\"Lorem\nIpsum, lorem ipsum; loremipsum lorem x ipsum", 2));
    }
}
