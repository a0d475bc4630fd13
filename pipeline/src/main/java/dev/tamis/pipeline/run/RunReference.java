package dev.tamis.pipeline.run;

import java.io.IOException;
import java.io.Serializable;
import java.util.Map;
import java.util.TreeMap;
import org.apache.hadoop.conf.Configuration;

/** What a task needs to open the run directory where it runs. */
public final class RunReference implements Serializable {
    private static final long serialVersionUID = 1L;

    private final String root;
    private final TreeMap<String, String> settings = new TreeMap<>();

    public RunReference(String root, Configuration conf) {
        this.root = root;
        for (Map.Entry<String, String> setting : conf) {
            settings.put(setting.getKey(), setting.getValue());
        }
    }

    public Configuration conf() {
        Configuration conf = new Configuration(false);
        settings.forEach(conf::set);
        return conf;
    }

    public RunDirectory open() throws IOException {
        return new RunDirectory(root, conf());
    }
}
