package dev.tamis.filters.safety;

import dev.tamis.filters.language.Guess;
import dev.tamis.filters.signal.Shared;
import java.util.Arrays;
import java.util.function.Supplier;

/**
 * The personal data and secrets of a text, found in one pass: spans of bytes of its UTF-8, in order, none over another.
 *
 * <p>The pass looks at the few bytes that every hit has ({@code @}, digits, {@code _ - = :} and four capitals); from each it
 * looks a bounded way to either side, so time is linear in the text whatever it holds. What is asked of a hit is written at
 * the detectors: {@link EmailAddresses}, {@link PhoneNumbers}, {@link IpAddresses}, {@link CardNumbers}, {@link Ibans},
 * {@link NationalIds} and {@link Secrets}.
 *
 * <p>One belongs to one thread and is filled again for each text.
 */
public final class PersonalData {
    /** The personal data of the text that signals are measured on. */
    public static final Shared<PersonalData> OF_TEXT = Shared.of(
            PersonalData::new,
            (data, subject) -> data.find(subject.view().utf8(), subject.view().length(), () -> {
                Guess guess = subject.language();
                return guess == null ? null : guess.language();
            }));

    private static final byte AT = 1;
    private static final byte DIGIT = 2;
    private static final byte PREFIX = 3;
    private static final byte HYPHEN = 4;
    private static final byte ASSIGNMENT = 5;
    private static final byte TOKEN = 6;
    private static final byte OTHER_DIGIT = 7;
    private static final byte[] TRIGGER = new byte[256];

    static {
        Arrays.fill(TRIGGER, '0', '9' + 1, DIGIT);
        TRIGGER['@'] = AT;
        TRIGGER['-'] = HYPHEN;
        TRIGGER['='] = ASSIGNMENT;
        TRIGGER[':'] = ASSIGNMENT;
        TRIGGER['J'] = TOKEN;
        for (char rare : "_zGKA".toCharArray()) {
            TRIGGER[rare] = PREFIX;
        }
        for (int lead = 128; lead < 256; lead++) {
            TRIGGER[lead] = OtherDigits.mayBegin(lead) ? OTHER_DIGIT : 0;
        }
    }

    private final NumberRun run = new NumberRun();
    private final Secrets secrets = new Secrets();
    private int spans;
    private int[] starts = new int[16];
    private int[] ends = new int[16];
    private SensitiveKind[] kinds = new SensitiveKind[16];

    private byte[] utf8;
    private int length;
    private int free;
    private Supplier<String> language;

    /**
     * Looks through the first {@code size} bytes, which must be UTF-8.
     *
     * @param languageOfText asked only where a number may be a national phone number; gives an ISO 639-1 code or null
     */
    public void find(byte[] bytes, int size, Supplier<String> languageOfText) {
        if (starts.length > 1 << 16) {
            resize(16);
        }
        if (!scan(bytes, size, languageOfText)) {
            byte[] folded = new byte[size];
            scan(folded, OtherDigits.fold(bytes, size, folded), languageOfText);
            OtherDigits.unfold(bytes, size, starts, ends, spans);
        }
        utf8 = null;
        language = null;
    }

    /** Whether the bytes were looked through to their end: not if they have other digits than ASCII's. */
    private boolean scan(byte[] bytes, int size, Supplier<String> languageOfText) {
        spans = 0;
        free = 0;
        utf8 = bytes;
        length = size;
        language = languageOfText;
        int at = 0;
        while (at < size) {
            byte trigger = TRIGGER[bytes[at] & 0xFF];
            if (trigger == 0) {
                at++;
                continue;
            }
            if (trigger == OTHER_DIGIT) {
                if (OtherDigits.begin(bytes, at, size)) {
                    return false;
                }
                at++;
                continue;
            }
            at = switch (trigger) {
                case AT -> address(at);
                case DIGIT -> number(at);
                case PREFIX -> secrets.prefixed(bytes, at, free, size) ? secret() : at + 1;
                case HYPHEN -> hyphen(at);
                case ASSIGNMENT -> assignment(at);
                default -> secrets.webToken(bytes, at, free, size) ? secret() : at + 1;
            };
        }
        return true;
    }

    public int spans() {
        return spans;
    }

    /** First byte of a span. */
    public int start(int span) {
        return starts[span];
    }

    /** The byte after a span. */
    public int end(int span) {
        return ends[span];
    }

    public SensitiveKind kind(int span) {
        return kinds[span];
    }

    /** Spans of a kind. */
    public int count(SensitiveKind kind) {
        int count = 0;
        for (int i = 0; i < spans; i++) {
            count += kinds[i] == kind ? 1 : 0;
        }
        return count;
    }

    private int secret() {
        return add(SensitiveKind.SECRET, secrets.start, secrets.end);
    }

    private int add(SensitiveKind kind, int start, int end) {
        if (spans == starts.length) {
            resize(spans * 2);
        }
        starts[spans] = start;
        ends[spans] = end;
        kinds[spans] = kind;
        spans++;
        free = end;
        return end;
    }

    private void resize(int size) {
        starts = Arrays.copyOf(starts, size);
        ends = Arrays.copyOf(ends, size);
        kinds = Arrays.copyOf(kinds, size);
    }

    /** At an equals sign or a colon. */
    private int assignment(int at) {
        boolean found = secrets.assigned(utf8, at, free, length) || secrets.authorization(utf8, at, free, length);
        if (!found && utf8[at] == ':') {
            found = secrets.curlPassword(utf8, at, free, length) || secrets.webhook(utf8, at, length);
        }
        return found ? secret() : at + 1;
    }

    private int address(int at) {
        if (secrets.urlPassword(utf8, at, free, length)) {
            return secret();
        }
        int start = EmailAddresses.start(utf8, at, free);
        if (start < 0 || Edges.isMask(utf8, start - 3, length)) {
            return at + 1;
        }
        int end = EmailAddresses.end(utf8, at, length);
        return end < 0 || Edges.isMask(utf8, end, length) ? at + 1 : add(SensitiveKind.EMAIL, start, end);
    }

    private int hyphen(int at) {
        if (secrets.prefixed(utf8, at, free, length)) {
            return secret();
        }
        if (at + 1 < length && utf8[at + 1] == '-' && (at == 0 || utf8[at - 1] != '-')) {
            if (secrets.privateKey(utf8, at, length)) {
                return secret();
            }
        }
        return at + 1;
    }

    /** At the first digit of a run of digits. */
    private int number(int at) {
        int end = at + 1;
        while (end < length && Edges.isDigit(utf8[end])) {
            end++;
        }
        byte before = at > free ? utf8[at - 1] : 0;
        if (end - at >= 8 && secrets.telegram(utf8, at, end, length)) {
            return secret();
        }
        if ((Edges.isLetter(before) || before == '.' || before == '_' || before == '-')
                && secrets.atFirstDigit(utf8, at, free, length)) {
            return secret();
        }
        if (Edges.isWord(before) || (before == '-' && at - 2 >= free && Edges.isUpper(utf8[at - 2]))) {
            return lettersAndNumber(at, end);
        }
        if (end - at > NumberRun.MAX_DIGITS) {
            return end;
        }
        boolean opens = Edges.opens(utf8, at, length) && (at > free || at == 0);
        if (opens) {
            run.read(utf8, at, length);
            int found = opened(at, end);
            if (found >= 0) {
                return found;
            }
        }
        int address = end - at <= 3 ? IpAddresses.ipv4End(utf8, at, length) : -1;
        if (address < 0 && end - at <= 4 && (utf8[at] == '2' || utf8[at] == '3')) {
            address = IpAddresses.ipv6End(utf8, at, length);
        }
        if (address >= 0) {
            return add(SensitiveKind.IP, at, address);
        }
        return opens || before == '+' ? phone(at, end, opens) : end;
    }

    private int opened(int at, int end) {
        if (run.groups > 0 && run.digits(run.groups) >= 8) {
            int card = CardNumbers.end(utf8, at, run, length);
            if (card >= 0) {
                return add(SensitiveKind.CARD, at, card);
            }
            int id = NationalIds.ofRun(utf8, at, run, length);
            if (id >= 0) {
                return add(SensitiveKind.NATIONAL_ID, at, id);
            }
            if (NationalIds.isLikeNir(run)) {
                return run.end(6);
            }
        }
        int id = NationalIds.ofDigitsAndLetters(utf8, at, end, length);
        return id >= 0 ? add(SensitiveKind.NATIONAL_ID, at, id) : -1;
    }

    private int phone(int at, int end, boolean opens) {
        if (!opens) {
            run.read(utf8, at, length);
        }
        if (run.groups == 0 || run.digits(run.groups) < 7) {
            return end;
        }
        int start = PhoneNumbers.start(utf8, at);
        if (start < free || (start < at && !Edges.opens(utf8, start, length))) {
            return end;
        }
        int found = PhoneNumbers.end(utf8, start, at, run, length, language);
        if (found < 0) {
            return end;
        }
        // in (089/99529727) the brackets are not the number's
        boolean bracket = utf8[start] == '(' && !has(')', at, found);
        return add(SensitiveKind.PHONE, bracket ? start + 1 : start, found);
    }

    private boolean has(char wanted, int from, int to) {
        for (int i = from; i < to; i++) {
            if (utf8[i] == wanted) {
                return true;
            }
        }
        return false;
    }

    private static boolean isSmall(byte b) {
        return b >= 'a' && b <= 'z';
    }

    /** Ids that begin with letters: IBAN, codice fiscale, NIE. */
    private int lettersAndNumber(int at, int end) {
        int start = at;
        if (utf8[start - 1] == '-') {
            start--;
        }
        while (start > free && at - start < 7 && Edges.isUpper(utf8[start - 1])) {
            start--;
        }
        if (start == at && at - 2 >= free && isSmall(utf8[at - 1]) && isSmall(utf8[at - 2])) {
            // an IBAN may be written in small letters
            start = at - 2;
        }
        if (start == at || (start > 0 && !Edges.opens(utf8, start, length)) || (start == free && free > 0)) {
            return end;
        }
        if (at - start == 2) {
            int iban = Ibans.end(utf8, start, length);
            if (iban >= 0) {
                return add(SensitiveKind.IBAN, start, iban);
            }
        }
        int id = NationalIds.ofLettersAndDigits(utf8, start, at, length);
        return id >= 0 ? add(SensitiveKind.NATIONAL_ID, start, id) : end;
    }
}
