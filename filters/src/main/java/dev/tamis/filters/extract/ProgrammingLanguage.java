package dev.tamis.filters.extract;

import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** The programming language of a file, from its name or, for a script without extension, its first line. */
final class ProgrammingLanguage {
    private static final Map<String, String> BY_EXTENSION =
            table("ada adb ads|agda agda|apex trigger|assembly asm s nasm|awk awk|bash sh bash zsh ksh|batch bat cmd"
                    + "|c c|c++ cpp cc cxx hpp hh hxx c++ h++ ipp tpp inl|c-header h|c# cs csx|clojure clj cljs cljc edn"
                    + "|cmake cmake|cobol cob cbl cpy|coffeescript coffee|common-lisp lisp lsp cl|crystal cr|css css"
                    + "|cuda cu cuh|cython pyx pxd pxi|d d di|dart dart|dockerfile dockerfile|elixir ex exs|elm elm"
                    + "|emacs-lisp el|erlang erl hrl|f# fs fsi fsx|fish fish|fortran f f77 f90 f95 f03 f08 for"
                    + "|gdscript gd|glsl glsl vert frag geom comp|go go|gradle gradle|graphql graphql gql|groovy groovy"
                    + "|haskell hs lhs|haxe hx|hcl tf tfvars hcl|hlsl hlsl fx|html html htm xhtml|idris idr|ini ini cfg"
                    + "|java java|javascript js mjs cjs|json json jsonl geojson|jsx jsx|julia jl|jupyter ipynb|kotlin kt kts"
                    + "|latex tex sty ltx|less less|lua lua|makefile mk mak|markdown md markdown mdown|matlab m"
                    + "|meson meson|nim nim nims|nix nix|objective-c++ mm|ocaml ml mli|pascal pas dpr lpr pp|perl pl pm t pod"
                    + "|php php php3 php4 php5 phtml|plain-text txt|powershell ps1 psm1 psd1|prolog pro prolog"
                    + "|protobuf proto|puppet epp|purescript purs|python py pyw pyi|r r rmd|racket rkt|raku raku rakumod p6"
                    + "|restructuredtext rst|ruby rb rake gemspec ru|rust rs|sass sass|scala scala sc sbt|scheme scm ss"
                    + "|scss scss|smalltalk st|solidity sol|sparql sparql rq|sql sql|stata do ado|svelte svelte|swift swift"
                    + "|systemverilog sv svh|tcl tcl|thrift thrift|toml toml|tsx tsx|typescript ts mts cts|vb.net vb"
                    + "|verilog v vh|vhdl vhd vhdl|vim-script vim|visual-basic bas frm|vue vue|webassembly wat wast"
                    + "|xml xml xsd xsl xslt svg|yaml yaml yml|zig zig"
                    // Languages that rules speak of.
                    + "|roff roff|roff-manpage man mdoc 1 2 3 4 5 6 7 8 9|smt smt smt2|web-ontology-language owl"
                    + "|graphviz-(dot) dot gv|motorola-68k-assembly x68|yacc y yacc");

    private static final Map<String, String> BY_NAME = table(
            "makefile makefile gnumakefile|dockerfile dockerfile containerfile"
                    + "|cmake cmakelists.txt|ruby rakefile gemfile vagrantfile podfile fastfile|groovy jenkinsfile"
                    + "|meson meson.build meson_options.txt|starlark build build.bazel workspace|python sconstruct sconscript wscript"
                    + "|bash .bashrc .bash_profile .profile .zshrc pkgbuild|just justfile|plain-text readme.1st read.me|vim-script .vimrc|go-module go.mod");

    /** Names that are text to go-enry, in upper case as they stand: {@code license} may be a script. */
    private static final Set<String> TEXTS =
            Set.of("LICENSE", "COPYING", "INSTALL", "NEWS", "CITATION", "CITATIONS", "FONTLOG");

    private static final Map<String, String> BY_INTERPRETER =
            table("bash sh bash dash zsh ksh ash|python python python2 python3 pypy"
                    + "|perl perl|ruby ruby jruby|javascript node nodejs|php php|lua lua luajit|awk awk gawk mawk|tcl tclsh wish"
                    + "|r rscript|groovy groovy|scala scala|fish fish|julia julia|elixir elixir|erlang escript|haskell runhaskell runghc"
                    + "|typescript deno ts-node|powershell pwsh|racket racket|scheme guile|makefile make");

    private ProgrammingLanguage() {}

    /**
     * The language, in lower case, or null when neither name nor first line tells.
     *
     * @param path file name or path with {@code /}, or null
     */
    static String of(String path, String text) {
        if (path != null) {
            String written = path.substring(path.lastIndexOf('/') + 1);
            String name = written.toLowerCase(Locale.ROOT);
            String language = TEXTS.contains(written) ? "plain-text" : BY_NAME.get(name);
            if (language == null) {
                language = BY_EXTENSION.get(ContentType.extension(name));
            }
            if (language == null && (name.startsWith("dockerfile.") || name.startsWith("makefile."))) {
                language = name.substring(0, name.indexOf('.'));
            }
            if (language != null) {
                return refined(language, text);
            }
        }
        return byInterpreter(text);
    }

    /** Settles the two extensions that unlike languages share. */
    private static String refined(String language, String text) {
        String head = text.length() > 20_000 ? text.substring(0, 20_000) : text;
        if (language.equals("matlab")
                && (head.contains("@interface")
                        || head.contains("@implementation")
                        || head.contains("#import")
                        || head.contains("#include"))) {
            return "objective-c";
        }
        if (language.equals("c-header")) {
            if (head.contains("@interface") || head.contains("@protocol")) {
                return "objective-c";
            }
            boolean plusPlus = head.contains("namespace ")
                    || head.contains("template <")
                    || head.contains("template<")
                    || head.contains("\nclass ")
                    || head.contains("public:")
                    || head.contains("std::");
            return plusPlus ? "c++" : "c";
        }
        return language;
    }

    private static String byInterpreter(String text) {
        if (!text.startsWith("#!")) {
            return null;
        }
        int end = text.indexOf('\n');
        String line =
                text.substring(2, Math.min(end < 0 ? text.length() : end, 200)).strip();
        String program = null;
        int at = 0;
        while (at < line.length()) {
            int next = at;
            while (next < line.length() && line.charAt(next) > ' ') {
                next++;
            }
            String word = line.substring(at, next);
            program = word.substring(word.lastIndexOf('/') + 1).toLowerCase(Locale.ROOT);
            boolean skip = program.isEmpty()
                    || program.equals("env")
                    || program.startsWith("-")
                    || (word.indexOf('=') > 0 && word.indexOf('/') < 0);
            if (!skip) {
                break;
            }
            at = next + 1;
        }
        if (program == null) {
            return null;
        }
        String language = BY_INTERPRETER.get(program);
        int length = program.length();
        while (language == null
                && length > 0
                && (isDigit(program.charAt(length - 1)) || program.charAt(length - 1) == '.')) {
            length--;
            language = BY_INTERPRETER.get(program.substring(0, length));
        }
        return language;
    }

    private static boolean isDigit(char c) {
        return c >= '0' && c <= '9';
    }

    private static Map<String, String> table(String rows) {
        Map<String, String> table = new HashMap<>();
        for (String row : rows.split("\\|")) {
            String[] words = row.split(" ");
            for (int i = 1; i < words.length; i++) {
                table.put(words[i], words[0]);
            }
        }
        return Map.copyOf(table);
    }
}
