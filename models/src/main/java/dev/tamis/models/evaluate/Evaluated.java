package dev.tamis.models.evaluate;

import dev.tamis.models.measure.ClassifierFigures;
import java.util.List;

/**
 * What a classifier does with labelled texts.
 *
 * @param lines read
 * @param unlabelled lines without a label
 * @param unknown lines none of whose labels the model knows; they are not measured
 * @param featureless texts for which the model predicts nothing, for it knows no feature of theirs; they are not measured
 * @param figures of all measured texts
 * @param features that speak most for each label; empty where {@link TellingFeatures#canTell} is false
 * @param mistakes of which the classifier is surest
 */
public record Evaluated(
        long lines,
        long unlabelled,
        long unknown,
        long featureless,
        ClassifierFigures figures,
        List<LabelFeatures> features,
        List<Mistake> mistakes) {
    public Evaluated {
        features = List.copyOf(features);
        mistakes = List.copyOf(mistakes);
    }
}
