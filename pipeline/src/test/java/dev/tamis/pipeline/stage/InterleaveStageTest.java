package dev.tamis.pipeline.stage;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tamis.filters.dedup.UrlKey;
import dev.tamis.filters.record.MediaMarks;
import dev.tamis.pipeline.inspect.Documents;
import dev.tamis.pipeline.inspect.StoredDocument;
import dev.tamis.pipeline.inspect.Verification;
import dev.tamis.pipeline.recipe.Recipe;
import dev.tamis.pipeline.report.Report;
import dev.tamis.pipeline.run.DataFile;
import dev.tamis.pipeline.run.Digests;
import dev.tamis.pipeline.run.Manifest;
import dev.tamis.pipeline.run.RunDirectory;
import dev.tamis.pipeline.table.Parts;
import dev.tamis.pipeline.table.TableReader;
import dev.tamis.pipeline.table.Tables;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.TreeSet;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.schema.MessageType;
import org.apache.spark.api.java.JavaSparkContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The join of pages with their images, on a real local Spark, against one that compares everything with everything. */
final class InterleaveStageTest {
    private static final int MOST_PAGES = 4;
    private static final int MOST_IMAGES = 5;

    @TempDir
    Path temp;

    /** An HTTP response of any type as a record of a WARC file of its own gzip member. */
    static byte[] record(String url, String type, byte[] body) throws IOException {
        String http = "HTTP/1.1 200 OK\r\nContent-Type: " + type + "\r\nContent-Length: " + body.length + "\r\n\r\n";
        String header = "WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: " + url
                + "\r\nWARC-Date: 2024-01-01T00:00:00Z\r\nWARC-Record-ID: <urn:uuid:"
                + new java.util.UUID(url.hashCode(), body.length)
                + ">\r\nContent-Type: application/http; msgtype=response\r\nContent-Length: "
                + (http.length() + body.length) + "\r\n\r\n";
        ByteArrayOutputStream record = new ByteArrayOutputStream();
        record.writeBytes(header.getBytes(StandardCharsets.UTF_8));
        record.writeBytes(http.getBytes(StandardCharsets.UTF_8));
        record.writeBytes(body);
        record.writeBytes("\r\n\r\n".getBytes(StandardCharsets.UTF_8));
        return Corpus.gzip(record.toByteArray());
    }

    static byte[] page(int number, List<String> images) throws IOException {
        StringBuilder html = new StringBuilder("<html lang=en><body><article><h1>Page " + number + "</h1>");
        String[] paragraphs = Corpus.text(number + 500, 90).split("\n+");
        int next = 0;
        for (int i = 0; i < paragraphs.length; i++) {
            html.append("<p>").append(paragraphs[i]).append("</p>");
            for (; i < paragraphs.length - 1 && next < images.size() * (i + 1) / (paragraphs.length - 1); next++) {
                html.append("<img alt='the picture ")
                        .append(next)
                        .append("' src='")
                        .append(images.get(next))
                        .append("'>");
            }
        }
        html.append("</article></body></html>");
        return record(
                "https://pages.example/" + number,
                "text/html; charset=utf-8",
                html.toString().getBytes(StandardCharsets.UTF_8));
    }

    /** Pages and images in WARC files, and captioned images in tars, with every fate that an image may have. */
    private void corpus(SplittableRandom random, int pages) throws IOException {
        List<ByteArrayOutputStream> shards =
                List.of(new ByteArrayOutputStream(), new ByteArrayOutputStream(), new ByteArrayOutputStream());
        List<String> urls = new ArrayList<>();
        for (int i = 0; i < 90; i++) {
            String name = (i % 7 == 3 ? "bad" : "pic") + i + ".png";
            String url = (i % 5 == 0 ? "http://www.pics.example/" : "https://pics.example/") + name;
            urls.add("https://pics.example/" + name + (i % 6 == 0 ? "?utm_source=a" : ""));
            if (i % 8 == 5) {
                continue;
            }
            // Some addresses have the same image: one survives.
            byte[] image = ImageShards.image(i % 9 == 4 ? 4 : i);
            int copies = i % 9 == 1 ? 2 : 1;
            for (int copy = 0; copy < copies; copy++) {
                byte[] body = i % 10 == 7 ? java.util.Arrays.copyOf(image, 70) : image;
                shards.get(random.nextInt(shards.size())).writeBytes(record(url, "image/png", body));
            }
        }
        for (int i = 0; i < pages; i++) {
            List<String> images = new ArrayList<>();
            int count = i % 11 == 1 ? 0 : i % 13 == 0 ? 3 * MOST_IMAGES : random.nextInt(1, 6);
            for (int k = 0; k < count; k++) {
                // Few addresses stand on many pages.
                int which = random.nextInt(6) == 0 ? random.nextInt(3) : random.nextInt(urls.size());
                images.add(i % 13 == 0 ? urls.get((i + k) % urls.size()) : urls.get(which));
            }
            if (i % 5 == 2 && !images.isEmpty()) {
                images.add(images.get(0));
            }
            if (i % 4 == 1) {
                images.add("https://pairs.example/" + i % 12);
            }
            shards.get(random.nextInt(shards.size())).writeBytes(page(i, images));
        }
        for (int i = 0; i < shards.size(); i++) {
            ImageShards.write(
                    temp.resolve("web/" + i + ".warc.gz"), shards.get(i).toByteArray());
        }
        List<Object> pairs = new ArrayList<>();
        for (int i = 0; i < 12; i++) {
            pairs.addAll(List.of(
                    "p" + i + ".jpg",
                    ImageShards.image(100 + i),
                    "p" + i + ".json",
                    "{\"url\": \"https://pairs.example/" + i + "\"}"));
            if (i % 2 == 0) {
                pairs.addAll(List.of("p" + i + ".txt", "A picture of the harbour, number " + i));
            }
        }
        ImageShards.write(temp.resolve("pairs/0.tar"), ImageShards.tar(pairs.toArray()));
        ImageShards.write(temp.resolve("alone/0.tar"), ImageShards.tar("x.png", ImageShards.image(200)));
    }

    private Recipe recipe(String run, String more) throws Exception {
        return ImageShards.recipe(
                temp, """
                    output = "%s"
                    sources {
                      pages { kind = web, format = warc, paths = ["%s/web/*.warc.gz"], images = [figures, pairs] }
                      figures { kind = image, format = warc, paths = ["%s/web/*.warc.gz"] }
                      pairs { kind = image, format = webdataset, paths = ["%s/pairs/*.tar"] }
                      alone { kind = image, format = webdataset, paths = ["%s/alone/*.tar"] }
                    }
                    rules = [ { not_bad { keep = "url IS NULL OR NOT url LIKE '%%bad%%'", kinds = [image], source = "test", doc = "No bad ones" } } ]
                    dedup { exact { enabled = true }, url { enabled = true }, images { bytes = true } }
                    limits { quarantine_share = 1 }
                    interleave { images { most = %d }, most_pages = %d }
                    %s
                    """.formatted(temp.resolve(run), temp, temp, temp, temp, MOST_IMAGES, MOST_PAGES, more));
    }

    private static RunDirectory run(String master, Recipe recipe, String until) throws Exception {
        try (JavaSparkContext spark = Engine.start(master)) {
            return ImageShards.run(spark, recipe, until);
        }
    }

    @Test
    void aPageThatKeepsItsPicturesFromTrainingGivesItsWordsAlone() throws Exception {
        String picture = "https://pics.example/1.png";
        byte[] open = page(1, List.of(picture));
        byte[] closed = record(
                "https://pages.example/2",
                "text/html; charset=utf-8\r\nX-Robots-Tag: noimageai",
                ("<html lang=en><body><article><p>" + Corpus.text(7, 90) + "</p><img src='" + picture
                                + "'></article></body></html>")
                        .getBytes(StandardCharsets.UTF_8));
        ByteArrayOutputStream shard = new ByteArrayOutputStream();
        shard.writeBytes(open);
        shard.writeBytes(closed);
        shard.writeBytes(record(picture, "image/png", ImageShards.image(3)));
        ImageShards.write(temp.resolve("web/0.warc.gz"), shard.toByteArray());
        RunDirectory run = run("local[2]", ImageShards.recipe(temp, """
                output = "%1$s/run"
                sources {
                  pages { kind = web, format = warc, paths = ["%1$s/web/*"], images = [figures] }
                  figures { kind = image, format = warc, paths = ["%1$s/web/*"] }
                }
                rules = []
                """.formatted(temp)), "interleave");
        assertEquals(List.of(), Verification.verify(run).problems());
        assertEquals(1, run.required("annotate").count("page_images_left_out/opt_out/pages"));
        assertEquals(1, run.required("interleave").count("slots_kept/pages"));
        int pages = 0;
        for (Group row : ImageShards.rows(run, "documents")) {
            if (row.getString("source", 0).equals("pages")) {
                boolean isOpen = row.getGroup("origin", 0).getString("url", 0).endsWith("/1");
                assertEquals(isOpen ? 1 : 0, MediaMarks.count(row.getString("text", 0)));
                assertEquals(isOpen ? 1 : 0, row.getGroup("media", 0).getFieldRepetitionCount(0));
                pages++;
            }
        }
        assertEquals(2, pages);
    }

    /** A document with all that stages said of it. */
    private record Doc(
            String source,
            String id,
            boolean rejected,
            String duplicateOf,
            List<String> urls,
            String text,
            String sha256,
            Group joined) {
        boolean kept() {
            return !rejected && duplicateOf == null;
        }

        String removedBy() {
            return TableReader.string(joined, "removed_by");
        }
    }

    private static List<Group> rows(RunDirectory run, DataFile file, MessageType schema) throws IOException {
        List<Group> rows = new ArrayList<>();
        try (TableReader reader = new TableReader(run.path(file.path()), schema, run.conf())) {
            for (Group row = reader.next(); row != null; row = reader.next()) {
                rows.add(row);
            }
        }
        return rows;
    }

    private static List<Doc> docs(RunDirectory run) throws IOException {
        Manifest annotate = run.required("annotate");
        List<String> sources = Parts.sources(annotate);
        List<Doc> docs = new ArrayList<>();
        for (int part = 0; part < annotate.parts(); part++) {
            Map<String, Group> dedup = new HashMap<>();
            rows(run, run.required("dedup").file("dedup", part), Tables.DEDUP)
                    .forEach(row -> dedup.put(row.getString("id", 0), row));
            Map<String, Group> joined = new HashMap<>();
            rows(run, run.required("interleave").file("interleave", part), Tables.INTERLEAVE)
                    .forEach(row -> joined.put(row.getString("id", 0), row));
            for (Group row : rows(run, annotate.file("documents", part), Tables.DOCUMENTS)) {
                String id = row.getString("id", 0);
                Group verdict = dedup.get(id);
                List<String> urls = new ArrayList<>();
                Group media = row.getGroup("media", 0);
                String sha256 = null;
                for (int i = 0; i < media.getFieldRepetitionCount(0); i++) {
                    Group medium = media.getGroup(0, i).getGroup(0, 0);
                    urls.add(TableReader.string(medium, "url"));
                    sha256 = TableReader.string(medium, "sha256");
                }
                docs.add(new Doc(
                        sources.get(part),
                        id,
                        verdict == null,
                        verdict == null ? null : TableReader.string(verdict, "duplicate_of"),
                        urls,
                        row.getString("text", 0),
                        sha256,
                        joined.get(id)));
            }
        }
        return docs;
    }

    /** What is in the slots of a row: ids of images, or reasons. */
    private static List<String> slots(Group row) {
        List<String> slots = new ArrayList<>();
        Group list = row.getGroup("slots", 0);
        for (int i = 0; i < list.getFieldRepetitionCount(0); i++) {
            Group slot = list.getGroup(0, i).getGroup(0, 0);
            String id = TableReader.string(slot, "id");
            String reason = TableReader.string(slot, "reason");
            assertTrue(id == null ^ reason == null);
            assertEquals(reason != null, slot.getInteger("part", 0) == -1 && slot.getLong("row", 0) == -1);
            slots.add(id == null ? reason : id);
        }
        return slots;
    }

    private static void check(RunDirectory run, boolean textAlone) throws IOException {
        List<Doc> docs = docs(run);
        Set<String> holders = Set.of("figures", "pairs");
        Map<String, Doc> byId = new HashMap<>();
        docs.forEach(doc -> byId.put(doc.id(), doc));
        Set<String> quarantined = new HashSet<>();
        for (DataFile file : run.required("annotate").table("quarantine")) {
            for (Group unit : rows(run, file, Tables.QUARANTINE)) {
                if (holders.contains(unit.getString("source", 0))) {
                    quarantined.add(UrlKey.canonical(TableReader.string(unit.getGroup("origin", 0), "url")));
                }
            }
        }
        Map<String, Set<String>> pagesOf = new HashMap<>();
        for (Doc page : docs) {
            if (page.source().equals("pages") && page.kept()) {
                page.urls()
                        .forEach(url -> pagesOf.computeIfAbsent(UrlKey.canonical(url), u -> new TreeSet<>())
                                .add(page.id()));
            }
        }
        Set<String> used = new HashSet<>();
        Map<String, Integer> seen = new TreeMap<>();
        for (Doc page : docs) {
            if (!page.source().equals("pages") || !page.kept()) {
                continue;
            }
            List<String> expected = new ArrayList<>();
            Map<String, String> first = new HashMap<>();
            Set<String> standing = new HashSet<>();
            for (String url : page.urls()) {
                String key = UrlKey.canonical(url);
                String found = first.get(key);
                if (found == null) {
                    found = find(key, docs, holders, quarantined);
                    found = pagesOf.get(key).size() > MOST_PAGES ? "many_pages" : found;
                    if (byId.containsKey(found) && !standing.add(found)) {
                        found = "repeated";
                    }
                    first.put(key, found);
                } else if (byId.containsKey(found)) {
                    found = "repeated";
                }
                expected.add(found);
            }
            String removedBy = standing.isEmpty()
                    ? textAlone ? null : "no_image"
                    : standing.size() > MOST_IMAGES ? "many_images" : null;
            if (removedBy != null) {
                expected.replaceAll(found -> byId.containsKey(found) ? "page" : found);
            } else {
                used.addAll(standing);
            }
            assertEquals(expected, slots(page.joined()), page.urls().toString());
            assertEquals(removedBy, page.removedBy());
            expected.forEach(found -> seen.merge(byId.containsKey(found) ? "kept" : found, 1, Integer::sum));
            seen.merge("page " + removedBy, 1, Integer::sum);
        }
        for (Doc image : docs) {
            if (image.source().equals("pages") || !image.kept()) {
                continue;
            }
            boolean alone = !holders.contains(image.source())
                    || !MediaMarks.without(image.text()).isBlank();
            String expected = alone ? null : used.contains(image.id()) ? "in_pages" : "in_no_page";
            assertEquals(expected, image.removedBy(), image.source());
            seen.merge("image " + expected, 1, Integer::sum);
        }
        for (String wanted : List.of(
                "kept",
                "missing",
                "rejected",
                "quarantined",
                "many_pages",
                "repeated",
                "page",
                "page many_images",
                "image in_pages",
                "image in_no_page",
                "image null")) {
            assertTrue(seen.containsKey(wanted), wanted + " in " + seen);
        }
    }

    private static String find(String key, List<Doc> docs, Set<String> holders, Set<String> quarantined) {
        Doc kept = null;
        Doc duplicate = null;
        boolean rejected = false;
        for (Doc image : docs) {
            if (holders.contains(image.source())
                    && key.equals(UrlKey.canonical(image.urls().get(0)))) {
                kept = kept == null && image.kept() ? image : kept;
                duplicate = duplicate == null && image.duplicateOf() != null ? image : duplicate;
                rejected |= image.rejected();
            }
        }
        if (kept != null) {
            return kept.id();
        }
        if (duplicate != null) {
            return duplicate.duplicateOf();
        }
        return rejected ? "rejected" : quarantined.contains(key) ? "quarantined" : "missing";
    }

    private static Map<String, String> files(RunDirectory run, String stage) throws IOException {
        Map<String, String> files = new TreeMap<>();
        run.required(stage).files().forEach(file -> files.put(file.path(), file.sha256()));
        return files;
    }

    @Test
    void everySlotHasTheImageOfItsAddressOrTheReasonWhyItIsEmpty() throws Exception {
        corpus(new SplittableRandom(1), 60);
        RunDirectory run = run("local[2]", recipe("one", ""), "decontaminate");
        check(run, true);
        assertEquals(List.of(), Verification.verify(run).problems());
        Map<String, String> one = files(run, "interleave");
        assertEquals(one, files(run("local[1]", recipe("two", ""), "interleave"), "interleave"));
        System.setProperty("spark.default.parallelism", "7");
        try {
            assertEquals(one, files(run("local[3]", recipe("three", ""), "interleave"), "interleave"));
        } finally {
            System.clearProperty("spark.default.parallelism");
        }
        String report = new String(Report.of(run, recipe("one", "")).get(1).bytes(), StandardCharsets.UTF_8);
        assertTrue(report.contains("Images in pages") && report.contains("many_pages"), report);
        Manifest interleave = run.required("interleave");
        assertEquals(
                interleave.count("slots/pages"),
                interleave.count("slots_kept/pages")
                        + interleave.counts("slots_dropped/").values().stream()
                                .mapToLong(Long::longValue)
                                .sum());
    }

    @Test
    void pagesWithoutImageAreRemovedWhereTheRecipeSaysSo() throws Exception {
        corpus(new SplittableRandom(2), 60);
        RunDirectory run = run("local[2]", recipe("drop", "interleave.without_images = drop"), "interleave");
        check(run, false);
        List<Doc> docs = docs(run);
        assertTrue(docs.stream()
                .filter(doc ->
                        doc.source().equals("pages") && doc.kept() && doc.urls().isEmpty())
                .allMatch(doc -> doc.removedBy().equals("no_image")));
    }

    @Test
    void theMarksOfEmptySlotsAreGoneFromWhatLaterStagesSee() throws Exception {
        corpus(new SplittableRandom(3), 60);
        RunDirectory run = run("local[2]", recipe("later", """
            passages { lines { enabled = true, documents = 2, words = 1 }, substring { enabled = true, tokens = 20 } }
            """), "decontaminate");
        assertEquals(List.of(), Verification.verify(run).problems());
        Map<String, Group> joined = new HashMap<>();
        docs(run).forEach(doc -> joined.put(doc.id(), doc.joined()));
        Manifest annotate = run.required("annotate");
        int checked = 0;
        for (int part = 0; part < annotate.parts(); part++) {
            List<String> ids = new ArrayList<>();
            List<String> texts = new ArrayList<>();
            Parts.kept(
                    run,
                    annotate.file("documents", part).path(),
                    run.required("decontaminate").file("decontamination", part).path(),
                    Tables.DECONTAMINATION,
                    Tables.project(Tables.DOCUMENTS, "id", "text", "kind"),
                    kept -> {
                        if (kept.document().getString("kind", 0).equals("web")) {
                            ids.add(kept.id());
                            texts.add(new String(kept.textWithMedia(), StandardCharsets.UTF_8));
                        }
                    });
            for (int i = 0; i < ids.size(); i++) {
                long filled = slots(joined.get(ids.get(i))).stream()
                        .filter(slot -> slot.length() == 32)
                        .count();
                assertEquals(filled, MediaMarks.count(texts.get(i)));
                for (String line : texts.get(i).split("\n")) {
                    assertTrue(line.indexOf('\uFFFC') < 0 || line.equals("\uFFFC"), line);
                }
                checked++;
            }
        }
        assertTrue(checked > 30, "only " + checked);
        StoredDocument removed = new Documents(run)
                .sample(1, verdict -> "in_pages".equals(verdict.fate().removedBy()))
                .get(0);
        assertFalse(removed.kept());
        assertNull(removed.fate().duplicateOf());
    }

    @Test
    void aRunThatIsKilledInTheJoinAndGoesOnHasTheSameBytes() throws Exception {
        corpus(new SplittableRandom(4), 40);
        Map<String, String> whole = files(run("local[2]", recipe("whole", ""), "interleave"), "interleave");
        RunDirectory before = run("local[2]", recipe("killed", ""), "dedup");
        // What a killed attempt leaves behind.
        ImageShards.write(
                Path.of(before.toString()).resolve("attempts/interleave/0-7/interleave.parquet"), new byte[] {1, 2, 3});
        assertEquals(whole, files(run("local[2]", recipe("killed", ""), "interleave"), "interleave"));
        assertEquals(
                Digests.sha256(whole.toString()),
                Digests.sha256(files(run("local[2]", recipe("killed", ""), "interleave"), "interleave")
                        .toString()));
    }
}
