package dev.tamis.models.train;

import dev.tamis.models.fasttext.Args;
import dev.tamis.models.fasttext.DenseMatrix;
import dev.tamis.models.fasttext.Dictionary;
import dev.tamis.models.fasttext.DictionaryBuilder;
import dev.tamis.models.fasttext.FastTextModel;
import dev.tamis.models.fasttext.Line;
import dev.tamis.models.fasttext.Quantization;
import dev.tamis.models.fasttext.QuantizeOptions;
import dev.tamis.models.fasttext.TokenScanner;
import java.io.Closeable;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Trains a classifier on files in fastText's form. The files are read twice: once for their words, once for their
 * features, which are then held in memory or in a temporary file.
 */
public final class ClassifierTraining implements Closeable {
    private static final byte[] END = Dictionary.END_OF_LINE.getBytes(StandardCharsets.UTF_8);
    private static final long WORDS_BETWEEN_REPORTS = 1_000_000;

    private final List<Path> files;
    private final TrainOptions options;
    private final Path temporary;
    private final long examplesMemory;
    private final TrainProgress progress;
    private final TokenScanner scanner = new TokenScanner();
    private Dictionary dictionary;
    private DenseMatrix input;
    private FastTextModel model;
    private Examples examples;
    private long[] labelCounts;
    private double loss;
    private long lines;
    private long bytes;

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
        return train(Optional.empty());
    }

    /**
     * Trains a model that {@link #quantize} is to make small.
     *
     * @param later how; empty for not at all
     * @throws IOException as {@link #train()}, and before anything is learnt where the model could not be made small
     */
    public FastTextModel train(Optional<QuantizeOptions> later) throws IOException, InterruptedException {
        dictionary = count();
        progress.dictionary(dictionary.tokens(), dictionary.words(), dictionary.labels());
        int rows = Math.addExact(dictionary.words(), options.buckets());
        if (later.isPresent()) {
            String problem = Quantization.problem(later.get(), rows, dictionary.labels(), options.dim());
            if (problem != null) {
                throw new IOException(problem);
            }
        }
        checkHeap(rows);
        labelCounts = labelCounts(dictionary);
        examples = examples(dictionary);
        input = new DenseMatrix(rows, options.dim());
        Trainer.fill(input, options.seed());
        Trainer trainer = learn(examples, input, Optional.empty());
        loss = trainer.loss();
        DenseMatrix output = trainer.output();
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
     * Makes the trained model small. With a cutoff and {@code retrain}, the features that are left are trained further on
     * the same files, and the labels' vectors with them, as fastText does.
     */
    public FastTextModel quantize(QuantizeOptions quantize) throws IOException, InterruptedException {
        Quantization quantization = new Quantization(model, quantize, options.thread(), options.seed());
        if (quantization.isCut() && quantize.retrain()) {
            DenseMatrix kept = quantization.input();
            try (Examples again = examples(quantization.dictionary())) {
                Trainer trainer = learn(again, kept, Optional.of(quantization.output()));
                quantization.retrained(kept, trainer.output());
            }
        }
        return quantization.quantize();
    }

    private Trainer learn(Examples from, DenseMatrix vectors, Optional<DenseMatrix> learntBefore)
            throws InterruptedException {
        Trainer trainer = new Trainer(from, vectors, learntBefore, labelCounts, options);
        trainer.train(progress);
        return trainer;
    }

    private Dictionary count() throws IOException {
        WordCounts counts = new WordCounts();
        long tokens = 0;
        long reported = 0;
        lines = 0;
        bytes = 0;
        try (LabelledLines read = new LabelledLines(files)) {
            while (read.next()) {
                lines++;
                bytes += read.to() - read.from();
                tokens += count(read.bytes(), read.from(), read.to(), counts);
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
            boolean isLabel = counts.isLabel(word);
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

    /** Counts the words of a line, whose end is one too. */
    private long count(byte[] utf8, int from, int to, WordCounts counts) {
        long tokens = 0;
        scanner.over(utf8, from, to);
        while (scanner.next()) {
            counts.add(utf8, scanner.start(), scanner.end());
            tokens++;
        }
        if (utf8[to - 1] == '\n') {
            counts.add(END, 0, END.length);
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
        boolean complete = false;
        try {
            fill(made, known);
            complete = true;
        } finally {
            // Else its temporary file would stay.
            if (!complete) {
                made.close();
            }
        }
        if (made.spilled()) {
            progress.note("features are more than memory should hold; they are in a temporary file in " + temporary);
        }
        return made;
    }

    private void fill(Examples made, Dictionary known) throws IOException {
        Line line = new Line();
        try (LabelledLines read = new LabelledLines(files)) {
            while (read.next()) {
                // A written-out end of line parts a line in two.
                for (int at = read.from(); at < read.to(); at = line.end()) {
                    known.line(read.bytes(), at, read.to(), line);
                    if (line.labelCount() > 0 && line.rowCount() > 0) {
                        made.add(line.tokens(), line.labels(), line.labelCount(), line.rows(), line.rowCount());
                    }
                }
            }
        }
        made.finish();
        if (made.count() == 0) {
            throw new IOException("No line has both a label and a word: nothing to learn from in " + files);
        }
    }

    /** Refuses what would end in an error after minutes of reading. */
    private void checkHeap(int rows) throws IOException {
        Runtime runtime = Runtime.getRuntime();
        long examples = Math.min(examplesMemory, Examples.most(options, lines, dictionary.tokens(), bytes));
        long needed = heap(options, rows, dictionary.labels(), lines, examples);
        long used = runtime.totalMemory() - runtime.freeMemory();
        if (needed > runtime.maxMemory() - used) {
            // What is in use may be garbage.
            System.gc();
            used = runtime.totalMemory() - runtime.freeMemory();
        }
        if (needed > runtime.maxMemory() - used) {
            throw new IOException(String.format(
                    Locale.ROOT,
                    "Training takes about %,d MB of heap: %,d vectors (%,d words and %,d buckets) of %,d numbers,"
                            + " those of %,d labels for each of %,d threads, and texts; %,d of %,d MB are free. Set TAMIS_HEAP to %dg or more (java's -Xmx), or take a"
                            + " smaller bucket or dim, fewer threads, or a greater minCount",
                    needed >> 20,
                    rows,
                    rows - options.buckets(),
                    options.buckets(),
                    options.dim(),
                    dictionary.labels(),
                    options.thread(),
                    (runtime.maxMemory() - used) >> 20,
                    runtime.maxMemory() >> 20,
                    (((used + needed) * 5 / 4) >> 30) + 1));
        }
    }

    /**
     * Bytes of heap that training takes.
     *
     * @param rows of the input
     * @param texts that are learnt from
     * @param examples bytes of their features that are held in memory
     */
    static long heap(TrainOptions options, int rows, int labels, long texts, long examples) {
        long input = Float.BYTES * (long) rows * options.dim();
        // Each thread has output vectors of its own; those before and after are two copies more.
        long output = Float.BYTES * (long) labels * options.dim() * (options.thread() + 2L);
        return input + output + examples + Examples.BYTES_OF_A_TEXT * texts;
    }

    @Override
    public void close() {
        if (examples != null) {
            examples.close();
        }
    }
}
