package dev.tamis.filters.hashlist;

import dev.tamis.filters.dedup.HammingIndex;
import dev.tamis.filters.signal.Setting;
import dev.tamis.filters.signal.SettingReader.SettingFile;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;

/**
 * Lists of hashes of media that must be neither kept nor shown: digests of whole files, and perceptual hashes of images.
 *
 * <p>A list is a text with one hash in hex on each line; blank lines and those that begin with {@code #} hold none. In a list
 * of PDQ hashes a quality, 0 to 100, may follow after a comma or white space; hashes of a quality below 50 are left out, as
 * they match flat images of all sorts (ThreatExchange's advice for PDQ). Whatever else stands in a list, and a list
 * without a hash that is looked for, fails the run: a damaged list must not look like one that nothing is on.
 *
 * <p>Immutable, shared by threads.
 */
public final class HashLists {
    /** The lists of a recipe; none by default. */
    public static final Setting<HashLists> SETTING = new Setting<>(new HashLists(List.of()));

    /** PDQ hashes of a lower quality tell too little, in lists as in images. */
    public static final int LEAST_QUALITY = 50;

    private static final int MOST_LINE = 256;

    private final List<HashList> lists;

    private HashLists(List<HashList> lists) {
        this.lists = List.copyOf(lists);
    }

    private record HashList(String name, HashKind kind, DigestSet digests, HammingIndex index) {}

    /**
     * What a medium was found on.
     *
     * @param list name of the list's file
     * @param kind of its hashes
     * @param hash the medium's own hash of that kind, in hex
     */
    public record Match(String list, HashKind kind, String hash) {}

    /** Whether there is no list. */
    public boolean isEmpty() {
        return lists.isEmpty();
    }

    /**
     * Looks a file up by its digests, before anything of it is decoded.
     *
     * @return the first list, in the recipe's order, that it is on; null where it is on none
     */
    public Match ofBytes(byte[] content) {
        Map<HashKind, byte[]> digests = new EnumMap<>(HashKind.class);
        for (HashList list : lists) {
            if (list.kind() != HashKind.PDQ) {
                byte[] digest = digests.computeIfAbsent(
                        list.kind(), kind -> digest(kind.algorithm()).digest(content));
                if (list.digests().contains(digest)) {
                    return new Match(list.name(), list.kind(), HexFormat.of().formatHex(digest));
                }
            }
        }
        return null;
    }

    /**
     * Looks an image up by its perceptual hash.
     *
     * @param quality 0 to 100; below 50 nothing is found
     * @return the first list that has a hash within its distance; null where none has
     */
    public Match ofPdq(byte[] pdq, int quality) {
        for (HashList list : lists) {
            if (list.kind() == HashKind.PDQ
                    && quality >= LEAST_QUALITY
                    && list.index().first(longs(pdq), 0) >= 0) {
                return new Match(list.name(), HashKind.PDQ, HexFormat.of().formatHex(pdq));
            }
        }
        return null;
    }

    /**
     * Reads lists.
     *
     * @param files with the role {@link #role}
     * @throws IOException if one cannot be read, or is not of its form
     */
    static HashLists read(List<SettingFile> files) throws IOException {
        List<HashList> lists = new ArrayList<>();
        for (SettingFile file : files) {
            lists.add(read(file));
        }
        return new HashLists(lists);
    }

    /** How a list's file says of what kind it is: {@code sha256}, or for PDQ with its distance {@code pdq:31}. */
    public static String role(HashKind kind, int distance) {
        return kind == HashKind.PDQ ? kind.id() + ":" + distance : kind.id();
    }

    private static HashList read(SettingFile file) throws IOException {
        int colon = file.role().indexOf(':');
        HashKind kind = HashKind.of(colon < 0 ? file.role() : file.role().substring(0, colon));
        int distance = colon < 0 ? 0 : Integer.parseInt(file.role().substring(colon + 1));
        DigestSet digests = kind == HashKind.PDQ ? null : new DigestSet(kind.bytes());
        HammingIndex index = kind == HashKind.PDQ ? new HammingIndex(distance) : null;
        byte[] hash = new byte[kind.bytes()];
        byte[] line = new byte[MOST_LINE + 1];
        int number = 0;
        try (InputStream in = file.open()) {
            for (int length = line(in, line); length >= 0; length = line(in, line)) {
                number++;
                int from = number == 1 && startsWithMark(line, length) ? 3 : 0;
                int to = stripped(line, from, length);
                from = start(line, from, to);
                if (from == to || line[from] == '#') {
                    continue;
                }
                if (!parse(line, from, to, hash)) {
                    throw malformed(file, number, kind);
                }
                int quality = quality(line, from + 2 * hash.length, to);
                if (quality < -1 || (quality >= 0 && kind != HashKind.PDQ)) {
                    throw malformed(file, number, kind);
                }
                if (digests != null) {
                    digests.add(hash);
                } else if (quality == -1 || quality >= LEAST_QUALITY) {
                    index.add(longs(hash), 0);
                }
            }
        }
        if (digests == null ? index.size() == 0 : digests.size() == 0) {
            throw new IOException(file.name() + " holds no hash"
                    + (digests == null ? " of a quality of at least " + LEAST_QUALITY : "")
                    + ": an empty list would let everything pass");
        }
        return new HashList(file.name(), kind, digests, index);
    }

    private static long[] longs(byte[] pdq) {
        long[] longs = new long[pdq.length / Long.BYTES];
        ByteBuffer.wrap(pdq).asLongBuffer().get(longs);
        return longs;
    }

    /** What a list holds is nobody's business, so the message says only where. */
    private static IOException malformed(SettingFile file, int line, HashKind kind) {
        return new IOException(file.name() + ":" + line + " is no line of a list of " + kind.id() + ": expected "
                + 2 * kind.bytes() + " hex digits"
                + (kind == HashKind.PDQ ? ", and after a comma or white space perhaps a quality of 0 to 100" : ""));
    }

    /** Reads a line without its end; more than {@link #MOST_LINE} bytes of it are not told apart. -1 at the end. */
    private static int line(InputStream in, byte[] line) throws IOException {
        int length = 0;
        int b = in.read();
        if (b < 0) {
            return -1;
        }
        while (b >= 0 && b != '\n') {
            if (length < line.length) {
                line[length++] = (byte) b;
            }
            b = in.read();
        }
        return length;
    }

    private static boolean startsWithMark(byte[] line, int length) {
        return length >= 3 && line[0] == (byte) 0xef && line[1] == (byte) 0xbb && line[2] == (byte) 0xbf;
    }

    private static int stripped(byte[] line, int from, int length) {
        int to = length;
        while (to > from && isSpace(line[to - 1])) {
            to--;
        }
        return to;
    }

    private static int start(byte[] line, int from, int to) {
        int at = from;
        while (at < to && isSpace(line[at])) {
            at++;
        }
        return at;
    }

    private static boolean isSpace(byte b) {
        return b == ' ' || b == '\t' || b == '\r';
    }

    private static boolean parse(byte[] line, int from, int to, byte[] hash) {
        if (to - from < 2 * hash.length) {
            return false;
        }
        for (int i = 0; i < hash.length; i++) {
            int high = Character.digit(line[from + 2 * i], 16);
            int low = Character.digit(line[from + 2 * i + 1], 16);
            if (high < 0 || low < 0) {
                return false;
            }
            hash[i] = (byte) (high << 4 | low);
        }
        return true;
    }

    /** What follows the hash: its quality, -1 for nothing, -2 for anything else. */
    private static int quality(byte[] line, int from, int to) {
        if (from == to) {
            return -1;
        }
        int at = start(line, from, to);
        boolean comma = at < to && line[at] == ',';
        if (comma) {
            at = start(line, at + 1, to);
        } else if (at == from) {
            return -2;
        }
        int quality = 0;
        if (at == to || to - at > 3) {
            return -2;
        }
        for (int i = at; i < to; i++) {
            if (line[i] < '0' || line[i] > '9') {
                return -2;
            }
            quality = 10 * quality + (line[i] - '0');
        }
        return quality <= 100 ? quality : -2;
    }

    private static MessageDigest digest(String algorithm) {
        try {
            return MessageDigest.getInstance(algorithm);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("This JDK has no " + algorithm, e);
        }
    }
}
