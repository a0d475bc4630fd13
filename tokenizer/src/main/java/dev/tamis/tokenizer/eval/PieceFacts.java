package dev.tamis.tokenizer.eval;

import dev.tamis.tokenizer.model.Piece;
import dev.tamis.tokenizer.model.PieceType;
import dev.tamis.tokenizer.model.SentencePieceModel;
import dev.tamis.tokenizer.normalize.Utf8;

/** What counting needs to know of each piece of a vocabulary, by id. Immutable. */
final class PieceFacts {
    static final int STARTS_WITH_SPACE = 1;
    static final int ENDS_WITH_SPACE = 2;
    /** The last space is the mark that belongs to the word after it, not a line end or a tab. */
    static final int ENDS_WITH_MARK = 4;

    static final int IS_BYTE = 8;
    /** Above it: runs of what is no space. */
    static final int RUNS_SHIFT = 4;

    private static final int MARK = 0x2581;

    /** The flags, and the number of parts of words. */
    final int[] shape;
    /** The byte that a byte piece stands for. */
    final byte[] byteValue;
    /** Bytes of the piece as it stands in normalised text; 0 for what text cannot give. */
    final int[] normalizedBytes;
    /** The same with one byte for each mark of a space. */
    final int[] textBytes;
    /** Of the first letter. */
    final short[] script;
    /** Letters of that script. */
    final int[] letters;
    /** Whether text can give the id: not for control and unused pieces, nor for the unknown one. */
    final boolean[] usable;

    final int unkId;
    final int usableCount;

    PieceFacts(SentencePieceModel model) {
        int size = model.size();
        shape = new int[size];
        byteValue = new byte[size];
        normalizedBytes = new int[size];
        textBytes = new int[size];
        script = new short[size];
        letters = new int[size];
        usable = new boolean[size];
        unkId = model.unkId();
        int count = 0;
        for (int id = 0; id < size; id++) {
            Piece piece = model.piece(id);
            script[id] = (short) TextScripts.NONE;
            PieceType type = piece.type();
            usable[id] = type == PieceType.NORMAL || type == PieceType.USER_DEFINED || type == PieceType.BYTE;
            count += usable[id] ? 1 : 0;
            if (type == PieceType.BYTE) {
                int value = SentencePieceModel.byteOf(piece.text());
                byteValue[id] = (byte) value;
                normalizedBytes[id] = 1;
                textBytes[id] = 1;
                boolean space = value < 0x80 && TextScripts.isSpace(value);
                shape[id] = IS_BYTE | (space ? spaces(value == ' ') : 1 << RUNS_SHIFT);
            } else if (type == PieceType.UNKNOWN) {
                shape[id] = 1 << RUNS_SHIFT;
            } else if (type != PieceType.CONTROL) {
                surface(id, piece.bytes().toByteArray());
            }
        }
        usableCount = count;
    }

    private static int spaces(boolean mark) {
        return STARTS_WITH_SPACE | ENDS_WITH_SPACE | (mark ? ENDS_WITH_MARK : 0);
    }

    private void surface(int id, byte[] bytes) {
        normalizedBytes[id] = bytes.length;
        int flags = 0;
        int runs = 0;
        boolean inWord = false;
        for (int at = 0; at < bytes.length; ) {
            int c = Utf8.decode(bytes, at, bytes.length);
            boolean mark = c == MARK || c == ' ';
            boolean space = mark || (c >= 0 && TextScripts.isSpace(c));
            if (at == 0 && space) {
                flags |= STARTS_WITH_SPACE;
            }
            if (!space && !inWord) {
                runs++;
            }
            inWord = !space;
            int length = c < 0 ? 1 : Utf8.length(c);
            at += length;
            textBytes[id] += c == MARK ? 1 : length;
            if (at == bytes.length && space) {
                flags |= mark ? ENDS_WITH_SPACE | ENDS_WITH_MARK : ENDS_WITH_SPACE;
            }
            int of = c < 0 ? TextScripts.NONE : TextScripts.of(c);
            if (of != TextScripts.NONE) {
                script[id] = script[id] == TextScripts.NONE ? (short) of : script[id];
                letters[id] += of == script[id] ? 1 : 0;
            }
        }
        shape[id] = flags | runs << RUNS_SHIFT;
    }

    int size() {
        return shape.length;
    }
}
