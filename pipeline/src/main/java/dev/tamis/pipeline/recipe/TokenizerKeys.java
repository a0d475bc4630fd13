package dev.tamis.pipeline.recipe;

import dev.tamis.pipeline.hocon.Key;
import dev.tamis.pipeline.hocon.KeyType;
import java.util.Arrays;
import java.util.List;

/** SentencePiece's own training options, under its own names, with its bounds and defaults, and how text is weighted. */
final class TokenizerKeys {

    /** How much each source or language counts. Not SentencePiece's, which takes its input as it is. */
    static final List<Key> SAMPLE = List.of(
            Key.block(
                    "tokenizer.sample",
                    "How much each source or language counts in training, by exactly one of `weights`, `exponent` and `like`; without the block, as much as it has text. Counts are weighted, no text is left out: see [tokenizer-training.md](tokenizer-training.md)."),
            Key.of(
                            "tokenizer.sample.by",
                            KeyType.CHOICE,
                            "What has a share of its own; a language is the signal `lang`.")
                    .choosing(Arrays.stream(SampleSpec.By.values())
                            .map(SampleSpec.By::id)
                            .toList())
                    .otherwise("source"),
            Key.block(
                    "tokenizer.sample.weights",
                    "Relative weights of the bytes of each source or language; 3 and 1 mean 75 % and 25 %. One left out counts nothing."),
            Key.of(
                            "tokenizer.sample.weights.<group>",
                            KeyType.NUMBER,
                            "Weight of this source or language; 0 or absent for none.")
                    .between(0, 1e9),
            Key.of(
                            "tokenizer.sample.exponent",
                            KeyType.NUMBER,
                            "Shares are proportional to bytes to this power: 1 leaves them as they are, 0 makes all equal. Vocabularies of multilingual models took 0.7 (mBERT), 0.5 (XLM, Conneau and Lample 2019) and 0.3 (XLM-R, Conneau et al. 2020).")
                    .between(0, 1),
            Key.of(
                    "tokenizer.sample.like",
                    KeyType.TEXT,
                    "Weights of the sources as in the mixture: `mixture` for all of it, its phases by their shares, or `mixture.<phase>`."));

    static final List<Key> OPTIONS = List.of(
            Key.of("tokenizer.model_type", KeyType.CHOICE, "Algorithm.")
                    .choosing(List.of("unigram", "bpe", "word", "char"))
                    .otherwise("unigram"),
            whole("vocab_size", 8000, 2, 1 << 24, "Number of pieces.").in("pieces"),
            Key.of(
                            "tokenizer.character_coverage",
                            KeyType.NUMBER,
                            "Share of all characters that get a piece of their own.")
                    .between(0.98, 1)
                    .otherwise("0.9995"),
            flag("byte_fallback", false, "Spell unknown characters as UTF-8 bytes."),
            Key.of("tokenizer.normalization_rule_name", KeyType.CHOICE, "Normalization before encoding.")
                    .choosing(List.of("nmt_nfkc", "nfkc", "nmt_nfkc_cf", "nfkc_cf", "identity"))
                    .otherwise("nmt_nfkc"),
            text(
                    "normalization_rule_tsv",
                    "A local file of normalization rules, taken instead of a named set: on each line code points in hex, a tab, and those that replace them."),
            flag("add_dummy_prefix", true, "Put a space before the text."),
            flag("remove_extra_whitespaces", true, "Reduce runs of spaces to one."),
            flag("split_digits", false, "Every digit is a piece of its own."),
            flag("split_by_unicode_script", true, "No piece crosses scripts."),
            flag("split_by_number", true, "No piece crosses between numbers and letters."),
            flag("split_by_whitespace", true, "No piece crosses spaces."),
            flag("treat_whitespace_as_suffix", false, "Spaces end pieces instead of beginning them."),
            flag("allow_whitespace_only_pieces", false, "Allow pieces of spaces only."),
            Key.of("tokenizer.control_symbols", KeyType.TEXTS, "Pieces that never come from text."),
            Key.of("tokenizer.user_defined_symbols", KeyType.TEXTS, "Pieces that are always taken whole."),
            Key.of(
                    "tokenizer.required_pieces",
                    KeyType.TEXTS,
                    "Pieces that the vocabulary must have, with U+2581 for a space; not SentencePiece's. Model types unigram and bpe."),
            text(
                    "keep_pieces_of",
                    "An older model whose learnt pieces the vocabulary must have, a local file; not SentencePiece's. Model types unigram and bpe; comes before required_pieces."),
            text("required_chars", "Characters that get a piece regardless of coverage."),
            whole("max_sentencepiece_length", 16, 1, 512, "Longest piece.").in("code points"),
            whole("max_sentence_length", 4192, 10, 1 << 30, "Longest line used for training.")
                    .in("bytes"),
            whole(
                            "input_sentence_size",
                            0,
                            0,
                            1L << 40,
                            "Lines sampled for training, about; 0 takes all, else more than 100.")
                    .in("lines"),
            flag(
                    "shuffle_input_sentence",
                    true,
                    "Sample lines by a hash of their place instead of taking the first ones."),
            whole("seed_sentencepiece_size", 1_000_000, 1, 1 << 26, "Candidates that unigram training starts from.")
                    .in("pieces"),
            Key.of(
                            "tokenizer.shrinking_factor",
                            KeyType.NUMBER,
                            "Share of pieces kept by each pruning of unigram training.")
                    .between(0.5, 0.95)
                    .otherwise("0.75"),
            whole("num_sub_iterations", 2, 1, 10, "EM steps between two prunings."),
            whole("num_threads", 16, 1, 1024, "Most threads of training; the pieces are the same with any.")
                    .in("threads"),
            flag("hard_vocab_limit", true, "Fail if `vocab_size` cannot be reached."),
            flag("use_all_vocab", false, "Take all words or characters as pieces. Model types word and char."),
            flag(
                    "train_extremely_large_corpus",
                    false,
                    "Only written into the model: it changes how SentencePiece itself stores its input."),
            Key.of(
                    "tokenizer.accept_language",
                    KeyType.TEXTS,
                    "Only written into the model: the languages it is meant for."),
            flag("vocabulary_output_piece_score", true, "Write scores into the `.vocab` file."),
            id("unk_id", 0),
            id("bos_id", 1),
            id("eos_id", 2),
            id("pad_id", -1),
            text("unk_piece", "Name of the unknown piece; `<unk>`."),
            text("bos_piece", "Name of the begin piece; `<s>`."),
            text("eos_piece", "Name of the end piece; `</s>`."),
            text("pad_piece", "Name of the padding piece; `<pad>`."),
            text("unk_surface", "What the unknown piece decodes to; U+2047 between spaces."));

    private TokenizerKeys() {}

    private static Key flag(String name, boolean value, String doc) {
        return Key.of("tokenizer." + name, KeyType.FLAG, doc).otherwise(value);
    }

    private static Key whole(String name, int value, int least, long most, String doc) {
        return Key.of("tokenizer." + name, KeyType.WHOLE, doc)
                .between(least, (double) most)
                .otherwise(value);
    }

    private static Key id(String name, int value) {
        return whole(name, value, -1, 1 << 24, "Id of the " + name.substring(0, 3) + " piece; -1 for none.");
    }

    private static Key text(String name, String doc) {
        return Key.of("tokenizer." + name, KeyType.TEXT, doc);
    }
}
