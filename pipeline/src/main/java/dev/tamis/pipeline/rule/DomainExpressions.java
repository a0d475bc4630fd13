package dev.tamis.pipeline.rule;

import dev.tamis.filters.signal.SignalType;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Expressions over signals that divide the documents of a source into domains, one a level, made ready for many
 * documents; for one thread.
 *
 * <p>Besides signals and columns they may read {@code tokens}, the length of the document. A value becomes part of the
 * domain's path: what is no ASCII letter, digit, {@code _} or {@code -} in it becomes {@code _}, what is
 * longer than 64 characters is cut, and what has no value or is empty is {@code none}.
 */
public final class DomainExpressions {

    /** The column with the tokens of the document. */
    public static final String TOKENS = "tokens";

    /** What {@link #soundValue} takes, for messages. */
    public static final String SOUND = "allowed in a domain's name: letters, digits, _ and -, at most 64";

    private static final int LONGEST = 64;
    private static final String NONE = "none";

    private final RecordExpressions expressions;
    private final int tokensAt;
    private final Object[] measured;

    /**
     * Compiles expressions.
     *
     * @param levels sound by {@link #check}, outermost first
     * @param types of all signals
     */
    public DomainExpressions(List<String> levels, Map<String, SignalType> types) {
        expressions = new RecordExpressions(
                levels.stream().map(sql -> "CAST((" + sql + ") AS STRING)").toList(), withTokens(types));
        tokensAt = expressions.signals().indexOf(TOKENS);
        measured = new Object[expressions.signals().size()];
    }

    private static Map<String, SignalType> withTokens(Map<String, SignalType> types) {
        Map<String, SignalType> columns = new TreeMap<>(types);
        columns.put(TOKENS, SignalType.LONG);
        return columns;
    }

    /** What is wrong with an expression, one text a problem; empty if it may divide a source. */
    public static List<String> check(String sql, Map<String, SignalType> signals) {
        return RuleExpressions.withoutDraw(withTokens(signals)).checkGroup(sql);
    }

    /** Whether a domain may have this as one part of its path. */
    public static boolean soundValue(String value) {
        return !value.isEmpty() && value.length() <= LONGEST && value.chars().allMatch(DomainExpressions::sound);
    }

    private static boolean sound(int c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '-';
    }

    /** The signals that the expressions read, by name. */
    public List<String> signals() {
        return expressions.signals().stream()
                .filter(name -> !name.equals(TOKENS))
                .toList();
    }

    /**
     * The path of the domain that a document is in: its source, and a value a level, joined by {@code /}.
     *
     * @param url null where there is none
     * @param signals the values of {@link #signals()}, in their order: Long, Double, Boolean, String or null
     * @param tokens of the document
     */
    public String domain(String kind, String source, String url, Object[] signals, long tokens) {
        for (int i = 0, from = 0; i < measured.length; i++) {
            measured[i] = i == tokensAt ? (Object) tokens : signals[from++];
        }
        expressions.record(kind, source, url, measured);
        StringBuilder path = new StringBuilder(source);
        for (int i = 0; i < expressions.size(); i++) {
            Object value = expressions.value(i);
            path.append('/').append(value == null ? NONE : sounded(value.toString()));
        }
        return path.toString();
    }

    private static String sounded(String value) {
        if (value.isEmpty()) {
            return NONE;
        }
        StringBuilder sound = new StringBuilder();
        for (int i = 0; i < Math.min(LONGEST, value.length()); i++) {
            char c = value.charAt(i);
            sound.append(sound(c) ? c : '_');
        }
        return sound.toString();
    }
}
