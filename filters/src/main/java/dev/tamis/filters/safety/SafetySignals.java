package dev.tamis.filters.safety;

import dev.tamis.filters.record.Kind;
import dev.tamis.filters.signal.Example;
import dev.tamis.filters.signal.Measured;
import dev.tamis.filters.signal.Shared;
import dev.tamis.filters.signal.Signal;
import dev.tamis.filters.signal.SignalSet;
import dev.tamis.filters.signal.SignalType;
import java.util.List;
import java.util.Set;

/** Signals of what a record must not carry, or may not be used for. A new one takes one line here. */
public final class SafetySignals implements SignalSet {
    private static final String LEXICON =
            " in Tamis' lexicon of the text's language (de, en, es, fr, it, nl, pl, pt, ru), case ignored; weak ones count only"
                    + " within 20 words of a different one; null for other languages. A word list, not a model: it knows no context.";

    private static final List<Signal> SIGNALS = List.of(
            new SensitiveSpans(
                    "pii_emails",
                    SensitiveKind.EMAIL,
                    "E-mail addresses: a local part of at most 64 bytes and a domain of at least two labels (RFC 5321).",
                    List.of(
                            Example.of("", 0),
                            Example.of("a@b is none, icon@2x.png neither", 0),
                            Example.of("\uD83D\uDE00 Mail jane.doe+x@mail.example.org.", 1))),
            new SensitiveSpans(
                    "pii_phones",
                    SensitiveKind.PHONE,
                    "Phone numbers that libphonenumber knows to be given out: international, North American as written there, or"
                            + " national for the text's language with a trunk prefix, in a form of its own or after a word such as tel.",
                    List.of(
                            Example.of("", 0),
                            Example.of("Order 2025550123 on 01.02.2003", 0),
                            Example.of("+1 202-555-0123, (212) 736-5000", 2))),
            new SensitiveSpans(
                    "pii_ips",
                    SensitiveKind.IP,
                    "Public IPv4 and IPv6 addresses (IANA's special-purpose registries and multicast excluded); versions, sections"
                            + " and object identifiers left out.",
                    List.of(
                            Example.of("192.168.0.1 127.0.0.1 8.8.8.8.5 v1.2.3.4 ::1 fe80::1", 0),
                            Example.of("8.8.8.8 2a00:1450:4001:82b::200e", 2))),
            new SensitiveSpans(
                    "pii_cards",
                    SensitiveKind.CARD,
                    "Payment card numbers: an issuer's prefix and length, and Luhn's check digit (ISO/IEC 7812).",
                    List.of(Example.of("4111 1111 1111 1112", 0), Example.of("4111 1111 1111 1111", 1))),
            new SensitiveSpans(
                    "pii_ibans",
                    SensitiveKind.IBAN,
                    "International Bank Account Numbers: the country's length and MOD 97-10 (ISO 13616).",
                    List.of(
                            Example.of("GB82 WEST 1234 5698 7654 33", 0),
                            Example.of("GB82 WEST 1234 5698 7654 32", 1))),
            new SensitiveSpans(
                    "pii_national_ids",
                    SensitiveKind.NATIONAL_ID,
                    "National identity numbers by form and check digits, of AR, AT, AU, BE, BG, BR, CA, CH, CL, CN, CZ, DE, DK, EE, ES,"
                            + " FI, FR, GB, GR, HR, IE, IL, IN, IT, JP, KR, LT, LV, MX, NL, NO, PL, PT, RO, RU, SE, SK, TH, TR,"
                            + " TW, UA, US and ZA; those that look like ordinary numbers after a word that names them.",
                    List.of(Example.of("12345678A 123-00-6789", 0), Example.of("12345678Z", 1))),
            new SensitiveSpans(
                    "secrets",
                    SensitiveKind.SECRET,
                    "Keys, tokens and passwords: by a provider's prefix and entropy, JWT, private keys in PEM, passwords in URLs,"
                            + " and values assigned to such names; after gitleaks.",
                    List.of(Example.of("password = \"changeme1\"", 0), Example.of("db_password = \"kX9#vQ2!mT\"", 1))),
            new PiiCharFraction(),
            new DolmaPiiCount(),
            new UrlBlocklistCategory(),
            new UrlWordCount(
                    "url_strict_words", "Strict words anywhere in the URL, - and . taken out", UrlWords::strict),
            new UrlWordCount("url_hard_words", "Hard words in the URL, between word boundaries", UrlWords::hard),
            new UrlWordCount("url_soft_words", "Soft words in the URL, between word boundaries", UrlWords::soft),
            new DatatroveUrlWords(),
            new BadWordCount(),
            new BadWordFraction(),
            new C4BadWord(),
            new RedpajamaBadWords(),
            lexiconWords("adult_words", "words and phrases of pornography", LexiconHits.ADULT),
            lexiconFraction("adult_word_fraction", "words and phrases of pornography", LexiconHits.ADULT),
            lexiconWords("toxic_words", "slurs, insults and curses", LexiconHits.TOXIC),
            lexiconFraction("toxic_word_fraction", "slurs, insults and curses", LexiconHits.TOXIC),
            new RobotsNoai(),
            new RobotsNoindex(),
            new RobotsNoimageai(),
            new TdmReservation(),
            new PageLicence());

    @Override
    public List<Signal> signals() {
        return SIGNALS;
    }

    private static Signal lexiconWords(String name, String what, Shared<LexiconHits> hits) {
        return new Measured(
                name,
                SignalType.LONG,
                "Distinct " + what + LEXICON,
                Set.of(Kind.WEB, Kind.BOOK, Kind.IMAGE),
                (s, out) -> {
                    if (s.get(hits).known) {
                        out.set(s.get(hits).distinct);
                    }
                },
                List.of(Example.undefined("")));
    }

    private static Signal lexiconFraction(String name, String what, Shared<LexiconHits> hits) {
        return Measured.number(
                        name,
                        "Occurrences / words with a letter, of " + what + LEXICON,
                        (s, out) -> {
                            if (s.get(hits).known) {
                                out.setRatio(s.get(hits).hits, s.get(hits).words);
                            }
                        },
                        Example.undefined(""))
                .of(Kind.WEB, Kind.BOOK, Kind.IMAGE);
    }
}
