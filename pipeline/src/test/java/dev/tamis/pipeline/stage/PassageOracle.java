package dev.tamis.pipeline.stage;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * What has to be cut from a small corpus, by a map of all lines, paragraphs and windows of tokens. Knows texts of letters,
 * digits, U+00C9, U+00E9, U+FFFC, LF, spaces and full stops.
 */
final class PassageOracle {
    /** A document: its text as it is left, where each byte of that stands in the stored text, and what cuts each byte. */
    static final class Document {
        final String id;
        final String source;
        final String language;
        final byte[] stored;
        /** 0 where a byte stays, else the number of the method, from 1. */
        final byte[] by;

        Document(String id, String source, String language, byte[] stored) {
            this.id = id;
            this.source = source;
            this.language = language;
            this.stored = stored;
            this.by = new byte[stored.length];
        }

        private byte[] left = new byte[0];
        private int[] origin = new int[0];

        private void see() {
            left = new byte[stored.length + 1];
            origin = new int[stored.length + 1];
            int size = 0;
            for (int at = 0; at < stored.length; at++) {
                if (by[at] == 0) {
                    boolean cutBefore = at > 0 && by[at - 1] != 0;
                    if (cutBefore && size > 0 && !isSpace(left[size - 1]) && !isSpace(stored[at])) {
                        left[size] = '\n';
                        origin[size++] = -1;
                        left = Arrays.copyOf(left, left.length + 1);
                        origin = Arrays.copyOf(origin, origin.length + 1);
                    }
                    left[size] = stored[at];
                    origin[size++] = at;
                }
            }
            left = Arrays.copyOf(left, size);
            origin = Arrays.copyOf(origin, size);
        }

        private void cut(int start, int end, int method) {
            for (int at = start; at < end; at++) {
                if (origin[at] >= 0 && !isObject(stored, origin[at])) {
                    by[origin[at]] = (byte) method;
                }
            }
        }

        /** Whether so much is cut that the document is dropped. */
        boolean dropped(double share) {
            int cut = 0;
            for (byte b : by) {
                cut += b == 0 ? 0 : 1;
            }
            see();
            boolean blank = new String(left, StandardCharsets.UTF_8).isBlank();
            return cut > 0 && (blank || cut > share * stored.length);
        }
    }

    private record Unit(Document document, int start, int end, String key) {}

    private PassageOracle() {}

    static final Comparator<Document> LONGEST = Comparator.<Document>comparingInt(
                    d -> -new String(d.stored, StandardCharsets.UTF_8).length())
            .thenComparing(d -> d.id);

    static String scope(Document document, String scope) {
        return switch (scope) {
            case "corpus" -> "";
            case "source" -> document.source;
            case "language" -> document.language;
            default -> document.source + "/" + document.language;
        };
    }

    static void units(List<Document> documents, boolean lines, String scope, int least, int words, boolean best) {
        List<Unit> units = new ArrayList<>();
        for (Document document : documents) {
            document.see();
            String text = new String(document.left, StandardCharsets.ISO_8859_1);
            for (int[] range : lines ? lines(text) : paragraphs(text)) {
                String unit = new String(document.left, range[0], range[1] - range[0], StandardCharsets.UTF_8);
                String normal = unit.replaceAll("[.\uFFFC]", "")
                        .replace('\u00E9', 'e')
                        .replace('\u00C9', 'e')
                        .replaceAll("[0-9]", "0")
                        .replaceAll("[ \n]+", " ")
                        .strip()
                        .toLowerCase(Locale.ROOT);
                if (unit.replaceAll("[^a-zA-Z0-9\u00C9\u00E9]+", " ").strip().split(" ").length >= words
                        && !normal.isEmpty()) {
                    units.add(new Unit(document, range[0], range[1], scope(document, scope) + ":" + normal));
                }
            }
        }
        Map<String, Set<Document>> having = new HashMap<>();
        units.forEach(
                unit -> having.computeIfAbsent(unit.key, k -> new HashSet<>()).add(unit.document));
        for (Unit unit : units) {
            Set<Document> all = having.get(unit.key);
            if (all.size() >= least && !(best && all.stream().min(LONGEST).orElseThrow() == unit.document)) {
                unit.document.cut(unit.start, unit.end, lines ? 1 : 2);
            }
        }
    }

    static void substrings(List<Document> documents, String scope, int tokens, boolean best) {
        List<Document> ordered = documents.stream().sorted(LONGEST).toList();
        Map<String, List<Unit>> places = new HashMap<>();
        for (Document document : ordered) {
            document.see();
            List<int[]> all = tokens(new String(document.left, StandardCharsets.ISO_8859_1));
            for (int i = 0; i + tokens <= all.size(); i++) {
                StringBuilder key = new StringBuilder(scope(document, scope)).append(':');
                for (int[] token : all.subList(i, i + tokens)) {
                    key.append(new String(document.left, token[0], token[1] - token[0], StandardCharsets.ISO_8859_1))
                            .append(' ');
                }
                places.computeIfAbsent(key.toString(), k -> new ArrayList<>())
                        .add(new Unit(document, i, i + tokens, ""));
            }
        }
        Map<Document, BitSet> going = new HashMap<>();
        for (List<Unit> same : places.values()) {
            if (same.size() > 1) {
                same.subList(best ? 1 : 0, same.size())
                        .forEach(unit -> going.computeIfAbsent(unit.document, d -> new BitSet())
                                .set(unit.start, unit.end));
            }
        }
        // White space goes with the tokens on both sides of it.
        going.forEach((document, gone) -> {
            List<int[]> all = tokens(new String(document.left, StandardCharsets.ISO_8859_1));
            for (int from = gone.nextSetBit(0); from >= 0; from = gone.nextSetBit(gone.nextClearBit(from))) {
                document.cut(all.get(from)[0], all.get(gone.nextClearBit(from) - 1)[1], 3);
            }
        });
    }

    private static List<int[]> lines(String text) {
        List<int[]> lines = new ArrayList<>();
        for (int at = 0; at < text.length(); ) {
            int lf = text.indexOf('\n', at);
            int end = lf < 0 ? text.length() : lf + 1;
            lines.add(new int[] {at, end});
            at = end;
        }
        return lines;
    }

    private static List<int[]> paragraphs(String text) {
        List<int[]> paragraphs = new ArrayList<>();
        boolean blankBefore = true;
        for (int[] line : lines(text)) {
            boolean blank = text.substring(line[0], line[1]).isBlank();
            if (!blank && blankBefore) {
                paragraphs.add(line.clone());
            } else if (!paragraphs.isEmpty()) {
                paragraphs.get(paragraphs.size() - 1)[1] = line[1];
            }
            blankBefore = blank;
        }
        return paragraphs;
    }

    /** Tokens of bytes, each a character here: runs of letters, digits and U+00C9 and U+00E9, and single signs. */
    private static List<int[]> tokens(String bytes) {
        List<int[]> tokens = new ArrayList<>();
        for (int at = 0; at < bytes.length(); ) {
            int end = at;
            while (end < bytes.length() && isWord(bytes.charAt(end))) {
                end++;
            }
            if (end == at) {
                end = bytes.charAt(at) == 0xEF ? at + 3 : at + 1;
                if (!isSpace((byte) bytes.charAt(at))) {
                    tokens.add(new int[] {at, end});
                }
            } else {
                tokens.add(new int[] {at, end});
            }
            at = end;
        }
        return tokens;
    }

    private static boolean isWord(char c) {
        return (c >= 'a' && c <= 'z')
                || (c >= 'A' && c <= 'Z')
                || (c >= '0' && c <= '9')
                || c == 0xC3
                || c == 0xA9
                || c == 0x89;
    }

    private static boolean isSpace(byte b) {
        return b == ' ' || b == '\n';
    }

    /** Whether a byte is one of the three of U+FFFC, the only character here with the first two of them. */
    private static boolean isObject(byte[] utf8, int at) {
        int b = utf8[at] & 0xFF;
        return b == 0xEF || b == 0xBF || b == 0xBC;
    }
}
