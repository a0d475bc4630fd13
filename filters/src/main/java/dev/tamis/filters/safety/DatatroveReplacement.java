package dev.tamis.filters.safety;

import java.nio.charset.StandardCharsets;

/**
 * The addresses that datatrove's PIIFormatter writes: two e-mail addresses under domains kept for examples, and six IPv4
 * addresses that did not answer when they were drawn. IPv6 addresses are left, as datatrove leaves them.
 *
 * <p>datatrove takes them in turn by a counter of each worker, so its output depends on the order of the records. Here a
 * hash of the match chooses, so the same address becomes the same replacement everywhere; a replacement is left as it is.
 * What counts as an address is what {@link PersonalData} finds: capitals too, and no quad within a longer dotted run.
 */
final class DatatroveReplacement implements Masker.Replacement {
    private static final String[] EMAILS = {"email@example.com", "firstname.lastname@example.org"};
    private static final String[] IPS = {
        "22.214.171.124", "126.96.36.199", "188.8.131.52", "184.108.40.206", "220.127.116.11", "18.104.22.168"
    };

    @Override
    public String of(SensitiveKind kind, byte[] utf8, int start, int end) {
        String match = new String(utf8, start, end - start, StandardCharsets.UTF_8);
        String[] from = kind == SensitiveKind.EMAIL ? EMAILS : IPS;
        for (String replacement : from) {
            if (replacement.equals(match)) {
                return null;
            }
        }
        if (kind == SensitiveKind.IP && match.indexOf(':') >= 0) {
            return null;
        }
        return from[Math.floorMod(match.hashCode(), from.length)];
    }
}
