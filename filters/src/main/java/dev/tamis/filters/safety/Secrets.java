package dev.tamis.filters.safety;

import dev.tamis.filters.text.Ascii;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;

/**
 * Keys, tokens and passwords: those with a provider's prefix ({@link SecretRule}), web tokens (JWT), private keys in PEM,
 * Telegram's bot tokens, passwords within URLs, and values assigned to what is called a password, secret, token or key.
 */
final class Secrets {
    private static final int MAX_JWT_PART = 8192;
    private static final int MAX_AUTHORITY = 128;
    private static final int MAX_PEM = 1 << 16;

    private static final byte[] BEGIN = "-----BEGIN ".getBytes(java.nio.charset.StandardCharsets.US_ASCII);
    private static final byte[] END = "-----END ".getBytes(java.nio.charset.StandardCharsets.US_ASCII);
    private static final byte[] PRIVATE_KEY = Ascii.phrase("private key");

    /** Rules by the byte of their prefix that is rarest in prose; where it is in the prefix. */
    private static final SecretRule[][] BY_ANCHOR = new SecretRule[128][];

    private static final byte[][][] PREFIXES = new byte[128][][];
    private static final int[][] ANCHORS = new int[128][];
    private static final String RARE = "_-zGKA";

    /** Rules whose prefix has none of these; every body has a digit, from the first of which it is found. */
    private static final SecretRule[] BY_DIGIT;

    private static final byte[][] BY_DIGIT_PREFIXES;

    static {
        List<List<SecretRule>> rules = new ArrayList<>();
        for (int i = 0; i < 128; i++) {
            rules.add(new ArrayList<>());
        }
        List<SecretRule> plain = new ArrayList<>();
        for (SecretRule rule : SecretRule.ALL) {
            int anchor = anchor(rule);
            (anchor < 0 ? plain : rules.get(anchor)).add(rule);
        }
        BY_DIGIT = plain.toArray(SecretRule[]::new);
        BY_DIGIT_PREFIXES = plain.stream().map(SecretRule::prefixBytes).toArray(byte[][]::new);
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
        Ascii.phrase("secret_key_base"),
        Ascii.phrase("encryption_key"),
        Ascii.phrase("encryptionkey"),
        Ascii.phrase("encryption-key"),
        Ascii.phrase("signing_key"),
        Ascii.phrase("signingkey"),
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

    /** Names of tokens that say where a list goes on or which request it is, and let nobody in. */
    private static final byte[][] CURSORS = {
        Ascii.phrase("nexttoken"),
        Ascii.phrase("next_token"),
        Ascii.phrase("pagetoken"),
        Ascii.phrase("page_token"),
        Ascii.phrase("continuationtoken"),
        Ascii.phrase("requesttoken"),
        Ascii.phrase("changetoken"),
        Ascii.phrase("locktoken")
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
        Ascii.phrase("arn:"),
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
        return -1;
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

    /** Looks for a key with the first digit of a word at {@code at}, which begins not before {@code from}. */
    boolean atFirstDigit(byte[] utf8, int at, int from, int length) {
        int word = at;
        while (word > from && at - word < 200 && isKeyLetter(utf8[word - 1])) {
            word--;
        }
        for (int i = 0; i < BY_DIGIT.length; i++) {
            byte[] prefix = BY_DIGIT_PREFIXES[i];
            // a word does not go beyond the full stop of hvs. but its first digit may be in the prefix, as in ya29.
            int first = prefix[prefix.length - 1] == '.' && !Edges.isDigit(prefix[prefix.length - 2])
                    ? word - prefix.length
                    : word;
            if (first < from || first + prefix.length > length || !matches(utf8, first, prefix)) {
                continue;
            }
            boolean inWord = first > 0 && (Edges.isWord(utf8[first - 1]) || Edges.isMask(utf8, first - 3, length));
            int last = inWord ? -1 : BY_DIGIT[i].end(utf8, first + prefix.length, length);
            if (last >= 0) {
                start = first;
                end = last;
                return true;
            }
        }
        return false;
    }

    private static boolean isKeyLetter(byte b) {
        return Edges.isLetter(b) || b == '_' || b == '-';
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
        if (!hasPemBody(utf8, i, length)) {
            return false;
        }
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

    /**
     * Whether a first line of base64, or a header of RFC 1421 or 4880, follows a line such as BEGIN PRIVATE KEY. Programs name
     * that line alone, to look for it.
     */
    private static boolean hasPemBody(byte[] utf8, int from, int length) {
        int limit = Math.min(length, from + 64);
        int i = from;
        boolean newLine = false;
        while (i < limit) {
            byte b = utf8[i];
            boolean escaped = b == '\\' && i + 1 < limit && (utf8[i + 1] == 'n' || utf8[i + 1] == 'r');
            newLine |= b == '\n' || escaped;
            if (escaped) {
                i += 2;
            } else if (isSpace(b) || b == '"' || b == '\'' || b == '+' || b == ',' || b == '\\') {
                i++;
            } else {
                break;
            }
        }
        int line = i;
        limit = Math.min(length, line + MAX_PEM);
        while (i < limit && (Edges.isLetterOrDigit(utf8[i]) || utf8[i] == '+' || utf8[i] == '/' || utf8[i] == '=')) {
            i++;
        }
        if (i - line >= 32) {
            return true;
        }
        if (!newLine || i - line < 4) {
            return false;
        }
        boolean ends = i == length || utf8[i] == '\n' || utf8[i] == '\r' || utf8[i] == '\\';
        return ends || isPemHeader(utf8, line, i, length);
    }

    private static boolean isPemHeader(byte[] utf8, int from, int to, int length) {
        boolean named = to < length && (utf8[to] == ':' || utf8[to] == '-');
        for (byte[] header : PEM_HEADERS) {
            if (named && Ascii.startsWith(utf8, from, length, header)) {
                return true;
            }
        }
        return false;
    }

    private static final byte[][] PEM_HEADERS = {
        Ascii.phrase("proc-type:"), Ascii.phrase("version:"), Ascii.phrase("comment:"), Ascii.phrase("charset:")
    };

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

    /**
     * Looks for a password in the authority of a URL that has an {@code @} at {@code at}: scheme://user:password@host, where
     * the user may be left out, and either may have an {@code @} in it too, as people forget to encode it.
     */
    boolean urlPassword(byte[] utf8, int at, int from, int length) {
        int colon = -1;
        int i = at;
        int lowest = Math.max(0, at - MAX_AUTHORITY);
        while (i > lowest) {
            byte b = utf8[i - 1];
            if (b == '/') {
                break;
            }
            if (endsAuthority(b)) {
                return false;
            }
            if (b == ':') {
                colon = i - 1;
            }
            i--;
        }
        boolean inUrl = i >= 3 && i > lowest && utf8[i - 2] == '/' && utf8[i - 3] == ':';
        int first = colon + 1;
        if (!inUrl || colon < i || first < from) {
            return false;
        }
        int last = at;
        int limit = Math.min(length, at + MAX_AUTHORITY);
        for (int next = at + 1; next < limit && utf8[next] != '/' && !endsAuthority(utf8[next]); next++) {
            last = utf8[next] == '@' ? next : last;
        }
        if (last - first < 4
                || !Edges.isWordAt(utf8, last + 1, length)
                || isStandIn(utf8, first, last)
                || utf8[first] == '$'
                || utf8[first] == '{'
                || utf8[first] == '%'
                || samePasswordAsWord(utf8, first, last)) {
            return false;
        }
        start = first;
        end = last;
        return true;
    }

    private static boolean endsAuthority(byte b) {
        return isSpace(b) || b == '"' || b == '\'' || b == '<' || b == '>' || b == '`' || b == '?';
    }

    /**
     * Looks for the secret part of an address that itself lets anyone write: incoming webhooks of Slack and Discord, from the
     * colon at {@code at} of {@code https:}.
     */
    boolean webhook(byte[] utf8, int at, int length) {
        for (byte[] address : WEBHOOKS) {
            if (at + 1 + address.length > length || !matches(utf8, at + 1, address)) {
                continue;
            }
            int first = at + 1 + address.length;
            int last = first;
            int slashes = 0;
            while (last < Math.min(length, first + 160)
                    && (isKeyLetter(utf8[last]) || Edges.isDigit(utf8[last]) || utf8[last] == '/')) {
                slashes += utf8[last++] == '/' ? 1 : 0;
            }
            if (slashes > 0
                    && last - first >= 40
                    && !isStandIn(utf8, first, last)
                    && Entropy.of(utf8, first, last) >= 3.5) {
                start = first;
                end = last;
                return true;
            }
        }
        return false;
    }

    private static final byte[][] WEBHOOKS = {
        Ascii.phrase("//hooks.slack.com/services/"),
        Ascii.phrase("//hooks.slack.com/workflows/"),
        Ascii.phrase("//discord.com/api/webhooks/"),
        Ascii.phrase("//discordapp.com/api/webhooks/")
    };

    /**
     * Looks for credentials that HTTP clients are given: {@code Authorization: Bearer ...}, {@code Authorization: Basic ...}
     * (RFC 7617, 6750), from the colon or equals sign at {@code at}.
     */
    boolean authorization(byte[] utf8, int at, int from, int length) {
        int nameEnd = at;
        while (nameEnd > from && at - nameEnd < 4 && isAroundName(utf8[nameEnd - 1])) {
            nameEnd--;
        }
        if (!Ascii.endsWith(utf8, from, nameEnd, AUTHORIZATION)) {
            return false;
        }
        int i = at + 1;
        while (i < length && i - at < 8 && (utf8[i] == ' ' || utf8[i] == '"' || utf8[i] == '\'' || utf8[i] == '`')) {
            i++;
        }
        boolean basic = Ascii.startsWith(utf8, i, length, BASIC);
        boolean bearer = Ascii.startsWith(utf8, i, length, BEARER);
        if (!basic && !bearer && !Ascii.startsWith(utf8, i, length, TOKEN)) {
            return false;
        }
        int first = i + (basic || !bearer ? BASIC.length : BEARER.length);
        int last = first;
        int limit = Math.min(length, first + MAX_JWT_PART);
        while (last < limit && (Edges.isWord(utf8[last]) || "+/=.~-".indexOf(utf8[last]) >= 0)) {
            last++;
        }
        boolean enough = last - first >= (basic ? 8 : 16) && !isStandIn(utf8, first, last);
        boolean mixed = basic ? isBasic(utf8, first, last) : hasLetterAndDigit(utf8, first, last);
        if (!enough || !mixed || Entropy.of(utf8, first, last) < (basic ? 2.5 : 3.5)) {
            return false;
        }
        start = first;
        end = last;
        return true;
    }

    /** Whether bytes are base64 of a name, a colon and a password. */
    private static boolean isBasic(byte[] utf8, int from, int to) {
        if (to - from > 256) {
            return false;
        }
        try {
            byte[] decoded = Base64.getDecoder().decode(Arrays.copyOfRange(utf8, from, to));
            int password = 0;
            for (int i = 0; i < decoded.length; i++) {
                if (decoded[i] >= 0 && decoded[i] < ' ') {
                    return false;
                }
                password = password == 0 && decoded[i] == ':' ? i + 1 : password;
            }
            return password > 0
                    && decoded.length - password >= 4
                    && !isStandIn(decoded, password, decoded.length)
                    && !samePasswordAsWord(decoded, password, decoded.length);
        } catch (IllegalArgumentException e) {
            // a word, not base64
            return false;
        }
    }

    private static final byte[] AUTHORIZATION = Ascii.phrase("authorization");
    private static final byte[] BEARER = Ascii.phrase("bearer ");
    private static final byte[] BASIC = Ascii.phrase("basic ");
    private static final byte[] TOKEN = Ascii.phrase("token ");

    /** Looks for the password of {@code curl -u user:password}, from the colon at {@code at}. */
    boolean curlPassword(byte[] utf8, int at, int from, int length) {
        int user = at;
        while (user > from && at - user < 64 && (Edges.isWord(utf8[user - 1]) || ".-@%".indexOf(utf8[user - 1]) >= 0)) {
            user--;
        }
        int option = user;
        byte quote = option > from && (utf8[option - 1] == '"' || utf8[option - 1] == '\'') ? utf8[--option] : 0;
        if (user == at || option - 3 < from || (utf8[option - 1] != ' ' && utf8[option - 1] != '=')) {
            return false;
        }
        option--;
        boolean named = Ascii.endsWith(utf8, from, option, USER_LONG)
                || (option - 2 >= from && utf8[option - 1] == 'u' && utf8[option - 2] == '-');
        if (!named) {
            return false;
        }
        boolean curl = false;
        for (int i = option; i > Math.max(from, option - 200) && utf8[i - 1] != '\n'; i--) {
            curl |= Ascii.endsWith(utf8, from, i, CURL);
        }
        int first = at + 1;
        int last = first;
        while (last < Math.min(length, first + 100)
                && !isSpace(utf8[last])
                && utf8[last] != quote
                && utf8[last] != '"'
                && utf8[last] != '\'') {
            last++;
        }
        boolean stands = last - first >= 4
                && utf8[first] != '$'
                && utf8[first] != '<'
                && !isStandIn(utf8, first, last)
                && !samePasswordAsWord(utf8, first, last);
        if (!curl || !stands) {
            return false;
        }
        start = first;
        end = last;
        return true;
    }

    private static final byte[] USER_LONG = Ascii.phrase("--user");
    private static final byte[] CURL = Ascii.phrase("curl");

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
        if (!password && (!endsWithOne(utf8, from, nameEnd, KEYS) || endsWithOne(utf8, from, nameEnd, CURSORS))) {
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
        if (quote == 0 && password && isEnvironment(utf8, from, nameEnd) && environmentValue(utf8, i, length)) {
            return true;
        }
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

    /** Whether a name is of capitals and begins its line, or stands after "export" or "-e": DB_PASSWORD. */
    private static boolean isEnvironment(byte[] utf8, int from, int nameEnd) {
        int name = nameEnd;
        while (name > from
                && nameEnd - name < 64
                && (Edges.isUpper(utf8[name - 1]) || utf8[name - 1] == '_' || Edges.isDigit(utf8[name - 1]))) {
            name--;
        }
        if (name == nameEnd || (name > from && Edges.isLetter(utf8[name - 1]))) {
            return false;
        }
        int before = name;
        while (before > from && name - before < 20 && (utf8[before - 1] == ' ' || utf8[before - 1] == '\t')) {
            before--;
        }
        boolean listed = before > from && utf8[before - 1] == '-';
        return before == 0
                || (before > from && utf8[before - 1] == '\n')
                || (listed && before < name)
                || Ascii.endsWith(utf8, from, before, EXPORT)
                || Ascii.endsWith(utf8, from, before, DASH_E)
                || Ascii.endsWith(utf8, from, before, ENV);
    }

    private static final byte[] EXPORT = Ascii.phrase("export");
    private static final byte[] DASH_E = Ascii.phrase(" -e");
    private static final byte[] ENV = Ascii.phrase("\nenv");

    /** A value up to the next white space, of eight bytes or more. */
    private boolean environmentValue(byte[] utf8, int from, int length) {
        int last = from;
        int limit = Math.min(length, from + 129);
        while (last < limit && utf8[last] > ' ' && utf8[last] != '"' && utf8[last] != '\'' && utf8[last] != '`') {
            last++;
        }
        boolean ends = last == length || (last < limit && isSpace(utf8[last]));
        boolean call =
                utf8[from] == '$' || utf8[from] == '<' || utf8[from] == '{' || utf8[from] == '/' || utf8[from] == '%';
        for (int i = from; i < last; i++) {
            call |= utf8[i] == '(' || utf8[i] == '[';
        }
        if (!ends || call || !isQuotedSecret(utf8, from, last, true)) {
            return false;
        }
        start = from;
        end = last;
        return true;
    }

    private static boolean isAroundName(byte b) {
        return b == ' ' || b == '"' || b == '\'' || b == ']' || b == '`';
    }

    private static boolean endsWithOne(byte[] utf8, int from, int end, byte[][] names) {
        int start = Math.max(from, end - 17);
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
        for (byte[] name : NAMES) {
            if (Ascii.contains(utf8, from, to, name)) {
                return isName(utf8, from, to);
            }
        }
        return false;
    }

    /** Whether a value that has "password" and the like in it is a name as programs have them, such as oauth2_password_1. */
    private static boolean isName(byte[] utf8, int from, int to) {
        int last = to;
        while (last > from && to - last < 4 && Edges.isDigit(utf8[last - 1])) {
            last--;
        }
        int digits = 0;
        for (int i = from; i < last; i++) {
            digits += Edges.isDigit(utf8[i]) ? 1 : 0;
            if (!Edges.isWord(utf8[i]) && utf8[i] != '-' && utf8[i] != '.') {
                return false;
            }
        }
        return digits <= 1;
    }

    private static final byte[][] NAMES = {
        Ascii.phrase("password"), Ascii.phrase("secret"), Ascii.phrase("token"), Ascii.phrase("encryption")
    };

    private static boolean matches(byte[] utf8, int at, byte[] prefix) {
        for (int i = 0; i < prefix.length; i++) {
            if (utf8[at + i] != prefix[i]) {
                return false;
            }
        }
        return true;
    }
}
