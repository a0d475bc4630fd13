package dev.tamis.pipeline.interleave;

import dev.tamis.pipeline.table.MediaList;
import dev.tamis.pipeline.table.TableReader;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.apache.parquet.example.data.Group;

/**
 * What a page is told of an image that stands in one of its slots.
 *
 * @param page the page's place, as {@link dev.tamis.pipeline.dedup.Node}
 * @param slot its number in the page's part
 * @param image the image's place
 * @param id the image document's id
 * @param shard where its bytes are; null, like the others, where the document does not say
 * @param offset first byte in the shard, or -1
 * @param length bytes, or -1
 * @param width in pixels, or -1
 */
public record ImageReference(
        long page,
        int slot,
        long image,
        String id,
        String shard,
        long offset,
        long length,
        String mime,
        String sha256,
        int width,
        int height,
        int frames) {

    /** The reference that an image document has. */
    static ImageReference of(long page, int slot, long image, Group document) {
        Group medium = MediaList.size(document) == 0 ? null : MediaList.get(document, 0);
        return new ImageReference(
                page,
                slot,
                image,
                document.getString("id", 0),
                medium == null ? null : TableReader.string(medium, "shard"),
                whole(medium, "offset"),
                whole(medium, "length"),
                medium == null ? null : TableReader.string(medium, "mime"),
                medium == null ? null : TableReader.string(medium, "sha256"),
                number(medium, "width"),
                number(medium, "height"),
                number(medium, "frames"));
    }

    private static long whole(Group medium, String column) {
        return medium == null || medium.getFieldRepetitionCount(column) == 0 ? -1 : medium.getLong(column, 0);
    }

    private static int number(Group medium, String column) {
        return medium == null || medium.getFieldRepetitionCount(column) == 0 ? -1 : medium.getInteger(column, 0);
    }

    /** Fills the columns of a slot. */
    public void write(Group element) {
        element.append("id", id);
        append(element, "shard", shard);
        append(element, "offset", offset);
        append(element, "length", length);
        append(element, "mime", mime);
        append(element, "sha256", sha256);
        append(element, "width", width);
        append(element, "height", height);
        append(element, "frames", frames);
    }

    private static void append(Group element, String column, String value) {
        if (value != null) {
            element.append(column, value);
        }
    }

    private static void append(Group element, String column, long value) {
        if (value >= 0) {
            element.append(column, value);
        }
    }

    private static void append(Group element, String column, int value) {
        if (value >= 0) {
            element.append(column, value);
        }
    }

    void writeTo(DataOutputStream out) throws IOException {
        out.writeLong(page);
        out.writeInt(slot);
        out.writeLong(image);
        text(out, id);
        text(out, shard);
        out.writeLong(offset);
        out.writeLong(length);
        text(out, mime);
        text(out, sha256);
        out.writeInt(width);
        out.writeInt(height);
        out.writeInt(frames);
    }

    static ImageReference readFrom(DataInputStream in) throws IOException {
        return new ImageReference(
                in.readLong(),
                in.readInt(),
                in.readLong(),
                text(in),
                text(in),
                in.readLong(),
                in.readLong(),
                text(in),
                text(in),
                in.readInt(),
                in.readInt(),
                in.readInt());
    }

    private static void text(DataOutputStream out, String text) throws IOException {
        if (text == null) {
            out.writeInt(-1);
        } else {
            byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
            out.writeInt(utf8.length);
            out.write(utf8);
        }
    }

    private static String text(DataInputStream in) throws IOException {
        int length = in.readInt();
        return length < 0 ? null : new String(in.readNBytes(length), StandardCharsets.UTF_8);
    }
}
