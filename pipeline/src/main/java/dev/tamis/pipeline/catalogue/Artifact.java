package dev.tamis.pipeline.catalogue;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A package of a public registry, of a fixed version.
 *
 * @param registry where it is
 * @param name npm's name, such as {@code @scope/name}, or Maven's {@code group:artifact}
 * @param version of it
 * @param classifier of one of Maven's jars, such as {@code linux-x86_64}; empty for the main one, and with npm
 */
record Artifact(Registry registry, String name, String version, String classifier) {

    /** What packages come from. */
    enum Registry {
        NPM("npm", "TAMIS_NPM_REGISTRY", "https://registry.npmjs.org"),
        MAVEN("maven", "TAMIS_MAVEN_REPOSITORY", "https://repo.maven.apache.org/maven2");

        private final String id;
        private final String variable;
        private final String address;

        Registry(String id, String variable, String address) {
            this.id = id;
            this.variable = variable;
            this.address = address;
        }

        /** The key of the catalogue that names one of its packages. */
        String id() {
            return id;
        }

        /** The environment variable that puts another address, such as that of a mirror, in its place. */
        String variable() {
            return variable;
        }

        String address() {
            return address;
        }
    }

    /**
     * Reads {@code name:version}, {@code group:artifact:version} or {@code group:artifact:version:classifier}; empty where a
     * part is missing or odd.
     */
    static Optional<Artifact> parse(Registry registry, String text) {
        List<String> parts = List.of(text.split(":", -1));
        boolean maven = registry == Registry.MAVEN;
        if (maven ? parts.size() < 3 || parts.size() > 4 : parts.size() != 2) {
            return Optional.empty();
        }
        List<String> plain = new ArrayList<>(parts);
        if (!maven) {
            String name = parts.get(0).startsWith("@") ? parts.get(0).substring(1) : parts.get(0);
            int slash = name.indexOf('/');
            if (parts.get(0).startsWith("@") != (slash > 0)) {
                return Optional.empty();
            }
            plain.set(0, slash < 0 ? name : name.substring(0, slash));
            plain.add(name.substring(slash + 1));
        }
        if (!plain.stream().allMatch(Artifact::isPlain)) {
            return Optional.empty();
        }
        return Optional.of(
                maven
                        ? new Artifact(
                                registry,
                                parts.get(0) + ":" + parts.get(1),
                                parts.get(2),
                                parts.size() == 4 ? parts.get(3) : "")
                        : new Artifact(registry, parts.get(0), parts.get(1), ""));
    }

    /** The path of its archive below the registry's address: npm's tarball, or Maven's jar. */
    String path() {
        if (registry == Registry.NPM) {
            String base = name.substring(name.indexOf('/') + 1);
            return name + "/-/" + base + "-" + version + ".tgz";
        }
        int colon = name.indexOf(':');
        String artifact = name.substring(colon + 1);
        return name.substring(0, colon).replace('.', '/') + "/" + artifact + "/" + version + "/" + artifact + "-"
                + version + (classifier.isEmpty() ? "" : "-" + classifier) + ".jar";
    }

    @Override
    public String toString() {
        return registry.id() + " " + name + ":" + version + (classifier.isEmpty() ? "" : ":" + classifier);
    }

    /** Letters, digits, and dots, dashes and underscores between them: nothing that means something in an address. */
    private static boolean isPlain(String part) {
        return !part.isEmpty()
                && part.chars()
                        .allMatch(c -> (c >= 'a' && c <= 'z')
                                || (c >= 'A' && c <= 'Z')
                                || (c >= '0' && c <= '9')
                                || c == '.'
                                || c == '-'
                                || c == '_')
                && part.charAt(0) != '.'
                && !part.contains("..");
    }
}
