package dev.tamis.pipeline.stage;

import dev.tamis.filters.signal.Signals;
import dev.tamis.pipeline.media.TarWriter;
import dev.tamis.pipeline.recipe.PathCheck;
import dev.tamis.pipeline.recipe.Recipe;
import dev.tamis.pipeline.recipe.RecipeContext;
import dev.tamis.pipeline.recipe.Recipes;
import dev.tamis.pipeline.run.RunDirectory;
import dev.tamis.pipeline.table.TableReader;
import dev.tamis.pipeline.table.Tables;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.zip.GZIPOutputStream;
import javax.imageio.ImageIO;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.schema.MessageType;
import org.apache.spark.api.java.JavaSparkContext;

/** Images drawn by code, in all the ways sources store them, and runs over them. */
final class ImageShards {
    private ImageShards() {}

    /** An image that its seed tells from others, in a format of ImageIO. */
    static byte[] image(long seed, int width, int height, String format) {
        SplittableRandom random = new SplittableRandom(seed);
        BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
        Graphics2D graphics = image.createGraphics();
        for (int i = 0; i < 40; i++) {
            graphics.setColor(new Color(random.nextInt(1 << 24)));
            int x = random.nextInt(width);
            int y = random.nextInt(height);
            graphics.fillRect(x, y, 1 + random.nextInt(width), 1 + random.nextInt(height));
        }
        graphics.dispose();
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try {
            if (!ImageIO.write(image, format, out)) {
                throw new IllegalArgumentException("no writer of " + format);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return out.toByteArray();
    }

    static byte[] image(long seed) {
        return image(seed, 64 + (int) (seed % 7), 48, seed % 2 == 0 ? "png" : "jpg");
    }

    static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    /** A tar of names and contents that alternate. */
    static byte[] tar(Object... namesAndContents) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (TarWriter tar = new TarWriter(out)) {
            for (int i = 0; i < namesAndContents.length; i += 2) {
                Object content = namesAndContents[i + 1];
                tar.add((String) namesAndContents[i], content instanceof String text ? utf8(text) : (byte[]) content);
            }
        }
        return out.toByteArray();
    }

    static byte[] gzip(byte[] content) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
            gzip.write(content);
        }
        return out.toByteArray();
    }

    static void write(Path file, byte[] content) throws IOException {
        Files.createDirectories(file.getParent());
        Files.write(file, content);
    }

    static Recipe recipe(Path folder, String text) throws Exception {
        Path file = folder.resolve("recipe.conf");
        Files.writeString(file, text);
        return Recipes.load(
                file, List.of(), null, new RecipeContext(Signals.types(), null, PathCheck.local(PathCheck.none())));
    }

    /** Runs as far as a stage. */
    static RunDirectory run(JavaSparkContext spark, Recipe recipe, String until) throws Exception {
        RunDirectory run = new RunDirectory(recipe.output(), spark.hadoopConfiguration());
        new River(spark, run, recipe, List.of(), Progress.SILENT, Clock.systemUTC()).run(until);
        return run;
    }

    /** All rows of a table of the stage annotate. */
    static List<Group> rows(RunDirectory run, String table) throws IOException {
        MessageType schema = table.equals("documents") ? Tables.DOCUMENTS : Tables.QUARANTINE;
        List<Group> rows = new ArrayList<>();
        for (String path : run.required("annotate").pathsByPart(table)) {
            try (TableReader reader = new TableReader(run.path(path), schema, run.conf())) {
                for (Group row = reader.next(); row != null; row = reader.next()) {
                    rows.add(row);
                }
            }
        }
        return rows;
    }

    /** The first medium of a document. */
    static Group medium(Group document) {
        return document.getGroup("media", 0).getGroup(0, 0).getGroup(0, 0);
    }
}
