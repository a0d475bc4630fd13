package dev.tamis.filters.safety;

import dev.tamis.filters.signal.Setting;
import dev.tamis.filters.signal.SettingReader;
import java.io.IOException;
import java.io.InputStream;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Reads {@code safety.url_blocklists}. In a folder with a file {@code domains} or {@code urls} (UT1's form) those two are
 * read, under the folder's name as category, and no others; elsewhere each file is a list of domains and addresses, under
 * its own name without extension.
 */
public final class UrlBlocklistReader implements SettingReader<UrlBlocklist> {
    private static final String DOMAINS = "domains";
    private static final String URLS = "urls";

    @Override
    public String key() {
        return "url_blocklists";
    }

    @Override
    public Setting<UrlBlocklist> setting() {
        return UrlBlocklist.SETTING;
    }

    @Override
    public UrlBlocklist read(List<SettingFile> files) throws IOException {
        Set<String> categories = new HashSet<>();
        for (SettingFile file : files) {
            if (file.name().equals(DOMAINS) || file.name().equals(URLS)) {
                categories.add(file.folder());
            }
        }
        UrlBlocklist.Builder list = new UrlBlocklist.Builder();
        for (SettingFile file : files) {
            boolean inCategory = categories.contains(file.folder());
            try (InputStream in = file.open()) {
                if (file.name().equals(DOMAINS)) {
                    list.addDomains(file.folder(), in);
                } else if (file.name().equals(URLS)) {
                    list.addUrls(file.folder(), in);
                } else if (!inCategory) {
                    list.addUrls(withoutExtension(file.name()), in);
                }
            } catch (IllegalArgumentException e) {
                throw new IOException(file.name() + ": " + e.getMessage(), e);
            }
        }
        return list.build();
    }

    private static String withoutExtension(String name) {
        int dot = name.lastIndexOf('.');
        return dot > 0 ? name.substring(0, dot) : name;
    }
}
