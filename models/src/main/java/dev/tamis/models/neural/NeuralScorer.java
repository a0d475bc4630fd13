package dev.tamis.models.neural;

import dev.tamis.models.ScoredText;
import dev.tamis.models.Scores;
import dev.tamis.models.TextScorer;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;

/**
 * Runs a network on texts of one thread. Of the texts at hand those of nearly the same length go together, so that little is
 * padded; which those are follows from the texts and their order alone.
 */
final class NeuralScorer implements TextScorer {
    /** Texts that are sorted by length. */
    private static final int WINDOW = 256;

    private final NeuralModel model;
    private final NeuralSettings settings;
    private final Head head;
    private long[] ids = new long[0];
    private long[] mask = new long[0];
    private long[] types = new long[0];
    private long cut;

    NeuralScorer(NeuralModel model) {
        this.model = model;
        this.settings = model.settings();
        this.head = settings.head();
    }

    @Override
    public int batch() {
        return WINDOW;
    }

    @Override
    public long cut() {
        return cut;
    }

    @Override
    public void score(List<ScoredText> texts, Scores scores) throws IOException {
        TokenizerFile.Tokens[] tokens = new TokenizerFile.Tokens[texts.size()];
        int found = 0;
        // Length, then place: texts of one length stay in their order.
        long[] order = new long[texts.size()];
        for (int i = 0; i < tokens.length; i++) {
            tokens[i] = model.tokenizer().tokens(settings.prefix(), texts.get(i).utf8(), settings.maxTokens());
            if (tokens[i] != null && texts.get(i).utf8().length > 0) {
                order[found++] = ((long) tokens[i].ids().length << 32) | i;
                if (tokens[i].cut()) {
                    cut++;
                }
            }
        }
        Arrays.sort(order, 0, found);
        int from = 0;
        while (from < found) {
            int to = from + 1;
            while (to < found && fits((int) (order[from] >> 32), (int) (order[to] >> 32), to - from)) {
                to++;
            }
            run(tokens, order, from, to, scores);
            from = to;
        }
    }

    /** Whether a batch whose shortest text is this long takes another of this length beside those it has. */
    private boolean fits(int shortest, int length, int has) {
        if (model.alone() || (!model.network().masksPadding() && length > shortest)) {
            return false;
        }
        return (has + 1L) * length <= settings.batchTokens();
    }

    private void run(TokenizerFile.Tokens[] tokens, long[] order, int from, int to, Scores scores) throws IOException {
        int rows = to - from;
        int columns = (int) (order[to - 1] >> 32);
        reserve(rows * columns);
        for (int row = 0; row < rows; row++) {
            TokenizerFile.Tokens text = tokens[(int) order[from + row]];
            int start = row * columns;
            int end = start + text.ids().length;
            System.arraycopy(text.ids(), 0, ids, start, text.ids().length);
            System.arraycopy(text.types(), 0, types, start, text.ids().length);
            Arrays.fill(mask, start, end, 1);
            Arrays.fill(ids, end, start + columns, model.tokenizer().pad());
            Arrays.fill(types, end, start + columns, 0);
            Arrays.fill(mask, end, start + columns, 0);
        }
        Network.Output output = model.network().run(ids, mask, types, rows, columns);
        int width = output.values().length / rows;
        if (output.shape().length == 0
                || output.shape()[0] != rows
                || (long) width * rows != output.values().length
                || !isWide(width, columns)) {
            throw new IOException("the model gives the sizes " + Arrays.toString(output.shape()) + " for " + rows
                    + " texts of up to " + columns + " tokens");
        }
        for (int row = 0; row < rows; row++) {
            int text = (int) order[from + row];
            take(output.values(), row * width, width, text, tokens[text], scores);
        }
    }

    private boolean isWide(int width, int columns) {
        return settings.task() == Task.EMBED
                ? width == model.dimensions() || width == columns * model.dimensions()
                : width == head.outputs();
    }

    private void reserve(int length) {
        // DJL takes whole arrays, so that these have exactly the length that is asked for.
        if (ids.length != length) {
            ids = new long[length];
            mask = new long[length];
            types = new long[length];
        }
    }

    private void take(float[] values, int at, int width, int text, TokenizerFile.Tokens tokens, Scores scores) {
        if (settings.task() != Task.EMBED) {
            head.set(values, at, text, scores);
            return;
        }
        float[] embedding = embedding(values, at, width, tokens.ids().length);
        if (embedding != null) {
            scores.setEmbedding(text, embedding);
        }
    }

    /** Mean of the tokens' vectors, the first's, or the text's own, of length 1; null if a number is not finite or all are 0. */
    private float[] embedding(float[] values, int at, int width, int tokens) {
        int dimensions = model.dimensions();
        double[] sum = new double[dimensions];
        int summed = width == dimensions || settings.pooling() == Pooling.CLS ? 1 : tokens;
        for (int token = 0; token < summed; token++) {
            for (int d = 0; d < dimensions; d++) {
                sum[d] += values[at + token * dimensions + d];
            }
        }
        return Head.unit(sum);
    }
}
