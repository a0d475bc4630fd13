package dev.tamis.filters.word;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.tamis.filters.text.TextView;
import dev.tamis.filters.text.WordList;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;
import org.junit.jupiter.api.DynamicTest;

/** Texts with the words they should be cut into, and maybe their language: {@code golden/words-NAME.jsonl}, a text a line. */
record GoldenWords(String language, String text, List<String> words) {

    static List<GoldenWords> read(String name) throws IOException {
        List<GoldenWords> all = new ArrayList<>();
        try (InputStream in = GoldenWords.class.getResourceAsStream("/golden/words-" + name + ".jsonl");
                JsonParser json = new JsonFactory().createParser(in)) {
            while (json.nextToken() != null) {
                all.add(one(json));
            }
        }
        return all;
    }

    private static GoldenWords one(JsonParser json) throws IOException {
        String language = "";
        if (json.nextFieldName().equals("lang")) {
            language = json.nextTextValue();
            json.nextToken();
        }
        String text = json.nextTextValue();
        json.nextToken();
        json.nextToken();
        List<String> words = new ArrayList<>();
        while (json.nextToken() != JsonToken.END_ARRAY) {
            words.add(json.getText());
        }
        json.nextToken();
        return new GoldenWords(language, text, words);
    }

    /** A test for each text of a file. */
    static List<DynamicTest> tests(String name, BiConsumer<TextView, WordList> splitter) throws IOException {
        List<DynamicTest> tests = new ArrayList<>();
        for (GoldenWords golden : read(name)) {
            tests.add(dynamicTest(
                    tests.size() + ": " + golden.text,
                    () -> assertEquals(golden.words, split(golden.text, splitter), golden.text)));
        }
        return tests;
    }

    /** The words that a splitter gives, whose lengths it must have told right. */
    static List<String> split(String text, BiConsumer<TextView, WordList> splitter) {
        TextView view = new TextView();
        view.reset(text);
        WordList list = new WordList();
        splitter.accept(view, list);
        List<String> words = new ArrayList<>();
        for (int i = 0; i < list.size(); i++) {
            int length = list.end(i) - list.start(i);
            String word = new String(view.utf8(), list.start(i), length, StandardCharsets.UTF_8);
            assertEquals(word.codePointCount(0, word.length()), list.codePoints(i), word);
            words.add(word);
        }
        return words;
    }
}
