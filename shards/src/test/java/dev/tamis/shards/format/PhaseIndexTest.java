package dev.tamis.shards.format;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

final class PhaseIndexTest {

    private static final String A = "a".repeat(64);
    private static final String B = "b".repeat(64);

    private static final PhaseIndex INDEX = new PhaseIndex(
            "main",
            8000,
            TokenType.UINT16,
            512,
            5,
            2560,
            List.of(
                    new PhaseIndex.Shard("m-0.bin", "m-0.idx", "m-0.provenance.parquet", 0, 3, 1536, A, B),
                    new PhaseIndex.Shard("m-1.bin", "m-1.idx", "m-1.provenance.parquet", 3, 2, 1024, B, A)),
            new TreeMap<>(Map.of("web", new PhaseIndex.Count(4, 2048), "books", new PhaseIndex.Count(1, 512))));

    private static PhaseIndex parse(String json) throws IOException {
        return PhaseIndex.parse(json.getBytes(StandardCharsets.UTF_8), "index.json");
    }

    @Test
    void theFileIsThisAndReadsBackTheSame() throws IOException {
        String json = INDEX.toJson();
        assertEquals("""
                {
                  "phase" : "main",
                  "vocab_size" : 8000,
                  "dtype" : "uint16",
                  "sequence_length" : 512,
                  "sequences" : 5,
                  "tokens" : 2560,
                  "shards" : [
                    {
                      "bin" : "m-0.bin",
                      "idx" : "m-0.idx",
                      "provenance" : "m-0.provenance.parquet",
                      "first_sequence" : 0,
                      "sequences" : 3,
                      "tokens" : 1536,
                      "bin_sha256" : "AA",
                      "idx_sha256" : "BB"
                    },
                    {
                      "bin" : "m-1.bin",
                      "idx" : "m-1.idx",
                      "provenance" : "m-1.provenance.parquet",
                      "first_sequence" : 3,
                      "sequences" : 2,
                      "tokens" : 1024,
                      "bin_sha256" : "BB",
                      "idx_sha256" : "AA"
                    }
                  ],
                  "sources" : {
                    "books" : {
                      "sequences" : 1,
                      "tokens" : 512
                    },
                    "web" : {
                      "sequences" : 4,
                      "tokens" : 2048
                    }
                  }
                }
                """.replace("AA", A).replace("BB", B), json);
        assertEquals(INDEX, parse(json));
        assertEquals(INDEX, parse(json.replace("\"phase\"", "\"later_field\" : [1], \"phase\"")));
    }

    @Test
    void whatContradictsIsRefusedWithTheFieldNamed() {
        refused("\"sequences\" : 5", "\"sequences\" : 6", "Invalid sequences: 6 (the shards have 5)");
        refused("\"tokens\" : 2560", "\"tokens\" : 0", "Invalid tokens: 0 (the shards have 2560)");
        refused("\"first_sequence\" : 3", "\"first_sequence\" : 2", "Invalid shards[1].first_sequence: 2 (must be 3)");
        refused("\"dtype\" : \"uint16\"", "\"dtype\" : \"float32\"", "Invalid dtype: float32 (allowed: uint16, int32)");
        refused("\"vocab_size\" : 8000", "\"vocab_size\" : 65537", "ids do not fit uint16");
        refused("\"vocab_size\" : 8000", "\"vocab_size\" : \"8000\"", "must be a whole number >= 0");
        refused("\"vocab_size\" : 8000,", "", "field \"vocab_size\" is absent");
        refused("\"tokens\" : 1536", "\"tokens\" : -1", "Invalid tokens: -1 (must be a whole number >= 0)");
        refused(A, "A".repeat(64), "must be 64 hexadecimal digits");
        refused("\"m-1.bin\"", "\"m-0.bin\"", "is listed twice");
        refused("}", "", "not JSON");
    }

    @Test
    void filesOutsideOfTheDirectoryAreRefused() {
        for (String name : List.of("../x.bin", "/etc/passwd", "a/b", "..", "", "a\\\\b", "c:x", "a b", ".hidden")) {
            refused("\"m-0.bin\"", "\"" + name + "\"", "must be a plain file name");
        }
    }

    private static void refused(String part, String by, String message) {
        String json = INDEX.toJson();
        assertTrue(json.contains(part));
        var e = assertThrows(IOException.class, () -> parse(json.replace(part, by)));
        assertTrue(e.getMessage().startsWith("index.json: ") && e.getMessage().contains(message), e::getMessage);
    }
}
