package dev.tamis.tokenizer.encode;

import dev.tamis.tokenizer.IntArray;
import dev.tamis.tokenizer.model.Piece;
import dev.tamis.tokenizer.model.PieceType;
import dev.tamis.tokenizer.model.SentencePieceModel;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/** The unigram definition over a whole normalised text, character by character and without units: what units must equal. */
final class WholeText {
    private WholeText() {}

    /** The ids, with a run of unknown characters as one. */
    static int[] unigram(SentencePieceModel model, UnigramRules rules, String normalized) {
        Map<String, Integer> ids = new HashMap<>();
        int longest = 1;
        float least = Float.MAX_VALUE;
        for (int id = 0; id < model.size(); id++) {
            Piece piece = model.piece(id);
            if (piece.type() == PieceType.NORMAL || piece.type() == PieceType.USER_DEFINED) {
                ids.put(piece.text(), id);
                longest = Math.max(longest, piece.text().length());
            }
            least = piece.type() == PieceType.NORMAL ? Math.min(least, piece.score()) : least;
        }
        int size = normalized.length();
        float[] best = new float[size + 1];
        int[] from = new int[size + 1];
        int[] last = new int[size + 1];
        Arrays.fill(from, -1);
        for (int at = 0; at < size; at += Character.charCount(normalized.codePointAt(at))) {
            int width = Character.charCount(normalized.codePointAt(at));
            boolean single = false;
            for (int to = at + width; to <= Math.min(size, at + longest); to++) {
                Integer id = ids.get(normalized.substring(at, to));
                if (id == null) {
                    continue;
                }
                single |= to == at + width;
                int bytes = normalized.substring(at, to).getBytes(StandardCharsets.UTF_8).length;
                double score = model.piece(id).type() == PieceType.USER_DEFINED
                        ? rules == UnigramRules.V0_1 ? bytes * Float.MIN_NORMAL - 0.1 : (float) ((bytes - 1) * 0.1)
                        : model.piece(id).score();
                double exact = score + best[at];
                double sum = rules == UnigramRules.V0_1 ? exact : (float) exact;
                if (from[to] < 0 || sum > best[to]) {
                    best[to] = (float) sum;
                    from[to] = at;
                    last[to] = id;
                }
            }
            if (!single) {
                float sum = (least - 10f) + best[at];
                if (from[at + width] < 0 || sum > best[at + width]) {
                    best[at + width] = sum;
                    from[at + width] = at;
                    last[at + width] = model.unkId();
                }
            }
        }
        IntArray reversed = new IntArray();
        for (int at = size; at > 0; at = from[at]) {
            boolean repeated = reversed.size() > 0 && reversed.get(reversed.size() - 1) == model.unkId();
            if (last[at] != model.unkId() || !repeated) {
                reversed.add(last[at]);
            }
        }
        int[] path = new int[reversed.size()];
        for (int i = 0; i < path.length; i++) {
            path[i] = reversed.get(path.length - 1 - i);
        }
        return path;
    }
}
