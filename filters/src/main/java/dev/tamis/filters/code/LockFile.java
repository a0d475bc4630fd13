package dev.tamis.filters.code;

import dev.tamis.filters.record.Kind;
import dev.tamis.filters.signal.Example;
import dev.tamis.filters.signal.SignalType;
import dev.tamis.filters.signal.Subject;
import java.util.List;
import java.util.Set;

/** Whether the file lists the versions that a package manager chose. */
final class LockFile extends CodeSignal {
    private static final Set<String> NAMES = Set.of(
            "package-lock.json",
            "npm-shrinkwrap.json",
            "yarn.lock",
            "pnpm-lock.yaml",
            "bun.lock",
            "deno.lock",
            "composer.lock",
            "gemfile.lock",
            "poetry.lock",
            "pdm.lock",
            "uv.lock",
            "pipfile.lock",
            "conda-lock.yml",
            "cargo.lock",
            "go.sum",
            "gopkg.lock",
            "glide.lock",
            "flake.lock",
            "mix.lock",
            "rebar.lock",
            "pubspec.lock",
            "podfile.lock",
            "cartfile.resolved",
            "package.resolved",
            "paket.lock",
            "packages.lock.json",
            "gradle.lockfile",
            "stack.yaml.lock",
            "cabal.project.freeze",
            ".terraform.lock.hcl",
            "renv.lock",
            "packrat.lock",
            "manifest.lock",
            "spack.lock",
            "esy.lock");

    LockFile() {
        super(
                "is_lock_file",
                SignalType.FLAG,
                "True if file_name is that of a list of resolved dependencies (package-lock.json, yarn.lock, Cargo.lock, go.sum and others); null without a path.");
    }

    @Override
    public void measure(Subject subject, Value out) {
        SourceFile file = subject.get(SourceFile.OF);
        if (file.path() != null) {
            out.set(NAMES.contains(file.name()));
        }
    }

    @Override
    public List<Example> examples() {
        return List.of(
                Example.undefined("x").as(Kind.CODE),
                file(Example.of("", true), "a/Cargo.lock"),
                file(Example.of("", true), "yarn.lock"),
                file(Example.of("", false), "my-yarn.lock"),
                file(Example.of("", false), "lock"));
    }
}
