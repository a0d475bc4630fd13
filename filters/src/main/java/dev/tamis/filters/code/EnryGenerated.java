package dev.tamis.filters.code;

import dev.tamis.filters.record.Kind;
import dev.tamis.filters.signal.Example;
import dev.tamis.filters.signal.SignalType;
import dev.tamis.filters.signal.Subject;
import dev.tamis.filters.text.TextView;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * Whether go-enry's {@code IsGenerated} would take the file for generated: names and directories, minified scripts and style
 * sheets, source maps, and what tools write into their output ({@link EnryMarks}). Left out are its tests of compiled
 * CoffeeScript, PostScript, GIMP, GameMaker and the {@code generator} of HTML. The tests are those of go-enry as
 * enry-python 0.2.0 has it, its slips included, which {@code bench/peers/code_parity.py} compares.
 */
final class EnryGenerated extends CodeSignal {
    /** More bytes a line than this on average, rounded down, are minified. */
    private static final int MINIFIED_LINE = 110;

    private static final Set<String> EXTENSIONS = Set.of("nib", "xcworkspacedata", "xcuserstate");
    /** Ends of paths; what stands before them may be more of the name. */
    private static final List<String> ENDINGS = List.of(
            "Gopkg.lock",
            "glide.lock",
            "npm-shrinkwrap.json",
            "package-lock.json",
            "pnpm-lock.yaml",
            "deno.lock",
            "composer.lock",
            "Cargo.lock",
            "Cargo.toml.orig",
            "Pipfile.lock",
            "poetry.lock",
            "pdm.lock",
            "uv.lock");
    /** Whole names, and esy's with any sign for its full stop. */
    private static final Set<String> NAMES = Set.of("flake.lock", "MODULE.bazel.lock", ".terraform.lock.hcl");

    private static final String ESY_END = "lock";
    private static final List<String> ENDINGS_OF_ANY_CASE =
            List.of(".designer.cs", ".designer.vb", ".feature.cs", ".js.map", ".css.map");
    private static final List<String> ZEPHIR = List.of(".zep.c", ".zep.h", ".zep.php");
    private static final List<String> PARTS = List.of("node_modules/", "Godeps/", "__generated__/");
    /** What a part of the path starts with. */
    private static final List<String> STARTS = List.of("Pods/", "Carthage/Build/", "htmlcov/", ".idea/", ".pnp.");

    private static final String VENDOR = "vendor/";
    private static final List<String> VENDOR_TLDS = List.of("com", "edu", "gov", "in", "me", "net", "org", "fm", "io");
    private static final String SQLX = ".sqlx/query-";
    private static final String SQLX_END = ".json";

    EnryGenerated() {
        super(
                "enry_generated",
                SignalType.FLAG,
                "True if go-enry's is_generated holds, as far as its tests are plain: lock files, node_modules, Go's vendor and the like by meta.path, minified js and css (more than 110 bytes a line), source maps, and the marks of protoc, Thrift, gRPC, Cython, JFlex, jOOQ, Doxygen and others in the lines where they stand; null without a path. The Stack v2 (Lozhkov et al. 2024, 2.1).");
    }

    @Override
    public void measure(Subject subject, Value out) {
        SourceFile file = subject.get(SourceFile.OF);
        if (file.path() != null) {
            TextView view = subject.view();
            out.set(isNamedSo(file) || isMinified(file, view) || EnryMarks.isMarked(file, view));
        }
    }

    private static boolean isNamedSo(SourceFile file) {
        String path = file.path();
        String name = path.substring(path.lastIndexOf('/') + 1);
        return EXTENSIONS.contains(extension(file.name()))
                || NAMES.contains(name)
                || isEsyLock(name)
                || endsWithAny(path, ENDINGS)
                || endsWithAny(path.toLowerCase(Locale.ROOT), ENDINGS_OF_ANY_CASE)
                || ZEPHIR.stream().anyMatch(ending -> path.length() > ending.length() && path.endsWith(ending))
                || PARTS.stream().anyMatch(path::contains)
                || STARTS.stream().anyMatch(start -> path.startsWith(start) || path.contains("/" + start))
                || isSqlxQuery(path)
                || isGoVendor(path);
    }

    /** Go's {@code filepath.Ext}: what follows the last full stop, even where the name begins with it. */
    private static String extension(String name) {
        int dot = name.lastIndexOf('.');
        return dot < 0 ? "" : name.substring(dot + 1);
    }

    private static boolean endsWithAny(String path, List<String> endings) {
        return endings.stream().anyMatch(path::endsWith);
    }

    /** {@code esy.lock} or {@code x.esy.lock}; go-enry takes any sign for the last full stop. */
    private static boolean isEsyLock(String name) {
        int esy = name.length() - ESY_END.length() - "esy.".length();
        if (esy < 0 || !name.startsWith("esy", esy) || !name.endsWith(ESY_END)) {
            return false;
        }
        if (esy == 0) {
            return true;
        }
        return esy > 1
                && name.charAt(esy - 1) == '.'
                && name.chars().limit(esy - 1).allMatch(c -> isAsciiWord(c) || c == '_');
    }

    private static boolean isAsciiWord(int c) {
        return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
    }

    private static boolean isSqlxQuery(String path) {
        if (!path.endsWith(SQLX_END)) {
            return false;
        }
        int at = path.startsWith(SQLX) ? 0 : path.indexOf("/" + SQLX) + 1;
        return (at > 0 || path.startsWith(SQLX)) && path.length() > at + SQLX.length() + SQLX_END.length();
    }

    /** {@code vendor/} and a host's name under one of the top-level domains that Go's packages mostly live under. */
    private static boolean isGoVendor(String path) {
        for (int at = path.indexOf(VENDOR); at >= 0; at = path.indexOf(VENDOR, at + 1)) {
            int label = at + VENDOR.length();
            int next = label;
            while (next < path.length() && (isAsciiWord(path.charAt(next)) || path.charAt(next) == '-')) {
                next++;
                boolean ends = next < path.length() && path.charAt(next) == '.';
                if (ends) {
                    next++;
                    int after = next;
                    if (VENDOR_TLDS.stream().anyMatch(tld -> path.startsWith(tld, after))) {
                        return true;
                    }
                }
            }
        }
        return false;
    }

    /** go-enry's test of minified files: scripts and style sheets of more than 110 bytes a line. */
    static boolean isMinified(SourceFile file, TextView view) {
        boolean minifiable = "js".equals(file.extension()) || "css".equals(file.extension());
        if (!minifiable || view.lines() == 0) {
            return false;
        }
        int last = view.lines() - 1;
        int bytes = view.lineEnd(last) - last;
        return bytes / view.lines() > MINIFIED_LINE;
    }

    @Override
    public List<Example> examples() {
        return List.of(
                Example.undefined("x").as(Kind.CODE),
                file(Example.of("all:\n", false), "Makefile"),
                file(Example.of("package x\n", false), "a/x.go"),
                file(Example.of("// Code generated by y. DO NOT EDIT.\npackage x\n", true), "a/x.go"),
                file(Example.of("// Code generated by y. DO NOT EDIT.\n", false), "a/x.java"),
                file(Example.of("{}", true), "web/package-lock.json"),
                file(Example.of("x", true), "a/node_modules/b/c.js"),
                file(Example.of("x", true), "src/vendor/golang.org/x/sys/a.s"),
                file(Example.of("x", false), "src/vendor/a/b.com/c.s"),
                file(Example.of("x".repeat(110), false), "a.js"),
                file(Example.of("x".repeat(111), true), "a.js"),
                file(Example.of("x".repeat(111), false), "a.ts"),
                file(Example.of("f()\n//# sourceMappingURL=a.js.map\n", true), "a.js"),
                file(Example.of("{\"version\":3,\"file\":1}", true), "a.json"));
    }
}
