package dev.tamis.tokenizer.eval;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.google.protobuf.ByteString;
import dev.tamis.tokenizer.model.NormalizerField;
import dev.tamis.tokenizer.model.Piece;
import dev.tamis.tokenizer.model.PieceType;
import dev.tamis.tokenizer.model.SentencePieceModel;
import dev.tamis.tokenizer.model.Spec;
import dev.tamis.tokenizer.model.SpecField;
import dev.tamis.tokenizer.model.TrainerField;
import dev.tamis.tokenizer.normalize.Utf8;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What differs between two models: pieces that came, went, moved and changed their kind, and settings. A piece is the same
 * piece where the bytes and the kind are the same.
 *
 * @param same pieces of both models with the same id and score
 * @param moved pieces of both with another id, by old id; a model trained further on the old one's embeddings needs them
 *     put back in place
 * @param rescored pieces of both with the same id and another score
 * @param came pieces of the new model alone, by id
 * @param went pieces of the old model alone, by id
 * @param changedKind pieces of both with the same bytes and another kind, such as normal before and user-defined now, by
 *     old id; they are neither among those that came and went nor among the moved
 * @param byKind what came, went, stayed and moved by kind: normal, byte, control, user, unknown, unused; a
 *     piece that changed its kind went from one and came to the other
 * @param byScript the same of normal and user-defined pieces, by script of the first letter; one that
 *     changed its kind between the two stayed
 * @param settings values that differ
 */
public record VocabularyDiff(
        @JsonProperty("old_size") int oldSize,
        @JsonProperty("new_size") int newSize,
        @JsonProperty("same") int same,
        @JsonProperty("rescored") int rescored,
        @JsonProperty("by_kind") SortedMap<String, Change> byKind,
        @JsonProperty("by_script") SortedMap<String, Change> byScript,
        @JsonProperty("settings") List<Setting> settings,
        @JsonProperty("came") List<Entry> came,
        @JsonProperty("went") List<Entry> went,
        @JsonProperty("moved") List<Move> moved,
        @JsonProperty("changed_kind") List<KindChange> changedKind) {

    public VocabularyDiff {
        settings = List.copyOf(settings);
        came = List.copyOf(came);
        went = List.copyOf(went);
        moved = List.copyOf(moved);
        changedKind = List.copyOf(changedKind);
    }

    /** @param stayed pieces of both, of which {@code moved} have another id */
    public record Change(
            @JsonProperty("came") int came,
            @JsonProperty("went") int went,
            @JsonProperty("stayed") int stayed,
            @JsonProperty("moved") int moved) {
        private Change plus(Change other) {
            return new Change(came + other.came, went + other.went, stayed + other.stayed, moved + other.moved);
        }
    }

    /** @param piece as text; bytes that are not UTF-8 show as U+FFFD */
    public record Entry(
            @JsonProperty("piece") String piece,
            @JsonProperty("kind") String kind,
            @JsonProperty("id") int id,
            @JsonProperty("score") float score) {}

    public record Move(
            @JsonProperty("piece") String piece,
            @JsonProperty("kind") String kind,
            @JsonProperty("old_id") int oldId,
            @JsonProperty("new_id") int newId,
            @JsonProperty("old_score") float oldScore,
            @JsonProperty("new_score") float newScore) {}

    public record KindChange(
            @JsonProperty("piece") String piece,
            @JsonProperty("old_kind") String oldKind,
            @JsonProperty("new_kind") String newKind,
            @JsonProperty("old_id") int oldId,
            @JsonProperty("new_id") int newId,
            @JsonProperty("old_score") float oldScore,
            @JsonProperty("new_score") float newScore) {}

    /**
     * @param name of the field, below {@code trainer}, {@code normalizer} or {@code denormalizer}
     * @param oldValue as text; lists with commas, bytes by their number
     */
    public record Setting(
            @JsonProperty("name") String name,
            @JsonProperty("old") String oldValue,
            @JsonProperty("new") String newValue) {}

    private record Key(ByteString bytes, PieceType type) {}

    /** Compares two models. */
    public static VocabularyDiff of(SentencePieceModel old, SentencePieceModel now) {
        Map<Key, Integer> newIds = ids(now);
        Map<Key, Integer> oldIds = ids(old);
        SortedMap<String, Change> byKind = new TreeMap<>();
        SortedMap<String, Change> byScript = new TreeMap<>();
        List<Entry> came = new ArrayList<>();
        List<Entry> went = new ArrayList<>();
        List<Move> moved = new ArrayList<>();
        List<KindChange> changedKind = new ArrayList<>();
        Map<ByteString, Integer> newAlone = alone(now, oldIds);
        BitSet paired = new BitSet();
        int same = 0;
        int rescored = 0;
        for (int id = 0; id < old.size(); id++) {
            Piece piece = old.piece(id);
            Integer newId = newIds.get(key(piece));
            Integer changed = newId == null ? newAlone.remove(piece.bytes()) : null;
            if (changed != null) {
                Piece other = now.piece(changed);
                paired.set(changed);
                changedKind.add(new KindChange(
                        piece.text(), kind(piece), kind(other), id, changed, piece.score(), other.score()));
                count(piece, other, changed != id, byKind, byScript);
                continue;
            }
            if (newId == null) {
                went.add(entry(piece, id));
                count(piece, new Change(0, 1, 0, 0), byKind, byScript);
                continue;
            }
            Piece other = now.piece(newId);
            if (newId != id) {
                moved.add(new Move(piece.text(), kind(piece), id, newId, piece.score(), other.score()));
            } else if (Float.compare(piece.score(), other.score()) != 0) {
                rescored++;
            } else {
                same++;
            }
            count(piece, new Change(0, 0, 1, newId == id ? 0 : 1), byKind, byScript);
        }
        for (int id = 0; id < now.size(); id++) {
            Piece piece = now.piece(id);
            if (!oldIds.containsKey(key(piece)) && !paired.get(id)) {
                came.add(entry(piece, id));
                count(piece, new Change(1, 0, 0, 0), byKind, byScript);
            }
        }
        List<Setting> settings = new ArrayList<>();
        compare("trainer", TrainerField.values(), old.trainer(), now.trainer(), settings);
        compare("normalizer", NormalizerField.values(), old.normalizer(), now.normalizer(), settings);
        compare(
                "denormalizer",
                NormalizerField.values(),
                old.denormalizer() == null ? Spec.empty(NormalizerField.class) : old.denormalizer(),
                now.denormalizer() == null ? Spec.empty(NormalizerField.class) : now.denormalizer(),
                settings);
        return new VocabularyDiff(
                old.size(), now.size(), same, rescored, byKind, byScript, settings, came, went, moved, changedKind);
    }

    private static Key key(Piece piece) {
        return new Key(piece.bytes(), piece.type());
    }

    private static Map<Key, Integer> ids(SentencePieceModel model) {
        Map<Key, Integer> ids = new HashMap<>();
        for (int id = 0; id < model.size(); id++) {
            ids.put(key(model.piece(id)), id);
        }
        return ids;
    }

    /** Ids of the pieces that the other model doesn't have as they are. */
    private static Map<ByteString, Integer> alone(SentencePieceModel model, Map<Key, Integer> others) {
        Map<ByteString, Integer> ids = new HashMap<>();
        for (int id = 0; id < model.size(); id++) {
            if (!others.containsKey(key(model.piece(id)))) {
                ids.put(model.piece(id).bytes(), id);
            }
        }
        return ids;
    }

    private static Entry entry(Piece piece, int id) {
        return new Entry(piece.text(), kind(piece), id, piece.score());
    }

    private static String kind(Piece piece) {
        return piece.type() == PieceType.USER_DEFINED
                ? "user"
                : piece.type().name().toLowerCase(Locale.ROOT);
    }

    private static void count(
            Piece piece, Change change, SortedMap<String, Change> byKind, SortedMap<String, Change> byScript) {
        byKind.merge(kind(piece), change, Change::plus);
        if (isText(piece)) {
            byScript.merge(TextScripts.name(script(piece)), change, Change::plus);
        }
    }

    /** Counts a piece that changed its kind. */
    private static void count(
            Piece before,
            Piece now,
            boolean isMoved,
            SortedMap<String, Change> byKind,
            SortedMap<String, Change> byScript) {
        Change leaving = new Change(0, 1, 0, 0);
        Change coming = new Change(1, 0, 0, 0);
        byKind.merge(kind(before), leaving, Change::plus);
        byKind.merge(kind(now), coming, Change::plus);
        if (isText(before) || isText(now)) {
            Change staying = new Change(0, 0, 1, isMoved ? 1 : 0);
            byScript.merge(
                    TextScripts.name(script(now)),
                    !isText(before) ? coming : !isText(now) ? leaving : staying,
                    Change::plus);
        }
    }

    private static boolean isText(Piece piece) {
        return piece.type() == PieceType.NORMAL || piece.type() == PieceType.USER_DEFINED;
    }

    private static int script(Piece piece) {
        byte[] bytes = piece.bytes().toByteArray();
        for (int at = 0; at < bytes.length; ) {
            int c = Utf8.decode(bytes, at, bytes.length);
            int script = c < 0 ? TextScripts.NONE : TextScripts.of(c);
            if (script != TextScripts.NONE) {
                return script;
            }
            at += c < 0 ? 1 : Utf8.length(c);
        }
        return TextScripts.NONE;
    }

    private static <F extends Enum<F> & SpecField> void compare(
            String spec, F[] fields, Spec<F> old, Spec<F> now, List<Setting> settings) {
        for (F field : fields) {
            if (!old.value(field).equals(now.value(field))) {
                settings.add(new Setting(
                        spec + "." + field.option(), text(field, old.value(field)), text(field, now.value(field))));
            }
        }
    }

    private static String text(SpecField field, Object value) {
        return switch (field.kind()) {
            case BYTES -> ((ByteString) value).size() + " bytes";
            case TEXTS ->
                String.join(",", ((List<?>) value).stream().map(String::valueOf).toList());
            case MODEL_TYPE -> value.toString().toLowerCase(Locale.ROOT);
            default -> String.valueOf(value);
        };
    }

    /**
     * The difference as tables for a terminal.
     *
     * @param examples most pieces listed of each sort
     */
    public String toText(int examples) {
        StringBuilder text = new StringBuilder();
        text.append(EvalTable.count(oldSize)).append(" pieces before, ").append(EvalTable.count(newSize));
        text.append(" now: ").append(EvalTable.count(came.size())).append(" came, ");
        text.append(EvalTable.count(went.size())).append(" went, ").append(EvalTable.count(moved.size()));
        text.append(" moved to another id, ");
        text.append(changedKind.isEmpty() ? "" : EvalTable.count(changedKind.size()) + " changed their kind, ");
        text.append(EvalTable.count(rescored)).append(" changed their score only, ");
        text.append(EvalTable.count(same)).append(" are the same.\n\n");
        changes(text, "kind", byKind);
        text.append('\n');
        changes(text, "script", byScript);
        if (!settings.isEmpty()) {
            text.append('\n');
            List<List<String>> rows = new ArrayList<>();
            rows.add(List.of("setting", "before", "now"));
            settings.forEach(
                    setting -> rows.add(List.of(setting.name(), shown(setting.oldValue()), shown(setting.newValue()))));
            EvalTable.write(text, rows, 3);
        }
        entries(text, "came", came, examples);
        entries(text, "went", went, examples);
        if (!moved.isEmpty()) {
            text.append("\nmoved:");
            for (Move move : moved.subList(0, Math.min(examples, moved.size()))) {
                text.append(' ')
                        .append(move.piece())
                        .append(' ')
                        .append(move.oldId())
                        .append("->");
                text.append(move.newId());
            }
            text.append(moved.size() > examples ? " ...\n" : "\n");
        }
        if (!changedKind.isEmpty()) {
            text.append("\nchanged kind:");
            for (KindChange change : changedKind.subList(0, Math.min(examples, changedKind.size()))) {
                text.append(' ').append(change.piece()).append(' ').append(change.oldKind());
                text.append("->").append(change.newKind());
            }
            text.append(changedKind.size() > examples ? " ...\n" : "\n");
        }
        return text.toString();
    }

    private static String shown(String value) {
        int most = 40;
        String line = value.replace('\n', ' ');
        if (line.codePointCount(0, line.length()) > most) {
            return line.substring(0, line.offsetByCodePoints(0, most)) + "...";
        }
        return line.isEmpty() ? "\"\"" : line;
    }

    private static void changes(StringBuilder text, String first, SortedMap<String, Change> changes) {
        List<List<String>> rows = new ArrayList<>();
        rows.add(List.of(first, "came", "went", "stayed", "moved"));
        changes.forEach((name, change) -> rows.add(List.of(
                name,
                EvalTable.count(change.came()),
                EvalTable.count(change.went()),
                EvalTable.count(change.stayed()),
                EvalTable.count(change.moved()))));
        EvalTable.write(text, rows, 1);
    }

    private static void entries(StringBuilder text, String title, List<Entry> entries, int examples) {
        if (entries.isEmpty()) {
            return;
        }
        text.append('\n').append(title).append(':');
        entries.subList(0, Math.min(examples, entries.size()))
                .forEach(entry -> text.append(' ').append(entry.piece()));
        text.append(entries.size() > examples ? " ...\n" : "\n");
    }
}
