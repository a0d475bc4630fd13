package dev.tamis.models.train;

import dev.tamis.models.fasttext.Args;
import dev.tamis.models.fasttext.DenseMatrix;
import dev.tamis.models.fasttext.Dictionary;
import dev.tamis.models.fasttext.DictionaryBuilder;
import dev.tamis.models.fasttext.FastTextModel;
import dev.tamis.models.fasttext.Line;
import dev.tamis.models.fasttext.Quantization;
import dev.tamis.models.fasttext.QuantizeOptions;
import java.io.Closeable;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/**
 * Trains a classifier on files in fastText's form. The files are read twice: once for their words, once for their
 * features, which are then held in memory or in a temporary file.
 */
public final class ClassifierTraining implements Closeable {
    private static final byte[] LABEL = Dictionary.LABEL_PREFIX.getBytes(StandardCharsets.UTF_8);
    private static final byte[] END = Dictionary.END_OF_LINE.getBytes(StandardCharsets.UTF_8);
    private static final long WORDS_BETWEEN_REPORTS = 1_000_000;

    private final List<Path> files;
    private final TrainOptions options;
    private final Path temporary;
    private final long examplesMemory;
    private final TrainProgress progress;
    private Dictionary dictionary;
    private DenseMatrix input;
    private FastTextModel model;
    private Examples examples;
    private long[] labelCounts;
    private double loss;

    /**
     * @param files in fastText's form, UTF-8
     * @param temporary directory of the temporary file, if one is needed
     * @param examplesMemory most bytes of features held in memory
     */
    public ClassifierTraining(
            List<Path> files, TrainOptions options, Path temporary, long examplesMemory, TrainProgress progress) {
        this.files = List.copyOf(files);
        this.options = options;
        this.temporary = temporary;
        this.examplesMemory = examplesMemory;
        this.progress = progress;
    }

    /**
     * Trains.
     *
     * @throws IOException where a file cannot be read, holds fewer than two labels or no text with a label, or the
     *     vectors do not fit into the heap
     */
    public FastTextModel train() throws IOException, InterruptedException {
        dictionary = count();
        progress.dictionary(dictionary.tokens(), dictionary.words(), dictionary.labels());
        int rows = Math.addExact(dictionary.words(), options.buckets());
        checkHeap(rows);
        labelCounts = labelCounts(dictionary);
        examples = examples(dictionary);
        input = new DenseMatrix(rows, options.dim());
        Trainer.fill(input, options.seed());
        DenseMatrix output = learn(examples, input);
        model = new FastTextModel(dictionary.args(), dictionary, input, output);
        return model;
    }

    /** Mean loss over all epochs. */
    public double loss() {
        return loss;
    }

    /** Words of the training text, ends of lines and labels included. */
    public long tokens() {
        return dictionary.tokens();
    }

    /** Texts that were learnt from: those with a known label and a feature. */
    public int texts() {
        return examples.count();
    }

    /**
     * Makes the trained model small. With a cutoff and {@code retrain}, the features that are left are trained again on
     * the same files.
     */
    public FastTextModel quantize(QuantizeOptions quantize) throws IOException, InterruptedException {
        Quantization quantization = new Quantization(model, quantize, options.thread(), options.seed());
        if (quantization.isCut() && quantize.retrain()) {
            DenseMatrix kept = quantization.input();
            try (Examples again = examples(quantization.dictionary())) {
                quantization.retrained(kept, learn(again, kept));
            }
        }
        return quantization.quantize();
    }

    private DenseMatrix learn(Examples from, DenseMatrix vectors) throws InterruptedException {
        Trainer trainer = new Trainer(from, vectors, labelCounts, options);
        trainer.train(progress);
        loss = trainer.loss();
        return trainer.output();
    }

    private Dictionary count() throws IOException {
        WordCounts counts = new WordCounts();
        long tokens = 0;
        long reported = 0;
        try (LabelledLines lines = new LabelledLines(files)) {
            while (lines.next()) {
                tokens += count(lines.bytes(), lines.from(), lines.to(), counts);
                if (tokens - reported >= WORDS_BETWEEN_REPORTS) {
                    reported = tokens;
                    progress.read(tokens);
                }
            }
        }
        progress.read(tokens);
        Args args = options.args();
        DictionaryBuilder builder = new DictionaryBuilder();
        int labels = 0;
        for (int word = 0; word < counts.size(); word++) {
            boolean isLabel = counts.startsWith(word, LABEL);
            if (isLabel && counts.count(word) >= options.minCountLabel()) {
                builder.label(counts.word(word), counts.count(word));
                labels++;
            } else if (!isLabel && counts.count(word) >= options.minCount()) {
                builder.word(counts.word(word), counts.count(word));
            }
        }
        if (labels < 2) {
            throw new IOException("The training text has " + labels
                    + (labels == 1 ? " label" : " labels") + ", must have at least two: begin lines with "
                    + Dictionary.LABEL_PREFIX + "NAME and a space (" + tokens + " words were read from " + files + ")");
        }
        return builder.build(args, tokens);
    }

    private static long count(byte[] bytes, int from, int to, WordCounts counts) {
        long tokens = 0;
        int start = from;
        for (int i = from; i < to; i++) {
            byte b = bytes[i];
            if (b == ' ' || (b >= '\t' && b <= '\r') || b == 0) {
                if (i > start) {
                    counts.add(bytes, start, i);
                    tokens++;
                }
                start = i + 1;
                if (b == '\n') {
                    counts.add(END, 0, END.length);
                    tokens++;
                }
            }
        }
        if (to > start) {
            counts.add(bytes, start, to);
            tokens++;
        }
        return tokens;
    }

    private static long[] labelCounts(Dictionary dictionary) {
        long[] counts = new long[dictionary.labels()];
        for (int i = 0; i < counts.length; i++) {
            counts[i] = dictionary.count(dictionary.words() + i);
        }
        return counts;
    }

    private Examples examples(Dictionary known) throws IOException {
        Examples made = new Examples(examplesMemory, temporary);
        Line line = new Line();
        try (LabelledLines lines = new LabelledLines(files)) {
            while (lines.next()) {
                // A written-out end of line parts a line in two.
                for (int at = lines.from(); at < lines.to(); at = line.end()) {
                    known.line(lines.bytes(), at, lines.to(), line);
                    if (line.labelCount() > 0 && line.rowCount() > 0) {
                        made.add(line.tokens(), line.labels(), line.labelCount(), line.rows(), line.rowCount());
                    }
                }
            }
        }
        made.finish();
        if (made.count() == 0) {
            made.close();
            throw new IOException("No line has both a label and a word: nothing to learn from in " + files);
        }
        if (made.spilled()) {
            progress.note("features are more than memory should hold; they are in a temporary file in " + temporary);
        }
        return made;
    }

    /** Refuses what would end in an error after minutes of reading. */
    private void checkHeap(int rows) throws IOException {
        Runtime runtime = Runtime.getRuntime();
        long needed = 4L * rows * options.dim() + examplesMemory / 2 + 4L * rows;
        long used = runtime.totalMemory() - runtime.freeMemory();
        if (needed > runtime.maxMemory() - used) {
            // What is in use may be garbage.
            System.gc();
            used = runtime.totalMemory() - runtime.freeMemory();
        }
        if (needed > runtime.maxMemory() - used) {
            throw new IOException(String.format(
                    Locale.ROOT,
                    "Training takes about %,d MB of heap: %,d vectors (%,d words and %,d buckets) of %,d numbers, and"
                            + " texts; %,d of %,d MB are free. Set TAMIS_HEAP to %dg or more (java's -Xmx), or take a"
                            + " smaller bucket or dim, or a greater minCount",
                    needed >> 20,
                    rows,
                    rows - options.buckets(),
                    options.buckets(),
                    options.dim(),
                    (runtime.maxMemory() - used) >> 20,
                    runtime.maxMemory() >> 20,
                    (((used + needed) * 5 / 4) >> 30) + 1));
        }
    }

    @Override
    public void close() {
        if (examples != null) {
            examples.close();
        }
    }
}
