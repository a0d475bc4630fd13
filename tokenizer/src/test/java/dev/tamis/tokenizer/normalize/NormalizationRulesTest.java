package dev.tamis.tokenizer.normalize;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.DeflaterOutputStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class NormalizationRulesTest {
    /** Number of rules and SHA-256 of all of SentencePiece 0.2.3's, each as source, zero byte, target, zero byte. */
    @ParameterizedTest
    @CsvSource({
        "nfkc, 225232, 75521325005e3895b72995e885c4ec3df21bf8e9a059d4211f0b6656a5ae9fca",
        "nmt_nfkc, 225276, 8616a66b7d2a74d6706485ffea00c0d2ce0375fae3449dc1c6ea6120c925a91a",
        "nfkc_cf, 226640, 92c9d2e5fc469cc1e11d6743c46f8fc49a126b4cb802dca66d662261329d41ef",
        "nmt_nfkc_cf, 226684, e43e4be7d6d5bf0ed525a5a7c7350d022d0129c46505e74f6ec0d002454c09bb"
    })
    void ruleSetsAreThoseOfSentencePieceRuleForRule(String name, int count, String digest)
            throws NoSuchAlgorithmException {
        Map<byte[], byte[]> sorted = new TreeMap<>(Arrays::compareUnsigned);
        NormalizationRules.rules(name)
                .forEach((from, to) ->
                        sorted.put(from.getBytes(StandardCharsets.UTF_8), to.getBytes(StandardCharsets.UTF_8)));
        MessageDigest sha = MessageDigest.getInstance("SHA-256");
        sorted.forEach((from, to) -> {
            sha.update(from);
            sha.update((byte) 0);
            sha.update(to);
            sha.update((byte) 0);
        });
        assertEquals(count, sorted.size());
        assertEquals(digest, HexFormat.of().formatHex(sha.digest()));
    }

    @ParameterizedTest
    @ValueSource(strings = {"nfkc", "nmt_nfkc", "nfkc_cf", "nmt_nfkc_cf"})
    void theJarHoldsWhatIsBuilt(String name) {
        assertEquals(
                NormalizationRules.build(name),
                NormalizationRules.compiled(name),
                NormalizationRules.fileOf(name) + " is old: run the main method of this test");
    }

    /** Writes the files of compiled sets, in the module's folder. */
    public static void main(String[] arguments) throws IOException {
        Path folder = Path.of("src/main/resources/dev/tamis/tokenizer/normalize");
        for (String name : NormalizationRules.names()) {
            if (!name.equals("identity")) {
                try (OutputStream file = Files.newOutputStream(folder.resolve(NormalizationRules.fileOf(name)));
                        OutputStream packed = new DeflaterOutputStream(file)) {
                    NormalizationRules.build(name).writeTo(packed);
                }
            }
        }
    }
}
