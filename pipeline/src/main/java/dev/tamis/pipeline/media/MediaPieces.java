package dev.tamis.pipeline.media;

import dev.tamis.filters.image.TokenPolicy;
import dev.tamis.filters.record.MediaMarks;
import dev.tamis.pipeline.recipe.MediaSpec;
import dev.tamis.tokenizer.ByteArray;
import dev.tamis.tokenizer.IntArray;
import dev.tamis.tokenizer.encode.Encoder;
import dev.tamis.tokenizer.model.PieceType;
import dev.tamis.tokenizer.model.SentencePieceModel;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Encodes documents that media stand in. Each stretch of text between media is encoded as a text of its own, so that its
 * ids decode to it alone; what stands around a medium that is gone is one stretch. Each medium becomes as many placeholders as the policy says. Text never becomes a placeholder,
 * for the piece is a control symbol. Holds an encoder: one thread at a time.
 */
public final class MediaPieces {
    /**
     * Most placeholders of a document. Media that would lead beyond have none: a page that shows a thousand large images
     * must not cost a run its memory.
     */
    public static final int MOST_PLACEHOLDERS = 1 << 24;

    /** Scratch that a long text took is given back. */
    private static final int KEPT = 1 << 20;

    private final Encoder encoder;
    private final TokenPolicy policy;
    private final int piece;
    private final int start;
    private final int end;
    private ByteArray stretch = new ByteArray(1 << 12);

    /**
     * The placeholders of one medium.
     *
     * @param index of the medium among the document's
     * @param start the first, counted in tokens of the document
     * @param length how many, at least 1
     */
    public record Span(int index, int start, int length) {}

    /** @throws IOException where the model lacks a piece, in the recipe's terms */
    public MediaPieces(Encoder encoder, MediaSpec spec) throws IOException {
        require(encoder.model(), spec);
        this.encoder = encoder;
        this.policy = spec.tokens();
        piece = encoder.model().idOf(spec.piece());
        start = spec.start() == null ? -1 : encoder.model().idOf(spec.start());
        end = spec.end() == null ? -1 : encoder.model().idOf(spec.end());
    }

    /**
     * Checks that a model has the pieces, as control pieces: text that could become a placeholder would stand for a medium
     * that does not exist.
     *
     * @throws IOException where it does not, in the recipe's terms
     */
    public static void require(SentencePieceModel model, MediaSpec spec) throws IOException {
        for (String wanted : spec.pieces()) {
            int id = model.idOf(wanted);
            boolean itself = model.piece(id).text().equals(wanted);
            if (!itself || model.piece(id).type() != PieceType.CONTROL) {
                throw new IOException("media: the model has "
                        + (itself
                                ? "the piece \"" + wanted + "\", but not as a control piece"
                                : "no piece \"" + wanted + "\"")
                        + " to stand for images; train it with control_symbols = [\""
                        + String.join("\", \"", spec.pieces())
                        + "\"], or name control pieces it has by media.piece, media.start and media.end");
            }
        }
    }

    /**
     * Appends the ids of a document, without an end-of-document id.
     *
     * @param text UTF-8 with a U+FFFC for each medium
     * @param media one for each U+FFFC in order; null for one that nothing stands for any more
     * @return where the placeholders stand, counted from the first id appended
     * @throws IOException where there are more marks than media or fewer
     */
    public List<Span> encode(byte[] text, List<Medium> media, IntArray out) throws IOException {
        int before = out.size();
        List<Span> spans = new ArrayList<>();
        int total = 0;
        int from = 0;
        int next = 0;
        stretch.clear();
        while (true) {
            int mark = MediaMarks.next(text, from);
            stretch.add(text, from, mark - from);
            if (mark == text.length) {
                break;
            }
            if (next == media.size()) {
                throw new IOException("more U+FFFC in the text than the document's " + media.size() + " media");
            }
            Medium medium = media.get(next++);
            long tokens = medium == null ? 0 : policy.tokens(medium.width(), medium.height(), medium.frames());
            if (tokens > 0 && tokens <= MOST_PLACEHOLDERS - total) {
                encodeStretch(out);
                spans.add(placeholders(medium.index(), (int) tokens, before, out));
                total += (int) tokens;
            }
            from = mark + MediaMarks.BYTES;
        }
        if (next < media.size()) {
            throw new IOException(
                    "fewer U+FFFC in the text, " + next + ", than the document's " + media.size() + " media");
        }
        encodeStretch(out);
        if (stretch.array().length > KEPT) {
            stretch = new ByteArray(1 << 12);
        }
        return spans;
    }

    private void encodeStretch(IntArray out) {
        if (stretch.size() > 0) {
            encoder.encode(stretch.array(), 0, stretch.size(), out);
            stretch.clear();
        }
    }

    private Span placeholders(int index, int tokens, int before, IntArray out) {
        if (start >= 0) {
            out.add(start);
        }
        int first = out.claim(tokens);
        Arrays.fill(out.array(), first, first + tokens, piece);
        if (end >= 0) {
            out.add(end);
        }
        return new Span(index, first - before, tokens);
    }
}
