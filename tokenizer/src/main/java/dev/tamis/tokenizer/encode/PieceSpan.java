package dev.tamis.tokenizer.encode;

/**
 * A token and the bytes that it stands for.
 *
 * @param id the piece's id
 * @param piece the piece as SentencePiece shows it, with U+2581 for a space; an unknown one as it stands in the
 *     normalised text
 * @param begin offset of its first byte in the text's UTF-8
 * @param end offset after its last byte; equal to {@code begin} for what has no bytes of its own, such as a dummy prefix
 *     or all but the last byte piece of a character
 */
public record PieceSpan(int id, String piece, int begin, int end) {}
