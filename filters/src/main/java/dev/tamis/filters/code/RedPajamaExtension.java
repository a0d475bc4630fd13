package dev.tamis.filters.code;

import dev.tamis.filters.record.Kind;
import dev.tamis.filters.signal.Example;
import dev.tamis.filters.signal.SignalType;
import dev.tamis.filters.signal.Subject;
import java.util.List;

/**
 * Whether the path ends in one of the 66 endings that RedPajama-v1 takes from GitHub. As there, upper and lower case
 * differ, and {@code Dockerfile} and {@code Makefile} are endings like the others.
 */
final class RedPajamaExtension extends CodeSignal {
    private static final String[] ENDINGS = endings();

    RedPajamaExtension() {
        super(
                "redpajama_extension",
                SignalType.FLAG,
                "True if meta.path ends in one of RedPajama-v1's 66 endings, case respected; null without a path. RedPajama-Data rp_v1, github_run_filter.py.");
    }

    private static String[] endings() {
        String extensions =
                "asm bat cmd c h cs cpp hpp c++ h++ cc hh C H cmake css dockerfile f90 f f03 f08 f77 f95 for"
                        + " fpp go hs html java js jl lua md markdown php php3 php4 php5 phps phpt pl pm pod perl ps1 psd1 psm1"
                        + " py rb rs sql scala sh bash command zsh ts tsx tex vb xml rst m smali";
        String[] endings = (extensions + " Dockerfile Makefile").split(" ");
        for (int i = 0; i < endings.length - 2; i++) {
            endings[i] = "." + endings[i];
        }
        return endings;
    }

    @Override
    public void measure(Subject subject, Value out) {
        String path = subject.get(SourceFile.OF).path();
        if (path == null) {
            return;
        }
        boolean found = false;
        for (String ending : ENDINGS) {
            found |= path.endsWith(ending);
        }
        out.set(found);
    }

    @Override
    public List<Example> examples() {
        return List.of(
                Example.undefined("x").as(Kind.CODE),
                file(Example.of("x", true), "a/B.java"),
                file(Example.of("x", true), "x.C"),
                file(Example.of("x", false), "B.JAVA"),
                file(Example.of("x", true), "docker/MyDockerfile"),
                file(Example.of("x", false), "a.kt"),
                file(Example.of("x", false), "java"));
    }
}
