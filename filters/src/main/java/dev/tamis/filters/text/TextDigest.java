package dev.tamis.filters.text;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.text.Normalizer;
import java.util.HexFormat;

/**
 * The first 128 bits of the SHA-256 of a text's normal form, for exact deduplication.
 *
 * <p>The normal form is the UTF-8 of: each word in NFC, then in lower case by Unicode's simple mapping of single code
 * points (so without locale or context: the final sigma stays a sigma), words joined by one space. Text that differs
 * only in case, composition or white space has the same digest. SHA-256, so that nobody can make two texts collide.
 *
 * <p>ASCII words go eight bytes at a time and never become a string; other words do only when they hold a code point
 * that NFC may change. A run of more than {@value #LONGEST_RUN} UTF-16 units of such code points is normalised in parts,
 * which bounds the work that stacked accents can cause.
 */
final class TextDigest {
    private static final int LONG_RUN = 256;
    private static final int LONGEST_RUN = 1024;
    private static final int BUFFER = 1 << 13;
    /** Room for the longest thing written between two checks: one chunk, or one code point and what it becomes. */
    private static final int ROOM = 16;

    private static final int BYTES = 16;

    private final MessageDigest sha256;
    private final byte[] out = new byte[BUFFER + ROOM];
    private int filled;
    private final StringBuilder run = new StringBuilder();

    TextDigest() {
        try {
            sha256 = MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("SHA-256 is missing: every Java platform must have it", e);
        }
    }

    /** The digest in 32 lower-case hex digits. */
    String of(TextView view) {
        byte[] utf8 = view.utf8();
        filled = 0;
        for (int word = 0; word < view.words(); ) {
            if (word > 0) {
                out[filled++] = ' ';
            }
            int start = view.wordStart(word);
            int end = view.wordEnd(word);
            if (view.isAscii(word)) {
                word++;
                // words with one space between are as the normal form has them but for their case
                while (word < view.words()
                        && view.wordStart(word) == end + 1
                        && utf8[end] == ' '
                        && view.isAscii(word)) {
                    end = view.wordEnd(word++);
                }
                writeAscii(utf8, start, end);
            } else {
                writeWord(utf8, start, end);
                word++;
            }
            flushIfFull();
        }
        sha256.update(out, 0, filled);
        return HexFormat.of().formatHex(sha256.digest(), 0, BYTES);
    }

    private void writeAscii(byte[] utf8, int start, int end) {
        for (int from = start; from < end; ) {
            int to = Math.min(end, from + BUFFER - filled);
            byte[] bytes = out;
            int shift = filled - from;
            for (int at = from; at < to; at += Swar.WIDTH) {
                Swar.store(bytes, at + shift, Swar.toLowerCase(Swar.load(utf8, at)));
            }
            filled += to - from;
            from = to;
            flushIfFull();
        }
    }

    private void writeWord(byte[] utf8, int start, int end) {
        boolean stable = true;
        int at = start;
        while (at < end && stable) {
            int length = Utf8.lengthAt(utf8, at, end);
            stable = Composition.isStable(Utf8.codePointAt(utf8, at, length));
            at += length;
        }
        at = start;
        while (at < end) {
            int length = Utf8.lengthAt(utf8, at, end);
            int codePoint = Utf8.codePointAt(utf8, at, length);
            if (stable) {
                writeLowerCase(codePoint);
            } else {
                if (run.length() >= LONG_RUN && (run.length() >= LONGEST_RUN || Composition.isStable(codePoint))) {
                    writeRun();
                }
                run.appendCodePoint(codePoint);
            }
            at += length;
        }
        writeRun();
    }

    private void writeRun() {
        if (run.length() > 0) {
            Normalizer.normalize(run, Normalizer.Form.NFC).codePoints().forEach(this::writeLowerCase);
            run.setLength(0);
        }
    }

    private void writeLowerCase(int codePoint) {
        filled = Utf8.write(out, filled, LowerCase.of(codePoint));
        flushIfFull();
    }

    private void flushIfFull() {
        if (filled >= BUFFER) {
            sha256.update(out, 0, filled);
            filled = 0;
        }
    }
}
