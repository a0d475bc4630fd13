package dev.tamis.filters.ingest;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonFactoryBuilder;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import dev.tamis.filters.embedding.Embedding;
import dev.tamis.filters.ingest.ShardEntry.Damaged;
import dev.tamis.filters.ingest.ShardEntry.RawRecord;
import dev.tamis.filters.ingest.ShardEntry.Skipped;
import dev.tamis.filters.record.Limits;
import dev.tamis.filters.record.Origin;
import dev.tamis.filters.record.Reason;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Reads shards of one JSON object a line: plain, gzip or zstd.
 *
 * <p>Only LF ends a line. A line must be strict UTF-8 and exactly one JSON object (RFC 8259) without repeated names. Offsets
 * are those of lines in the uncompressed stream; what damage made unreadable counts there as one byte.
 *
 * <p>Lines are released before the CRC-32 of their gzip member was checked, since one member mostly holds the whole shard.
 * Damage found later is an entry for the rest of the member.
 */
final class JsonlReader implements ShardReader {
    private static final int FIRST_LINE = 1 << 16;
    private static final int MOST_DEPTH = 200;
    private static final int EMBEDDING = 3;
    private static final byte[] BYTE_ORDER_MARK = {(byte) 0xef, (byte) 0xbb, (byte) 0xbf};

    private final String shard;
    private final Limits limits;
    private final int recordBytes;
    private final InputStream in;
    private final StoredBytes stored;
    private final ByteFeed feed;
    private final JsonFactory json;
    private final String[][] wanted;
    private final Embedding.Builder numbers = new Embedding.Builder();

    private byte[] held = new byte[FIRST_LINE];
    private long line;
    private long lastOffset = -1;

    JsonlReader(ShardOptions options, String shard, InputStream in, Limits limits) throws IOException {
        this.shard = shard;
        this.limits = limits;
        this.recordBytes = ByteFeed.recordBytes(limits);
        this.in = in;
        this.stored = new StoredBytes(in, limits.quarantinedBytes());
        this.feed = ContentFeed.open(stored, limits);
        this.wanted = new String[][] {
            path(options.textField()),
            path(options.idField()),
            path(options.urlField()),
            path(options.embeddingField()),
        };
        this.json = new JsonFactoryBuilder()
                .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                // Names come from hostile input; interned ones would stay in the JVM for ever.
                .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
                .streamReadConstraints(StreamReadConstraints.builder()
                        .maxNestingDepth(MOST_DEPTH)
                        .maxStringLength(recordBytes)
                        .maxNumberLength(1000)
                        .maxNameLength(4096)
                        .build())
                .build();
    }

    private static String[] path(String field) {
        return field == null ? new String[0] : field.split("\\.", -1);
    }

    @Override
    public ShardEntry next() throws IOException {
        while (true) {
            long start = feed.offset();
            try {
                if (!feed.ensure(1)) {
                    return null;
                }
                line++;
                ShardEntry entry = nextLine(start);
                if (entry != null) {
                    return entry;
                }
            } catch (UnitDamage damage) {
                UnitTape tape = feed.recover();
                return new Damaged(
                        Origin.at(shard, fresh(start), -1),
                        damage.reason(),
                        damage.errorClass(),
                        damage.getMessage() + "; lines before line " + Math.max(1, line)
                                + " were read before the damage was found",
                        tape.head(),
                        tape.sha256());
            }
        }
    }

    /** Reads a line of at least one byte; null for a blank line that ends the shard. */
    private ShardEntry nextLine(long start) throws IOException, UnitDamage {
        int length = 0;
        while (feed.ensure(1)) {
            byte[] bytes = feed.array();
            int from = feed.arrayPosition();
            int to = from + feed.available();
            int end = from;
            while (end < to && bytes[end] != '\n') {
                end++;
            }
            int more = end - from;
            if (length + (long) more > recordBytes) {
                return tooLong(start, length);
            }
            if (end < to && length == 0) {
                // The usual case: the line lies in the buffer, and is parsed there.
                feed.consume(more + 1);
                return judged(start, bytes, from, end);
            }
            if (held.length < length + more) {
                held = Arrays.copyOf(held, (int) Math.min(recordBytes, Math.max(2L * held.length, length + more)));
            }
            System.arraycopy(bytes, from, held, length, more);
            length += more;
            feed.consume(more);
            if (end < to) {
                feed.consume(1);
                break;
            }
        }
        return judged(start, held, 0, length);
    }

    private ShardEntry tooLong(long start, int length) throws IOException, UnitDamage {
        UnitTape tape = new UnitTape(limits.quarantinedBytes());
        tape.add(held, 0, length);
        long bytes = length;
        boolean ended = false;
        while (!ended && feed.ensure(1)) {
            byte[] buffer = feed.array();
            int from = feed.arrayPosition();
            int available = feed.available();
            int ahead = 0;
            while (ahead < available && buffer[from + ahead] != '\n') {
                ahead++;
            }
            bytes += feed.skip(ahead, tape);
            if (ahead < available) {
                feed.consume(1);
                ended = true;
            }
        }
        return new Damaged(
                new Origin(shard, fresh(start), bytes, Long.toString(line), null, null, null),
                Reason.RECORD_TOO_LARGE,
                "",
                "line " + line + " of " + bytes + " bytes (limits.record_bytes is " + recordBytes + ")",
                tape.head(),
                tape.sha256());
    }

    /** Offsets strictly grow, also past damage that took nothing from the uncompressed stream. */
    private long fresh(long offset) {
        lastOffset = Math.max(lastOffset + 1, offset);
        return lastOffset;
    }

    private ShardEntry judged(long start, byte[] bytes, int from, int to) throws IOException, UnitDamage {
        if (isBlank(bytes, from, to)) {
            // An empty line at the very end is how many writers finish.
            if (to == from && !feed.ensure(1)) {
                return null;
            }
            return new Skipped(
                    new Origin(shard, fresh(start), to - from, Long.toString(line), null, null, null),
                    Reason.NOT_A_DOCUMENT);
        }
        long offset = fresh(start);
        try {
            int invalid = Utf8.firstInvalid(bytes, from, to);
            if (invalid >= 0) {
                throw new UnitDamage(
                        Reason.TEXT_CHARSET, "line " + line + " is not UTF-8 at its byte " + (invalid - from));
            }
            boolean marked = line == 1 && to - from >= 3 && Arrays.equals(bytes, from, from + 3, BYTE_ORDER_MARK, 0, 3);
            return parsed(offset, bytes, marked ? from + 3 : from, to, to - from);
        } catch (UnitDamage damage) {
            return setAside(offset, damage, bytes, from, to);
        } catch (RuntimeException e) {
            return setAside(
                    offset,
                    new UnitDamage(Reason.PARSER_FAILED, "parsing line " + line + " failed", e),
                    bytes,
                    from,
                    to);
        }
    }

    private Damaged setAside(long offset, UnitDamage damage, byte[] bytes, int from, int to) {
        UnitTape tape = new UnitTape(limits.quarantinedBytes());
        tape.add(bytes, from, to - from);
        return new Damaged(
                new Origin(shard, offset, to - from, Long.toString(line), null, null, null),
                damage.reason(),
                damage.errorClass(),
                damage.getMessage(),
                tape.head(),
                tape.sha256());
    }

    private static boolean isBlank(byte[] bytes, int from, int to) {
        for (int i = from; i < to; i++) {
            if (bytes[i] != ' ' && bytes[i] != '\t' && bytes[i] != '\r') {
                return false;
            }
        }
        return true;
    }

    private ShardEntry parsed(long offset, byte[] bytes, int from, int to, int length) throws UnitDamage {
        // The parser would take these for UTF-16 or a byte order mark, neither of which belongs in a line.
        for (int i = from; i < Math.min(to, from + 4); i++) {
            if (bytes[i] == 0 || bytes[i] == BYTE_ORDER_MARK[0]) {
                throw syntax(i - from);
            }
        }
        Fields fields = new Fields();
        try (JsonParser parser = json.createParser(bytes, from, to - from)) {
            try {
                fields.read(parser);
            } catch (JsonProcessingException e) {
                long at = e.getLocation() == null ? -1 : e.getLocation().getByteOffset();
                throw new UnitDamage(
                        Reason.JSON_SYNTAX, "line " + line + " is not one JSON object, at its byte " + at, e);
            }
        } catch (IOException e) {
            throw new UnitDamage(Reason.JSON_SYNTAX, "line " + line + " cannot be parsed", e);
        }
        if (fields.text == null) {
            throw new UnitDamage(
                    Reason.JSON_FIELD,
                    "line " + line + (fields.textFound ? ": the text field is not a string" : ": no text field"));
        }
        String id = fields.id == null ? Long.toString(line) : fields.id;
        return new RawRecord(
                new Origin(shard, offset, length, id, fields.url, null, null),
                fields.text,
                true,
                fields.meta,
                fields.embedding);
    }

    private UnitDamage syntax(int at) {
        return new UnitDamage(Reason.JSON_SYNTAX, "line " + line + " is not one JSON object, at its byte " + at);
    }

    /** What is taken from one object, in one pass over its tokens. */
    private final class Fields {
        private byte[] text;
        private boolean textFound;
        private String id;
        private String url;
        private byte[] embedding;
        private final Map<String, String> meta = new LinkedHashMap<>();

        /** How many parts of each wanted path the open objects match. */
        private final int[] matched = new int[wanted.length];

        private int depth;

        void read(JsonParser parser) throws IOException, UnitDamage {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                throw syntax(0);
            }
            depth = 1;
            while (depth > 0) {
                JsonToken token = parser.nextToken();
                if (token == null) {
                    throw syntax((int) parser.currentLocation().getByteOffset());
                }
                switch (token) {
                    case FIELD_NAME -> field(parser);
                    // Objects in arrays come here; those that are values of fields are opened by field().
                    case START_OBJECT, START_ARRAY -> depth++;
                    case END_OBJECT, END_ARRAY -> close();
                    default -> {}
                }
            }
            if (parser.nextToken() != null) {
                throw syntax((int) parser.currentLocation().getByteOffset());
            }
        }

        private void close() {
            depth--;
            for (int i = 0; i < matched.length; i++) {
                matched[i] = Math.min(matched[i], Math.max(0, depth - 1));
            }
        }

        private void field(JsonParser parser) throws IOException, UnitDamage {
            String name = parser.currentName();
            JsonToken value = parser.nextToken();
            boolean isWanted = false;
            boolean isOpen = value == JsonToken.START_OBJECT || value == JsonToken.START_ARRAY;
            for (int i = 0; i < wanted.length; i++) {
                if (matched[i] == depth - 1 && matched[i] < wanted[i].length && wanted[i][depth - 1].equals(name)) {
                    if (matched[i] == wanted[i].length - 1) {
                        isWanted = true;
                        if (i == EMBEDDING) {
                            embedding = vector(parser, value);
                            // An array or object was read to its end.
                            isOpen = false;
                        } else {
                            take(i, parser, value);
                        }
                    } else if (value == JsonToken.START_OBJECT) {
                        matched[i]++;
                    }
                }
            }
            if (isOpen) {
                depth++;
            } else if (!isWanted && depth == 1 && value != JsonToken.VALUE_NULL && meta.size() < Meta.MOST_FIELDS) {
                String text = parser.getText();
                refuseLoneSurrogates(name);
                refuseLoneSurrogates(text);
                meta.put(name, Meta.cut(text));
            }
        }

        private void take(int which, JsonParser parser, JsonToken value) throws IOException, UnitDamage {
            if (which == 0) {
                textFound = true;
                if (value == JsonToken.VALUE_STRING) {
                    text = utf8(parser.getTextCharacters(), parser.getTextOffset(), parser.getTextLength());
                }
            } else if (value.isScalarValue() && value != JsonToken.VALUE_NULL) {
                String scalar = parser.getText();
                refuseLoneSurrogates(scalar);
                if (which == 1) {
                    id = Meta.cut(scalar);
                } else {
                    url = Meta.cut(scalar);
                }
            }
        }

        /** Reads a value to its end: a vector as it is stored, empty if it cannot be used, null for null. */
        private byte[] vector(JsonParser parser, JsonToken value) throws IOException {
            if (value == JsonToken.VALUE_NULL) {
                return null;
            }
            if (value != JsonToken.START_ARRAY) {
                parser.skipChildren();
                return Embedding.UNUSABLE;
            }
            numbers.clear();
            for (JsonToken token = parser.nextToken();
                    token != null && token != JsonToken.END_ARRAY;
                    token = parser.nextToken()) {
                if (token.isNumeric()) {
                    numbers.add(parser.getFloatValue());
                } else {
                    parser.skipChildren();
                    numbers.add(Float.NaN);
                }
            }
            return numbers.bytes();
        }

        private void refuseLoneSurrogates(String value) throws UnitDamage {
            if (Meta.hasLoneSurrogate(value)) {
                throw loneSurrogate();
            }
        }

        private UnitDamage loneSurrogate() {
            return new UnitDamage(
                    Reason.TEXT_LONE_SURROGATE, "line " + line + " holds half of a surrogate pair in a string");
        }

        /** The characters in UTF-8; the JDK's own encoder would put a question mark for half a pair. */
        private byte[] utf8(char[] chars, int from, int length) throws UnitDamage {
            int bytes = 0;
            int to = from + length;
            for (int i = from; i < to; i++) {
                char c = chars[i];
                if (c < 0x80) {
                    bytes++;
                } else if (c < 0x800) {
                    bytes += 2;
                } else if (!Character.isSurrogate(c)) {
                    bytes += 3;
                } else {
                    if (Character.isLowSurrogate(c) || i + 1 == to || !Character.isLowSurrogate(chars[i + 1])) {
                        throw loneSurrogate();
                    }
                    bytes += 4;
                    i++;
                }
            }
            byte[] out = new byte[bytes];
            int at = 0;
            for (int i = from; i < to; i++) {
                char c = chars[i];
                if (c < 0x80) {
                    out[at++] = (byte) c;
                } else if (c < 0x800) {
                    out[at++] = (byte) (0xc0 | c >> 6);
                    out[at++] = (byte) (0x80 | (c & 0x3f));
                } else if (!Character.isSurrogate(c)) {
                    out[at++] = (byte) (0xe0 | c >> 12);
                    out[at++] = (byte) (0x80 | (c >> 6 & 0x3f));
                    out[at++] = (byte) (0x80 | (c & 0x3f));
                } else {
                    int point = Character.toCodePoint(c, chars[++i]);
                    out[at++] = (byte) (0xf0 | point >> 18);
                    out[at++] = (byte) (0x80 | (point >> 12 & 0x3f));
                    out[at++] = (byte) (0x80 | (point >> 6 & 0x3f));
                    out[at++] = (byte) (0x80 | (point & 0x3f));
                }
            }
            return out;
        }
    }

    @Override
    public long bytesRead() {
        return stored.position();
    }

    @Override
    public void close() throws IOException {
        feed.close();
        in.close();
    }
}
