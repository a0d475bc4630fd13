package dev.tamis.filters.code;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import dev.tamis.filters.record.Kind;
import dev.tamis.filters.signal.Settings;
import dev.tamis.filters.signal.SignalRow;
import dev.tamis.filters.signal.Signals;
import dev.tamis.filters.signal.Subject;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Comments in small files, of which each was read by hand. What is between « and » is comment. */
class CommentGoldenTest {

    static Stream<Arguments> files() {
        return Stream.of(
                // nothing, one line, no final line end, CRLF, only punctuation
                of("c", "\n"),
                of("c", "int a;"),
                of("c", "«// all of it»"),
                of("c", "«// a\r»\n«// b\r»\n"),
                of("c", "!?;{}"),
                // blocks
                of("c", "int a; «/* b\n * c */» int d;\n"),
                of("c", "«/* not closed\nint a;\n»"),
                of("c", "«/* /* no nesting */» */ int a;"),
                of("rust", "«/* one /* two */ one */» fn a() {}"),
                of("java", "«/** doc */» «// line»\nint a;"),
                of("c", "a = b «// c»\n"),
                // literals hide marks
                of("c", "s = \"// no /* no */\"; «// yes»\n"),
                of("c", "s = \"a \\\" // no\"; «// yes»\n"),
                of("c", "s = \"not closed // no\nint a; «// yes»\n"),
                of("c", "c = '\"'; «// yes»\n"),
                of("c", "c = '\\''; «/* yes */» d = '\\\\';"),
                of("rust", "fn f<'a>(x: &'a str) «// 'yes'»\n"),
                of("java", "s = \"\"\"\n  // no \" /* no */\n  \"\"\"; «// yes»\n"),
                of("go", "s := `// no\n/* no */` «// yes»\n"),
                of("javascript", "s = `//no ${a}\n//no`; «// yes»\n"),
                of("javascript", "r = /[/*]\\/\\/\"/g; «// yes»\n"),
                of("javascript", "a = b / c; «// d / e»\n"),
                of("typescript", "'it\\'s // no' «/* y */»"),
                of("c#", "var s = \"http://a.b\"; «// c»"),
                of("css", "a { b: url(//c) } «/* d */»\n"),
                of("scss", "a { b: url(http://c) } «// d»\n"),
                of("php", "<a href=\"http://a#b\"> <?php f(); «# c »?> // html\n<?php «/* d */»"),
                // marks by a number sign
                of("shell", "echo $# ${#a} a#b «# c»\n"),
                of("shell", "echo '# no' \"# no\" «# yes»\n"),
                of("yaml", "a: don't#no «# yes»\nb: '# no'\n"),
                of("dockerfile", "«# yes»\nRUN a # no\n"),
                of("makefile", "«# a»\nb:\n\tc «# d»\n"),
                of("ruby", "a «# b»\n«=begin\nc\n=end»\nd \"#{e}\"\n"),
                of("perl", "$#a; «# b»\n«=pod\n\nc\n\n=cut»\n"),
                of("r", "a <- 1«# b»\n"),
                of("julia", "«#= a #= b =# c =#» d «# e»\n"),
                of("powershell", "«<# a\nb #>» c «# d»\n"),
                of("cmake", "«#[[ a\n]]» b «# c»\n"),
                // other marks
                of("sql", "SELECT '-- no', a «-- b»\n«/* c */»;"),
                of("lua", "«--[[ a\nb ]]» c «-- d»\ns = \"--no\"\n"),
                of("haskell", "«{- a {- b -} c -}» f x' = x «-- d»\n"),
                of("emacs-lisp", "(a \"; no\" ?\\; b) «; c»\n«;;; d»"),
                of("racket", "«#| a |#» b «; c»"),
                of("tex", "50\\% a «% b»\nc"),
                of("matlab", "a = b' * c'; «% d»\nfprintf('%d\\n', e)\n"),
                of("html", "<p>a</p> «<!-- b\n<p>c</p> -->» d"),
                of("xml", "«<!-- a -- b -->»"),
                of("ocaml", "«(* a (* b *) c *)» let d = \"(* no *)\""),
                of("pascal", "«{ a }» b «(* c *)» d «// e»\ns := '{ no }';"),
                of("fortran", "a = 'no ! no' «! b»\n"),
                of("visual basic", "a = \"'no\" «' b»\n«Rem c»\n"),
                of("batchfile", "«REM a»\n«:: b»\necho rem c\n"),
                of("vim script", "«\" a»\nlet b = \"c\"\n"),
                of("assembly", "mov a, b «; c»\n"),
                of("vhdl", "a <= '1'; «-- b»\n"),
                // other scripts: characters count, not bytes
                of("c", "«// 注释 😀 e\u0301»\nint a;\u00a0«/* é */»"));
    }

    private static Arguments of(String language, String marked) {
        return Arguments.of(language, marked);
    }

    @ParameterizedTest
    @MethodSource("files")
    void whatStandsInCommentsIsCounted(String language, String marked) {
        int comment = 0;
        boolean inside = false;
        StringBuilder text = new StringBuilder();
        for (int c : marked.codePoints().toArray()) {
            if (c == '«' || c == '»') {
                inside = c == '«';
            } else {
                text.appendCodePoint(c);
                comment += inside ? 1 : 0;
            }
        }
        double expected = (double) comment / text.codePoints().count();
        assertEquals(expected, measure(language, text.toString()), 1e-12, marked);
    }

    /** In Python the signs and quotation marks are left out, as its tools do. */
    static Stream<Arguments> pythonFiles() {
        return Stream.of(
                Arguments.of("", null),
                Arguments.of("x = 1\n", 0),
                Arguments.of("#a#b\n", 2),
                Arguments.of("#!/usr/bin/python", 16),
                Arguments.of("\"\"\"doc\"\"\"\n", 3),
                Arguments.of("'doc'", 3),
                Arguments.of("# a\n\n\"\"\"doc\"\"\"\n", 5),
                Arguments.of("x = 1\n\"\"\"no\"\"\"\n", 0),
                Arguments.of("x = \"\"\"# no\"\"\"\n", 0),
                Arguments.of("def f():\n    \"\"\"doc\"\"\"\n    '''no'''\n", 3),
                Arguments.of("def f(a: 'no' = {1: 'no'}) -> 'no':\n    r'doc'\n", 3),
                Arguments.of("class A: 'doc'\n", 3),
                Arguments.of("async def f():\n  # c\n  u\"doc\"\n", 5),
                Arguments.of("def f():\n  b'no'\n", 0),
                Arguments.of("def f():\n  f'no'\n", 0),
                Arguments.of("if x:\n  'no'\n", 0),
                Arguments.of("x = {\n'a':\n'no'}\n", 0),
                Arguments.of("s = 'it\\'s # no' # yes\n", 4),
                Arguments.of("def f():\n  pass; 'no'\n", 0),
                Arguments.of("\"\"\"not closed", 7),
                Arguments.of("def f():\n  '注释'\n", 2),
                // dedented, as ast.get_docstring does
                Arguments.of("def f():\n    \"\"\"One.\n\n    Two.\n      Three.\n    \"\"\"\n", 19),
                Arguments.of("def f():\n    \"\"\"\n    One.\n    \"\"\"\n", 4),
                Arguments.of("'''  a\n\tb\n        c'''\n", 5),
                Arguments.of("'''\n  a\n     \n b\n'''\n", 9),
                Arguments.of("'''   '''\n", 0),
                Arguments.of("'''\n\n'''\n", 0));
    }

    @ParameterizedTest
    @MethodSource("pythonFiles")
    void docstringsAreCommentsAndOtherLiteralsAreNot(String text, Integer comment) {
        Double measured = measure("Python", text);
        if (comment == null) {
            assertNull(measured);
        } else {
            assertEquals((double) comment / text.codePointCount(0, text.length()), measured, 1e-12, text);
        }
    }

    @Test
    void languagesWithoutCommentsAndUnknownOnesGiveNothing() {
        for (String language : List.of("json", "text", "csv", "Klingon")) {
            assertNull(measure(language, "// a # b"));
        }
    }

    @Test
    void fractionsStayWithinOneForAnyTextInAnyLanguage() {
        Random random = new Random(5);
        String[] pieces = {
            "/*", "*/", "//", "\"", "'", "`", "\\", "#", "--", "{-", "-}", "(*", "*)", "<?php", "?>", "\n", "a", ":",
            "def ", " ", "é", "😀", "'''", "\"\"\"", "=begin", "<!--", "-->", "%", ";", "#|", "|#", "{", "}", "/", "["
        };
        List<String> languages = List.of(
                "c",
                "rust",
                "javascript",
                "php",
                "python",
                "ruby",
                "shell",
                "yaml",
                "haskell",
                "lua",
                "pascal",
                "html",
                "matlab",
                "coffeescript",
                "julia",
                "emacs lisp");
        for (int i = 0; i < 4000; i++) {
            StringBuilder text = new StringBuilder();
            for (int n = 1 + random.nextInt(30); n > 0; n--) {
                text.append(pieces[random.nextInt(pieces.length)]);
            }
            String language = languages.get(random.nextInt(languages.size()));
            double value = measure(language, text.toString());
            assertEquals(value, Math.min(1, Math.max(0, value)), language + ": " + text);
        }
    }

    private static Double measure(String language, String text) {
        SignalRow row = new SignalRow(List.of(Signals.byName("comment_fraction")));
        row.measure(new Subject(Settings.none()).reset(Kind.CODE, text, null, Map.of("language", language)));
        return (Double) row.valueAt(0);
    }
}
