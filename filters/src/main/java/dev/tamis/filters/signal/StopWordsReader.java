package dev.tamis.filters.signal;

import dev.tamis.filters.language.LanguageIdentifier;
import dev.tamis.filters.language.StopWordTable;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * Reads {@code safety.stop_words}: tables of stop words as {@link StopWordTable#read} takes them. They are added to those that
 * come with Tamis, and take the place of a language's that are there already.
 */
public final class StopWordsReader implements SettingReader<StopWordTable> {

    @Override
    public String key() {
        return "stop_words";
    }

    @Override
    public Setting<StopWordTable> setting() {
        return StopWordSetting.STOP_WORDS;
    }

    @Override
    public StopWordTable read(List<SettingFile> files) throws IOException {
        StopWordTable table = StopWordTable.bundled();
        Set<String> seen = new TreeSet<>();
        for (SettingFile file : files) {
            StopWordTable own;
            try (InputStream in = file.open()) {
                own = StopWordTable.read(in, file.name());
            } catch (IllegalArgumentException e) {
                throw new IOException(e.getMessage(), e);
            }
            for (String language : own.languages()) {
                if (!LanguageIdentifier.codes().contains(language)) {
                    // its words would never be asked for
                    throw new IOException(file.name() + ": " + language
                            + " is the code of no language that is told (must be as in the signal lang, such as eu)");
                }
                if (!seen.add(language)) {
                    throw new IOException(file.name() + ": language " + language + " is in another file too");
                }
            }
            table = table.with(own);
        }
        return table;
    }
}
