package dev.tamis.filters.decode;

import dev.tamis.filters.record.ExtractionException;
import dev.tamis.filters.record.Reason;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.IllegalCharsetNameException;
import java.nio.charset.StandardCharsets;
import java.nio.charset.UnsupportedCharsetException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import org.apache.tika.parser.txt.CharsetDetector;
import org.apache.tika.parser.txt.CharsetMatch;
import org.mozilla.universalchardet.UniversalDetector;

/**
 * Decodes a file of text in whatever charset it has.
 *
 * <p>In order: a byte order mark; UTF-16 or UTF-32 shown by where its NULs stand; UTF-8; ISO-2022; the declared charset;
 * what statistics say of a sample. Each is tried strictly, over all bytes: nothing is replaced. UTF-8 goes before the
 * declared charset because other encodings are all but never well-formed UTF-8, while declarations are often wrong.
 */
public final class TextDecoder {
    /** Bytes given to the statistical detectors. */
    private static final int SAMPLE = 16 << 10;

    /** A text with more than one control in this many characters is taken for binary. */
    private static final int CHARS_PER_CONTROL = 50;

    private TextDecoder() {}

    /**
     * A decoded text.
     *
     * @param text without byte order mark, NUL and lone surrogates; lines ended by LF
     * @param charset IANA name of the charset that the bytes were in
     */
    public record Decoded(String text, String charset) {
        public Decoded {
            Objects.requireNonNull(text, "text");
            Objects.requireNonNull(charset, "charset");
        }
    }

    /**
     * Decodes all bytes or none.
     *
     * @param declared the charset's name as the source gives it, or null; unknown names are ignored
     * @throws ExtractionException with {@link Reason#TEXT_BINARY} when the bytes are no text, with
     *     {@link Reason#TEXT_CHARSET} when they are not valid in any charset that they may be in
     */
    public static Decoded decode(byte[] bytes, String declared) throws ExtractionException {
        Decoded marked = byMark(bytes);
        if (marked != null) {
            return marked;
        }
        int length = withoutPadding(bytes);
        int nuls = 0;
        boolean ascii = true;
        boolean escapes = false;
        for (int i = 0; i < length; i++) {
            byte b = bytes[i];
            if (b == 0) {
                nuls++;
            } else if (b < 0) {
                ascii = false;
            } else if (b == 0x1B) {
                escapes = true;
            }
        }
        if (nuls > 0) {
            return byNuls(bytes, nuls);
        }
        byte[] body = length == bytes.length ? bytes : java.util.Arrays.copyOf(bytes, length);
        requireText(body);
        if (ascii && escapes) {
            Decoded escaped = byEscapes(body);
            if (escaped != null) {
                return escaped;
            }
        }
        if (ascii || Utf8.firstMalformed(body, 0) == length) {
            return new Decoded(PlainText.of(new String(body, StandardCharsets.UTF_8)), ascii ? "US-ASCII" : "UTF-8");
        }
        Charset claimed = charset(declared);
        if (claimed != null) {
            Decoded decoded = strictly(body, 0, claimed, true);
            if (decoded != null) {
                return decoded;
            }
        }
        for (Charset candidate : candidates(body)) {
            Decoded decoded = strictly(body, 0, candidate, true);
            if (decoded != null) {
                return decoded;
            }
        }
        throw new ExtractionException(
                Reason.TEXT_CHARSET,
                "text of " + bytes.length + " bytes is not UTF-8 from byte " + Utf8.firstMalformed(body, 0)
                        + " on, nor valid in any charset that was found likely");
    }

    private static Decoded byMark(byte[] b) throws ExtractionException {
        Charset charset;
        int mark;
        if (startsWith(b, 0xEF, 0xBB, 0xBF)) {
            charset = StandardCharsets.UTF_8;
            mark = 3;
        } else if (startsWith(b, 0xFF, 0xFE, 0, 0) && b.length % 4 == 0) {
            charset = Charset.forName("UTF-32LE");
            mark = 4;
        } else if (startsWith(b, 0, 0, 0xFE, 0xFF)) {
            charset = Charset.forName("UTF-32BE");
            mark = 4;
        } else if (startsWith(b, 0xFF, 0xFE)) {
            charset = StandardCharsets.UTF_16LE;
            mark = 2;
        } else if (startsWith(b, 0xFE, 0xFF)) {
            charset = StandardCharsets.UTF_16BE;
            mark = 2;
        } else {
            return null;
        }
        Decoded decoded = strictly(b, mark, charset, false);
        if (decoded == null) {
            throw new ExtractionException(
                    Reason.TEXT_CHARSET,
                    "text of " + b.length + " bytes has the byte order mark of " + charset.name()
                            + " but is not valid in it");
        }
        if (controls(decoded.text) * (long) CHARS_PER_CONTROL > decoded.text.length()) {
            throw binary(b.length, "its decoded text is mostly controls");
        }
        return decoded;
    }

    private static boolean startsWith(byte[] b, int... mark) {
        if (b.length < mark.length) {
            return false;
        }
        for (int i = 0; i < mark.length; i++) {
            if ((b[i] & 0xFF) != mark[i]) {
                return false;
            }
        }
        return true;
    }

    /** The length without a tail of NUL and control-Z, with which old file systems and modems filled the last block. */
    private static int withoutPadding(byte[] b) {
        int end = b.length;
        while (end > 0 && (b[end - 1] == 0 || b[end - 1] == 0x1A)) {
            end--;
        }
        // In UTF-16LE the NUL after the last character is half of it.
        return end < b.length && end > 0 && hasNul(b, end) ? b.length : end;
    }

    private static boolean hasNul(byte[] b, int end) {
        for (int i = 0; i < end; i++) {
            if (b[i] == 0) {
                return true;
            }
        }
        return false;
    }

    /** UTF-16 or UTF-32 without a mark: the NULs of its Latin letters and spaces stand at one residue of the index. */
    private static Decoded byNuls(byte[] b, int nuls) throws ExtractionException {
        int[] at = new int[4];
        for (int i = 0; i < b.length; i++) {
            if (b[i] == 0) {
                at[i & 3]++;
            }
        }
        Charset charset = null;
        int units = b.length / 4;
        if (b.length % 4 == 0 && at[1] + at[2] >= units && (at[3] == units || at[0] == units)) {
            charset = Charset.forName(at[3] == units ? "UTF-32LE" : "UTF-32BE");
        } else if (b.length % 2 == 0) {
            int even = at[0] + at[2];
            int odd = at[1] + at[3];
            // Even text without Latin letters has spaces and line ends: one character in fifty is far below any script.
            if (even == 0 && odd * 100L >= b.length) {
                charset = StandardCharsets.UTF_16LE;
            } else if (odd == 0 && even * 100L >= b.length) {
                charset = StandardCharsets.UTF_16BE;
            }
        }
        if (charset != null) {
            Decoded decoded = strictly(b, 0, charset, false);
            if (decoded != null && controls(decoded.text) * (long) CHARS_PER_CONTROL <= decoded.text.length()) {
                return decoded;
            }
        }
        throw binary(b.length, "it holds " + nuls + " NULs and is neither UTF-16 nor UTF-32");
    }

    private static void requireText(byte[] b) throws ExtractionException {
        int controls = 0;
        for (byte c : b) {
            if (isControl(c)) {
                controls++;
            }
        }
        if (controls * (long) CHARS_PER_CONTROL > b.length) {
            throw binary(b.length, "it holds " + controls + " control characters");
        }
    }

    private static int controls(String text) {
        int controls = 0;
        for (int i = 0; i < text.length(); i++) {
            if (isControl(text.charAt(i))) {
                controls++;
            }
        }
        return controls;
    }

    /** C0 controls and DEL but for tab, line ends, form feed, backspace (overstrike) and escape (colours, ISO-2022). */
    private static boolean isControl(int c) {
        return (c >= 0 && c < 0x20 && (c < 0x08 || c > 0x0D) && c != 0x1B && c != 0x1A) || c == 0x7F;
    }

    /** ISO-2022-JP, -KR or -CN: pure ASCII bytes with escape sequences that switch character sets. */
    private static Decoded byEscapes(byte[] b) {
        for (int i = 0; i + 2 < b.length; i++) {
            if (b[i] == 0x1B && b[i + 1] == '$') {
                String name =
                        b[i + 2] == ')' ? (i + 3 < b.length && b[i + 3] == 'C' ? "ISO-2022-KR" : null) : "ISO-2022-JP";
                Charset charset = name == null ? null : charset(name);
                return charset == null ? null : strictly(b, 0, charset, true);
            }
        }
        return null;
    }

    private static Charset charset(String name) {
        if (name == null) {
            return null;
        }
        try {
            Charset charset = Charset.forName(name.strip());
            String canonical = charset.name();
            // The web reads these labels as their Windows supersets (WHATWG Encoding, 4.2); so do its authors.
            return switch (canonical) {
                case "US-ASCII", "ISO-8859-1" -> windows(1252);
                case "ISO-8859-9" -> windows(1254);
                case "GB2312", "GBK" -> Charset.forName("GB18030");
                case "TIS-620" -> Charset.forName("x-windows-874");
                // Bytes without NUL are not UTF-16, whatever the label says; the rest were tried before.
                case "UTF-8", "UTF-16", "UTF-16LE", "UTF-16BE", "UTF-32", "UTF-32LE", "UTF-32BE" -> null;
                default -> charset;
            };
        } catch (IllegalCharsetNameException | UnsupportedCharsetException e) {
            return null;
        }
    }

    private static Charset windows(int page) {
        return Charset.forName("windows-" + page);
    }

    /** Charsets that the sample may be in, likeliest first; the last resorts are the two Latin ones. */
    private static List<Charset> candidates(byte[] body) {
        byte[] sample = sample(body);
        List<Charset> found = new ArrayList<>();
        UniversalDetector universal = new UniversalDetector();
        universal.handleData(sample, 0, sample.length);
        universal.dataEnd();
        String name = universal.getDetectedCharset();
        CharsetMatch[] matches =
                new CharsetDetector(sample.length).setText(sample).detectAll();
        // Mozilla's detector knows multi-byte and Cyrillic charsets best, ICU's the Latin ones.
        if (name != null && !name.toLowerCase(Locale.ROOT).startsWith("windows-125")) {
            add(found, charset(name));
        }
        if ("WINDOWS-1251".equalsIgnoreCase(name)) {
            add(found, charset(name));
        }
        for (CharsetMatch match : matches) {
            if (match.getConfidence() >= 10) {
                add(found, charset(match.getName()));
            }
        }
        add(found, charset(name));
        add(found, windows(1252));
        add(found, StandardCharsets.ISO_8859_1);
        return found;
    }

    private static void add(List<Charset> found, Charset charset) {
        if (charset != null && charset.canEncode() && !found.contains(charset)) {
            found.add(charset);
        }
    }

    /** Lines around bytes above 127, for only these tell charsets apart, and in a long text they may begin late. */
    private static byte[] sample(byte[] body) {
        if (body.length <= SAMPLE) {
            return body;
        }
        byte[] sample = new byte[SAMPLE];
        int n = 0;
        int taken = 0;
        for (int i = 0; i < body.length && n < SAMPLE; i++) {
            if (body[i] < 0 && i >= taken) {
                int from = i;
                while (from > taken && i - from < 64 && body[from - 1] != '\n') {
                    from--;
                }
                int to = i;
                while (to < body.length && to - i < 64 && body[to] != '\n') {
                    to++;
                }
                // A window ends after ASCII, so as not to halve a multi-byte character.
                while (to < body.length && to - i < 256 && body[to - 1] < 0) {
                    to++;
                }
                to = Math.min(body.length, to + 1);
                int length = Math.min(to - from, SAMPLE - n);
                System.arraycopy(body, from, sample, n, length);
                n += length;
                taken = to;
            }
        }
        return java.util.Arrays.copyOf(sample, n);
    }

    /**
     * The text when all bytes are valid in the charset, else null.
     *
     * @param plausible also refuse a text with controls of the C1 block: those bytes are letters in the right charset
     */
    private static Decoded strictly(byte[] b, int from, Charset charset, boolean plausible) {
        String text;
        if (charset.equals(StandardCharsets.UTF_8)) {
            if (Utf8.firstMalformed(b, from) < b.length) {
                return null;
            }
            text = new String(b, from, b.length - from, StandardCharsets.UTF_8);
        } else {
            try {
                CharBuffer chars = charset.newDecoder()
                        .onMalformedInput(CodingErrorAction.REPORT)
                        .onUnmappableCharacter(CodingErrorAction.REPORT)
                        .decode(ByteBuffer.wrap(b, from, b.length - from));
                text = chars.toString();
            } catch (CharacterCodingException e) {
                return null;
            }
            // Some of the JDK's decoders let single surrogates through.
            if (!PlainText.isWellFormed(text) || (plausible && hasC1(text))) {
                return null;
            }
        }
        return new Decoded(PlainText.of(text), charset.name());
    }

    private static boolean hasC1(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c >= 0x80 && c < 0xA0 && c != 0x85) {
                return true;
            }
        }
        return false;
    }

    private static ExtractionException binary(int length, String why) {
        return new ExtractionException(
                Reason.TEXT_BINARY, "what should be a text of " + length + " bytes is binary: " + why);
    }
}
