package dev.tamis.models.fasttext;

import dev.tamis.filters.language.TextLanguage;
import dev.tamis.filters.signal.LanguageSetting;
import dev.tamis.filters.signal.Setting;
import dev.tamis.filters.signal.SettingReader;
import dev.tamis.models.ModelException;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.List;

/** Reads the fastText model that a recipe has to tell languages. */
public final class FastTextLanguageReader implements SettingReader<TextLanguage> {
    @Override
    public String key() {
        return "language";
    }

    @Override
    public Setting<TextLanguage> setting() {
        return LanguageSetting.LANGUAGE;
    }

    @Override
    public TextLanguage read(List<SettingFile> files) throws IOException {
        if (files.size() != 1) {
            throw new ModelException("One model tells languages, but " + files.size() + " files are given");
        }
        SettingFile file = files.get(0);
        try (InputStream in = new BufferedInputStream(file.open())) {
            return new FastTextLanguage(FastTextModel.read(in, length(file), file.name()));
        } catch (IllegalArgumentException e) {
            throw new ModelException(file.name() + ": " + e.getMessage(), e);
        }
    }

    /** A setting's file does not say its length, and a broken model must not be believed. */
    private static long length(SettingFile file) throws IOException {
        try (InputStream in = file.open()) {
            return in.transferTo(OutputStream.nullOutputStream());
        }
    }
}
