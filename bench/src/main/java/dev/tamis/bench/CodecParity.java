package dev.tamis.bench;

import com.google.protobuf.ByteString;
import dev.tamis.tokenizer.ByteArray;
import dev.tamis.tokenizer.IntArray;
import dev.tamis.tokenizer.Lines;
import dev.tamis.tokenizer.encode.AlignedEncoder;
import dev.tamis.tokenizer.encode.Encoder;
import dev.tamis.tokenizer.encode.PieceSpan;
import dev.tamis.tokenizer.encode.Segmentation;
import dev.tamis.tokenizer.encode.UnigramRules;
import dev.tamis.tokenizer.model.ModelType;
import dev.tamis.tokenizer.model.Piece;
import dev.tamis.tokenizer.model.PieceType;
import dev.tamis.tokenizer.model.SentencePieceModel;
import dev.tamis.tokenizer.model.TrainerField;
import dev.tamis.tokenizer.normalize.TextNormalizer;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/**
 * What Tamis makes of lines under a SentencePiece model, for {@code bench/peers/codec_parity.py} to compare: the files
 * {@code ids}, {@code pieces}, {@code decoded} and {@code normalized}, a line for each; and for the first lines {@code
 * spans} (id,begin,end of each piece, a bar, the same for decoding) and, for unigram models, {@code nbest} (the bits of
 * the score, a colon, ids).
 *
 * <p>Arguments: model, lines, v0_1 or v0_2_2, the folder for the files, number of lines for spans and n-best lists.
 */
public final class CodecParity implements AutoCloseable {
    private static final int NBEST = 20;

    private final Encoder encoder;
    private final AlignedEncoder aligned;
    private final TextNormalizer normalizer;
    private final ByteArray text = new ByteArray();
    private final OutputStream ids;
    private final OutputStream pieces;
    private final OutputStream decoded;
    private final OutputStream normalized;
    private final OutputStream spans;
    private final OutputStream nbest;

    private CodecParity(SentencePieceModel model, UnigramRules rules, Path folder) throws IOException {
        encoder = new Encoder(model, rules);
        aligned = encoder.aligned();
        List<ByteString> symbols = model.pieces().stream()
                .filter(piece -> piece.type() == PieceType.USER_DEFINED)
                .map(Piece::bytes)
                .toList();
        boolean suffix = model.trainer().flag(TrainerField.TREAT_WHITESPACE_AS_SUFFIX);
        normalizer = new TextNormalizer(model.normalizer(), suffix, symbols);
        Files.createDirectories(folder);
        ids = open(folder, "ids");
        pieces = open(folder, "pieces");
        decoded = open(folder, "decoded");
        normalized = open(folder, "normalized");
        spans = open(folder, "spans");
        nbest = open(folder, "nbest");
    }

    private static OutputStream open(Path folder, String name) throws IOException {
        return new BufferedOutputStream(Files.newOutputStream(folder.resolve(name)), 1 << 16);
    }

    public static void main(String[] args) throws IOException {
        if (args.length != 5) {
            throw new IllegalArgumentException(
                    "takes model, lines, v0_1 or v0_2_2, folder, number of lines for spans; found " + args.length
                            + " arguments");
        }
        SentencePieceModel model = SentencePieceModel.parse(Files.readAllBytes(Path.of(args[0])));
        UnigramRules rules = UnigramRules.valueOf(args[2].toUpperCase(Locale.ROOT));
        long detailed = Long.parseLong(args[4]);
        try (InputStream in = new BufferedInputStream(Files.newInputStream(Path.of(args[1])));
                CodecParity parity = new CodecParity(model, rules, Path.of(args[3]))) {
            Lines lines = new Lines(in);
            for (long number = 0; lines.next(); number++) {
                parity.line(lines, number < detailed);
            }
        }
    }

    private void line(Lines line, boolean detailed) throws IOException {
        IntArray found = new IntArray();
        encoder.encode(line.bytes(), line.start(), line.length(), found);
        StringBuilder shown = new StringBuilder();
        for (int i = 0; i < found.size(); i++) {
            shown.append(i > 0 ? " " : "").append(found.get(i));
        }
        write(shown, ids);
        write(String.join(" ", encoder.encodePieces(line.bytes(), line.start(), line.length())), pieces);
        text.clear();
        encoder.decode(found.array(), 0, found.size(), text);
        write(text, decoded);
        normalizer.normalize(line.bytes(), line.start(), line.length(), text);
        write(text, normalized);
        if (!detailed) {
            return;
        }
        Segmentation segmentation = aligned.encode(line.bytes(), line.start(), line.length());
        shown.setLength(0);
        segmentation.pieces().forEach(span -> append(span, shown));
        shown.append('|');
        int[] again = segmentation.ids();
        text.clear();
        aligned.decode(again, 0, again.length, text).forEach(span -> append(span, shown));
        write(shown, spans);
        if (encoder.model().type() == ModelType.UNIGRAM) {
            shown.setLength(0);
            for (Segmentation one : aligned.nBest(line.bytes(), line.start(), line.length(), NBEST)) {
                shown.append(Integer.toHexString(Float.floatToIntBits(one.score())))
                        .append(':');
                for (int id : one.ids()) {
                    shown.append(id).append(' ');
                }
                shown.append('|');
            }
            write(shown, nbest);
        }
    }

    private static void append(PieceSpan span, StringBuilder to) {
        to.append(span.id())
                .append(',')
                .append(span.begin())
                .append(',')
                .append(span.end())
                .append(' ');
    }

    private static void write(CharSequence line, OutputStream out) throws IOException {
        out.write(line.toString().getBytes(StandardCharsets.UTF_8));
        out.write('\n');
    }

    private static void write(ByteArray line, OutputStream out) throws IOException {
        out.write(line.array(), 0, line.size());
        out.write('\n');
    }

    @Override
    public void close() throws IOException {
        for (OutputStream out : List.of(ids, pieces, decoded, normalized, spans, nbest)) {
            out.close();
        }
    }
}
