package dev.tamis.tokenizer.normalize;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;

/**
 * Decompositions and case foldings of the characters that Unicode 14.0 to 17.0 added. JDK 17 stops at 13.0 and
 * SentencePiece 0.2.3 normalises by 17.0, so without them texts in new scripts would normalise otherwise.
 */
final class NewCharacters {
    /** By character: its full compatibility decomposition. */
    final Map<Integer, String> decompositions = new HashMap<>();

    /** By canonical decomposition: the one character that it composes to. */
    final Map<String, String> composites = new HashMap<>();

    /** By character: its simple case folding. */
    final Map<Integer, Integer> folds = new HashMap<>();

    NewCharacters() {
        String name = "unicode-14-to-17.txt";
        try (InputStream in = NewCharacters.class.getResourceAsStream(name)) {
            if (in == null) {
                throw new IllegalStateException(name + " is missing from the jar; build it again");
            }
            BufferedReader lines = new BufferedReader(new InputStreamReader(in, StandardCharsets.US_ASCII));
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                if (!line.startsWith("#")) {
                    add(line);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(name, e);
        }
    }

    private void add(String line) {
        String[] fields = line.split(" ", 3);
        int range = fields[0].indexOf("..");
        int first = hex(range < 0 ? fields[0] : fields[0].substring(0, range));
        int last = range < 0 ? first : hex(fields[0].substring(range + 2));
        StringBuilder target = new StringBuilder();
        for (String c : fields[2].split(" ")) {
            target.appendCodePoint(hex(c));
        }
        if (fields[1].equals("canonical")) {
            decompositions.put(first, target.toString());
            composites.put(target.toString(), Character.toString(first));
            return;
        }
        for (int c = first; c <= last; c++) {
            int to = target.codePointAt(0) + c - first;
            if (fields[1].equals("fold")) {
                folds.put(c, to);
            } else {
                decompositions.put(c, Character.toString(to));
            }
        }
    }

    private static int hex(String digits) {
        return Integer.parseInt(digits, 16);
    }
}
