package dev.tamis.filters.ingest;

import dev.tamis.filters.ingest.ShardEntry.Damaged;
import dev.tamis.filters.ingest.ShardEntry.Medium;
import dev.tamis.filters.ingest.ShardEntry.RawRecord;
import dev.tamis.filters.ingest.ShardEntry.Skipped;
import dev.tamis.filters.record.ExtractionException;
import dev.tamis.filters.record.Limits;
import dev.tamis.filters.record.Origin;
import dev.tamis.filters.record.Reason;
import dev.tamis.filters.text.IdTable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/**
 * Reads the samples of a WebDataset shard: a tar in which neighbouring files of one key are one sample.
 *
 * <p>The key is the path up to the first dot of its last part, and what follows that dot, in lower case, is the field
 * (webdataset's {@code base_plus_ext}): {@code dir.a/0001.seg.png} is field {@code seg.png} of {@code dir.a/0001}. Names
 * without a field, and those under {@code __x__}, belong to no sample.
 *
 * <p>A sample is one unit. It gives a record for its image; of several images each is a record and a unit of its own, with
 * the texts of its own prefix if there are any ({@code 0.txt} for {@code 0.jpg}), else the sample's. A sample without an
 * image is skipped. One with a field twice, or whose files do not stand together, is damaged: of the latter the first
 * group was given out before the second was seen.
 *
 * <p>Holds the files of one sample in memory that it reads: images, {@code .txt}, {@code .json} and {@code .cls}.
 */
final class WebdatasetReader implements ShardReader {
    private static final int MOST_FIELDS = 1000;
    private static final int MOST_KEY_CHARS = 80;

    private final ShardReader files;
    private final String shard;
    private final ShardOptions options;
    private final Limits limits;
    private final Deque<ShardEntry> ready = new ArrayDeque<>();
    private final IdTable seen = new IdTable();
    private final MessageDigest keys = UnitTape.digest("SHA-256");

    // The sample being read; its key is null between samples.
    private String key;
    /** In the order of the shard, for offsets grow. */
    private final Map<String, RawRecord> fields = new LinkedHashMap<>();

    private long from;
    private long to;
    private long heldBytes;
    private UnitDamage damage;
    private UnitTape tape;
    private boolean ended;

    private WebdatasetReader(ShardReader files, String shard, ShardOptions options, Limits limits) {
        this.files = files;
        this.shard = shard;
        this.options = options;
        this.limits = limits;
    }

    static ShardReader open(ShardOptions options, String shard, InputStream in, Limits limits) throws IOException {
        StoredBytes stored = new StoredBytes(in, limits.quarantinedBytes());
        return new WebdatasetReader(new TarReader(options, shard, in, stored, limits), shard, options, limits);
    }

    @Override
    public ShardEntry next() throws IOException {
        while (ready.isEmpty() && !ended) {
            ShardEntry file = files.next();
            if (file == null) {
                ended = true;
                flush();
            } else {
                take(file);
            }
        }
        return ready.poll();
    }

    private void take(ShardEntry file) {
        String path = file.origin().recordId();
        String name = path == null ? "" : path.substring(path.lastIndexOf('/') + 1);
        int dot = name.indexOf('.');
        if (path == null) {
            // Damage of the archive itself: what stood behind it may have belonged to the sample before it.
            if (key != null) {
                damage("the archive is damaged right behind the sample, so that some of its files may be lost");
            }
            flush();
            ready.add(file);
            return;
        }
        if (dot <= 0 || path.startsWith("__") || path.contains("/__")) {
            flush();
            ready.add(file instanceof RawRecord ? new Skipped(file.origin(), Reason.NOT_A_DOCUMENT) : file);
            return;
        }
        String sample = path.substring(0, path.length() - name.length() + dot);
        if (!sample.equals(key)) {
            flush();
            begin(sample, file.origin());
        }
        to = file.origin().offset() + Math.max(0, file.origin().length());
        String field = name.substring(dot + 1).toLowerCase(Locale.ROOT);
        if (file instanceof Damaged damaged) {
            damage(new UnitDamage(damaged.reason(), "field " + cut(field) + ": " + damaged.message()));
            tape(damaged.raw());
        } else if (file instanceof RawRecord record) {
            add(field, record);
        }
        // What is left out by patterns, or has no content, adds nothing to its sample.
    }

    private void begin(String sample, Origin origin) {
        key = sample;
        from = origin.offset();
        damage = null;
        tape = null;
        heldBytes = 0;
        // A digest, so that nobody can make two keys alike.
        long id = ByteBuffer.wrap(keys.digest(sample.getBytes(StandardCharsets.UTF_8)))
                .getLong();
        int before = seen.size();
        if (seen.add(id) < before) {
            damage("files of the key stand elsewhere in the shard already, with others between them");
        }
    }

    private void add(String field, RawRecord record) {
        if (damage != null) {
            tape(record.content());
            return;
        }
        if (fields.containsKey(field)) {
            damage("field \"" + cut(field) + "\" is there twice, at bytes "
                    + fields.get(field).origin().offset() + " and "
                    + record.origin().offset());
            tape(record.content());
            return;
        }
        String ending = field.substring(field.lastIndexOf('.') + 1);
        boolean image = ImageName.isEnding(ending);
        boolean beside = ending.equals("txt") || ending.equals("json") || ending.equals("cls");
        if (beside && record.content().length > Sidecar.MOST_BYTES) {
            damage(new UnitDamage(
                    Reason.RECORD_TOO_LARGE,
                    "field " + cut(field) + " of " + record.content().length + " bytes (at most " + Sidecar.MOST_BYTES
                            + " are read)"));
            return;
        }
        boolean wanted = image || beside;
        heldBytes += wanted ? record.content().length : 0;
        if (heldBytes > limits.recordBytes() || fields.size() >= MOST_FIELDS) {
            damage(new UnitDamage(
                    Reason.RECORD_TOO_LARGE,
                    "sample of more than " + heldBytes + " bytes in " + fields.size()
                            + " fields (limits.record_bytes is " + limits.recordBytes() + ", at most " + MOST_FIELDS
                            + " fields are read)"));
            return;
        }
        fields.put(field, wanted ? record : new RawRecord(record.origin(), new byte[0], false, Map.of()));
    }

    private void damage(String message) {
        damage(new UnitDamage(Reason.SAMPLE_CORRUPT, message));
    }

    /** Sets the sample aside; the first damage counts. */
    private void damage(UnitDamage found) {
        if (damage != null) {
            return;
        }
        damage = found;
        fields.values().forEach(record -> tape(record.content()));
        fields.clear();
    }

    private void tape(byte[] content) {
        if (tape == null) {
            tape = new UnitTape(limits.quarantinedBytes());
        }
        tape.add(content, 0, content.length);
    }

    /** Gives out the sample that was read. */
    private void flush() {
        if (key == null) {
            return;
        }
        Origin whole = new Origin(shard, from, to - from, key, null, null, null);
        if (damage == null) {
            int before = ready.size();
            fields.forEach((field, record) -> {
                if (ImageName.isEnding(field.substring(field.lastIndexOf('.') + 1))) {
                    ready.add(record(field, record));
                }
            });
            if (ready.size() == before) {
                ready.add(new Skipped(whole, Reason.NOT_A_DOCUMENT));
            }
        } else {
            if (tape == null) {
                tape = new UnitTape(limits.quarantinedBytes());
            }
            ready.add(ArchiveReader.setAside(whole, new UnitDamage(damage.reason(), named(damage.getMessage())), tape));
        }
        key = null;
        fields.clear();
    }

    /** A message of the sample, bounded however long its key is. */
    private String named(String message) {
        return "sample " + (key.length() > MOST_KEY_CHARS ? key.substring(0, MOST_KEY_CHARS) + "..." : key) + ": "
                + message;
    }

    private static String cut(String field) {
        return field.length() > MOST_KEY_CHARS ? field.substring(0, MOST_KEY_CHARS) + "..." : field;
    }

    private ShardEntry record(String field, RawRecord image) {
        String prefix = field.substring(0, field.lastIndexOf('.') + 1);
        boolean own = fields.containsKey(prefix + "txt")
                || fields.containsKey(prefix + "json")
                || fields.containsKey(prefix + "cls");
        String of = own ? prefix : "";
        Origin file = image.origin();
        Sidecar sidecar = new Sidecar(options.captionField(), options.urlField());
        try {
            if (fields.containsKey(of + "txt")) {
                sidecar.text(fields.get(of + "txt").content());
            }
            if (fields.containsKey(of + "json")) {
                sidecar.json(fields.get(of + "json").content());
            }
            if (fields.containsKey(of + "cls")) {
                sidecar.label(fields.get(of + "cls").content());
            }
        } catch (ExtractionException e) {
            UnitTape bytes = new UnitTape(limits.quarantinedBytes());
            bytes.add(image.content(), 0, image.content().length);
            return ArchiveReader.setAside(file, new UnitDamage(e.reason(), named(e.getMessage())), bytes);
        }
        Origin origin = new Origin(shard, file.offset(), file.length(), file.recordId(), sidecar.url(), null, null);
        long offset = image.medium() == null ? -1 : image.medium().offset();
        return new RawRecord(
                origin, image.content(), false, sidecar.meta(), null, new Medium(sidecar.caption(), null, offset));
    }

    @Override
    public long bytesRead() {
        return files.bytesRead();
    }

    @Override
    public void close() throws IOException {
        files.close();
    }
}
