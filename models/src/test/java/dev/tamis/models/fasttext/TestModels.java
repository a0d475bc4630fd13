package dev.tamis.models.fasttext;

import dev.tamis.models.ModelSource;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/** Small models made by code. */
final class TestModels {
    static final List<String> WORDS = List.of("</s>", "the", "of", "good", "bad", "\u00e9t\u00e9", "\u4e2d\u6587", "x");

    private TestModels() {}

    static Args args(Loss loss, int dim, int wordNgrams, int bucket, int minn, int maxn) {
        return new Args(dim, 5, 5, 1, 5, wordNgrams, loss, Task.SUPERVISED, bucket, minn, maxn, 100, 1e-4);
    }

    static Dictionary dictionary(Args args, List<String> words, List<String> labels) {
        DictionaryBuilder builder = new DictionaryBuilder();
        for (int i = 0; i < words.size(); i++) {
            builder.word(utf8(words.get(i)), 1000 - i);
        }
        for (int i = 0; i < labels.size(); i++) {
            builder.label(utf8("__label__" + labels.get(i)), 500 / (i + 1));
        }
        return builder.build(args, 12345);
    }

    static DenseMatrix random(int rows, int columns, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        DenseMatrix matrix = new DenseMatrix(rows, columns);
        for (int row = 0; row < rows; row++) {
            for (int column = 0; column < columns; column++) {
                matrix.block(row)[matrix.offset(row) + column] = (float) (random.nextDouble() * 4 - 2);
            }
        }
        return matrix;
    }

    static FastTextModel dense(Loss loss, int dim, int wordNgrams, int maxn, List<String> labels) {
        int bucket = wordNgrams > 1 || maxn > 0 ? 50 : 0;
        Args args = args(loss, dim, wordNgrams, bucket, maxn > 0 ? 2 : 0, maxn);
        Dictionary dictionary = dictionary(args, WORDS, labels);
        return new FastTextModel(
                args, dictionary, random(WORDS.size() + bucket, dim, 1), random(labels.size(), dim, 2));
    }

    static QuantizedMatrix quantised(int rows, int columns, int width, boolean norms, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        int parts = (columns + width - 1) / width;
        int last = columns - (parts - 1) * width;
        byte[] codes = new byte[rows * parts];
        random.nextBytes(codes);
        byte[] normCodes = new byte[norms ? rows : 0];
        random.nextBytes(normCodes);
        return new QuantizedMatrix(
                rows,
                codes,
                new ProductQuantizer(columns, parts, width, last, floats(columns * 256, random)),
                norms ? normCodes : null,
                norms ? new ProductQuantizer(1, 1, 1, 1, floats(256, random)) : null);
    }

    private static float[] floats(int length, SplittableRandom random) {
        float[] floats = new float[length];
        for (int i = 0; i < length; i++) {
            floats[i] = (float) (random.nextDouble() * 2 - 1);
        }
        return floats;
    }

    /** Pruned to a few buckets. */
    static FastTextModel quantised(Loss loss, boolean norms, boolean quantisedOutput, List<String> labels) {
        int dim = 7;
        Args args = args(loss, dim, 2, 50, 2, 3);
        Dictionary whole = dictionary(args, WORDS, labels);
        int words = WORDS.size();
        int[] kept = IntStream.concat(
                        IntStream.range(0, words), IntStream.of(words + 3, words + 7, words + 20, words + 49))
                .toArray();
        Dictionary pruned = whole.keep(kept);
        Matrix output = quantisedOutput ? quantised(labels.size(), dim, 2, norms, 4) : random(labels.size(), dim, 4);
        return new FastTextModel(args, pruned, quantised(WORDS.size() + 4, dim, 3, norms, 3), output, quantisedOutput);
    }

    static byte[] bytes(FastTextModel model) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try {
            model.write(out);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return out.toByteArray();
    }

    static FastTextModel read(byte[] bytes) throws IOException {
        return FastTextModel.read(new ByteArrayInputStream(bytes), bytes.length, "test.bin");
    }

    static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    static ModelSource source(byte[] bytes) {
        return new ModelSource() {
            @Override
            public String name() {
                return "test.bin";
            }

            @Override
            public long length() {
                return bytes.length;
            }

            @Override
            public InputStream open() {
                return new ByteArrayInputStream(bytes);
            }

            @Override
            public Path local() {
                throw new UnsupportedOperationException();
            }
        };
    }
}
