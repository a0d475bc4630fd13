package dev.tamis.tokenizer.model;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.tamis.tokenizer.train.Progress;
import dev.tamis.tokenizer.train.TokenizerTrainer;
import dev.tamis.tokenizer.train.TrainerOptions;
import dev.tamis.tokenizer.train.WordCounter;
import java.util.List;
import org.junit.jupiter.api.Test;

class VocabularyChangeTest {
    private static SentencePieceModel words(String... lines) {
        TrainerOptions options = TrainerOptions.defaults()
                .withModelType(ModelType.WORD)
                .with(TrainerField.USE_ALL_VOCAB, true)
                .withCharacterCoverage(1);
        WordCounter counter = new WordCounter(options);
        for (String line : lines) {
            counter.add(line);
        }
        return TokenizerTrainer.train(counter.table(), options, Progress.NONE);
    }

    @Test
    void piecesThatCameAndWentAreNamedInTheOrderOfIds() {
        VocabularyChange change = VocabularyChange.between(words("a a b c"), words("d d d b e", "d e"));
        assertEquals(List.of("\u2581d", "\u2581e"), change.came());
        assertEquals(List.of("\u2581a", "\u2581c"), change.went());
        // unk, s, /s and b
        assertEquals(4, change.stayed());
        assertEquals("4 pieces stayed, 2 came (\u2581d \u2581e), 2 went (\u2581a \u2581c)", change.summary());
    }
}
