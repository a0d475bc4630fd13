package dev.tamis.tokenizer.train;

import dev.tamis.tokenizer.model.SentencePieceModel;

/** Trains a model of the type that the options ask for. */
public final class TokenizerTrainer {
    private TokenizerTrainer() {}

    /**
     * Trains a model from word counts.
     *
     * @throws IllegalArgumentException when the options don't fit together, there is no text, or the vocabulary can't
     *     have the wanted size
     */
    public static SentencePieceModel train(WordTable words, TrainerOptions options, Progress progress) {
        options.checked();
        if (words.size() == 0) {
            throw new IllegalArgumentException(
                    "there are no words to train on: every sentence was empty, too long or left out");
        }
        return switch (options.modelType()) {
            case UNIGRAM -> UnigramTrainer.train(words, options, progress);
            case CHAR, WORD -> CountTrainer.train(words, options, progress);
            case BPE -> BpeTrainer.train(words, options, progress);
        };
    }
}
