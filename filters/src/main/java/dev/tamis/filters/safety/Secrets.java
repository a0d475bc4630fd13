package dev.tamis.filters.safety;

import dev.tamis.filters.text.Ascii;
import java.util.ArrayList;
import java.util.List;

/**
 * Keys, tokens and passwords: those with a provider's prefix ({@link SecretRule}), web tokens (JWT), private keys in PEM,
 * Telegram's bot tokens, passwords within URLs, and values assigned to what is called a password, secret, token or key.
 */
final class Secrets {
    private static final int MAX_JWT_PART = 8192;
    private static final int MAX_PEM = 1 << 16;

    private static final byte[] BEGIN = "-----BEGIN ".getBytes(java.nio.charset.StandardCharsets.US_ASCII);
    private static final byte[] END = "-----END ".getBytes(java.nio.charset.StandardCharsets.US_ASCII);
    private static final byte[] PRIVATE_KEY = Ascii.phrase("private key");

    /** Rules by the byte of their prefix that is rarest in prose; where it is in the prefix. */
    private static final SecretRule[][] BY_ANCHOR = new SecretRule[128][];

    private static final byte[][][] PREFIXES = new byte[128][][];
    private static final int[][] ANCHORS = new int[128][];
    private static final String RARE = "_-zGKA";

    static {
        List<List<SecretRule>> rules = new ArrayList<>();
        for (int i = 0; i < 128; i++) {
            rules.add(new ArrayList<>());
        }
        for (SecretRule rule : SecretRule.ALL) {
            rules.get(anchor(rule)).add(rule);
        }
        for (int b = 0; b < 128; b++) {
            List<SecretRule> of = rules.get(b);
            BY_ANCHOR[b] = of.toArray(SecretRule[]::new);
            PREFIXES[b] = of.stream().map(SecretRule::prefixBytes).toArray(byte[][]::new);
            int byteAt = b;
            ANCHORS[b] =
                    of.stream().mapToInt(rule -> rule.prefix().indexOf(byteAt)).toArray();
        }
    }

    /** Endings of names that hold a secret. */
    private static final byte[][] PASSWORDS = {
        Ascii.phrase("password"), Ascii.phrase("passwd"), Ascii.phrase("pwd"), Ascii.phrase("passphrase")
    };

    private static final byte[][] KEYS = {
        Ascii.phrase("secret"),
        Ascii.phrase("token"),
        Ascii.phrase("apikey"),
        Ascii.phrase("api_key"),
        Ascii.phrase("api-key"),
        Ascii.phrase("access_key"),
        Ascii.phrase("accesskey"),
        Ascii.phrase("access-key"),
        Ascii.phrase("secret_key"),
        Ascii.phrase("secretkey"),
        Ascii.phrase("secret-key"),
        Ascii.phrase("private_key"),
        Ascii.phrase("privatekey"),
        Ascii.phrase("auth_key"),
        Ascii.phrase("account_key"),
        Ascii.phrase("accountkey"),
        Ascii.phrase("credentials")
    };

    /** What people write where a secret would stand. */
    private static final byte[][] STAND_INS = {
        Ascii.phrase("example"),
        Ascii.phrase("changeme"),
        Ascii.phrase("change_me"),
        Ascii.phrase("placeholder"),
        Ascii.phrase("your"),
        Ascii.phrase("xxxx"),
        Ascii.phrase("dummy"),
        Ascii.phrase("sample"),
        Ascii.phrase("redacted"),
        Ascii.phrase("password"),
        Ascii.phrase("secret"),
        Ascii.phrase("token"),
        Ascii.phrase("${"),
        Ascii.phrase("{{"),
        Ascii.phrase("..."),
        Ascii.phrase("***"),
        Ascii.phrase("|||")
    };

    /** Where a found secret begins and ends; -1 where none was. */
    int start;

    int end;

    private static int anchor(SecretRule rule) {
        for (int i = 0; i < RARE.length(); i++) {
            if (rule.prefix().indexOf(RARE.charAt(i)) >= 0) {
                return RARE.charAt(i);
            }
        }
        throw new IllegalStateException("No anchor for " + rule.name() + " (must have one of " + RARE + ")");
    }

    /** Looks for a key whose prefix has its rare byte at {@code at}; not before {@code from}. */
    boolean prefixed(byte[] utf8, int at, int from, int length) {
        int anchor = utf8[at];
        byte[][] prefixes = PREFIXES[anchor];
        for (int i = 0; i < prefixes.length; i++) {
            byte[] prefix = prefixes[i];
            int first = at - ANCHORS[anchor][i];
            if (first < from || first + prefix.length > length || !matches(utf8, first, prefix)) {
                continue;
            }
            if (first > 0 && (Edges.isWord(utf8[first - 1]) || Edges.isMask(utf8, first - 3, length))) {
                continue;
            }
            int last = BY_ANCHOR[anchor][i].end(utf8, first + prefix.length, length);
            if (last >= 0) {
                start = first;
                end = last;
                return true;
            }
        }
        return false;
    }

    /** Looks for a JSON Web Token (RFC 7519): three parts of base64url, the first two of which are JSON objects. */
    boolean webToken(byte[] utf8, int at, int from, int length) {
        int first = at - 2;
        if (first < from || utf8[first] != 'e' || utf8[first + 1] != 'y') {
            return false;
        }
        if (first > 0 && (Edges.isWord(utf8[first - 1]) || utf8[first - 1] == '-' || utf8[first - 1] == '.')) {
            return false;
        }
        int header = base64End(utf8, first, length);
        if (header - first < 17 || header + 3 >= length || utf8[header] != '.') {
            return false;
        }
        int claims = base64End(utf8, header + 1, length);
        boolean json = utf8[header + 1] == 'e' && utf8[header + 2] == 'y';
        if (!json || claims - header < 17 || claims >= length || utf8[claims] != '.') {
            return false;
        }
        int signature = base64End(utf8, claims + 1, length);
        if (signature - claims < 10 || signature - first > 3 * MAX_JWT_PART) {
            return false;
        }
        start = first;
        end = signature;
        return true;
    }

    private static int base64End(byte[] utf8, int from, int length) {
        int limit = Math.min(length, from + MAX_JWT_PART);
        int i = from;
        while (i < limit && (Edges.isWord(utf8[i]) || utf8[i] == '-')) {
            i++;
        }
        return i;
    }

    /** Looks for a private key in PEM (RFC 7468) that begins at {@code at}; without its last line it goes as far as base64 does. */
    boolean privateKey(byte[] utf8, int at, int length) {
        if (at + BEGIN.length > length || !matches(utf8, at, BEGIN)) {
            return false;
        }
        int label = at + BEGIN.length;
        int labelEnd = label;
        while (labelEnd < length && labelEnd - label < 48 && (Edges.isUpper(utf8[labelEnd]) || utf8[labelEnd] == ' ')) {
            labelEnd++;
        }
        boolean isPrivate = false;
        for (int i = label; i + PRIVATE_KEY.length <= labelEnd; i++) {
            isPrivate |= Ascii.startsWith(utf8, i, labelEnd, PRIVATE_KEY);
        }
        if (!isPrivate || labelEnd + 5 > length || utf8[labelEnd] != '-' || utf8[labelEnd + 4] != '-') {
            return false;
        }
        int i = labelEnd + 5;
        int limit = Math.min(length, i + MAX_PEM);
        while (i < limit && isPemBody(utf8[i]) && !(utf8[i] == '-' && i + 1 < length && utf8[i + 1] == '-')) {
            i++;
        }
        start = at;
        if (i + END.length <= length && matches(utf8, i, END)) {
            i += END.length;
            while (i < length && (Edges.isUpper(utf8[i]) || utf8[i] == ' ')) {
                i++;
            }
            for (int dashes = 0; i < length && utf8[i] == '-' && dashes < 5; dashes++) {
                i++;
            }
        } else {
            while (i > labelEnd + 5 && isSpace(utf8[i - 1])) {
                i--;
            }
        }
        end = i;
        return true;
    }

    /** Base64, white space, line ends written as {@code \n}, quotes that join lines, and the headers of RFC 1421. */
    private static boolean isPemBody(byte b) {
        return Edges.isLetterOrDigit(b)
                || b == '+'
                || b == '/'
                || b == '='
                || b == '\n'
                || b == '\r'
                || b == ' '
                || b == '\t'
                || b == '\\'
                || b == '"'
                || b == '\''
                || b == ','
                || b == ':'
                || b == '-';
    }

    /** Looks for a Telegram bot token: the digits {@code [at, digitsEnd)}, a colon, AA and 33 letters of base64url. */
    boolean telegram(byte[] utf8, int at, int digitsEnd, int length) {
        int count = digitsEnd - at;
        int body = digitsEnd + 1;
        if (count < 8 || count > 10 || body + 35 > length || utf8[digitsEnd] != ':') {
            return false;
        }
        if (utf8[body] != 'A'
                || utf8[body + 1] != 'A'
                || (at > 0 && Edges.isWord(utf8[at - 1]) && !afterBot(utf8, at))) {
            return false;
        }
        int last = base64End(utf8, body, Math.min(length, body + 36));
        if (last - body != 35 || Entropy.of(utf8, body, last) < 3) {
            return false;
        }
        start = at;
        end = last;
        return true;
    }

    /** As in https://api.telegram.org/bot123456789:AA... */
    private static boolean afterBot(byte[] utf8, int at) {
        return at >= 3 && utf8[at - 3] == 'b' && utf8[at - 2] == 'o' && utf8[at - 1] == 't';
    }

    /** Looks for a password in the authority of a URL that has its {@code @} at {@code at}: scheme://user:password@host. */
    boolean urlPassword(byte[] utf8, int at, int from, int length) {
        int colon = -1;
        int i = at;
        int lowest = Math.max(from, at - 128);
        while (i > lowest) {
            byte b = utf8[i - 1];
            if (b == '/') {
                break;
            }
            if (b <= ' ' || b == '@' || b == '"' || b == '\'' || b == '<' || b == '>') {
                return false;
            }
            if (b == ':') {
                colon = i - 1;
            }
            i--;
        }
        boolean inUrl = i - 3 >= from && i > lowest && utf8[i - 2] == '/' && utf8[i - 3] == ':';
        int first = colon + 1;
        if (!inUrl || colon <= i || at - first < 4 || !Edges.isWordAt(utf8, at + 1, length)) {
            return false;
        }
        if (isStandIn(utf8, first, at)
                || utf8[first] == '$'
                || utf8[first] == '{'
                || utf8[first] == '%'
                || samePasswordAsWord(utf8, first, at)) {
            return false;
        }
        start = first;
        end = at;
        return true;
    }

    private static boolean samePasswordAsWord(byte[] utf8, int from, int to) {
        return Ascii.equals(utf8, from, to, PASS) || Ascii.equals(utf8, from, to, PASSWD);
    }

    private static final byte[] PASS = Ascii.phrase("pass");
    private static final byte[] PASSWD = Ascii.phrase("passwd");

    /** Looks for a value given to a secret's name by the {@code =} or {@code :} at {@code at}. */
    boolean assigned(byte[] utf8, int at, int from, int length) {
        int nameEnd = at;
        while (nameEnd > from && at - nameEnd < 4 && isAroundName(utf8[nameEnd - 1])) {
            nameEnd--;
        }
        if (nameEnd == from || !Edges.isLetter(utf8[nameEnd - 1])) {
            return false;
        }
        boolean password = endsWithOne(utf8, from, nameEnd, PASSWORDS);
        if (!password && !endsWithOne(utf8, from, nameEnd, KEYS)) {
            return false;
        }
        int i = at + 1;
        if (i < length && (utf8[i] == '>' || (utf8[i] == '=' && utf8[at] == ':'))) {
            i++;
        }
        while (i < length && i - at < 6 && (utf8[i] == ' ' || utf8[i] == '\t')) {
            i++;
        }
        if (i >= length) {
            return false;
        }
        byte quote = utf8[i] == '"' || utf8[i] == '\'' || utf8[i] == '`' ? utf8[i] : 0;
        int first = quote == 0 ? i : i + 1;
        int last = valueEnd(utf8, first, length, quote);
        boolean found = last >= 0
                && (quote == 0
                        ? isBareSecret(utf8, first, last, utf8[at])
                        : isQuotedSecret(utf8, first, last, password));
        if (found) {
            start = first;
            end = last;
        }
        return found;
    }

    private static boolean isAroundName(byte b) {
        return b == ' ' || b == '"' || b == '\'' || b == ']' || b == '`';
    }

    private static boolean endsWithOne(byte[] utf8, int from, int end, byte[][] names) {
        int start = Math.max(from, end - 12);
        for (byte[] name : names) {
            if (Ascii.endsWith(utf8, start, end, name)) {
                return true;
            }
        }
        return false;
    }

    /** Where the value ends, or -1 if it is too long or goes on in a way that a literal does not. */
    private static int valueEnd(byte[] utf8, int from, int length, byte quote) {
        int limit = Math.min(length, from + 151);
        int i = from;
        if (quote != 0) {
            while (i < limit && utf8[i] > ' ' && utf8[i] != quote) {
                i++;
            }
            return i < limit && utf8[i] == quote ? i : -1;
        }
        while (i < limit && (Edges.isWord(utf8[i]) || "+/=.~-".indexOf(utf8[i]) >= 0)) {
            i++;
        }
        while (i > from && utf8[i - 1] == '.') {
            i--;
        }
        if (i == from + 151) {
            return -1;
        }
        return i == length || isSpace(utf8[i]) || ";,&\"'#.".indexOf(utf8[i]) >= 0 ? i : -1;
    }

    private static boolean isSpace(byte b) {
        return b >= 0 && b <= ' ';
    }

    private static boolean isQuotedSecret(byte[] utf8, int from, int to, boolean password) {
        int shortest = password ? 8 : 10;
        double least = password ? 2.5 : 3.5;
        return to - from >= shortest
                && hasLetterAndDigit(utf8, from, to)
                && !isStandIn(utf8, from, to)
                && Entropy.of(utf8, from, to) >= least;
    }

    /** Without quotes prose and code look alike, so more is asked. */
    private static boolean isBareSecret(byte[] utf8, int from, int to, byte sign) {
        int shortest = sign == '=' ? 16 : 20;
        double least = sign == '=' ? 3.5 : 4;
        boolean dotted = false;
        for (int i = from; i < to; i++) {
            dotted |= utf8[i] == '.';
        }
        return to - from >= shortest
                && !dotted
                && hasLetterAndDigit(utf8, from, to)
                && !isStandIn(utf8, from, to)
                && Entropy.of(utf8, from, to) >= least;
    }

    private static boolean hasLetterAndDigit(byte[] utf8, int from, int to) {
        boolean letter = false;
        boolean digit = false;
        for (int i = from; i < to; i++) {
            letter |= Edges.isLetter(utf8[i]);
            digit |= Edges.isDigit(utf8[i]);
        }
        return letter && digit;
    }

    private static boolean isStandIn(byte[] utf8, int from, int to) {
        for (byte[] standIn : STAND_INS) {
            if (Ascii.contains(utf8, from, to, standIn)) {
                return true;
            }
        }
        return false;
    }

    private static boolean matches(byte[] utf8, int at, byte[] prefix) {
        for (int i = 0; i < prefix.length; i++) {
            if (utf8[at + i] != prefix[i]) {
                return false;
            }
        }
        return true;
    }
}
