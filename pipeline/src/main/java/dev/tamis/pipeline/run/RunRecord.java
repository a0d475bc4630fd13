package dev.tamis.pipeline.run;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/**
 * What {@code run.json} holds: how a run came to be. It is the one file of a run that holds times, and so the one that
 * differs between two runs of the same input.
 *
 * @param recipeFile the recipe as it was named on the command line
 * @param sets its {@code --set} options
 * @param recipe the resolved recipe
 */
public record RunRecord(
        @JsonProperty("tamis") String tamis,
        @JsonProperty("code_version") String codeVersion,
        @JsonProperty("spark") String spark,
        @JsonProperty("java") String java,
        @JsonProperty("recipe_file") String recipeFile,
        @JsonProperty("sets") List<String> sets,
        @JsonProperty("seed") long seed,
        @JsonProperty("stages") List<StageLine> stages,
        @JsonProperty("recipe") JsonNode recipe) {

    public static final String FILE = "run.json";

    /** One stage: its fingerprint, what went through it, and when and how long it ran. */
    public record StageLine(
            @JsonProperty("stage") String stage,
            @JsonProperty("fingerprint") String fingerprint,
            @JsonProperty("in") long in,
            @JsonProperty("out") long out,
            @JsonProperty("rejected") long rejected,
            @JsonProperty("quarantined") long quarantined,
            @JsonProperty("finished_at") String finishedAt,
            @JsonProperty("millis") long millis) {}

    public static Optional<RunRecord> read(RunDirectory run) throws IOException {
        try {
            return Optional.of(SealedJson.read(run.bytes(FILE), RunRecord.class, FILE));
        } catch (FileNotFoundException e) {
            return Optional.empty();
        }
    }

    public void write(RunDirectory run) throws IOException {
        run.writeAtomically(FILE, SealedJson.write(this));
    }
}
