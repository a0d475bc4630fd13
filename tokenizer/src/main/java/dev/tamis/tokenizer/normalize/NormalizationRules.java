package dev.tamis.tokenizer.normalize;

import com.google.protobuf.ByteString;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.text.Normalizer;
import java.text.Normalizer.Form;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.zip.InflaterInputStream;

/**
 * The named rule sets of SentencePiece, built from the JDK's Unicode data and what Unicode added since: {@code
 * identity}, {@code nfkc}, {@code nmt_nfkc}, {@code nfkc_cf} and {@code nmt_nfkc_cf}. They are rule for rule those of
 * SentencePiece 0.2.3, which follow Unicode 17.0. A rule maps one string to another in a single pass, so marks that
 * stand out of canonical order are not reordered, as in SentencePiece. The jar holds the sets compiled, and a trained
 * model carries its own, so text is normalised alike on every JDK.
 */
public final class NormalizationRules {
    private static final List<String> NAMES = List.of("identity", "nfkc", "nmt_nfkc", "nfkc_cf", "nmt_nfkc_cf");
    private static final Map<String, ByteString> COMPILED = new ConcurrentHashMap<>();

    private NormalizationRules() {}

    public static List<String> names() {
        return NAMES;
    }

    /**
     * The compiled rules for {@code precompiled_charsmap}; empty for {@code identity}.
     *
     * @throws IllegalArgumentException when there is no rule set of that name
     */
    public static ByteString compiled(String name) {
        if (!NAMES.contains(name)) {
            throw new IllegalArgumentException("normalization_rule_name: unknown rule set \"" + name + "\"; known are "
                    + String.join(", ", NAMES));
        }
        return name.equals("identity") ? ByteString.EMPTY : COMPILED.computeIfAbsent(name, NormalizationRules::shipped);
    }

    /** The set as it lies beside this class: to {@link #build} it takes seconds and much memory. */
    private static ByteString shipped(String name) {
        String file = fileOf(name);
        try (InputStream in = NormalizationRules.class.getResourceAsStream(file)) {
            if (in == null) {
                throw new IllegalStateException(file + " is missing from the jar; build it again");
            }
            return ByteString.readFrom(new InflaterInputStream(in));
        } catch (IOException e) {
            throw new UncheckedIOException(file, e);
        }
    }

    static String fileOf(String name) {
        return name + ".charsmap.zlib";
    }

    /** Compiles a set other than {@code identity} anew. */
    static ByteString build(String name) {
        return CharsMap.compile(rules(name));
    }

    /**
     * Compiles the rules of a file, UTF-8, with lines as the other method takes them.
     *
     * @throws IOException saying which file cannot be read and why
     * @throws IllegalArgumentException naming the file and the first line that cannot be read
     */
    public static ByteString compileTsv(Path file) throws IOException {
        String option = "normalization_rule_tsv: ";
        if (file.toString().isEmpty()) {
            throw new IOException(option + "no file is named: the name is empty");
        }
        if (!Files.exists(file)) {
            throw new IOException(option + "no file " + file);
        }
        if (Files.isDirectory(file)) {
            throw new IOException(option + file + " is a directory");
        }
        List<String> lines;
        try {
            lines = Files.readAllLines(file, StandardCharsets.UTF_8);
        } catch (CharacterCodingException e) {
            throw new IOException(option + file + " is not UTF-8", e);
        } catch (AccessDeniedException e) {
            throw new IOException(option + "no permission to read " + file, e);
        }
        return compileTsv(lines, file + ", ");
    }

    /**
     * Compiles rules from lines of source and target code points in hex, separated by a TAB, as SentencePiece's
     * {@code --normalization_rule_tsv} takes them; what follows a second TAB is a comment.
     *
     * @throws IllegalArgumentException naming the first line that cannot be read
     */
    public static ByteString compileTsv(List<String> lines) {
        return compileTsv(lines, "");
    }

    private static ByteString compileTsv(List<String> lines, String file) {
        Map<String, String> rules = new TreeMap<>();
        for (int i = 0; i < lines.size(); i++) {
            if (lines.get(i).isBlank()) {
                continue;
            }
            String[] fields = lines.get(i).split("\t", -1);
            try {
                String from = codePoints(fields[0]);
                if (from.isEmpty()) {
                    throw new IllegalArgumentException("no source");
                }
                rules.put(from, fields.length < 2 ? "" : codePoints(fields[1]));
            } catch (IllegalArgumentException e) {
                throw new IllegalArgumentException(
                        "normalization_rule_tsv: " + file + "line " + (i + 1) + ", \"" + lines.get(i)
                                + "\", is not code points in hex, a TAB, and code points in hex",
                        e);
            }
        }
        return rules.isEmpty() ? ByteString.EMPTY : CharsMap.compile(rules);
    }

    private static String codePoints(String field) {
        StringBuilder text = new StringBuilder();
        for (String hex : field.strip().split(" ")) {
            if (!hex.isEmpty()) {
                int c = Integer.parseInt(hex.startsWith("U+") ? hex.substring(2) : hex, 16);
                if (c == 0 || (c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE)) {
                    throw new IllegalArgumentException(hex);
                }
                text.appendCodePoint(c);
            }
        }
        return text.toString();
    }

    /** The rules of a set other than {@code identity}. */
    static Map<String, String> rules(String name) {
        Map<String, String> rules = nfkc();
        if (name.startsWith("nmt_")) {
            addMachineTranslation(rules);
            rules = withoutRedundant(rules);
        }
        if (name.endsWith("_cf")) {
            addCaseFolding(rules);
            rules = withoutRedundant(rules);
        }
        return rules;
    }

    /** Every string of one source form whose NFKC differs from it, as far as one composed character explains it. */
    private static Map<String, String> nfkc() {
        NewCharacters added = new NewCharacters();
        Map<String, String> rules = new TreeMap<>();
        TreeSet<String> decomposed = new TreeSet<>();
        Map<Integer, List<Integer>> sources = new HashMap<>();
        for (int c = 1; c <= Character.MAX_CODE_POINT; c++) {
            if ((c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE) || isNoncharacter(c)) {
                continue;
            }
            String text = Character.toString(c);
            String parts = added.decompositions.get(c);
            if (parts != null) {
                if (!added.composites.containsKey(parts)) {
                    rules.put(text, parts);
                }
            } else if (Character.isDefined(c)) {
                if (!Normalizer.isNormalized(text, Form.NFKC)) {
                    rules.put(text, Normalizer.normalize(text, Form.NFKC));
                }
                parts = Normalizer.normalize(text, Form.NFKD);
            } else {
                parts = text;
            }
            if (parts.codePointCount(0, parts.length()) == 1) {
                sources.computeIfAbsent(parts.codePointAt(0), key -> new ArrayList<>(1))
                        .add(c);
            } else {
                decomposed.add(parts);
            }
        }
        for (String parts : decomposed) {
            String composed = added.composites.get(parts);
            if (composed == null) {
                composed = Normalizer.normalize(parts, Form.NFC);
            }
            if (!composed.equals(parts)) {
                addSpellings(parts, composed, sources, rules);
            }
        }
        return withoutRedundant(rules);
    }

    private static boolean isNoncharacter(int c) {
        return (c >= 0xFDD0 && c <= 0xFDEF) || (c & 0xFFFE) == 0xFFFE;
    }

    /** Adds each way to spell {@code parts} in characters that decompose to exactly one of them. */
    private static void addSpellings(
            String parts, String composed, Map<Integer, List<Integer>> sources, Map<String, String> rules) {
        List<String> spellings = List.of("");
        for (int at = 0; at < parts.length(); at = parts.offsetByCodePoints(at, 1)) {
            List<String> longer = new ArrayList<>();
            for (String spelling : spellings) {
                for (int source : sources.get(parts.codePointAt(at))) {
                    longer.add(spelling + Character.toString(source));
                }
            }
            spellings = longer;
        }
        for (String spelling : spellings) {
            if (!spelling.equals(composed)) {
                rules.put(spelling, composed);
            }
        }
    }

    /** What SentencePiece adds for translation corpora: more kinds of space, and controls that vanish. */
    private static void addMachineTranslation(Map<String, String> rules) {
        int[] spaces = {
            0x09, 0x0A, 0x0C, 0x0D, 0x061C, 0x1680, 0x200B, 0x200C, 0x200E, 0x200F, 0x2028, 0x2029, 0x2581, 0xFEFF,
            0xFFFD
        };
        for (int c : spaces) {
            rules.put(Character.toString(c), " ");
        }
        for (int c = 1; c < 0x20; c++) {
            if (c < 0x09 || c == 0x0B || c > 0x0D) {
                rules.put(Character.toString(c), "");
            }
        }
        for (int c : new int[] {0x7F, 0x8F, 0x9F}) {
            rules.put(Character.toString(c), "");
        }
        // Japanese text uses the full-width tilde and the tilde for different things.
        rules.remove("\uFF5E");
    }

    /** Simple case folding, one code point to one, on top of the rules so far. */
    private static void addCaseFolding(Map<String, String> rules) {
        NewCharacters added = new NewCharacters();
        rules.replaceAll((from, to) -> folded(to, added));
        for (int c = 1; c <= Character.MAX_CODE_POINT; c++) {
            int folded = fold(c, added);
            if (folded != c) {
                rules.putIfAbsent(Character.toString(c), Character.toString(folded));
            }
        }
    }

    private static String folded(String text, NewCharacters added) {
        StringBuilder folded = new StringBuilder();
        text.codePoints().forEach(c -> folded.appendCodePoint(fold(c, added)));
        return folded.toString();
    }

    private static int fold(int c, NewCharacters added) {
        Integer known = added.folds.get(c);
        if (known != null) {
            return known;
        }
        if (c == 0x130 || c == 0x131) {
            return c; // the dotted capital I and the dotless small one have no simple folding
        }
        int upper = Character.toUpperCase(c);
        // Cherokee got its small letters late, so they fold to the capitals.
        return Character.UnicodeScript.of(c) == Character.UnicodeScript.CHEROKEE ? upper : Character.toLowerCase(upper);
    }

    /** Drops rules of two or more characters that the shorter ones already bring about. */
    private static Map<String, String> withoutRedundant(Map<String, String> rules) {
        Map<String, String> kept = new TreeMap<>();
        TreeMap<Integer, List<String>> longer = new TreeMap<>();
        rules.forEach((from, to) -> {
            int length = from.codePointCount(0, from.length());
            if (length == 1) {
                kept.put(from, to);
            } else {
                longer.computeIfAbsent(length, key -> new ArrayList<>()).add(from);
            }
        });
        longer.forEach((length, sources) -> {
            Map<String, String> needed = new HashMap<>();
            for (String from : sources) {
                if (!rules.get(from).equals(apply(kept, from, length - 1))) {
                    needed.put(from, rules.get(from));
                }
            }
            kept.putAll(needed);
        });
        return kept;
    }

    /** Rewrites by the longest rule of at most {@code longest} characters at each place. */
    private static String apply(Map<String, String> rules, String text, int longest) {
        int[] source = text.codePoints().toArray();
        StringBuilder out = new StringBuilder();
        for (int i = 0; i < source.length; ) {
            int length = Math.min(longest, source.length - i);
            String to = null;
            for (; length > 0; length--) {
                to = rules.get(new String(source, i, length));
                if (to != null) {
                    break;
                }
            }
            if (to == null) {
                out.appendCodePoint(source[i++]);
            } else {
                out.append(to);
                i += length;
            }
        }
        return out.toString();
    }
}
