package dev.tamis.tokenizer.train;

import com.google.protobuf.ByteString;
import dev.tamis.tokenizer.model.ModelFormatException;
import dev.tamis.tokenizer.model.ModelType;
import dev.tamis.tokenizer.model.NormalizerField;
import dev.tamis.tokenizer.model.Piece;
import dev.tamis.tokenizer.model.PieceType;
import dev.tamis.tokenizer.model.SentencePieceModel;
import dev.tamis.tokenizer.model.Spec;
import dev.tamis.tokenizer.model.SpecField;
import dev.tamis.tokenizer.model.TrainerField;
import java.io.IOException;
import java.io.Serializable;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;

/**
 * How to train, under SentencePiece's own option names and defaults. Immutable; every {@code with} method gives a copy.
 */
public final class TrainerOptions implements Serializable {
    private static final long serialVersionUID = 1L;

    private static final String REQUIRED_PIECES = "required_pieces";
    private static final String KEEP_PIECES_OF = "keep_pieces_of";
    private static final String RULE_NAME = "normalization_rule_name";
    /** Options of SentencePiece that change the result and that this trainer doesn't have. */
    private static final List<TrainerField> UNSUPPORTED = List.of(
            TrainerField.SELF_TEST_SAMPLE_SIZE,
            TrainerField.ENABLE_DIFFERENTIAL_PRIVACY,
            TrainerField.PRETOKENIZATION_DELIMITER,
            TrainerField.SEED_SENTENCEPIECES_FILE,
            TrainerField.AUTO_CHARACTER_COVERAGE);

    private static final TrainerOptions DEFAULTS = new TrainerOptions(
            Spec.empty(TrainerField.class),
            Spec.empty(NormalizerField.class).with(NormalizerField.NAME, "nmt_nfkc"),
            List.of(),
            List.of());

    private final transient Spec<TrainerField> trainer;
    private final transient Spec<NormalizerField> normalizer;
    /** Pieces of {@code keep_pieces_of}. */
    private final transient List<String> keptPieces;

    /** Pieces of {@code required_pieces}. */
    private final transient List<String> namedPieces;

    private final transient List<String> requiredPieces;

    private TrainerOptions(
            Spec<TrainerField> trainer,
            Spec<NormalizerField> normalizer,
            List<String> keptPieces,
            List<String> namedPieces) {
        this.trainer = trainer;
        this.normalizer = normalizer;
        this.keptPieces = keptPieces;
        this.namedPieces = namedPieces;
        requiredPieces = Stream.concat(keptPieces.stream(), namedPieces.stream())
                .distinct()
                .toList();
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
        if (!requiredPieces.isEmpty()) {
            map.put(REQUIRED_PIECES, print(requiredPieces));
        }
        return map;
    }

    /**
     * A copy that carries its normalization rules, so that another machine needs neither the file of
     * {@code normalization_rule_tsv} nor the same version of Unicode to count the same words.
     *
     * @throws java.io.UncheckedIOException when the file of rules cannot be read
     * @throws IllegalArgumentException when it holds something else than rules
     */
    public TrainerOptions compiled() {
        return new TrainerOptions(trainer, FrontEnd.compiled(this), keptPieces, namedPieces);
    }

    /** The options on their way to another machine. */
    private record Sent(Map<String, String> options, byte[] rules) implements Serializable {
        private Object readResolve() {
            TrainerOptions read = DEFAULTS;
            for (Map.Entry<String, String> option : options.entrySet()) {
                read = read.with(option.getKey(), option.getValue());
            }
            return rules == null ? read : read.with(NormalizerField.PRECOMPILED_CHARSMAP, ByteString.copyFrom(rules));
        }
    }

    private Object writeReplace() {
        return new Sent(toMap(), carriesRules() ? rules() : null);
    }

    /** The rules that {@link #compiled} options carry, as the model file has them; empty where there are none. */
    public byte[] rules() {
        return normalizer.bytes(NormalizerField.PRECOMPILED_CHARSMAP).toByteArray();
    }

    private boolean carriesRules() {
        return normalizer.isSet(NormalizerField.PRECOMPILED_CHARSMAP);
    }

    /** Texts as the value of an option that takes several, such as {@code user_defined_symbols}. */
    public static String list(List<String> texts) {
        StringBuilder line = new StringBuilder();
        for (String text : texts) {
            line.append(line.isEmpty() ? "" : ",")
                    .append('"')
                    .append(text.replace("\"", "\"\""))
                    .append('"');
        }
        return line.toString();
    }

    private static String print(Object value) {
        if (value instanceof ModelType type) {
            return type.option();
        }
        if (value instanceof List<?> list) {
            return list(list.stream().map(String::valueOf).toList());
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
            return with(NormalizerField.NAME, value);
        }
        if (option.equals(REQUIRED_PIECES)) {
            return withRequiredPieces(Csv.split(value));
        }
        if (option.equals(KEEP_PIECES_OF)) {
            return new TrainerOptions(trainer, normalizer, piecesOf(value), namedPieces);
        }
        for (TrainerField field : TrainerField.values()) {
            if (field.option().equals(option)) {
                return with(field, read(field, value));
            }
        }
        for (NormalizerField field : NormalizerField.values()) {
            if (field.option().equals(option)
                    && field != NormalizerField.NAME
                    && field != NormalizerField.PRECOMPILED_CHARSMAP) {
                return with(field, read(field, value));
            }
        }
        throw new IllegalArgumentException(
                "unknown option \"" + option + "\" (did you mean \"" + nearest(option) + "\"?)");
    }

    /** The learnt pieces of a model file; none where the path is empty. */
    private static List<String> piecesOf(String file) {
        if (file.isEmpty()) {
            return List.of();
        }
        try {
            return piecesOf(SentencePieceModel.read(Path.of(file)));
        } catch (IOException | ModelFormatException e) {
            throw new IllegalArgumentException(KEEP_PIECES_OF + ": cannot read the model: " + e.getMessage(), e);
        }
    }

    /** By score from best to worst, equal ones by id; for BPE that is the order in which they were merged. */
    private static List<String> piecesOf(SentencePieceModel model) {
        return model.pieces().stream()
                .filter(piece -> piece.type() == PieceType.NORMAL)
                .sorted(Comparator.comparingDouble(piece -> -piece.score()))
                .map(Piece::text)
                .toList();
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
                case MODEL_TYPE -> "unigram, bpe, char or word";
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
        names.addAll(List.of(REQUIRED_PIECES, KEEP_PIECES_OF));
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
        if (!carriesRules()
                && normalizer.text(NormalizerField.NORMALIZATION_RULE_TSV).isEmpty()
                && !dev.tamis.tokenizer.normalize.NormalizationRules.names()
                        .contains(normalizer.text(NormalizerField.NAME))) {
            problems.add(RULE_NAME + ": unknown rule set \"" + normalizer.text(NormalizerField.NAME) + "\"; known are "
                    + String.join(", ", dev.tamis.tokenizer.normalize.NormalizationRules.names()));
        }
        if (!requiredPieces.isEmpty() && modelType() != ModelType.UNIGRAM && modelType() != ModelType.BPE) {
            problems.add((namedPieces.isEmpty() ? KEEP_PIECES_OF : REQUIRED_PIECES)
                    + ": only unigram and bpe models can be trained with required pieces, but model_type is "
                    + modelType().option());
        }
        checkPieces(problems, KEEP_PIECES_OF, keptPieces);
        checkPieces(problems, REQUIRED_PIECES, namedPieces);
        try {
            if (trainer.integer(TrainerField.VOCAB_SIZE) > 0) {
                new MetaPieces(this);
            }
        } catch (IllegalArgumentException e) {
            problems.add(e.getMessage());
        }
        if (problems.isEmpty() && modelType() == ModelType.BPE && !requiredPieces.isEmpty()) {
            checkRules(problems, KEEP_PIECES_OF, keptPieces);
            checkRules(problems, REQUIRED_PIECES, namedPieces);
        }
        return problems;
    }

    /** Adds the first problem of pieces for themselves. */
    private static void checkPieces(List<String> problems, String option, List<String> pieces) {
        for (String piece : pieces) {
            String problem = problem(piece);
            if (problem != null) {
                problems.add(option + ": \"" + piece + "\" " + problem);
                return;
            }
        }
    }

    /** Adds the pieces that BPE can't make under these options. */
    private void checkRules(List<String> problems, String option, List<String> pieces) {
        String problem = RequiredMerges.problem(pieces, this);
        if (problem != null) {
            problems.add(option + ": " + problem);
        }
    }

    private static String problem(String piece) {
        if (piece.isEmpty()) {
            return "is empty";
        }
        if (piece.codePointCount(0, piece.length()) > PieceList.LONGEST_REQUIRED) {
            return "has more than " + PieceList.LONGEST_REQUIRED + " characters";
        }
        boolean reserved = piece.codePoints()
                .anyMatch(c -> c == 0 || c == ' ' || c == Alphabet.BOUNDARY || c == Alphabet.RARE || isSurrogate(c));
        return reserved
                ? "holds a character that no piece may have: NUL, U+001F, a space, U+2585 or a surrogate"
                : null;
    }

    private static boolean isSurrogate(int c) {
        return c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE;
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
        return new TrainerOptions(trainer.with(field, value), normalizer, keptPieces, namedPieces);
    }

    public TrainerOptions with(NormalizerField field, Object value) {
        return new TrainerOptions(trainer, normalizer.with(field, value), keptPieces, namedPieces);
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

    /**
     * A copy whose vocabulary must hold the given pieces, after those of {@link #withPiecesOf}. An option of ours: {@code
     * required_pieces}, a list separated by commas. Pieces have spaces as U+2581. Their characters are required too. In a
     * unigram model they get scores from the new text, and the least one when it doesn't use them. In a BPE model they
     * are merged in this order before anything is learnt, together with parts of them that they need. Only for these two.
     *
     * @param pieces each once or more; those that are special pieces anyway don't count
     */
    public TrainerOptions withRequiredPieces(List<String> pieces) {
        return new TrainerOptions(trainer, normalizer, keptPieces, List.copyOf(pieces));
    }

    /**
     * A copy whose vocabulary must hold the learnt pieces of an older model, in the order of their scores. An option of
     * ours: {@code keep_pieces_of}, the model's file.
     */
    public TrainerOptions withPiecesOf(SentencePieceModel older) {
        return new TrainerOptions(trainer, normalizer, piecesOf(older), namedPieces);
    }

    /**
     * The pieces that the vocabulary must hold beside special ones and required characters: those of an older model, then
     * those given by name, each once.
     */
    public List<String> requiredPieces() {
        return requiredPieces;
    }

    public Spec<TrainerField> trainer() {
        return trainer;
    }

    /** The normaliser's settings as given; its rules are compiled when counting starts. */
    public Spec<NormalizerField> normalizer() {
        return normalizer;
    }

    /**
     * Whether {@link WordCounter} counts a word before another one together with that one's first character, which {@link
     * PackedWords#withoutFollowers} takes off.
     */
    public boolean countsFollowers() {
        return WordCounter.withFollower(this);
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
