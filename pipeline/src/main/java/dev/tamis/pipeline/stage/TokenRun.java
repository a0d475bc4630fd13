package dev.tamis.pipeline.stage;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;

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
 * @param tokens ids as the shards store them
 */
record TokenRun(String id, String lang, int part, long row, long documentOffset, boolean fim, byte[] tokens) {

    private static final int FIXED = 16 + 4 + 8 + 8 + 1 + 1;

    byte[] toBytes() {
        byte[] language = lang.getBytes(StandardCharsets.UTF_8);
        if (language.length > 255) {
            throw new IllegalArgumentException("Invalid language of " + language.length + " bytes (at most 255)");
        }
        return ByteBuffer.allocate(FIXED + language.length + tokens.length)
                .put(HexFormat.of().parseHex(id))
                .putInt(part)
                .putLong(row)
                .putLong(documentOffset)
                .put((byte) (fim ? 1 : 0))
                .put((byte) language.length)
                .put(language)
                .put(tokens)
                .array();
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
        byte[] tokens = new byte[in.remaining()];
        in.get(tokens);
        return new TokenRun(
                HexFormat.of().formatHex(id),
                new String(language, StandardCharsets.UTF_8),
                part,
                row,
                documentOffset,
                fim,
                tokens);
    }
}
