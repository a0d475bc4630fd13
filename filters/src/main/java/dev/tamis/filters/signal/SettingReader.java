package dev.tamis.filters.signal;

import java.io.IOException;
import java.io.InputStream;
import java.util.List;

/**
 * Makes a {@link Setting} of files that a recipe names, such as a list of domains or a model. Found by {@link
 * java.util.ServiceLoader}; the recipe's block {@code safety} has a key for each list that Tamis knows.
 */
public interface SettingReader<T> {

    /**
     * The recipe's key: {@code language}, or in the block {@code safety} one of {@code url_blocklists}, {@code url_words},
     * {@code word_lists} and {@code stop_words}.
     */
    String key();

    /** What it fills. */
    Setting<T> setting();

    /**
     * Reads the files, in the order of the recipe and then of their paths. The result is immutable: the threads of a process
     * share it.
     *
     * @throws IOException if a file cannot be read, or is not of the form it must be; the run then fails
     */
    T read(List<SettingFile> files) throws IOException;

    /** A file on whatever file system it is. */
    interface SettingFile {
        /** The key below the reader's: {@code strict}, {@code hard} or {@code soft} of {@code url_words}; else empty. */
        String role();

        /** The file's name without its folders, which may say its language. */
        String name();

        /** The name of the folder that the file is in, which may say its category. */
        String folder();

        /** Opens it anew at each call; the reader closes it. */
        InputStream open() throws IOException;
    }
}
