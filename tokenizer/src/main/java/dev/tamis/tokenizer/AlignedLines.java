package dev.tamis.tokenizer;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.tamis.tokenizer.EncodeSettings.ExtraOption;
import dev.tamis.tokenizer.encode.AlignedEncoder;
import dev.tamis.tokenizer.encode.PieceSpan;
import dev.tamis.tokenizer.encode.Segmentation;
import dev.tamis.tokenizer.model.SentencePieceModel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;

/** Encodes line by line to what the plain encoder has no words for: n-best lists, samples, byte ranges, extra pieces. */
final class AlignedLines {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final AlignedEncoder encoder;
    private final EncodeSettings settings;

    AlignedLines(AlignedEncoder encoder, EncodeSettings settings) {
        this.encoder = encoder;
        this.settings = settings;
    }

    /** Appends what the settings ask for, each segmentation on a line of its own. */
    void encode(Lines lines, long number, ByteArray out) {
        byte[] text = lines.bytes();
        int start = lines.start();
        int length = lines.length();
        switch (settings.format()) {
            case ID, PIECE, OFFSET -> write(encoder.encode(text, start, length), length, out);
            case NBEST_ID, NBEST_PIECE -> {
                for (Segmentation one : encoder.nBest(text, start, length, settings.nbestSize())) {
                    write(one, length, out);
                }
            }
            case SAMPLE_ID, SAMPLE_PIECE -> {
                // Multiplying keeps the samples of one line apart from those of its neighbours under the next seed.
                long seed = settings.randomSeed() * 0x9E3779B97F4A7C15L + number;
                write(encoder.sample(text, start, length, settings.nbestSize(), settings.alpha(), seed), length, out);
            }
        }
    }

    private void write(Segmentation segmentation, int length, ByteArray out) {
        List<PieceSpan> pieces = new ArrayList<>(segmentation.pieces());
        settings.extraOptions().forEach(option -> apply(option, pieces, length));
        switch (settings.format()) {
            case ID, NBEST_ID, SAMPLE_ID -> {
                for (int i = 0; i < pieces.size(); i++) {
                    if (i > 0) {
                        out.add(' ');
                    }
                    TokenizerCommands.addDecimal(pieces.get(i).id(), out);
                }
                out.add('\n');
            }
            case PIECE, NBEST_PIECE, SAMPLE_PIECE -> {
                for (int i = 0; i < pieces.size(); i++) {
                    if (i > 0) {
                        out.add(' ');
                    }
                    out.add(pieces.get(i).piece().getBytes(StandardCharsets.UTF_8));
                }
                out.add('\n');
            }
            case OFFSET -> writeJson(Map.of("pieces", pieces), out);
        }
    }

    static void writeJson(Object value, ByteArray out) {
        try {
            out.add(JSON.writeValueAsBytes(value));
            out.add('\n');
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    private void apply(ExtraOption option, List<PieceSpan> pieces, int length) {
        SentencePieceModel model = encoder.model();
        switch (option) {
            case BOS -> pieces.add(0, special(model.bosId(), 0));
            case EOS -> pieces.add(special(model.eosId(), length));
            case REVERSE -> Collections.reverse(pieces);
            case UNK ->
                pieces.replaceAll(span -> span.id() == model.unkId()
                        ? new PieceSpan(span.id(), model.piece(model.unkId()).text(), span.begin(), span.end())
                        : span);
        }
    }

    private PieceSpan special(int id, int at) {
        return new PieceSpan(id, encoder.model().piece(id).text(), at, at);
    }
}
