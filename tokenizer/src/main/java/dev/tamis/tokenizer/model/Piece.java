package dev.tamis.tokenizer.model;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnknownFieldSet;
import java.util.Objects;

/**
 * One entry of the vocabulary; its id is its position in the model.
 *
 * @param bytes the surface in UTF-8, with U+2581 for a space
 * @param declaredScore log probability (unigram) or minus the merge's rank (BPE); null when the file leaves it out, meaning 0
 * @param declaredType the type as the file says it; null when the file leaves it out, meaning NORMAL
 * @param unknown fields of later versions, kept for a rewrite
 */
public record Piece(ByteString bytes, Float declaredScore, PieceType declaredType, UnknownFieldSet unknown) {
    public Piece {
        Objects.requireNonNull(bytes, "bytes");
        Objects.requireNonNull(unknown, "unknown");
    }

    /** A piece as the trainer writes it: the type is left out for NORMAL. */
    public static Piece of(String text, float score, PieceType type) {
        return of(ByteString.copyFromUtf8(text), score, type);
    }

    /** A piece as the trainer writes it: the type is left out for NORMAL. */
    public static Piece of(ByteString bytes, float score, PieceType type) {
        return new Piece(bytes, score, type == PieceType.NORMAL ? null : type, UnknownFieldSet.getDefaultInstance());
    }

    public float score() {
        return declaredScore == null ? 0f : declaredScore;
    }

    public PieceType type() {
        return declaredType == null ? PieceType.NORMAL : declaredType;
    }

    /** The surface as text; bytes that are not UTF-8 become U+FFFD. */
    public String text() {
        return bytes.toStringUtf8();
    }
}
