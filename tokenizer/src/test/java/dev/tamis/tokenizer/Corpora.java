package dev.tamis.tokenizer;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;

/** Text for tests: generated lines in several scripts, and lines of real books in many languages when they are there. */
public final class Corpora {
    private static final String[] ALPHABETS = {
        "etaoinshrdlucmfwypvbgkqjxz", "оеаинтсрвлкмдпуяызбгчйхжшюцщэф", "אבגדהוזחטיכלמנסעפצקרשת", "あいうえおかきくけこ漢字日本語テキスト",
    };

    private Corpora() {}

    /** Lines of words that recur as in language: short ones often, long ones seldom. */
    public static List<String> generated(int lines, long seed) {
        Random random = new Random(seed);
        List<String> words = new ArrayList<>();
        for (int i = 0; i < 3000; i++) {
            String alphabet = ALPHABETS[random.nextInt(ALPHABETS.length)];
            int length = 1 + random.nextInt(3) + random.nextInt(4);
            StringBuilder word = new StringBuilder();
            for (int k = 0; k < length; k++) {
                word.append(alphabet.charAt((int) (alphabet.length() * Math.pow(random.nextDouble(), 2))));
            }
            words.add(word.toString());
        }
        List<String> made = new ArrayList<>();
        for (int i = 0; i < lines; i++) {
            StringBuilder line = new StringBuilder();
            int count = random.nextInt(14);
            for (int k = 0; k < count; k++) {
                line.append(k == 0 ? "" : " ")
                        .append(words.get((int) (words.size() * Math.pow(random.nextDouble(), 3))));
                if (random.nextInt(12) == 0) {
                    line.append(random.nextBoolean() ? ", " + random.nextInt(3000) : ".");
                }
            }
            made.add(line.toString());
        }
        return made;
    }

    /** Up to {@code perFile} lines from each of the real books, spread over them; empty when they aren't there. */
    public static List<String> real(int perFile) throws IOException {
        Path folder = Path.of(System.getProperty("tamis.root", "..")).resolve("../shared/data/languages");
        List<String> lines = new ArrayList<>();
        if (!Files.isDirectory(folder)) {
            return lines;
        }
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.filter(path -> path.toString().endsWith(".gz"))
                    .sorted()
                    .toList()) {
                List<String> all;
                // The books are single members made by gzip, unlike the shards that the readers must cope with.
                try (InputStream in = new GZIPInputStream(Files.newInputStream(file))) {
                    all = new String(in.readAllBytes(), StandardCharsets.UTF_8)
                            .lines()
                            .toList();
                }
                int step = Math.max(1, all.size() / perFile);
                for (int i = 0; i < all.size(); i += step) {
                    lines.add(all.get(i));
                }
            }
        }
        return lines;
    }

    /** Lines that normalisers and segmenters trip over. */
    public static List<String> corners() {
        return List.of(
                "",
                " ",
                "   ",
                " a",
                "a ",
                "a  b",
                "\ta\tb",
                "a\r",
                "\u3000x\u00A0y",
                "a\u200Bb\u200Cc\u200Dd\u200Ee\u200Ff",
                "\uFEFFx",
                "a\u2581b",
                "\u2581",
                "a\u2585b",
                "\u0001\u0002",
                "\u0085\u009F",
                "\uFFFD",
                "e\u0301 a\u0323\u0302 a\u0302\u0323",
                "\u1112\u1161\u11AB \uD55C",
                "\uFEFB \uFDFA \uFDF2",
                "\u0915\u093C \u0958",
                "\uD83D\uDC69\u200D\uD83D\uDC67 \uD83D\uDC4D\uD83C\uDFFD \uD83C\uDDEB\uD83C\uDDF7 \u2764\uFE0F",
                "\uFB01 \uFB03 \uFF21\uFF22\uFF23\uFF5E \u2460",
                "\u0130\u0131\u1E9E\u00DF \u03A3\u03C2\u0391 \u01C5",
                "<s> </s> <unk> <0x41> <sep>the thther",
                "the",
                "ththe the  the",
                "a".repeat(5000),
                "\u65E5\u672C\u8A9E\u30C6\u30AD\u30B9\u30C8\u30FC",
                "1234 \uFF15\uFF16 3.14",
                "\u6F22".repeat(3000),
                "x".repeat(200) + "\u0416".repeat(200));
    }
}
