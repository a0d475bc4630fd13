package dev.tamis.tokenizer.train;

import com.google.protobuf.ByteString;
import dev.tamis.tokenizer.ByteArray;
import dev.tamis.tokenizer.model.NormalizerField;
import dev.tamis.tokenizer.model.Spec;
import dev.tamis.tokenizer.normalize.NormalizationRules;
import dev.tamis.tokenizer.normalize.TextNormalizer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

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
                rules = NormalizationRules.compileTsv(Path.of(tsv));
            } catch (IOException e) {
                throw new UncheckedIOException(e.getMessage(), e);
            }
            spec = spec.with(NormalizerField.NAME, "user_defined").with(NormalizerField.NORMALIZATION_RULE_TSV, "");
        }
        return spec.with(NormalizerField.PRECOMPILED_CHARSMAP, rules).explicit();
    }

    /** Says which of the required pieces the normalization changes, so that text is hardly ever encoded to them. */
    static void reportChanged(List<String> pieces, TrainerOptions options, Progress progress) {
        if (pieces.isEmpty()) {
            return;
        }
        // Without the prefix, for most pieces stand within words, and with all spaces, for they may be runs of them.
        TextNormalizer normalizer = new TextNormalizer(
                compiled(options)
                        .with(NormalizerField.ADD_DUMMY_PREFIX, false)
                        .with(NormalizerField.REMOVE_EXTRA_WHITESPACES, false),
                false,
                List.of());
        ByteArray normalized = new ByteArray();
        List<String> changed = new ArrayList<>();
        for (String piece : pieces) {
            byte[] text = piece.replace(Character.toString(Alphabet.SPACE), " ").getBytes(StandardCharsets.UTF_8);
            normalized.clear();
            normalizer.normalize(text, 0, text.length, normalized);
            if (!normalized.text().equals(piece)) {
                changed.add(piece);
            }
        }
        if (!changed.isEmpty()) {
            progress.report("required, but changed by the normalization, so that text is hardly ever encoded to them: "
                    + RequiredMerges.quoted(changed));
        }
    }
}
