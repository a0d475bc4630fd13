package dev.tamis.pipeline.stage;

import dev.tamis.filters.record.Limits;
import dev.tamis.filters.signal.Settings;
import dev.tamis.pipeline.recipe.Recipe;
import dev.tamis.pipeline.recipe.SourceSpec;
import dev.tamis.pipeline.run.Digests;
import dev.tamis.pipeline.run.RunDirectory;
import dev.tamis.pipeline.run.RunReference;
import dev.tamis.pipeline.setting.SettingFiles;
import dev.tamis.pipeline.setting.SettingRef;
import dev.tamis.pipeline.source.Shard;
import dev.tamis.pipeline.source.ShardListing;
import dev.tamis.pipeline.source.Split;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;

/** Reads the shards, extracts their text and measures every signal, in one pass over each record. */
final class AnnotateStage implements Stage {
    static final String NAME = "annotate";

    private final List<Shard> shards;
    private final String shardDigests;
    private final List<SettingRef> settings;

    private AnnotateStage(List<Shard> shards, String shardDigests, List<SettingRef> settings) {
        this.shards = shards;
        this.shardDigests = shardDigests;
        this.settings = settings;
    }

    /** Lists the input and digests it, on the executors, so that changed bytes are noticed whatever their date says. */
    static AnnotateStage plan(StagePlanner planner, Recipe recipe) throws IOException {
        List<Shard> shards = new ShardListing(planner.run().conf()).list(recipe.sources());
        RunReference reference = planner.reference();
        List<String> digests = planner.spark()
                .parallelize(shards, shards.size())
                .map(shard -> line(shard, reference.conf()))
                .collect();
        List<SettingRef> files = SettingFiles.list(recipe, planner.run().conf());
        SettingFiles.checkedHashLists(files, planner.run().conf());
        List<SettingRef> settings = files.isEmpty()
                ? files
                : planner.spark()
                        .parallelize(files, files.size())
                        .map(file -> SettingFiles.digested(file, reference.conf()))
                        .collect();
        SettingFiles.checkLanguage(recipe, settings, planner.run().conf());
        return new AnnotateStage(shards, Digests.sha256(digests.toArray(String[]::new)), List.copyOf(settings));
    }

    private static String line(Shard shard, Configuration conf) {
        StringBuilder line = new StringBuilder(shard.name() + "\n" + shard.bytes() + "\n" + digest(conf, shard.uri()));
        for (String sidecar : shard.sidecars()) {
            line.append('\n').append(new Path(sidecar).getName()).append('\n').append(digest(conf, sidecar));
        }
        return line.toString();
    }

    private static String digest(Configuration conf, String uri) {
        Path path = new Path(uri);
        try (InputStream in = path.getFileSystem(conf).open(path)) {
            return Digests.sha256(in);
        } catch (IOException e) {
            // An unreadable shard is quarantined by the stage; here it only must not look like a readable one.
            return "unreadable";
        }
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public List<String> inputs(Recipe recipe) {
        return List.of();
    }

    @Override
    public String recipePart(Recipe recipe) {
        // What the lists hold counts, not where they are.
        String[] lists = settings.stream()
                .map(file -> file.key() + "\n" + file.role() + "\n" + name(file) + "\n" + file.sha256())
                .toArray(String[]::new);
        return Digests.sha256(recipe.part("sources"), recipe.part("limits"), shardDigests, Digests.sha256(lists));
    }

    /** A list's own name may say its language, that of its folder its category. */
    private static String name(SettingRef file) {
        if (file.key().equals(SettingFiles.LANGUAGE)) {
            return "";
        }
        Path path = new Path(file.uri());
        return path.getParent().getName() + "/" + path.getName();
    }

    @Override
    public void run(StageContext context) throws IOException {
        List<SourceSpec> sources = context.recipe().sources();
        Limits limits = context.recipe().limits();
        List<Split> splits = Split.pack(shards, context.recipe().splitBytes());
        RunReference reference = context.reference();
        List<SettingRef> lists = settings;
        List<TaskResult> results = context.spark()
                .parallelize(splits, splits.size())
                .map(split -> {
                    RunDirectory run = reference.open();
                    Settings given = SettingFiles.load(lists, run.conf());
                    try (AnnotateTask task = new AnnotateTask(run, sources, limits, given, split)) {
                        return task.run();
                    }
                })
                .collect();
        context.commit(splits.size(), results);
    }
}
