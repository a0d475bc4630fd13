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
     * @throws IllegalArgumentException when Spark knows no such master
     */
    public static JavaSparkContext start(String master) {
        // Asked here, for Spark itself logs a stack trace before it refuses.
        if (master != null && !isMaster(master)) {
            throw new IllegalArgumentException("--master is \"" + master
                    + "\" (must be local, local[N], local[*], spark://HOST:PORT, yarn or k8s://HOST:PORT)");
        }
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

    private static boolean isMaster(String master) {
        return master.equals("local")
                || master.equals("yarn")
                || master.matches("local\\[\\s*([1-9][0-9]{0,8}|\\*)\\s*(,\\s*[0-9]{1,9}\\s*)?\\]")
                || master.startsWith("local-cluster[")
                || (master.startsWith("spark://") ? master.matches("spark://.+:[0-9]+") : master.contains("://"));
    }
}
