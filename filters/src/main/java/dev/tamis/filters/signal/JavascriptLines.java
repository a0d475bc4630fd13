package dev.tamis.filters.signal;

import dev.tamis.filters.text.Ascii;
import dev.tamis.filters.text.TextView;
import dev.tamis.filters.text.WordFlags;
import dev.tamis.filters.text.WordList;
import java.util.List;

/**
 * Number of lines that mention JavaScript, as "please enable JavaScript" does. C4 (Raffel et al. 2020, section 2.2) drops
 * such lines.
 */
final class JavascriptLines implements Signal {
    private static final Shared<WordFlags> KNOWN = Shared.storage(WordFlags::new);
    private static final int HAS = 1;
    private static final int HAS_NOT = 2;
    private static final byte[] JAVASCRIPT = Ascii.phrase("javascript");

    @Override
    public String name() {
        return "javascript_lines";
    }

    @Override
    public SignalType type() {
        return SignalType.LONG;
    }

    @Override
    public String doc() {
        return "Lines with javascript in a word, case ignored. C4 (Raffel et al. 2020).";
    }

    @Override
    public void measure(Subject subject, Value out) {
        TextView view = subject.view();
        WordList words = view.wordList();
        WordFlags known = subject.get(KNOWN);
        known.begin(view.vocabulary());
        long count = 0;
        for (int line = 0; line < view.lines(); line++) {
            int all = 0;
            for (int word = view.lineFirstWord(line); word < view.lineEndWord(line); word++) {
                int kind = known.of(words.number(word));
                if (kind == 0) {
                    boolean has = Ascii.contains(view.utf8(), words.start(word), words.end(word), JAVASCRIPT);
                    kind = known.set(words.number(word), has ? HAS : HAS_NOT);
                }
                all |= kind;
            }
            count += all & HAS;
        }
        out.set(count);
    }

    @Override
    public List<Example> examples() {
        return List.of(Example.of("", 0), Example.of("Enable JavaScript, javascript\n<javascript>\njava script\n", 2));
    }
}
