package dev.tamis.tokenizer.model;

import java.util.List;
import java.util.Locale;

/** The fields of {@code TrainerSpec} as of SentencePiece 0.2.3, in the order of their numbers. */
@SuppressWarnings("ImmutableEnumChecker") // presets are strings, numbers and lists made by List.of
public enum TrainerField implements SpecField {
    INPUT(1, Kind.TEXTS, List.of()),
    MODEL_PREFIX(2, Kind.TEXT, ""),
    MODEL_TYPE(3, Kind.MODEL_TYPE, ModelType.UNIGRAM),
    VOCAB_SIZE(4, Kind.INT32, 8000),
    ACCEPT_LANGUAGE(5, Kind.TEXTS, List.of()),
    SELF_TEST_SAMPLE_SIZE(6, Kind.INT32, 0),
    INPUT_FORMAT(7, Kind.TEXT, ""),
    CHARACTER_COVERAGE(10, Kind.FLOAT, 0.9995f),
    INPUT_SENTENCE_SIZE(11, Kind.UINT64, 0L),
    MINING_SENTENCE_SIZE(12, Kind.INT32, 0),
    TRAINING_SENTENCE_SIZE(13, Kind.INT32, 0),
    SEED_SENTENCEPIECE_SIZE(14, Kind.INT32, 1_000_000),
    SHRINKING_FACTOR(15, Kind.FLOAT, 0.75f),
    NUM_THREADS(16, Kind.INT32, 16),
    NUM_SUB_ITERATIONS(17, Kind.INT32, 2),
    MAX_SENTENCE_LENGTH(18, Kind.INT32, 4192),
    SHUFFLE_INPUT_SENTENCE(19, Kind.BOOL, true),
    MAX_SENTENCEPIECE_LENGTH(20, Kind.INT32, 16),
    SPLIT_BY_UNICODE_SCRIPT(21, Kind.BOOL, true),
    SPLIT_BY_WHITESPACE(22, Kind.BOOL, true),
    SPLIT_BY_NUMBER(23, Kind.BOOL, true),
    TREAT_WHITESPACE_AS_SUFFIX(24, Kind.BOOL, false),
    SPLIT_DIGITS(25, Kind.BOOL, false),
    ALLOW_WHITESPACE_ONLY_PIECES(26, Kind.BOOL, false),
    CONTROL_SYMBOLS(30, Kind.TEXTS, List.of()),
    USER_DEFINED_SYMBOLS(31, Kind.TEXTS, List.of()),
    VOCABULARY_OUTPUT_PIECE_SCORE(32, Kind.BOOL, true),
    HARD_VOCAB_LIMIT(33, Kind.BOOL, true),
    USE_ALL_VOCAB(34, Kind.BOOL, false),
    BYTE_FALLBACK(35, Kind.BOOL, false),
    REQUIRED_CHARS(36, Kind.TEXT, ""),
    UNK_ID(40, Kind.INT32, 0),
    BOS_ID(41, Kind.INT32, 1),
    EOS_ID(42, Kind.INT32, 2),
    PAD_ID(43, Kind.INT32, -1),
    UNK_SURFACE(44, Kind.TEXT, " \u2047 "),
    UNK_PIECE(45, Kind.TEXT, "<unk>"),
    BOS_PIECE(46, Kind.TEXT, "<s>"),
    EOS_PIECE(47, Kind.TEXT, "</s>"),
    PAD_PIECE(48, Kind.TEXT, "<pad>"),
    TRAIN_EXTREMELY_LARGE_CORPUS(49, Kind.BOOL, false),
    ENABLE_DIFFERENTIAL_PRIVACY(50, Kind.BOOL, false),
    DIFFERENTIAL_PRIVACY_NOISE_LEVEL(51, Kind.FLOAT, 0f),
    DIFFERENTIAL_PRIVACY_CLIPPING_THRESHOLD(52, Kind.UINT64, 0L),
    PRETOKENIZATION_DELIMITER(53, Kind.TEXT, ""),
    SEED_SENTENCEPIECES_FILE(54, Kind.TEXT, ""),
    AUTO_CHARACTER_COVERAGE(55, Kind.BOOL, false);

    private final int number;
    private final Kind kind;
    private final Object preset;

    TrainerField(int number, Kind kind, Object preset) {
        this.number = number;
        this.kind = kind;
        this.preset = preset;
    }

    @Override
    public int number() {
        return number;
    }

    @Override
    public Kind kind() {
        return kind;
    }

    @Override
    public Object preset() {
        return preset;
    }

    @Override
    public String option() {
        return name().toLowerCase(Locale.ROOT);
    }
}
