package dev.tamis.tokenizer.train;

import dev.tamis.tokenizer.model.ModelType;
import dev.tamis.tokenizer.model.SentencePieceModel;
import dev.tamis.tokenizer.model.TrainerField;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Makes char and word models, whose pieces are the most frequent characters or words, scored by their share. */
final class CountTrainer {
    private CountTrainer() {}

    static SentencePieceModel train(WordTable table, TrainerOptions options, Progress progress) {
        MetaPieces metas = new MetaPieces(options);
        Alphabet alphabet = Alphabet.of(table, options);
        List<String> texts = new ArrayList<>();
        List<Long> counts = new ArrayList<>();
        double total = 0;
        if (options.modelType() == ModelType.CHAR) {
            for (int rank = 0; rank < alphabet.required().length; rank++) {
                texts.add(Character.toString(alphabet.required()[rank]));
                counts.add(alphabet.requiredCount(rank));
                total += alphabet.requiredCount(rank);
            }
        } else {
            Words words = new Words(table, alphabet);
            for (int word = 0; word < words.size(); word++) {
                boolean rare = false;
                total += table.count(word);
                for (int at = words.start(word); at < words.start(word) + words.length(word); at++) {
                    rare |= words.symbols()[at] == alphabet.rare();
                }
                if (!rare) {
                    int start = table.start(word);
                    int length = table.start(word + 1) - start;
                    texts.add(new String(table.bytes(), start, length, StandardCharsets.UTF_8));
                    counts.add(table.count(word));
                }
            }
        }
        boolean all = options.flag(TrainerField.USE_ALL_VOCAB);
        int room = all ? texts.size() : Math.min(texts.size(), options.vocabSize() - metas.size());
        float logTotal = (float) StrictMath.log(total);
        List<Vocabulary.Scored> learnt = new ArrayList<>(room);
        for (int i = 0; i < room; i++) {
            float score = (float) (StrictMath.log(Math.max(counts.get(i), 0.5)) - logTotal);
            learnt.add(new Vocabulary.Scored(texts.get(i), score));
        }
        progress.report(options.modelType().option() + " model: " + room + " of " + texts.size() + " pieces");
        return Vocabulary.model(all ? options.withVocabSize(room + metas.size()) : options, metas, learnt);
    }
}
