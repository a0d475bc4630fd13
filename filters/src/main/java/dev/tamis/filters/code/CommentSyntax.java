package dev.tamis.filters.code;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * How a family of languages writes comments, and the literals in which the marks of a comment mean nothing.
 *
 * @param marks openings of comments; of two that fit at a place, the one listed first holds
 * @param quotes what each byte does as a quotation mark, by {@link Quote}; null for most
 * @param triple whether three quotation marks in a row open a literal that ends at the next three
 * @param shape what no table tells
 * @param opens whether each byte can open a comment or a literal, or takes away the meaning of the next
 */
record CommentSyntax(List<Mark> marks, Quote[] quotes, boolean triple, Shape shape, boolean[] opens) {
    private static final Map<String, CommentSyntax> BY_LANGUAGE = new HashMap<>();

    /** What a comment starts with. */
    enum Place {
        ANYWHERE,
        /** At the start of the text or after white space or one of {@code ; & | ( )}. */
        WORD_START,
        /** With nothing but white space before it in its line. */
        LINE_START,
        /** Not after a colon, as in an address. */
        NOT_AFTER_COLON
    }

    /**
     * One opening of comments.
     *
     * @param close its end, which belongs to the comment; null for the end of the line, which doesn't
     */
    record Mark(byte[] open, byte[] close, boolean nests, Place place) {}

    /** How a literal that one quotation mark opens comes to its end. */
    enum Quote {
        /** At the same mark in the same line; a backslash takes the next character. */
        ESCAPED,
        /** At the same mark in the same line. */
        PLAIN,
        /** As PLAIN, but after a letter, digit, underscore, bracket or full stop the mark opens none. */
        PLAIN_AFTER_SPACE,
        /** At the same mark in any line; a backslash takes the next character. */
        ESCAPED_LINES,
        /** At the same mark in any line. */
        PLAIN_LINES,
        /** One character or one escape; otherwise the mark opens none, as in a lifetime of Rust. */
        CHARACTER
    }

    /** Families that need their own reading. */
    enum Shape {
        COMMON,
        /** A slash after an operator opens a pattern. */
        REGEX_LITERALS,
        /** Only within {@code <?} and {@code ?>}. */
        PHP,
        /** Docstrings are comments. */
        PYTHON
    }

    static {
        family(
                        "c|c++|cuda|opencl|glsl|hlsl|objective-c|objective-c++|metal|yacc|lex|bison|arduino|vala|apex|actionscript"
                                + "|protocol buffer|solidity|zig|d|verilog|systemverilog|jflex|antlr")
                .line("//")
                .block("/*", "*/")
                .quotes("\"", Quote.ESCAPED)
                .quotes("'", Quote.CHARACTER)
                .define();
        family("kotlin|scala|swift|rust|chapel")
                .line("//")
                .nested("/*", "*/")
                .quotes("\"", Quote.ESCAPED)
                .quotes("'", Quote.CHARACTER)
                .triple()
                .define();
        family("java|c#")
                .line("//")
                .block("/*", "*/")
                .quotes("\"", Quote.ESCAPED)
                .quotes("'", Quote.CHARACTER)
                .triple()
                .define();
        family("dart|groovy|haxe|gradle")
                .line("//")
                .block("/*", "*/")
                .quotes("\"", Quote.ESCAPED)
                .quotes("'", Quote.ESCAPED)
                .triple()
                .define();
        family("go")
                .line("//")
                .block("/*", "*/")
                .quotes("\"", Quote.ESCAPED)
                .quotes("'", Quote.CHARACTER)
                .quotes("`", Quote.PLAIN_LINES)
                .define();
        family("javascript|typescript|jsx|tsx|qml|livescript")
                .line("//")
                .block("/*", "*/")
                .quotes("\"'", Quote.ESCAPED)
                .quotes("`", Quote.ESCAPED_LINES)
                .shape(Shape.REGEX_LITERALS)
                .define();
        family("css").block("/*", "*/").quotes("\"'", Quote.ESCAPED).define();
        family("scss|less|sass|stylus")
                .line("//", Place.NOT_AFTER_COLON)
                .block("/*", "*/")
                .quotes("\"'", Quote.ESCAPED)
                .define();
        family("php")
                .line("//")
                .line("#")
                .block("/*", "*/")
                .quotes("\"'", Quote.ESCAPED_LINES)
                .shape(Shape.PHP)
                .define();
        family("thrift|hcl|terraform|nix")
                .line("//")
                .line("#")
                .block("/*", "*/")
                .quotes("\"", Quote.ESCAPED)
                .define();
        family("python|starlark|cython")
                .line("#")
                .quotes("\"'", Quote.ESCAPED)
                .triple()
                .shape(Shape.PYTHON)
                .define();
        family("awk|r|rmarkdown|gdscript|crystal|sparql|turtle")
                .line("#")
                .quotes("\"'", Quote.ESCAPED)
                .define();
        family("elixir|toml|graphql|meson")
                .line("#")
                .quotes("\"'", Quote.ESCAPED)
                .triple()
                .define();
        family("ruby")
                .block("=begin", "=end", Place.LINE_START)
                .line("#", Place.WORD_START)
                .quotes("\"'", Quote.ESCAPED)
                .define();
        family("perl|raku")
                .block("=pod", "=cut", Place.LINE_START)
                .block("=head", "=cut", Place.LINE_START)
                .line("#", Place.WORD_START)
                .quotes("\"'", Quote.ESCAPED)
                .define();
        family("shell|fish|makefile|tcl|just|nginx|puppet|properties")
                .line("#", Place.WORD_START)
                .quotes("\"", Quote.ESCAPED)
                .quotes("'", Quote.PLAIN)
                .define();
        family("yaml")
                .line("#", Place.WORD_START)
                .quotes("\"", Quote.ESCAPED)
                .quotes("'", Quote.PLAIN_AFTER_SPACE)
                .define();
        family("dockerfile|java properties|ignore list|gitignore")
                .line("#", Place.LINE_START)
                .define();
        family("cmake")
                .block("#[[", "]]")
                .line("#")
                .quotes("\"", Quote.ESCAPED_LINES)
                .define();
        family("coffeescript")
                .block("###", "###")
                .line("#")
                .quotes("\"'", Quote.ESCAPED)
                .triple()
                .define();
        family("julia")
                .nested("#=", "=#")
                .line("#")
                .quotes("\"", Quote.ESCAPED)
                .quotes("'", Quote.CHARACTER)
                .triple()
                .define();
        family("nim")
                .nested("#[", "]#")
                .line("#")
                .quotes("\"", Quote.ESCAPED)
                .quotes("'", Quote.CHARACTER)
                .triple()
                .define();
        family("powershell")
                .block("<#", "#>")
                .line("#", Place.WORD_START)
                .quotes("\"'", Quote.PLAIN)
                .define();
        family("sql|plsql|plpgsql|tsql|hiveql")
                .line("--")
                .block("/*", "*/")
                .quotes("'\"`", Quote.PLAIN)
                .define();
        family("lua|moonscript")
                .block("--[[", "]]")
                .block("--[=[", "]=]")
                .line("--")
                .quotes("\"'", Quote.ESCAPED)
                .define();
        family("haskell|elm|purescript|idris|agda|literate haskell|dhall")
                .nested("{-", "-}")
                .line("--")
                .quotes("\"", Quote.ESCAPED)
                .quotes("'", Quote.CHARACTER)
                .define();
        family("lean").nested("/-", "-/").line("--").quotes("\"", Quote.ESCAPED).define();
        family("ada|vhdl|eiffel|applescript")
                .line("--")
                .quotes("\"", Quote.PLAIN)
                .quotes("'", Quote.CHARACTER)
                .define();
        family("common lisp|emacs lisp|clojure|scheme|racket|lisp|hy|fennel|newlisp")
                .nested("#|", "|#")
                .line(";")
                .quotes("\"", Quote.ESCAPED_LINES)
                .define();
        family("assembly|motorola 68k assembly|llvm|autohotkey")
                .line(";")
                .line("//")
                .block("/*", "*/")
                .quotes("\"'", Quote.PLAIN)
                .define();
        family("webassembly")
                .block("(;", ";)")
                .line(";;")
                .quotes("\"", Quote.ESCAPED)
                .define();
        family("ini").line(";", Place.LINE_START).line("#", Place.LINE_START).define();
        family("tex|bibtex style|postscript").line("%").define();
        family("matlab|octave")
                .block("%{", "%}", Place.LINE_START)
                .line("%")
                .quotes("\"", Quote.PLAIN_AFTER_SPACE)
                .quotes("'", Quote.PLAIN_AFTER_SPACE)
                .define();
        family("erlang").line("%").quotes("\"'", Quote.ESCAPED).define();
        family("prolog|logtalk")
                .line("%")
                .block("/*", "*/")
                .quotes("\"'", Quote.ESCAPED)
                .define();
        family("html|xml|svg|xslt|markdown|vue|svelte|html+erb|html+django|ant build system|maven pom")
                .block("<!--", "-->")
                .define();
        family("ocaml|standard ml|coq|wolfram language|reason")
                .nested("(*", "*)")
                .quotes("\"", Quote.ESCAPED_LINES)
                .quotes("'", Quote.CHARACTER)
                .define();
        family("f#")
                .line("//")
                .nested("(*", "*)")
                .quotes("\"", Quote.ESCAPED)
                .quotes("'", Quote.CHARACTER)
                .triple()
                .define();
        family("pascal|delphi|modula 2")
                .line("//")
                .block("(*", "*)")
                .block("{", "}")
                .quotes("'", Quote.PLAIN)
                .define();
        family("fortran|fortran free form").line("!").quotes("\"'", Quote.PLAIN).define();
        family("visual basic|visual basic .net|vba|vbscript")
                .line("'")
                .line("rem ", Place.LINE_START)
                .quotes("\"", Quote.PLAIN)
                .define();
        family("batchfile")
                .line("rem ", Place.LINE_START)
                .line("::", Place.LINE_START)
                .define();
        family("vim script")
                .line("\"", Place.LINE_START)
                .quotes("'", Quote.PLAIN)
                .define();
        family("smalltalk").block("\"", "\"").quotes("'", Quote.PLAIN_LINES).define();
        family("stata|sas")
                .line("//")
                .block("/*", "*/")
                .quotes("\"", Quote.PLAIN)
                .define();
    }

    /** The syntax of a language by its name in {@link LanguageNames}, or null where it has no comments or none we know. */
    static CommentSyntax of(String language) {
        return BY_LANGUAGE.get(language);
    }

    private static Family family(String languages) {
        return new Family(languages);
    }

    /** Gathers what the languages of a family share. */
    private static final class Family {
        private final String languages;
        private final List<Mark> marks = new ArrayList<>();
        private final Quote[] quotes = new Quote[256];
        private boolean triple;
        private Shape shape = Shape.COMMON;

        Family(String languages) {
            this.languages = languages;
        }

        Family line(String open) {
            return line(open, Place.ANYWHERE);
        }

        Family line(String open, Place place) {
            marks.add(new Mark(bytes(open), null, false, place));
            return this;
        }

        Family block(String open, String close) {
            return block(open, close, Place.ANYWHERE);
        }

        Family block(String open, String close, Place place) {
            marks.add(new Mark(bytes(open), bytes(close), false, place));
            return this;
        }

        Family nested(String open, String close) {
            marks.add(new Mark(bytes(open), bytes(close), true, Place.ANYWHERE));
            return this;
        }

        Family quotes(String signs, Quote quote) {
            for (byte sign : bytes(signs)) {
                quotes[sign] = quote;
            }
            return this;
        }

        Family triple() {
            triple = true;
            return this;
        }

        Family shape(Shape given) {
            shape = given;
            return this;
        }

        void define() {
            CommentSyntax syntax = new CommentSyntax(List.copyOf(marks), quotes, triple, shape, opens());
            for (String language : languages.split("\\|")) {
                if (BY_LANGUAGE.put(language, syntax) != null) {
                    throw new IllegalStateException("Two comment syntaxes for " + language);
                }
            }
        }

        private boolean[] opens() {
            boolean[] opens = new boolean[256];
            for (int b = 0; b < opens.length; b++) {
                opens[b] = quotes[b] != null;
            }
            for (Mark mark : marks) {
                opens[mark.open()[0]] = true;
                opens[Character.toUpperCase(mark.open()[0])] = true;
            }
            opens['\\'] = true;
            opens['/'] |= shape == Shape.REGEX_LITERALS;
            opens['?'] |= shape == Shape.PHP;
            return opens;
        }

        private static byte[] bytes(String text) {
            return text.getBytes(StandardCharsets.US_ASCII);
        }
    }
}
