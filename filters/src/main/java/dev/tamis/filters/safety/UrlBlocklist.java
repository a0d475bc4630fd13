package dev.tamis.filters.safety;

import dev.tamis.filters.signal.Setting;
import java.io.IOException;
import java.io.InputStream;
import java.net.IDN;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * Domains and addresses to leave out, by category, in the form of the UT1 lists (a folder a category, with a file
 * {@code domains} and a file {@code urls}) or any plain list.
 *
 * <p>A domain stands for itself and all below it. An address ({@code host/path}) stands for itself and what lies below it: what
 * follows must begin with {@code / ? & #} or be nothing. Case of the host, scheme, user, port, a final dot and {@code www.}
 * make no difference; names in other scripts are compared in their ASCII form (IDNA).
 *
 * <p>Entries are kept as 55-bit hashes in one sorted array, about 9 bytes each: a URL that is not listed is taken for listed
 * with a probability of about n / 2^55 for each of its some ten lookups, which for five million entries is 1 in 700 million.
 * Immutable and shared by threads; looking up allocates nothing unless the host is not ASCII.
 */
public final class UrlBlocklist {
    /** The list that {@code url_blocklist} asks; nothing is on it unless a recipe sets one. */
    public static final Setting<UrlBlocklist> SETTING = new Setting<>(new Builder().build());

    private static final int MAX_CATEGORIES = 256;
    private static final long DOMAIN_SEED = 0x6F1D_3A5B_92C4_E807L;
    private static final long URL_SEED = 0x1B87_3593_CC9E_2D51L;

    private final String[] categories;
    private final long[] keys;
    /** Where the keys whose highest bits are a number begin. */
    private final int[] bucket;

    private final int bucketShift;

    private UrlBlocklist(String[] categories, long[] keys) {
        this.categories = categories;
        this.keys = keys;
        int bits = Math.max(1, Math.min(26, 29 - Integer.numberOfLeadingZeros(keys.length | 1)));
        bucketShift = 63 - bits;
        bucket = new int[(1 << bits) + 1];
        int key = 0;
        for (int b = 0; b < bucket.length; b++) {
            while (key < keys.length && keys[key] >>> bucketShift < b) {
                key++;
            }
            bucket[b] = key;
        }
    }

    /** Distinct entries. */
    public int size() {
        return keys.length;
    }

    /**
     * The category of the URL's host or a domain above it, the highest first, else of an address above it; null if none is listed.
     *
     * @param url with or without a scheme
     */
    public String category(String url) {
        if (keys.length == 0) {
            return null;
        }
        int from = UrlParts.authority(url);
        int to = UrlParts.authorityEnd(url, from);
        int hostStart = UrlParts.host(url, from, to);
        int hostEnd = UrlParts.hostEnd(url, hostStart, to);
        if (hostStart == hostEnd) {
            return null;
        }
        if (UrlParts.isAscii(url, hostStart, hostEnd)) {
            return category(url, hostStart, hostEnd, url, to);
        }
        String ascii = toAscii(url.substring(hostStart, hostEnd));
        return category(ascii, 0, ascii.length(), url, to);
    }

    private String category(String host, int from, int to, String url, int path) {
        long hash = DOMAIN_SEED;
        for (int i = to - 1; i >= from; i--) {
            hash = step(hash, lower(host.charAt(i)));
            if (i == from || host.charAt(i - 1) == '.') {
                String found = find(hash);
                if (found != null) {
                    return found;
                }
            }
        }
        String found = find(step(step(step(step(hash, '.'), 'w'), 'w'), 'w'));
        return found != null ? found : address(host, UrlParts.withoutWww(host, from, to), to, url, path);
    }

    private String address(String host, int from, int to, String url, int path) {
        long hash = URL_SEED;
        for (int i = from; i < to; i++) {
            hash = step(hash, lower(host.charAt(i)));
        }
        int end = UrlParts.end(url, path);
        for (int i = path; i < end; i++) {
            char c = url.charAt(i);
            if (i > path && isBreak(c)) {
                String found = find(hash);
                if (found != null) {
                    return found;
                }
            }
            // A slash at the end of an entry or URL says nothing.
            if (c != '/' || (i + 1 < end && !isBreak(url.charAt(i + 1)))) {
                hash = step(hash, c);
            }
        }
        return end > path ? find(hash) : null;
    }

    private static boolean isBreak(char c) {
        return c == '/' || c == '?' || c == '&' || c == '#';
    }

    private String find(long hash) {
        long wanted = key(hash);
        int b = (int) (wanted >>> bucketShift);
        for (int i = bucket[b]; i < bucket[b + 1]; i++) {
            if (keys[i] >>> 8 == wanted >>> 8) {
                return categories[(int) (keys[i] & 0xFF)];
            }
        }
        return null;
    }

    /** FNV-1a over UTF-16 units. */
    private static long step(long hash, int unit) {
        return (hash ^ unit) * 0x0000_0100_0000_01B3L;
    }

    /** 55 bits of a well-mixed hash, room for a category below them, and never negative. */
    private static long key(long hash) {
        long h = (hash ^ (hash >>> 33)) * 0xFF51_AFD7_ED55_8CCDL;
        h = (h ^ (h >>> 33)) * 0xC4CE_B9FE_1A85_EC53L;
        return ((h ^ (h >>> 33)) >>> 1) & ~0xFFL;
    }

    private static int lower(char c) {
        return c >= 'A' && c <= 'Z' ? c | 0x20 : c;
    }

    private static String toAscii(String host) {
        try {
            return IDN.toASCII(host, IDN.ALLOW_UNASSIGNED).toLowerCase(Locale.ROOT);
        } catch (IllegalArgumentException e) {
            // no name that could be registered: compared as it is
            return host.toLowerCase(Locale.ROOT);
        }
    }

    /** Collects entries; of an entry in several categories the category added first counts. */
    public static final class Builder {
        private final List<String> categories = new ArrayList<>();
        private long[] keys = new long[1024];
        private int size;

        /**
         * Adds a list of domains, one a line. Blank lines and lines that begin with {@code #} are skipped.
         *
         * @param in UTF-8; read to its end and not closed
         * @throws IllegalArgumentException if it is the 257th category
         */
        public Builder addDomains(String category, InputStream in) throws IOException {
            return add(category, in, false);
        }

        /** Adds a list of addresses, {@code host/path} with or without a scheme; one without a path is a domain. */
        public Builder addUrls(String category, InputStream in) throws IOException {
            return add(category, in, true);
        }

        private Builder add(String category, InputStream in, boolean urls) throws IOException {
            int index = index(category);
            ListLines lines = new ListLines(in);
            for (String entry = lines.next(); entry != null; entry = lines.next()) {
                add(entry, index, urls);
            }
            return this;
        }

        private int index(String category) {
            int index = categories.indexOf(category);
            if (index >= 0) {
                return index;
            }
            if (categories.size() == MAX_CATEGORIES) {
                throw new IllegalArgumentException(
                        "Too many categories: " + category + " is number 257 (must be <= " + MAX_CATEGORIES + ")");
            }
            categories.add(category);
            return categories.size() - 1;
        }

        private void add(String entry, int category, boolean urls) {
            int from = UrlParts.authority(entry);
            int to = UrlParts.authorityEnd(entry, from);
            int start = UrlParts.host(entry, from, to);
            int end = UrlParts.hostEnd(entry, start, to);
            while (start < end && entry.charAt(start) == '.') {
                start++;
            }
            if (start == end) {
                return;
            }
            String host = entry.substring(start, end);
            host = UrlParts.isAscii(host, 0, host.length()) ? host : toAscii(host);
            int last = UrlParts.end(entry, to);
            while (last > to && entry.charAt(last - 1) == '/') {
                last--;
            }
            long hash = urls && last > to ? addressHash(host, entry, to, last) : domainHash(host);
            if (size == keys.length) {
                keys = Arrays.copyOf(keys, size * 2);
            }
            keys[size++] = key(hash) | category;
        }

        private static long domainHash(String host) {
            long hash = DOMAIN_SEED;
            for (int i = host.length() - 1; i >= 0; i--) {
                hash = step(hash, lower(host.charAt(i)));
            }
            return hash;
        }

        private static long addressHash(String host, String entry, int path, int end) {
            long hash = URL_SEED;
            for (int i = UrlParts.withoutWww(host, 0, host.length()); i < host.length(); i++) {
                hash = step(hash, lower(host.charAt(i)));
            }
            for (int i = path; i < end; i++) {
                char c = entry.charAt(i);
                if (c != '/' || (i + 1 < end && !isBreak(entry.charAt(i + 1)))) {
                    hash = step(hash, c);
                }
            }
            return hash;
        }

        public UrlBlocklist build() {
            long[] sorted = Arrays.copyOf(keys, size);
            Arrays.sort(sorted);
            int distinct = 0;
            for (int i = 0; i < sorted.length; i++) {
                // of equal hashes the first has the category added first
                if (i == 0 || sorted[i] >>> 8 != sorted[i - 1] >>> 8) {
                    sorted[distinct++] = sorted[i];
                }
            }
            return new UrlBlocklist(categories.toArray(String[]::new), Arrays.copyOf(sorted, distinct));
        }
    }
}
