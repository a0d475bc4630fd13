package dev.tamis.filters.signal;

import dev.tamis.filters.language.StopWordTable;

/** The stop words that signals count by the text's language. */
public final class StopWordSetting {
    /** By language; where a recipe sets none, those that come with Tamis. */
    public static final Setting<StopWordTable> STOP_WORDS = new Setting<>(StopWordTable.bundled());

    private StopWordSetting() {}
}
