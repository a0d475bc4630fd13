package dev.tamis.filters.decontaminate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.tamis.filters.ingest.TextLines;
import dev.tamis.filters.record.Limits;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.text.Normalizer;
import java.util.ArrayList;
import java.util.Base64;
import java.util.BitSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** How many items of real evaluation sets are found in disguise; docs/decontamination.md has the figures. */
final class DisguisesTest {
    private static final String LATIN = "aceopxyABCEHKMOPTX";
    private static final String CYRILLIC = "асеорхуАВСЕНКМОРТХ";

    /** Those that the normalisation undoes, then those that it does not. */
    private static Map<String, UnaryOperator<String>> disguises(boolean undone) {
        Map<String, UnaryOperator<String>> disguises = new LinkedHashMap<>();
        if (undone) {
            disguises.put("case", text -> text.toUpperCase(Locale.ROOT));
            disguises.put("white space", text -> text.replaceAll("\\s+", " \n\t"));
            disguises.put(
                    "punctuation",
                    text -> text.replaceAll("[.,;:!?](\\s|$)", " - ").replace(" ", " | "));
            disguises.put("invisible characters", text -> text.replaceAll("([A-Za-z])", "$1\u200B"));
            disguises.put("invisible characters before signs", text -> text.replaceAll("(\\p{Punct})", "\u200B$1"));
            disguises.put("invisible characters after signs", text -> text.replaceAll("(\\p{Punct})", "$1\u200B"));
            disguises.put("full width", DisguisesTest::fullWidth);
        } else {
            disguises.put("homoglyphs", DisguisesTest::homoglyphs);
            disguises.put("base64", text -> Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8)));
            disguises.put("every tenth word another", DisguisesTest::changed);
        }
        return disguises;
    }

    private static String fullWidth(String text) {
        return text.chars()
                .mapToObj(c -> String.valueOf((char) (c > 32 && c < 127 ? c + 0xFEE0 : c)))
                .collect(Collectors.joining());
    }

    private static String homoglyphs(String text) {
        StringBuilder changed = new StringBuilder();
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            int at = LATIN.indexOf(c);
            changed.append(at < 0 ? c : CYRILLIC.charAt(at));
        }
        return changed.toString();
    }

    private static String changed(String text) {
        String[] words = text.split(" ");
        for (int i = 5; i < words.length; i += 10) {
            words[i] = "another";
        }
        return String.join(" ", words);
    }

    private static List<String> items(String file, String field) throws IOException {
        Path path = Path.of(System.getProperty("tamis.root", "."), "../shared/data/eval", file);
        assumeTrue(Files.exists(path), "no " + file + " in ../shared/data/eval");
        List<String> items = new ArrayList<>();
        try (TextLines lines = new TextLines(Files.newInputStream(path), Limits.DEFAULT)) {
            while (lines.next()) {
                try (JsonParser parser = new JsonFactory().createParser(lines.line(), 0, lines.length())) {
                    while (parser.nextToken() != null) {
                        if (field.equals(parser.currentName()) && parser.currentToken() == JsonToken.VALUE_STRING) {
                            items.add(parser.getText());
                        }
                    }
                }
            }
        }
        return items;
    }

    private static double recall(List<String> items, boolean full, UnaryOperator<String> disguise) {
        BenchmarkIndex.Builder builder = new BenchmarkIndex.Builder(13, full);
        items.forEach(item -> builder.add(item.getBytes(StandardCharsets.UTF_8)));
        BenchmarkMatcher matcher = new BenchmarkMatcher(builder.build(), 0, new BitSet());
        int found = 0;
        for (int i = 0; i < items.size(); i++) {
            byte[] text = ("Read this first. " + disguise.apply(items.get(i)) + " And so on.")
                    .getBytes(StandardCharsets.UTF_8);
            matcher.match(text, text.length);
            for (int hit = 0; hit < matcher.hits(); hit++) {
                found += matcher.item(hit) == i ? 1 : 0;
            }
        }
        return (double) found / items.size();
    }

    @Test
    void everyQuestionAndPromptIsFoundInEachDisguiseThatNormalisationUndoes() throws IOException {
        List<String> questions = items("gsm8k-test.jsonl", "question");
        List<String> prompts = items("humaneval.jsonl.gz", "prompt");
        for (boolean full : new boolean[] {false, true}) {
            disguises(true).forEach((name, disguise) -> {
                assertEquals(1, recall(questions, full, disguise), "questions, " + name);
                assertEquals(1, recall(prompts, full, disguise), "prompts, " + name);
            });
            disguises(false).forEach((name, disguise) -> {
                double questionRecall = recall(questions, full, disguise);
                double promptRecall = recall(prompts, full, disguise);
                System.out.printf(
                        Locale.ROOT,
                        "%s, %s: %.3f of questions, %.3f of prompts%n",
                        full ? "full" : "ngram",
                        name,
                        questionRecall,
                        promptRecall);
                assertTrue(questionRecall < 1, "no longer out of reach: " + name);
            });
        }
    }

    @Test
    void aJapaneseItemIsFoundComposedDecomposedAndOfHalfWidth() {
        String item = "\u304C\u304E\u3050\u3052\u3054\u30D1\u30D4\u30D7\u30DA\u30DD\u30F4\u30A2\u30D0\u30B6\u30FC";
        List<UnaryOperator<String>> disguises = List.of(
                UnaryOperator.identity(),
                text -> Normalizer.normalize(text, Normalizer.Form.NFD),
                text -> Normalizer.normalize(text, Normalizer.Form.NFD).replace("", "\u200B"),
                text -> text.replace("\u30D1\u30D4\u30D7", "\uFF8A\uFF9F\uFF8B\uFF9F\uFF8C\uFF9F"));
        for (boolean full : new boolean[] {false, true}) {
            for (UnaryOperator<String> disguise : disguises) {
                assertEquals(1, recall(List.of(item), full, disguise));
                assertEquals(1, recall(List.of(disguise.apply(item)), full, text -> item));
            }
        }
    }
}
