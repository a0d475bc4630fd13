package dev.tamis.filters.ingest;

import java.security.MessageDigest;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Locale;

/**
 * A labelled digest as WARC headers carry it: {@code sha1:3I42H3S6NNFQ2MSVX7XZKYAYSCX5QBYJ}.
 *
 * @param algorithm the JDK's name, or null when the label is unknown
 * @param label as written
 */
record WarcDigest(String algorithm, String label, String value) {
    private static final String BASE32 = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

    /** @param field value of WARC-Block-Digest or WARC-Payload-Digest */
    static WarcDigest parse(String field) {
        int colon = field.indexOf(':');
        String label = colon < 0 ? "" : field.substring(0, colon).strip();
        String algorithm = switch (label.toLowerCase(Locale.ROOT)) {
            case "sha1", "sha-1" -> "SHA-1";
            case "sha256", "sha-256" -> "SHA-256";
            case "sha512", "sha-512" -> "SHA-512";
            case "md5" -> "MD5";
            default -> null;
        };
        return new WarcDigest(algorithm, label, field.substring(colon + 1).strip());
    }

    boolean isKnown() {
        return algorithm != null;
    }

    /** Whether the digest of the bytes is this one, which may be written in base 32, base 16 or base 64. */
    boolean matches(byte[] bytes, int from, int to) {
        MessageDigest digest = UnitTape.digest(algorithm);
        digest.update(bytes, from, to - from);
        byte[] actual = digest.digest();
        String given = unpadded(value);
        if (given.length() == 2 * actual.length) {
            return HexFormat.of().formatHex(actual).equals(given.toLowerCase(Locale.ROOT));
        }
        String base32 = base32(actual);
        if (given.length() == base32.length()) {
            return base32.equals(given.toUpperCase(Locale.ROOT));
        }
        return Base64.getEncoder().withoutPadding().encodeToString(actual).equals(given);
    }

    private static String unpadded(String text) {
        int end = text.length();
        while (end > 0 && text.charAt(end - 1) == '=') {
            end--;
        }
        return text.substring(0, end);
    }

    private static String base32(byte[] bytes) {
        StringBuilder out = new StringBuilder();
        int bits = 0;
        int held = 0;
        for (byte b : bytes) {
            held = (held << 8 | (b & 0xff)) & 0xffff;
            bits += 8;
            while (bits >= 5) {
                bits -= 5;
                out.append(BASE32.charAt(held >> bits & 31));
            }
        }
        if (bits > 0) {
            out.append(BASE32.charAt(held << (5 - bits) & 31));
        }
        return out.toString();
    }
}
