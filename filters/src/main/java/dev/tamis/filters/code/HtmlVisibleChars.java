package dev.tamis.filters.code;

import dev.tamis.filters.record.Kind;
import dev.tamis.filters.signal.Example;
import dev.tamis.filters.signal.SignalType;
import dev.tamis.filters.signal.Subject;
import java.util.List;

/** Characters of an HTML file that are text, see {@link HtmlText}. */
final class HtmlVisibleChars extends CodeSignal {
    private static final String HTML = "html";

    HtmlVisibleChars() {
        super(
                "html_visible_chars",
                SignalType.LONG,
                "Characters of HTML that are text to Beautiful Soup: without tags, comments, declarations, script and style; a piece of nothing but ASCII white space between them is one, outside of pre and textarea, and so is a character reference; null where code_language is not html. StarCoder (Li et al. 2023).");
    }

    @Override
    public void measure(Subject subject, Value out) {
        if (HTML.equals(subject.get(SourceFile.OF).language())) {
            out.set(subject.get(HtmlText.OF).chars());
        }
    }

    @Override
    public List<Example> examples() {
        return List.of(
                Example.undefined("<p>x</p>").as(Kind.CODE),
                in(Example.of("", 0), "html"),
                in(Example.of("<p class=\"a>b\">x &amp; y</p>\n", 6), "HTML"),
                in(Example.of("<!-- no --><script>no()</script><STYLE>no</style>a < b", 5), "html"));
    }
}
