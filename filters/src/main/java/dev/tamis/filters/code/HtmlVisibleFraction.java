package dev.tamis.filters.code;

import dev.tamis.filters.record.Kind;
import dev.tamis.filters.signal.Example;
import dev.tamis.filters.signal.SignalType;
import dev.tamis.filters.signal.Subject;
import java.util.List;

/** Share of characters of an HTML file that are text, see {@link HtmlText}. */
final class HtmlVisibleFraction extends CodeSignal {
    private static final String HTML = "html";

    HtmlVisibleFraction() {
        super(
                "html_visible_fraction",
                SignalType.DOUBLE,
                "html_visible_chars / characters; null where code_language is not html and for an empty text. StarCoder (Li et al. 2023).");
    }

    @Override
    public void measure(Subject subject, Value out) {
        if (HTML.equals(subject.get(SourceFile.OF).language())) {
            out.setRatio(subject.get(HtmlText.OF).chars(), subject.view().codePoints());
        }
    }

    @Override
    public List<Example> examples() {
        return List.of(
                Example.undefined("<p>x</p>").as(Kind.CODE),
                in(Example.undefined(""), "html"),
                in(Example.of("<b>\u00e9\u00e9</b>x", 0.3), "html"),
                in(Example.of("<script>", 0.0), "html"));
    }
}
