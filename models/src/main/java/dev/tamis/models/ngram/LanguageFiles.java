package dev.tamis.models.ngram;

import dev.tamis.models.ModelSource;
import java.util.Objects;

/**
 * The files of one language's model.
 *
 * @param language its code, or null for a model of all languages
 * @param model an ARPA file, plain or gzip
 * @param tokenizer a SentencePiece model, whose pieces are the model's words
 */
public record LanguageFiles(String language, ModelSource model, ModelSource tokenizer) {
    public LanguageFiles {
        Objects.requireNonNull(model, "model");
        Objects.requireNonNull(tokenizer, "tokenizer");
    }
}
