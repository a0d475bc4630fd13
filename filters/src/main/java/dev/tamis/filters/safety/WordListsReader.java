package dev.tamis.filters.safety;

import dev.tamis.filters.signal.Setting;
import dev.tamis.filters.signal.SettingReader;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;

/**
 * Reads {@code safety.word_lists}: a file a language, named by its code with or without {@code .txt}, as LDNOOBW has them.
 * Files whose names begin in upper case, such as README, are passed over.
 */
public final class WordListsReader implements SettingReader<WordLists> {

    @Override
    public String key() {
        return "word_lists";
    }

    @Override
    public Setting<WordLists> setting() {
        return WordLists.SETTING;
    }

    @Override
    public WordLists read(List<SettingFile> files) throws IOException {
        WordLists lists = WordLists.none();
        for (SettingFile file : files) {
            if (Character.isUpperCase(file.name().charAt(0))) {
                continue;
            }
            String language = file.name().endsWith(".txt")
                    ? file.name().substring(0, file.name().length() - ".txt".length())
                    : file.name();
            if (!isCode(language)) {
                throw new IOException(file.name()
                        + " is not named by a language (must be a code of two or three letters, such as en.txt)");
            }
            try (InputStream in = file.open()) {
                lists = lists.with(language, in);
            }
        }
        return lists;
    }

    private static boolean isCode(String name) {
        int letters = 0;
        while (letters < name.length() && name.charAt(letters) >= 'a' && name.charAt(letters) <= 'z') {
            letters++;
        }
        return letters >= 2 && letters <= 3 && (letters == name.length() || name.charAt(letters) == '-');
    }
}
