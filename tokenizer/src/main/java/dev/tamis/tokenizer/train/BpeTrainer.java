package dev.tamis.tokenizer.train;

import dev.tamis.tokenizer.model.ModelType;
import dev.tamis.tokenizer.model.SentencePieceModel;
import dev.tamis.tokenizer.model.TrainerField;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Trains byte pair encoding (Sennrich et al. 2016): the most frequent pair of neighbours merges to a piece, again and
 * again. Follows SentencePiece 0.2 merge by merge. The same words and options give the same bytes, whatever the number
 * of threads.
 *
 * <p>A pair's frequency counts overlapping occurrences. Of equally frequent pairs the one of fewer characters merges
 * first, then the first by code points. A string that another split has made already is not made again: that pair stays
 * unmerged. There is no least frequency: pairs that came up, but occur nowhere any more, fill the vocabulary last.
 *
 * <p>Required pieces are merged before all others, whatever their frequency: {@link RequiredMerges}.
 */
final class BpeTrainer {
    private BpeTrainer() {}

    /**
     * Trains a model.
     *
     * @throws IllegalArgumentException when the options don't fit together, there is no text, or the vocabulary can't
     *     have the wanted size; the message then says the possible one
     */
    static SentencePieceModel train(WordTable table, TrainerOptions options, Progress progress) {
        options.checked();
        if (options.modelType() != ModelType.BPE) {
            throw new IllegalArgumentException(
                    "model_type: found " + options.modelType().option() + ", but this trains bpe models");
        }
        if (table.size() == 0) {
            throw new IllegalArgumentException(
                    "there are no words to train on: every sentence was empty, too long or left out");
        }
        MetaPieces metas = new MetaPieces(options);
        Alphabet alphabet = Alphabet.of(table, options);
        alphabet.report(table.size(), progress);
        PieceRules rules = new PieceRules(alphabet, options);
        RequiredMerges required = new RequiredMerges(options, metas, alphabet, rules);
        alphabet.checkFits(options.vocabSize(), metas.size(), required.pieces(), required.partsOnly());
        Set<String> given = metas.texts();
        FrontEnd.reportChanged(
                options.requiredPieces().stream()
                        .filter(piece -> !given.contains(piece))
                        .toList(),
                options,
                progress);
        int wanted = options.vocabSize() - metas.size() - alphabet.required().length;
        List<Vocabulary.Scored> pieces = new ArrayList<>(options.vocabSize());
        for (String text : merges(table, alphabet, rules, required, wanted, options, progress)) {
            pieces.add(new Vocabulary.Scored(text, -(float) pieces.size()));
        }
        for (int c : alphabet.required()) {
            pieces.add(new Vocabulary.Scored(Character.toString(c), -(float) pieces.size()));
        }
        return Vocabulary.model(options, metas, pieces);
    }

    /** The merged strings in their order, at most {@code wanted}. */
    private static List<String> merges(
            WordTable table,
            Alphabet alphabet,
            PieceRules rules,
            RequiredMerges required,
            int wanted,
            TrainerOptions options,
            Progress progress) {
        BpeSymbols symbols = new BpeSymbols(alphabet, rules, wanted);
        Workers workers = new Workers(options.trainer().integer(TrainerField.NUM_THREADS));
        BpeMerges merges = new BpeMerges(BpeText.of(table, alphabet), symbols, rules.longest(), wanted, workers);
        Set<String> made = new HashSet<>();
        List<String> texts = new ArrayList<>(wanted);
        replay(required, merges, texts, progress);
        made.addAll(texts);
        merges.start();
        int step = Math.max(1000, wanted / 10);
        while (texts.size() < wanted) {
            int pair = merges.next();
            if (pair < 0) {
                break;
            }
            String text = symbols.text(merges.left(pair), merges.right(pair));
            if (!made.add(text)) {
                merges.drop(pair);
                continue;
            }
            texts.add(text);
            if (texts.size() % step == 0 || texts.size() == wanted) {
                progress.report("merges: " + texts.size() + " of " + wanted + ", the last of frequency "
                        + merges.frequency(pair));
            }
            merges.merge(pair);
        }
        if (texts.size() < wanted) {
            addExtinct(merges.extinct(), symbols, wanted, made, texts);
        }
        return texts;
    }

    /** Makes the required pieces, each wherever its two parts are neighbours. */
    private static void replay(RequiredMerges required, BpeMerges merges, List<String> texts, Progress progress) {
        if (required.pieces() == 0) {
            return;
        }
        int unseen = 0;
        for (int merge = 0; merge < required.size(); merge++) {
            unseen += merges.replay(required.left(merge), required.right(merge)) ? 0 : 1;
            texts.add(required.text(merge));
        }
        texts.addAll(required.apart());
        progress.report("required: " + (required.pieces() - required.partsOnly()) + " pieces and "
                + required.partsOnly() + " parts of them; " + unseen + " occur nowhere in this text");
        if (!required.apart().isEmpty()) {
            progress.report(
                    "required, but no text is encoded to them, for a user-defined symbol or special piece is in the way: "
                            + RequiredMerges.quoted(required.apart()));
        }
    }

    /** Goes on with pairs of frequency 0, which make no new pairs. */
    private static void addExtinct(
            long[] extinct, BpeSymbols symbols, int wanted, Set<String> made, List<String> texts) {
        int[] order = new int[extinct.length];
        for (int i = 0; i < order.length; i++) {
            order[i] = i;
        }
        IndexSort.sort(
                order,
                (a, b) -> symbols.compare(
                        (int) (extinct[a] >>> 32), (int) extinct[a], (int) (extinct[b] >>> 32), (int) extinct[b]));
        for (int i = 0; i < order.length && texts.size() < wanted; i++) {
            String text = symbols.text((int) (extinct[order[i]] >>> 32), (int) extinct[order[i]]);
            if (made.add(text)) {
                texts.add(text);
            }
        }
    }
}
