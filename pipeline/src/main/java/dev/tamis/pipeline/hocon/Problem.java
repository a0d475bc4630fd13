package dev.tamis.pipeline.hocon;

import java.util.Objects;

/**
 * One thing that is wrong with a recipe or rule file.
 *
 * @param file the file as the operator named it, or {@code --set} or {@code --output}
 * @param line line of the value, from 1; 0 where there is none
 * @param key the full key, such as {@code sources.web.kind}; empty where the file as a whole is meant
 * @param message what was found and what is allowed
 */
public record Problem(String file, int line, String key, String message) {
    public Problem {
        Objects.requireNonNull(file, "file");
        Objects.requireNonNull(key, "key");
        Objects.requireNonNull(message, "message");
    }

    /** {@code conf/web.conf:31: sources.web.kind: expected ...} */
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder(file);
        if (line > 0) {
            text.append(':').append(line);
        }
        text.append(": ");
        if (!key.isEmpty()) {
            text.append(key).append(": ");
        }
        return text.append(message).toString();
    }
}
