package dev.tamis.filters.safety;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.EnumSet;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Keys are put together here, so that none stands in this source. */
class SecretsTest {
    private static final String MIXED = "q7Zt2mXw9LkP4vRb8NcY1sHd6JfG3aUe5TiK";
    private static final String HEADER = "eyJhbGciOiJIUzI1NiJ9AbC";
    private static final String CLAIMS = "eyJzdWIiOiIxMjM0NTY3ODkwIn0";
    private static final String BEGIN = "-----BEGIN RSA " + "PRIVATE KEY-----";
    private static final String END = "-----END RSA " + "PRIVATE KEY-----";

    static Stream<SecretRule> rules() {
        return SecretRule.ALL.stream();
    }

    @ParameterizedTest
    @MethodSource("rules")
    void eachRuleTakesItsKeysAndNoOthers(SecretRule rule) {
        for (String body : rule.bodies()) {
            String key = rule.prefix() + body;
            assertEquals(List.of(key), secrets("x " + key + " y"), rule.name());
            assertEquals(List.of(key), secrets("\uD83D\uDE00\"" + key + "\""), rule.name());
            assertEquals(List.of(), secrets("x" + key), rule.name());
        }
        for (String body : rule.others()) {
            assertEquals(List.of(), secrets("x " + rule.prefix() + body + " y"), rule.name() + " " + body);
        }
        assertTrue(!rule.bodies().isEmpty() && !rule.others().isEmpty(), rule.name());
    }

    static Stream<Arguments> cases() {
        return Stream.of(
                Arguments.of("db_password = \"kX9#vQ2!mT\"", "kX9#vQ2!mT"),
                Arguments.of("'password': 'kX9#vQ2!mT',", "kX9#vQ2!mT"),
                Arguments.of("PASSWORD='hunter2hunter3'", "hunter2hunter3"),
                Arguments.of("config[\"api_key\"] = \"" + MIXED + "\"", MIXED),
                Arguments.of("api-key: \"" + MIXED + "\"", MIXED),
                Arguments.of("clientSecret := `" + MIXED + "`", MIXED),
                Arguments.of(":secret => '" + MIXED + "'", MIXED),
                Arguments.of("AWS_SECRET_ACCESS_KEY=" + MIXED + "+/Ab", MIXED + "+/Ab"),
                Arguments.of("aws_secret_access_key = " + MIXED + "+/Ab\n", MIXED + "+/Ab"),
                Arguments.of("export TOKEN=" + MIXED + ";", MIXED),
                Arguments.of("postgres://app:s3cr3tpw@db.example.org/x", "s3cr3tpw"),
                Arguments.of("git clone https://me:" + MIXED + "@example.org/r.git", MIXED),
                Arguments.of("see " + HEADER + "." + CLAIMS + "." + MIXED + " ok", HEADER + "." + CLAIMS + "." + MIXED),
                Arguments.of("12345678:" + "AA" + MIXED.substring(3) + " bot", "12345678:" + "AA" + MIXED.substring(3)),
                Arguments.of(
                        "/bot12345678:" + "AA" + MIXED.substring(3) + "/x", "12345678:" + "AA" + MIXED.substring(3)),
                Arguments.of("a\n" + BEGIN + "\nMIIE\nAbc=\n" + END + "\nb", BEGIN + "\nMIIE\nAbc=\n" + END),
                Arguments.of(BEGIN + "\nMIIE\nAbc=\n\n", BEGIN + "\nMIIE\nAbc="),
                Arguments.of(
                        BEGIN + "\nProc-Type: 4,ENCRYPTED\nDEK-Info: AES-128-CBC,AB\n\nMIIE\n" + END,
                        BEGIN + "\nProc-Type: 4,ENCRYPTED\nDEK-Info: AES-128-CBC,AB\n\nMIIE\n" + END),
                Arguments.of("\"" + BEGIN + "\\nMIIE\\n" + END + "\"", BEGIN + "\\nMIIE\\n" + END),
                Arguments.of("password = \"changeme1\"", "-"),
                Arguments.of("password = \"your_password_1\"", "-"),
                Arguments.of("password = \"${DB_PASSWORD_1}\"", "-"),
                Arguments.of("password = \"\"", "-"),
                Arguments.of("password = \"password1\"", "-"),
                Arguments.of("password == \"kX9#vQ2!mT\"", "-"),
                Arguments.of("password: required, 8 to 20 letters", "-"),
                Arguments.of("The password is kX9#vQ2!mT", "-"),
                Arguments.of("token = getToken(user1)", "-"),
                Arguments.of("token = request.headers1.authorization", "-"),
                Arguments.of("api_key = \"aaaaaaaaaaaaaaaaaaaa1\"", "-"),
                Arguments.of("secret = \"" + MIXED + MIXED + MIXED + MIXED + MIXED + "\"", "-"),
                Arguments.of("https://user:pass@example.org/", "-"),
                Arguments.of("https://user:$PASSWORD@example.org/", "-"),
                Arguments.of("https://example.org:8080/@name", "-"),
                Arguments.of("mailto:jane@example.org", "-"),
                Arguments.of("eyJ.eyJ.x " + HEADER + "." + MIXED + "." + MIXED, "-"),
                Arguments.of("-----BEGIN CERTIFICATE-----\nMIIE\n-----END CERTIFICATE-----", "-"),
                Arguments.of("-----BEGIN PUBLIC KEY-----\nMIIE\n-----END PUBLIC KEY-----", "-"),
                Arguments.of("12:34:56 12345678:AB", "-"),
                Arguments.of("sk-learn and sk_live_ and hf_hub_download", "-"),
                Arguments.of("Authorization: Bearer " + MIXED + "0oBx", MIXED + "0oBx"),
                Arguments.of("curl -H \"Authorization: Bearer " + MIXED + "\" https://example.org", MIXED),
                Arguments.of("{\"Authorization\": \"Bearer " + MIXED + "\"}", MIXED),
                Arguments.of("authorization: token " + MIXED, MIXED),
                Arguments.of("Authorization: Basic YWxpY2U6VHIwdWI0ZG9y", "YWxpY2U6VHIwdWI0ZG9y"),
                Arguments.of("Authorization: Basic realm1234", "-"),
                Arguments.of("Authorization: Basic dXNlcjpwYXNz", "-"),
                Arguments.of("Authorization: Basic dXNlcjo=", "-"),
                Arguments.of("token = \"V1ServiceAccountTokenProjection\"", "-"),
                Arguments.of("encryption_key=TEST_ENCRYPTION_KEY1,", "-"),
                Arguments.of("Authorization: Bearer <token>", "-"),
                Arguments.of("Authorization: Bearer $TOKEN_1", "-"),
                Arguments.of("curl -s -u alice:Tr0ub4dor https://example.org", "Tr0ub4dor"),
                Arguments.of("curl --user 'alice:Tr0ub4dor&3' https://example.org", "Tr0ub4dor&3"),
                Arguments.of("curl -u user:pass https://example.org", "-"),
                Arguments.of("curl -u $USER:$PASSWORD https://example.org", "-"),
                Arguments.of("tar -u alice:Tr0ub4dor", "-"),
                Arguments.of("DB_PASSWORD=Sup3rS3cret99", "Sup3rS3cret99"),
                Arguments.of("A=1\nDB_PASSWORD=Sup3rS3cret99\r\nB=2", "Sup3rS3cret99"),
                Arguments.of("MYSQL_ROOT_PASSWORD=k9!fj2Lq0zPx", "k9!fj2Lq0zPx"),
                Arguments.of("export MYSQL_ROOT_PASSWORD=k9!fj2Lq0zPx\n", "k9!fj2Lq0zPx"),
                Arguments.of("      - MYSQL_ROOT_PASSWORD=k9!fj2Lq0zPx\n", "k9!fj2Lq0zPx"),
                Arguments.of("      MYSQL_ROOT_PASSWORD: k9!fj2Lq0zPx\n", "k9!fj2Lq0zPx"),
                Arguments.of("docker run -e MYSQL_ROOT_PASSWORD=k9!fj2Lq0zPx mysql", "k9!fj2Lq0zPx"),
                Arguments.of("DB_PASSWORD=$(cat /run/x1)", "-"),
                Arguments.of("DB_PASSWORD=changeme1", "-"),
                Arguments.of("MAX_PASSWORD=getMax1(limit2)", "-"),
                Arguments.of("password=\"MyPassword123!\"", "MyPassword123!"),
                Arguments.of("db_password = \"MyToken8812xyz!\"", "MyToken8812xyz!"),
                Arguments.of("password = \"my_secret_token_1\"", "-"),
                Arguments.of("password = \"Password12\"", "-"),
                Arguments.of("redis://:p4ssw0rdhere@redis.example.com:6379", "p4ssw0rdhere"),
                Arguments.of("mysql://root:P@ssw0rd!@host", "P@ssw0rd!"),
                Arguments.of("smtp://me@example.com:s3cr3tpw@smtp.example.com", "s3cr3tpw"),
                Arguments.of("https://example.org/a:b1c2d3@e", "-"),
                Arguments.of("secret_key_base: \"" + MIXED + "\"", MIXED),
                Arguments.of("ENCRYPTION_KEY=" + MIXED, MIXED),
                Arguments.of("\"NextToken\": \"" + MIXED + "\"", "-"),
                Arguments.of("\"encryptionKey\": \"arn:aws:kms:us-west-2:123456789012:alias/aws/s3\"", "-"),
                Arguments.of(
                        "https://hooks.slack.com/" + "services/T0A1B2C3D/B0A1B2C3D/" + MIXED.substring(12),
                        "T0A1B2C3D/B0A1B2C3D/" + MIXED.substring(12)),
                Arguments.of(
                        "https://discord.com/" + "api/webhooks/123456789012345678/" + MIXED + MIXED,
                        "123456789012345678/" + MIXED + MIXED),
                Arguments.of("https://hooks.slack.com/services/T00000000/B00000000/XXXXXXXXXXXXXXXXXXXXXXXX", "-"),
                Arguments.of("if (line == \"-----BEGIN OPENSSH PRIVATE KEY-----\") {", "-"),
                Arguments.of("\"-----BEGIN OPENSSH PRIVATE KEY-----\", flags", "-"),
                Arguments.of("a = \"" + BEGIN + "\"\nb = \"" + END + "\"", "-"),
                Arguments.of(BEGIN + "\n...\n" + END, "-"),
                Arguments.of("", "-"));
    }

    @ParameterizedTest
    @MethodSource("cases")
    void spansAreTheseAndNoOthers(String text, String expected) {
        assertEquals(expected.equals("-") ? List.of() : List.of(expected), secrets(text), text);
    }

    @Test
    void aKeyThatIsAssignedIsOneSpan() {
        String key = "ghp_" + MIXED;
        assertEquals(List.of(key), secrets("GITHUB_TOKEN=" + key + "\n"));
    }

    @Test
    void entropyIsInBitsAByte() {
        assertEquals(0, Entropy.of("aaaa".getBytes(java.nio.charset.StandardCharsets.US_ASCII), 0, 4), 1e-12);
        assertEquals(2, Entropy.of("abcd".getBytes(java.nio.charset.StandardCharsets.US_ASCII), 0, 4), 1e-12);
    }

    private static List<String> secrets(String text) {
        return Spans.of(text, null, EnumSet.of(SensitiveKind.SECRET));
    }
}
