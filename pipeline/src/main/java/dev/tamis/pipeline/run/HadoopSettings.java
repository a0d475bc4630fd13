package dev.tamis.pipeline.run;

import java.util.Map;
import java.util.TreeMap;
import org.apache.hadoop.conf.Configuration;

/** Hadoop settings that Tamis needs wherever it opens a path. */
public final class HadoopSettings {
    private HadoopSettings() {}

    /**
     * By name. Local files go through the raw filesystem: manifests hold a SHA-256 of every file, and {@code .crc} files
     * beside them would be files that no manifest names.
     */
    public static Map<String, String> all() {
        Map<String, String> settings = new TreeMap<>();
        settings.put("fs.file.impl", "org.apache.hadoop.fs.RawLocalFileSystem");
        settings.put("fs.AbstractFileSystem.file.impl", "org.apache.hadoop.fs.local.RawLocalFs");
        return settings;
    }

    public static Configuration configuration() {
        Configuration conf = new Configuration();
        all().forEach(conf::set);
        return conf;
    }
}
