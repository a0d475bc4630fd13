package dev.tamis.tokenizer.train;

import dev.tamis.tokenizer.model.PieceType;
import dev.tamis.tokenizer.model.SentencePieceModel;
import dev.tamis.tokenizer.model.TrainerField;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * The pieces that are given rather than learnt, by id: unknown, begin, end and padding where the options put them, then
 * control symbols, user-defined symbols and byte pieces at the lowest free ids.
 */
final class MetaPieces {
    /** A given piece. */
    record Meta(String text, PieceType type) {}

    private final TreeMap<Integer, Meta> byId = new TreeMap<>();

    MetaPieces(TrainerOptions options) {
        Map<String, Integer> ids = new HashMap<>();
        place(options, TrainerField.UNK_ID, TrainerField.UNK_PIECE, PieceType.UNKNOWN, ids);
        place(options, TrainerField.BOS_ID, TrainerField.BOS_PIECE, PieceType.CONTROL, ids);
        place(options, TrainerField.EOS_ID, TrainerField.EOS_PIECE, PieceType.CONTROL, ids);
        place(options, TrainerField.PAD_ID, TrainerField.PAD_PIECE, PieceType.CONTROL, ids);
        if (options.trainer().integer(TrainerField.UNK_ID) < 0) {
            throw new IllegalArgumentException("unk_id: found "
                    + options.trainer().integer(TrainerField.UNK_ID) + ", but the unknown piece must have an id");
        }
        int next = 0;
        List<String> added = new ArrayList<>();
        for (TrainerField field : List.of(TrainerField.CONTROL_SYMBOLS, TrainerField.USER_DEFINED_SYMBOLS)) {
            PieceType type = field == TrainerField.CONTROL_SYMBOLS ? PieceType.CONTROL : PieceType.USER_DEFINED;
            for (String symbol : options.trainer().texts(field)) {
                if (symbol.isEmpty()) {
                    throw new IllegalArgumentException(field.option() + ": holds an empty symbol");
                }
                if (added.contains(symbol)) {
                    throw new IllegalArgumentException(field.option() + ": \"" + symbol + "\" is given twice");
                }
                added.add(symbol);
                if (symbol.equals(options.trainer().text(TrainerField.UNK_PIECE))) {
                    throw new IllegalArgumentException(
                            field.option() + ": \"" + symbol + "\" is the unknown piece and cannot be given here");
                }
                Integer known = ids.get(symbol);
                if (known != null) {
                    byId.put(known, new Meta(symbol, type));
                    continue;
                }
                while (byId.containsKey(next)) {
                    next++;
                }
                byId.put(next, new Meta(symbol, type));
            }
        }
        if (options.flag(TrainerField.BYTE_FALLBACK)) {
            for (int b = 0; b < 256; b++) {
                while (byId.containsKey(next)) {
                    next++;
                }
                byId.put(next, new Meta(SentencePieceModel.bytePiece(b), PieceType.BYTE));
            }
        }
        if (byId.size() >= options.vocabSize()) {
            throw new IllegalArgumentException("vocab_size: found " + options.vocabSize()
                    + ", but special, user-defined and byte pieces alone are " + byId.size());
        }
    }

    private void place(
            TrainerOptions options, TrainerField id, TrainerField text, PieceType type, Map<String, Integer> ids) {
        int at = options.trainer().integer(id);
        if (at < 0) {
            return;
        }
        String piece = options.trainer().text(text);
        if (piece.isEmpty()) {
            throw new IllegalArgumentException(text.option() + ": must not be empty");
        }
        if (at >= options.vocabSize()) {
            throw new IllegalArgumentException(
                    id.option() + ": found " + at + ", but ids end below vocab_size, " + options.vocabSize());
        }
        Meta before = byId.putIfAbsent(at, new Meta(piece, type));
        if (before != null) {
            throw new IllegalArgumentException(
                    id.option() + ": id " + at + " is already that of \"" + before.text + "\"");
        }
        if (ids.putIfAbsent(piece, at) != null) {
            throw new IllegalArgumentException(text.option() + ": \"" + piece + "\" is already another special piece");
        }
    }

    /** The pieces in the order of their ids, which may have gaps. */
    Map<Integer, Meta> byId() {
        return byId;
    }

    /** What the pieces are written as. */
    Set<String> texts() {
        return byId.values().stream().map(Meta::text).collect(Collectors.toUnmodifiableSet());
    }

    int size() {
        return byId.size();
    }
}
