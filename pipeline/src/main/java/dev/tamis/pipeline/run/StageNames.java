package dev.tamis.pipeline.run;

import java.util.List;

/** The names of the stages, in the order they run. */
public final class StageNames {
    public static final List<String> ALL = List.of(
            "annotate",
            "score",
            "rank",
            "decide",
            "signatures",
            "dedup",
            "interleave",
            "passages",
            "decontaminate",
            "tokenizer",
            "tokenize",
            "evaluate",
            "mix",
            "pack",
            "media",
            "emit",
            "report");

    private StageNames() {}
}
