package dev.tamis.models.train;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.SplittableRandom;

/** Texts of made-up words, of which some tell the label. */
final class TrainingTexts {
    private TrainingTexts() {}

    /** Writes lines of two labels: a third of the words is of the label's own, the rest of both. */
    static Path write(Path directory, int lines, int longest, long seed) throws IOException {
        return write(directory, lines, longest, 2, seed);
    }

    static Path write(Path directory, int lines, int longest, int labels, long seed) throws IOException {
        SplittableRandom random = new SplittableRandom(seed);
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < lines; i++) {
            int label = random.nextInt(labels);
            text.append("__label__").append((char) ('a' + label));
            int words = 1 + random.nextInt(longest);
            for (int w = 0; w < words; w++) {
                boolean own = random.nextInt(3) == 0;
                text.append(' ').append(own ? (char) ('a' + label) : 'x').append(random.nextInt(own ? 30 : 300));
            }
            text.append('\n');
        }
        Path file = directory.resolve("texts-" + seed + ".txt");
        Files.writeString(file, text);
        return file;
    }

    static TrainOptions options(int thread) {
        return with(TrainOptions.DEFAULTS.loss(), thread);
    }

    static TrainOptions with(dev.tamis.models.fasttext.Loss loss, int thread) {
        return new TrainOptions(0.5, 100, 10, 3, 2, 1, 0, 2000, 0, 0, loss, 5, thread, 17);
    }

    static ClassifierTraining training(Path file, TrainOptions options) {
        return new ClassifierTraining(List.of(file), options, file.getParent(), 64 << 20, TrainProgress.SILENT);
    }
}
