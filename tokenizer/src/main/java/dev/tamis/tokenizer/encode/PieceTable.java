package dev.tamis.tokenizer.encode;

import com.google.protobuf.ByteString;
import dev.tamis.tokenizer.model.Piece;
import dev.tamis.tokenizer.model.PieceType;
import dev.tamis.tokenizer.model.SentencePieceModel;
import dev.tamis.tokenizer.normalize.DoubleArray;
import dev.tamis.tokenizer.normalize.TextNormalizer;
import dev.tamis.tokenizer.normalize.Utf8;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Predicate;

/** A model's vocabulary as the segmenters need it: tries and arrays by id. Immutable once made. */
final class PieceTable {
    final int unkId;
    final PieceType[] types;
    final float[] scores;
    final List<ByteString> userSymbols = new ArrayList<>();
    /** Longest match of user-defined symbols, or null when there are none. */
    final DoubleArray userTrie;

    private final SentencePieceModel model;

    PieceTable(SentencePieceModel model) {
        this.model = model;
        unkId = model.unkId();
        types = new PieceType[model.size()];
        scores = new float[model.size()];
        for (int id = 0; id < model.size(); id++) {
            Piece piece = model.piece(id);
            types[id] = piece.type();
            scores[id] = piece.score();
            if (piece.type() == PieceType.USER_DEFINED) {
                userSymbols.add(piece.bytes());
            }
        }
        userTrie = userSymbols.isEmpty() ? null : TextNormalizer.prefixes(userSymbols);
    }

    boolean hasUnused() {
        return Arrays.asList(types).contains(PieceType.UNUSED);
    }

    /** Whether no piece that text can match holds a U+2581 after another character. */
    boolean noneCrossesWordStart() {
        for (int id = 0; id < types.length; id++) {
            if (!types[id].matchesText()) {
                continue;
            }
            byte[] bytes = model.piece(id).bytes().toByteArray();
            int at = 0;
            while (Utf8.isSpace(bytes, at, bytes.length)) {
                at += 3;
            }
            for (; at < bytes.length; at++) {
                if (Utf8.isSpace(bytes, at, bytes.length)) {
                    return false;
                }
            }
        }
        return true;
    }

    int bytesOf(int id) {
        return model.piece(id).bytes().size();
    }

    /** A trie from surface to id of the pieces of the wanted types; a piece with a zero byte can't match text. */
    DoubleArray trie(Predicate<PieceType> wanted) {
        record Entry(byte[] key, int id) {}
        List<Entry> entries = new ArrayList<>(types.length);
        for (int id = 0; id < types.length; id++) {
            if (types[id].matchesText() && wanted.test(types[id])) {
                byte[] key = model.piece(id).bytes().toByteArray();
                boolean zero = false;
                for (byte b : key) {
                    zero |= b == 0;
                }
                if (!zero) {
                    entries.add(new Entry(key, id));
                }
            }
        }
        entries.sort((a, b) -> Arrays.compareUnsigned(a.key, b.key));
        return DoubleArray.build(
                entries.stream().map(Entry::key).toArray(byte[][]::new),
                entries.stream().mapToInt(Entry::id).toArray());
    }
}
