package dev.tamis.filters.safety;

import dev.tamis.filters.clean.Cleaner;
import dev.tamis.filters.clean.Removed;
import dev.tamis.filters.text.CharClasses;
import java.nio.charset.StandardCharsets;

/**
 * What datatrove's {@code PIIFormatter} replaces: first what its expression takes for e-mail addresses, then the quads of
 * numbers, wherever they stand, that are public IPv4 addresses to Python's {@code ipaddress}. IPv6 addresses are left.
 *
 * <p>It is read by a scan of its own, not by the expressions: from each {@code @} back over the local part and on over the
 * domain, and from each number before a full stop on. Both are linear in the text, and find what {@code re} finds.
 *
 * <p>datatrove takes its two addresses under domains kept for examples, and its six that answered nobody, in turn by a
 * counter of each worker, so that its output depends on the order of the records. Here a hash of the match chooses, so that
 * an address becomes the same everywhere; and a replacement is left as it is. Two addresses side by side, as in
 * {@code a@b.c/-@d.e}, give replacements that are not what they were when they are read again; others do.
 */
final class DatatroveAddresses implements Cleaner {
    /** The first stays what it is after a letter or an at sign. */
    private static final String[] EMAILS = {"email@example.com", "firstname.lastname@example.org"};
    /** The first three stay what they are between further digits. */
    private static final String[] IPS = {
        "126.96.36.199", "188.8.131.52", "184.108.40.206", "220.127.116.11", "22.214.171.124", "18.104.22.168"
    };

    private static final int IPS_AMONG_DIGITS = 3;
    private static final String LOCAL_SIGNS = "!#$%&'*+/=?^_`{|}~-";

    @Override
    public String name() {
        return "mask_pii_datatrove";
    }

    @Override
    public String doc() {
        return "What datatrove's expressions for e-mail and public IPv4 addresses match becomes one of its replacement"
                + " addresses, chosen by a hash of the match where datatrove counts.";
    }

    @Override
    public String clean(String text, Removed removed) {
        return withoutIps(withoutEmails(text, removed), removed);
    }

    private static String withoutEmails(String text, Removed removed) {
        StringBuilder out = null;
        int kept = 0;
        for (int at = text.indexOf('@'); at >= 0; at = text.indexOf('@', at + 1)) {
            int start = localStart(text, kept, at);
            int end = start < 0 ? -1 : domainEnd(text, at + 1);
            if (end < 0) {
                continue;
            }
            String match = text.substring(start, end);
            out = out == null ? new StringBuilder(text.length()) : out;
            out.append(text, kept, start)
                    .append(replacement(match, EMAILS, wordBefore(text, start) ? 1 : EMAILS.length, removed));
            kept = end;
        }
        return out == null ? text : out.append(text, kept, text.length()).toString();
    }

    /** Whether a second name before the at sign would make another address with what stands before. */
    private static boolean wordBefore(String text, int start) {
        return start > 0 && (text.charAt(start - 1) == '@' || isWord(text.codePointBefore(start)));
    }

    /** The first place that a local part which ends at {@code at} may start at: at a boundary of words; -1 without one. */
    private static int localStart(String text, int least, int at) {
        int found = -1;
        int i = at - 1;
        while (i >= least) {
            char c = text.charAt(i);
            if (isLocal(c)) {
                boolean wordBefore = i > 0 && isWord(text.codePointBefore(i));
                found = wordBefore == isWord(c) ? found : i;
            } else if (c != '.' || i == at - 1 || text.charAt(i + 1) == '.') {
                break;
            }
            i--;
        }
        return found;
    }

    /** The end of the longest domain of two names or more, or of a literal in brackets, or -1. */
    private static int domainEnd(String text, int start) {
        if (start < text.length() && text.charAt(start) == '[') {
            return literalEnd(text, start + 1);
        }
        int at = start;
        boolean dotted = false;
        while (true) {
            int end = at;
            int next = at;
            while (next < text.length() && (isAlphanumeric(text.charAt(next)) || text.charAt(next) == '-')) {
                next++;
                end = isAlphanumeric(text.charAt(next - 1)) ? next : end;
            }
            boolean goesOn = end == next
                    && next + 1 < text.length()
                    && text.charAt(next) == '.'
                    && isAlphanumeric(text.charAt(next + 1));
            if (at == next || !isAlphanumeric(text.charAt(at))) {
                return -1;
            }
            if (!goesOn) {
                return dotted ? end : -1;
            }
            dotted = true;
            at = next + 1;
        }
    }

    /** After three numbers with full stops: a fourth, or a name and a colon, and the bracket. */
    private static int literalEnd(String text, int start) {
        int at = start;
        for (int part = 0; part < 3; part++) {
            at = numberEnd(text, at);
            if (at < 0 || at >= text.length() || text.charAt(at) != '.') {
                return -1;
            }
            at++;
        }
        int end = numberEnd(text, at);
        if (end >= 0 && end < text.length() && text.charAt(end) == ']') {
            return end + 1;
        }
        end = at;
        while (end < text.length() && (isAlphanumeric(text.charAt(end)) || text.charAt(end) == '-')) {
            end++;
        }
        boolean named = end > at && isAlphanumeric(text.charAt(end - 1)) && text.startsWith(":]", end);
        return named ? end + 2 : -1;
    }

    private static String withoutIps(String text, Removed removed) {
        StringBuilder out = null;
        int kept = 0;
        int at = 0;
        while (at < text.length()) {
            if (!isDigit(text.charAt(at))) {
                at++;
                continue;
            }
            int first = at;
            while (at < text.length() && isDigit(text.charAt(at))) {
                at++;
            }
            int start = Math.max(first, at - 3);
            start = numberEnd(text, start) == at ? start : start + 1;
            int end = quadEnd(text, start);
            if (end < 0) {
                continue;
            }
            at = end;
            String match = text.substring(start, end);
            byte[] ascii = match.getBytes(StandardCharsets.US_ASCII);
            if (!isGlobal(IpAddresses.quad(ascii, 0, ascii.length))) {
                continue;
            }
            boolean amongDigits = (start > 0 && isDigit(text.charAt(start - 1)))
                    || (end < text.length() && isDigit(text.charAt(end)));
            out = out == null ? new StringBuilder(text.length()) : out;
            out.append(text, kept, start)
                    .append(replacement(match, IPS, amongDigits ? IPS_AMONG_DIGITS : IPS.length, removed));
            kept = end;
        }
        return out == null ? text : out.append(text, kept, text.length()).toString();
    }

    /** Where four numbers with full stops end, or -1: of the digits after the last stop, as many as make a number. */
    private static int quadEnd(String text, int start) {
        int at = start;
        for (int part = 0; part < 3; part++) {
            int end = numberEnd(text, at);
            if (end < 0 || end >= text.length() || text.charAt(end) != '.') {
                return -1;
            }
            at = end + 1;
        }
        int end = at;
        while (end < text.length() && end - at < 3 && isDigit(text.charAt(end))) {
            end++;
        }
        if (end == at) {
            return -1;
        }
        return end - at == 3 && numberEnd(text.substring(at, end), 0) < 0 ? end - 1 : end;
    }

    /** The end of all digits from a place on, if they are one to three and no more than 255, or -1. */
    private static int numberEnd(String text, int start) {
        int at = start;
        int value = 0;
        while (at < text.length() && at - start < 4 && isDigit(text.charAt(at))) {
            value = value * 10 + text.charAt(at) - '0';
            at++;
        }
        return at == start || at - start > 3 || value > 255 ? -1 : at;
    }

    /** Python's {@code is_global}, which holds for multicast addresses, too. */
    private static boolean isGlobal(long address) {
        boolean multicast = address >> 28 == 0xE;
        return address >= 0 && (multicast || IpAddresses.isPublic(address));
    }

    private static String replacement(String match, String[] from, int count, Removed removed) {
        for (String replacement : from) {
            if (replacement.equals(match)) {
                return match;
            }
        }
        removed.spans(1);
        removed.chars(match.length());
        return from[Math.floorMod(match.hashCode(), count)];
    }

    private static boolean isLocal(char c) {
        return isAlphanumeric(c) || LOCAL_SIGNS.indexOf(c) >= 0;
    }

    private static boolean isWord(int codePoint) {
        return codePoint == '_' || CharClasses.isAlphanumeric(codePoint);
    }

    private static boolean isAlphanumeric(char c) {
        return isDigit(c) || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
    }

    private static boolean isDigit(char c) {
        return c >= '0' && c <= '9';
    }

    @Override
    public String toString() {
        return name();
    }
}
