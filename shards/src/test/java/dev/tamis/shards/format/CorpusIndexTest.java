package dev.tamis.shards.format;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;

final class CorpusIndexTest {

    private static final String A = "a".repeat(64);
    private static final String B = "b".repeat(64);
    private static final String C = "c".repeat(64);

    private static final CorpusIndex PHASES = new CorpusIndex(
            CorpusIndex.Layout.PHASES,
            8000,
            TokenType.UINT16,
            3,
            -1,
            A,
            List.of(
                    new CorpusIndex.Phase("main", 512, 5, new CorpusIndex.Directory("main", B)),
                    new CorpusIndex.Phase("long", 1024, 2, new CorpusIndex.Directory("long", C))),
            List.of(new CorpusIndex.Stock("web/en", 512, 4, null)));

    private static CorpusIndex parse(String json) throws IOException {
        return CorpusIndex.parse(json.getBytes(StandardCharsets.UTF_8), "index.json");
    }

    @Test
    void theFileIsThisAndReadsBackTheSame() throws Exception {
        String digest = HexFormat.of()
                .formatHex(MessageDigest.getInstance("SHA-256")
                        .digest(("tamis corpus 1\nphases\n" + A + "\nmain " + B + "\nlong " + C + "\n")
                                .getBytes(StandardCharsets.UTF_8)));
        assertEquals("""
                {
                  "version" : 1,
                  "layout" : "phases",
                  "vocab_size" : 8000,
                  "dtype" : "uint16",
                  "pad_id" : 3,
                  "eod_id" : null,
                  "plan_sha256" : "AA",
                  "digest" : "DD",
                  "phases" : [
                    {
                      "name" : "main",
                      "sequence_length" : 512,
                      "sequences" : 5,
                      "directory" : "main",
                      "index_sha256" : "BB"
                    },
                    {
                      "name" : "long",
                      "sequence_length" : 1024,
                      "sequences" : 2,
                      "directory" : "long",
                      "index_sha256" : "CC"
                    }
                  ],
                  "stocks" : [
                    {
                      "domain" : "web/en",
                      "sequence_length" : 512,
                      "sequences" : 4
                    }
                  ]
                }
                """.replace("AA", A).replace("BB", B).replace("CC", C).replace("DD", digest), PHASES.toJson());
        assertEquals(PHASES, parse(PHASES.toJson()));
        assertEquals("web/en@512", PHASES.stocks().get(0).name());
        CorpusIndex domains = new CorpusIndex(
                CorpusIndex.Layout.DOMAINS,
                70_000,
                TokenType.INT32,
                0,
                1,
                A,
                List.of(new CorpusIndex.Phase("main", 512, 5, null)),
                List.of(new CorpusIndex.Stock("web/en", 512, 4, new CorpusIndex.Directory("web/en@512", C))));
        assertEquals(domains, parse(domains.toJson()));
        assertNotEquals(PHASES.digest(), domains.digest());
    }

    @Test
    void aChangedFileChangesTheDigestAndAnEditedIndexIsRefused() {
        refused("\"index_sha256\" : \"" + B, "\"index_sha256\" : \"" + C, "Invalid digest");
        refused("\"plan_sha256\" : \"" + A, "\"plan_sha256\" : \"" + C, "Invalid digest");
    }

    @Test
    void whatContradictsIsRefusedWithTheFieldNamed() {
        refused("\"version\" : 1", "\"version\" : 2", "Invalid version: 2 (this release reads 1)");
        refused("\"phases\",", "\"heap\",", "Invalid layout: heap (allowed: phases, domains)");
        refused("\"phases\",", "\"domains\",", "Invalid directory of main: main (this layout has none)");
        refused("\"directory\" : \"main\"", "\"directory\" : \"../main\"", "must be plain names below this one");
        refused("\"directory\" : \"main\"", "\"directory\" : \"/main\"", "must be plain names below this one");
        refused("\"directory\" : \"main\"", "\"directory\" : \"long\"", "Invalid directory: long (is listed twice)");
        refused("\"name\" : \"main\"", "\"name\" : \"long\"", "Invalid phases: long (is listed twice)");
        refused("\"sequences\" : 2", "\"sequences\" : -2", "must be a whole number >= 0");
        refused("}", "", "not JSON");
    }

    private static void refused(String part, String by, String message) {
        String json = PHASES.toJson();
        assertTrue(json.contains(part), part);
        var e = assertThrows(IOException.class, () -> parse(json.replace(part, by)));
        assertTrue(e.getMessage().startsWith("index.json: ") && e.getMessage().contains(message), e::getMessage);
    }
}
