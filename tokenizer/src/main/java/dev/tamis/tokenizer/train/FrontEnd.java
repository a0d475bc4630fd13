package dev.tamis.tokenizer.train;

import com.google.protobuf.ByteString;
import dev.tamis.tokenizer.model.NormalizerField;
import dev.tamis.tokenizer.model.Spec;
import dev.tamis.tokenizer.normalize.NormalizationRules;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** The normaliser's settings as the model will carry them: with compiled rules and every field written. */
final class FrontEnd {
    private FrontEnd() {}

    static Spec<NormalizerField> compiled(TrainerOptions options) {
        Spec<NormalizerField> spec = options.normalizer();
        if (spec.isSet(NormalizerField.PRECOMPILED_CHARSMAP)) {
            return spec.explicit();
        }
        String tsv = spec.text(NormalizerField.NORMALIZATION_RULE_TSV);
        ByteString rules;
        if (tsv.isEmpty()) {
            rules = NormalizationRules.compiled(spec.text(NormalizerField.NAME));
        } else {
            try {
                rules = NormalizationRules.compileTsv(Files.readAllLines(Path.of(tsv), StandardCharsets.UTF_8));
            } catch (IOException e) {
                throw new UncheckedIOException("normalization_rule_tsv: cannot read " + tsv, e);
            }
            spec = spec.with(NormalizerField.NAME, "user_defined").with(NormalizerField.NORMALIZATION_RULE_TSV, "");
        }
        return spec.with(NormalizerField.PRECOMPILED_CHARSMAP, rules).explicit();
    }
}
