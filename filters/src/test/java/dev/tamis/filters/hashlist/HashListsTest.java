package dev.tamis.filters.hashlist;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tamis.filters.signal.SettingReader.SettingFile;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

final class HashListsTest {
    private record Text(String role, String name, String text) implements SettingFile {
        @Override
        public String folder() {
            return "lists";
        }

        @Override
        public InputStream open() {
            return new ByteArrayInputStream(text.getBytes(UTF_8));
        }
    }

    private static HashLists read(String role, String text) throws IOException {
        return new HashListsReader().read(List.of(new Text(role, "list.txt", text)));
    }

    private static String hex(String algorithm, String content) throws Exception {
        return HexFormat.of().formatHex(MessageDigest.getInstance(algorithm).digest(content.getBytes(UTF_8)));
    }

    @Test
    void filesAreFoundByEachOfTheirDigests() throws Exception {
        for (HashKind kind : List.of(HashKind.MD5, HashKind.SHA1, HashKind.SHA256)) {
            String listed = hex(kind.algorithm(), "bad");
            HashLists lists = read(
                    kind.id(),
                    "\ufeff# a remark\r\n\r\n  " + hex(kind.algorithm(), "other") + "  \r\n"
                            + listed.toUpperCase(Locale.ROOT));
            assertEquals(new HashLists.Match("list.txt", kind, listed), lists.ofBytes("bad".getBytes(UTF_8)));
            assertNull(lists.ofBytes("good".getBytes(UTF_8)));
            assertNull(lists.ofPdq(new byte[32], 100));
        }
    }

    @Test
    void largeListsForgetNothing() throws Exception {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < 20_000; i++) {
            text.append(hex("MD5", "item " + i)).append('\n');
        }
        HashLists lists = read("md5", text.toString());
        for (int i = 0; i < 20_000; i++) {
            assertTrue(lists.ofBytes(("item " + i).getBytes(UTF_8)) != null);
            assertNull(lists.ofBytes(("other " + i).getBytes(UTF_8)));
        }
    }

    @Test
    void imagesAreFoundWithinTheListsDistance() throws Exception {
        byte[] hash = new byte[32];
        new SplittableRandom(3).nextBytes(hash);
        String hex = HexFormat.of().formatHex(hash);
        for (String line : List.of(hex, hex + ",80", hex + " 50", hex + "\t, 100", hex + ", 99 ")) {
            HashLists lists = read("pdq:31", line);
            byte[] near = hash.clone();
            for (int i = 0; i < 31; i++) {
                near[i] ^= 4;
            }
            assertEquals(
                    new HashLists.Match("list.txt", HashKind.PDQ, HexFormat.of().formatHex(near)),
                    lists.ofPdq(near, 50),
                    line);
            assertNull(lists.ofPdq(near, 49));
            near[31] ^= 4;
            assertNull(lists.ofPdq(near, 100));
        }
        assertNull(read("pdq:31", hex + ",49\n" + "0".repeat(64) + ",50").ofPdq(hash, 100), "its quality says nothing");
        assertNull(read("pdq:0", hex).ofPdq(new byte[32], 100));
        assertFalse(read("pdq:0", hex).isEmpty());
    }

    @Test
    void anythingElseInAListIsRefusedWithItsLineAndNothingOfIt() throws Exception {
        String md5 = "0123456789abcdef0123456789abcdef";
        for (String bad : List.of(
                "x",
                md5 + "0",
                md5.substring(1),
                md5 + " name.jpg",
                md5 + ",80",
                md5.substring(1) + "g",
                "\u0000".repeat(32),
                md5.repeat(40))) {
            IOException e = assertThrows(IOException.class, () -> read("md5", md5 + "\n" + bad + "\n"), bad);
            assertTrue(e.getMessage().startsWith("list.txt:2 is no line of a list of md5: expected 32 hex digits"));
            assertFalse(e.getMessage().contains(md5.substring(1)));
        }
        String pdq = md5 + md5;
        for (String bad :
                List.of(pdq + ",101", pdq + ",", pdq + "50", pdq + ",-1", pdq + ",80,x", pdq + " 1000", md5)) {
            assertThrows(IOException.class, () -> read("pdq:31", bad), bad);
        }
    }

    @Test
    void aListWithoutAHashIsRefused() {
        for (String empty : List.of("", "\n\n", "# nothing yet\n")) {
            IOException e = assertThrows(IOException.class, () -> read("sha256", empty));
            assertEquals("list.txt holds no hash: an empty list would let everything pass", e.getMessage());
        }
        // None of them is ever found, so that the list would be as good as none.
        IOException e = assertThrows(IOException.class, () -> read("pdq:31", "0".repeat(64) + ",49\n"));
        assertEquals(
                "list.txt holds no hash of a quality of at least 50: an empty list would let everything pass",
                e.getMessage());
    }
}
