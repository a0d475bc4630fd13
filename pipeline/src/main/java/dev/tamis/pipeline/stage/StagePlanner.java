package dev.tamis.pipeline.stage;

import dev.tamis.pipeline.run.RunDirectory;
import dev.tamis.pipeline.run.RunReference;
import org.apache.spark.api.java.JavaSparkContext;

/** What the planning of a stage may use before the stage runs. */
record StagePlanner(JavaSparkContext spark, RunDirectory run) {
    RunReference reference() {
        return new RunReference(run.root().toString(), run.conf());
    }
}
