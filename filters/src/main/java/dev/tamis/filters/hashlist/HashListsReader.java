package dev.tamis.filters.hashlist;

import dev.tamis.filters.signal.Setting;
import dev.tamis.filters.signal.SettingReader;
import java.io.IOException;
import java.util.List;

/** Reads {@code safety.hash_lists}; the role of a file is its kind. */
public final class HashListsReader implements SettingReader<HashLists> {
    @Override
    public String key() {
        return "hash_lists";
    }

    @Override
    public Setting<HashLists> setting() {
        return HashLists.SETTING;
    }

    @Override
    public HashLists read(List<SettingFile> files) throws IOException {
        return HashLists.read(files);
    }
}
