package dev.tamis.models.evaluate;

import java.util.List;

/** The features that speak most for a label, in falling order of weight. */
public record LabelFeatures(String label, List<TellingFeature> features) {
    public LabelFeatures {
        features = List.copyOf(features);
    }
}
