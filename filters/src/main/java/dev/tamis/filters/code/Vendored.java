package dev.tamis.filters.code;

import dev.tamis.filters.record.Kind;
import dev.tamis.filters.signal.Example;
import dev.tamis.filters.signal.SignalType;
import dev.tamis.filters.signal.Subject;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** Whether the path says that the file was copied from elsewhere. */
final class Vendored extends CodeSignal {
    private static final Set<String> DIRECTORIES = Set.of(
            "node_modules",
            "bower_components",
            "vendor",
            "vendors",
            "third_party",
            "third-party",
            "thirdparty",
            "3rd_party",
            "3rd-party",
            "3rdparty",
            "extern",
            "external",
            "externals",
            "carthage",
            "pods",
            "mathjax",
            "ace-builds",
            "tiny_mce",
            "bootstrap-datepicker",
            "flow-typed",
            "jspm_packages",
            "site-packages");
    private static final Set<String> NAMES = Set.of(
            "configure",
            "config.guess",
            "config.sub",
            "aclocal.m4",
            "libtool.m4",
            "ltoptions.m4",
            "ltsugar.m4",
            "ltversion.m4",
            "gradlew",
            "gradlew.bat",
            "mvnw",
            "mvnw.cmd",
            "cpplint.py",
            "erlang.mk",
            "waf");

    Vendored() {
        super(
                "is_vendored",
                SignalType.FLAG,
                "True if a directory of meta.path is one for the code of others (node_modules, vendor, third_party, bower_components and others), or file_name that of a script that tools copy in (configure, gradlew, mvnw and others); a part of Linguist's vendor.yml; null without a path.");
    }

    @Override
    public void measure(Subject subject, Value out) {
        SourceFile file = subject.get(SourceFile.OF);
        if (file.path() != null) {
            out.set(NAMES.contains(file.name()) || isWithin(file.path().toLowerCase(Locale.ROOT)));
        }
    }

    private static boolean isWithin(String path) {
        int start = 0;
        for (int end = path.indexOf('/'); end >= 0; end = path.indexOf('/', start)) {
            if (DIRECTORIES.contains(path.substring(start, end))) {
                return true;
            }
            start = end + 1;
        }
        return false;
    }

    @Override
    public List<Example> examples() {
        return List.of(
                Example.undefined("x").as(Kind.CODE),
                file(Example.of("", true), "web/node_modules/a/b.js"),
                file(Example.of("", true), "Third_Party/zlib/inflate.c"),
                file(Example.of("", true), "gradlew"),
                file(Example.of("", false), "src/vendor.c"),
                file(Example.of("", false), "my-vendor/a.c"));
    }
}
