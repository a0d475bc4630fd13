package dev.tamis.filters.safety;

import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * A key of one provider: a fixed prefix and a body of some letters and length, none of it within a longer word.
 *
 * @param name the provider and the kind of key
 * @param prefix ASCII, in the case that the provider writes
 * @param alphabet what bodies are made of
 * @param shortest bytes of the shortest body
 * @param longest bytes of the longest body
 * @param entropy least Shannon entropy of the body in bits a byte, which takes out what people write in its place
 * @param bodies bodies that make a key, the prefix left out so that no key stands in this source
 * @param others bodies that do not
 */
record SecretRule(
        String name,
        String prefix,
        Alphabet alphabet,
        int shortest,
        int longest,
        double entropy,
        List<String> bodies,
        List<String> others) {

    enum Alphabet {
        LETTERS_DIGITS,
        WORD_AND_HYPHEN,
        WORD,
        BASE32,
        HEX,
        DOTTED,
        UPPER_DIGITS,
        BASE64;

        boolean has(byte b) {
            return switch (this) {
                case LETTERS_DIGITS -> Edges.isLetterOrDigit(b);
                case WORD_AND_HYPHEN -> Edges.isWord(b) || b == '-';
                case WORD -> Edges.isWord(b);
                case BASE32 -> Edges.isUpper(b) || (b >= '2' && b <= '7');
                case HEX -> Edges.isDigit(b) || (b >= 'a' && b <= 'f');
                case UPPER_DIGITS -> Edges.isUpper(b) || Edges.isDigit(b);
                case BASE64 -> Edges.isLetterOrDigit(b) || b == '+' || b == '/' || b == '=';
                case DOTTED -> Edges.isWord(b) || b == '-' || b == '.' || b == '=';
            };
        }
    }

    private static final String MIXED36 = "q7Zt2mXw9LkP4vRb8NcY1sHd6JfG3aUe5TiK";
    private static final String MIXED48 = MIXED36 + "0oBx7CnQ2yWl";
    private static final String MIXED96 = MIXED48 + "Vg5hMj8rSz1EpD4uFt6AaKk9Iw3XoNq2LbYc7PdRe0TmHv";
    private static final String WORDS36 = "your_token_goes_here_your_token_goes";
    private static final String SAME36 = "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx";

    /** Prefixes and lengths as the providers document them, and as gitleaks (MIT licence, v8 rule set) tests for them. */
    static final List<SecretRule> ALL = List.of(
            github("ghp_"),
            github("gho_"),
            github("ghu_"),
            github("ghs_"),
            github("ghr_"),
            rule("github-fine-grained", "github_pat_", Alphabet.WORD, 82, 82, 3, MIXED96.substring(0, 82), WORDS36),
            rule(
                    "gitlab",
                    "glpat-",
                    Alphabet.WORD_AND_HYPHEN,
                    20,
                    60,
                    3,
                    "q7Zt2mXw9LkP4vRb8NcY",
                    "xxxxxxxxxxxxxxxxxxxx"),
            slack("xoxb-"),
            slack("xoxp-"),
            slack("xoxa-"),
            slack("xoxe-"),
            slack("xoxo-"),
            slack("xoxr-"),
            slack("xoxs-"),
            slack("xapp-"),
            stripe("sk_live_"),
            stripe("rk_live_"),
            stripe("sk_test_"),
            stripe("rk_test_"),
            stripe("sk_prod_"),
            rule("google-api", "AIza", Alphabet.WORD_AND_HYPHEN, 35, 35, 3, MIXED36.substring(1), SAME36.substring(1)),
            rule("anthropic", "sk-ant-", Alphabet.WORD_AND_HYPHEN, 40, 160, 3.5, "api03-" + MIXED96, "api03-xxxxxxx"),
            rule("openai-project", "sk-proj-", Alphabet.WORD_AND_HYPHEN, 40, 200, 3.5, MIXED96, SAME36 + SAME36),
            rule("openai-service", "sk-svcacct-", Alphabet.WORD_AND_HYPHEN, 40, 200, 3.5, MIXED96, SAME36 + SAME36),
            rule("openai-admin", "sk-admin-", Alphabet.WORD_AND_HYPHEN, 40, 200, 3.5, MIXED96, SAME36 + SAME36),
            rule("openai", "sk-", Alphabet.LETTERS_DIGITS, 40, 64, 3.5, MIXED48, "learn-0.24.1"),
            rule("hugging-face", "hf_", Alphabet.LETTERS_DIGITS, 34, 40, 3, MIXED36, "hub_download"),
            rule("npm", "npm_", Alphabet.LETTERS_DIGITS, 36, 36, 3, MIXED36, "config_registry"),
            rule("pypi", "pypi-", Alphabet.WORD_AND_HYPHEN, 60, 300, 3.5, "AgEIcHlwaS5vcmc" + MIXED96, "server-2.1"),
            rule(
                    "sendgrid",
                    "SG.",
                    Alphabet.DOTTED,
                    66,
                    66,
                    3,
                    MIXED36.substring(14) + "." + MIXED96.substring(0, 43),
                    "x.y"),
            rule(
                    "twilio",
                    "SK",
                    Alphabet.HEX,
                    32,
                    32,
                    3,
                    "0a1b2c3d4e5f60718293a4b5c6d7e8f9",
                    "00000000000000000000000000000000"),
            aws("AKIA"),
            aws("ASIA"),
            aws("ABIA"),
            aws("ACCA"),
            rule(
                    "digitalocean",
                    "dop_v1_",
                    Alphabet.HEX,
                    64,
                    64,
                    3,
                    "0a1b2c3d4e5f60718293a4b5c6d7e8f9".repeat(2),
                    "0a1b2c"),
            rule(
                    "google-client",
                    "GOCSPX-",
                    Alphabet.WORD_AND_HYPHEN,
                    28,
                    28,
                    3,
                    MIXED36.substring(8),
                    SAME36.substring(8)),
            rule("google-access", "ya29.", Alphabet.DOTTED, 40, 400, 3.5, "a0Af" + MIXED96, "a0AfxxxxX"),
            rule("vault", "hvs.", Alphabet.WORD_AND_HYPHEN, 24, 200, 3, "CAESI" + MIXED96, "your-token", SAME36),
            rule("docker", "dckr_pat_", Alphabet.WORD_AND_HYPHEN, 27, 40, 3, MIXED36.substring(9), SAME36),
            rule("atlassian", "ATATT3", Alphabet.DOTTED, 80, 300, 3.5, "xFfGF0" + MIXED96 + "=0A1B2C3D", "xFfGF0T1"),
            rule("groq", "gsk_", Alphabet.LETTERS_DIGITS, 50, 56, 3.5, MIXED48 + "WGdy", "live_key", SAME36),
            rule("xai", "xai-", Alphabet.LETTERS_DIGITS, 70, 90, 3.5, MIXED48 + MIXED36.substring(4), "grok-2-1212"),
            rule("replicate", "r8_", Alphabet.LETTERS_DIGITS, 37, 40, 3, MIXED36 + "7", "unorm", SAME36 + "x"),
            rule(
                    "databricks",
                    "dapi",
                    Alphabet.HEX,
                    32,
                    34,
                    3,
                    "c0a1b2d3e4f5a6978b0c1d2e3f405162",
                    "v1",
                    "0".repeat(32)),
            rule("grafana", "glc_", Alphabet.DOTTED, 40, 400, 3.5, "eyJvIjoi" + MIXED48 + "==", "eyJ0", SAME36),
            rule("grafana-service", "glsa_", Alphabet.WORD, 41, 41, 3, MIXED36.substring(4) + "_0a1B2c3D", "token_1"),
            rule("square", "sq0csp-", Alphabet.WORD_AND_HYPHEN, 43, 43, 3, MIXED96.substring(0, 43), SAME36),
            rule("square-access", "sq0atp-", Alphabet.WORD_AND_HYPHEN, 22, 22, 3, MIXED36.substring(14), "xxxx1"),
            rule(
                    "postman",
                    "PMAK-",
                    Alphabet.WORD_AND_HYPHEN,
                    59,
                    59,
                    3,
                    "0a1b2c3d4e5f60718293a4b5-0a1b2c3d4e5f60718293a4b5c6d7e8f9a0",
                    "1"),
            rule("linear", "lin_api_", Alphabet.LETTERS_DIGITS, 40, 48, 3, MIXED36 + "Z9y8", "version_2"),
            rule("webhook", "whsec_", Alphabet.BASE64, 32, 64, 3.5, MIXED36 + "+/Ab", "test_secret_1", SAME36),
            rule(
                    "age",
                    "AGE-SECRET-KEY-1",
                    Alphabet.UPPER_DIGITS,
                    58,
                    58,
                    3,
                    "QPZRY9X8GF2TVDW0S3JN54KHCE6MUA7LQPZRY9X8GF2TVDW0S3JN54KHCE",
                    "XXXXXX"),
            rule("shopify", "shpat_", Alphabet.HEX, 32, 32, 2, "0a1b2c3d4e5f60718293a4b5c6d7e8f9", "0a1b2c"));

    private static SecretRule github(String prefix) {
        return rule("github", prefix, Alphabet.LETTERS_DIGITS, 36, 36, 3, MIXED36, WORDS36, SAME36, MIXED36 + "1");
    }

    private static SecretRule slack(String prefix) {
        String body = "1234567890-0987654321-" + MIXED36.substring(12);
        return rule(
                "slack",
                prefix,
                Alphabet.WORD_AND_HYPHEN,
                20,
                255,
                3,
                body,
                "your-token-here",
                "xxxxxxxxxxxx-xxxxxxxxxxxx");
    }

    private static SecretRule stripe(String prefix) {
        return rule(
                "stripe",
                prefix,
                Alphabet.LETTERS_DIGITS,
                16,
                128,
                3,
                MIXED36.substring(12),
                "xxxxxxxxxxxxxxxxxxxx",
                "short1");
    }

    private static SecretRule aws(String prefix) {
        return rule(
                "aws-access-key-id",
                prefix,
                Alphabet.BASE32,
                16,
                16,
                3,
                "Z3MQ7WXK2PLV5TRB",
                "IOSFODNN7EXAMPLE",
                "AAAAAAAAAAAAAAAA");
    }

    private static SecretRule rule(
            String name,
            String prefix,
            Alphabet alphabet,
            int shortest,
            int longest,
            double entropy,
            String body,
            String... others) {
        return new SecretRule(name, prefix, alphabet, shortest, longest, entropy, List.of(body), List.of(others));
    }

    byte[] prefixBytes() {
        return prefix.getBytes(StandardCharsets.US_ASCII);
    }

    /** Where the body that begins at {@code at} ends, or -1. */
    int end(byte[] utf8, int at, int length) {
        int end = at;
        int limit = Math.min(length, at + longest + 1);
        while (end < limit && alphabet.has(utf8[end])) {
            end++;
        }
        int count = end - at;
        if (count < shortest || count > longest || Edges.isWordAt(utf8, end, length)) {
            return -1;
        }
        boolean example = endsWithExample(utf8, at, end);
        return !example && hasDigit(utf8, at, end) && Entropy.of(utf8, at, end) >= entropy ? end : -1;
    }

    /** As in the keys of AWS's documentation. */
    private static boolean endsWithExample(byte[] utf8, int at, int end) {
        String word = "EXAMPLE";
        for (int i = 0; i < word.length(); i++) {
            int place = end - word.length() + i;
            if (place < at || utf8[place] != word.charAt(i)) {
                return false;
            }
        }
        return true;
    }

    private static boolean hasDigit(byte[] utf8, int at, int end) {
        for (int i = at; i < end; i++) {
            if (Edges.isDigit(utf8[i])) {
                return true;
            }
        }
        return false;
    }
}
