package dev.tamis.models.evaluate;

import java.util.List;

/**
 * A word or n-gram of words that speaks for a label.
 *
 * @param text its words with spaces between
 * @param weight how far it pulls the label's output above the mean of the others where a text has nothing else; of a
 *     one-vs-all model, the label's output itself
 * @param texts how many of the texts looked at have it, by label, in the model's order
 * @param sharing of an n-gram, how many other n-grams of these texts share its bucket, and so its weight; 0 for words
 */
public record TellingFeature(String text, double weight, List<Long> texts, int sharing) {
    public TellingFeature {
        texts = List.copyOf(texts);
    }
}
