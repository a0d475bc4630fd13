package dev.tamis.pipeline.recipe;

import dev.tamis.pipeline.hocon.Problem;
import java.util.List;
import java.util.stream.Collectors;

/** A recipe that cannot be run, with all of its problems; the message has one a line. */
public final class RecipeException extends Exception {

    private final transient List<Problem> problems;

    RecipeException(List<Problem> problems) {
        super(problems.stream().map(Problem::toString).collect(Collectors.joining("\n")));
        this.problems = List.copyOf(problems);
    }

    /** At least one; files in the order they were read, and within a file by line. */
    public List<Problem> problems() {
        return problems;
    }
}
