package dev.tamis.filters.signal;

import java.util.HashMap;
import java.util.Map;
import java.util.Objects;

/** What a recipe set for its signals. Immutable and shared by threads. */
public final class Settings {
    private static final Settings NONE = new Settings(new HashMap<>());

    private final Map<Setting<?>, Object> values;

    private Settings(Map<Setting<?>, Object> values) {
        this.values = values;
    }

    /** Nothing set: every setting has its standard value. */
    public static Settings none() {
        return NONE;
    }

    /** These settings with one more, or with another value for one. */
    public <T> Settings with(Setting<T> setting, T value) {
        Map<Setting<?>, Object> copy = new HashMap<>(values);
        copy.put(setting, Objects.requireNonNull(value, "value"));
        return new Settings(copy);
    }

    public <T> T get(Setting<T> setting) {
        Object value = values.get(setting);
        if (value == null) {
            return setting.standard();
        }
        // with() takes values of the setting's own type only
        @SuppressWarnings("unchecked")
        T typed = (T) value;
        return typed;
    }
}
