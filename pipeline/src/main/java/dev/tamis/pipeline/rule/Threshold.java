package dev.tamis.pipeline.rule;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.io.Serializable;
import java.util.List;
import java.util.Objects;

/**
 * A limit that a rule compares something with, and the values around it that a report looks at. A rule has one for each
 * comparison by {@code <}, {@code <=}, {@code >} or {@code >=} in which one side reads signals and the other is a number, or
 * {@code if} or CASE between numbers, each of which is then one; BETWEEN counts as two comparisons. That a whole number is
 * {@code = 0} is taken as {@code <= 0}: how many of something are too many.
 *
 * @param rule name of the rule
 * @param measured the side that reads signals, as SQL
 * @param sign of the comparison, with {@code measured} on its left
 * @param limit the other side, as SQL
 * @param relative whether {@code grid} holds factors of the limit; else values to put in its place
 * @param grid decimal numbers in ascending order, one of which stands for the limit as it is
 * @param actual which of them
 */
public record Threshold(
        @JsonProperty("rule") String rule,
        @JsonProperty("measured") String measured,
        @JsonProperty("sign") String sign,
        @JsonProperty("limit") String limit,
        @JsonProperty("relative") boolean relative,
        @JsonProperty("grid") List<String> grid,
        @JsonProperty("actual") int actual)
        implements Serializable {
    public Threshold {
        Objects.requireNonNull(rule, "rule");
        grid = List.copyOf(grid);
        Objects.checkIndex(actual, grid.size());
    }
}
