package dev.tamis.filters.child;

import java.io.File;
import java.net.URISyntaxException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.security.CodeSource;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * The class path of a child process: all that this process could load its main class and that one's libraries from.
 *
 * <p>{@code java.class.path} alone is not enough: in a Spark executor the application's jar is known only to a class
 * loader that was made later. It comes last, so that what an application brings goes before what its platform has.
 */
final class ChildClassPath {
    private ChildClassPath() {}

    /** @param libraries a class of each library that the child needs */
    static String of(Class<?> main, List<Class<?>> libraries) {
        Set<String> entries = new LinkedHashSet<>();
        addSource(entries, main);
        addSource(entries, ChildClassPath.class);
        for (Class<?> library : libraries) {
            addSource(entries, library);
        }
        addLoaders(entries, Thread.currentThread().getContextClassLoader());
        addLoaders(entries, ChildClassPath.class.getClassLoader());
        for (String entry : System.getProperty("java.class.path", "").split(File.pathSeparator)) {
            if (!entry.isEmpty()) {
                entries.add(Path.of(entry).toAbsolutePath().toString());
            }
        }
        return String.join(File.pathSeparator, entries);
    }

    private static void addSource(Set<String> entries, Class<?> needed) {
        CodeSource source = needed.getProtectionDomain().getCodeSource();
        if (source != null) {
            add(entries, source.getLocation());
        }
    }

    private static void addLoaders(Set<String> entries, ClassLoader first) {
        for (ClassLoader loader = first; loader != null; loader = loader.getParent()) {
            if (loader instanceof URLClassLoader urls) {
                for (URL url : urls.getURLs()) {
                    add(entries, url);
                }
            }
        }
    }

    /** Adds what is a local file or directory; anything else a child without network could not load. */
    private static void add(Set<String> entries, URL url) {
        if (url != null && url.getProtocol().equals("file")) {
            try {
                entries.add(Path.of(url.toURI()).toAbsolutePath().toString());
            } catch (URISyntaxException e) {
                // A URL with unescaped characters, as old loaders make them.
                entries.add(Path.of(url.getPath()).toAbsolutePath().toString());
            }
        }
    }
}
