package dev.tamis.jobs;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import org.apache.spark.sql.SparkSession;

/** A stand-in for the command line, to try the script with. */
public final class Tamis {
    private Tamis() {}

    public static void main(String[] args) throws Exception {
        System.out.println("Tamis " + Arrays.toString(args) + " in "
                + Path.of("").toAbsolutePath() + " heap " + Runtime.getRuntime().maxMemory() / (1 << 20) + " MiB home "
                + System.getProperty("tamis.home"));
        if (args.length > 0 && args[0].equals("exit")) {
            System.exit(Integer.parseInt(args[1]));
        }
        if (args.length > 0 && args[0].equals("spark")) {
            try (SparkSession spark = SparkSession.builder()
                    .master("local[1]")
                    .config("spark.driver.host", "127.0.0.1")
                    .config("spark.driver.bindAddress", "127.0.0.1")
                    .config("spark.ui.enabled", "false")
                    .getOrCreate()) {
                System.out.printf(Locale.ROOT, "%d%n", spark.range(1000).count());
            }
        }
    }
}
