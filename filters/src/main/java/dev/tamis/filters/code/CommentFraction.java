package dev.tamis.filters.code;

import dev.tamis.filters.record.Kind;
import dev.tamis.filters.signal.Example;
import dev.tamis.filters.signal.SignalType;
import dev.tamis.filters.signal.Subject;
import java.util.List;

/** Share of characters in comments, see {@link Comments}. StarCoder's tools keep between 0.01 and 0.8. */
final class CommentFraction extends CodeSignal {

    CommentFraction() {
        super(
                "comment_fraction",
                SignalType.DOUBLE,
                "Characters in comments / characters, with the marks of comments, but in Python with docstrings and without # and quotation marks; null for an empty text and for a language without comments or unknown. bigcode-dataset text_extraction.py, with a scanner in place of Pygments.");
    }

    @Override
    public void measure(Subject subject, Value out) {
        Comments comments = subject.get(Comments.OF);
        if (comments.known()) {
            out.setRatio(comments.chars(), subject.view().codePoints());
        }
    }

    @Override
    public List<Example> examples() {
        return List.of(
                in(Example.undefined(""), "java"),
                Example.undefined("// x").as(Kind.CODE),
                in(Example.undefined("{}"), "json"),
                in(Example.of("int a; // b\n", 4.0 / 12), "java"),
                in(Example.of("\"/* no */\" /* \u00e9 */", 7.0 / 18), "c"),
                in(Example.of("\"\"\"Doc.\"\"\"\nx = '''no'''  # yes\n", 8.0 / 31), "python"));
    }
}
