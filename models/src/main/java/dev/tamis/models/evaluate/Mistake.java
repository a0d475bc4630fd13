package dev.tamis.models.evaluate;

/**
 * A text for which the classifier is sure of a label that it does not have.
 *
 * @param place file and line, or the source and id of a document
 * @param truth its label, or labels with commas between
 * @param predicted the label with the highest score
 * @param score of that label
 * @param text its beginning
 */
public record Mistake(String place, String truth, String predicted, double score, String text) {}
