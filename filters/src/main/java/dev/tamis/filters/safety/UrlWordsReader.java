package dev.tamis.filters.safety;

import dev.tamis.filters.signal.Setting;
import dev.tamis.filters.signal.SettingReader;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;

/** Reads {@code safety.url_words}: the files of its keys {@code strict}, {@code hard} and {@code soft}, any of them absent. */
public final class UrlWordsReader implements SettingReader<UrlWords> {

    @Override
    public String key() {
        return "url_words";
    }

    @Override
    public Setting<UrlWords> setting() {
        return UrlWords.SETTING;
    }

    @Override
    public UrlWords read(List<SettingFile> files) throws IOException {
        return UrlWords.read(of("strict", files), of("hard", files), of("soft", files));
    }

    private static InputStream of(String role, List<SettingFile> files) throws IOException {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (SettingFile file : files) {
            if (file.role().equals(role)) {
                try (InputStream in = file.open()) {
                    in.transferTo(all);
                }
                // the last line of a file may have no end
                all.write('\n');
            }
        }
        return new ByteArrayInputStream(all.toByteArray());
    }
}
