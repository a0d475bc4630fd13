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
 */
record Artifact(Registry registry, String name, String version) {

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

    /** Reads {@code name:version} or {@code group:artifact:version}; empty where a part is missing or odd. */
    static Optional<Artifact> parse(Registry registry, String text) {
        int colon = text.lastIndexOf(':');
        if (colon <= 0) {
            return Optional.empty();
        }
        String name = text.substring(0, colon);
        List<String> parts = new ArrayList<>(List.of(text.substring(colon + 1)));
        if (registry == Registry.MAVEN) {
            int middle = name.indexOf(':');
            if (middle < 0) {
                return Optional.empty();
            }
            parts.add(name.substring(0, middle));
            parts.add(name.substring(middle + 1));
        } else {
            String plain = name.startsWith("@") ? name.substring(1) : name;
            int slash = plain.indexOf('/');
            if (name.startsWith("@") != (slash > 0)) {
                return Optional.empty();
            }
            parts.add(slash < 0 ? plain : plain.substring(0, slash));
            parts.add(plain.substring(slash + 1));
        }
        return parts.stream().allMatch(Artifact::isPlain)
                ? Optional.of(new Artifact(registry, name, text.substring(colon + 1)))
                : Optional.empty();
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
                + version + ".jar";
    }

    @Override
    public String toString() {
        return registry.id() + " " + name + ":" + version;
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
