package dev.tamis.filters.code;

import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/**
 * One name for each programming language: Linguist's in lower case, which The Stack v2 speaks of. Sources write the same
 * language in several ways ({@code Emacs Lisp}, {@code emacs-lisp}, {@code c-sharp}).
 */
final class LanguageNames {
    private static final Map<String, String> OTHER_NAMES = new HashMap<>();

    static {
        alias("text", "plain text", "plaintext", "txt");
        alias("tex", "latex", "bibtex", "context");
        alias("shell", "bash", "sh", "zsh", "ksh", "shell script", "shellscript");
        alias("batchfile", "batch", "bat", "batch file");
        alias("c++", "cpp", "cplusplus");
        alias("c#", "c sharp", "csharp");
        alias("f#", "f sharp", "fsharp");
        alias("javascript", "js", "ecmascript");
        alias("jsx", "javascript react");
        alias("typescript", "ts");
        alias("python", "python2", "python3", "py");
        alias("protocol buffer", "protobuf", "protocol buffers");
        alias("objective-c", "objective c", "objectivec", "objc");
        alias("objective-c++", "objective c++");
        alias("jupyter notebook", "jupyter");
        alias("visual basic .net", "vb.net", "visual basic.net", "vb");
        alias("vim script", "viml", "vimscript");
        alias("web ontology language", "owl");
        alias("graphviz (dot)", "dot", "graphviz");
        alias("smt", "smtlib", "smt lib", "smt-lib");
        alias("roff manpage", "man", "manpage");
        alias("roff", "groff", "troff", "nroff");
        alias("motorola 68k assembly", "m68k assembly", "motorola 68k");
        alias("webassembly", "wast", "wat", "wasm");
        alias("assembly", "asm", "nasm", "unix assembly");
        alias("go", "golang");
        alias("yaml", "yml");
        alias("markdown", "md");
        alias("html", "xhtml", "htm");
        alias("rmarkdown", "rmd");
        alias("systemverilog", "system verilog");
        alias("wolfram language", "mathematica", "wolfram");
        alias("java server pages", "jsp");
    }

    private LanguageNames() {}

    private static void alias(String name, String... others) {
        for (String other : others) {
            OTHER_NAMES.put(other, name);
        }
    }

    /** The name for what a source calls a language; null for null and for nothing but white space. */
    static String of(String said) {
        if (said == null || said.isBlank()) {
            return null;
        }
        String name = said.strip().toLowerCase(Locale.ROOT);
        String other = OTHER_NAMES.get(name);
        if (other != null) {
            return other;
        }
        if (name.startsWith("objective-c") || name.equals("c--") || name.length() < 3) {
            return name;
        }
        name = name.replace('-', ' ').replace('_', ' ');
        return OTHER_NAMES.getOrDefault(name, name);
    }
}
