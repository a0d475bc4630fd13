package dev.tamis.pipeline.media;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tamis.filters.image.MetadataStrip;
import dev.tamis.filters.record.MediaMarks;
import dev.tamis.pipeline.run.Digests;
import dev.tamis.pipeline.table.MeasuredFiles;
import dev.tamis.pipeline.table.MediaList;
import dev.tamis.pipeline.table.TableReader;
import java.io.BufferedOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.parquet.example.data.Group;

/**
 * Writes media as samples of WebDataset shards. A sample is the files {@code ID.EXT}, {@code ID.json} and, with a caption,
 * {@code ID.txt}, in the order of their names, where {@code ID} is the document's: hexadecimal, so that no dot splits it.
 */
public final class MediaSamples implements Closeable {
    /** The columns of the documents that a sample is made of. */
    public static final List<String> COLUMNS = List.of("id", "source", "origin", "text", MediaList.COLUMN, "meta");

    /** Parts of names of what the source said that may tell where or by whom an image was made. */
    private static final List<String> PERSONAL =
            List.of("exif", "gps", "xmp", "iptc", "latitude", "longitude", "location", "coordinate", "geo");

    /** Whole names of the same, too short to be looked for in others. */
    private static final List<String> PERSONAL_NAMES = List.of("lat", "lon", "lng", "long");

    private static final JsonMapper JSON = new JsonMapper();
    private static final int BLOCK = 512;

    private final Shards shards;
    private final int mostSamples;
    private final long mostBytes;
    private final List<String> names;
    private final List<Integer> counts = new ArrayList<>();
    private TarWriter tar;
    private int samples;

    /** Opens the shard of a number, from 0. */
    @FunctionalInterface
    public interface Shards {
        OutputStream open(int number) throws IOException;
    }

    /**
     * @param mostSamples of a shard
     * @param mostBytes of a shard with more than one sample
     * @param names of the measured columns whose values {@link #add} is given
     */
    public MediaSamples(Shards shards, int mostSamples, long mostBytes, List<String> names) {
        this.shards = shards;
        this.mostSamples = mostSamples;
        this.mostBytes = mostBytes;
        this.names = names;
    }

    /** The measured columns that go with an image: what was measured on it, and what models said of it. */
    public static List<String> measuredNames(MeasuredFiles measured) {
        List<String> names = new ArrayList<>();
        measured.types().keySet().stream()
                .filter(name -> name.startsWith("image_") || name.startsWith("caption_") || name.equals("lang"))
                .forEach(names::add);
        measured.added().forEach(table -> table.columns().keySet().forEach(names::add));
        return names;
    }

    /**
     * Adds an image.
     *
     * @param document its row, with the {@link #COLUMNS}
     * @param text what is kept of its text; null for all of it
     * @param values measured, in the order of the names
     * @param place takes where the image stands, with the number of the shard in place of its name
     * @return what became of the metadata in it: {@code stripped}, {@code clean} or {@code kept}
     * @throws IOException if it cannot be read or written
     */
    public String add(Group document, byte[] text, Object[] values, MediaBytes from, Group place) throws IOException {
        Group medium = MediaList.get(document, 0);
        MetadataStrip.Stripped stripped = MetadataStrip.strip(from.read(medium));
        byte[] image = stripped.bytes();
        String id = document.getString("id", 0);
        String mime = medium.getString("mime", 0);
        String outcome = stripped.outcome().name().toLowerCase(Locale.ROOT);
        String original = medium.getString("sha256", 0);
        String sha256 = stripped.outcome() == MetadataStrip.Outcome.STRIPPED ? Digests.sha256(image) : original;
        int width = medium.getInteger("width", 0);
        int height = medium.getInteger("height", 0);

        ObjectNode json = JSON.createObjectNode();
        json.put("id", id);
        json.put("source", document.getString("source", 0));
        String url = TableReader.string(medium, "url");
        json.put("url", url == null ? TableReader.string(document.getGroup("origin", 0), "url") : url);
        json.put("width", width);
        json.put("height", height);
        json.put("frames", medium.getInteger("frames", 0));
        json.put("mime", mime);
        json.put("bytes", image.length);
        json.put("sha256", sha256);
        json.put("original_sha256", original);
        json.put("metadata", outcome);
        json.set("meta", JSON.valueToTree(meta(document)));
        json.set("measured", measured(values));

        byte[] whole = text == null ? document.getBinary("text", 0).getBytes() : text;
        String caption = new String(MediaMarks.without(whole), StandardCharsets.UTF_8).strip();
        SortedMap<String, byte[]> files = new TreeMap<>();
        files.put(ending(mime), image);
        files.put("json", (json + "\n").getBytes(StandardCharsets.UTF_8));
        if (!caption.isEmpty()) {
            files.put("txt", caption.getBytes(StandardCharsets.UTF_8));
        }
        long size = 0;
        for (byte[] file : files.values()) {
            size += BLOCK + (file.length + BLOCK - 1L) / BLOCK * BLOCK;
        }
        room(size);
        long offset = 0;
        for (var file : files.entrySet()) {
            long at = tar.add(id + "." + file.getKey(), file.getValue());
            offset = file.getValue() == image ? at : offset;
        }
        samples++;
        new MediaPlace(id, Integer.toString(counts.size()), offset, image.length, mime, sha256, width, height)
                .write(place);
        return outcome;
    }

    /** Begins a shard where there is none, or the sample would make this one too large. */
    private void room(long size) throws IOException {
        if (tar != null && samples > 0 && (samples >= mostSamples || tar.position() + size + 2 * BLOCK > mostBytes)) {
            end();
        }
        if (tar == null) {
            tar = new TarWriter(new BufferedOutputStream(shards.open(counts.size()), 1 << 16));
        }
    }

    private void end() throws IOException {
        tar.close();
        tar = null;
        counts.add(samples);
        samples = 0;
    }

    /** What the source said of the image, but for what may tell where or by whom it was made. */
    private static SortedMap<String, String> meta(Group document) {
        SortedMap<String, String> meta = new TreeMap<>();
        Group entries = document.getGroup("meta", 0);
        for (int i = 0; i < entries.getFieldRepetitionCount(0); i++) {
            Group entry = entries.getGroup(0, i);
            String key = entry.getString("key", 0);
            String lower = key.toLowerCase(Locale.ROOT);
            if (PERSONAL.stream().noneMatch(lower::contains) && !PERSONAL_NAMES.contains(lower)) {
                meta.put(key, entry.getString("value", 0));
            }
        }
        return meta;
    }

    private ObjectNode measured(Object[] values) {
        ObjectNode node = JSON.createObjectNode();
        for (int i = 0; i < values.length; i++) {
            if (values[i] != null) {
                node.set(names.get(i), JSON.valueToTree(values[i]));
            }
        }
        return node;
    }

    /** The ending by which readers know what an image is. */
    static String ending(String mime) {
        return switch (mime) {
            case "image/jpeg" -> "jpg";
            case "image/tiff" -> "tif";
            case "image/bmp", "image/x-ms-bmp" -> "bmp";
            case "image/jp2" -> "jp2";
            default -> {
                String name = mime.substring(mime.indexOf('/') + 1).toLowerCase(Locale.ROOT);
                boolean plain = !name.isEmpty()
                        && name.length() <= 8
                        && name.chars().allMatch(c -> (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9'))
                        && !name.equals("json")
                        && !name.equals("txt");
                yield plain ? name : "img";
            }
        };
    }

    /** Ends the last shard; gives the samples of each. */
    public List<Integer> finish() throws IOException {
        if (tar != null) {
            end();
        }
        return List.copyOf(counts);
    }

    @Override
    public void close() throws IOException {
        if (tar != null) {
            tar.close();
        }
    }
}
