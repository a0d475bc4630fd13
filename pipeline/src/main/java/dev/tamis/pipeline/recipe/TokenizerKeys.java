package dev.tamis.pipeline.recipe;

import dev.tamis.pipeline.hocon.Key;
import dev.tamis.pipeline.hocon.KeyType;
import java.util.List;

/** SentencePiece's own training options, under its own names, with its bounds and defaults. */
final class TokenizerKeys {

    static final List<Key> OPTIONS = List.of(
            Key.of("tokenizer.model_type", KeyType.CHOICE, "Algorithm.")
                    .choosing(List.of("unigram", "bpe"))
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
            text("normalization_rule_tsv", "File of further normalization rules."),
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
            text("required_chars", "Characters that get a piece regardless of coverage."),
            whole("max_sentencepiece_length", 16, 1, 512, "Longest piece.").in("code points"),
            whole("max_sentence_length", 4192, 10, 1 << 30, "Longest line used for training.")
                    .in("bytes"),
            whole("input_sentence_size", 0, 0, Integer.MAX_VALUE, "Lines sampled for training; 0 takes all.")
                    .in("lines"),
            flag("shuffle_input_sentence", true, "Sample the lines instead of taking the first."),
            whole(
                            "seed_sentencepiece_size",
                            1_000_000,
                            1,
                            Integer.MAX_VALUE,
                            "Candidates that unigram training starts from.")
                    .in("pieces"),
            Key.of(
                            "tokenizer.shrinking_factor",
                            KeyType.NUMBER,
                            "Share of pieces kept by each pruning of unigram training.")
                    .between(0.5, 0.95)
                    .otherwise("0.75"),
            whole("num_sub_iterations", 2, 1, 10, "EM steps between two prunings."),
            whole("num_threads", 16, 1, 1024, "Threads of training.").in("threads"),
            flag("hard_vocab_limit", true, "Fail if `vocab_size` cannot be reached."),
            flag("use_all_vocab", false, "Take all candidates as pieces (model types word and char of SentencePiece)."),
            flag("train_extremely_large_corpus", false, "Allow inputs that need 64-bit offsets."),
            flag("vocabulary_output_piece_score", true, "Write scores into the `.vocab` file."),
            whole("self_test_sample_size", 0, 0, 1000, "Sentences stored in the model as self test."),
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

    private static Key whole(String name, int value, int least, int most, String doc) {
        return Key.of("tokenizer." + name, KeyType.WHOLE, doc)
                .between(least, most)
                .otherwise(value);
    }

    private static Key id(String name, int value) {
        return whole(name, value, -1, 1 << 24, "Id of the " + name.substring(0, 3) + " piece; -1 for none.");
    }

    private static Key text(String name, String doc) {
        return Key.of("tokenizer." + name, KeyType.TEXT, doc);
    }
}
