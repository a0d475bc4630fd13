package dev.tamis.pipeline.stage;

import dev.tamis.pipeline.media.MediaPlace;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/**
 * A run of tokens of one document within one sequence, on its way from the part of the document to the shard of the
 * sequence. It travels as plain bytes: a run is often shorter than what Java's serialisation would add to it.
 *
 * @param id of the document, 32 hexadecimal digits
 * @param lang its language
 * @param part of the document
 * @param row of the document in its part
 * @param documentOffset tokens of the document before the run
 * @param fim whether the document was rearranged for filling in the middle
 * @param media that placeholders among the tokens stand for, by their start
 * @param tokens ids as the shards store them
 */
record TokenRun(
        String id,
        String lang,
        int part,
        long row,
        long documentOffset,
        boolean fim,
        List<MediaRun> media,
        byte[] tokens) {

    private static final int FIXED = 16 + 4 + 8 + 8 + 1 + 1 + 4;

    /**
     * Placeholders of one medium within the run.
     *
     * @param start the first of them in the run
     * @param length how many, at least 1
     * @param first how many of the medium's stand before the run
     * @param of how many the medium has in all
     * @param place of the medium
     */
    record MediaRun(int start, int length, int first, int of, MediaPlace place) {
        private static final int FIXED = 4 * Integer.BYTES;
    }

    byte[] toBytes() {
        byte[] language = lang.getBytes(StandardCharsets.UTF_8);
        if (language.length > 255) {
            throw new IllegalArgumentException("Invalid language of " + language.length + " bytes (at most 255)");
        }
        int size = FIXED + language.length + tokens.length;
        for (MediaRun one : media) {
            size += MediaRun.FIXED + one.place().size();
        }
        ByteBuffer to = ByteBuffer.allocate(size)
                .put(HexFormat.of().parseHex(id))
                .putInt(part)
                .putLong(row)
                .putLong(documentOffset)
                .put((byte) (fim ? 1 : 0))
                .put((byte) language.length)
                .put(language)
                .putInt(media.size());
        for (MediaRun one : media) {
            to.putInt(one.start()).putInt(one.length()).putInt(one.first()).putInt(one.of());
            one.place().write(to);
        }
        to.put(tokens);
        return to.array();
    }

    static TokenRun of(byte[] bytes) {
        ByteBuffer in = ByteBuffer.wrap(bytes);
        byte[] id = new byte[16];
        in.get(id);
        int part = in.getInt();
        long row = in.getLong();
        long documentOffset = in.getLong();
        boolean fim = in.get() == 1;
        byte[] language = new byte[in.get() & 0xFF];
        in.get(language);
        int count = in.getInt();
        List<MediaRun> media = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            media.add(new MediaRun(in.getInt(), in.getInt(), in.getInt(), in.getInt(), MediaPlace.read(in)));
        }
        byte[] tokens = new byte[in.remaining()];
        in.get(tokens);
        return new TokenRun(
                HexFormat.of().formatHex(id),
                new String(language, StandardCharsets.UTF_8),
                part,
                row,
                documentOffset,
                fim,
                media,
                tokens);
    }
}
