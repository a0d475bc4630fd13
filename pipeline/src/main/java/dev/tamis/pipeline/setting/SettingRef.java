package dev.tamis.pipeline.setting;

import java.io.Serializable;

/**
 * A file that a recipe names for a setting.
 *
 * @param key of the reader, such as {@code url_words}
 * @param role the key below it, such as {@code hard}, or empty
 * @param uri where it is
 * @param sha256 of its bytes when the run was planned
 */
public record SettingRef(String key, String role, String uri, String sha256) implements Serializable {}
