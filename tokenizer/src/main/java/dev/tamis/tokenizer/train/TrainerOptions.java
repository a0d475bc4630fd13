package dev.tamis.tokenizer.train;

import dev.tamis.tokenizer.model.ModelType;
import dev.tamis.tokenizer.model.NormalizerField;
import dev.tamis.tokenizer.model.Spec;
import dev.tamis.tokenizer.model.SpecField;
import dev.tamis.tokenizer.model.TrainerField;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * How to train, under SentencePiece's own option names and defaults. Immutable; every {@code with} method gives a copy.
 */
public final class TrainerOptions {
    private static final String RULE_NAME = "normalization_rule_name";
    /** Options of SentencePiece that change the result and that this trainer doesn't have. */
    private static final List<TrainerField> UNSUPPORTED = List.of(
            TrainerField.SELF_TEST_SAMPLE_SIZE,
            TrainerField.ENABLE_DIFFERENTIAL_PRIVACY,
            TrainerField.PRETOKENIZATION_DELIMITER,
            TrainerField.SEED_SENTENCEPIECES_FILE,
            TrainerField.AUTO_CHARACTER_COVERAGE);

    private static final TrainerOptions DEFAULTS = new TrainerOptions(
            Spec.empty(TrainerField.class), Spec.empty(NormalizerField.class).with(NormalizerField.NAME, "nmt_nfkc"));

    private final Spec<TrainerField> trainer;
    private final Spec<NormalizerField> normalizer;

    private TrainerOptions(Spec<TrainerField> trainer, Spec<NormalizerField> normalizer) {
        this.trainer = trainer;
        this.normalizer = normalizer;
    }

    /** What {@code spm_train} does without options: unigram, 8,000 pieces, {@code nmt_nfkc}. */
    public static TrainerOptions defaults() {
        return DEFAULTS;
    }

    /**
     * Reads options as {@code spm_train} takes them, names without the leading dashes.
     *
     * @throws IllegalArgumentException listing every unknown name and every value that doesn't fit
     */
    public static TrainerOptions parse(Map<String, String> options) {
        List<String> problems = new ArrayList<>();
        TrainerOptions parsed = DEFAULTS;
        for (Map.Entry<String, String> option : options.entrySet()) {
            try {
                parsed = parsed.with(option.getKey(), option.getValue());
            } catch (IllegalArgumentException e) {
                problems.add(e.getMessage());
            }
        }
        problems.addAll(parsed.problems());
        if (!problems.isEmpty()) {
            throw new IllegalArgumentException(String.join("\n", problems));
        }
        return parsed;
    }

    /** The options that differ from the defaults, in a form that {@link #parse} reads, to send them elsewhere. */
    public Map<String, String> toMap() {
        Map<String, String> map = new LinkedHashMap<>();
        for (TrainerField field : TrainerField.values()) {
            if (trainer.isSet(field) && !trainer.value(field).equals(field.preset())) {
                map.put(field.option(), print(trainer.value(field)));
            }
        }
        for (NormalizerField field : NormalizerField.values()) {
            if (field != NormalizerField.PRECOMPILED_CHARSMAP
                    && normalizer.isSet(field)
                    && !normalizer.value(field).equals(DEFAULTS.normalizer.value(field))) {
                map.put(field == NormalizerField.NAME ? RULE_NAME : field.option(), print(normalizer.value(field)));
            }
        }
        return map;
    }

    private static String print(Object value) {
        if (value instanceof ModelType type) {
            return type.option();
        }
        if (value instanceof List<?> list) {
            StringBuilder line = new StringBuilder();
            for (Object text : list) {
                line.append(line.isEmpty() ? "" : ",")
                        .append('"')
                        .append(text.toString().replace("\"", "\"\""))
                        .append('"');
            }
            return line.toString();
        }
        return value.toString();
    }

    /**
     * A copy with one option set from its text.
     *
     * @throws IllegalArgumentException when the name is unknown, naming the nearest one, or the value doesn't fit
     */
    public TrainerOptions with(String option, String value) {
        if (option.equals(RULE_NAME)) {
            return new TrainerOptions(trainer, normalizer.with(NormalizerField.NAME, value));
        }
        for (TrainerField field : TrainerField.values()) {
            if (field.option().equals(option)) {
                return new TrainerOptions(trainer.with(field, read(field, value)), normalizer);
            }
        }
        for (NormalizerField field : NormalizerField.values()) {
            if (field.option().equals(option)
                    && field != NormalizerField.NAME
                    && field != NormalizerField.PRECOMPILED_CHARSMAP) {
                return new TrainerOptions(trainer, normalizer.with(field, read(field, value)));
            }
        }
        throw new IllegalArgumentException(
                "unknown option \"" + option + "\" (did you mean \"" + nearest(option) + "\"?)");
    }

    private static Object read(SpecField field, String value) {
        try {
            return switch (field.kind()) {
                case BOOL -> flag(value);
                case INT32 -> Integer.valueOf(value.strip());
                case UINT64 -> Long.valueOf(Long.parseUnsignedLong(value.strip()));
                case FLOAT -> Float.valueOf(value.strip());
                case TEXT -> value;
                case TEXTS -> Csv.split(value);
                case MODEL_TYPE -> ModelType.valueOf(value.strip().toUpperCase(Locale.ROOT));
                case BYTES -> throw new IllegalArgumentException(field.option() + " cannot be given as an option");
            };
        } catch (IllegalArgumentException e) {
            String allowed = switch (field.kind()) {
                case BOOL -> "true or false";
                case FLOAT -> "a number";
                case MODEL_TYPE -> "unigram, char or word";
                default -> "a whole number";
            };
            throw new IllegalArgumentException(
                    field.option() + ": found \"" + value + "\", but it takes " + allowed, e);
        }
    }

    private static Boolean flag(String value) {
        return switch (value.strip().toLowerCase(Locale.ROOT)) {
            case "true", "1", "" -> true;
            case "false", "0" -> false;
            default -> throw new IllegalArgumentException(value);
        };
    }

    private static String nearest(String option) {
        String best = RULE_NAME;
        int least = distance(option, RULE_NAME);
        List<String> names = new ArrayList<>();
        for (TrainerField field : TrainerField.values()) {
            names.add(field.option());
        }
        names.addAll(List.of("add_dummy_prefix", "remove_extra_whitespaces", "normalization_rule_tsv"));
        for (String name : names) {
            int distance = distance(option, name);
            if (distance < least) {
                least = distance;
                best = name;
            }
        }
        return best;
    }

    /** Least number of inserted, deleted and replaced characters that turn one name into the other. */
    private static int distance(String a, String b) {
        int[] row = new int[b.length() + 1];
        for (int j = 0; j <= b.length(); j++) {
            row[j] = j;
        }
        for (int i = 1; i <= a.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                int above = row[j];
                row[j] = Math.min(
                        Math.min(above, row[j - 1]) + 1, diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1));
                diagonal = above;
            }
        }
        return row[b.length()];
    }

    /** What is wrong with the values together: ranges, and options that this trainer doesn't have. Empty when fine. */
    List<String> problems() {
        List<String> problems = new ArrayList<>();
        range(problems, TrainerField.VOCAB_SIZE, 1, 1 << 24);
        range(problems, TrainerField.CHARACTER_COVERAGE, 0.98, 1);
        range(problems, TrainerField.MAX_SENTENCEPIECE_LENGTH, 1, 512);
        range(problems, TrainerField.NUM_SUB_ITERATIONS, 1, 10);
        range(problems, TrainerField.NUM_THREADS, 1, 1024);
        range(problems, TrainerField.SEED_SENTENCEPIECE_SIZE, 1, 1 << 26);
        range(problems, TrainerField.SHRINKING_FACTOR, 0.5, 0.95);
        range(problems, TrainerField.MAX_SENTENCE_LENGTH, 10, Integer.MAX_VALUE);
        long sample = trainer.whole(TrainerField.INPUT_SENTENCE_SIZE);
        if (sample < 0 || (sample > 0 && sample <= 100)) {
            problems.add("input_sentence_size: found " + sample + ", but it is 0 (all sentences) or more than 100");
        }
        for (TrainerField field : UNSUPPORTED) {
            if (!trainer.value(field).equals(field.preset())) {
                problems.add(field.option() + ": not supported by this trainer; leave it at "
                        + (field.preset().equals("") ? "the empty default" : field.preset()));
            }
        }
        String format = trainer.text(TrainerField.INPUT_FORMAT);
        if (!format.isEmpty() && !format.equals("text") && !format.equals("tsv")) {
            problems.add("input_format: found \"" + format + "\", but it takes text or tsv");
        }
        if (!normalizer.flag(NormalizerField.ESCAPE_WHITESPACES)) {
            problems.add("escape_whitespaces: must stay true to train");
        }
        if (modelType() == ModelType.BPE) {
            problems.add("model_type: bpe can be read and encoded with, but not trained yet; supported types are"
                    + " unigram, char and word");
        }
        if (normalizer.text(NormalizerField.NORMALIZATION_RULE_TSV).isEmpty()
                && !dev.tamis.tokenizer.normalize.NormalizationRules.names()
                        .contains(normalizer.text(NormalizerField.NAME))) {
            problems.add(RULE_NAME + ": unknown rule set \"" + normalizer.text(NormalizerField.NAME) + "\"; known are "
                    + String.join(", ", dev.tamis.tokenizer.normalize.NormalizationRules.names()));
        }
        try {
            if (trainer.integer(TrainerField.VOCAB_SIZE) > 0) {
                new MetaPieces(this);
            }
        } catch (IllegalArgumentException e) {
            problems.add(e.getMessage());
        }
        return problems;
    }

    private void range(List<String> problems, TrainerField field, double least, double most) {
        Number value = (Number) trainer.value(field);
        double tested = value instanceof Float ? Double.parseDouble(value.toString()) : value.doubleValue();
        if (!(tested >= least && tested <= most)) {
            problems.add(field.option() + ": found " + value + ", but it must be between " + number(least) + " and "
                    + number(most));
        }
    }

    private static String number(double value) {
        return value == Math.rint(value) ? Long.toString((long) value) : Double.toString(value);
    }

    /** Refuses options that {@link #parse} would refuse. */
    TrainerOptions checked() {
        List<String> problems = problems();
        if (!problems.isEmpty()) {
            throw new IllegalArgumentException(String.join("\n", problems));
        }
        return this;
    }

    public TrainerOptions with(TrainerField field, Object value) {
        return new TrainerOptions(trainer.with(field, value), normalizer);
    }

    public TrainerOptions with(NormalizerField field, Object value) {
        return new TrainerOptions(trainer, normalizer.with(field, value));
    }

    public TrainerOptions withVocabSize(int pieces) {
        return with(TrainerField.VOCAB_SIZE, pieces);
    }

    public TrainerOptions withModelType(ModelType type) {
        return with(TrainerField.MODEL_TYPE, type);
    }

    public TrainerOptions withCharacterCoverage(double share) {
        return with(TrainerField.CHARACTER_COVERAGE, (float) share);
    }

    public TrainerOptions withByteFallback(boolean on) {
        return with(TrainerField.BYTE_FALLBACK, on);
    }

    /** Sets the rule set by name: {@code identity}, {@code nmt_nfkc}, ... */
    public TrainerOptions withNormalization(String ruleSet) {
        return with(NormalizerField.NAME, ruleSet);
    }

    /** Sets the bound on threads; it doesn't change the model. */
    public TrainerOptions withNumThreads(int threads) {
        return with(TrainerField.NUM_THREADS, threads);
    }

    public TrainerOptions withUserDefinedSymbols(List<String> symbols) {
        return with(TrainerField.USER_DEFINED_SYMBOLS, symbols);
    }

    public TrainerOptions withControlSymbols(List<String> symbols) {
        return with(TrainerField.CONTROL_SYMBOLS, symbols);
    }

    public Spec<TrainerField> trainer() {
        return trainer;
    }

    /** The normaliser's settings as given; its rules are compiled when counting starts. */
    public Spec<NormalizerField> normalizer() {
        return normalizer;
    }

    public int vocabSize() {
        return trainer.integer(TrainerField.VOCAB_SIZE);
    }

    public ModelType modelType() {
        return (ModelType) trainer.value(TrainerField.MODEL_TYPE);
    }

    boolean flag(TrainerField field) {
        return trainer.flag(field);
    }
}
