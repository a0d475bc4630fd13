package dev.tamis.pipeline.stage;

import dev.tamis.pipeline.run.HadoopSettings;
import org.apache.spark.SparkConf;
import org.apache.spark.api.java.JavaSparkContext;

/** Starts Spark as Tamis uses it. */
public final class Engine {
    private Engine() {}

    /**
     * Starts a context, or joins the one that {@code spark-submit} configured.
     *
     * @param master as Spark names it, or null for what spark-submit says, else all local cores
     */
    public static JavaSparkContext start(String master) {
        SparkConf conf = new SparkConf().setAppName("tamis");
        conf.setMaster(master != null ? master : conf.get("spark.master", "local[*]"));
        if (conf.get("spark.master").startsWith("local")) {
            // A try-out on a laptop must not listen on, or ask for, any address but the loopback.
            conf.setIfMissing("spark.driver.host", "127.0.0.1");
            conf.setIfMissing("spark.driver.bindAddress", "127.0.0.1");
            conf.setIfMissing("spark.ui.enabled", "false");
        }
        conf.setIfMissing("spark.ui.showConsoleProgress", "false");
        HadoopSettings.all().forEach((name, value) -> conf.setIfMissing("spark.hadoop." + name, value));
        return new JavaSparkContext(conf);
    }
}
