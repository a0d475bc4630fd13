package dev.tamis.filters.html;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.Charset;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;

/** Decodes a page's bytes; what does not decode becomes U+FFFD and is counted. */
final class PageDecoder {
    private static final char REPLACEMENT = '\ufffd';

    private long replaced;

    /** Bytes of the last page that did not decode. */
    long replaced() {
        return replaced;
    }

    String decode(byte[] bytes, int from, Charset charset) {
        replaced = 0;
        String text = new String(bytes, from, bytes.length - from, charset);
        if (text.indexOf(REPLACEMENT) < 0) {
            return text;
        }
        // Rare: again, slowly, to count the bytes; a page may also hold whole U+FFFD of its own.
        return decodeAndCount(bytes, from, charset);
    }

    private String decodeAndCount(byte[] bytes, int from, Charset charset) {
        boolean utf8 = charset.equals(StandardCharsets.UTF_8);
        boolean western = charset.equals(CharsetLabels.WINDOWS_1252.charset());
        CharsetDecoder decoder = charset.newDecoder()
                .onMalformedInput(CodingErrorAction.REPORT)
                .onUnmappableCharacter(CodingErrorAction.REPORT);
        ByteBuffer in = ByteBuffer.wrap(bytes, from, bytes.length - from);
        StringBuilder out = new StringBuilder(bytes.length - from);
        CharBuffer buffer = CharBuffer.allocate(8192);
        boolean flushing = false;
        while (true) {
            CoderResult result = flushing ? decoder.flush(buffer) : decoder.decode(in, buffer, true);
            buffer.flip();
            out.append(buffer);
            buffer.clear();
            if (result.isError()) {
                int length = Math.max(1, Math.min(result.length(), in.remaining()));
                if (western && length == 1) {
                    // The standard maps the five holes of windows-1252 to the control characters of the same value.
                    out.append((char) (in.get() & 0xff));
                } else {
                    in.position(in.position() + length);
                    out.append(REPLACEMENT);
                    replaced += length;
                }
            } else if (result.isUnderflow()) {
                if (flushing || utf8) {
                    return out.toString();
                }
                flushing = true;
            }
        }
    }
}
