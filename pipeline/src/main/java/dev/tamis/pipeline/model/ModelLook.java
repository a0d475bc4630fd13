package dev.tamis.pipeline.model;

import com.typesafe.config.ConfigUtil;
import dev.tamis.models.ModelException;
import dev.tamis.models.ModelFile;
import dev.tamis.models.ModelSource;
import dev.tamis.models.cascade.CascadeModel;
import dev.tamis.models.fasttext.FastTextModel;
import dev.tamis.models.neural.Labels;
import dev.tamis.models.neural.NeuralModel;
import dev.tamis.models.ngram.ArpaReader;
import dev.tamis.models.ngram.NgramModel;
import dev.tamis.models.relevance.ImportanceModel;
import dev.tamis.tokenizer.model.SentencePieceModel;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.stream.Collectors;

/** Says what a file of a model is, by its content, having read it as a run would. */
public final class ModelLook {
    private static final String TOKENIZER = "a tokenizer.json";
    private static final String PIECES = "a SentencePiece model with ";

    private ModelLook() {}

    /** Whether {@link #at} said that a file is the tokenizer of a model, which a recipe pins by another key. */
    public static boolean isTokenizer(String what) {
        return what.equals(TOKENIZER) || what.startsWith(PIECES);
    }

    /**
     * What a local file is, in a sentence.
     *
     * @throws ModelException if it is broken, refused, or of no kind that Tamis reads
     */
    public static String at(Path file) throws IOException {
        ModelSource source = new ModelFile(file);
        byte[] first;
        try (InputStream in = source.open()) {
            first = in.readNBytes(64);
        }
        if (FastTextModel.isModel(first)) {
            FastTextModel model = FastTextModel.read(source);
            return "a fastText model with " + model.dictionary().labels() + " labels and "
                    + model.dictionary().words() + " words" + (model.isQuantised() ? ", quantised" : "");
        }
        if (NeuralModel.formatOf(source).isPresent()) {
            return NeuralModel.look(source);
        }
        String text = new String(first, StandardCharsets.ISO_8859_1).stripLeading();
        if (begins(first, 0x1f, 0x8b) || text.startsWith("\\data\\")) {
            NgramModel model = ArpaReader.read(source);
            return "an ARPA file of an n-gram model of order " + model.order() + " with " + model.words() + " words";
        }
        if (text.startsWith("{") && "config.json".equals(String.valueOf(file.getFileName()))) {
            return "a config.json; its outputs are labels = "
                    + Labels.of(source).stream()
                            .map(ConfigUtil::quoteString)
                            .collect(Collectors.joining(", ", "[", "]"));
        }
        if (text.startsWith("{")) {
            NeuralModel.checkTokenizer(source);
            return TOKENIZER;
        }
        if (text.startsWith("TDSIR")) {
            ImportanceModel.read(source);
            return "importance weights that a run fitted (type dsir)";
        }
        if (text.startsWith("<")) {
            return CascadeModel.look(source);
        }
        if (begins(first, 0x0a)) {
            byte[] bytes = SentencePieceModel.bytes(file);
            try {
                return PIECES + SentencePieceModel.parse(bytes).pieces().size() + " pieces";
            } catch (IllegalArgumentException e) {
                throw new ModelException(file + " is no SentencePiece model: " + e.getMessage(), e);
            }
        }
        throw new ModelException(
                file + " is of no kind that Tamis reads: fastText (.bin, .ftz), ONNX, TorchScript, ARPA,"
                        + " Haar cascades, SentencePiece and tokenizer.json; pickles are refused");
    }

    private static boolean begins(byte[] bytes, int... expected) {
        if (bytes.length < expected.length) {
            return false;
        }
        for (int i = 0; i < expected.length; i++) {
            if ((bytes[i] & 0xff) != expected[i]) {
                return false;
            }
        }
        return true;
    }
}
