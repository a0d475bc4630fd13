package dev.tamis.filters.safety;

import dev.tamis.filters.clean.Cleaner;
import dev.tamis.filters.clean.Removed;
import dev.tamis.filters.language.Guess;
import dev.tamis.filters.language.LanguageIdentifier;
import java.nio.charset.StandardCharsets;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;

/**
 * Writes a fixed token, {@link SensitiveKind#mask()}, in place of each span of some kinds.
 *
 * <p>Which numbers are national phone numbers depends on the language of the text, which is identified only where there is
 * a candidate. Masking a masked text changes nothing.
 */
public final class Masker implements Cleaner {
    /**
     * A masked text is looked at again, for what a span stood in the way of; in our tests there is never any. The bound keeps
     * the time linear.
     */
    private static final int MOST_PASSES = 3;

    private static final List<Cleaner> ALL = List.of(
            masks("mask_emails", "e-mail addresses", SensitiveKind.EMAIL),
            masks("mask_phones", "phone numbers", SensitiveKind.PHONE),
            masks("mask_ips", "public IP addresses", SensitiveKind.IP),
            masks("mask_cards", "payment card numbers", SensitiveKind.CARD),
            masks("mask_ibans", "IBANs", SensitiveKind.IBAN),
            masks("mask_national_ids", "national identity numbers with check digits", SensitiveKind.NATIONAL_ID),
            masks("mask_secrets", "keys, tokens and passwords", SensitiveKind.SECRET),
            new Masker(
                    "mask_personal_data",
                    "Personal data of all kinds, secrets left out, become tokens such as |||EMAIL_ADDRESS|||.",
                    EnumSet.complementOf(EnumSet.of(SensitiveKind.SECRET))),
            new DatatroveAddresses());

    private final String name;
    private final String doc;
    private final Set<SensitiveKind> kinds;

    private Masker(String name, String doc, Set<SensitiveKind> kinds) {
        this.name = name;
        this.doc = doc;
        this.kinds = kinds;
    }

    private static Masker masks(String name, String what, SensitiveKind kind) {
        String doc = Character.toUpperCase(what.charAt(0)) + what.substring(1) + " become " + kind.mask() + ".";
        return new Masker(name, doc, EnumSet.of(kind));
    }

    /** All maskers, in the order in which a list shows them. */
    public static List<Cleaner> all() {
        return ALL;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public String doc() {
        return doc;
    }

    @Override
    public String clean(String text, Removed removed) {
        PersonalData data = new PersonalData();
        String masked = text;
        for (int pass = 0; pass < MOST_PASSES; pass++) {
            String next = pass(masked, data, removed);
            if (next.equals(masked)) {
                break;
            }
            masked = next;
        }
        return masked;
    }

    private String pass(String text, PersonalData data, Removed removed) {
        byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
        data.find(utf8, utf8.length, new LanguageOf(text));
        StringBuilder out = null;
        int kept = 0;
        int byteAt = 0;
        int charAt = 0;
        for (int i = 0; i < data.spans(); i++) {
            SensitiveKind kind = data.kind(i);
            if (!kinds.contains(kind)) {
                continue;
            }
            int start = charAt + units(utf8, byteAt, data.start(i));
            int end = start + units(utf8, data.start(i), data.end(i));
            byteAt = data.end(i);
            charAt = end;
            if (out == null) {
                out = new StringBuilder(text.length());
            }
            out.append(text, kept, start).append(kind.mask());
            kept = end;
            removed.spans(1);
            removed.chars(text.codePointCount(start, end));
        }
        return out == null ? text : out.append(text, kept, text.length()).toString();
    }

    /** UTF-16 units of some bytes. A lone half of a surrogate pair, which became one byte, is one unit. */
    private static int units(byte[] utf8, int from, int to) {
        int units = 0;
        for (int i = from; i < to; i++) {
            byte b = utf8[i];
            if (b >= 0 || (b & 0xC0) == 0xC0) {
                units += (b & 0xF8) == 0xF0 ? 2 : 1;
            }
        }
        return units;
    }

    /**
     * The language of a text without the masks in it, as they are no words of it; identified when first asked for and then
     * kept, as each number that may be a phone number asks.
     */
    private static final class LanguageOf implements Supplier<String> {
        private final String text;
        private boolean known;
        private String language;

        LanguageOf(String text) {
            this.text = text;
        }

        @Override
        public String get() {
            if (!known) {
                language = identified();
                known = true;
            }
            return language;
        }

        private String identified() {
            String words = text;
            if (text.contains("|||")) {
                for (SensitiveKind kind : SensitiveKind.values()) {
                    words = words.replace(kind.mask(), "");
                }
            }
            Guess guess = LanguageIdentifier.shared().identify(words);
            return guess.equals(Guess.UNDETERMINED) ? null : guess.language();
        }
    }

    @Override
    public String toString() {
        return name;
    }
}
