package dev.tamis.bench;

import dev.tamis.filters.language.Guess;
import dev.tamis.filters.language.LanguageCodes;
import dev.tamis.filters.language.LanguageIdentifier;
import dev.tamis.filters.language.TextLanguage;
import dev.tamis.models.fasttext.FastTextLanguage;
import dev.tamis.models.fasttext.FastTextModel;
import java.io.IOException;
import java.io.InputStream;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.text.Normalizer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.UnaryOperator;

/**
 * How often the bundled model and a fastText model tell the language of short and noisy text: the first characters of
 * paragraphs of the declaration of human rights and of verses, as {@code bench/peers/fasttext_parity.py} leaves them in {@code
 * languages.train}. Mean over the languages of the share that is told right.
 *
 * <p>Arguments: the folder of {@code languages.train}, and the fastText model.
 */
public final class LanguageAccuracy {
    private static final int MOST_OF_A_LANGUAGE = 60;
    private static final int ROUNDS = 5;

    /** Names of the files of verses. */
    private static final Map<String, String> VERSES = Map.ofEntries(
            Map.entry("armenian", "hy"),
            Map.entry("basque", "eu"),
            Map.entry("cherokee", "chr"),
            Map.entry("coptic", "cop"),
            Map.entry("estonian", "et"),
            Map.entry("gaelic", "gd"),
            Map.entry("gujarati", "gu"),
            Map.entry("kabyle", "kab"),
            Map.entry("latvian", "lv"),
            Map.entry("ojibwa", "oj"),
            Map.entry("swahili", "sw"),
            Map.entry("syriac", "syr"),
            Map.entry("ukranian", "uk"),
            Map.entry("wolof", "wo"),
            Map.entry("zulu", "zu"));

    private record Sample(String code, String text) {}

    private LanguageAccuracy() {}

    /** Prints the tables. */
    public static void main(String[] args) throws IOException {
        Path folder = Path.of(args[0]);
        Path file = Path.of(args[1]);
        FastTextModel model;
        try (InputStream in = Files.newInputStream(file)) {
            model = FastTextModel.read(in, Files.size(file), args[1]);
        }
        Map<String, TextLanguage> identifiers = new LinkedHashMap<>();
        identifiers.put("bundled", LanguageIdentifier.shared());
        identifiers.put(file.getFileName().toString(), new FastTextLanguage(model));
        List<Sample> all = samples(folder.resolve("languages.train"));
        Set<String> bundled = LanguageIdentifier.codes();
        Set<String> given = new TreeSet<>();
        for (int label = 0; label < model.dictionary().labels(); label++) {
            given.add(model.dictionary().shortLabel(label));
        }
        List<Sample> both = all.stream()
                .filter(sample ->
                        bundled.contains(sample.code) && given.contains(sample.code.equals("nb") ? "no" : sample.code))
                .toList();
        print("languages that both know", both, identifiers);
        print(
                "languages with a code of two letters",
                all.stream().filter(sample -> sample.code.length() == 2).toList(),
                identifiers);
    }

    private static void print(String title, List<Sample> samples, Map<String, TextLanguage> identifiers) {
        System.out.printf(
                "%n%s: %d, %d texts%n%n| text |%s%n|---|%s%n",
                title,
                samples.stream().map(Sample::code).distinct().count(),
                samples.size(),
                String.join(
                        "",
                        identifiers.keySet().stream()
                                .map(name -> " " + name + " | texts/s |")
                                .toList()),
                "---|---|".repeat(identifiers.size()));
        for (int length : new int[] {20, 40, 100, 1000}) {
            row("first " + length + " characters", samples, text -> first(text, length), identifiers);
        }
        row("100, upper case", samples, text -> first(text, 100).toUpperCase(Locale.ROOT), identifiers);
        row("100, without accents", samples, text -> withoutAccents(first(text, 100)), identifiers);
        row(
                "100, with digits and an address",
                samples,
                text -> "12/03/2019 18:45 | " + first(text, 100) + " https://www.example.com/index.php?id=1234 (3)",
                identifiers);
    }

    private static void row(
            String name, List<Sample> samples, UnaryOperator<String> change, Map<String, TextLanguage> identifiers) {
        List<String> texts = samples.stream().map(Sample::text).map(change).toList();
        StringBuilder row = new StringBuilder("| " + name + " |");
        for (TextLanguage identifier : identifiers.values()) {
            Map<String, int[]> counts = new TreeMap<>();
            for (int i = 0; i < texts.size(); i++) {
                Guess guess = identifier.identify(texts.get(i));
                int[] count = counts.computeIfAbsent(samples.get(i).code, code -> new int[2]);
                count[0] += guess.language().equals(samples.get(i).code) ? 1 : 0;
                count[1]++;
            }
            double mean = counts.values().stream()
                    .mapToDouble(count -> (double) count[0] / count[1])
                    .average()
                    .orElse(0);
            row.append(String.format(Locale.ROOT, " %.1f %% | %.0f |", mean * 100, rate(identifier, texts)));
        }
        System.out.println(row);
    }

    private static double rate(TextLanguage identifier, List<String> texts) {
        ThreadMXBean threads = ManagementFactory.getThreadMXBean();
        double best = 0;
        for (int round = 0; round < ROUNDS; round++) {
            long start = threads.getCurrentThreadCpuTime();
            for (String text : texts) {
                identifier.identify(text);
            }
            best = Math.max(best, texts.size() / ((threads.getCurrentThreadCpuTime() - start) / 1e9));
        }
        return best;
    }

    private static List<Sample> samples(Path file) throws IOException {
        List<Sample> samples = new ArrayList<>();
        Map<String, Integer> counts = new TreeMap<>();
        for (String line : Files.readAllLines(file, StandardCharsets.UTF_8)) {
            int space = line.indexOf(' ');
            String label = line.substring("__label__".length(), space);
            String text = line.substring(space + 1);
            String code = VERSES.getOrDefault(label, LanguageCodes.ofIso6393(label));
            boolean lettered = text.codePoints().filter(Character::isLetter).count() >= 20;
            if (lettered && counts.merge(code, 1, Integer::sum) <= MOST_OF_A_LANGUAGE) {
                samples.add(new Sample(code, text));
            }
        }
        return samples;
    }

    private static String first(String text, int characters) {
        int end = text.offsetByCodePoints(0, Math.min(characters, text.codePointCount(0, text.length())));
        return text.substring(0, end);
    }

    /** What is left without marks: only of Latin letters, for other scripts need theirs. */
    private static String withoutAccents(String text) {
        StringBuilder plain = new StringBuilder();
        text.codePoints().forEach(c -> {
            if (Character.UnicodeScript.of(c) == Character.UnicodeScript.LATIN) {
                String parts = Normalizer.normalize(Character.toString(c), Normalizer.Form.NFD);
                parts.codePoints()
                        .filter(part -> Character.getType(part) != Character.NON_SPACING_MARK)
                        .forEach(plain::appendCodePoint);
            } else {
                plain.appendCodePoint(c);
            }
        });
        return plain.toString();
    }
}
