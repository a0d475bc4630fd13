package dev.tamis.pipeline.media;

import java.io.Serializable;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.apache.parquet.example.data.Group;

/**
 * Where the bytes of a kept medium were emitted.
 *
 * @param id of the document that the medium is, 32 hexadecimal digits
 * @param shard path of the tar below the run directory
 * @param offset of the first byte in it
 * @param bytes how many there are
 * @param mime type of the bytes
 * @param sha256 of the bytes as emitted, hexadecimal
 * @param width in pixels, upright
 * @param height in pixels, upright
 */
public record MediaPlace(
        String id, String shard, long offset, long bytes, String mime, String sha256, int width, int height)
        implements Serializable {

    /** Writes the place into a row of a table that has its columns. */
    public void write(Group row) {
        row.append("id", id);
        row.append("shard", shard);
        row.append("offset", offset);
        row.append("bytes", bytes);
        row.append("mime", mime);
        row.append("sha256", sha256);
        row.append("width", width);
        row.append("height", height);
    }

    /** The place in a row of such a table. */
    public static MediaPlace read(Group row) {
        return new MediaPlace(
                row.getString("id", 0),
                row.getString("shard", 0),
                row.getLong("offset", 0),
                row.getLong("bytes", 0),
                row.getString("mime", 0),
                row.getString("sha256", 0),
                row.getInteger("width", 0),
                row.getInteger("height", 0));
    }

    /** Bytes that {@link #write(ByteBuffer)} takes. */
    public int size() {
        return 6 * Integer.BYTES + 2 * Long.BYTES + utf8(id) + utf8(shard) + utf8(mime) + utf8(sha256);
    }

    /** Puts the place among others on their way through a shuffle. */
    public void write(ByteBuffer to) {
        to.putLong(offset).putLong(bytes).putInt(width).putInt(height);
        for (String text : new String[] {id, shard, mime, sha256}) {
            byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
            to.putInt(utf8.length).put(utf8);
        }
    }

    /** Takes what {@link #write(ByteBuffer)} put. */
    public static MediaPlace read(ByteBuffer from) {
        long offset = from.getLong();
        long bytes = from.getLong();
        int width = from.getInt();
        int height = from.getInt();
        return new MediaPlace(text(from), text(from), offset, bytes, text(from), text(from), width, height);
    }

    private static int utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8).length;
    }

    private static String text(ByteBuffer from) {
        byte[] utf8 = new byte[from.getInt()];
        from.get(utf8);
        return new String(utf8, StandardCharsets.UTF_8);
    }
}
