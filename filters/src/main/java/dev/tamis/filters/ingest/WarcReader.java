package dev.tamis.filters.ingest;

import dev.tamis.filters.ingest.ShardEntry.Damaged;
import dev.tamis.filters.ingest.ShardEntry.RawRecord;
import dev.tamis.filters.ingest.ShardEntry.Skipped;
import dev.tamis.filters.record.Limits;
import dev.tamis.filters.record.Origin;
import dev.tamis.filters.record.Reason;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Reads WARC and WET shards: one gzip member a record, many records a member, or not compressed.
 *
 * <p>A record is released only after its gzip member's CRC-32 was found right. Where one member holds many records, that
 * would need the whole member in memory; there a record is released once {@value #SETTLED} further bytes of the member
 * inflate, and damage found later is an entry for the rest of the member.
 *
 * <p>Offsets are those of the members as stored. From the first record of a member that holds several, they are those of
 * records in the uncompressed stream, for the rest of the shard.
 *
 * <p>After damage, reading goes on at the next gzip member whose content begins with a WARC version line; inside a member
 * or in an uncompressed shard at the next line that begins a whole WARC header.
 */
final class WarcReader implements ShardReader {
    private static final int SETTLED = 1 << 16;
    private static final int FIRST_BLOCK = 1 << 16;

    /** HTTP fields kept in meta: type, language, and what the site says on use for training. */
    private static final List<String> KEPT_HTTP_FIELDS = List.of(
            "content-type", "content-language", "x-robots-tag", "tdm-reservation", "tdm-policy", "content-usage");

    private enum Storage {
        UNKNOWN,
        GZIP,
        PLAIN
    }

    private final String shard;
    private final Limits limits;
    private final int recordBytes;
    private final InputStream in;
    private final StoredBytes stored;
    private final GzipMember member;
    private final ByteFeed.Member memberFeed;

    private Storage storage = Storage.UNKNOWN;
    private ByteFeed feed;
    private int recordsInMember;
    private boolean byStream;
    private long lastOffset = -1;
    private byte[] block = new byte[FIRST_BLOCK];

    // The record being read, for what is set aside.
    private long recordStart;
    private WarcHeader header;

    WarcReader(String shard, InputStream in, Limits limits) {
        this.shard = shard;
        this.limits = limits;
        this.recordBytes = ByteFeed.recordBytes(limits);
        this.in = in;
        this.stored = new StoredBytes(in, limits.quarantinedBytes());
        this.member = new GzipMember(stored, limits);
        this.memberFeed = new ByteFeed.Member(member);
    }

    @Override
    public ShardEntry next() throws IOException {
        while (true) {
            if (feed == null) {
                ShardEntry damage = nextUnit();
                if (damage != null) {
                    return damage;
                }
                if (feed == null) {
                    return null;
                }
            }
            try {
                header = null;
                recordStart = feed.offset();
                if (feed.ensure(1)) {
                    return nextRecord();
                }
                feed = null;
            } catch (UnitDamage damage) {
                return memberSetAside(damage);
            }
        }
    }

    @Override
    public long bytesRead() {
        return stored.position();
    }

    @Override
    public void close() throws IOException {
        memberFeed.close();
        in.close();
    }

    /** Sets {@link #feed} to the next member, or to the whole of an uncompressed shard, or leaves it null at the end. */
    private ShardEntry nextUnit() throws IOException {
        if (storage == Storage.GZIP) {
            // Padding to a block size is ordinary, and holds nothing.
            while (stored.ensure(1) && stored.at(0) == 0) {
                stored.consume(1);
            }
        }
        stored.beginUnit();
        if (!stored.ensure(1)) {
            return null;
        }
        if (storage != Storage.PLAIN && GzipMember.startsAt(stored)) {
            storage = Storage.GZIP;
            recordsInMember = 0;
            header = null;
            memberFeed.goOn();
            recordStart = memberFeed.offset();
            try {
                member.open();
                feed = memberFeed;
                return null;
            } catch (UnitDamage damage) {
                return memberSetAside(damage);
            }
        }
        if (storage != Storage.GZIP && storedStartsWithMagic()) {
            storage = Storage.PLAIN;
            feed = new ByteFeed.Stored(stored);
            feed.restartAt(stored.position());
            return null;
        }
        long start = stored.position();
        boolean gzip = storage == Storage.GZIP;
        recordStart = memberFeed.offset();
        stored.consume(1);
        if (gzip) {
            GzipMember.seek(stored, WarcHeader.MAGIC);
        } else {
            seekAnything();
        }
        long end = stored.position();
        UnitTape tape = stored.tape();
        return new Damaged(
                Origin.at(shard, fresh(byStream ? recordStart : start), end - start),
                gzip ? Reason.GZIP_HEADER : Reason.WARC_HEADER,
                "",
                "no " + (gzip ? "gzip member" : "gzip member or WARC record") + " at byte " + start + "; "
                        + (end - start) + " bytes passed over",
                tape.head(),
                tape.sha256());
    }

    private boolean storedStartsWithMagic() throws IOException {
        int length = WarcHeader.MAGIC.length;
        return stored.ensure(length)
                && Arrays.equals(
                        stored.array(),
                        stored.arrayPosition(),
                        stored.arrayPosition() + length,
                        WarcHeader.MAGIC,
                        0,
                        length);
    }

    /** Moves to a verified member or record, where it is not known yet how the shard is stored. */
    private void seekAnything() throws IOException {
        boolean lineStart = false;
        while (stored.ensure(1)) {
            byte b = stored.at(0);
            if (lineStart && b == 'W' && storedStartsWithHeader()) {
                return;
            }
            if (b == 0x1f && GzipMember.verifiedAt(stored, WarcHeader.MAGIC)) {
                return;
            }
            lineStart = b == '\n';
            stored.consume(1);
        }
    }

    private boolean storedStartsWithHeader() throws IOException {
        int wanted = 1 << 11;
        while (true) {
            boolean more = stored.ensure(wanted);
            try {
                if (WarcHeader.parse(
                                stored.array(), stored.arrayPosition(), stored.arrayPosition() + stored.available())
                        != null) {
                    return true;
                }
            } catch (UnitDamage invalid) {
                return false;
            }
            if (!more) {
                return false;
            }
            wanted *= 2;
        }
    }

    /** Reads the record at the feed's position, at which there is at least one byte. */
    private ShardEntry nextRecord() throws IOException, UnitDamage {
        try {
            header = headerAtPosition();
        } catch (UnitDamage damage) {
            if (damage.reason() != Reason.WARC_HEADER) {
                throw damage;
            }
            UnitTape tape = new UnitTape(limits.quarantinedBytes());
            feed.skip(1, tape);
            return recordSetAside(damage, tape, false);
        }
        byte[] head = Arrays.copyOfRange(feed.array(), feed.arrayPosition(), feed.arrayPosition() + header.length());
        feed.consume(head.length);
        if (header.contentLength() > recordBytes) {
            UnitTape tape = new UnitTape(limits.quarantinedBytes());
            tape.add(head, 0, head.length);
            return tooLarge(tape);
        }
        int length = (int) header.contentLength();
        int got = readBlock(length);
        boolean whole = got == length;
        boolean ended = whole
                && feed.ensure(4)
                && feed.at(0) == '\r'
                && feed.at(1) == '\n'
                && feed.at(2) == '\r'
                && feed.at(3) == '\n';
        if (!ended) {
            UnitTape tape = new UnitTape(limits.quarantinedBytes());
            tape.add(head, 0, head.length);
            boolean again = feed.unread(block, got);
            if (!again) {
                tape.add(block, 0, got);
            }
            UnitDamage damage = whole
                    ? new UnitDamage(
                            Reason.WARC_TRAILER,
                            "no two line ends after the " + length + " bytes of the record's Content-Length")
                    : new UnitDamage(
                            Reason.WARC_TRUNCATED,
                            "record has " + got + " bytes of the " + length + " of its Content-Length");
            return recordSetAside(damage, tape, again);
        }
        feed.consume(4);
        settle();
        Origin origin = origin();
        try {
            return judged(origin, length);
        } catch (UnitDamage damage) {
            return contentSetAside(origin, damage, head, length);
        } catch (RuntimeException e) {
            return contentSetAside(
                    origin, new UnitDamage(Reason.PARSER_FAILED, "reading the record failed", e), head, length);
        }
    }

    private WarcHeader headerAtPosition() throws IOException, UnitDamage {
        int wanted = 1 << 11;
        while (true) {
            boolean more = false;
            UnitDamage damage = null;
            try {
                more = feed.ensure(Math.min(wanted, WarcHeader.MOST_BYTES));
            } catch (UnitDamage found) {
                // It may come after the header, which is then still read.
                damage = found;
            }
            WarcHeader parsed =
                    WarcHeader.parse(feed.array(), feed.arrayPosition(), feed.arrayPosition() + feed.available());
            if (parsed != null) {
                return parsed;
            }
            if (damage != null) {
                throw damage;
            }
            if (!more) {
                throw new UnitDamage(Reason.WARC_HEADER, "WARC header ends early");
            }
            wanted *= 2;
        }
    }

    /** Reads up to {@code length} bytes; memory follows what is there, not what is claimed. */
    private int readBlock(int length) throws IOException, UnitDamage {
        int got = 0;
        while (got < length) {
            if (got == block.length) {
                block = Arrays.copyOf(block, (int) Math.min(length, 2L * block.length));
            }
            int wanted = Math.min(length, block.length) - got;
            int read = feed.read(block, got, wanted);
            got += read;
            if (read < wanted) {
                break;
            }
        }
        return got;
    }

    /** Makes sure, before a record is released, that its member is whole, or inflates well beyond the record. */
    private void settle() throws IOException, UnitDamage {
        if (feed != memberFeed) {
            return;
        }
        if (feed.ensure(1)) {
            try {
                feed.ensure(SETTLED);
            } catch (UnitDamage damage) {
                // A cut says nothing against what comes before it, if that is followed by another record.
                if (damage.reason() != Reason.GZIP_TRUNCATED || !feed.startsWith(WarcHeader.MAGIC)) {
                    throw damage;
                }
            }
            // Only now: damage must not change how the records after it are addressed.
            byStream = true;
        }
        recordsInMember++;
    }

    /** Origin of the record just read. */
    private Origin origin() {
        String url = bare(header.value("warc-target-uri"));
        boolean ofMember = feed == memberFeed && !byStream;
        long offset = ofMember ? member.start() : recordStart;
        long end = ofMember ? stored.position() : feed.offset();
        return new Origin(
                shard,
                fresh(offset),
                end - offset,
                bare(header.value("warc-record-id")),
                url,
                header.value("warc-date"),
                null);
    }

    /** Offsets strictly grow, also where one way of counting follows the other. */
    private long fresh(long offset) {
        lastOffset = Math.max(lastOffset + 1, offset);
        return lastOffset;
    }

    private static String bare(String value) {
        if (value == null || value.isEmpty()) {
            return null;
        }
        boolean bracketed = value.length() > 2 && value.charAt(0) == '<' && value.charAt(value.length() - 1) == '>';
        return bracketed ? value.substring(1, value.length() - 1) : value;
    }

    /** Skips a record that is larger than memory allows, and its trailer. */
    private ShardEntry tooLarge(UnitTape tape) throws IOException, UnitDamage {
        UnitDamage damage = new UnitDamage(
                Reason.RECORD_TOO_LARGE,
                "record of " + header.contentLength() + " bytes (limits.record_bytes is " + recordBytes + ")");
        feed.skip(header.contentLength(), tape);
        return recordSetAside(damage, tape, false);
    }

    /**
     * Sets aside a record that does not follow the format, and moves to the next verified record of the feed, or its end.
     *
     * @param tape what of the record was read already
     * @param lineStart whether the position may itself be the start of a record
     */
    private ShardEntry recordSetAside(UnitDamage damage, UnitTape tape, boolean lineStart)
            throws IOException, UnitDamage {
        boolean atLineStart = lineStart;
        while (feed.ensure(1)) {
            byte[] bytes = feed.array();
            int from = feed.arrayPosition();
            int available = feed.available();
            int ahead = 0;
            boolean candidate = false;
            while (ahead < available) {
                byte b = bytes[from + ahead];
                if (atLineStart && b == 'W') {
                    candidate = true;
                    break;
                }
                atLineStart = b == '\n';
                ahead++;
            }
            feed.skip(ahead, tape);
            if (candidate) {
                if (headerFollows()) {
                    break;
                }
                atLineStart = false;
                feed.skip(1, tape);
            }
        }
        boolean rest = feed.ensure(1);
        if (feed == memberFeed && rest) {
            byStream = true;
        }
        Origin origin;
        if (header != null) {
            origin = origin();
        } else {
            boolean ofMember = feed == memberFeed && !byStream;
            long offset = ofMember ? member.start() : recordStart;
            origin = Origin.at(shard, fresh(offset), (ofMember ? stored.position() : feed.offset()) - offset);
        }
        UnitTape all = feed == memberFeed && !byStream ? stored.tape() : tape;
        recordsInMember++;
        return new Damaged(origin, damage.reason(), damage.errorClass(), damage.getMessage(), all.head(), all.sha256());
    }

    private boolean headerFollows() throws IOException, UnitDamage {
        try {
            headerAtPosition();
            return true;
        } catch (UnitDamage damage) {
            if (damage.reason() != Reason.WARC_HEADER) {
                throw damage;
            }
            return false;
        }
    }

    /** Sets aside a record that follows the format but whose content is wrong. */
    private Damaged contentSetAside(Origin origin, UnitDamage damage, byte[] head, int length) {
        UnitTape tape;
        if (feed == memberFeed && !byStream) {
            tape = stored.tape();
        } else {
            tape = new UnitTape(limits.quarantinedBytes());
            tape.add(head, 0, head.length);
            tape.add(block, 0, length);
        }
        return new Damaged(
                origin, damage.reason(), damage.errorClass(), damage.getMessage(), tape.head(), tape.sha256());
    }

    /** Sets aside a gzip member, or what is left of it, and moves to the next verified one. */
    private Damaged memberSetAside(UnitDamage damage) throws IOException {
        long start = stored.unitStart();
        stored.rewindIntoUnit();
        GzipMember.seek(stored, WarcHeader.MAGIC);
        long end = stored.position();
        UnitTape tape = stored.tape();
        boolean whole = !byStream;
        String before = recordsInMember == 0
                ? ""
                : "; " + recordsInMember + " records of this member were read before the damage was found";
        Damaged entry = new Damaged(
                new Origin(
                        shard,
                        fresh(whole ? start : recordStart),
                        whole ? end - start : -1,
                        header == null ? null : bare(header.value("warc-record-id")),
                        header == null ? null : bare(header.value("warc-target-uri")),
                        header == null ? null : header.value("warc-date"),
                        null),
                damage.reason(),
                damage.errorClass(),
                damage.getMessage() + before,
                tape.head(),
                tape.sha256());
        feed = null;
        return entry;
    }

    /** What a whole record is: a document, something else, or damaged after all. The block is in {@link #block}. */
    private ShardEntry judged(Origin origin, int length) throws UnitDamage {
        Map<String, String> meta = new LinkedHashMap<>();
        checkDigest("warc-block-digest", meta, List.of(new Span(block, 0, length)));
        String type = header.value("warc-type").toLowerCase(Locale.ROOT);
        String contentType = header.value("content-type");
        if (!type.equals("response") && !type.equals("resource") && !type.equals("conversion")) {
            return new Skipped(origin, Reason.NOT_A_DOCUMENT);
        }
        if (header.value("warc-segment-number") != null) {
            throw new UnitDamage(Reason.WARC_TRUNCATED, "record is the first segment of several, which are not joined");
        }
        String truncated = header.value("warc-truncated");
        put(meta, "warc_truncated", truncated);
        if (type.equals("response")) {
            String url = origin.url() == null ? "" : origin.url().toLowerCase(Locale.ROOT);
            if (url.startsWith("dns:") || "text/dns".equals(mediaType(contentType))) {
                return new Skipped(origin, Reason.NOT_A_DOCUMENT);
            }
            if (url.startsWith("http:")
                    || url.startsWith("https:")
                    || "application/http".equals(mediaType(contentType))) {
                return response(origin, length, meta, truncated != null);
            }
        }
        checkPayload(truncated != null, meta, List.of(new Span(block, 0, length)));
        put(meta, "warc_content_type", contentType);
        for (int i = 0; i < header.names().size(); i++) {
            if (header.names().get(i).startsWith("warc-identified-")) {
                put(
                        meta,
                        header.names().get(i).replace('-', '_'),
                        header.values().get(i));
            }
        }
        boolean isText = type.equals("conversion") && "text/plain".equals(mediaType(contentType));
        if (isText && !Utf8.isValid(block, 0, length)) {
            throw new UnitDamage(
                    Reason.TEXT_CHARSET,
                    "text of the conversion record is not UTF-8 at byte " + Utf8.firstInvalid(block, 0, length));
        }
        return new RawRecord(withType(origin, mediaType(contentType)), Arrays.copyOf(block, length), isText, meta);
    }

    private ShardEntry response(Origin origin, int length, Map<String, String> meta, boolean truncated)
            throws UnitDamage {
        HttpResponse http = HttpResponse.parse(block, length);
        boolean success = http.status() / 100 == 2;
        HttpBody bodies = new HttpBody(limits, truncated);
        byte[] body = null;
        UnitDamage undecodable = null;
        List<Span> forms = new ArrayList<>(3);
        forms.add(new Span(block, http.bodyFrom(), length));
        try {
            String transfer = http.value("transfer-encoding");
            if (transfer != null && transfer.toLowerCase(Locale.ROOT).contains("chunked")) {
                body = bodies.unchunked(block, http.bodyFrom(), length);
                if (body != null) {
                    forms.add(new Span(body, 0, body.length));
                }
            }
            if (body == null) {
                body = Arrays.copyOfRange(block, http.bodyFrom(), length);
            }
            String coding = http.value("content-encoding");
            if (success && coding != null) {
                byte[] decoded = bodies.decoded(body, coding);
                if (decoded != body) {
                    body = decoded;
                    forms.add(new Span(body, 0, body.length));
                }
            }
        } catch (UnitDamage damage) {
            undecodable = damage;
        }
        checkPayload(truncated, meta, forms);
        if (!success) {
            return new Skipped(origin, Reason.HTTP_STATUS);
        }
        if (undecodable != null) {
            throw undecodable;
        }
        put(meta, "http_status", Integer.toString(http.status()));
        for (String name : KEPT_HTTP_FIELDS) {
            put(meta, "http_" + name.replace('-', '_'), http.value(name));
        }
        return new RawRecord(withType(origin, mediaType(http.value("content-type"))), body, false, meta);
    }

    private record Span(byte[] bytes, int from, int to) {}

    /** The payload digest covers the body as sent or after its encodings, depending on the crawler: either will do. */
    private void checkPayload(boolean truncated, Map<String, String> meta, List<Span> forms) throws UnitDamage {
        // Of a truncated payload the digest may be that of the whole.
        if (!truncated) {
            checkDigest("warc-payload-digest", meta, forms);
        }
    }

    private void checkDigest(String name, Map<String, String> meta, List<Span> forms) throws UnitDamage {
        String field = header.value(name);
        if (field == null) {
            return;
        }
        WarcDigest digest = WarcDigest.parse(field);
        if (!digest.isKnown()) {
            put(meta, "warc_digest_unchecked", digest.label());
            return;
        }
        for (Span form : forms) {
            if (digest.matches(form.bytes(), form.from(), form.to())) {
                return;
            }
        }
        throw new UnitDamage(
                Reason.WARC_DIGEST,
                name + " (" + digest.algorithm() + ") does not match the "
                        + (forms.get(0).to() - forms.get(0).from()) + " bytes it covers");
    }

    private static Origin withType(Origin origin, String contentType) {
        return new Origin(
                origin.shard(),
                origin.offset(),
                origin.length(),
                origin.recordId(),
                origin.url(),
                origin.fetchedAt(),
                contentType);
    }

    /** The type and subtype in lower case, without parameters, or null. */
    private static String mediaType(String contentType) {
        if (contentType == null) {
            return null;
        }
        int end = contentType.indexOf(';');
        String type = (end < 0 ? contentType : contentType.substring(0, end)).strip();
        return type.isEmpty() ? null : type.toLowerCase(Locale.ROOT);
    }

    private static void put(Map<String, String> meta, String name, String value) {
        if (value != null) {
            meta.put(name, Meta.cut(value));
        }
    }
}
