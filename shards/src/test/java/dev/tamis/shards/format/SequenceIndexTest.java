package dev.tamis.shards.format;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

final class SequenceIndexTest {

    private static final String A = "a".repeat(64);
    private static final String B = "b".repeat(64);

    private static final SequenceIndex INDEX = new SequenceIndex(
            "main",
            null,
            8000,
            TokenType.UINT16,
            3,
            2,
            512,
            "best_fit",
            Set.of(ShardFormat.MEGATRON),
            5,
            2550,
            List.of(shard(0, 3, 1530, 9), shard(3, 2, 1020, 2)),
            new TreeMap<>(
                    Map.of("web/en", new SequenceIndex.Count(4, 2038), "books", new SequenceIndex.Count(1, 512))));

    private static SequenceIndex.Shard shard(long first, long sequences, long tokens, long runs) {
        return new SequenceIndex.Shard(
                first,
                sequences,
                tokens,
                runs,
                Map.of(
                        FileKind.BIN, new ShardFile("m-" + first + ".bin", sequences * 1024, A),
                        FileKind.IDX, new ShardFile("m-" + first + ".idx", 77, B),
                        FileKind.SEQUENCES, new ShardFile("m-" + first + ".sequences.npy", 99, A),
                        FileKind.RUNS, new ShardFile("m-" + first + ".runs.npy", 88, B)));
    }

    private static SequenceIndex parse(String json) throws IOException {
        return SequenceIndex.parse(json.getBytes(StandardCharsets.UTF_8), "index.json");
    }

    @Test
    void theFileIsThisAndReadsBackTheSame() throws IOException {
        String json = INDEX.toJson();
        assertEquals("""
                {
                  "phase" : "main",
                  "vocab_size" : 8000,
                  "dtype" : "uint16",
                  "pad_id" : 3,
                  "eod_id" : 2,
                  "sequence_length" : 512,
                  "packing" : "best_fit",
                  "formats" : [
                    "megatron"
                  ],
                  "sequences" : 5,
                  "tokens" : 2550,
                  "shards" : [
                    {
                      "first_sequence" : 0,
                      "sequences" : 3,
                      "tokens" : 1530,
                      "runs" : 9,
                      "files" : {
                        "bin" : {
                          "name" : "m-0.bin",
                          "bytes" : 3072,
                          "sha256" : "AA"
                        },
                        "idx" : {
                          "name" : "m-0.idx",
                          "bytes" : 77,
                          "sha256" : "BB"
                        },
                        "sequences" : {
                          "name" : "m-0.sequences.npy",
                          "bytes" : 99,
                          "sha256" : "AA"
                        },
                        "runs" : {
                          "name" : "m-0.runs.npy",
                          "bytes" : 88,
                          "sha256" : "BB"
                        }
                      }
                    },
                    {
                      "first_sequence" : 3,
                      "sequences" : 2,
                      "tokens" : 1020,
                      "runs" : 2,
                      "files" : {
                        "bin" : {
                          "name" : "m-3.bin",
                          "bytes" : 2048,
                          "sha256" : "AA"
                        },
                        "idx" : {
                          "name" : "m-3.idx",
                          "bytes" : 77,
                          "sha256" : "BB"
                        },
                        "sequences" : {
                          "name" : "m-3.sequences.npy",
                          "bytes" : 99,
                          "sha256" : "AA"
                        },
                        "runs" : {
                          "name" : "m-3.runs.npy",
                          "bytes" : 88,
                          "sha256" : "BB"
                        }
                      }
                    }
                  ],
                  "domains" : {
                    "books" : {
                      "sequences" : 1,
                      "tokens" : 512
                    },
                    "web/en" : {
                      "sequences" : 4,
                      "tokens" : 2038
                    }
                  }
                }
                """.replace("AA", A).replace("BB", B), json);
        assertEquals(INDEX, parse(json));
        assertEquals(INDEX, parse(json.replace("\"phase\"", "\"later_field\" : [1], \"phase\"")));
        assertEquals(INDEX, parse(json.replace("\"bin\" : {", "\"later\" : 1, \"bin\" : {")));
        assertEquals(10, INDEX.padding());
        assertEquals("main", INDEX.name());
        assertNull(INDEX.domain());
    }

    @Test
    void aStockNamesItsDomain() throws IOException {
        SequenceIndex stock = new SequenceIndex(
                null,
                "web/en@512",
                8000,
                TokenType.UINT16,
                0,
                -1,
                512,
                "concat",
                EnumSet.of(ShardFormat.MEGATRON),
                5,
                2550,
                INDEX.shards(),
                new TreeMap<>(Map.of("web/en", new SequenceIndex.Count(5, 2550))));
        assertEquals("web/en", stock.domain());
        assertEquals(stock, parse(stock.toJson()));
        assertTrue(stock.toJson().contains("\"eod_id\" : null"));
        var e = assertThrows(IOException.class, () -> parse(stock.toJson().replace("en@512", "en@1024")));
        assertTrue(e.getMessage().contains("must end in @ and sequence_length 512"), e::getMessage);
    }

    @Test
    void whatContradictsIsRefusedWithTheFieldNamed() {
        refused("\"sequences\" : 5", "\"sequences\" : 6", "Invalid sequences: 6 (the shards have 5)");
        refused("\"tokens\" : 2550", "\"tokens\" : 0", "Invalid tokens: 0 (the shards have 2550)");
        refused("\"first_sequence\" : 3", "\"first_sequence\" : 2", "Invalid shards[1].first_sequence: 2 (must be 3)");
        refused("\"dtype\" : \"uint16\"", "\"dtype\" : \"float32\"", "Invalid dtype: float32 (allowed: uint16, int32)");
        refused("\"vocab_size\" : 8000", "\"vocab_size\" : 65537", "ids do not fit uint16");
        refused("\"vocab_size\" : 8000", "\"vocab_size\" : \"8000\"", "must be a whole number from 0");
        refused("\"vocab_size\" : 8000,", "", "field \"vocab_size\" is absent");
        refused("\"pad_id\" : 3", "\"pad_id\" : 8000", "Invalid pad_id: 8000 (must be below vocab_size 8000)");
        refused("\"tokens\" : 1530", "\"tokens\" : -1", "Invalid tokens: -1 (must be a whole number >= 0)");
        refused("\"tokens\" : 1530", "\"tokens\" : 1537", "must be from 0 to sequences * sequence_length");
        refused("\"runs\" : 9", "\"runs\" : 2", "Invalid shards[0].runs: 2 (must be from 3 to 1530)");
        refused(
                "\"bytes\" : 3072",
                "\"bytes\" : 3071",
                "Invalid shards[0].files.bin.bytes: 3071 (its sequences take 3072)");
        refused("\"runs\" : {", "\"sprint\" : {", "Invalid shards[0].files.runs: absent (the shard must have one)");
        refused("\"megatron\"", "\"mds\"", "Invalid shards[0].files.mds: absent");
        refused("\"megatron\"", "\"tfrecord\"", "allowed: megatron, mds");
        refused("\"megatron\"", "", "Invalid formats");
        refused("best_fit", "greedy", "allowed: concat, best_fit");
        refused("\"phase\" :", "\"was\" :", "either phase or stock must be given");
        refused(A, "A".repeat(64), "must be 64 hexadecimal digits");
        refused("\"m-3.bin\"", "\"m-0.bin\"", "is listed twice");
        refused("\"sequences\" : 4", "\"sequences\" : 3", "the domains have 4");
        refused("}", "", "not JSON");
    }

    @Test
    void filesOutsideOfTheDirectoryAreRefused() {
        for (String name : List.of("../x.bin", "/etc/passwd", "a/b", "..", "", "a\\\\b", "c:x", "a b", ".hidden")) {
            refused("\"m-0.bin\"", "\"" + name + "\"", "must be a plain file name");
        }
    }

    @Test
    void eachKindHasItsPlace() {
        Path directory = Path.of("tokens", "main");
        assertEquals(directory.resolve("a.bin"), FileKind.BIN.locate(directory, "a.bin"));
        assertEquals(directory.resolve("mds").resolve("a.mds"), FileKind.MDS.locate(directory, "a.mds"));
        for (FileKind kind : FileKind.values()) {
            assertEquals(kind, FileKind.ofId(kind.id()));
        }
    }

    private static void refused(String part, String by, String message) {
        String json = INDEX.toJson();
        assertTrue(json.contains(part), part);
        var e = assertThrows(IOException.class, () -> parse(json.replace(part, by)));
        assertTrue(e.getMessage().startsWith("index.json: ") && e.getMessage().contains(message), e::getMessage);
    }
}
