package dev.tamis.pipeline.recipe;

import dev.tamis.models.fasttext.QuantizeOptions;
import dev.tamis.models.train.TrainOptions;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A classifier that {@code tamis classifier train} makes of a run's texts. No stage of a run reads this.
 *
 * @param labels the sources whose texts have each label
 * @param heldOut share of the texts that are measured with instead of learnt from
 * @param maxDocuments most documents of a label, chosen by a keyed digest of their ids; 0 for all
 * @param unit what is a text
 * @param options of training
 * @param quantize how a small copy is made; empty for none
 */
public record ClassifierSpec(
        SortedMap<String, List<String>> labels,
        double heldOut,
        long maxDocuments,
        Unit unit,
        TrainOptions options,
        Optional<QuantizeOptions> quantize) {

    /** What is learnt as one text. */
    public enum Unit {
        DOCUMENT("document"),
        LINE("line");

        private final String id;

        Unit(String id) {
            this.id = id;
        }

        public String id() {
            return id;
        }
    }

    public ClassifierSpec {
        labels = Collections.unmodifiableSortedMap(new TreeMap<>(labels));
    }

    /** The label of a source, or null for none. */
    public String label(String source) {
        for (var label : labels.entrySet()) {
            if (label.getValue().contains(source)) {
                return label.getKey();
            }
        }
        return null;
    }

    /** The same with other options of training. */
    public ClassifierSpec with(TrainOptions other, Optional<QuantizeOptions> small) {
        return new ClassifierSpec(labels, heldOut, maxDocuments, unit, other, small);
    }
}
