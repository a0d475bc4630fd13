package dev.tamis.jobs;

import dev.tamis.tokenizer.TokenizerCommands;
import dev.tamis.tokenizer.model.NormalizerField;
import dev.tamis.tokenizer.model.Spec;
import dev.tamis.tokenizer.normalize.NormalizationRules;
import dev.tamis.tokenizer.normalize.TextNormalizer;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Normalises standard input. */
@Command(
        name = "normalize",
        mixinStandardHelpOptions = true,
        description = "Reads lines on standard input; writes each as a model's rules, or a named rule set, make it.",
        footer = {"", "Example: tamis tokenizer normalize --normalization_rule_name nfkc_cf < a.txt"})
final class TokenizerNormalizeCommand implements Callable<Integer> {
    @ArgGroup(multiplicity = "1")
    private Rules rules;

    /** Where the rules come from. */
    static final class Rules {
        @Option(names = "--model", paramLabel = "M", description = "The .model file.")
        private Path model;

        @Option(
                names = {"--normalization-rule-name", "--normalization_rule_name"},
                paramLabel = "N",
                description = "nmt_nfkc, nfkc, nmt_nfkc_cf, nfkc_cf or identity.")
        private String name;

        @Option(
                names = {"--normalization-rule-tsv", "--normalization_rule_tsv"},
                paramLabel = "F",
                description = "A file of rules: code points in hex, TAB, code points in hex.")
        private Path tsv;
    }

    @Option(
            names = {"--use-internal-normalization", "--use_internal_normalization"},
            description = "Add the dummy prefix and show spaces as U+2581, as the normaliser's settings say."
                    + " User-defined symbols are not kept from the rules, and the dummy prefix stands in"
                    + " front even where the model puts it at the end; tamis tokenizer encode heeds both.")
    private boolean internal;

    @Option(
            names = {"--remove-extra-whitespaces", "--remove_extra_whitespaces"},
            paramLabel = "B",
            arity = "1",
            defaultValue = "true",
            description = "Drop leading, trailing and repeated spaces (default ${DEFAULT-VALUE}).")
    private boolean removeExtra;

    @Override
    public Integer call() throws Exception {
        var settings = rules.model != null
                ? TokenizerCommand.read(rules.model).normalizer()
                : Spec.empty(NormalizerField.class)
                        .with(
                                NormalizerField.PRECOMPILED_CHARSMAP,
                                rules.tsv != null
                                        ? NormalizationRules.compileTsv(rules.tsv)
                                        : NormalizationRules.compiled(rules.name));
        if (!internal) {
            settings = settings.with(NormalizerField.ADD_DUMMY_PREFIX, false)
                    .with(NormalizerField.ESCAPE_WHITESPACES, false)
                    .with(NormalizerField.REMOVE_EXTRA_WHITESPACES, removeExtra);
        }
        OutputStream out = TokenizerCommand.standardOutput();
        Spec<NormalizerField> taken = settings;
        TextNormalizer normalizer = rules.model == null
                ? new TextNormalizer(taken, false, List.of())
                : TokenizerCommand.opened(rules.model, () -> new TextNormalizer(taken, false, List.of()));
        TokenizerCommands.normalizeLines(System.in, out, normalizer);
        out.flush();
        return Tamis.DONE;
    }
}
