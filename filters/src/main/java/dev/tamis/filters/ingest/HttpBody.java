package dev.tamis.filters.ingest;

import dev.tamis.filters.record.Limits;
import dev.tamis.filters.record.Reason;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.Locale;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/**
 * Undoes the encodings of a captured HTTP body, each at most once.
 *
 * <p>Crawlers disagree on whether they store a body before or after its encodings, and keep the header either way. So a
 * body that does not look as its header says is taken as already decoded, where that can be told for sure.
 */
final class HttpBody {
    private static final int MOST_CODINGS = 4;
    private static final int SAMPLE = 1024;
    private static final int STEP = 1 << 16;

    private final Limits limits;

    /** WARC-Truncated was given, so that an early end is no surprise. */
    private final boolean truncated;

    HttpBody(Limits limits, boolean truncated) {
        this.limits = limits;
        this.truncated = truncated;
    }

    /**
     * The body without its chunk framing.
     *
     * @return null when the body is not chunked at all
     */
    byte[] unchunked(byte[] block, int from, int to) throws UnitDamage {
        byte[] out = new byte[to - from];
        int length = 0;
        int at = from;
        boolean first = true;
        while (true) {
            if (at == to && !first) {
                // The connection closed between two chunks. Every byte there is has been read.
                return Arrays.copyOf(out, length);
            }
            int lineEnd = at;
            // Sizes are short; chunk extensions hardly exist.
            int lineLimit = (int) Math.min(to, at + 1024L);
            while (lineEnd < lineLimit && block[lineEnd] != '\n') {
                lineEnd++;
            }
            long size = lineEnd == lineLimit ? -1 : chunkSize(block, at, lineEnd);
            if (size < 0) {
                if (first) {
                    return null;
                }
                if (truncated) {
                    return Arrays.copyOf(out, length);
                }
                throw broken("has a damaged chunk size after " + length + " bytes");
            }
            at = lineEnd + 1;
            if (size == 0) {
                return Arrays.copyOf(out, length);
            }
            if (size > to - at) {
                if (truncated) {
                    System.arraycopy(block, at, out, length, to - at);
                    return Arrays.copyOf(out, length + to - at);
                }
                if (first) {
                    return null;
                }
                throw broken("ends early, inside a chunk after " + length + " bytes");
            }
            System.arraycopy(block, at, out, length, (int) size);
            length += (int) size;
            at += (int) size;
            if (at < to && block[at] == '\r') {
                at++;
            }
            if (at < to && block[at] == '\n') {
                at++;
            } else if (at < to || !truncated) {
                if (at == to) {
                    return Arrays.copyOf(out, length);
                }
                if (first) {
                    return null;
                }
                throw broken("has a chunk that does not end where it must, after " + length + " bytes");
            }
            first = false;
        }
    }

    private static UnitDamage broken(String how) {
        return new UnitDamage(Reason.HTTP_ENCODING, "chunked HTTP body " + how);
    }

    private static long chunkSize(byte[] block, int from, int to) {
        int at = from;
        long size = 0;
        while (at < to && at - from < 15) {
            int digit = Character.digit(block[at], 16);
            if (digit < 0) {
                break;
            }
            size = size << 4 | digit;
            at++;
        }
        if (at == from) {
            return -1;
        }
        while (at < to && (block[at] == ' ' || block[at] == '\t')) {
            at++;
        }
        boolean atEnd = at == to || block[at] == ';' || (block[at] == '\r' && at + 1 == to);
        return atEnd ? size : -1;
    }

    /** The body without its content codings, the last applied first undone. */
    byte[] decoded(byte[] body, String contentEncoding) throws UnitDamage {
        String[] codings = contentEncoding.toLowerCase(Locale.ROOT).split(",", MOST_CODINGS + 1);
        if (codings.length > MOST_CODINGS) {
            throw new UnitDamage(Reason.HTTP_ENCODING, "HTTP body has more than " + MOST_CODINGS + " content codings");
        }
        byte[] out = body;
        for (int i = codings.length - 1; i >= 0; i--) {
            String coding = codings[i].strip();
            switch (coding) {
                case "", "identity", "none" -> {}
                case "gzip", "x-gzip" -> out = isGzip(out) ? gunzipped(out) : out;
                case "deflate" -> out = inflated(out);
                default -> {
                    if (!looksLikeText(out)) {
                        throw new UnitDamage(
                                Reason.HTTP_ENCODING,
                                "HTTP body has a content coding that is not supported: "
                                        + (coding.equals("br") || coding.equals("zstd") ? coding : "not br or zstd"));
                    }
                }
            }
        }
        return out;
    }

    private static boolean isGzip(byte[] body) {
        return body.length >= 3 && body[0] == 0x1f && body[1] == (byte) 0x8b && body[2] == 8;
    }

    private byte[] gunzipped(byte[] body) throws UnitDamage {
        StoredBytes stored = StoredBytes.of(body, 0, body.length);
        Output out = new Output(body.length);
        try (GzipMember member = new GzipMember(stored, limits)) {
            // Bytes after the last member are padding to every browser.
            while (GzipMember.startsAt(stored)) {
                member.open();
                int read;
                do {
                    int room = out.makeRoom();
                    read = member.read(out.bytes, out.size, room);
                    out.size += Math.max(0, read);
                } while (read > 0);
            }
        } catch (UnitDamage damage) {
            if (damage.reason() == Reason.GZIP_TRUNCATED && truncated) {
                return out.toArray();
            }
            if (damage.reason() == Reason.ARCHIVE_BOMB || damage.reason() == Reason.RECORD_TOO_LARGE) {
                throw damage;
            }
            throw new UnitDamage(
                    Reason.HTTP_ENCODING,
                    "gzip-coded HTTP body is damaged: " + damage.reason().id());
        } catch (IOException e) {
            throw new UncheckedIOException("Reading from memory failed", e);
        }
        return out.toArray();
    }

    /** Both meanings that servers give to "deflate": the zlib format, and bare deflate. */
    private byte[] inflated(byte[] body) throws UnitDamage {
        boolean zlib = body.length >= 2
                && (body[0] & 0x0f) == 8
                && (body[0] & 0xf0) <= 0x70
                && ((body[0] & 0xff) << 8 | (body[1] & 0xff)) % 31 == 0;
        if (!zlib && looksLikeText(body)) {
            return body;
        }
        Inflater inflater = new Inflater(!zlib);
        Output out = new Output(body.length);
        try {
            inflater.setInput(body);
            while (!inflater.finished()) {
                int room = out.makeRoom();
                int read = inflater.inflate(out.bytes, out.size, room);
                out.size += read;
                if (out.size > GzipMember.RATIO_FREE
                        && out.size > (long) limits.expansionRatio() * Math.max(1, inflater.getBytesRead())) {
                    throw new UnitDamage(
                            Reason.ARCHIVE_BOMB,
                            "deflate-coded HTTP body expands " + inflater.getBytesRead() + " bytes to more than "
                                    + out.size + " (limits.expansion_ratio is " + limits.expansionRatio() + ")");
                }
                if (read == 0 && (inflater.needsInput() || inflater.needsDictionary())) {
                    if (truncated && inflater.needsInput()) {
                        return out.toArray();
                    }
                    throw new UnitDamage(Reason.HTTP_ENCODING, "deflate-coded HTTP body ends early");
                }
            }
        } catch (DataFormatException e) {
            throw new UnitDamage(Reason.HTTP_ENCODING, "deflate-coded HTTP body is damaged", e);
        } finally {
            inflater.end();
        }
        return out.toArray();
    }

    /** Whether the first bytes are UTF-8 without control characters, which no compressed form is for long. */
    private static boolean looksLikeText(byte[] body) {
        int to = Math.min(body.length, SAMPLE);
        for (int i = 0; i < to; i++) {
            int b = body[i];
            if (b == 0x7f || (b >= 0 && b < 0x20 && b != '\t' && b != '\n' && b != '\r' && b != '\f')) {
                return false;
            }
        }
        int invalid = Utf8.firstInvalid(body, 0, to);
        // The sample may cut a sequence.
        return invalid < 0 || (to < body.length && to - invalid < 4);
    }

    /** Grows as bytes come, up to limits.record_bytes. */
    private final class Output {
        private final int most = ByteFeed.recordBytes(limits);
        private byte[] bytes;
        private int size;

        Output(int compressed) {
            bytes = new byte[(int) Math.min(most + 1, Math.max(STEP, 4L * compressed))];
        }

        int makeRoom() throws UnitDamage {
            if (size > most) {
                throw new UnitDamage(
                        Reason.RECORD_TOO_LARGE, "HTTP body decodes to more than limits.record_bytes = " + most);
            }
            if (size == bytes.length) {
                bytes = Arrays.copyOf(bytes, (int) Math.min(most + 1, 2L * size));
            }
            return bytes.length - size;
        }

        byte[] toArray() {
            return size == bytes.length ? bytes : Arrays.copyOf(bytes, size);
        }
    }
}
