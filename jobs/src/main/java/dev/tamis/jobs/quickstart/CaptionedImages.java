package dev.tamis.jobs.quickstart;

import dev.tamis.pipeline.media.TarWriter;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Element;

/** Pairs of an image and a caption, from the alternative texts of pages: what image-text corpora are made of. */
final class CaptionedImages {
    private static final int FEWEST_WORDS = 3;

    private CaptionedImages() {}

    /**
     * An image of a jar.
     *
     * @param entry its path in the jar
     * @param caption its first alternative text of at least three words
     */
    record Pair(String jar, String entry, String caption) {}

    /** The captioned images of a jar, in the order of its pages. */
    static List<Pair> of(JarFolder jars, Artifact artifact) throws IOException {
        List<String> entries = jars.entries(artifact.fileName());
        Set<String> there = Set.copyOf(entries);
        Map<String, Pair> pairs = new LinkedHashMap<>();
        for (String entry : entries) {
            if ("text/html".equals(Selection.pageType(artifact, entry))) {
                byte[] page = jars.bytes(artifact.fileName(), entry);
                for (Element image :
                        Jsoup.parse(new ByteArrayInputStream(page), null, "").select("img[src][alt]")) {
                    String caption = image.attr("alt").strip();
                    String path = path(entry, image.attr("src"));
                    if (path != null
                            && there.contains(path)
                            && Selection.imageType(path) != null
                            && caption.split(" +", -1).length >= FEWEST_WORDS) {
                        pairs.putIfAbsent(path, new Pair(artifact.fileName(), path, caption));
                    }
                }
            }
        }
        return new ArrayList<>(pairs.values());
    }

    /** The entry that an address on a page of the jar means, or null where it means none. */
    private static String path(String entry, String source) {
        try {
            URI page = new URI("file", null, "/" + entry, null);
            String path = page.resolve(source).getPath();
            return path == null || !path.startsWith("/") ? null : path.substring(1);
        } catch (IllegalArgumentException | URISyntaxException e) {
            return null;
        }
    }

    /** Writes pairs as WebDataset has them: an image and a text of one key, one after the other. */
    static void write(JarFolder jars, List<Pair> pairs, OutputStream out) throws IOException {
        try (TarWriter tar = new TarWriter(out)) {
            for (int i = 0; i < pairs.size(); i++) {
                Pair pair = pairs.get(i);
                String key = String.format(Locale.ROOT, "%06d", i);
                String name = pair.entry();
                String extension = name.substring(name.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT);
                tar.add(key + "." + extension, jars.bytes(pair.jar(), pair.entry()));
                tar.add(key + ".txt", pair.caption().getBytes(StandardCharsets.UTF_8));
            }
        }
    }
}
