package dev.tamis.filters.code;

import dev.tamis.filters.signal.Shared;
import dev.tamis.filters.signal.Subject;
import java.util.Locale;

/** What {@code meta.path} and {@code meta.language} say of a source file. Parts that are not known are null. */
final class SourceFile {
    static final Shared<SourceFile> OF = Shared.of(SourceFile::new, SourceFile::read);

    private String path;
    private String name;
    private String stem;
    private String extension;
    private String language;

    private SourceFile() {}

    private void read(Subject subject) {
        path = subject.meta().get("path");
        name = null;
        stem = null;
        extension = null;
        if (path != null) {
            path = path.replace('\\', '/');
            name = path.substring(path.lastIndexOf('/') + 1).toLowerCase(Locale.ROOT);
            int dot = name.lastIndexOf('.');
            stem = dot > 0 ? name.substring(0, dot) : name;
            extension = dot > 0 && dot + 1 < name.length() ? name.substring(dot + 1) : null;
        }
        language = LanguageNames.of(subject.meta().get("language"));
    }

    /** The path as the source wrote it, with {@code /}. */
    String path() {
        return path;
    }

    /** The path's last part in lower case; empty for a path that ends in {@code /}. */
    String name() {
        return name;
    }

    /** The name before its last full stop; a full stop at the start is part of it. */
    String stem() {
        return stem;
    }

    /** What follows the last full stop of the name, or null where nothing does. */
    String extension() {
        return extension;
    }

    /** The language by Linguist's name in lower case. */
    String language() {
        return language;
    }
}
