package dev.tamis.jobs.quickstart;

import java.util.Locale;
import java.util.Set;

/**
 * Which entries of an artifact become input.
 *
 * <p>Only what no crawl would hold as a page of its own is left out here: frames, indexes and search shells that javadoc
 * generates. Short, empty, repeated and damaged things stay, for Tamis to judge.
 */
final class Selection {
    private static final Set<String> GENERATED = Set.of(
            "index",
            "index-all",
            "allclasses",
            "allclasses-frame",
            "allclasses-noframe",
            "allclasses-index",
            "allpackages-index",
            "overview-frame",
            "overview-summary",
            "overview-tree",
            "package-frame",
            "package-tree",
            "package-use",
            "constant-values",
            "deprecated-list",
            "help-doc",
            "serialized-form",
            "search",
            "system-properties",
            "new-list",
            "preview-list");
    private static final Set<String> GENERATED_FOLDERS = Set.of("class-use", "index-files", "src-html", "legal");

    private static final Set<String> IMAGES =
            Set.of("jpg", "jpeg", "png", "gif", "webp", "bmp", "tif", "tiff", "avif", "heic", "psd", "jp2", "jxl");

    private static final String SAFE = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._-";

    private Selection() {}

    /** Media type of a page, or null where the entry is none. */
    static String pageType(Artifact artifact, String entry) {
        if (entry.startsWith("META-INF/")) {
            return null;
        }
        String type = switch (extension(entry)) {
            case "html", "htm" -> "text/html";
            case "xhtml" -> "application/xhtml+xml";
            default -> null;
        };
        return type != null && artifact.isJavadoc() && isGenerated(entry) ? null : type;
    }

    /** Media type of an image, or null where the entry is none that pages show. */
    static String imageType(String entry) {
        return switch (extension(entry)) {
            case "png" -> "image/png";
            case "jpg", "jpeg" -> "image/jpeg";
            case "gif" -> "image/gif";
            case "webp" -> "image/webp";
            default -> null;
        };
    }

    /** Whether an entry is an image of any format that a recipe would take for one. */
    static boolean isImage(String entry) {
        return IMAGES.contains(extension(entry));
    }

    private static boolean isGenerated(String entry) {
        String[] segments = entry.split("/", -1);
        for (int i = 0; i < segments.length - 1; i++) {
            if (GENERATED_FOLDERS.contains(segments[i])) {
                return true;
            }
        }
        String name = segments[segments.length - 1];
        return GENERATED.contains(name.substring(0, name.lastIndexOf('.')));
    }

    /** Extension under which an entry becomes a document, or null where it is none. */
    static String documentExtension(String entry) {
        String name = entry.substring(entry.lastIndexOf('/') + 1);
        if (entry.startsWith("META-INF/") || name.startsWith("LICENSE")) {
            return null;
        }
        String extension = extension(entry);
        return switch (extension) {
            case "pdf", "epub", "docx", "odt", "txt" -> extension;
            case "test" -> "txt"; // Tika's samples of running text: de.test, fr.test, ...
            default -> null;
        };
    }

    /**
     * A file name for an entry that is safe on every file system and cannot lead out of its folder: the artifact, then
     * the entry's own name with anything but ASCII letters, digits, dot, dash and underscore replaced.
     */
    static String documentName(Artifact artifact, String entry, String extension) {
        String name = entry.substring(entry.lastIndexOf('/') + 1);
        int dot = name.lastIndexOf('.');
        StringBuilder safe = new StringBuilder(artifact.stem()).append("--");
        for (char c : name.substring(0, dot < 0 ? name.length() : dot).toCharArray()) {
            safe.append(SAFE.indexOf(c) >= 0 ? c : '_');
        }
        return safe.append('.').append(extension).toString();
    }

    private static String extension(String entry) {
        int dot = entry.lastIndexOf('.');
        return dot <= entry.lastIndexOf('/') ? "" : entry.substring(dot + 1).toLowerCase(Locale.ROOT);
    }
}
